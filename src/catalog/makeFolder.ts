/** Makes the folders of the store. */
import { type Stats, lstatSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';

/**
 * Makes a folder and those above it that are missing; true where it was not there.
 * Not by Node's `recursive`, which tries for ever where the system answers "no such folder" inside a folder
 * that is there, as in /proc (Node 24.21).
 * Throws `store-failed`, or what the system says.
 */
export function makeFolder(folder: string, mode?: number): boolean {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent, mode);
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw cannotMake(folder, `no folder can be made in ${parent}`, error);
    if (code !== 'EEXIST') throw error;
    // Another process may have made it in the meantime.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    const there: Stats | undefined = lstatSync(folder, { throwIfNoEntry: false });
    if (there?.isSymbolicLink()) throw cannotMake(folder, 'it is a link that leads to no folder', error);
    throw error;
  }
}

function cannotMake(folder: string, reason: string, cause: unknown): LensError {
  return new LensError(
    'store-failed',
    `The folder ${folder} of the index cannot be made: ${reason}. Choose another store.`,
    { file: folder },
    cause,
  );
}
