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

/** What a thread keeps from one picture to the next: the pixels of all but strips are fewer (`workingPixels` in image.ts). */
const keptBytes = 16 * 1024 * 1024;

class LookThread {
  readonly #thread = new AskedThread<LookQuestion, Look>(threadEntry('look.js', 'lookWorker.ts'), null);
  /** As large as the largest picture so far, but for those that are given memory of their own. */
  #memory = new SharedArrayBuffer(1 << 20);

  lookAt({ data, ...shape }: Pixels, file: FileShape): Promise<Look> {
    const memory = this.#memoryFor(data.length);
    new Uint8Array(memory).set(data);
    return this.#thread.ask({ ...shape, memory, bytes: data.length, file });
  }

  #memoryFor(bytes: number): SharedArrayBuffer {
    if (bytes > keptBytes) return new SharedArrayBuffer(bytes);
    if (bytes > this.#memory.byteLength) this.#memory = new SharedArrayBuffer(bytes);
    return this.#memory;
  }
}
