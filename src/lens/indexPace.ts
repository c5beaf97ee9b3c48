/** How fast an index run may go: at full speed, gently, or not at all for a while. */
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from '../protocol/errors.ts';

/** After a batch that took longer than this, a rest says nothing about the machine any more. */
const longestRest = 10_000;

export class IndexPace {
  #isPaused = false;
  #isGentle = false;
  /** Aborted by the next change: whoever waits looks again. */
  #change = new AbortController();

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get isGentle(): boolean {
    return this.#isGentle;
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#changed();
  }

  setGentle(isGentle: boolean): void {
    this.#isGentle = isGentle;
    this.#changed();
  }

  /** Resolves at once where nothing is paused. Rejects with `aborted` when the run is stopped meanwhile. */
  async untilResumed(signal: AbortSignal): Promise<void> {
    while (this.#isPaused && !signal.aborted) {
      const wake = AbortSignal.any([signal, this.#change.signal]);
      await new Promise<unknown>(resolve => wake.addEventListener('abort', resolve, { once: true }));
    }
    throwIfAborted(signal);
  }

  /** Where it goes gently, as long as the work before took: half of the machine stays free. */
  async rest(workedMilliseconds: number, signal: AbortSignal): Promise<void> {
    if (!this.#isGentle) return;
    const wake = AbortSignal.any([signal, this.#change.signal]);
    await sleep(Math.min(longestRest, workedMilliseconds), undefined, { signal: wake }).catch(() =>
      throwIfAborted(signal),
    );
  }

  #changed(): void {
    const change = this.#change;
    this.#change = new AbortController();
    change.abort();
  }
}
