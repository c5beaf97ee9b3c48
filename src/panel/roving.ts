/** Controls that are one stop of the Tab key together: arrows go from one to the next, Tab comes back to the last one used. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface RovingOptions {
  /** The controls in their order; those that are hidden are passed over. */
  readonly tools: () => readonly HTMLElement[];
  /** Where Tab always comes to, whichever was used last. */
  readonly home?: () => HTMLElement | null;
  /** Up and down lead on, too. */
  readonly vertical?: boolean;
}

export class Roving implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: RovingOptions;
  #last: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, options: RovingOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.addEventListener('keydown', this.#pressed);
    this.#host.addEventListener('focusin', this.#focused);
  }

  hostDisconnected(): void {
    this.#host.removeEventListener('keydown', this.#pressed);
    this.#host.removeEventListener('focusin', this.#focused);
  }

  hostUpdated(): void {
    const tools = this.#tools;
    const home = this.#options.home?.() ?? this.#last;
    const stop =
      tools.find(tool => tool === home) ?? tools.find(tool => tool.ariaPressed === 'true') ?? tools[0];
    for (const tool of tools) tool.tabIndex = tool === stop ? 0 : -1;
  }

  get #tools(): HTMLElement[] {
    return this.#options.tools().filter(tool => !tool.hidden);
  }

  get #active(): Element | null | undefined {
    return this.#host.shadowRoot?.activeElement;
  }

  readonly #focused = (): void => {
    this.#last = this.#tools.find(tool => tool === this.#active) ?? this.#last;
    this.hostUpdated();
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    const by = this.#step(event.key);
    const tools = this.#tools;
    const at = tools.findIndex(tool => tool === this.#active);
    const from = tools[at];
    if (by === 0 || !from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (from instanceof HTMLInputElement && keepsArrow(from, by)) return;
    tools[(at + by + tools.length) % tools.length]?.focus();
    event.preventDefault();
  };

  #step(key: string): number {
    const { vertical } = this.#options;
    if (key === 'ArrowRight' || (vertical && key === 'ArrowDown')) return 1;
    return key === 'ArrowLeft' || (vertical && key === 'ArrowUp') ? -1 : 0;
  }
}

/** A slider and a text keep their own arrows until they come to their end. */
function keepsArrow(input: HTMLInputElement, by: number): boolean {
  if (input.type === 'range') return input.value !== (by > 0 ? input.max : input.min);
  if (input.type === 'checkbox') return false;
  const end = by > 0 ? input.value.length : 0;
  return input.selectionStart !== end || input.selectionEnd !== end;
}
