/** A thread of an encoder process that answers one question after another, and several of them that share the work. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type LensErrorData, errorFromData } from '../protocol/errors.ts';

/** What such a thread may answer instead of what was asked for. */
export interface ThreadError {
  readonly error: LensErrorData;
}

/** A build has a thread's bundle beside its own; sources have the file beside this one. */
export function threadEntry(bundle: string, source: string): string {
  return [bundle, source].map(name => path.join(import.meta.dirname, name)).find(file => existsSync(file))!;
}

/** One question at a time. */
export class AskedThread<Question, Answer extends object> {
  readonly #worker: Worker;

  constructor(entry: string, workerData: unknown) {
    // What native code prints is for the log, never for standard output.
    this.#worker = new Worker(entry, { workerData, stdout: true, env: {} });
    this.#worker.on('error', fatal);
    this.#worker.unref();
  }

  /** What the thread says next. Throws as it did. */
  async next(): Promise<Answer> {
    this.#worker.ref();
    try {
      const answer = await new Promise<Answer | ThreadError>(resolve =>
        this.#worker.once('message', resolve),
      );
      if ('error' in answer) throw errorFromData(answer.error);
      return answer;
    } finally {
      // Whoever has nothing else to do does not wait for it.
      this.#worker.unref();
    }
  }

  ask(question: Question): Promise<Answer> {
    const answered = this.next();
    this.#worker.postMessage(question);
    return answered;
  }

  /** Only between two questions: during one, native code would end this process. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Threads that are the same to whoever has a question: who comes first has the next free one. */
export class FreeThreads<Thread> {
  readonly #free: Thread[];
  readonly #waiting: ((thread: Thread) => void)[] = [];

  constructor(threads: readonly Thread[]) {
    this.#free = [...threads];
  }

  async use<Result>(work: (thread: Thread) => Promise<Result>): Promise<Result> {
    const free = this.#free.pop();
    const thread = free ?? (await new Promise<Thread>(resolve => this.#waiting.push(resolve)));
    try {
      return await work(thread);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(thread);
      else this.#free.push(thread);
    }
  }
}

/**
 * What waits for a thread that failed would wait for ever: this process ends with it, which its parent meets as it meets
 * any death, starting another and looking for the file that was in hand (encoderProcess.ts).
 */
function fatal(error: Error): void {
  process.stderr.write(`${error.stack ?? error.message}\n`);
  process.kill(process.pid, 'SIGKILL');
}
