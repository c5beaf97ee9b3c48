/**
 * Looks in threads of their own: a look takes some milliseconds of a picture, and where there are many cores, the one thread
 * that reads, decodes and answers would keep all others waiting (docs/decisions/threads.md).
 */
import type { FileShape } from './assetKind.ts';
import { AskedThread, FreeThreads, threadEntry } from './askedThread.ts';
import type { Pixels } from './decode.ts';
import { type Look, type LookAt, lookAt } from './look.ts';

/** What a thread is asked. The pixels lie in shared memory, at its beginning. */
export interface LookQuestion extends Omit<Pixels, 'data'> {
  readonly memory: SharedArrayBuffer;
  readonly bytes: number;
  readonly file: FileShape;
}

/** With fewer cores, the network has all but one of them, and the rest comes to no more than that one. */
const leastCores = 8;

/** A look takes a third of what one thread does of a picture: with more threads, that thread has more to do than they. */
const mostThreads = 4;

/** How many threads look, on so many cores; with none, whoever asks looks itself. */
export function lookThreadsFor(cores: number): number {
  return cores < leastCores ? 0 : Math.min(mostThreads, cores >> 2);
}

/** The same as `lookAt`, bit for bit, by so many threads. They start when the first picture comes. */
export function startLooking(threads: number): LookAt {
  if (threads === 0) return lookAt;
  let started: FreeThreads<LookThread> | undefined;
  return (pixels, file) => {
    started ??= new FreeThreads(Array.from({ length: threads }, () => new LookThread()));
    return started.use(thread => thread.lookAt(pixels, file));
  };
}

class LookThread {
  readonly #thread = new AskedThread<LookQuestion, Look>(threadEntry('look.js', 'lookWorker.ts'), null);
  /** As large as the largest picture so far. */
  #memory = new SharedArrayBuffer(1 << 20);

  lookAt({ data, ...shape }: Pixels, file: FileShape): Promise<Look> {
    if (data.length > this.#memory.byteLength) this.#memory = new SharedArrayBuffer(data.length);
    new Uint8Array(this.#memory).set(data);
    return this.#thread.ask({ ...shape, memory: this.#memory, bytes: data.length, file });
  }
}
