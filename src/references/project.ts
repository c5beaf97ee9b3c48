/** What texts say of the project rather than of one image: aliases of paths, and the ids that engines give to images. */
import type { AssetPath } from '../protocol/asset.ts';
import { inertRanges } from './inert.ts';
import { folderOf } from './images.ts';
import { joinPath } from './paths.ts';

/** A path that begins with `prefix`, in the files below `scope`, begins with one of `targets` from the top. */
export interface Alias {
  /** A folder, '' for the top. */
  readonly scope: string;
  readonly prefix: string;
  /** Folders with a `/` at the end, or files where the alias is for one. */
  readonly targets: readonly string[];
}

/** What one text says of the project. */
export interface ProjectFacts {
  readonly aliases: readonly Alias[];
  /** Ids of engines for an image: Unity's guid, Godot's uid. */
  readonly ids: readonly (readonly [id: string, image: AssetPath])[];
}

/** What all texts of a folder say. */
export interface Project {
  readonly aliases: readonly Alias[];
  readonly images: ReadonlyMap<string, AssetPath>;
}

const configs =
  /(?:^|\/)(?:[tj]sconfig[\w.-]*\.json|(?:vite|vue|nuxt|webpack|svelte|astro|rollup|craco|babel|metro|vitest)\.config\.\w+)$/;
const sidecar = /\.(?:meta|import)$/;

/** True for a file that `factsOf` reads something of. */
export function hasFacts(path: string): boolean {
  return sidecar.test(path) || configs.test(path);
}

/** Null where a text says nothing of the project. */
export function factsOf(path: AssetPath, text: string): ProjectFacts | null {
  if (path.endsWith('.meta')) return idFact(path, 5, /^guid:\s*([0-9a-f]{32})\s*$/m.exec(text)?.[1]);
  if (path.endsWith('.import')) return idFact(path, 7, /^uid="(uid:\/\/\w+)"/m.exec(text)?.[1]);
  if (!configs.test(path)) return null;
  const aliases = path.endsWith('.json') ? compilerPaths(path, text) : bundlerAliases(path, text);
  return aliases.length > 0 ? { aliases, ids: [] } : null;
}

function idFact(path: AssetPath, suffix: number, id: string | undefined): ProjectFacts | null {
  // The image lies beside its sidecar, under the same name without the ending.
  return id === undefined ? null : { aliases: [], ids: [[id, path.slice(0, -suffix) as AssetPath]] };
}

export function projectOf(facts: Iterable<ProjectFacts>): Project {
  const aliases: Alias[] = [];
  const images = new Map<string, AssetPath>();
  for (const fact of facts) {
    aliases.push(...fact.aliases);
    for (const [id, image] of fact.ids) images.set(id, image);
  }
  // The nearest file decides, and of its aliases the longest.
  aliases.sort((a, b) => b.scope.length - a.scope.length || b.prefix.length - a.prefix.length);
  return { aliases, images };
}

/** `compilerOptions.paths`, as TypeScript reads them: below `baseUrl`, or beside the file. */
function compilerPaths(path: AssetPath, text: string): Alias[] {
  const options = parseWithComments(text)?.['compilerOptions'];
  if (!isRecord(options)) return [];
  const scope = folderOf(path);
  const base = typeof options['baseUrl'] === 'string' ? options['baseUrl'] : '.';
  const aliases: Alias[] = [];
  if (isRecord(options['paths'])) {
    for (const [pattern, places] of Object.entries(options['paths'])) {
      const targets = (Array.isArray(places) ? places : []).flatMap(place => {
        const joined =
          typeof place === 'string' ? joinPath(scope, base, place.replace(/\*$/, '')) : undefined;
        return joined === undefined ? [] : [pattern.endsWith('*') && joined !== '' ? `${joined}/` : joined];
      });
      if (targets.length > 0) aliases.push({ scope, prefix: pattern.replace(/\*$/, ''), targets });
    }
  }
  const top = typeof options['baseUrl'] === 'string' ? joinPath(scope, base) : undefined;
  if (top !== undefined) aliases.push({ scope, prefix: '', targets: [top === '' ? '' : `${top}/`] });
  return aliases;
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

/** JSON with comments and commas at ends, as editors write it; undefined for what is none. */
function parseWithComments(text: string): Record<string, unknown> | undefined {
  let plain = '';
  let from = 0;
  for (const [start, end] of inertRanges(text, 'script')) {
    plain += text.slice(from, start);
    from = end;
  }
  plain += text.slice(from);
  try {
    const value: unknown = JSON.parse(plain.replace(/,(?=\s*[}\]])/g, '').replace(/^\uFEFF/, ''));
    return isRecord(value) ? value : undefined;
  } catch {
    // A configuration with a mistake has no aliases.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
