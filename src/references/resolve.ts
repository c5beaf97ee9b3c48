/** Which images a mention means: by the rules of its form first, then by rules of thumb, each with its certainty. */
import type { AssetPath } from '../protocol/asset.ts';
import type { ReferenceCertainty } from '../protocol/reference.ts';
import { fixedFolder, isFolderOnly } from './dynamic.ts';
import { type ImageIndex, folderOf, nameOf } from './images.ts';
import { type Mention, type NameReading, type Reading, isName } from './mention.ts';
import { joinPath, withAncestors } from './paths.ts';
import type { Project } from './project.ts';

/** How a path leads to its image: `lead` is what it begins with, `base` the folder where the rest begins. */
export interface Route {
  readonly lead: string;
  readonly base: string;
}

export interface Meaning {
  readonly reading: Reading | NameReading;
  /** At least one; several for a pattern, or a name with variants. */
  readonly images: readonly AssetPath[];
  readonly certainty: ReferenceCertainty;
  /** A glob from the top; null where nothing is dynamic. */
  readonly pattern: string | null;
  /** Null where no path leads there exactly. */
  readonly route: Route | null;
}

/** Folders whose contents a site or an app has at its top. */
const topFolders = [
  'public',
  'static',
  'assets',
  'src',
  'src/assets',
  'www',
  'wwwroot',
  'app',
  'resources',
  'src/main/resources',
  'images',
];

/** Those of them that are the top of a site, where a path that begins with `/` begins. */
const siteFolders = ['public', 'static', 'www', 'wwwroot', 'src', 'app'];

/** Aliases that frameworks have without being told. */
const usualAliases: readonly (readonly [prefix: string, folder: string])[] = [
  ['~@/', 'src'],
  ['@/', 'src'],
  ['@/', ''],
  ['~~/', ''],
  ['$lib/', 'src/lib'],
  ['~/', 'src'],
  ['~/', 'app'],
  ['~/', ''],
  ['@@/', ''],
  ['@site/', ''],
];

/** Schemes of paths from the top of a project. */
const projectSchemes =
  /^(?:res:\/\/|project:\/\/database\/|pack:\/\/application:,,,\/(?:[^/;]*;component\/)?|ms-appx:\/{2,3}|assets?:\/{2,3}|qrc:\/)/;
/** Addresses of files of a repository. */
const repositoryHost =
  /^https?:\/\/(?:raw\.githubusercontent\.com\/[^/]+\/[^/]+\/(?:refs\/heads\/)?[^/]+|github\.com\/[^/]+\/[^/]+\/(?:raw|blob)\/[^/]+|gitlab\.com\/.+?\/-\/(?:raw|blob)\/[^/]+|cdn\.jsdelivr\.net\/gh\/[^/]+\/[^/]+)\/(.+)$/;
const scheme = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;

/** Forms whose paths begin where their file lies, or at the top of a site, and nowhere else. */
const strictForms: ReadonlySet<string> = new Set([
  'markdown-image', 'markdown-link', 'markdown-definition', 'html-attribute', 'html-srcset', 'css-url', 'css-image-set',
  'import', 'require', 'url', 'markup', 'glob',
]); // prettier-ignore
/** Forms that a bundler follows: where they lead nowhere, they mean nothing. */
const bundled: ReadonlySet<string> = new Set(['import', 'require', 'url']);

/** What a mention in a file means; undefined where it means no image of the folder. */
export function resolveMention(
  file: AssetPath,
  mention: Mention,
  images: ImageIndex,
  project: Project,
): Meaning | undefined {
  const meaning = meaningOf(file, mention, images, project);
  if (!meaning) return undefined;
  // Nothing uses itself, and what lies beside an image and belongs to it is no use of it.
  const own = file.replace(/\.(?:meta|import)$/i, '');
  const others = meaning.images.filter(image => image !== file && image !== own);
  if (others.length === 0) return undefined;
  return { ...meaning, images: others, certainty: mention.inert ? 'maybe' : certaintyOf(meaning) };
}

/** What is not read as its form says leads there by a rule of thumb. */
function certaintyOf({ reading, certainty }: Meaning): ReferenceCertainty {
  return certainty === 'certain' && !isName(reading) && reading.isSecond ? 'likely' : certainty;
}

function meaningOf(
  file: AssetPath,
  { readings }: Mention,
  images: ImageIndex,
  project: Project,
): Meaning | undefined {
  for (const reading of readings) {
    const found = isName(reading)
      ? byName(file, reading, images, project)
      : byPath(file, reading, images, project);
    if (found) return byIdBeside(file, readings, found, images, project) ?? found;
  }
  for (const reading of readings) {
    const found = isName(reading) ? undefined : byPattern(file, reading, images, project);
    if (found) return found;
  }
  for (const reading of readings) {
    const found = isName(reading) ? undefined : byEnd(reading, images);
    if (found) return found;
  }
  return undefined;
}

/** An engine believes the id where the path beside it leads to another image; undefined where they agree. */
function byIdBeside(
  file: AssetPath,
  readings: Mention['readings'],
  found: Meaning,
  images: ImageIndex,
  project: Project,
): Meaning | undefined {
  if (readings.length === 1 || isName(found.reading)) return undefined;
  const id = readings.find(
    reading => isName(reading) && (reading.form === 'godot-uid' || reading.form === 'unity-guid'),
  );
  const named = id && isName(id) ? byName(file, id, images, project) : undefined;
  return named && !found.images.includes(named.images[0]!) ? named : undefined;
}

function byName(
  file: AssetPath,
  reading: NameReading,
  images: ImageIndex,
  project: Project,
): Meaning | undefined {
  const found = namedImages(reading, images, project);
  if (found.length > 0) return { reading, images: found, certainty: 'certain', pattern: null, route: null };
  const loose = reading.form === 'xcode-name' && ofApple.test(file) ? looseImages(reading.name, images) : [];
  const folders = new Set(loose.map(folderOf)).size;
  if (loose.length === 0 || folders > mostEndings) return undefined;
  return {
    reading,
    images: loose,
    certainty: folders === 1 ? 'likely' : 'maybe',
    pattern: null,
    route: null,
  };
}

const ofApple = /\.(?:swift|mm?|h|xib|storyboard)$/;

/** The files that a bundle of an app has by a name without an extension: a PNG, also at other scales. */
function looseImages(name: string, images: ImageIndex): readonly AssetPath[] {
  return ['', '@2x', '@3x', '~ipad', '~iphone', '@2x~ipad', '@2x~iphone', '@3x~iphone'].flatMap(variant =>
    images.endingIn(`${name}${variant}.png`),
  );
}

function namedImages(
  { form, name }: NameReading,
  images: ImageIndex,
  project: Project,
): readonly AssetPath[] {
  switch (form) {
    case 'unity-guid':
    case 'godot-uid': {
      const image = project.images.get(name);
      return image !== undefined && images.at(image) !== undefined ? [image] : [];
    }
    case 'unity-resource':
      return images.named(`Resources/${name}`);
    case 'xcode-name':
      return images.named(`${nameOf(name)}.set`);
    case 'android-resource':
      return images.named(name.replace(/^@|^[\w.]+\.(?=(?:drawable|mipmap)\.)/, '').replace('.', '/'));
  }
}

function byPath(
  file: AssetPath,
  reading: Reading,
  images: ImageIndex,
  project: Project,
): Meaning | undefined {
  // An alias may stand for a whole path; else no path leads to an image of another name.
  if (reading.target.includes('/') && !images.hasName(reading.target)) return undefined;
  for (const { route, path, certainty } of routesOf(file, reading, reading.target, project)) {
    const image = path === undefined ? undefined : images.at(path);
    if (image !== undefined) return { reading, images: [image], certainty, pattern: null, route };
  }
  // A drive that knows no case finds it, another does not.
  for (const { path } of routesOf(file, reading, reading.target, project)) {
    const nearly = path === undefined ? [] : images.nearly(path);
    if (nearly.length > 0) return { reading, images: nearly, certainty: 'maybe', pattern: null, route: null };
  }
  return undefined;
}

interface Way {
  readonly route: Route;
  /** Undefined for a place above the top. */
  readonly path: string | undefined;
  readonly certainty: ReferenceCertainty;
}

/** Where a path may lead, the likeliest first; one after the other, since mostly the first is right. */
function* routesOf(
  file: AssetPath,
  { form }: Reading,
  target: string,
  project: Project,
): Generator<Way, void> {
  const here = folderOf(file);
  const isStrict = strictForms.has(form);
  const way = (lead: string, base: string, certainty: ReferenceCertainty): Way => ({
    route: { lead, base },
    path: joinPath(base, target.slice(lead.length)),
    certainty,
  });
  const waysFrom = function* (lead: string, certainty: ReferenceCertainty): Generator<Way, void> {
    for (const folder of withAncestors(here)) {
      for (const top of lead === '/' ? siteFolders : topFolders)
        yield way(lead, folder === '' ? top : `${folder}/${top}`, certainty);
      yield way(lead, folder, certainty);
    }
  };

  const ofProject = projectSchemes.exec(target)?.[0];
  if (ofProject) {
    for (const folder of withAncestors(here)) yield way(ofProject, folder, 'certain');
    return;
  }
  if (scheme.test(target)) return;
  if (/^\.{1,2}\//.test(target)) {
    const explicit = way('', here, form === 'text' ? 'likely' : 'certain');
    yield { ...explicit, route: { lead: target.startsWith('./') ? './' : '', base: here } };
    return;
  }
  for (const scope of project.aliases.length === 0 ? [] : withAncestors(here)) {
    for (const { prefix, targets } of project.aliasesIn.get(scope) ?? []) {
      // What the compiler's base URL is for, only an import uses.
      if (prefix === '' && !bundled.has(form)) continue;
      for (const lead of [prefix, `~${prefix}`])
        if (target.startsWith(lead)) for (const base of targets) yield aliased(target, lead, base);
    }
  }
  for (const [lead, folder] of usualAliases) {
    if (!target.startsWith(lead)) continue;
    for (const ancestor of withAncestors(here)) yield way(lead, joinPath(ancestor, folder) ?? '', 'likely');
  }
  if (target.startsWith('/')) {
    yield* waysFrom('/', isStrict ? 'certain' : 'likely');
    return;
  }
  yield way('', here, isStrict ? 'certain' : 'likely');
  // A bundler looks for such a name among packages.
  if (!bundled.has(form)) yield* waysFrom('', form === 'text' && !target.includes('/') ? 'maybe' : 'likely');
}

function aliased(target: string, lead: string, base: string): Way {
  const isFolder = base === '' || base.endsWith('/');
  const folder = base.replace(/\/$/, '');
  return {
    route: { lead, base: folder },
    path: isFolder ? joinPath(folder, target.slice(lead.length)) : target === lead ? base : undefined,
    certainty: 'certain',
  };
}

function byPattern(
  file: AssetPath,
  reading: Reading,
  images: ImageIndex,
  project: Project,
): Meaning | undefined {
  const { glob } = reading;
  if (glob === null || !mayHave(images, fixedFolder(glob), project)) return undefined;
  const meaning = (pattern: string): Meaning | undefined => {
    const found = images.matching(pattern);
    if (found.length === 0) return undefined;
    // TeX leaves the file extension out; that is all that is open there.
    if (reading.form === 'markup' && /^[^*{]*\.\*$/.test(pattern))
      return { reading, images: found, certainty: 'likely', pattern: null, route: null };
    return { reading, images: found, certainty: 'maybe', pattern, route: null };
  };
  // A path that begins with what only the program knows may begin anywhere.
  const fixed = glob.replace(/^\*+(?=\/)/, '');
  const rest = fixed === glob ? [] : [fixed.slice(1)];
  // Any file of any folder of this name says too much.
  const starts = fixed === glob ? [glob] : isFolderOnly(glob) ? [fixed] : [glob, fixed];
  for (const start of starts) {
    for (const { path } of routesOf(file, reading, start, project)) {
      const found = path === undefined || !isOwn(path) ? undefined : meaning(path);
      if (found) return found;
    }
  }
  if (bundled.has(reading.form) || scheme.test(glob)) return undefined;
  const end = rest[0] ?? glob.replace(/^(?:\.{0,2}\/)+/, '');
  if (!/^[^*{]*[^*{/]{2}[^*{]*\//.test(end)) return undefined;
  const found = meaning(`**/${end}`);
  return found && isFolderOnly(end) && !isOneOfFew(found.images, fixedFolder(end)) ? undefined : found;
}

/** False where no pattern with this folder can match: the last of its names is neither a folder's nor an alias. */
function mayHave(images: ImageIndex, folder: string, { aliases }: Project): boolean {
  const name = nameOf(folder);
  if (name === '' || images.hasFolder(name) || /^[~@$#][^/]*$/.test(folder) || /:/.test(name)) return true;
  return aliases.some(({ prefix }) => prefix === `${folder}/` || `~${prefix}` === `${folder}/`);
}

/** Any file of a folder of this name says too much where there are many such folders. */
function isOneOfFew(found: readonly AssetPath[], folder: string): boolean {
  const places = new Set(found.map(path => path.slice(0, `/${path}`.indexOf(`/${folder}/`))));
  return places.size <= (folder.includes('/') ? mostEndings : 1);
}

/** False for a pattern that covers all images of everything. */
function isOwn(pattern: string): boolean {
  return /[\p{L}\p{N}]/u.test(pattern.replace(/\.[^./]*$/, ''));
}

/** So many images may share the end of a path before it says nothing. */
const mostEndings = 3;

/** Images whose path ends as the mention does; all it takes is a folder that we do not know. */
function byEnd(reading: Reading, images: ImageIndex): Meaning | undefined {
  const hosted = repositoryHost.exec(reading.target)?.[1];
  if (hosted === undefined && scheme.test(reading.target)) return undefined;
  if (bundled.has(reading.form)) return undefined;
  const end = hosted ?? reading.target.replace(/^(?:\.{0,2}\/)+/, '').replace(/^[@~$]\w*\//, '');
  if (end === '') return undefined;
  const hostedImage = hosted === undefined ? undefined : images.at(hosted);
  const found = hosted === undefined ? images.endingIn(end) : hostedImage === undefined ? [] : [hostedImage];
  if (found.length === 0 || found.length > (end.includes('/') ? mostEndings : 1)) return undefined;
  return { reading, images: found, certainty: 'maybe', pattern: null, route: null };
}

/**
 * The images that an address on the web may be of: where the top of a site of this folder has a file at its path. No
 * reference, since the address may be that of another site; yet who deletes the image may break it.
 */
export function publishedAt(
  file: AssetPath,
  { readings }: Mention,
  images: ImageIndex,
): readonly AssetPath[] {
  for (const reading of readings) {
    const path = isName(reading) ? undefined : /^(?:https?:)?\/\/[^/]+\/(.+)$/i.exec(reading.target)?.[1];
    if (path === undefined || !images.hasName(path)) continue;
    const found = images.endingIn(path).filter(image => {
      const top = image.slice(0, image.length - path.length).replace(/\/$/, '');
      return image !== file && siteFolders.slice(0, 4).includes(top.slice(top.lastIndexOf('/') + 1));
    });
    if (found.length > 0) return found;
  }
  return [];
}
