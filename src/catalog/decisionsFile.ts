/**
 * The decisions file of a folder: `.vscode/asset-lens.decisions`. Reads and writes text; what it means is told in
 * `tags/decisions.ts`. Who writes holds a lock beside the file, reads it again, and puts a whole new file in its place:
 * whoever is killed, the file is the old one or the new one, and what was acknowledged is on the disk.
 *
 * Lock, undo steps and half-written files lie in a folder that Git ignores by a file of its own. Not in the store: two
 * processes with different stores would not see each other's lock.
 */
import {
  type BigIntStats,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { renamed, systemCode, writeThrough } from './replaceFile.ts';
import { SystemLock } from './systemLock.ts';

/** Others hold the lock for milliseconds. */
const askAgainMilliseconds = 5;
const patienceMilliseconds = 30_000;

/** What is written again: null leaves both as they are. */
export interface Written {
  readonly text: string;
  readonly steps: string;
}

/** The text of a decisions file and the state of the file that it was read from. */
interface Reading {
  readonly text: string;
  readonly stamp: string;
}

/** Where the decisions file of a folder is, or would be. */
export function decisionsFile(folder: string): string {
  return path.join(folder, '.vscode', 'asset-lens.decisions');
}

/** The text of a folder's decisions file, empty where there is none. Throws `decisions-failed`. */
export function readDecisions(folder: string): string {
  return read(decisionsFile(folder)).text;
}

/** Changes whenever the file may have changed. Throws `decisions-failed`. */
export function decisionsStamp(folder: string): string {
  return stampOf(decisionsFile(folder));
}

/**
 * Changes the decisions file while nobody else does. `change` is given the text and the undo steps as they are now; it
 * is asked again where an editor wrote the file meanwhile. Resolves when the change is on the disk.
 * Throws `decisions-failed`, or what `change` throws.
 */
export async function writeDecisions(
  folder: string,
  change: (text: string, steps: string) => Written | null,
  signal?: AbortSignal,
): Promise<void> {
  const file = decisionsFile(folder);
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    // Where the file is a link, what it leads to is written, and those who come by other ways share the lock.
    const target = realFile(file);
    const beside = path.join(path.dirname(target), '.asset-lens');
    makeBeside(beside);
    const lock = new SystemLock(path.join(beside, 'lock'));
    try {
      await taken(lock, file, signal);
      writeOnce(target, beside, change);
    } finally {
      lock.close();
    }
  } catch (error) {
    throw decisionsFailed(file, 'written', error);
  }
}

function writeOnce(
  target: string,
  beside: string,
  change: (text: string, steps: string) => Written | null,
): void {
  const stepsFile = path.join(beside, 'undo');
  for (;;) {
    const reading = read(target);
    const steps = read(stepsFile).text;
    const written = change(reading.text, steps);
    if (!written) return;
    const half = path.join(beside, 'decisions.new');
    if (written.text !== reading.text) writeThrough(half, written.text, target);
    // Editors take no lock: what one of them saved since is read first.
    if (stampOf(target) !== reading.stamp) continue;
    // Steps are no decisions: where they are lost, nothing can be undone, and where they tell of a change that did not
    // come about, undoing finds nothing of it.
    if (written.steps !== steps) replace(stepsFile, `${stepsFile}.new`, written.steps);
    if (written.text !== reading.text) {
      renamed(half, target);
      syncFolder(path.dirname(target));
    }
    return;
  }
}

function replace(file: string, half: string, text: string): void {
  writeFileSync(half, text);
  renamed(half, file);
}

/** A new name lasts once its folder is on the disk; Windows knows no such call, and does it itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } catch (error) {
    // Some network drives cannot do this for folders.
    if (!['EINVAL', 'ENOTSUP', 'EBADF'].includes(systemCode(error) ?? '')) throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** A folder that Git leaves alone, whatever the rules around it say. */
function makeBeside(beside: string): void {
  mkdirSync(beside, { recursive: true });
  const ignore = path.join(beside, '.gitignore');
  if (!statSync(ignore, { throwIfNoEntry: false })) writeFileSync(ignore, '*\n');
}

async function taken(lock: SystemLock, file: string, signal: AbortSignal | undefined): Promise<void> {
  const until = Date.now() + patienceMilliseconds;
  while (!lock.takeAlone()) {
    throwIfAborted(signal);
    if (Date.now() > until) {
      throw new LensError(
        'decisions-failed',
        `The decisions file ${file} is being written by another Asset Lens that does not finish. Close it, then decide again.`,
        { file },
      );
    }
    await sleep(askAgainMilliseconds);
  }
}

function read(file: string): Reading {
  try {
    for (;;) {
      const before = stampOf(file);
      if (before === '') return { text: '', stamp: before };
      const text = readFileSync(file, 'utf8');
      if (stampOf(file) === before) return { text, stamp: before };
    }
  } catch (error) {
    if (isMissing(error)) return { text: '', stamp: '' };
    throw decisionsFailed(file, 'read', error);
  }
}

/** Empty where there is no file. */
function stampOf(file: string): string {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (!isMissing(error)) throw decisionsFailed(file, 'read', error);
  }
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}` : '';
}

function realFile(file: string): string {
  try {
    return realpathSync.native(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return path.join(realpathSync.native(path.dirname(file)), path.basename(file));
  }
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? '');
}

function decisionsFailed(file: string, done: 'read' | 'written', error: unknown): unknown {
  // The lock is a database, and says for itself why it cannot be taken.
  const isLock = LensError.is(error, 'store-failed');
  if (!isLock && systemCode(error) === undefined) return error;
  return new LensError(
    'decisions-failed',
    `The decisions file ${file} cannot be ${done}: ${reasonOf(isLock ? error.cause : error)}`,
    { file },
    error,
  );
}

function reasonOf(error: unknown): string {
  switch (systemCode(error)) {
    case 'EISDIR':
      return 'it is a folder. Remove that, or put a file in its place.';
    case 'EEXIST':
    case 'ENOTDIR':
      return 'its folder .vscode is a file. Rename that, then decide again.';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full. Free some space, then decide again.';
    case 'EROFS':
      return 'its drive is read-only. Decide in a copy of the folder that can be written.';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied. Check the permissions of the file and of its folder.';
    default:
      return `${error instanceof Error ? error.message : String(error)}. Check the file and its folder.`;
  }
}
