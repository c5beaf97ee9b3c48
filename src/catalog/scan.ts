/**
 * Lists the image files of a folder, all or those at some places. Reads names, sizes and times, never contents.
 * Links are not followed: what they point to inside the folder is found in its own place, and the rest is not ours.
 */
import { isUtf8 } from 'node:buffer';
import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import {
  type AssetPath,
  type Problem,
  readableExtensions,
  unsupportedExtensions,
} from '../protocol/asset.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { Drives, isNoAnswer } from './drives.ts';
import { type IgnoreRules, type Patterns, ignoreRules, isRuleSource, ruleSources } from './ignore.ts';
import { isOffByDefault } from './include.ts';
import { placeInside } from './place.ts';

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
  /** Image files left out by a rule file, a pattern or a hidden name; see `countedDirectories`. */
  readonly excluded: number;
  /** Directories that could not be listed. */
  readonly problems: readonly Problem[];
}

/** Calls to the file system at a time: more than its four threads would use, few enough to stop soon. */
const concurrency = 16;

/** So many left-out directories are looked into, only to say how many images they hold. */
const countedDirectories = 1000;

const readable: ReadonlySet<string> = new Set(readableExtensions);
const unsupported: ReadonlySet<string> = new Set(unsupportedExtensions);

/** A directory that waits to be listed; its path is relative to the top, '' for the top itself. */
interface Waiting {
  readonly directory: string;
  /** Null in a left-out directory, whose images are only counted. */
  readonly rules: IgnoreRules | null;
}

/** How a listing asks the file system; tests put other ways in their place. */
export interface ScanCalls {
  readonly list: (directory: string) => Promise<Dirent[]>;
  readonly stat: (file: string) => Promise<Stats>;
  readonly drives: Drives;
  /** Which files are listed, by their name; images where nothing else is given. */
  readonly takes: (name: string) => boolean;
}

/** The system's own calls, where no others are given. What hangs for one listing is known to those with the same `drives`. */
const callsWith = (given: Partial<ScanCalls>): ScanCalls => ({
  list: directory => readdir(directory, { withFileTypes: true }),
  stat: file => lstat(file),
  drives: given.drives ?? new Drives(),
  takes: isImage,
  ...given,
});

/** Lists a folder. Throws `not-found` when the folder itself cannot be listed, `aborted` when asked to stop. */
export function scanFolder(
  root: string,
  patterns: Patterns,
  signal?: AbortSignal,
  given: Partial<ScanCalls> = {},
): Promise<FolderScan> {
  return new Scan(root, signal, callsWith(given)).list([
    { directory: '', rules: ignoreRules(root, patterns) },
  ]);
}

/**
 * Lists what is at these places below a folder, files or directories, as `scanFolder` would list it there: the work
 * goes with the places, not with the folder. A place that is missing in the answer has gone, or is left out.
 */
export async function scanPlaces(
  root: string,
  patterns: Patterns,
  places: readonly AssetPath[],
  signal?: AbortSignal,
  given: Partial<ScanCalls> = {},
): Promise<FolderScan> {
  const top = ignoreRules(root, patterns);
  const calls = callsWith(given);
  const scan = new Scan(root, signal, calls);
  // Nobody shall take a folder that went away for one whose places went away.
  await scan.ask('', () => calls.stat(root)).catch(error => scan.directoryFailed('', error));

  const known = new Map<string, Promise<IgnoreRules | null>>();
  /** The rules in a directory; null where a listing would not come to it. */
  const rulesIn = (directory: string): Promise<IgnoreRules | null> => {
    const rules = known.get(directory) ?? readRulesIn(directory);
    known.set(directory, rules);
    return rules;
  };
  const readRulesIn = async (directory: string): Promise<IgnoreRules | null> => {
    if (directory === '') return top.enter('', await ruleSources(root));
    const above = await rulesIn(parentOf(directory));
    if (above?.judge(directory, true) !== 'lists') return null;
    const absolute = path.join(root, directory);
    if (!(await calls.stat(absolute)).isDirectory()) return null;
    return above.enter(directory, await ruleSources(absolute));
  };

  const directories: Waiting[] = [];
  const files: string[] = [];
  const look = async (place: AssetPath) => {
    const above = await rulesIn(parentOf(place));
    const stats = above && (await calls.stat(path.join(root, place)));
    if (!stats || !(await isItsName(root, place))) return;
    if (stats.isDirectory()) {
      const rules = await rulesIn(place);
      if (rules) directories.push({ directory: place, rules });
    } else if (calls.takes(place) && above.judge(place, false) === 'lists') {
      files.push(place);
    }
  };
  await inTurns(withoutNested(places), async place => {
    throwIfAborted(signal);
    try {
      await scan.ask(parentOf(place), () => look(place));
    } catch (error) {
      if (error instanceof LensError) throw error;
      if (isNoAnswer(error)) return scan.directoryFailed(parentOf(place), error);
      // All else that is called fails as the file system does. What has gone is missing, and that says it.
      const failure = error as NodeJS.ErrnoException;
      if (failure.code !== 'ENOENT' && failure.code !== 'ENOTDIR') scan.problem(fileProblem(place, failure));
    }
  });
  for (const [directory, names] of Map.groupBy(files, parentOf)) await scan.look(directory, names);
  return scan.list(directories);
}

/** A place in a place that is listed anyway needs no look of its own. */
function withoutNested(places: readonly AssetPath[]): AssetPath[] {
  const asked = new Set<string>(places);
  const isNested = (place: string): boolean => {
    const above = parentOf(place);
    return above !== '' && (asked.has(above) || isNested(above));
  };
  return [...new Set(places)].filter(place => !isNested(place));
}

/** Where case does not count, a file answers to names that a listing would not give it; here it is only looked for under its own. */
async function isItsName(root: string, place: string): Promise<boolean> {
  if (process.platform === 'linux') return true;
  return placeInside(root, await realpath(path.join(root, place))) === place;
}

function parentOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('/')));
}

/** One listing, and what it has found. */
class Scan {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  readonly #files: ScannedFile[] = [];
  readonly #calls: ScanCalls;
  readonly #problems = new Map<string, Problem>();
  #excluded = 0;
  #toCount = countedDirectories;

  constructor(root: string, signal: AbortSignal | undefined, calls: ScanCalls) {
    this.#root = root;
    this.#signal = signal;
    this.#calls = calls;
  }

  problem(problem: Problem): void {
    this.#problems.set(problem.path, problem);
  }

  /** A directory that could not be listed, or whose drive answers no more; the top itself fails the whole. */
  directoryFailed(directory: string, error: unknown): void {
    if (error instanceof LensError) throw error;
    // What the file system throws.
    const failure = error as NodeJS.ErrnoException;
    if (directory === '') throw unreadableFolder(this.#root, failure);
    // What lies in a directory with a problem of its own is told with it.
    const isTold = (place: string): boolean =>
      this.#problems.has(place) || (place !== '' && isTold(parentOf(place)));
    if (!isTold(directory)) this.problem(directoryProblem(directory, failure));
  }

  /** Asks the drive of a directory, which may not answer. */
  ask<Result>(directory: string, work: (answered: () => void) => Promise<Result>): Promise<Result> {
    return this.#calls.drives.within(path.join(this.#root, directory), work, this.#signal);
  }

  /** Lists directories and all below them; gives all that was found. */
  async list(waiting: Waiting[]): Promise<FolderScan> {
    while (waiting.length > 0) {
      throwIfAborted(this.#signal);
      await Promise.all(waiting.splice(-concurrency).map(one => this.#listOne(one, waiting)));
    }
    return {
      files: this.#files.sort(byPath),
      excluded: this.#excluded,
      problems: [...this.#problems.values()].sort(byPath),
    };
  }

  async #listOne({ directory, rules }: Waiting, waiting: Waiting[]): Promise<void> {
    if (rules === null && this.#toCount-- <= 0) return;
    let entries: readonly Dirent[];
    let inside: IgnoreRules | null;
    try {
      entries = await this.ask(directory, () => this.#calls.list(path.join(this.#root, directory)));
      const sources = entries.filter(entry => isRuleSource(entry.name, entry.isFile(), entry.isDirectory()));
      const names = new Set(sources.map(entry => entry.name));
      inside = rules && (await this.ask(directory, () => rules.enter(directory, names)));
    } catch (error) {
      // A directory that went away since its parent was listed holds nothing, and a left-out one is no problem.
      const hasGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (hasGone && rules !== null && directory.includes('\uFFFD')) this.problem(nameProblem(directory));
      else if (directory === '' || (!hasGone && rules !== null) || error instanceof LensError)
        this.directoryFailed(directory, error);
      return;
    }
    const found: string[] = [];
    const below = directory === '' ? '' : `${directory}/`;
    const broken = await this.#brokenNames(directory, entries);
    for (const { name, shown, isDirectory } of broken) {
      const isOurs = isDirectory || this.#calls.takes(name);
      if (isOurs && inside?.judge(below + name, isDirectory) === 'lists')
        this.problem(nameProblem(below + shown));
    }
    for (const entry of broken.length > 0 ? withoutBroken(entries, broken) : entries) {
      const relative = below + entry.name;
      if (entry.isDirectory()) {
        const verdict =
          inside?.judge(relative, true) ?? (isOffByDefault(entry.name, true) ? 'passes' : 'out');
        if (verdict !== 'passes')
          waiting.push({ directory: relative, rules: verdict === 'lists' ? inside : null });
      } else if (entry.isFile() && this.#calls.takes(entry.name)) {
        if (inside?.judge(relative, false) === 'lists') found.push(relative);
        else this.#excluded++;
      }
    }
    await this.look(directory, found);
  }

  /** Files and directories whose names are no UTF-8: Node reads them as others, which may be there as well, or are none. */
  async #brokenNames(directory: string, entries: readonly Dirent[]): Promise<readonly BrokenName[]> {
    if (!entries.some(({ name }) => name.includes('\uFFFD'))) return [];
    const absolute = path.join(this.#root, directory);
    const raw = await readdir(absolute, { withFileTypes: true, encoding: 'buffer' }).catch(() => []);
    return raw.flatMap(entry => {
      const name = entry.name.toString();
      const isKind = entry.isFile() || entry.isDirectory();
      if (!isKind || Buffer.from(name).equals(entry.name)) return [];
      return [{ name, shown: shownName(entry.name), isDirectory: entry.isDirectory() }];
    });
  }

  /** Looks at files of one directory for their size and time. */
  async look(directory: string, found: readonly string[]): Promise<void> {
    let isGivenUp = false;
    const lookAt = async (relative: string): Promise<void> => {
      throwIfAborted(this.#signal);
      const absolute = path.join(this.#root, relative);
      const stats = await this.#calls.stat(absolute).catch((error: NodeJS.ErrnoException) => {
        if (isNoAnswer(error)) throw error;
        if (error.code !== 'ENOENT') this.problem(fileProblem(relative, error));
        else if (relative.includes('\uFFFD')) this.problem(nameProblem(relative));
        return null;
      });
      if (isGivenUp || !stats?.isFile()) return;
      this.#files.push({
        path: assetPath(relative),
        absolute,
        bytes: stats.size,
        modifiedMs: stats.mtimeMs,
        unsupported: !readable.has(extensionOf(relative)),
      });
    };
    if (found.length === 0) return;
    try {
      await this.ask(directory, answered =>
        inTurns(found, async relative => {
          if (isGivenUp) return;
          await lookAt(relative);
          answered();
        }),
      );
    } catch (error) {
      isGivenUp = true;
      this.directoryFailed(directory, error);
    }
  }
}

interface BrokenName {
  /** As Node reads it, with U+FFFD in it. */
  readonly name: string;
  readonly shown: string;
  readonly isDirectory: boolean;
}

/** Of entries that Node reads as the same name, those that are broken go. */
function withoutBroken(entries: readonly Dirent[], broken: readonly BrokenName[]): readonly Dirent[] {
  const left = new Map<string, number>();
  for (const { name } of broken) left.set(name, (left.get(name) ?? 0) + 1);
  return entries.filter(({ name }) => {
    const count = left.get(name) ?? 0;
    left.set(name, count - 1);
    return count <= 0;
  });
}

/** A name with `\xff` for each byte that is no UTF-8. */
function shownName(name: Buffer): string {
  let shown = '';
  for (let at = 0; at < name.length;) {
    const length = [1, 2, 3, 4].find(
      count => isUtf8(name.subarray(at, at + count)) && at + count <= name.length,
    );
    shown += length
      ? name.toString('utf8', at, at + length)
      : `\\x${name[at]!.toString(16).padStart(2, '0')}`;
    at += length ?? 1;
  }
  return shown;
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

/** A folder that could not be listed, as a problem of its own at the path '': for a run that others are waiting for, too. Null for any other error. */
export function unlistedFolder(root: string, error: unknown): Problem | null {
  if (!LensError.is(error, 'not-found') || error.details['folder'] !== root) return null;
  const code = error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined;
  const isGone = code === 'ENOENT' || code === 'ENOTDIR';
  return {
    path: assetPath(''),
    kind: isNoAnswer(error.cause) ? 'timed-out' : isGone ? 'vanished' : 'denied',
    detail: `${error.message} Then index again; its images stay in the index meanwhile.`,
  };
}

function directoryProblem(directory: string, error: NodeJS.ErrnoException): Problem {
  const isDead = isNoAnswer(error);
  const remedy = isDead ? 'Check the connection, and index again' : 'Allow reading it';
  return {
    path: assetPath(directory),
    kind: isDead ? 'timed-out' : 'denied',
    detail: `The images in this folder could not be listed: ${reasonOf(error)}. ${remedy}, or exclude it.`,
  };
}

function fileProblem(relative: string, error: NodeJS.ErrnoException): Problem {
  return {
    path: assetPath(relative),
    kind: 'denied',
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
    case 'ETIMEDOUT':
      return 'its drive does not answer';
    default:
      return error.code ?? error.message;
  }
}
