/** Which files are left out: `.gitignore` and its kin, and the patterns of the settings. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The rules that hold in one directory: those of its parents, and its own. */
export interface IgnoreRules {
  /** `relative` is the path from the folder, with `/`; directories end in `/`. */
  ignores(relative: string): boolean;
  /** The rules below a directory of these, after its own ignore files were read. */
  below(relative: string): Promise<IgnoreRules>;
}

const ignoreFiles = ['.gitignore', '.assetlensignore'];

/** Never looked into, whatever the rules say. */
const alwaysSkipped: ReadonlySet<string> = new Set(['node_modules', 'bower_components', '__pycache__']);

/** True for names that are never looked into: hidden ones and installed packages. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || alwaysSkipped.has(name);
}

/** The rules at the top of a folder: exclude patterns, `.git/info/exclude` and its own ignore files. */
export async function topRules(folder: string, exclude: readonly string[]): Promise<IgnoreRules> {
  const patterns = ignore({ allowRelativePaths: true }).add(exclude.map(asGitPattern));
  const info = await readRules(path.join(folder, '.git', 'info', 'exclude'));
  const layers: Layer[] = info ? [{ prefix: '', rules: info }] : [];
  return rulesFrom(folder, patterns, await withOwn(folder, '', layers));
}

interface Layer {
  /** Directory of the rules, from the folder; empty or ending in `/`. */
  readonly prefix: string;
  readonly rules: Ignore;
}

function rulesFrom(folder: string, patterns: Ignore, layers: readonly Layer[]): IgnoreRules {
  return {
    ignores(relative) {
      if (patterns.ignores(relative)) return true;
      // The deepest file that says anything decides, as in Git.
      for (const { prefix, rules } of layers.toReversed()) {
        const { ignored, unignored } = rules.test(relative.slice(prefix.length));
        if (ignored) return true;
        if (unignored) return false;
      }
      return false;
    },
    below: async relative => rulesFrom(folder, patterns, await withOwn(folder, relative, layers)),
  };
}

async function withOwn(folder: string, prefix: string, layers: readonly Layer[]): Promise<readonly Layer[]> {
  const own = await Promise.all(ignoreFiles.map(name => readRules(path.join(folder, prefix, name))));
  return [...layers, ...own.flatMap(rules => (rules ? [{ prefix, rules }] : []))];
}

async function readRules(file: string): Promise<Ignore | undefined> {
  // No file, no rules; one that may not be read rules nothing either, as with Git.
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : ignore({ allowRelativePaths: true }).add(text);
}

/** VS Code's exclude globs are anchored at the folder; braces are written out, which Git's patterns do not know. */
function asGitPattern(glob: string): string {
  return glob.startsWith('**/') || glob.startsWith('/') ? glob : `/${glob}`;
}
