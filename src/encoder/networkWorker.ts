/** The far side of `networkThreads.ts`: a thread that holds the network for pictures and runs one batch after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { errorToData } from '../protocol/errors.ts';
import { inputSizeOf } from '../models/preprocessing.ts';
import { loadRuntime } from './nativeModules.ts';
import type { ThreadError } from './askedThread.ts';
import type { NetworkAnswer, NetworkQuestion, NetworkTask } from './networkThreads.ts';
import { openVision } from './session.ts';
import { tensorWriter } from './tensor.ts';

const port = parentPort!;
// Only `networkThreads.ts` starts this thread.
const { card, threads, pixels, rows: mostRows } = workerData as NetworkTask;
const answer = (work: Promise<NetworkAnswer>) =>
  void work.then(
    done => port.postMessage(done),
    (error: unknown) => port.postMessage({ error: errorToData(error) } satisfies ThreadError),
  );

/**
 * A thread that waits for the others of its operator takes a core from decoding: it sleeps soon
 * (docs/decisions/threads.md).
 */
const spinMicroseconds = 50;

const ports = { runtime: loadRuntime(), card, provider: 'cpu', threads, spinMicroseconds } as const;
const opened = openVision(ports, inputSizeOf(card.preprocessing));
const each = pixels.length / mostRows;
const tensor = new Float32Array(pixels.length);
const write = tensorWriter(card.preprocessing);

port.on('message', ({ rows }: NetworkQuestion) => answer(vectorsOf(rows)));
answer(opened.then(({ dimensions }) => ({ dimensions })));

async function vectorsOf(rows: number): Promise<NetworkAnswer> {
  const tower = await opened;
  for (let row = 0; row < rows; row++)
    write(pixels.subarray(row * each, (row + 1) * each), tensor, row * each);
  return { vectors: await tower.encode(tensor.subarray(0, rows * each), rows) };
}
