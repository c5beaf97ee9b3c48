/** What people wait for: work of low priority waits until there is none of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Handlers, Questions } from '../protocol/channel.ts';
import { throwIfAborted } from '../protocol/errors.ts';

/** Who types asks again at once: so long nothing may have been asked. */
const calmMilliseconds = 150;

export class Foreground {
  readonly #isIndexing: () => boolean;
  #running = 0;
  #calmSince = -Infinity;

  constructor(isIndexing: () => boolean) {
    this.#isIndexing = isIndexing;
  }

  get isCalm(): boolean {
    return (
      this.#running === 0 && !this.#isIndexing() && performance.now() - this.#calmSince >= calmMilliseconds
    );
  }

  /** Resolves as soon as it is calm. Throws `aborted`. */
  async untilCalm(signal: AbortSignal): Promise<void> {
    while (!this.isCalm) {
      throwIfAborted(signal);
      await sleep(calmMilliseconds / 3);
    }
  }

  /** The same handlers; while one of them is at work, it is not calm, but for those that are named. */
  watching<Served extends Questions>(
    handlers: Handlers<Served>,
    unwatched: ReadonlySet<keyof Served>,
  ): Handlers<Served> {
    const watched = Object.entries(handlers).map(([name, handle]) => [
      name,
      unwatched.has(name)
        ? handle
        : (request: never, signal: AbortSignal) => this.#during(() => handle(request, signal)),
    ]);
    // The names and the types of what they are asked stay.
    return Object.fromEntries(watched) as Handlers<Served>;
  }

  async #during<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
      this.#calmSince = performance.now();
    }
  }
}
