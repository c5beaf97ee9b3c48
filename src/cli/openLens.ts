/** Opens the engine for a command: which folder, which model, which store. */
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import {
  type LensClient,
  defaultStore,
  folderAt,
  literalPattern,
  placeInside,
  realPlace,
  resolveModelFolder,
  startLens,
} from '../lens/client.ts';
import { type Command, UsageError } from './arguments.ts';

/** `dist` holds the bundles; the shipped models lie beside it. Throws UsageError and LensError `not-found`. */
export function openLens(command: Exclude<Command, { name: 'help' | 'version' }>, dist: string): LensClient {
  const folder = 'folder' in command ? folderAt(command.folder) : undefined;
  const store = realPlace(path.resolve(command.store ?? defaultStore()));
  const inside = folder && placeInside(folder.path, store);
  if (inside !== undefined && command.store !== undefined) {
    throw new UsageError(
      `The store ${store} lies in the folder itself; choose a place outside.`,
      command.name,
    );
  }
  return startLens(
    {
      folders: folder ? [folder] : [],
      store,
      modelFolder: modelFolder(command, path.join(dist, '..', 'models')),
      provider: 'auto',
      threads: 0,
      // Who searches the whole home folder does not mean our own thumbnails.
      exclude: inside ? [literalPattern(inside)] : [],
      trusted: true,
    },
    { worker: path.join(dist, 'worker.js'), encoder: path.join(dist, 'encoder.js') },
  );
}

function modelFolder({ model, name }: { model: string | undefined; name: Command['name'] }, shipped: string) {
  try {
    return resolveModelFolder(model, shipped);
  } catch (error) {
    // A model that was asked for and is not there is wrong usage; one that should be there is a failure.
    if (model === undefined || !LensError.is(error, 'model-invalid') || name === 'help' || name === 'version')
      throw error;
    throw new UsageError(error.message, name);
  }
}
