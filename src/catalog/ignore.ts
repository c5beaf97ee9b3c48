/**
 * What is left out of a folder: `.gitignore` and `.assetlensignore` on every level, `.git/info/exclude`,
 * glob patterns as in VS Code's `files.exclude`, and what no include pattern covers.
 *
 * All rule files are one list for the `ignore` package, the later winning: `.git/info/exclude`, then level by level
 * from the top `.gitignore` and `.assetlensignore`. A nested file's patterns are rewritten to begin at the top,
 * since only one list knows that a file below an ignored folder cannot come back.
 */
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import ignore from 'ignore';
import { Minimatch } from 'minimatch';
import { gitExclude, readLines } from './gitExclude.ts';
import { type Included, includedBy, isOffByDefault } from './include.ts';

/** What the settings say of a folder: glob patterns from its top, with `/`. */
export interface Patterns {
  /** What is never listed. */
  readonly exclude: readonly string[];
  /** What alone is listed; none means everything but what is off by default. */
  readonly include: readonly string[];
}

/** What a listing does with an entry: `lists` it, leaves it `out` and counts its images, or `passes` over it unseen. */
export type Verdict = 'lists' | 'out' | 'passes';

/** The rules that hold in one directory of a scanned folder. */
export interface IgnoreRules {
  /** Judges what lies in that directory; `relativePath` is from the top, with `/`. Its parents must be listed. */
  judge(relativePath: string, isDirectory: boolean): Verdict;
  /** The rules inside a directory; `sources` are those of its entries that `isRuleSource` names. */
  enter(directory: string, sources: ReadonlySet<string>): Promise<IgnoreRules>;
}

/** Names of rule files, in the order in which they are read: the later win. */
const ruleFiles = ['.gitignore', '.assetlensignore'];

/**
 * True for an entry that has rules: a rule file, or the `.git` of a repository or a worktree.
 * Links are none, as for Git: what they point to may lie anywhere, and is not ours to read.
 */
export function isRuleSource(name: string, isFile: boolean, isDirectory: boolean): boolean {
  return name === '.git' ? isFile || isDirectory : isFile && ruleFiles.includes(name);
}

/** The entries of a directory that have rules, for who has no listing of it. */
export async function ruleSources(directory: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of ['.git', ...ruleFiles]) {
    const stats = await lstat(path.join(directory, name)).catch(() => null);
    if (stats && isRuleSource(name, stats.isFile(), stats.isDirectory())) found.add(name);
  }
  return found;
}

/** The rules at the top of a folder, before its own rule files are read. `root` is absolute. */
export function ignoreRules(
  root: string,
  patterns: Patterns,
  platform: NodeJS.Platform = process.platform,
): IgnoreRules {
  // Names are compared as Git and the platform's file systems do.
  const ignorecase = platform === 'win32' || platform === 'darwin';
  const globs = patterns.exclude
    .filter(pattern => pattern !== '')
    .map(pattern => compileGlob(pattern, ignorecase));

  const rulesWith = (list: ReturnType<typeof ignore> | null, included: Included): IgnoreRules => ({
    judge(relativePath, isDirectory) {
      const isCovered = isDirectory ? included.mayHold(relativePath) : included.hasFile(relativePath);
      const name = relativePath.slice(relativePath.lastIndexOf('/') + 1);
      if (!isCovered) return isDirectory && isOffByDefault(name, true) ? 'passes' : 'out';
      const isOut =
        globs.some(matches => matches(relativePath)) ||
        (list?.ignores(isDirectory ? `${relativePath}/` : relativePath) ?? false);
      return isOut ? 'out' : 'lists';
    },
    async enter(directory, sources) {
      const lines: string[] = [];
      if (sources.has('.git')) lines.push(...(await gitExclude(root, path.join(root, directory))));
      for (const name of ruleFiles) {
        if (sources.has(name)) lines.push(...(await readLines(path.join(root, directory, name))));
      }
      if (lines.length === 0) return rulesWith(list, included.enter(directory));
      const own = ignore({ ignorecase });
      if (list) own.add(list);
      for (const line of lines) own.add({ pattern: fromTop(directory, line) });
      return rulesWith(own, included.enter(directory));
    },
  });
  return rulesWith(null, includedBy(patterns.include, ignorecase));
}

/** As VS Code does: a pattern that matches a folder, or ends in its contents, leaves the folder out. */
function compileGlob(pattern: string, nocase: boolean): (relativePath: string) => boolean {
  const matchers = [pattern.replace(/^\.?\//, ''), pattern.replace(/^\.?\//, '').replace(/\/(\*\*\/?)?$/, '')]
    .filter(glob => glob !== '')
    .map(glob => new Minimatch(glob, { dot: true, nocomment: true, nonegate: true, noext: true, nocase }));
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
