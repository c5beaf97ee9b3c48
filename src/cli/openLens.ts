/** Opens the engine for a command: which folder, which model, which store. */
import path from 'node:path';
import { LensError } from '../protocol/errors.ts';
import type { LensSettings, LensStatus } from '../protocol/lens.ts';
import {
  type LensClient,
  defaultStore,
  folderAt,
  folderSettings,
  literalPattern,
  placeInside,
  realPlace,
  resolveModelFolder,
  startLens,
} from '../lens/client.ts';
import { type Command, UsageError } from './command.ts';

export interface CommandLens extends LensClient {
  /** True where the folder's own settings have patterns that count. */
  readonly hasSettings: boolean;
  /** What is wrong with the folder's own settings; null where nothing is. */
  readonly settingsMistake: string | null;
  /** Opens the index again for reading only, where it cannot be written. Throws LensError `store-failed`. */
  reopenReadOnly(signal: AbortSignal): Promise<LensStatus>;
}

/** `dist` holds the bundles; the shipped models lie beside it. Throws UsageError and LensError `not-found`. */
export function openLens(
  command: Exclude<Command, { name: 'help' | 'version' | 'gpu' | 'models' }>,
  dist: string,
): CommandLens {
  const folder = 'folder' in command ? folderAt(command.folder) : undefined;
  const store = storeOf(command);
  const inside = folder && placeInside(folder.path, store);
  if (inside !== undefined && command.store !== undefined) {
    throw new UsageError(
      `The store ${store} lies in the folder itself; choose a place outside.`,
      command.name,
    );
  }
  const own = folder && 'settings' in command && command.settings ? folderSettings(folder.path) : undefined;
  const include = 'include' in command ? command.include : [];
  const settings: LensSettings = {
    folders: folder ? [folder] : [],
    store,
    modelFolder: modelFolder(command, path.join(dist, '..', 'models'), store),
    provider: command.provider,
    threads: 0,
    // Who searches the whole home folder does not mean our own thumbnails.
    exclude: [...('exclude' in command ? command.exclude : []), ...(inside ? [literalPattern(inside)] : [])],
    folderExclude: folder && own ? { [folder.id]: own.exclude } : {},
    // Who says what to look at means that alone.
    include: include.length > 0 ? include : (own?.include ?? []),
    trusted: true,
    thumbnailBytes: null,
    vectorPrecision: null,
    ...(own?.variantRules && { variantRules: own.variantRules }),
  };
  const lens = startLens(settings, {
    worker: path.join(dist, 'worker.js'),
    encoder: path.join(dist, 'encoder.js'),
  });
  return {
    ...lens,
    hasSettings: own !== undefined && own.exclude.length + own.include.length > 0,
    settingsMistake: own?.mistake ?? null,
    reopenReadOnly: signal => lens.channel.ask('configure', { ...settings, trusted: false }, signal),
  };
}

/** Where the index and the fetched models lie, for a command. */
export function storeOf({ store }: { readonly store: string | undefined }): string {
  return realPlace(path.resolve(store ?? defaultStore()));
}

function modelFolder(
  { model, name }: { model: string | undefined; name: Command['name'] },
  shipped: string,
  store: string,
) {
  // Texts are read without a model, so that a machine without one can be a gate.
  if (name === 'references' || name === 'unused') return '';
  try {
    return resolveModelFolder(model, shipped, store);
  } catch (error) {
    // A model that was asked for and is not there is wrong usage; one that should be there is a failure.
    const isAsked = LensError.is(error, 'model-invalid') || LensError.is(error, 'model-missing');
    if (model === undefined || !isAsked || name === 'help' || name === 'version') throw error;
    throw new UsageError(error.message, name);
  }
}
