/** Walks a folder and lists what looks like an image. */
import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type AssetPath,
  type Problem,
  readableExtensions,
  unsupportedExtensions,
} from '../protocol/asset.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import { type IgnoreRules, isSkippedName, topRules } from './ignore.ts';

export interface ScannedFile {
  readonly path: AssetPath;
  readonly absolute: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** True for image formats that are known but not read. */
  readonly unsupported: boolean;
}

export interface Scan {
  /** By path, so that two scans of the same tree are the same. */
  readonly files: readonly ScannedFile[];
  readonly problems: readonly Problem[];
  /** How many image files the ignore rules and exclude patterns left out, directories counted as one. */
  readonly excluded: number;
}

const readable: ReadonlySet<string> = new Set(readableExtensions);
const unsupported: ReadonlySet<string> = new Set(unsupportedExtensions);

/** Files whose size and time are asked for at once: enough to hide the latency of a network drive. */
const statsAtOnce = 32;

/**
 * Lists the images below a folder. Symbolic links are not followed: what they lead to is either listed where it is,
 * or lies outside. Throws `aborted`.
 */
export async function scanFolder(
  folder: string,
  exclude: readonly string[],
  signal: AbortSignal,
): Promise<Scan> {
  const found: { path: string; unsupported: boolean }[] = [];
  const problems: Problem[] = [];
  let excluded = 0;

  const visit = async (prefix: string, rules: IgnoreRules): Promise<void> => {
    throwIfAborted(signal);
    let entries: Dirent[];
    try {
      entries = await readdir(path.join(folder, prefix), { withFileTypes: true });
    } catch {
      problems.push({
        path: assetPath(prefix.slice(0, -1) || '.'),
        kind: 'denied',
        detail: 'The folder may not be listed. Check its permissions.',
      });
      return;
    }
    for (const entry of entries) {
      const relative = prefix + entry.name;
      if (entry.isDirectory()) {
        if (isSkippedName(entry.name)) continue;
        if (rules.ignores(`${relative}/`)) excluded++;
        else await visit(`${relative}/`, await rules.below(`${relative}/`));
      } else if (entry.isFile()) {
        const extension = path.extname(entry.name).slice(1).toLowerCase();
        if (entry.name.startsWith('.') || !(readable.has(extension) || unsupported.has(extension))) continue;
        if (rules.ignores(relative)) excluded++;
        else found.push({ path: relative, unsupported: unsupported.has(extension) });
      }
    }
  };

  await visit('', await topRules(folder, exclude));
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: ScannedFile[] = [];
  for (let first = 0; first < found.length; first += statsAtOnce) {
    throwIfAborted(signal);
    const batch = found.slice(first, first + statsAtOnce);
    const stats = await Promise.all(
      batch.map(file => stat(path.join(folder, file.path)).catch(() => undefined)),
    );
    batch.forEach((file, place) => {
      const facts = stats[place];
      // A file that vanished between the two looks is as if it had never been listed.
      if (!facts?.isFile()) return;
      files.push({
        path: assetPath(file.path),
        absolute: path.join(folder, file.path),
        bytes: facts.size,
        modifiedMs: facts.mtimeMs,
        unsupported: file.unsupported,
      });
    });
  }
  return { files, problems, excluded };
}

function assetPath(relative: string): AssetPath {
  // Built from directory entries with `/`: relative, and never above the folder.
  return relative as AssetPath;
}
