/** From what people call a model to the folder that it lies in. */
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import { catalogueModel } from './catalogue.ts';
import { folderCardFile } from './folderCard.ts';
import { isRepoId } from './repoId.ts';

/** The id of the model that comes with Asset Lens. */
export const starterModel = 'starter';

/** Where a fetched or imported model of this id lies; `org/name` becomes one name, as in the shared cache. */
export function shelfFolder(store: string, id: string): string {
  return path.join(store, 'models', id.replaceAll('/', '--'));
}

/**
 * The folder of a model: a shipped one or one of the shelf by its id, any other by its path; the starter where none is
 * asked for. Throws `model-missing` for one that could be fetched, and `model-invalid` for any other.
 */
export function resolveModel(model: string | undefined, shippedModels: string, store: string): string {
  const name = model ?? starterModel;
  const shipped = path.join(shippedModels, name);
  if (/^[\w.-]+$/.test(name) && existsSync(path.join(shipped, 'config.json'))) return shipped;
  const shelved = shelfFolder(store, name);
  if (/^[\w./-]+$/.test(name) && !name.includes('..') && existsSync(path.join(shelved, folderCardFile)))
    return shelved;
  const folder = path.resolve(name);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  if (catalogueModel(name) || isRepoId(name)) {
    throw new LensError(
      'model-missing',
      `The model "${name}" is not on this machine yet. Fetch it with "asset-lens models get ${name}", or in the editor with Asset Lens: Choose Model….`,
      { model: name },
    );
  }
  throw new LensError(
    'model-invalid',
    `There is no model "${name}": it is neither an id ("asset-lens models list" names them) nor a repository of a hub (org/name) nor a folder.`,
    { model: name },
  );
}
