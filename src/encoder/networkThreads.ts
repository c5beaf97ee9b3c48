/**
 * The network for pictures on the processor, in threads of its own: `session.run` holds up the thread that calls it, and
 * decoding and the wire need one (docs/decisions/threads.md).
 * A small network is there once for each core, and every one of them runs another batch with a single thread: threads
 * within one operator wait for each other at its end, and for a core that decodes meanwhile. A large one is there once.
 */
import { existsSync, statSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type LensErrorData, errorFromData } from '../protocol/errors.ts';
import type { ModelCard } from '../models/modelCard.ts';
import { isConvolutional } from '../models/onnx/convolutions.ts';
import { inputSizeOf } from '../models/preprocessing.ts';
import { joined } from './joined.ts';
import type { PictureNetwork } from './pictureNetwork.ts';
import { runBatch } from './session.ts';

/** What a thread is told at its start. `pixels` is shared: room for `rows` pictures, which are written between two runs. */
export interface NetworkTask {
  readonly card: ModelCard;
  readonly threads: number;
  readonly pixels: Uint8Array;
  readonly rows: number;
}

/** Asks for the vectors of the first rows of `pixels`. */
export interface NetworkQuestion {
  readonly rows: number;
}

/** The first one tells the width of a vector. */
export type NetworkAnswer =
  { readonly dimensions: number } | { readonly vectors: Float32Array } | { readonly error: LensErrorData };

/**
 * What all copies of a network may take together: so much of the machine's memory, or of what this process may have of
 * it, and at least as much as one of ViT-B/32 in single precision, which is there twice from 16 GB on.
 */
const memoryShare = 1 / 16;
const leastBytes = 512 * 1024 * 1024;

/**
 * Pictures a run of a copy that computes with one thread, where the network is one of convolutions: what lies between its
 * layers leaves the processor's cache with more, and takes three times the memory. One alone would be run twice
 * (session.ts). A transformer has little between its layers, and much in its weights, which are fetched from memory once
 * for all pictures of a run: the more, the better (docs/decisions/threads.md).
 */
const convolutionalBatch = 2;

/** A build has the thread's bundle beside its own; sources have the file beside this one. */
const entry = ['network.js', 'networkWorker.ts']
  .map(name => path.join(import.meta.dirname, name))
  .find(file => existsSync(file));

/** Opens the network for so many threads in all; copies share `memory` bytes. Throws as `openVision`. */
export async function openNetworkThreads(
  card: ModelCard,
  threads: number,
  memory: number = networkMemory(),
): Promise<PictureNetwork> {
  const { copies, batch } = await openAll(card, threads, memory);
  return new NetworkThreads(copies, batch);
}

/** The memory of a container counts where it is less than the machine's. */
function networkMemory(): number {
  const limit = process.constrainedMemory();
  return Math.max(leastBytes, memoryShare * (limit > 0 ? Math.min(limit, totalmem()) : totalmem()));
}

/** As many copies as memory allows, with the threads shared among them, and how many pictures a run of them takes. */
async function openAll(
  card: ModelCard,
  threads: number,
  memory: number,
): Promise<{ readonly copies: readonly NetworkThread[]; readonly batch: number }> {
  if (threads > 1 && statSync(card.visionGraph).size * 2 > memory)
    return { copies: [await NetworkThread.open(card, threads)], batch: runBatch };
  const before = process.memoryUsage.rss();
  const first = await NetworkThread.open(card, 1);
  const bytes = Math.max(1, process.memoryUsage.rss() - before);
  const shares = threadsOfCopies(threads, Math.floor(memory / bytes));
  const isFitting = shares.at(-1) === 1;
  if (!isFitting) await first.close();
  const missing = isFitting ? shares.slice(0, -1) : shares;
  const others = await Promise.all(missing.map(share => NetworkThread.open(card, share)));
  const copies = [...(isFitting ? [first] : []), ...others];
  const isOnceForAll = copies.length === 1 && threads > 1;
  // What is no graph was told by the runtime.
  const isOfConvolutions = !isOnceForAll && (await isConvolutional(card.visionGraph).catch(() => false));
  return { copies, batch: isOfConvolutions ? convolutionalBatch : runBatch };
}

/** So many threads shared among at most so many copies, at least one: all are used, and the last copy has the fewest. */
export function threadsOfCopies(threads: number, most: number): readonly number[] {
  const copies = Math.max(1, Math.min(threads, most));
  return Array.from({ length: copies }, (_, copy) => Math.ceil((threads - copy) / copies));
}

class NetworkThreads implements PictureNetwork {
  readonly dimensions: number;
  readonly #batch: number;
  readonly #free: NetworkThread[];
  readonly #waiting: ((thread: NetworkThread) => void)[] = [];

  constructor(copies: readonly NetworkThread[], batch: number) {
    this.dimensions = copies[0]!.dimensions;
    this.#batch = batch;
    this.#free = [...copies];
  }

  async encode(views: readonly Uint8Array[], ran?: () => void): Promise<Float32Array> {
    const rows = this.#batch;
    const parts = Array.from({ length: Math.ceil(views.length / rows) }, (_, part) =>
      views.slice(part * rows, (part + 1) * rows),
    );
    let isGivenUp = false;
    const run = async (part: readonly Uint8Array[]) => {
      const thread = await this.#take();
      try {
        if (isGivenUp) return new Float32Array(0);
        const vectors = await thread.run(part);
        ran?.();
        return vectors;
      } catch (error) {
        isGivenUp = true;
        throw error;
      } finally {
        this.#giveBack(thread);
      }
    };
    return joined(await Promise.all(parts.map(run)));
  }

  #take(): Promise<NetworkThread> {
    const free = this.#free.pop();
    return free ? Promise.resolve(free) : new Promise(resolve => this.#waiting.push(resolve));
  }

  #giveBack(thread: NetworkThread): void {
    const next = this.#waiting.shift();
    if (next) next(thread);
    else this.#free.push(thread);
  }
}

/** One copy of the network; one run at a time. */
class NetworkThread {
  readonly dimensions: number;
  readonly #worker: Worker;
  readonly #pixels: Uint8Array;

  private constructor(worker: Worker, pixels: Uint8Array, dimensions: number) {
    this.#worker = worker;
    this.#pixels = pixels;
    this.dimensions = dimensions;
  }

  static async open(card: ModelCard, threads: number): Promise<NetworkThread> {
    const { width, height } = inputSizeOf(card.preprocessing);
    const pixels = new Uint8Array(new SharedArrayBuffer(runBatch * height * width * 3));
    const workerData: NetworkTask = { card, threads, pixels, rows: runBatch };
    // What native code prints is for the log, never for standard output.
    const worker = new Worker(entry!, { workerData, stdout: true, env: {} });
    worker.on('error', fatal);
    const answer = await answerOf(worker).catch(async (error: unknown) => {
      await worker.terminate();
      throw error;
    });
    if (!('dimensions' in answer)) throw new Error('The thread of the network began with another answer.');
    return new NetworkThread(worker, pixels, answer.dimensions);
  }

  async run(views: readonly Uint8Array[]): Promise<Float32Array> {
    views.forEach((view, row) => this.#pixels.set(view, row * view.length));
    const answered = answerOf(this.#worker);
    this.#worker.postMessage({ rows: views.length } satisfies NetworkQuestion);
    const answer = await answered;
    if (!('vectors' in answer)) throw new Error('The thread of the network gave another answer.');
    return answer.vectors;
  }

  /** Only between two runs: during one, it would end this process. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

async function answerOf(worker: Worker): Promise<Exclude<NetworkAnswer, { error: unknown }>> {
  worker.ref();
  try {
    const answer = await new Promise<NetworkAnswer>(resolve => worker.once('message', resolve));
    if ('error' in answer) throw errorFromData(answer.error);
    return answer;
  } finally {
    // Whoever has nothing else to do does not wait for it.
    worker.unref();
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
