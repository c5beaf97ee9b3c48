/** What the review of duplicates says of pairs, members and views. */
import type { AssetPath } from '../protocol/asset.ts';
import type { DuplicatePair, Transformation } from '../protocol/duplicate.ts';
import type { KeepReason } from '../protocol/merge.ts';
import type { CompareView } from './compare.ts';
import { type Format, baseName } from './format.ts';
import type { Translate } from './words.ts';

/** The evidence of a pair, and what was done to the one called `name`. */
export function pairText(pair: DuplicatePair, name: string, t: Translate, format: Format): string {
  switch (pair.kind) {
    case 'same-bytes':
      return t('The same file, byte by byte.');
    case 'same-pixels':
      return t('The same pixels in another file.');
    case 'look-alike':
      return t('Close in meaning only ({0}); not a copy.', format.percent(pair.similarity, 1));
    case 'transformed': {
      const done = pair.transformations.map(each => transformationName(each, t)).join(', ');
      return t(
        'Edited copy of {0}: {1}. Pixels agree to {2}.',
        name,
        done,
        format.percent(pair.similarity, 1),
      );
    }
  }
}

function transformationName(transformation: Transformation, t: Translate): string {
  switch (transformation) {
    case 'resized':
      return t('resized');
    case 're-encoded':
      return t('saved again');
    case 'format-changed':
      return t('another format');
    case 'cropped':
      return t('cropped');
    case 'rotated':
      return t('rotated');
    case 'flipped':
      return t('mirrored');
    case 'recoloured':
      return t('recoloured');
    case 'grey':
      return t('without colours');
    case 'inverted':
      return t('inverted');
    case 'bordered':
      return t('with a border');
    case 'watermarked':
      return t('with something over it');
    case 'captioned':
      return t('with a caption');
    case 'flattened':
      return t('without transparency');
  }
}

/** What sets the suggested one apart. */
export function reasonText(reason: KeepReason, t: Translate): string {
  switch (reason) {
    case 'reference-folder':
      return t('lies in a folder that is always kept');
    case 'referenced':
      return t('is used by texts');
    case 'vector':
      return t('is a vector source');
    case 'larger':
      return t('has the most pixels');
    case 'deeper':
      return t('holds more than 8 bits of light');
    case 'lossless':
      return t('has a format that loses nothing');
    case 'tracked':
      return t('is tracked by Git');
    case 'shorter-path':
      return t('has the shortest path');
  }
}

/** What two images are called beside each other: by their names, by their paths where those are the same. */
export function namesOf(one: AssetPath, other: AssetPath): readonly [string, string] {
  const names = [baseName(one), baseName(other)] as const;
  return names[0] === names[1] ? [one, other] : names;
}

export function viewName(view: CompareView, t: Translate): string {
  switch (view) {
    case 'side':
      return t('Side by side');
    case 'swipe':
      return t('Swipe');
    case 'blink':
      return t('Blink');
    case 'difference':
      return t('Difference');
  }
}

/** Letters count in either case; a plus sign needs Shift on some keyboards and none on others. */
export function keyOf(key: string): string {
  return key.length === 1 ? (key === '=' ? '+' : key.toLowerCase()) : key;
}
