/** What the small files of a model say is looked at before its graphs are fetched or copied: they may have gigabytes. */
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import { type FolderCard, folderCardFile } from './folderCard.ts';
import { readModelCard } from './modelCard.ts';

export interface CardFile {
  /** In the model's folder. */
  readonly path: string;
  /** Where it lies now; a graph, or a tokenizer, need not be there yet. */
  readonly place: string | null;
}

/** Throws `model-invalid`, which names the model, the file and the value. */
export async function checkCard(model: string, card: FolderCard, files: readonly CardFile[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'asset-lens-card-'));
  try {
    for (const { path: name, place } of files) {
      const target = path.join(folder, ...name.split('/'));
      await mkdir(path.dirname(target), { recursive: true });
      // By name alone, graphs and tokenizer tell the layout.
      if (place !== null && isRead(name)) await copyFile(place, target);
      else await writeFile(target, '');
    }
    await writeFile(path.join(folder, folderCardFile), JSON.stringify({ card }));
    await readModelCard(folder);
  } catch (error) {
    if (!LensError.is(error, 'model-invalid')) throw error;
    throw new LensError('model-invalid', error.message.replaceAll(folder, model), { model }, error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isRead(name: string): boolean {
  return name.endsWith('.json') && path.posix.basename(name) !== 'tokenizer.json';
}
