/** Calls to drives that may never answer: a network drive whose other end went away keeps its callers for ever. */
import { abortedError } from '../protocol/errors.ts';
import { placeInside } from './place.ts';

/** A drive that gives no answer for so long hangs. */
const answerSeconds = 30;

/** A limit is counted in so many steps: after a sleep of the machine, which counts as one, the answer has still time to come. */
const stepsOfLimit = 20;

/** Node's calls to the file system share so many threads, and each that hangs keeps one of them. */
const threads = Number(process.env['UV_THREADPOOL_SIZE']) || 4;

interface Call {
  readonly directory: string;
  readonly signal: AbortSignal | undefined;
  readonly fail: (error: Error) => void;
  steps: number;
}

/**
 * Waits for calls no longer than a limit. One that hangs cannot be called back: as long as it does, nobody else asks for
 * what lies below its directory, so that a dead drive costs one wait and one thread, however often it is listed.
 */
export class Drives {
  readonly #stepMilliseconds: number;
  readonly #waiting = new Set<Call>();
  readonly #hanging = new Set<Call>();
  #clock: NodeJS.Timeout | undefined;

  constructor(seconds = answerSeconds) {
    this.#stepMilliseconds = (seconds * 1000) / stepsOfLimit;
  }

  /**
   * Does what asks the drive of a directory, which is absolute. Throws an error with the code `ETIMEDOUT`, as the system
   * does for some drives, where no answer comes (work of many calls says after each that it was answered), `aborted` when asked to stop meanwhile, or what `work` throws.
   */
  async within<Result>(
    directory: string,
    work: (answered: () => void) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result> {
    if (this.#isDead(directory)) throw noAnswer();
    const failed = Promise.withResolvers<never>();
    const call: Call = { directory, signal, fail: failed.reject, steps: 0 };
    this.#waiting.add(call);
    this.#clock ??= setInterval(() => this.#step(), this.#stepMilliseconds);
    const done = work(() => (call.steps = 0)).finally(() => {
      this.#hanging.delete(call);
      this.#leave(call);
    });
    return Promise.race([done, failed.promise]);
  }

  #step(): void {
    for (const call of this.#waiting) {
      // Who asked to stop waits no longer, but whether the call hangs is still to be seen.
      if (call.signal?.aborted) call.fail(abortedError());
      if (++call.steps < stepsOfLimit) continue;
      call.fail(noAnswer());
      this.#hanging.add(call);
      this.#leave(call);
    }
  }

  #leave(call: Call): void {
    this.#waiting.delete(call);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** With every thread taken, no drive can be asked. */
  #isDead(directory: string): boolean {
    if (this.#hanging.size >= threads) return true;
    return [...this.#hanging].some(dead => placeInside(dead.directory, directory) !== undefined);
  }
}

/** The error of a drive that does not answer. */
export function isNoAnswer(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ETIMEDOUT';
}

function noAnswer(): Error {
  return Object.assign(new Error('The drive does not answer.'), { code: 'ETIMEDOUT' });
}
