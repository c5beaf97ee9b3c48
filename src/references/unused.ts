/** Whether an image is used, maybe used or unused, from all that refers to it. */
import type { AssetPath } from '../protocol/asset.ts';
import type { Reference, UseState } from '../protocol/reference.ts';
import { folderOf, nameOf } from './images.ts';

/** What is told of one image; `evidence` is one sentence in English. */
export interface Use {
  readonly state: UseState;
  readonly evidence: string;
  /** How many files use it, for certain or likely. */
  readonly files: number;
  readonly patterns: readonly string[];
}

type Referring = Pick<Reference, 'image' | 'file' | 'line' | 'form' | 'certainty' | 'pattern'>;

/** Names that browsers, frameworks and stores look for by themselves. */
const soughtNames =
  /^(?:favicon(?:[-.\d x]*)?\.(?:ico|png|svg)|apple-touch-icon[\w-]*\.png|apple-icon\d*\.\w+|icon\d*\.(?:ico|png|svg|jpe?g)|opengraph-image\d*\.\w+|twitter-image\d*\.\w+|mstile-[\dx]+\.png|android-chrome-[\dx]+\.png|browserconfig\.\w+)$/i;
/** A set of Xcode, whose own list is no use of it; icons of the app are used by being there. */
const catalogSet = /([^/]+)\.(?:imageset|imagestack)$/;

/** The use of each image, in their order. `published` has places of addresses on the web that an image may have. */
export function usesOf(
  images: readonly AssetPath[],
  references: ReadonlyMap<AssetPath, readonly Referring[]>,
  published: ReadonlyMap<AssetPath, string> = new Map(),
): ReadonlyMap<AssetPath, Use> {
  const uses = new Map<AssetPath, Use>();
  for (const image of images)
    uses.set(image, useOf(image, references.get(image) ?? [], published.get(image)));
  for (const [image, use] of uses) {
    if (use.state === 'used') continue;
    const base = scaleBase(image);
    // A path that was not made from a name of the index is not in it.
    const ofBase = base === undefined ? undefined : uses.get(base as AssetPath);
    if (ofBase?.state === 'used')
      uses.set(image, { ...use, state: 'used', evidence: `It is ${base} at another scale, which is used.` });
  }
  return uses;
}

function useOf(image: AssetPath, referring: readonly Referring[], address: string | undefined): Use {
  const folder = folderOf(image);
  const set = catalogSet.exec(folder);
  const isOwnList = ({ file }: Referring) => set !== null && file === `${folder}/Contents.json`;
  const proofs = referring.filter(reference => reference.certainty !== 'maybe' && !isOwnList(reference));
  const files = new Set(proofs.map(({ file }) => file)).size;
  const patterns = [...new Set(referring.flatMap(({ pattern }) => (pattern === null ? [] : [pattern])))];
  const told = (state: UseState, evidence: string): Use => ({ state, evidence, files, patterns });
  const [proof] = proofs;
  if (proof) {
    const more = files > 1 ? `, and in ${files - 1} more ${files === 2 ? 'file' : 'files'}` : '';
    return told('used', `In ${proof.file}:${proof.line}${more}.`);
  }
  const hint = referring.find(reference => !isOwnList(reference));
  if (hint) {
    const where = `${hint.file}:${hint.line}`;
    return told(
      'maybe',
      hint.pattern === null
        ? `Only mentioned, in ${where}: a comment, an example, a name without its folder or in other letters.`
        : `The pattern ${hint.pattern} in ${where} may mean it.`,
    );
  }
  if (address !== undefined)
    return told('maybe', `The address in ${address} has its path; it may be that of this site.`);
  if (set) return told('maybe', `Its asset catalog lists it, but no text names "${set[1]}".`);
  if (soughtNames.test(nameOf(image)))
    return told('maybe', 'No text refers to it, but browsers and frameworks look for this name.');
  return told('unused', 'No text refers to it.');
}

/** The path of the image that this one is at another scale: `a@2x.png` and Flutter's `2.0x/a.png` or `3x/a.png` are `a.png`. */
function scaleBase(image: string): string | undefined {
  const base = image
    .replace(/@\d(?:\.\d+)?x(?=\.\w+$)/, '')
    .replace(/(^|\/)\d+(?:\.\d*)?x\/(?=[^/]+$)/, '$1');
  return base === image ? undefined : base;
}
