/**
 * What is left out of a folder: `.gitignore` and `.assetlensignore` on every level, `.git/info/exclude`,
 * and glob patterns as in VS Code's `files.exclude`.
 *
 * All rule files are one list for the `ignore` package, the later winning: `.git/info/exclude`, then level by level
 * from the top `.gitignore` and `.assetlensignore`. A nested file's patterns are rewritten to begin at the top,
 * since only one list knows that a file below an ignored folder cannot come back.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import { Minimatch } from 'minimatch';

/** The rules that hold in one directory of a scanned folder. */
export interface IgnoreRules {
  /** True when `relativePath` (from the top, with `/`) is left out. Its parents must have been asked before. */
  leavesOut(relativePath: string, isDirectory: boolean): boolean;
  /** The rules inside a directory that holds these names, read from its rule files. */
  enter(directory: string, names: ReadonlySet<string>): Promise<IgnoreRules>;
}

/** Names of rule files, in the order in which they are read: the later win. */
const ruleFiles = ['.gitignore', '.assetlensignore'];

/** The rules at the top of a folder, before its own rule files are read. `root` is absolute. */
export function ignoreRules(
  root: string,
  exclude: readonly string[],
  platform: NodeJS.Platform = process.platform,
): IgnoreRules {
  const globs = exclude.filter(pattern => pattern !== '').map(compileGlob);
  // Git compares names as the platform's file systems do.
  const options = { ignorecase: platform === 'win32' || platform === 'darwin' };

  const rulesWith = (list: ReturnType<typeof ignore> | null): IgnoreRules => ({
    leavesOut: (relativePath, isDirectory) =>
      globs.some(matches => matches(relativePath)) ||
      (list?.ignores(isDirectory ? `${relativePath}/` : relativePath) ?? false),
    async enter(directory, names) {
      const patterns: string[] = [];
      if (names.has('.git')) patterns.push(...(await gitExclude(path.join(root, directory))));
      for (const name of ruleFiles) {
        if (names.has(name)) patterns.push(...(await readLines(path.join(root, directory, name))));
      }
      if (patterns.length === 0) return rulesWith(list);
      const own = ignore(options);
      if (list) own.add(list);
      for (const pattern of patterns) own.add({ pattern: fromTop(directory, pattern) });
      return rulesWith(own);
    },
  });
  return rulesWith(null);
}

/** As VS Code does: a pattern that matches a folder, or ends in its contents, leaves the folder out. */
function compileGlob(pattern: string): (relativePath: string) => boolean {
  const matchers = [pattern.replace(/^\.?\//, ''), pattern.replace(/^\.?\//, '').replace(/\/(\*\*\/?)?$/, '')]
    .filter(glob => glob !== '')
    .map(glob => new Minimatch(glob, { dot: true, nocomment: true, nonegate: true, noext: true }));
  return relativePath => matchers.some(matcher => matcher.match(relativePath));
}

/** Rewrites a pattern of a nested rule file as one that begins at the top. */
function fromTop(directory: string, line: string): string {
  if (directory === '' || line.trim() === '' || line.startsWith('#')) return line;
  const isNegated = line.startsWith('!');
  const pattern = isNegated ? line.slice(1) : line;
  // Only a slash before the pattern's end ties it to its own level.
  const isTied = /\/(?!\s*$)/.test(pattern);
  const prefix = `/${directory.replace(/[\\*?[\]!# ]/g, '\\$&')}/`;
  return `${isNegated ? '!' : ''}${prefix}${isTied ? '' : '**/'}${pattern.replace(/^\//, '')}`;
}

/** The lines of `info/exclude` of the repository whose `.git` lies here; in a worktree `.git` is a file. */
async function gitExclude(directory: string): Promise<string[]> {
  const git = path.join(directory, '.git');
  const [pointer = ''] = await readLines(git);
  if (!pointer.startsWith('gitdir:')) return readLines(path.join(git, 'info', 'exclude'));
  const own = path.resolve(directory, pointer.slice('gitdir:'.length).trim());
  const [shared = '.'] = await readLines(path.join(own, 'commondir'));
  return readLines(path.join(own, shared.trim(), 'info', 'exclude'));
}

/** A rule file that cannot be read has no rules. */
async function readLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text === '' ? [] : text.replace(/^\uFEFF/, '').split(/\r?\n/);
}
