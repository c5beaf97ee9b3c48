/** The aliases of TypeScript's configuration files, through the files that they extend. */
import type { AssetPath } from '../protocol/asset.ts';
import { folderOf } from './images.ts';
import { isRecord, parseLoosely } from './looseJson.ts';
import { joinPath } from './paths.ts';

/** A path that begins with `prefix`, in the files below `scope`, begins with one of `targets` from the top. */
export interface Alias {
  /** A folder, '' for the top. */
  readonly scope: string;
  readonly prefix: string;
  /** Folders with a `/` at the end, or files where the alias is for one. */
  readonly targets: readonly string[];
}

/** One file as it is written; what it means depends on the others. */
export interface CompilerConfig {
  readonly path: AssetPath;
  /** False for a file that compilers read only where another one extends it. */
  readonly applies: boolean;
  /** Paths and names of packages, the later before the earlier. */
  readonly extended: readonly string[];
  readonly baseUrl: string | null;
  readonly paths: Readonly<Record<string, unknown>> | null;
}

/** A package of the workspace, by whose name a configuration may be extended. */
export interface WorkspacePackage {
  readonly name: string;
  readonly folder: string;
  /** Its own word on which file that is; null where it has none. */
  readonly config: string | null;
}

const ownName = /(?:^|\/)[tj]sconfig[\w.-]*\.json$/;
/** A larger JSON file is data. */
const largestConfig = 200_000;

/** Null where a JSON file has nothing of a configuration. */
export function compilerConfigOf(path: AssetPath, text: string): CompilerConfig | null {
  const applies = ownName.test(path);
  if (!applies && (text.length > largestConfig || !/"(?:compilerOptions|extends)"\s*:/.test(text)))
    return null;
  const value = parseLoosely(text);
  if (!value) return null;
  const options = isRecord(value['compilerOptions']) ? value['compilerOptions'] : {};
  const { baseUrl, paths } = options;
  const extended = [value['extends']].flat().filter(one => typeof one === 'string');
  const config = {
    path,
    applies,
    extended,
    baseUrl: typeof baseUrl === 'string' ? baseUrl : null,
    paths: isRecord(paths) ? paths : null,
  };
  return extended.length > 0 || config.baseUrl !== null || config.paths ? config : null;
}

/** What holds after all that a file extends: each with the folder where it is written. */
interface Effective {
  readonly base: { readonly folder: string; readonly url: string } | null;
  readonly paths: { readonly folder: string; readonly entries: Readonly<Record<string, unknown>> } | null;
}

/** The aliases of all files that apply. */
export function compilerAliases(
  configs: readonly CompilerConfig[],
  packages: readonly WorkspacePackage[],
): readonly Alias[] {
  const byPath = new Map<string, CompilerConfig>(configs.map(config => [config.path, config]));
  const byName = new Map(packages.map(one => [one.name, one]));
  const effectiveOf = (config: CompilerConfig, passed: readonly CompilerConfig[]): Effective => {
    const folder = folderOf(config.path);
    let [base, paths]: [Effective['base'], Effective['paths']] = [null, null];
    for (const place of config.extended) {
      const other = extendedFile(folder, place, byPath, byName);
      // Files that extend each other in a circle are a mistake.
      if (!other || passed.includes(other)) continue;
      const found = effectiveOf(other, [...passed, other]);
      base = found.base ?? base;
      paths = found.paths ?? paths;
    }
    if (config.baseUrl !== null) base = { folder, url: config.baseUrl };
    if (config.paths) paths = { folder, entries: config.paths };
    return { base, paths };
  };
  return configs
    .filter(({ applies }) => applies)
    .flatMap(config => aliasesOf(folderOf(config.path), effectiveOf(config, [config])));
}

/** As TypeScript looks for it: a path beside the file, or a package; `.json` may be left out. */
function extendedFile(
  folder: string,
  place: string,
  byPath: ReadonlyMap<string, CompilerConfig>,
  byName: ReadonlyMap<string, WorkspacePackage>,
): CompilerConfig | undefined {
  let start: string | undefined;
  if (/^\.{1,2}(?:\/|$)/.test(place)) start = joinPath(folder, place);
  else {
    const [, name = '', rest = ''] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(place) ?? [];
    const found = byName.get(name);
    if (found) start = joinPath(found.folder, rest || (found.config ?? 'tsconfig.json'));
  }
  if (start === undefined) return undefined;
  const ends = ['', '.json', '/tsconfig.json'];
  return ends.map(end => byPath.get(`${start}${end}`)).find(config => config !== undefined);
}

/** `paths` as TypeScript reads them: below `baseUrl`, or beside the file that they are written in. */
function aliasesOf(scope: string, { base, paths }: Effective): Alias[] {
  const joined = (folder: string | undefined, place: string): string | undefined => {
    // Stands for the folder of the file that extends the one that it is written in.
    const ofScope = /^\$\{configDir\}(.*)$/.exec(place)?.[1];
    if (ofScope !== undefined) return joinPath(scope, ofScope);
    return folder === undefined ? undefined : joinPath(folder, place);
  };
  const top = base ? joined(base.folder, base.url) : undefined;
  const aliases = Object.entries(paths?.entries ?? {}).flatMap(([pattern, places]) =>
    patternAlias(scope, pattern, [places].flat(), place =>
      joined(base ? top : (paths?.folder ?? scope), place),
    ),
  );
  if (top !== undefined) aliases.push({ scope, prefix: '', targets: [top === '' ? '' : `${top}/`] });
  return aliases;
}

/** The alias of a pattern with a star, or of one path; what follows the star in both is no part of it. */
export function patternAlias(
  scope: string,
  pattern: string,
  places: readonly unknown[],
  joined: (place: string) => string | undefined,
): Alias[] {
  const [prefix = '', end] = pattern.split('*');
  const targets = places.flatMap(place => {
    if (typeof place !== 'string') return [];
    const [start = '', placeEnd] = place.split('*');
    if (end !== undefined && placeEnd !== undefined && end !== placeEnd) return [];
    const target = joined(start);
    if (target === undefined) return [];
    return [end !== undefined && target !== '' ? `${target}/` : target];
  });
  return targets.length > 0 ? [{ scope, prefix, targets }] : [];
}
