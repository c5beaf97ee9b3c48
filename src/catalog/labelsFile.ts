/** The labels file of a folder: `.vscode/asset-lens.json`. Reads text; what it means is told in `tags/labels.ts`. */
import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';

/** Where the labels file of a folder is, or would be. */
export function labelsFile(folder: string): string {
  return path.join(folder, '.vscode', 'asset-lens.json');
}

export function hasLabelsFile(folder: string): Promise<boolean> {
  return access(labelsFile(folder)).then(
    () => true,
    () => false,
  );
}

/** Text and path of a folder's labels file, null where there is none. Throws `labels-invalid` when it may not be read. */
export async function readLabelsFile(folder: string): Promise<{ text: string; path: string } | null> {
  const file = labelsFile(folder);
  try {
    // Some editors begin a file with a byte order mark, which JSON does not know.
    return { text: (await readFile(file, 'utf8')).replace(/^\uFEFF/, ''), path: file };
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return null;
    throw new LensError(
      'labels-invalid',
      isFolder(error)
        ? `The labels file ${file} is a folder. Remove it, or put a file in its place.`
        : `The labels file ${file} may not be read. Check its permissions.`,
      { file },
      error,
    );
  }
}

function isFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EISDIR';
}
