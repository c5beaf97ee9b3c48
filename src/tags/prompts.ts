/** From labels to the sentences that the text encoder reads. */
import { type AssetKind, assetKinds } from '../protocol/asset.ts';
import type { Label, LabelGroup } from '../protocol/tag.ts';

/**
 * Filled with a label's name where it has no prompts of its own; their vectors are averaged.
 * An ensemble over the kinds of picture that a workspace holds, after Radford et al. 2021, §3.1.4.
 * For the short form of the labels file, and for pictures of an unknown kind.
 */
export const defaultTemplates: readonly string[] = [
  '{}',
  'a photo of a {}',
  'a picture of a {}',
  'an icon of a {}',
];

/**
 * In groups, each kind of asset is asked in sentences of its own: few icons are photographs.
 * `kindWords.ts` of the search keeps one sentence a kind for what is typed; a test holds that it is one of these.
 */
export const kindTemplates: Readonly<Record<AssetKind, readonly string[]>> = {
  photograph: ['{}', 'a photo of a {}', 'a picture of a {}'],
  icon: ['{}', 'an icon of a {}', 'a {} symbol'],
  sprite: ['{}', 'a drawing of a {}', 'a sprite of a {}', 'a {} in a video game'],
  texture: ['{}', 'a texture of {}', 'a {} pattern'],
  screenshot: ['{}', 'a screenshot of a {}', 'a picture of a {}'],
  illustration: ['{}', 'an illustration of a {}', 'a drawing of a {}', 'a picture of a {}'],
};

/**
 * Names of labels, and of their plurals, that say what sort of picture one is, not what it shows. In the sentences of a
 * kind they would be asked for twice, *a sprite of an icon*, and told less often (docs/decisions/label-groups.md): such a
 * label is asked of all pictures alike.
 */
const namesOfKinds: ReadonlySet<string> = new Set([
  ...assetKinds,
  ...['photo', 'picture', 'image', 'symbol', 'drawing', 'pattern'],
]);

function isNameOfKind(name: string): boolean {
  const plain = name.trim().toLowerCase();
  return namesOfKinds.has(plain) || (plain.endsWith('s') && namesOfKinds.has(plain.slice(0, -1)));
}

/**
 * What says nothing in particular: among too few images for a crowd, a label has to exceed the mean of these
 * (docs/decisions/label-groups.md).
 */
export const nothingInParticular: readonly string[] = defaultTemplates.map(template =>
  template.replace('{}', 'something'),
);

/** Kinds in the order of their numbers: 0 is for pictures of an unknown kind, the others follow `assetKinds`. */
const kindsByNumber: readonly (AssetKind | null)[] = [null, ...assetKinds];

/** How a model was shown texts: as phrases, or as sentences with a full stop (SigLIP 2; transformers, model_doc/siglip2.md). */
export type Wording = 'phrase' | 'sentence';

/** A template, filled or not, as a model wants it; a name by itself stays one. */
export function worded(phrase: string, wording: Wording): string {
  return wording === 'phrase' || !/^an? /.test(phrase) ? phrase : `This is ${phrase}.`;
}

/** The sentences of one label for each kind of asset, by its number; never empty. What people wrote stays as it is. */
export function promptsByKind(
  label: Label,
  group: Pick<LabelGroup, 'name'>,
  wording: Wording = 'phrase',
): readonly (readonly string[])[] {
  return kindsByNumber.map(kind => {
    const templates = kind === null || group.name === null ? defaultTemplates : kindTemplates[kind];
    const filled = (name: string) =>
      (isNameOfKind(name) ? defaultTemplates : templates).map(phrase =>
        worded(phrase, wording).replace('{}', () => name),
      );
    const own = label.prompts.length > 0 ? label.prompts : filled(label.name);
    return [...own, ...label.aliases.flatMap(filled)];
  });
}
