/**
 * The part of WebAssembly that this room uses: every JavaScript engine that we run on has it, `lib: es2024` does not.
 * Only the pure project sees this file; the others bring the whole API with their own types.
 */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  const Memory: { new (limits: { initial: number; maximum: number }): Memory };

  /** Compiled code, of which nothing can be seen. */
  type Module = object;
  const Module: { new (bytes: Uint8Array): Module };

  interface Instance {
    readonly exports: Record<string, unknown>;
  }
  const Instance: { new (module: Module, imports: Record<string, Record<string, unknown>>): Instance };
}
