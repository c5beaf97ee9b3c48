/**
 * What include patterns cover. Without any, everything is covered but what is off by default: names that begin with a
 * dot, and folders that belong to tools. A wildcard never reaches those; a pattern that has their name does.
 */
import { Minimatch } from 'minimatch';

/** What is in them belongs to tools. */
const toolFolders = ['node_modules', 'bower_components', '__pycache__'];

const isToolFolder: ReadonlySet<string> = new Set(toolFolders);

/** Where such a name stands alone in a pattern, or as one of several in braces. */
const toolNames = new RegExp(`(?<=^|[/{,])(?=(?:${toolFolders.join('|')})(?:$|[/},]))`, 'g');

/** True for what is neither listed nor counted unless an include pattern has its name. */
export function isOffByDefault(name: string, isDirectory: boolean): boolean {
  return name.startsWith('.') || (isDirectory && isToolFolder.has(name));
}

/** The include patterns in one directory. */
export interface Included {
  /** True for an image that is covered. `relativePath` is from the top, with `/`. */
  hasFile(relativePath: string): boolean;
  /** True for a directory in which something may be covered. */
  mayHold(relativePath: string): boolean;
  /** The same inside a directory. */
  enter(directory: string): Included;
}

/** The include patterns at the top of a folder; those of VS Code's globs, and the name of a folder means all it holds. */
export function includedBy(patterns: readonly string[], nocase: boolean): Included {
  const matchers = patterns
    .map(pattern => pattern.replace(/^\.?\//, '').replace(/\/$/, ''))
    .filter(glob => glob !== '')
    // Tools' folders count as hidden, so that the one option that wildcards have for hidden names serves for both.
    .map(
      glob =>
        new Minimatch(glob.replace(toolNames, '.'), {
          dot: false,
          nocomment: true,
          nonegate: true,
          noext: true,
          nocase,
        }),
    );
  const inDirectory = (isWhole: boolean): Included => ({
    hasFile(relativePath) {
      if (isWhole && !isOffByDefault(nameOf(relativePath), false)) return true;
      const hidden = withToolsHidden(relativePath);
      return matchers.some(matcher => matcher.match(hidden));
    },
    mayHold(relativePath) {
      if (isWhole && !isOffByDefault(nameOf(relativePath), true)) return true;
      const hidden = withToolsHidden(relativePath);
      return matchers.some(matcher => matcher.match(hidden, true));
    },
    enter(directory) {
      if (directory === '') return this;
      const hidden = withToolsHidden(directory);
      const isInWhole = isWhole && !isOffByDefault(nameOf(directory), true);
      return inDirectory(isInWhole || matchers.some(matcher => matcher.match(hidden)));
    },
  });
  return inDirectory(matchers.length === 0);
}

function nameOf(relativePath: string): string {
  return relativePath.slice(relativePath.lastIndexOf('/') + 1);
}

function withToolsHidden(relativePath: string): string {
  return relativePath
    .split('/')
    .map(name => (isToolFolder.has(name) ? `.${name}` : name))
    .join('/');
}
