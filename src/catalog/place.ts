/** Where the store lies, and which file holds a folder's catalog. Opens no database: faces may ask, too. */
import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Folder, FolderId } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';

/** One store for each user: `$XDG_CACHE_HOME/asset-lens` or the platform's equal. */
export function defaultStore(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  const xdg = env['XDG_CACHE_HOME'];
  const caches =
    // The XDG specification says to pass over a relative path.
    (xdg && path.isAbsolute(xdg) && xdg) ||
    (platform === 'win32'
      ? env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local')
      : path.join(home, platform === 'darwin' ? 'Library/Caches' : '.cache'));
  return path.join(caches, 'asset-lens');
}

/** The folder under its real path, so that one folder has one catalog however it is reached. Throws `not-found`. */
export function folderAt(folder: string): Folder {
  const asked = path.resolve(folder);
  const real = realFolder(asked);
  if (real === undefined) {
    const what = isFile(asked) ? `${asked} is a file, not a folder.` : `There is no folder ${asked}.`;
    throw new LensError('not-found', what, { path: asked });
  }
  // The real path is what a FolderId is.
  return { id: real as FolderId, path: real, name: path.basename(real) || real };
}

function isFile(asked: string): boolean {
  try {
    return statSync(asked).isFile();
  } catch {
    // For whatever reason: nobody can tell that there is one.
    return false;
  }
}

function realFolder(asked: string): string | undefined {
  try {
    const real = realpathSync.native(asked);
    return statSync(real).isDirectory() ? real : undefined;
  } catch {
    // Not there, a loop of links, or below a folder that may not be entered: for the asker it is the same.
    return undefined;
  }
}

/** The real path of what may not be there yet: of the part that is there, with the rest behind it. */
export function realPlace(file: string): string {
  const parent = path.dirname(file);
  if (existsSync(file) || parent === file) return realpathSync.native(file);
  return path.join(realPlace(parent), path.basename(file));
}

/** The path below the folder, with `/`; '' for the folder itself, undefined for what lies elsewhere. */
export function placeInside(folder: string, file: string): string | undefined {
  const relative = path.relative(folder, file);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
    return undefined;
  return relative.split(path.sep).join('/');
}

/** The database of a folder's catalog, below the store. */
export function catalogFile(store: string, folder: string): string {
  return path.join(catalogsFolder(store), `${catalogName(folder)}.sqlite`);
}

/** What a folder is called inside the store: paths are too long, and hold what file names may not. */
export function catalogName(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 32);
}

/** The folder of the locks, which are never removed. */
export function locksFolder(store: string): string {
  return path.join(store, 'locks');
}

/** The folder of all such databases. */
export function catalogsFolder(store: string): string {
  return path.join(store, 'folders');
}

/** True when the store holds a catalog of the folder. */
export function hasCatalogFile(store: string, folder: string): Promise<boolean> {
  return access(catalogFile(store, folder)).then(
    () => true,
    () => false,
  );
}
