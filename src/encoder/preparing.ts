/** The near side of preparing a model: a process that lives for it, and is killed when nobody waits any longer. */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { PreparedReport, PrepareProgress, PrepareRequest } from '../protocol/encoder.ts';
import { abortedError, LensError } from '../protocol/errors.ts';
import { preparedFolder } from '../models/int8/prepared.ts';
import { forkEncoder } from './launch.ts';

/**
 * Makes the int8 form of a model beside it; `entry` is the encoder's bundle. Throws `model-invalid`, `invalid-argument`
 * for what the request lacks, and `encoder-failed` where the process dies over it.
 */
export async function prepareModel(
  entry: string,
  request: PrepareRequest,
  onProgress: (progress: PrepareProgress) => void,
  signal: AbortSignal,
): Promise<PreparedReport> {
  if (signal.aborted) throw abortedError();
  const { process: child, channel } = forkEncoder(entry, 'prepare', {});
  const ended = once(child, 'exit').catch(() => undefined);
  channel.on('preparing', onProgress);
  // A network cannot be interrupted; the process can.
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    return await channel.ask('prepare', request, signal);
  } catch (error) {
    if (signal.aborted) throw abortedError();
    if (!LensError.is(error, 'closed')) throw error;
    throw new LensError(
      'encoder-failed',
      'The process that prepares the model ended: perhaps there is too little memory for it.',
      { model: request.modelFolder },
      error,
    );
  } finally {
    signal.removeEventListener('abort', kill);
    channel.close('The model was prepared.');
    kill();
    await ended;
    const scratch = `${preparedFolder({ folder: request.modelFolder })}.${child.pid}.part`;
    await rm(scratch, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Removes the int8 form of a model. False where there was none. */
export async function removePrepared(modelFolder: string): Promise<boolean> {
  const folder = preparedFolder({ folder: modelFolder });
  return rm(folder, { recursive: true }).then(
    () => true,
    () => false,
  );
}
