/**
 * The cache that Hugging Face's tools share: `models--org--name/{blobs,snapshots,refs}`, written so that Python's
 * huggingface_hub finds it (huggingface_hub, docs/guides/manage-cache.md).
 */
import { randomBytes } from 'node:crypto';
import {
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { type Environment, isSet } from './network.ts';

/** A hub and its cache. */
export interface Hub {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly cache: string;
  /** Null sends none. Secret: it goes into no message and no log. */
  readonly token: string | null;
  /** False writes real files into `snapshots`, as on Windows without developer mode. */
  readonly links: boolean;
}

const usualEndpoint = 'https://huggingface.co';

/** Hub and cache as the environment says, by the names and in the order of huggingface_hub (constants.py). */
export async function hubOf(env: Environment, token: string | null = null): Promise<Hub> {
  const home = env['HOME'] || env['USERPROFILE'] || homedir();
  const at = (place: string) => path.resolve(place.replace(/^~(?=$|[/\\])/, home));
  const hfHome = at(
    env['HF_HOME'] || path.join(env['XDG_CACHE_HOME'] || path.join(home, '.cache'), 'huggingface'),
  );
  const cache = env['HF_HUB_CACHE'] || env['HUGGINGFACE_HUB_CACHE'] || path.join(hfHome, 'hub');
  const tokenFile = at(env['HF_TOKEN_PATH'] || path.join(hfHome, 'token'));
  const inFile = async () => (await readFile(tokenFile, 'utf8').catch(() => '')).trim();
  return {
    endpoint: (env['HF_ENDPOINT'] || usualEndpoint).replace(/\/+$/, ''),
    cache: at(cache),
    token: token || env['HF_TOKEN']?.trim() || (await inFile()) || null,
    links: !isSet(env['HF_HUB_DISABLE_SYMLINKS']),
  };
}

/** The folder of a repository in the cache. */
export function repoFolder({ cache }: Hub, repo: string): string {
  return path.join(cache, `models--${repo.replaceAll('/', '--')}`);
}

export function blobPath(hub: Hub, repo: string, etag: string): string {
  return path.join(repoFolder(hub, repo), 'blobs', etag);
}

export function snapshotPath(hub: Hub, repo: string, commit: string, file: string): string {
  return path.join(repoFolder(hub, repo), 'snapshots', commit, ...file.split('/'));
}

/** Gives a blob its name in a snapshot: by a relative link, or, where the system makes none, by moving it there. */
export async function placeInSnapshot(
  hub: Hub,
  repo: string,
  commit: string,
  file: string,
  etag: string,
): Promise<void> {
  const [blob, place] = [blobPath(hub, repo, etag), snapshotPath(hub, repo, commit, file)];
  await mkdir(path.dirname(place), { recursive: true });
  const draft = draftOf(place);
  if (hub.links) {
    try {
      await symlink(path.relative(path.dirname(place), blob), draft);
      await rename(draft, place);
      return;
    } catch {
      // Windows without developer mode: the file itself goes there, as huggingface_hub does it.
      await unlink(draft).catch(() => undefined);
    }
  }
  await rename(blob, place);
}

/** Notes which commit a branch or tag means now. */
export async function writeRef(hub: Hub, repo: string, revision: string, commit: string): Promise<void> {
  if (revision === commit) return;
  const ref = path.join(repoFolder(hub, repo), 'refs', ...revision.split('/'));
  await mkdir(path.dirname(ref), { recursive: true });
  const draft = draftOf(ref);
  await writeFile(draft, commit);
  await rename(draft, ref);
}

/** The commit that a revision meant when it was fetched last; undefined where it never was. */
export async function readRef(hub: Hub, repo: string, revision: string): Promise<string | undefined> {
  if (isCommit(revision)) return revision;
  const ref = path.join(repoFolder(hub, repo), 'refs', ...revision.split('/'));
  return (await readFile(ref, 'utf8').catch(() => '')).trim() || undefined;
}

export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}

/** A second name for a file of ours: a link, else the same bytes under two names, else a copy. `undefined` names made before go. */
export async function linkFile(from: string, to: string, links: boolean): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  const draft = draftOf(to);
  const ways = [
    ...(links ? [() => symlink(from, draft)] : []),
    () => link(from, draft),
    () => copyFile(from, draft),
  ];
  for (const [nth, way] of ways.entries()) {
    try {
      await way();
      await rename(draft, to);
      return;
    } catch (error) {
      await unlink(draft).catch(() => undefined);
      if (nth === ways.length - 1) throw error;
    }
  }
}

/** Removes a file of a snapshot and, where no other snapshot names it, its blob. Folders that are empty then go, too. */
export async function removeFromCache(hub: Hub, repo: string, commit: string, file: string): Promise<void> {
  const root = repoFolder(hub, repo);
  const place = snapshotPath(hub, repo, commit, file);
  const target = await readlink(place).catch(() => undefined);
  await unlink(place).catch(() => undefined);
  if (target !== undefined) {
    const blob = path.resolve(path.dirname(place), target);
    // Only what lies in this repository's own cache is removed.
    if (path.dirname(blob) === path.join(root, 'blobs') && !(await isNamed(root, blob)))
      await unlink(blob).catch(() => undefined);
  }
  for (let folder = path.dirname(place); folder !== root; folder = path.dirname(folder)) {
    const isEmpty = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
  const rest = await readdir(path.join(root, 'blobs')).catch(() => []);
  if (rest.length === 0) await rm(root, { recursive: true, force: true });
}

async function isNamed(root: string, blob: string): Promise<boolean> {
  const entries = await readdir(path.join(root, 'snapshots'), { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isSymbolicLink()) continue;
    const target = await readlink(path.join(entry.parentPath, entry.name)).catch(() => '');
    if (path.resolve(entry.parentPath, target) === blob) return true;
  }
  return false;
}

/** True where something of this name is there, be it a link that leads nowhere. */
export async function isThere(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}

function draftOf(file: string): string {
  return `${file}.${randomBytes(4).toString('hex')}.asset-lens.part`;
}
