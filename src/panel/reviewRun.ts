/** One review: a queue of suggestions, most uncertain first, gone through one by one; each answer can be taken back. */
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { TaggedAsset, TaggedReply } from '../protocol/tagged.ts';
import type { TagWish } from './tagLines.ts';

export type ReviewAnswer = 'accepted' | 'rejected' | 'skipped';

/** A suggestion with the image that it is about. */
export interface ReviewItem extends TaggedAsset {
  readonly card: AssetCard;
}

export interface ReviewPorts {
  /** The first `count` suggestions, most uncertain first. */
  suggestions(count: number, signal: AbortSignal): Promise<TaggedReply>;
  cards(ids: readonly AssetId[], signal: AbortSignal): Promise<readonly AssetCard[]>;
  /** False where it could not be written, which was told. */
  decide(id: AssetId, wish: TagWish): Promise<boolean>;
  /** Takes back what was decided last; false where it could not. */
  undo(): Promise<boolean>;
  changed(): void;
}

/** One moment of a review. */
export interface ReviewView {
  /** The one that is asked about; undefined at the end. */
  readonly current: ReviewItem | undefined;
  readonly next: readonly ReviewItem[];
  readonly answered: Readonly<Record<ReviewAnswer, number>>;
  /** Answered, and those that wait. */
  readonly total: number;
  readonly canUndo: boolean;
}

interface Step {
  readonly item: ReviewItem;
  readonly answer: ReviewAnswer;
}

/** Pages are small, so that answers change the order of what follows: the model learns from them. */
const pageSize = 60;
const refillBelow = 20;

const shownAhead = 10;

export class ReviewRun {
  readonly #ports: ReviewPorts;
  readonly #closing = new AbortController();
  readonly #steps: Step[] = [];
  /** What was in the queue once; it does not come again by itself. */
  readonly #seen = new Set<string>();
  #queue: ReviewItem[] = [];
  #waiting = 0;
  #refilling: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(ports: ReviewPorts) {
    this.#ports = ports;
  }

  get view(): ReviewView {
    const count = (answer: ReviewAnswer) => this.#steps.filter(step => step.answer === answer).length;
    return {
      current: this.#queue[0],
      next: this.#queue.slice(1, shownAhead + 1),
      answered: { accepted: count('accepted'), rejected: count('rejected'), skipped: count('skipped') },
      total: this.#steps.length + Math.max(this.#waiting, this.#queue.length),
      canUndo: this.#steps.length > 0,
    };
  }

  /** Fills the queue for the first time. */
  start(): Promise<void> {
    return this.#refill();
  }

  dispose(): void {
    this.#closing.abort();
  }

  /** Answers what is asked; the next one is asked at once, and the answer is written meanwhile. */
  answer(answer: ReviewAnswer): Promise<void> {
    const item = this.#queue.shift();
    if (!item) return Promise.resolve();
    const step = { item, answer };
    this.#steps.push(step);
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.#ports.changed();
    return this.#inTurn(async () => {
      if (answer !== 'skipped') {
        const wish = { group: item.group ?? '', label: item.label, verdict: answer };
        // What could not be written is asked again.
        if (!(await this.#ports.decide(item.id, wish))) this.#putBack(step);
      }
      if (this.#queue.length < refillBelow) await this.#refill();
    });
  }

  /** Goes one step back, to the image that was answered last. */
  undo(): Promise<void> {
    return this.#inTurn(async () => {
      const step = this.#steps.at(-1);
      if (!step) return;
      if (step.answer !== 'skipped' && !(await this.#ports.undo())) return;
      this.#putBack(step);
    });
  }

  /** Asks again about what was skipped. */
  again(): void {
    const skipped = this.#steps.filter(({ answer }) => answer === 'skipped');
    for (const step of skipped) this.#steps.splice(this.#steps.indexOf(step), 1);
    this.#queue.push(...skipped.map(({ item }) => item));
    this.#waiting += skipped.length;
    this.#ports.changed();
  }

  #putBack(step: Step): void {
    const place = this.#steps.indexOf(step);
    if (place >= 0) this.#steps.splice(place, 1);
    this.#queue.unshift(step.item);
    this.#waiting++;
    this.#ports.changed();
  }

  #refill(): Promise<void> {
    this.#refilling ??= this.#fill().finally(() => (this.#refilling = undefined));
    return this.#refilling;
  }

  async #fill(): Promise<void> {
    const { signal } = this.#closing;
    // Those that were skipped are suggestions still, and stand among the first.
    const skipped = this.#steps.filter(({ answer }) => answer === 'skipped').length;
    const count = skipped + this.#queue.length + pageSize;
    const { total, tags } = await this.#ports.suggestions(count, signal);
    const fresh = tags.filter(tag => !this.#seen.has(keyOf(tag)));
    const cards = new Map(
      (await this.#ports.cards([...new Set(fresh.map(({ id }) => id))], signal)).map(card => [card.id, card]),
    );
    if (signal.aborted) return;
    for (const tag of fresh) {
      this.#seen.add(keyOf(tag));
      const card = cards.get(tag.id);
      // An image that has gone meanwhile is asked about no more.
      if (card) this.#queue.push({ ...tag, card });
    }
    this.#waiting = Math.max(this.#queue.length, total - skipped);
    if (fresh.length === 0) this.#waiting = this.#queue.length;
    this.#ports.changed();
  }

  /** One after the other, so that an answer that is taken back at once was written first. */
  #inTurn(run: () => Promise<void>): Promise<void> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function keyOf({ id, group, label }: TaggedAsset): string {
  return JSON.stringify([id, group, label]);
}
