/** Facts of the images in sight: asked for a screenful at a time, kept while there is room. */
import type { AssetCard, AssetId } from '../protocol/asset.ts';

/** Some ten screens of cards. */
const shelfSize = 3000;

export interface ShelfPorts {
  ask(ids: readonly AssetId[], signal: AbortSignal): Promise<readonly AssetCard[]>;
  /** Cards came: what is in sight may be drawn anew. */
  arrived(): void;
  failed(error: unknown): void;
}

export class CardShelf {
  readonly #ports: ShelfPorts;
  readonly #cards = new Map<AssetId, AssetCard>();
  /** Ids whose card is old: still shown, asked for again when next in sight. */
  #stale = new Set<AssetId>();
  #wanted: readonly AssetId[] = [];
  #asking: AbortController | undefined;

  constructor(ports: ShelfPorts) {
    this.#ports = ports;
  }

  get(id: AssetId): AssetCard | undefined {
    return this.#cards.get(id);
  }

  /** These are in sight now; those that are missing or old are asked for, others no longer. */
  want(ids: readonly AssetId[]): void {
    this.#wanted = ids;
    if (!this.#asking) void this.#ask();
  }

  /** What is known may have changed; it stays until the new facts are there. */
  age(): void {
    this.#stale = new Set(this.#cards.keys());
    this.want(this.#wanted);
  }

  /** The ids have lost their meaning. */
  clear(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#cards.clear();
    this.#stale.clear();
    this.#wanted = [];
  }

  async #ask(): Promise<void> {
    const missing = this.#wanted.filter(id => !this.#cards.has(id) || this.#stale.has(id));
    if (missing.length === 0) return;
    const asking = (this.#asking = new AbortController());
    try {
      const cards = await this.#ports.ask(missing, asking.signal);
      if (asking.signal.aborted) return;
      this.#keep(cards, missing);
      this.#asking = undefined;
      this.#ports.arrived();
      void this.#ask();
    } catch (error) {
      if (this.#asking === asking) this.#asking = undefined;
      if (!asking.signal.aborted) this.#ports.failed(error);
    }
  }

  #keep(cards: readonly AssetCard[], asked: readonly AssetId[]): void {
    for (const card of cards) {
      this.#cards.delete(card.id);
      this.#cards.set(card.id, card);
      this.#stale.delete(card.id);
    }
    // An image that has gone gets no card: asking again and again would not bring it back.
    const gone = new Set(asked);
    for (const { id } of cards) gone.delete(id);
    this.#wanted = this.#wanted.filter(id => !gone.has(id));
    for (const id of this.#cards.keys()) {
      if (this.#cards.size <= shelfSize) break;
      if (!this.#wanted.includes(id)) this.#cards.delete(id);
    }
  }
}
