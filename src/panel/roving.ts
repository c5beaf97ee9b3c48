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

const types = ['keydown', 'focusin', 'focusout'] as const;

export class Roving implements ReactiveController, EventListenerObject {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: RovingOptions;
  #last: HTMLElement | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, options: RovingOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  // On the root, not on the host: a focus that moves within a shadow tree is not told outside of it.

  hostConnected(): void {
    for (const type of types) this.#host.shadowRoot?.addEventListener(type, this);
  }

  hostDisconnected(): void {
    for (const type of types) this.#host.shadowRoot?.removeEventListener(type, this);
  }

  hostUpdated(): void {
    this.#mark(this.#active);
  }

  handleEvent(event: Event): void {
    if (event instanceof KeyboardEvent) this.#pressed(event);
    else if (event.type === 'focusin') {
      this.#last = this.#active ?? this.#last;
      this.#mark(this.#active);
    } else this.#mark(undefined);
  }

  get #tools(): HTMLElement[] {
    return this.#options.tools().filter(tool => !tool.hidden);
  }

  get #active(): HTMLElement | undefined {
    return this.#tools.find(tool => tool === this.#host.shadowRoot?.activeElement);
  }

  /** Exactly one control is a stop: the one with the keyboard, so that Tab leaves from there; else the one to come back to. */
  #mark(active: HTMLElement | undefined): void {
    const tools = this.#tools;
    const { home } = this.#options;
    const wanted = active ?? (home ? home() : this.#last);
    const stop =
      tools.find(tool => tool === wanted) ?? tools.find(tool => tool.ariaPressed === 'true') ?? tools[0];
    for (const tool of tools) tool.tabIndex = tool === stop ? 0 : -1;
  }

  #pressed(event: KeyboardEvent): void {
    const by = this.#step(event.key);
    const tools = this.#tools;
    const at = tools.findIndex(tool => tool === this.#active);
    const from = tools[at];
    if (by === 0 || !from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (from instanceof HTMLInputElement && keepsArrow(from, by)) return;
    tools[(at + by + tools.length) % tools.length]?.focus();
    event.preventDefault();
  }

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
