/** Where the person is, and the ways to another place; both are kept over a reload and gone back through. */
import type { AssetCard } from '../protocol/asset.ts';
import type { PanelAddress } from '../protocol/panel.ts';
import { type History, asksTheSame, replacePlace, travel, visit } from './address.ts';
import { baseName } from './format.ts';
import { absoluteFile } from './pictures.ts';
import type { ViewStore } from './viewStore.ts';

export interface NavigationPorts {
  /** Keeps the address over a reload. */
  remember(address: PanelAddress): void;
  /** Another place asks for something else, after so many milliseconds. */
  moved(pause: number): void;
}

/** Typing pauses this long before it is asked for. */
const typingPause = 120;

/** Text typed on this long after the last change belongs to a new place of the history. */
const newPlacePause = 1500;

/** Scrolling is kept when it pauses. */
const rememberPause = 200;

export class Navigation {
  readonly #store: ViewStore;
  readonly #ports: NavigationPorts;
  #history: History;
  #remember: ReturnType<typeof setTimeout> | undefined;
  #lastTyping = 0;

  constructor(store: ViewStore, ports: NavigationPorts) {
    this.#store = store;
    this.#ports = ports;
    this.#history = { places: [store.view.address], at: 0 };
  }

  /** Goes to another place; what asks for something new is asked now, or after a pause while typing. */
  goTo(change: Partial<PanelAddress>, pause = 0): void {
    const before = this.#store.view.address;
    // Another label is neither in the state of the last one, nor none of a group.
    const anew = change.label !== undefined && change.label !== before.label;
    const address = { ...before, ...(anew ? { tagState: null, noneOf: null } : {}), ...change };
    if (asksTheSame(before, address)) {
      this.arrange(address);
      return;
    }
    const moved = { ...address, scrollTop: 0, selected: change.selected ?? null };
    const now = performance.now();
    const isOneTyping = pause > 0 && now - this.#lastTyping < newPlacePause;
    if (pause > 0) this.#lastTyping = now;
    this.#history = isOneTyping ? replacePlace(this.#history, moved) : visit(this.#history, moved);
    this.#store.put({ address: moved });
    this.#ports.moved(pause);
  }

  type(text: string): void {
    this.goTo({ text, mode: 'images' }, typingPause);
  }

  /** Searches for images like this one. */
  likeThis(card: AssetCard): void {
    const { setup } = this.#store.view;
    const file = setup && absoluteFile(setup, card);
    if (file) this.goTo({ mode: 'images', text: '', like: { file, name: baseName(card.path) } });
  }

  /** Goes to the duplicates, to the group of this image. */
  showCopies(card: AssetCard): void {
    const { setup } = this.#store.view;
    const file = setup && absoluteFile(setup, card);
    this.goTo({ mode: 'duplicates', selected: file || null });
  }

  /** One step back (−1) or forward (1). */
  travel(by: 1 | -1): void {
    const step = travel(this.#history, by);
    if (!step) return;
    this.#history = step.history;
    this.#store.put({ address: step.address });
    this.#ports.moved(0);
  }

  scrolled(scrollTop: number): void {
    const { address } = this.#store.view;
    if (scrollTop !== address.scrollTop) this.arrange({ ...address, scrollTop });
  }

  /** Changes the arrangement of the place where the person is. */
  arrange(address: PanelAddress): void {
    this.#history = replacePlace(this.#history, address);
    clearTimeout(this.#remember);
    this.#remember = setTimeout(() => this.#ports.remember(this.#store.view.address), rememberPause);
    this.#store.put({ address });
  }
}
