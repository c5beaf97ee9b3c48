/**
 * What sort of asset a picture is, told by cheap facts of its decode: so that a search can ask photographs
 * as photographs and drawings as drawings. A wrong guess costs a place or two in a list, no more;
 * docs/decisions/kind-aware-search.md has how often it is right.
 */
import type { AssetKind, ImageFormat } from '../protocol/asset.ts';
import { type PictureTraits, traitsOf } from './assetTraits.ts';

/** A decoded picture, before anything was put behind what is transparent. */
export interface SeenPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Of the file, whose picture may have been made smaller for the decode. */
export interface FileShape {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
}

export function assetKindOf({ data, width, height, channels }: SeenPicture, file: FileShape): AssetKind {
  return kindByTraits(traitsOf(data, width, height, channels), file);
}

/** Nobody takes smaller photographs, or saves them. */
const leastPhotograph = 64;

/**
 * A drawing of this size that fills half of its rectangle shows a scene; sprites are smaller, or cut out, and sheets of
 * them are mostly clear.
 */
const leastIllustration = 512;

/** The numbers below were chosen on one half of a collection and measured on the other (docs/decisions/kind-aware-search.md). */
export function kindByTraits(traits: PictureTraits, { format, width, height }: FileShape): AssetKind {
  if (format === 'svg') return 'icon';
  const longest = Math.max(width, height);
  const shortest = Math.min(width, height);
  const isWhole = traits.clear < 0.02;
  const isColourful = traits.colours >= 16 && traits.flat < 0.7;
  // A picture taken in the dark has few colours, and no two neighbours alike.
  const isGrainy = isWhole && traits.colours >= 5 && traits.flat < 0.4;
  if (longest > leastPhotograph && shortest > leastPhotograph / 2 && (isColourful || isGrainy)) {
    return isTile(width, height) && traits.seam < 1.5 ? 'texture' : 'photograph';
  }
  if (isWhole && longest >= 200 && traits.flat > 0.5 && !isTile(width, height)) return 'screenshot';
  if (shortest <= 16 || (isWhole && isTile(width, height) && traits.seam < 3)) return 'texture';
  if (longest === shortest && traits.colours <= 2 && traits.flat > 0.9) return 'icon';
  return longest >= leastIllustration && traits.clear < 0.5 ? 'illustration' : 'sprite';
}

/** Square, with a side that is a power of two: what graphics cards like to repeat. */
function isTile(width: number, height: number): boolean {
  return width === height && Number.isInteger(Math.log2(width));
}
