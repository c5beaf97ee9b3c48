/**
 * The network for pictures on the processor, in threads of its own: `session.run` holds up the thread that calls it, and
 * decoding and the wire need one (docs/decisions/threads.md).
 * A small network is there once for each core, and every one of them runs another batch with a single thread: threads
 * within one operator wait for each other at its end, and for a core that decodes meanwhile. A large one is there once.
 */
import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import type { ModelCard } from '../models/modelCard.ts';
import { isConvolutional } from '../models/onnx/convolutions.ts';
import { inputSizeOf } from '../models/preprocessing.ts';
import { AskedThread, FreeThreads, threadEntry } from './askedThread.ts';
import { joined } from './joined.ts';
import type { PictureNetwork } from './pictureNetwork.ts';
import { runBatch } from './towerGraphs.ts';

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
export type NetworkAnswer = { readonly dimensions: number } | { readonly vectors: Float32Array };

/**
 * What all copies of a network may take together: so much of the machine's memory, or of what this process may have of
 * it, and at least as much as one of ViT-B/32 in single precision, which is there twice from 16 GB on.
 */
const memoryShare = 1 / 16;
const leastBytes = 512 * 1024 * 1024;

/**
 * Pictures a run of a copy that computes with one thread, where the network is one of convolutions: what lies between its
 * layers leaves the processor's cache with more, and takes three times the memory. A transformer has little between its
 * layers, and much in its weights, which are fetched from memory once for all pictures of a run: the more, the better
 * (docs/decisions/threads.md).
 */
const convolutionalBatch = 2;

/** One picture alone would be run twice (session.ts). */
const leastRows = 2;

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
  readonly #copies: number;
  readonly #threads: FreeThreads<NetworkThread>;
  /** Of all questions that are not answered yet. */
  #pictures = 0;

  constructor(copies: readonly NetworkThread[], batch: number) {
    this.dimensions = copies[0]!.dimensions;
    this.#batch = batch;
    this.#copies = copies.length;
    this.#threads = new FreeThreads(copies);
  }

  async encode(views: readonly Uint8Array[], ran?: () => void): Promise<Float32Array> {
    const parts: (readonly [first: number, vectors: Float32Array])[] = [];
    let next = 0;
    const takePart = async (thread: NetworkThread): Promise<void> => {
      const first = next;
      next = Math.min(views.length, first + this.#share());
      if (next === first) return;
      try {
        parts.push([first, await thread.run(views.slice(first, next))]);
        ran?.();
      } catch (error) {
        // The rest is given up.
        next = views.length;
        throw error;
      }
    };
    const lane = async (): Promise<void> => {
      while (next < views.length) await this.#threads.use(takePart);
    };
    this.#pictures += views.length;
    try {
      const lanes = Math.min(this.#copies, Math.ceil(views.length / leastRows));
      const settled = await Promise.allSettled(Array.from({ length: lanes }, lane));
      const failed = settled.find(result => result.status === 'rejected');
      if (failed) throw failed.reason;
    } finally {
      this.#pictures -= views.length;
    }
    return joined(parts.sort(([a], [b]) => a - b).map(([, vectors]) => vectors));
  }

  /** How many pictures the next run takes: no copy is to have nothing while others have a full run. */
  #share(): number {
    return Math.min(this.#batch, Math.max(leastRows, Math.ceil(this.#pictures / this.#copies)));
  }
}

/** One copy of the network; one run at a time. */
class NetworkThread {
  readonly dimensions: number;
  readonly #thread: AskedThread<NetworkQuestion, NetworkAnswer>;
  readonly #pixels: Uint8Array;

  private constructor(
    thread: AskedThread<NetworkQuestion, NetworkAnswer>,
    pixels: Uint8Array,
    dimensions: number,
  ) {
    this.#thread = thread;
    this.#pixels = pixels;
    this.dimensions = dimensions;
  }

  static async open(card: ModelCard, threads: number): Promise<NetworkThread> {
    const { width, height } = inputSizeOf(card.preprocessing);
    const pixels = new Uint8Array(new SharedArrayBuffer(runBatch * height * width * 3));
    const task: NetworkTask = { card, threads, pixels, rows: runBatch };
    const thread = new AskedThread<NetworkQuestion, NetworkAnswer>(
      threadEntry('network.js', 'networkWorker.ts'),
      task,
    );
    const answer = await thread.next().catch(async (error: unknown) => {
      await thread.close();
      throw error;
    });
    if (!('dimensions' in answer)) throw new Error('The thread of the network began with another answer.');
    return new NetworkThread(thread, pixels, answer.dimensions);
  }

  async run(views: readonly Uint8Array[]): Promise<Float32Array> {
    views.forEach((view, row) => this.#pixels.set(view, row * view.length));
    const answer = await this.#thread.ask({ rows: views.length });
    if (!('vectors' in answer)) throw new Error('The thread of the network gave another answer.');
    return answer.vectors;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
