/** A file's bytes, within the limits: of their number, and of the time that a drive takes to give them. */
import { open } from 'node:fs/promises';
import { contentProblem, FileProblem } from './fileProblem.ts';
import { byteLimit, readSeconds, svgByteLimit } from './limits.ts';

/** Throws FileProblem, also for what the first bytes tell of, or the system's own error. */
export async function readImage(file: string, seconds = readSeconds): Promise<Buffer> {
  const bytes = await within(seconds, readWhole(file));
  const problem = contentProblem(bytes);
  if (problem) throw new FileProblem(problem.kind, problem.detail);
  return bytes;
}

async function readWhole(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const limit = /\.svgz?$/i.test(file) ? svgByteLimit : byteLimit;
    if (size > limit)
      throw new FileProblem(
        'too-large',
        `It has ${Math.round(size / 1e6)} MB; more than ${Math.round(limit / 1e6)} MB are not read. Make it smaller, or exclude it.`,
      );
    const bytes = await handle.readFile();
    if (bytes.length < size)
      throw new FileProblem('vanished', 'It became shorter while it was read. Index again.');
    return bytes;
  } finally {
    await handle.close();
  }
}

/** A read that hangs cannot be called back: it keeps one of the system's threads, and its file is named. */
async function within<Result>(seconds: number, work: Promise<Result>): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new FileProblem('timed-out', 'Its drive does not answer. Check the connection, and index again.'),
      ),
    seconds * 1000,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
