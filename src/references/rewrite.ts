/**
 * The edit that makes a reference mean another image, written as the one before: a relative path stays relative, an
 * alias stays an alias, encodings and what follows the path stay. What comes out is read again before it is given:
 * where that does not lead to the other image, or anything is open, there is a refusal with its reason instead.
 */
import type { AssetPath } from '../protocol/asset.ts';
import { findMentions } from './find.ts';
import { type ImageIndex, folderOf, nameOf } from './images.ts';
import { type Mention, type NameReading, type Reading, isName } from './mention.ts';
import { relativePath } from './paths.ts';
import type { Project } from './project.ts';
import { type Meaning, resolveMention } from './resolve.ts';

/** Offsets are UTF-16 code units, end exclusive. */
export type Rewrite =
  | { readonly kind: 'edit'; readonly start: number; readonly end: number; readonly text: string }
  /** `reason` is one sentence in English. */
  | {
      readonly kind: 'refusal';
      readonly start: number;
      readonly end: number;
      readonly reason: string;
      /** Nothing follows it, whatever it means. */
      readonly isInert: boolean;
    };

/** What is known of a folder. */
export interface Knowledge {
  readonly images: ImageIndex;
  readonly project: Project;
}

/** One for each place of a text that means `from`, in its order. `to` is an image of the same folder. */
export function rewriteReferences(
  file: AssetPath,
  text: string,
  from: AssetPath,
  to: AssetPath,
  knowledge: Knowledge,
): readonly Rewrite[] {
  return findMentions(file, text).flatMap((mention): Rewrite[] => {
    const meaning = resolveMention(file, mention, knowledge.images, knowledge.project);
    if (!meaning?.images.includes(from)) return [];
    const { start, end } = meaning.reading;
    const refused = (reason: string): Rewrite[] => [
      { kind: 'refusal', start, end, reason, isInert: mention.inert },
    ];
    const doubt = doubtAbout(mention, meaning, text);
    if (doubt !== undefined) return refused(doubt);
    const written = isName(meaning.reading)
      ? renamed(meaning.reading, to, knowledge)
      : rerouted(file, text, meaning.reading, meaning, from, to);
    if (typeof written === 'string') return refused(written);
    const replacement = written.texts.find(candidate =>
      leadsTo(file, text, meaning, candidate, to, knowledge),
    );
    return replacement === undefined
      ? refused(`${to} cannot be written here in the same form.`)
      : [{ kind: 'edit', start, end, text: replacement }];
  });
}

/** Why nobody can say what a changed text would mean; undefined where nothing is open. */
function doubtAbout({ readings, inert }: Mention, meaning: Meaning, text: string): string | undefined {
  const { reading, pattern, images, certainty } = meaning;
  if (inert) return 'It is a comment, an example or a mention, which nothing follows.';
  if (pattern !== null) return `It is a dynamic path (${pattern}), which may mean other images, too.`;
  if (images.length > 1) return 'It means several images at once, such as one for each density.';
  const beside = 'The id of the image stands beside its path; change it in the engine.';
  // A path of which only the end is right; else its letters are others, in case or in how accents are composed.
  if (certainty === 'maybe')
    return isName(reading) || images[0]?.endsWith(nameOf(reading.target))
      ? 'Only its end is that of the path of the image.'
      : 'Its letters are not quite those of the path of the image.';
  if (readings.length > 1 && readings.some(one => isName(one) && one.form === 'godot-uid')) return beside;
  if (isName(reading)) return undefined;
  if (reading.isSecond) return 'It leads to the image only where it is not read as its form says.';
  if (meaning.route === null) return 'Its path differs from that of the image in more than its form.';
  if (reading.form === 'join') return 'The path is put together from several texts.';
  const query = text.slice(reading.pathEnd, reading.end);
  const lineStart = text.lastIndexOf('\n', reading.start) + 1;
  if (/\bguid=/.test(query) || /\buid="uid:/.test(text.slice(lineStart, reading.start))) return beside;
  return undefined;
}

interface Written {
  /** The best first; whoever reads them again takes the first that is right. */
  readonly texts: readonly string[];
}

function renamed({ form, name }: NameReading, to: AssetPath, { project }: Knowledge): Written | string {
  switch (form) {
    case 'unity-guid':
    case 'godot-uid': {
      const kind = /^uid:/.test(name);
      const id = [...project.images].find(([key, image]) => image === to && /^uid:/.test(key) === kind)?.[0];
      return id === undefined ? `${to} has no id yet; open the project in its engine once.` : { texts: [id] };
    }
    case 'android-resource': {
      const resource = /(?:^|\/)res\/(drawable|mipmap)[^/]*\/([^/]+?)(?:\.9)?\.\w+$/.exec(to);
      if (!resource || !name.includes(resource[1]!)) return `${to} is no resource of the same kind.`;
      return { texts: [name.replace(/[A-Za-z0-9_]+$/, resource[2]!)] };
    }
    case 'unity-resource': {
      const below = /.*(?:^|\/)Resources\/(.+)\.\w+$/.exec(to)?.[1];
      return below === undefined ? `${to} lies in no Resources folder.` : { texts: [below] };
    }
    case 'xcode-name':
      return 'It is a name without a file extension, of an image set or a file of the app; change it in Xcode.';
  }
}

function rerouted(
  file: AssetPath,
  text: string,
  reading: Reading,
  { route }: Meaning,
  from: AssetPath,
  to: AssetPath,
): Written | string {
  const { base } = route!;
  const here = folderOf(file);
  const isRelative = base === here && (route!.lead === '' || route!.lead === './');
  const prefix = base === '' ? '' : `${base}/`;
  if (!isRelative && !to.startsWith(prefix))
    return `The path begins in ${base || 'the top folder'}, and ${to} does not lie there.`;
  const pathOf = (image: string) => (isRelative ? relativePath(here, image) : image.slice(prefix.length));
  const raw = text.slice(reading.start, reading.pathEnd);
  const rest = text.slice(reading.pathEnd, reading.end);
  const [before, after] = [pathOf(from), pathOf(to)];
  for (const [place, write] of writings.entries()) {
    const old = write(before);
    if (!raw.endsWith(old)) continue;
    const lead = leadBefore(raw.slice(0, raw.length - old.length), before, after, reading);
    if (lead === undefined) break;
    // The way of the old path first; one that escapes more where the new one needs it.
    const ways = [write, ...(place === 0 ? (encoded.has(reading.form) ? writings.slice(1, 4) : []) : [])];
    const isBare = !/["'`<]/.test(text[reading.start - 1] ?? '') || reading.form === 'html-srcset';
    const texts = ways.map(way => way(after)).filter(path => !(isBare && mayEnd.test(path)));
    return { texts: texts.map(path => `${lead}${path}${rest}`) };
  }
  return 'The path is written in a way that cannot be kept.';
}

/** `./` is needed by bundlers and no path has it before `..`. */
function leadBefore(lead: string, before: string, after: string, { form }: Reading): string | undefined {
  const isBundled = form === 'import' || form === 'require' || form === 'url';
  if (lead.endsWith('./') && after.startsWith('../'))
    return lead.endsWith('../') ? undefined : lead.slice(0, -2);
  if (isBundled && before.startsWith('../') && !after.startsWith('../')) return `${lead}./`;
  return lead;
}

/** Signs that would end a path without quotes. */
const mayEnd = /(?<!\\)[\s()<>"',]/;

/** Forms that an address is decoded of. */
const encoded: ReadonlySet<string> = new Set([
  'markdown-image', 'markdown-link', 'markdown-definition', 'html-attribute', 'html-srcset', 'css-url', 'css-image-set',
]); // prettier-ignore

const percent = (path: string) =>
  path
    .split('/')
    .map(name => encodeURIComponent(name).replace(/[()']/g, sign => `%${sign.charCodeAt(0).toString(16)}`))
    .join('/');
const entities = (path: string) =>
  path.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The ways in which languages write a path, the plainest first. */
const writings: readonly ((path: string) => string)[] = [
  path => path,
  entities,
  percent,
  path => encodeURI(path),
  path => path.replace(/[ ()'"]/g, '\\$&'),
  path => path.replace(/[()]/g, '\\$&'),
  path => path.replace(/'/g, "\\'"),
  path => path.replaceAll('/', '\\\\'),
  path => path.replaceAll('/', '\\'),
  path => path.replaceAll('/', '\\/'),
];

/** True where the changed text is found again at its place, in its form, and means the other image for sure. */
function leadsTo(
  file: AssetPath,
  text: string,
  { reading }: Meaning,
  replacement: string,
  to: AssetPath,
  { images, project }: Knowledge,
): boolean {
  const { start, end, form } = reading;
  const changed = text.slice(0, start) + replacement + text.slice(end);
  return findMentions(file, changed).some(mention => {
    const meaning = resolveMention(file, mention, images, project);
    if (!meaning || meaning.certainty === 'maybe') return false;
    const again = meaning.reading;
    // What only a rule of thumb would read rightly is written otherwise, or not at all.
    if (!isName(again) && again.isSecond) return false;
    const isThere = again.start === start && again.end === start + replacement.length && again.form === form;
    return isThere && meaning.images.length === 1 && meaning.images[0] === to;
  });
}
