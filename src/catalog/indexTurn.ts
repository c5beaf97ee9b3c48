/**
 * Whose turn it is to index: of all processes that share a store, one encodes and writes at a time.
 * Who indexes a folder that another process is at waits until that one has finished or died, and goes on where it
 * stopped. Who indexes another folder is let in between two batches: nobody waits for hours, and nothing is encoded
 * twice, since only the one whose turn it is encodes (docs/decisions/store.md).
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from '../protocol/errors.ts';
import { catalogName, locksFolder } from './place.ts';
import { SystemLock } from './systemLock.ts';

/** How often one who waits asks again: far below the five seconds in which a dead writer is to be followed. */
const askAgainMilliseconds = 200;

/** Long enough for a few batches, so that little time goes into changing places. */
const turnMilliseconds = 2000;

export class IndexTurn {
  readonly #store: string;
  readonly #writer: SystemLock;
  readonly #waiting: SystemLock;
  #began = 0;

  /** Throws `store-failed`. */
  constructor(store: string) {
    this.#store = store;
    this.#writer = new SystemLock(path.join(locksFolder(store), 'writer.sqlite'));
    this.#waiting = new SystemLock(path.join(locksFolder(store), 'waiting.sqlite'));
  }

  /** Has this folder to oneself while `work` runs; `waits` is called now and then as long as another process has it. */
  async inFolder<Result>(
    folder: string,
    work: () => Promise<Result>,
    waits: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<Result> {
    const lock = new SystemLock(path.join(locksFolder(this.#store), `${catalogName(folder)}.sqlite`));
    try {
      await taken(lock, signal, waits);
      return await work();
    } finally {
      lock.close();
    }
  }

  /** Has the turn while `work` runs, but for the times when it gives way. */
  async during<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    try {
      await this.#take(signal);
      return await work();
    } finally {
      this.#writer.release();
    }
  }

  /** True when this turn has lasted a while and another process waits for one. */
  get isWanted(): boolean {
    return Date.now() - this.#began >= turnMilliseconds && this.#waiting.isHeldElsewhere();
  }

  /** Lets another process have its turn, then takes the next. Nothing of ours may be under way. */
  async giveWay(signal: AbortSignal): Promise<void> {
    this.#writer.release();
    // Those who wait ask now and then: each of them comes before us.
    await pauseFor(2 * askAgainMilliseconds, signal);
    await this.#take(signal);
  }

  close(): void {
    this.#waiting.close();
    this.#writer.close();
  }

  async #take(signal: AbortSignal): Promise<void> {
    try {
      // Only a mark: where it cannot be set because somebody is looking, the next try sets it.
      await taken(this.#writer, signal, () => Promise.resolve(void this.#waiting.takeShared()));
    } finally {
      this.#waiting.release();
    }
    this.#began = Date.now();
  }
}

async function taken(lock: SystemLock, signal: AbortSignal, waits: () => Promise<void>): Promise<void> {
  for (;;) {
    throwIfAborted(signal);
    if (lock.takeAlone()) return;
    await waits();
    await pauseFor(askAgainMilliseconds, signal);
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => throwIfAborted(signal));
}
