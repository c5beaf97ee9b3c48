/** Facts of the images in sight: asked for a screenful at a time, kept while there is room. */
import type { AssetCard, AssetId } from '../protocol/asset.ts';

/** Some ten screens of cards. */
const shelfSize = 3000;

/** Anything that is known of an image. */
interface Known {
  readonly id: AssetId;
}

export interface ShelfPorts<Card extends Known = AssetCard> {
  ask(ids: readonly AssetId[], signal: AbortSignal): Promise<readonly Card[]>;
  /** Cards came: what is in sight may be drawn anew. */
  arrived(): void;
  failed(error: unknown): void;
}

export class CardShelf<Card extends Known = AssetCard> {
  readonly #ports: ShelfPorts<Card>;
  readonly #cards = new Map<AssetId, Card>();
  /** Ids whose card is old: still shown, asked for again when next in sight. */
  #stale = new Set<AssetId>();
  /** Asked for in vain: the image has gone, or the question failed. Asking again and again would not bring it. */
  readonly #absent = new Set<AssetId>();
  #wanted: readonly AssetId[] = [];
  #asking: AbortController | undefined;

  constructor(ports: ShelfPorts<Card>) {
    this.#ports = ports;
  }

  get(id: AssetId): Card | undefined {
    return this.#cards.get(id);
  }

  /** These are in sight now; those that are missing or old are asked for, others no longer. */
  want(ids: readonly AssetId[]): void {
    this.#wanted = ids;
    void this.#ask();
  }

  /** What is known may have changed; it stays until the new facts are there. */
  age(): void {
    this.#stale = new Set(this.#cards.keys());
    this.#absent.clear();
    this.want(this.#wanted);
  }

  /** The ids have lost their meaning. */
  clear(): void {
    this.#asking?.abort();
    this.#asking = undefined;
    this.#cards.clear();
    this.#stale.clear();
    this.#absent.clear();
    this.#wanted = [];
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    const missing = this.#wanted.filter(id => this.#isMissing(id));
    if (missing.length === 0) return;
    const asking = (this.#asking = new AbortController());
    let arrived: readonly Card[] = [];
    let failure: unknown;
    try {
      arrived = await this.#ports.ask(missing, asking.signal);
    } catch (error) {
      failure = error;
    }
    if (asking.signal.aborted) return;
    this.#asking = undefined;
    this.#keep(arrived, missing);
    if (failure === undefined) this.#ports.arrived();
    else this.#ports.failed(failure);
    void this.#ask();
  }

  #isMissing(id: AssetId): boolean {
    return (!this.#cards.has(id) || this.#stale.has(id)) && !this.#absent.has(id);
  }

  #keep(cards: readonly Card[], asked: readonly AssetId[]): void {
    for (const id of asked) this.#absent.add(id);
    for (const card of cards) {
      this.#cards.delete(card.id);
      this.#cards.set(card.id, card);
      this.#stale.delete(card.id);
      this.#absent.delete(card.id);
    }
    const wanted = new Set(this.#wanted);
    for (const id of this.#cards.keys()) {
      if (this.#cards.size <= shelfSize) break;
      if (!wanted.has(id)) this.#cards.delete(id);
    }
  }
}
