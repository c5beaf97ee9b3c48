/** One process at a time writes a file that several may want: a lock beside it, told alive by its age. */
import { open, stat, unlink, utimes } from 'node:fs/promises';
import { throwIfAborted } from '../protocol/errors.ts';

const beatMilliseconds = 2000;
/** A lock that nobody touched for so long was left by a process that died. */
const staleMilliseconds = 20_000;
const lookMilliseconds = 200;

/** Waits for the lock, works, and gives it back. Throws `aborted` while waiting, else what the work throws. */
export async function underLock<Result>(
  file: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  while (!(await take(file))) {
    throwIfAborted(signal);
    const age = Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > staleMilliseconds) await unlink(file).catch(() => undefined);
    else await new Promise(resolve => setTimeout(resolve, lookMilliseconds));
  }
  const beat = setInterval(() => {
    const now = new Date();
    // Without the beat another process may fetch the file a second time: a loss of time only.
    utimes(file, now, now).catch(() => undefined);
  }, beatMilliseconds).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await unlink(file).catch(() => undefined);
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
