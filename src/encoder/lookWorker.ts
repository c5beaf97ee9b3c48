/** The far side of `lookThreads.ts`: a thread that looks at one picture after another. */
import { parentPort } from 'node:worker_threads';
import { errorToData } from '../protocol/errors.ts';
import type { ThreadError } from './askedThread.ts';
import { type Look, lookAt } from './look.ts';
import type { LookQuestion } from './lookThreads.ts';

const port = parentPort!;

port.on('message', (question: LookQuestion) => port.postMessage(answerTo(question)));

function answerTo({ memory, bytes, file, ...shape }: LookQuestion): Look | ThreadError {
  try {
    return lookAt({ data: Buffer.from(memory, 0, bytes), ...shape }, file);
  } catch (error) {
    return { error: errorToData(error) };
  }
}
