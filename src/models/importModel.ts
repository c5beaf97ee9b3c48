/** Brings a model from a folder onto the shelf, for machines without a network. */
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { catalogueModel } from './catalogue.ts';
import { checkCard } from './checkCard.ts';
import { externalDataOf } from './externalData.ts';
import { digestsOf } from './fetchFile.ts';
import { type FolderRecord, readFolderRecord } from './folderCard.ts';
import { lacks, layoutOf, layoutsExpected, noModel, pathsOf } from './layout.ts';
import { type ShelfModel, shelve } from './modelShelf.ts';

/**
 * Copies a model from a folder, for machines without a network. Files whose digest the catalogue knows must have it.
 * Throws `model-invalid`, `invalid-argument` where the folder's name is no name for a model.
 */
export async function importModel(
  folder: string,
  {
    store,
    signal,
    id = path.basename(path.resolve(folder)),
  }: { readonly store: string; readonly signal?: AbortSignal; readonly id?: string },
): Promise<ShelfModel> {
  if (!/^[\w-][\w.-]*$/.test(id))
    throw new LensError(
      'invalid-argument',
      `"${id}" is no name for a model: letters, digits, dots, - and _ only.`,
    );
  const record = await readFolderRecord(folder);
  const known = catalogueModel(record?.model ?? id);
  const layout = layoutOf(await filesBelow(folder));
  if (!layout) throw noModel(folder, '', layoutsExpected);
  const lacking = lacks(layout);
  if (lacking.length > 0) throw noModel(folder, '', lacking.join(' and '));
  const paths = pathsOf(layout);
  const card = known?.card ?? record?.card ?? {};
  await checkCard(
    folder,
    card,
    paths.map(file => ({ path: file, place: path.join(folder, file) })),
  );
  for (const graph of new Set([layout.visionGraph, layout.textGraph])) {
    const names = await externalDataOf(path.join(folder, graph)).catch((error: unknown) => {
      throw new LensError(
        'model-invalid',
        `${folder} has a ${graph} that is no ONNX graph.`,
        { folder },
        error,
      );
    });
    paths.push(...names.map(name => path.posix.join(path.posix.dirname(graph), name)));
  }
  const files: FolderRecord['files'][number][] = [];
  for (const file of new Set(paths)) {
    throwIfAborted(signal);
    const stats = await stat(path.join(folder, file)).catch(() => undefined);
    if (!stats) throw noModel(folder, '', file);
    const { sha256 } = await digestsOf(path.join(folder, file), stats.size);
    const pin = known?.files.find(other => (other.as ?? other.path) === file)?.sha256;
    if (pin !== undefined && pin !== sha256) {
      throw new LensError(
        'model-invalid',
        `${path.join(folder, file)} is another file than the ${known!.id} of the catalogue has. Import it under another name.`,
        { folder },
      );
    }
    files.push({ path: file, bytes: stats.size, sha256, from: null, ours: true });
  }
  const shelving = {
    id,
    licence: known?.licence.name ?? record?.licence ?? null,
    card,
  };
  return shelve(shelving, files, store, async draft => {
    for (const { path: file } of files) {
      throwIfAborted(signal);
      await mkdir(path.dirname(path.join(draft, file)), { recursive: true });
      await copyFile(path.join(folder, file), path.join(draft, file));
    }
  });
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw new LensError('not-found', `There is no folder ${folder}.`, { path: folder }, error);
  });
  return entries
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
