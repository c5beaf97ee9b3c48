/** The images of a folder, to be found by path, by the end of a path, by pattern and by the names that engines give them. */
import type { AssetPath } from '../protocol/asset.ts';

const none: readonly AssetPath[] = [];

export class ImageIndex {
  readonly size: number;
  readonly #all: readonly AssetPath[];
  readonly #paths: ReadonlySet<string>;
  readonly #byFoldedPath = new Map<string, AssetPath[]>();
  readonly #byName = new Map<string, AssetPath[]>();
  readonly #byFolder = new Map<string, AssetPath[]>();
  /** Android's `drawable/name` and `mipmap/name`, Xcode's `name.set`, Unity's path below a `Resources` folder. */
  readonly #named = new Map<string, AssetPath[]>();
  /** The folders with images in or below them that have a name somewhere in their path. */
  readonly #foldersNamed = new Map<string, string[]>();
  readonly #globs = new Map<string, readonly AssetPath[]>();

  constructor(paths: readonly AssetPath[]) {
    this.#all = paths;
    this.#paths = new Set(paths);
    this.size = this.#paths.size;
    for (const path of paths) {
      add(this.#byFoldedPath, foldedOf(path), path);
      add(this.#byName, foldedOf(nameOf(path)), path);
      add(this.#byFolder, composedOf(folderOf(path)), path);
      for (const name of engineNames(path)) add(this.#named, name, path);
    }
    for (const folder of this.#byFolder.keys())
      for (const name of new Set(folder.split('/'))) add(this.#foldersNamed, name, folder);
  }

  get all(): readonly AssetPath[] {
    return this.#all;
  }

  /** The image at exactly this path. */
  at(path: string): AssetPath | undefined {
    // It is one of those that were given.
    return this.#paths.has(path) ? (path as AssetPath) : undefined;
  }

  /** The images at this path where neither case counts nor how accents are composed. */
  nearly(path: string): readonly AssetPath[] {
    return this.#byFoldedPath.get(foldedOf(path)) ?? none;
  }

  /** True where an image has the name that a path ends in, in whatever case and composition. */
  hasName(path: string): boolean {
    return this.#byName.has(foldedOf(nameOf(path)));
  }

  /** True where a folder with images in or below it has this name, its case included. */
  hasFolder(name: string): boolean {
    return this.#foldersNamed.has(composedOf(name));
  }

  /** The images whose path is this or ends in it after a `/`. */
  endingIn(end: string): readonly AssetPath[] {
    const named = this.#byName.get(foldedOf(nameOf(end))) ?? none;
    const composed = composedOf(end);
    return named.filter(path => `/${composedOf(path)}`.endsWith(`/${composed}`));
  }

  /** The images of a name that an engine knows, such as `drawable/icon`. */
  named(name: string): readonly AssetPath[] {
    return this.#named.get(name) ?? none;
  }

  /** The images that a glob from the top covers: `*` within a folder, `**` across, `{a,b}`. */
  matching(glob: string): readonly AssetPath[] {
    const known = this.#globs.get(glob);
    if (known) return known;
    const likely = this.#likely(glob);
    if (likely.length === 0) return none;
    const pattern = globPattern(composedOf(glob));
    const found = likely.filter(path => pattern.test(composedOf(path)));
    this.#globs.set(glob, found);
    return found;
  }

  #likely(glob: string): readonly AssetPath[] {
    const folder = folderOf(glob);
    const name = nameOf(glob);
    if (!isWild(folder) && !name.includes('**')) return this.#byFolder.get(composedOf(folder)) ?? none;
    if (!isWild(name)) return this.#byName.get(foldedOf(name)) ?? none;
    const own = glob.replace(/^\*\*\//, '');
    const fixed = composedOf(own.slice(0, own.search(/[*{]/)));
    const named = nameOf(folderOf(fixed));
    if (named !== '')
      return (this.#foldersNamed.get(named) ?? []).flatMap(within => this.#byFolder.get(within) ?? []);
    return this.#all.filter(path => composedOf(path).startsWith(own === glob ? fixed : ''));
  }
}

/** Names by which engines know an image; each kind has a form that no other has. */
function engineNames(path: AssetPath): string[] {
  const android = /(?:^|\/)res\/(drawable|mipmap)(?:-[^/]+)?\/([^/]+?)(?:\.9)?\.\w+$/.exec(path);
  if (android) return [`${android[1]}/${android[2]}`];
  const xcode = /([^/]+)\.(?:imageset|appiconset|launchimage|brandassets|imagestack)\/[^/]+$/.exec(path);
  if (xcode) return [`${xcode[1]}.set`];
  const unity = /.*(?:^|\/)(Resources\/.+)\.\w+$/.exec(path);
  return unity ? [unity[1]!] : [];
}

function isWild(text: string): boolean {
  return /[*{]/.test(text);
}

function globPattern(glob: string): RegExp {
  const source = glob.replace(/\*\*\/?|\*|\{[^{}]*\}|[^*{]+|\{/g, part => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part.startsWith('{') && part.length > 1)
      return `(?:${part.slice(1, -1).split(',').map(escaped).join('|')})`;
    return escaped(part);
  });
  return new RegExp(`^${source}$`, 'u');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** '' for the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** In NFC: macOS and some archives write an accent as a sign of its own, most texts write one letter. */
function composedOf(path: string): string {
  return path.normalize('NFC');
}

/** What two paths share that only a drive may take for one. */
function foldedOf(path: string): string {
  return composedOf(path).toLowerCase();
}

function add<Path extends string>(map: Map<string, Path[]>, key: string, path: Path): void {
  const paths = map.get(key);
  if (paths) paths.push(path);
  else map.set(key, [path]);
}
