/** What Git does with the decisions file: whether it ignores it, and how it merges it. Reads and adds to rule files; runs no Git. */
import { lstat, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Minimatch } from 'minimatch';
import { type IgnoreRules, ignoreRules, ruleSources } from './ignore.ts';
import { literalGlob } from './literalGlob.ts';
import { placeInside } from './place.ts';

/** Lines for the end of a rule file. */
export interface RuleLines {
  /** Absolute path. */
  readonly file: string;
  readonly lines: readonly string[];
}

/** What Git's ignore rules say of a file. */
export interface GitIgnore {
  readonly isIgnored: boolean;
  /** What would bring the file back; null where nothing in its folder can, or where it is not ignored. */
  readonly exception: RuleLines | null;
}

/** What to write into `.gitattributes`, so that a merge keeps the facts of both sides. */
export const unionMergeLine = '*.decisions merge=union';

/**
 * Whether Git's rule files, from the top of the repository down, leave out a file of a folder, as
 * `git check-ignore --no-index` tells it. Rules of one person alone (`core.excludesFile`) are not read, and a file that
 * is tracked stays so, whatever the rules say. Both paths are absolute.
 */
export async function gitIgnore(folder: string, file: string): Promise<GitIgnore> {
  const top = await repositoryOf(folder);
  const place = top === null ? undefined : placeInside(top, file);
  if (top === null || place === undefined) return { isIgnored: false, exception: null };
  const names = place.split('/');
  let rules: IgnoreRules = ignoreRules(top, { exclude: [], include: [literalGlob(place)] });
  for (const [depth, name] of names.entries()) {
    const directory = names.slice(0, depth).join('/');
    const above = rules;
    rules = await above.enter(directory, await gitSources(path.join(top, directory)));
    const isFile = depth === names.length - 1;
    const own = directory === '' ? name : `${directory}/${name}`;
    if (rules.judge(own, !isFile) === 'lists') continue;
    const isByNeighbour = isFile && above.judge(own, false) === 'lists';
    const exception = isByNeighbour
      ? { file: path.join(top, directory, '.gitignore'), lines: [`!/${name}`] }
      : exceptionFor(folder, file, path.join(top, own));
    return { isIgnored: true, exception };
  }
  return { isIgnored: false, exception: null };
}

/** Our own rule file is none of Git's. */
async function gitSources(directory: string): Promise<ReadonlySet<string>> {
  const sources = new Set(await ruleSources(directory));
  sources.delete('.assetlensignore');
  return sources;
}

/** Lines at the end of a file win over those above and those of other files further up. */
function exceptionFor(folder: string, file: string, ignored: string): RuleLines | null {
  const place = placeInside(folder, ignored);
  // A folder that is left out as a whole cannot be brought back from inside.
  if (place === undefined || place === '') return null;
  const inside = placeInside(folder, file)!;
  const lines = ignored === file ? [`!/${inside}`] : [`!/${place}/`, `/${place}/*`, `!/${inside}`];
  return { file: path.join(folder, '.gitignore'), lines };
}

/** The top of the repository that a folder lies in, null where it is in none. */
async function repositoryOf(folder: string): Promise<string | null> {
  for (let place = folder; ; place = path.dirname(place)) {
    const stats = await lstat(path.join(place, '.git')).catch(() => null);
    if (stats?.isDirectory() || stats?.isFile()) return place;
    if (path.dirname(place) === place) return null;
  }
}

/** True where `.gitattributes`, from the top of the repository down, says to merge a file by union. Both paths are absolute. */
export async function hasUnionMerge(folder: string, file: string): Promise<boolean> {
  const top = (await repositoryOf(folder)) ?? folder;
  const names = placeInside(top, file)?.split('/') ?? [];
  let merge: string | null = null;
  for (const depth of names.keys()) {
    const directory = path.join(top, ...names.slice(0, depth));
    const text = await readFile(path.join(directory, '.gitattributes'), 'utf8').catch(() => '');
    merge = mergeIn(text, names.slice(depth).join('/')) ?? merge;
  }
  return merge === 'merge=union';
}

/** What the last line about a path says of its merge; later lines win (gitattributes(5)). */
function mergeIn(text: string, place: string): string | null {
  let merge: string | null = null;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, quoted, plain, rest] = /^\s*(?:"((?:[^"\\]|\\.)*)"|(\S+))(.*)$/.exec(line) ?? [];
    const said = rest?.split(/\s+/).findLast(word => /^[-!]?merge(=|$)/.test(word));
    if (said !== undefined && covers(quoted ?? plain ?? '', place)) merge = said;
  }
  return merge;
}

/** As in `.gitignore`: a pattern without a slash is about names on every level. */
function covers(pattern: string, place: string): boolean {
  const options = { dot: true, nocomment: true, nonegate: true, noext: true, nobrace: true };
  const isTied = pattern.includes('/');
  const name = isTied ? place : place.slice(place.lastIndexOf('/') + 1);
  return new Minimatch(pattern.replace(/^\//, ''), options).match(name);
}

/** What adds the merge rule to a folder. */
export function unionMerge(folder: string): RuleLines {
  return { file: path.join(folder, '.gitattributes'), lines: [unionMergeLine] };
}

/** Writes lines to the end of a rule file, in its own line ends; makes it where it is missing. */
export async function addRuleLines({ file, lines }: RuleLines): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  await writeFile(file, `${text}${gap}${lines.map(line => line + end).join('')}`);
}
