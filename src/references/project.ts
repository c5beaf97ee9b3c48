/** What texts say of the project rather than of one image: aliases of paths, and the ids that engines give to images. */
import type { AssetPath } from '../protocol/asset.ts';
import {
  type Alias,
  type CompilerConfig,
  type WorkspacePackage,
  compilerAliases,
  compilerConfigOf,
  patternAlias,
} from './compilerPaths.ts';
import { folderOf } from './images.ts';
import { isRecord, parseLoosely } from './looseJson.ts';
import { joinPath } from './paths.ts';

/** What one text says of the project. */
export interface ProjectFacts {
  readonly aliases: readonly Alias[];
  /** Ids of engines for an image: Unity's guid, Godot's uid. */
  readonly ids: readonly (readonly [id: string, image: AssetPath])[];
  readonly config?: CompilerConfig;
  readonly package?: WorkspacePackage;
}

/** What all texts of a folder say. */
export interface Project {
  /** The longest prefix first. */
  readonly aliases: readonly Alias[];
  /** The same by their scope. */
  readonly aliasesIn: ReadonlyMap<string, readonly Alias[]>;
  readonly images: ReadonlyMap<string, AssetPath>;
}

const bundlerConfigs =
  /(?:^|\/)(?:vite|vue|nuxt|webpack|svelte|astro|rollup|craco|babel|metro|vitest)\.config\.\w+$/;
/** Docusaurus has one alias, for the folder of its configuration. */
const siteConfigs = /(?:^|\/)docusaurus\.config\.\w+$/;
const pubspec = /(?:^|\/)pubspec\.yaml$/;

/** Null where a text says nothing of the project. */
export function factsOf(path: AssetPath, text: string): ProjectFacts | null {
  if (path.endsWith('.meta')) return idFact(path, 5, /^guid:\s*([0-9a-f]{32})\s*$/m.exec(text)?.[1]);
  if (path.endsWith('.import')) return idFact(path, 7, /^uid="(uid:\/\/\w+)"/m.exec(text)?.[1]);
  if (pubspec.test(path)) return packageFact(path, /^name:[ \t]*["']?(\w+)/m.exec(text)?.[1]);
  if (path.endsWith('.json')) {
    if (/(?:^|\/)package\.json$/.test(path)) return packageFacts(path, text);
    const config = compilerConfigOf(path, text);
    return config && { aliases: [], ids: [], config };
  }
  if (siteConfigs.test(path)) {
    const scope = folderOf(path);
    return { aliases: [{ scope, prefix: '@site/', targets: [scope === '' ? '' : `${scope}/`] }], ids: [] };
  }
  if (!bundlerConfigs.test(path)) return null;
  const aliases = bundlerAliases(path, text);
  return aliases.length > 0 ? { aliases, ids: [] } : null;
}

function idFact(path: AssetPath, suffix: number, id: string | undefined): ProjectFacts | null {
  // The image lies beside its sidecar, under the same name without the ending.
  return id === undefined ? null : { aliases: [], ids: [[id, path.slice(0, -suffix) as AssetPath]] };
}

/** Flutter finds what a package has in its `lib`, or beside it, by the name of the package. */
function packageFact(path: AssetPath, name: string | undefined): ProjectFacts | null {
  if (name === undefined) return null;
  const top = folderOf(path) === '' ? '' : `${folderOf(path)}/`;
  return { aliases: [{ scope: '', prefix: `packages/${name}/`, targets: [`${top}lib/`, top] }], ids: [] };
}

export function projectOf(facts: Iterable<ProjectFacts>): Project {
  const all: Alias[] = [];
  const images = new Map<string, AssetPath>();
  const configs: CompilerConfig[] = [];
  const packages: WorkspacePackage[] = [];
  for (const fact of facts) {
    all.push(...fact.aliases);
    for (const [id, image] of fact.ids) images.set(id, image);
    if (fact.config) configs.push(fact.config);
    if (fact.package) packages.push(fact.package);
  }
  all.push(...compilerAliases(configs, packages));
  // The same alias comes from each of several configurations that extend one.
  const keyOf = ({ scope, prefix, targets }: Alias) => [scope, prefix, ...targets].join('\n');
  const different = [...new Map(all.map(alias => [keyOf(alias), alias])).values()];
  different.sort((a, b) => b.prefix.length - a.prefix.length);
  return { aliases: different, aliasesIn: Map.groupBy(different, alias => alias.scope), images };
}

/** What a `package.json` says: its own name, and the `imports` that hold below it (Node's subpath imports). */
function packageFacts(path: AssetPath, text: string): ProjectFacts | null {
  const value = parseLoosely(text);
  if (!value) return null;
  const folder = folderOf(path);
  const { name, tsconfig, imports } = value;
  const aliases = Object.entries(isRecord(imports) ? imports : {}).flatMap(([pattern, places]) =>
    patternAlias(folder, pattern, stringsIn(places), place =>
      place.startsWith('./') ? joinPath(folder, place) : undefined,
    ),
  );
  if (typeof name !== 'string' || name === '') return aliases.length > 0 ? { aliases, ids: [] } : null;
  // A name with a scope can be taken for no folder.
  if (name.startsWith('@'))
    aliases.push({ scope: '', prefix: `${name}/`, targets: [folder === '' ? '' : `${folder}/`] });
  const config = typeof tsconfig === 'string' ? tsconfig : null;
  return { aliases, ids: [], package: { name, folder, config } };
}

/** The targets of all conditions, in their order. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isRecord(value) ? Object.values(value).flatMap(stringsIn) : [];
}

/** Aliases of bundlers as far as they stand there as text: `'@': path.resolve(__dirname, 'src')` and its kin. */
function bundlerAliases(path: AssetPath, text: string): Alias[] {
  if (!/alias/.test(text)) return [];
  const scope = folderOf(path);
  const entries =
    /(?:['"]([@~#$\w/.-]+)['"]|\b(\w+)|find:\s*['"]([^'"]+)['"]\s*,\s*replacement)\s*:\s*[^'"\n]{0,60}?['"](\.{0,2}[\w./-]*)['"]/g;
  return [...text.matchAll(entries)].flatMap(([, quoted, word, found, place = '']) => {
    const name = quoted ?? word ?? found ?? '';
    const target = joinPath(scope, place.replace(/^\//, ''));
    if (target === undefined || name === '' || /\.\w+$/.test(place)) return [];
    return [
      { scope, prefix: `${name.replace(/\/\*?$/, '')}/`, targets: [target === '' ? '' : `${target}/`] },
    ];
  });
}
