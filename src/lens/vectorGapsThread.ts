/**
 * The nearest vectors of many, in a thread of its own: while one core looks through lists of vectors, another one has hashes
 * and corners to look at (docs/decisions/near-duplicates.md).
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { abortedError, throwIfAborted } from '../protocol/errors.ts';
import type { VectorCodes } from '../search/codes.ts';
import type { VectorGaps } from './vectorGaps.ts';

/** What the thread is asked first: rows as `VectorCodes.records` gives them, and which of these it is about. */
export interface GapsQuestion {
  readonly dimensions: number;
  readonly records: Uint8Array<ArrayBuffer>;
  readonly asked: Uint32Array;
}

/** Later it is told to go on by a slice, once for each that it has begun. */
export type GapsMessage = GapsQuestion | 'go on';

/** That it begins a slice, and at last what it was asked for. */
export type GapsAnswer = 'slice' | VectorGaps;

/** Slices that are allowed in advance, a tenth of a second in all, so that it need not wait for the other thread's slices. */
const allowedAhead = 25;

/** A build has the thread's bundle beside its own; sources have the file beside this one. */
const entry = ['vectorGaps.js', 'vectorGapsWorker.ts']
  .map(name => path.join(import.meta.dirname, name))
  .find(file => existsSync(file));

/** As `vectorGaps`. The thread goes on as `rest` lets it, and ends with `signal`. Throws `aborted`, what `rest` throws and what the thread throws. */
export async function vectorGapsInThread(
  codes: VectorCodes,
  rows: Uint32Array,
  asked: Uint32Array,
  rest: () => Promise<void>,
  signal: AbortSignal,
): Promise<VectorGaps> {
  throwIfAborted(signal);
  const worker = new Worker(entry!, { execArgv: [], stdout: true, env: {} });
  try {
    const question: GapsQuestion = { dimensions: codes.dimensions, records: codes.records(rows), asked };
    worker.postMessage(question satisfies GapsMessage, [question.records.buffer]);
    return await answerOf(worker, rest, signal);
  } finally {
    await worker.terminate();
  }
}

function answerOf(worker: Worker, rest: () => Promise<void>, signal: AbortSignal): Promise<VectorGaps> {
  return new Promise((resolve, reject) => {
    const goOn = () => worker.postMessage('go on' satisfies GapsMessage);
    worker.on('message', (answer: GapsAnswer) => {
      if (answer === 'slice') rest().then(goOn, reject);
      else resolve(answer);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('The thread that looks through the vectors has ended.')));
    signal.addEventListener('abort', () => reject(abortedError()), { once: true });
    for (let slice = 0; slice < allowedAhead; slice++) goOn();
  });
}
