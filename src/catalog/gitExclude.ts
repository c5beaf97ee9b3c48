/**
 * `info/exclude` of the repository that a folder belongs to. Where `.git` is a file it points elsewhere, and whoever made
 * the folder chose where: it is followed inside the opened folder, and out of it only to what Git itself says of this
 * very working tree (https://git-scm.com/docs/gitrepository-layout). Nothing else is read, and no share of a network is asked.
 */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { placeInside } from './place.ts';

/** The lines of `info/exclude` of the repository whose `.git` lies in `directory`, below the opened folder `root`. */
export async function gitExclude(root: string, directory: string): Promise<string[]> {
  const git = path.join(directory, '.git');
  const pointer = /^gitdir:(.*)/.exec((await readLines(git))[0] ?? '')?.[1];
  const repository =
    pointer === undefined ? await realPath(git) : await repositoryOf(root, directory, pointer.trim());
  if (repository === null) return [];
  const file = path.join(repository, 'info', 'exclude');
  // As other rule files, it is none where it is a link.
  return (await realPath(file)) === file ? readLines(file) : [];
}

/** A rule file that cannot be read has no rules. */
export async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? [] : text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

/** The repository that a `.git` file points to, which for a worktree is the one that it shares; null where it is not followed. */
async function repositoryOf(root: string, directory: string, pointer: string): Promise<string | null> {
  const own = await pointedTo(directory, pointer);
  if (own === null) return null;
  const [shared = '.'] = await readLines(path.join(own, 'commondir'));
  const common = await pointedTo(own, shared.trim());
  if (common === null) return null;
  const top = await realPath(root);
  const isWithin = [own, common].every(place => top !== null && placeInside(top, place) !== undefined);
  return isWithin || (await belongsTo(own, common, directory)) ? common : null;
}

/**
 * True for a worktree's own folder, which lies in the shared repository and names the `.git` file that points to it, and
 * for a submodule's repository, whose configuration names the working tree.
 */
async function belongsTo(own: string, common: string, directory: string): Promise<boolean> {
  if (own !== common) {
    if (path.dirname(own) !== path.join(common, 'worktrees')) return false;
    const [back = ''] = await readLines(path.join(own, 'gitdir'));
    return (await pointedTo(own, back.trim())) === (await realPath(path.join(directory, '.git')));
  }
  const lines = await readLines(path.join(own, 'config'));
  const tree = lines
    .map(line => /^\s*worktree\s*=\s*(.*)$/i.exec(line)?.[1])
    .find(value => value !== undefined);
  // Git puts what has odd characters in quotes, with backslashes before some.
  const named = tree
    ?.trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/\\(.)/g, '$1');
  return named !== undefined && (await pointedTo(own, named)) === (await realPath(directory));
}

/** A real path; null for what is not there, and, unasked, for a share of a network. */
async function pointedTo(from: string, pointer: string): Promise<string | null> {
  return pointer === '' || /^[\\/]{2}/.test(pointer) ? null : realPath(path.resolve(from, pointer));
}

function realPath(place: string): Promise<string | null> {
  return realpath(place).catch(() => null);
}
