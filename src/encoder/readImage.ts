/** A file's bytes, within the limits: of their number, of all that is held at a time, and of a drive's patience. */
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import path from 'node:path';
import { awakeTimer } from './awakeTimer.ts';
import { Budget } from './budget.ts';
import { contentProblem, FileProblem } from './fileProblem.ts';
import { byteLimit, readSeconds, svgByteLimit } from './limits.ts';

export class ImageReader {
  readonly #seconds: number;
  readonly #memory = new Budget(byteLimit);
  /** Folders of the reads that hang at this moment, one for each read. */
  readonly #hanging: string[] = [];

  constructor(seconds = readSeconds) {
    this.#seconds = seconds;
  }

  /**
   * Hands over the bytes of a file; they count as held until `use` is done.
   * Throws FileProblem, also for what the first bytes tell of, the system's own error, or what `use` throws.
   */
  async read<Result>(file: string, use: (bytes: Buffer) => Promise<Result>): Promise<Result> {
    const { size } = await this.#within(file, () => noLink(file));
    return this.#memory.hold(size, async () => use(await this.#bytesOf(file)));
  }

  async #bytesOf(file: string): Promise<Buffer> {
    const bytes = await this.#within(file, () => readWhole(file));
    const problem = contentProblem(bytes);
    if (problem) throw new FileProblem(problem.kind, problem.detail);
    return bytes;
  }

  /**
   * A read that hangs cannot be called back: it keeps one of the system's threads, and its file is named.
   * As long as it hangs, nobody else waits for the same drive, so that a dead one costs one wait, not one for each file.
   */
  async #within<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
    if (this.#isOnDeadDrive(file)) throw noAnswer();
    const folder = path.dirname(file);
    const late = Promise.withResolvers<never>();
    const timer = awakeTimer(this.#seconds * 1000, () => {
      this.#hanging.push(folder);
      late.reject(noAnswer());
    });
    const done = work().finally(() => {
      timer.stop();
      const place = this.#hanging.indexOf(folder);
      if (place >= 0) this.#hanging.splice(place, 1);
    });
    return Promise.race([done, late.promise]);
  }

  /** Where reads hang in several folders, what they have in common is the drive; the root of all files is none. */
  #isOnDeadDrive(file: string): boolean {
    if (this.#hanging.length === 0) return false;
    const drive = this.#hanging.reduce(commonFolder);
    if (path.dirname(drive) !== drive) return isBelow(drive, file);
    return this.#hanging.some(folder => isBelow(folder, file));
  }
}

function noAnswer(): FileProblem {
  return new FileProblem('timed-out', 'Its drive does not answer. Check the connection, and index again.');
}

function commonFolder(first: string, second: string): string {
  let folder = first;
  while (folder !== second && !isBelow(folder, second) && path.dirname(folder) !== folder)
    folder = path.dirname(folder);
  return folder;
}

function isBelow(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Throws FileProblem for a link: listings follow none, so it took a file's place, and may point anywhere. */
async function noLink(file: string) {
  const stats = await lstat(file);
  if (stats.isSymbolicLink()) throw hasBecomeLink();
  return stats;
}

function hasBecomeLink(): FileProblem {
  return new FileProblem('vanished', 'It has become a link, which is not followed. Index again.');
}

/** The flag by which the system itself refuses a link; undefined on Windows. */
const noFollow = constants.O_NOFOLLOW as number | undefined;

async function openFile(file: string) {
  try {
    return await open(file, constants.O_RDONLY | (noFollow ?? 0));
  } catch (error) {
    if (noFollow !== undefined && error instanceof Error && 'code' in error && error.code === 'ELOOP')
      throw hasBecomeLink();
    throw error;
  }
}

async function readWhole(file: string): Promise<Buffer> {
  const handle = await openFile(file);
  try {
    const { size, dev, ino } = await handle.stat();
    if (noFollow === undefined) {
      const named = await noLink(file);
      if (named.dev !== dev || named.ino !== ino) throw hasBecomeLink();
    }
    const limit = /\.svgz?$/i.test(file) ? svgByteLimit : byteLimit;
    if (size > limit)
      throw new FileProblem(
        'too-large',
        `It has ${Math.round(size / 1e6)} MB; more than ${Math.round(limit / 1e6)} MB are not read. Make it smaller, or exclude it.`,
      );
    // One byte more than there should be tells in the same read that there are no more.
    const room = Buffer.allocUnsafeSlow(size + 1);
    let length = 0;
    for (let isEnd = false; !isEnd && length < room.length;) {
      const { bytesRead } = await handle.read(room, length, room.length - length);
      length += bytesRead;
      isEnd = bytesRead === 0 || length === size;
    }
    if (length < size) throw new FileProblem('vanished', 'It became shorter while it was read. Index again.');
    return length === size ? room.subarray(0, size) : Buffer.concat([room, await handle.readFile()]);
  } finally {
    await handle.close();
  }
}
