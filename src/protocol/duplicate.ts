/** Images that are there twice. */
import type { AssetId } from './asset.ts';

/**
 * The evidence, strongest first: equal bytes; equal pixels in another container;
 * an edited copy, verified on pixels; close in meaning only.
 */
export type DuplicateKind = 'same-bytes' | 'same-pixels' | 'transformed' | 'look-alike';

export const transformations = [
  'resized',
  're-encoded',
  'format-changed',
  'cropped',
  'rotated',
  'flipped',
  'recoloured',
  'grey',
  'inverted',
  'bordered',
  'watermarked',
  'captioned',
  'flattened',
] as const;

/** What was done to a picture: `flipped` is any mirrored orientation, `captioned` a strip over its width, `watermarked` anything else over it. */
export type Transformation = (typeof transformations)[number];

/** A part of a picture in whole pixels of its file. */
export interface CropBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Takes a point of one picture to another one: x' = a·x + b·y + c, y' = d·x + e·y + f, in whole files' pixels from their upper left corners. */
export type PixelMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Takes the points back. A map must not be flat; none of those that are found is. */
export function inverse([a, b, c, d, e, f]: PixelMap): PixelMap {
  const determinant = a * e - b * d;
  return [
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
  ];
}

/** Two assets of a group that were compared, and what was found. */
export interface DuplicatePair {
  readonly a: AssetId;
  readonly b: AssetId;
  readonly kind: DuplicateKind;
  /** What was done to A that made B; empty where they are equal, and for look-alikes. */
  readonly transformations: readonly Transformation[];
  /** The part of A that B shows; null where nothing was laid onto each other. */
  readonly box: CropBox | null;
  /** Pixels of B for one of A, each way; null likewise. */
  readonly scale: number | null;
  /** Where A's pixels lie in B, turned and mirrored as B is; null likewise. */
  readonly map: PixelMap | null;
  /** 1 for equal ones; of transformed ones the mean SSIM of aligned blocks, of look-alikes the cosine of their vectors. */
  readonly similarity: number;
}

/**
 * Two or more assets; the first is the one we would keep. Its kind is that of the weakest pair by which it hangs
 * together, its `similarity` the least of theirs, in 0..1, 1 for equal.
 */
export interface DuplicateGroup {
  readonly kind: DuplicateKind;
  readonly assets: readonly AssetId[];
  readonly similarity: number;
  /** What was verified. */
  readonly pairs: readonly DuplicatePair[];
}

/** How far a search for duplicates has come. */
export interface DuplicateProgress {
  /**
   * `choosing` pictures by their hashes and vectors, `looking` at the pairs of pictures that these suggest, `comparing` those
   * that local features suggest besides; `waiting` while somebody searches or images are indexed.
   */
  readonly step: 'waiting' | 'choosing' | 'looking' | 'comparing';
  /** Of this step: pictures, or pairs. */
  readonly done: number;
  readonly total: number;
  /** Copies that were verified so far, beside equal files and equal pixels. */
  readonly copies: number;
  /** Pairs whose pixels, or whose local features, were compared by this search. */
  readonly compared: number;
  /** Pictures with local features. */
  readonly outlined: number;
  /** Of `done`, in the last seconds; 0 where that is not known yet. */
  readonly perSecond: number;
  /** Of this step; null where that is not known. */
  readonly remainingSeconds: number | null;
}

/** Some groups of a search that may be under way. */
export interface DuplicatesPage {
  readonly groups: readonly DuplicateGroup[];
  /** Place of the first of them among all, from 0. */
  readonly first: number;
  /** Groups that there are so far. */
  readonly total: number;
  /** False while the search goes on, or where it was stopped: more may come, and groups may grow. */
  readonly isWhole: boolean;
  /** True where it was stopped: what it has found stays, and it goes on when it is asked to. */
  readonly isStopped: boolean;
}
