/** The first looks of a search for copies, beside the choice of the others, so that the first groups are there at once. */
import type { LikelyPair } from '../duplicates/likely.ts';

/** Sure pairs that are looked at while others are being chosen: one at first and ever more at a time, so that the first ones are there at once, and not so many that the choice waits. */
const sureAtOnce = 8;
const mostSure = 64;

/** Looks at the first sure pairs, a few at a time, beside what goes on. */
export class EarlyLooks {
  readonly #look: (pairs: readonly LikelyPair[]) => Promise<void>;
  #waiting: LikelyPair[] = [];
  readonly #taken: LikelyPair[] = [];
  #atOnce = 1;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  #failure: unknown;

  constructor(look: (pairs: readonly LikelyPair[]) => Promise<void>) {
    this.#look = look;
  }

  /** The pairs that it was given time for, or would have been: the same ones however fast it was. */
  get taken(): readonly LikelyPair[] {
    return this.#taken;
  }

  add(pairs: readonly LikelyPair[]): void {
    const some = pairs.slice(0, mostSure - this.#taken.length);
    this.#taken.push(...some);
    this.#waiting.push(...some);
    if (!this.#isRunning && this.#waiting.length > 0) this.#running = this.#run();
  }

  /** Resolves when no look is under way; what has not begun is left to others. Throws what a look threw. */
  async end(): Promise<void> {
    this.#waiting = [];
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#waiting.length > 0) {
        const some = this.#waiting.splice(0, this.#atOnce);
        this.#atOnce = Math.min(sureAtOnce, 2 * this.#atOnce);
        await this.#look(some);
      }
    } catch (error) {
      this.#failure = error;
      this.#waiting = [];
    }
    this.#isRunning = false;
  }
}
