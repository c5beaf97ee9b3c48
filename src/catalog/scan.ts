/**
 * Lists the image files of a folder. Reads names, sizes and times, never contents.
 * Links are not followed: what they point to inside the folder is found in its own place, and the rest is not ours.
 */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type AssetPath,
  type Problem,
  readableExtensions,
  unsupportedExtensions,
} from '../protocol/asset.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { type IgnoreRules, ignoreRules } from './ignore.ts';

/** An image file as the listing shows it. */
export interface ScannedFile {
  readonly path: AssetPath;
  readonly absolute: string;
  readonly bytes: number;
  /** Milliseconds since the epoch, fractions included. */
  readonly modifiedMs: number;
  /** True for an extension that is known, but not read yet. */
  readonly unsupported: boolean;
}

export interface FolderScan {
  /** By path, code unit by code unit: the same order on every machine. */
  readonly files: readonly ScannedFile[];
  /** Image files left out by a rule file, an exclude pattern or a hidden name; see `countedDirectories`. */
  readonly excluded: number;
  /** Directories that could not be listed. */
  readonly problems: readonly Problem[];
}

/** Calls to the file system at a time: more than its four threads would use, few enough to stop soon. */
const concurrency = 16;

/** So many left-out directories are looked into, only to say how many images they hold. */
const countedDirectories = 1000;

/** Never looked into, and not counted: what is there belongs to tools. */
const skippedDirectories: ReadonlySet<string> = new Set(['node_modules', 'bower_components', '__pycache__']);

const readable: ReadonlySet<string> = new Set(readableExtensions);
const unsupported: ReadonlySet<string> = new Set(unsupportedExtensions);

/** A directory that waits to be listed; its path is relative to the top, '' for the top itself. */
interface Waiting {
  readonly directory: string;
  /** Null in a left-out directory, whose images are only counted. */
  readonly rules: IgnoreRules | null;
}

/** Lists a folder. Throws `not-found` when the folder itself cannot be listed, `aborted` when asked to stop. */
export async function scanFolder(
  root: string,
  exclude: readonly string[],
  signal?: AbortSignal,
): Promise<FolderScan> {
  const files: ScannedFile[] = [];
  const problems: Problem[] = [];
  const waiting: Waiting[] = [{ directory: '', rules: ignoreRules(root, exclude) }];
  let excluded = 0;
  let toCount = countedDirectories;

  const list = async ({ directory, rules }: Waiting): Promise<void> => {
    if (rules === null && toCount-- <= 0) return;
    const entries = await readdir(path.join(root, directory), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (directory === '') throw unreadableFolder(root, error);
        // A directory that went away since its parent was listed holds nothing, and a left-out one is no problem.
        if (error.code !== 'ENOENT' && rules !== null) problems.push(directoryProblem(directory, error));
        return [];
      },
    );
    const inside = rules && (await rules.enter(directory, new Set(entries.map(entry => entry.name))));
    const found: string[] = [];
    for (const entry of entries) {
      const relative = directory === '' ? entry.name : `${directory}/${entry.name}`;
      const isHidden = entry.name.startsWith('.');
      if (entry.isDirectory()) {
        if (isHidden || skippedDirectories.has(entry.name)) continue;
        waiting.push({ directory: relative, rules: inside?.leavesOut(relative, true) ? null : inside });
      } else if (entry.isFile() && isImage(entry.name)) {
        if (!inside || isHidden || inside.leavesOut(relative, false)) excluded++;
        else found.push(relative);
      }
    }
    await inTurns(found, async relative => {
      throwIfAborted(signal);
      const absolute = path.join(root, relative);
      const stats = await lstat(absolute).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') problems.push(fileProblem(relative, error));
        else if (relative.includes('\uFFFD')) problems.push(nameProblem(relative));
        return null;
      });
      if (!stats?.isFile()) return;
      files.push({
        path: assetPath(relative),
        absolute,
        bytes: stats.size,
        modifiedMs: stats.mtimeMs,
        unsupported: !readable.has(extensionOf(relative)),
      });
    });
  };

  while (waiting.length > 0) {
    throwIfAborted(signal);
    await Promise.all(waiting.splice(-concurrency).map(list));
  }
  return { files: files.sort(byPath), excluded, problems: problems.sort(byPath) };
}

/** Works through items, a few at a time. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const turn = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, turn));
}

function extensionOf(name: string): string {
  return path.posix.extname(name).slice(1).toLowerCase();
}

function isImage(name: string): boolean {
  const extension = extensionOf(name);
  return readable.has(extension) || unsupported.has(extension);
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function assetPath(relative: string): AssetPath {
  // Built from names below the top, joined by `/`: an AssetPath by construction.
  return relative as AssetPath;
}

function unreadableFolder(root: string, error: NodeJS.ErrnoException): LensError {
  return new LensError(
    'not-found',
    `The folder ${root} could not be listed: ${reasonOf(error)}. Check that it is there and may be read.`,
    { folder: root },
    error,
  );
}

function directoryProblem(directory: string, error: NodeJS.ErrnoException): Problem {
  return {
    path: assetPath(directory),
    kind: error.code === 'ETIMEDOUT' ? 'timed-out' : 'denied',
    detail: `The images in this folder could not be listed: ${reasonOf(error)}. Allow reading it, or exclude it.`,
  };
}

function fileProblem(relative: string, error: NodeJS.ErrnoException): Problem {
  return {
    path: assetPath(relative),
    kind: error.code === 'ETIMEDOUT' ? 'timed-out' : 'denied',
    detail: `The file could not be looked at: ${reasonOf(error)}. Allow reading it, or exclude it.`,
  };
}

function nameProblem(relative: string): Problem {
  return {
    path: assetPath(relative),
    kind: 'vanished',
    detail: 'Its name is not valid UTF-8, so it cannot be opened. Rename it.',
  };
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'it is not there';
    case 'ENAMETOOLONG':
      return 'its path is too long';
    default:
      return error.code ?? error.message;
  }
}
