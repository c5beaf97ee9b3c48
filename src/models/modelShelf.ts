/** The models of this machine: those that were fetched or imported, each a folder below the store. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import { type FolderCard, type FolderRecord, folderCardFile, readFolderRecord } from './folderCard.ts';
import { type Hub, removeFromCache } from './hubCache.ts';
import { preparedBytes } from './int8/prepared.ts';
import { shelfFolder } from './resolveModel.ts';

export interface ShelfModel {
  /** What `--model` takes. */
  readonly id: string;
  readonly folder: string;
  readonly licence: string | null;
  readonly files: FolderRecord['files'];
  /** Sum of its files, its int8 form included. */
  readonly bytes: number;
}

/** What is noted of a model beside its files. */
export interface Shelving {
  readonly id: string;
  readonly licence: string | null;
  readonly card: FolderCard;
}

/** Fills a draft and gives it its name, so that a model on the shelf is whole. */
export async function shelve(
  { id, licence, card }: Shelving,
  files: FolderRecord['files'],
  store: string,
  fill: (draft: string) => Promise<void>,
): Promise<ShelfModel> {
  const folder = shelfFolder(store, id);
  const draft = `${folder}.${process.pid}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await fill(draft);
    // What an earlier download of the same file noted as ours stays so.
    const before = await readFolderRecord(folder).catch(() => undefined);
    const ours = new Set(before?.files.flatMap(file => (file.ours ? [file.sha256] : [])));
    const noted = files.map(file => ({ ...file, ours: file.ours || ours.has(file.sha256) }));
    const record: FolderRecord = { model: id, licence, card, files: noted };
    await writeFile(path.join(draft, folderCardFile), `${JSON.stringify(record, null, 2)}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return { id, folder, licence, files: noted, bytes: sumOf(noted) };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** All models on the shelf, by id. */
export async function shelvedModels(store: string): Promise<ShelfModel[]> {
  const shelf = path.dirname(shelfFolder(store, 'any'));
  const names = await readdir(shelf).catch(() => []);
  const found = await Promise.all(
    names.map(async (name): Promise<ShelfModel[]> => {
      const folder = path.join(shelf, name);
      const record = await readFolderRecord(folder).catch(() => undefined);
      if (!record || name.endsWith('.part')) return [];
      const { model = name, licence = null, files } = record;
      return [{ id: model, folder, licence, files, bytes: sumOf(files) + preparedBytes(folder) }];
    }),
  );
  return found.flat().sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Removes a model from the shelf, and from the shared cache what was brought there for it and no other model of the shelf
 * has. Returns the bytes freed. Throws `not-found`.
 */
export async function removeModel(id: string, store: string, hub: Hub): Promise<number> {
  const all = await shelvedModels(store);
  const model = all.find(candidate => candidate.id === id);
  if (!model)
    throw new LensError(
      'not-found',
      `There is no model "${id}" to remove; "asset-lens models list" names them.`,
      { model: id },
    );
  const others = new Set(
    all.filter(other => other !== model).flatMap(other => other.files.map(file => file.sha256)),
  );
  let freed = preparedBytes(model.folder);
  await rm(model.folder, { recursive: true, force: true });
  for (const { ours, from, sha256, bytes } of model.files) {
    if (!ours || others.has(sha256)) continue;
    if (from) await removeFromCache(hub, from.repo, from.commit, from.path);
    freed += bytes;
  }
  return freed;
}

function sumOf(files: readonly { readonly bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
