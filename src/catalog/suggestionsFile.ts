/** The suggestions file of a folder: `.vscode/asset-lens.suggestions`. What its text means is told in `tags/suggestions.ts`. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';

/** Where the suggestions file of a folder is, or would be. */
export function suggestionsFile(folder: string): string {
  return path.join(folder, '.vscode', 'asset-lens.suggestions');
}

/** Puts a whole new file in the place of the old one. Throws `decisions-failed` where that cannot be. */
export async function writeSuggestions(folder: string, text: string): Promise<void> {
  const file = suggestionsFile(folder);
  const unfinished = `${file}.${process.pid}`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    const reason = error instanceof Error ? error.message : String(error);
    throw new LensError(
      'decisions-failed',
      `The suggestions file ${file} cannot be written: ${reason}. Check the permissions of its folder.`,
      { file },
      error,
    );
  }
}
