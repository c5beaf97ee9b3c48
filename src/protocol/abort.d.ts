/**
 * The part of the Abort API that pure rooms may use: both Node and the browser have it, `lib: es2024` does not.
 * Only the pure project sees this file; the others bring the whole API with their own types.
 */
interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

interface AbortController {
  readonly signal: AbortSignal;
  abort(): void;
}

declare var AbortController: { new (): AbortController };
