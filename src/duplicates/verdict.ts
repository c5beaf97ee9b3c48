/** From evidence to a verdict: is it a copy, and what was done to it. Thresholds were chosen on one half of the quality sets (docs/decisions/near-duplicates.md). */
import type { CropBox, PixelMap, Transformation } from '../protocol/duplicate.ts';
import type { AssetKind, ImageFormat } from '../protocol/asset.ts';
import type { Sketch } from '../protocol/encoder.ts';
import { type Affine, after, inverse, scalesOf } from './alignment.ts';
import type { Agreement } from './agreement.ts';
import type { Evidence } from './evidence.ts';
import { rowsOutsideStrip } from './strip.ts';

/** One of two pictures that are compared. Width and height are those of the file. */
export interface Compared {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly kind: AssetKind | null;
  readonly sketch: Sketch;
}

/** What was done to A that made B, as far as the pixels tell. */
export interface CopyVerdict {
  readonly transformations: readonly Transformation[];
  /** Which part of A is seen in B, in A's pixels. */
  readonly box: CropBox;
  /** So many pixels of B for one of A, each way. */
  readonly scale: number;
  /** A's pixels to B's. */
  readonly map: PixelMap;
  /** Mean SSIM of aligned blocks, in 0..1. */
  readonly similarity: number;
}

/** For pictures with texture all over; where fewer blocks agree than `sure`, or all colours are others, corners must say so, too. */
const textured = {
  ratio: 0.62,
  sure: 0.8,
  agreed: 10,
  cover: 0.7,
  corners: 20,
  recoloured: 0.5,
  cornersOfRecoloured: 8,
};
/** For flat graphics, where what differs is little and all that matters. */
const flat = { ratio: 0.965, correlation: 0.85, cover: 0.85, agreed: 6 };
/** For icons besides: in another colour, or mirrored, it is another icon. */
const icon = { recoloured: 0.06, luma: 7, unexplained: 12, error: 0.11, angle: 3, stretch: 1.04 };
/** What was added or taken away of a flat graphic, as a share of it; mirrored, it must have its colours besides. */
const drawn = { other: 0.002, mirroredRecoloured: 0.02 };
/** Graphics with transparency, and pictures of so few pixels, have no copies in other colours: each is a picture of its own. */
const sprite = { recoloured: 0.3 };
/** A picture that was enlarged so many times has too few pixels for a part of them to prove anything. */
const small = { enlarged: 4, ratio: 0.93 };
/** From this share of empty blocks on, a picture is a flat graphic; a photograph may have a plain ground, a screenshot seldom has none. */
const graphicShares = { photograph: 0.5, screenshot: 0.1, other: 0.25 };
/** A flat graphic of at most so many pixels, and about as high as wide, is as good as an icon. */
const iconPixels = 256;
const iconAspect = 1.34;

/** Null where the two are no copies. */
export function verdictOf(a: Compared, b: Compared, evidence: Evidence): CopyVerdict | null {
  const { empty, blocks } = evidence.agreement;
  const isGraphic = empty >= graphicShareOf(a, b) * blocks;
  const isIcon = a.kind === 'icon' || b.kind === 'icon' || (isGraphic && isSmall(a) && isSmall(b));
  const isSmallest = Math.max(a.sketch.enlarged, b.sketch.enlarged) >= small.enlarged;
  const isSprite = isGraphic && a.sketch.alpha !== null && b.sketch.alpha !== null;
  if ((isSprite || isSmallest) && isOtherSprite(evidence)) return null;
  if (isSmallest && evidence.agreement.agreed < small.ratio * evidence.agreement.textured) return null;
  const isSame = isGraphic || isIcon ? isSameGraphic(evidence, isIcon) : isSamePicture(evidence);
  return isSame ? described(a, b, evidence) : null;
}

function graphicShareOf(a: Compared, b: Compared): number {
  if (a.kind === 'photograph' && b.kind === 'photograph') return graphicShares.photograph;
  return a.kind === 'screenshot' && b.kind === 'screenshot' ? graphicShares.screenshot : graphicShares.other;
}

function isSmall({ width, height }: Compared): boolean {
  return (
    Math.max(width, height) <= iconPixels && Math.max(width, height) <= iconAspect * Math.min(width, height)
  );
}

function isSamePicture({ agreement, colour, coverA, coverB, corners, view }: Evidence): boolean {
  const { agreed, textured: all } = agreement;
  const needed = Math.max(
    agreed < textured.sure * all ? textured.corners : 0,
    colour.recoloured > textured.recoloured || view.negative ? textured.cornersOfRecoloured : 0,
  );
  return (
    agreed >= textured.ratio * all &&
    agreed >= textured.agreed &&
    Math.max(coverA, coverB) >= textured.cover &&
    corners >= needed
  );
}

/** Another hue makes another sprite; grey and a negative are what a filter makes. */
function isOtherSprite({ colour, view }: Evidence): boolean {
  const isGrey = Math.min(colour.colourfulA, colour.colourfulB) < tolerance.grey;
  return !view.negative && !isGrey && colour.recoloured > sprite.recoloured;
}

function isSameGraphic(evidence: Evidence, isIcon: boolean): boolean {
  const { agreement, coverA, coverB, structure, colour, view } = evidence;
  if ((structure?.other ?? 0) > drawn.other) return false;
  if (view.mirrored && colour.recoloured > drawn.mirroredRecoloured) return false;
  const { agreed, differing } = outsideCaption(agreement);
  return (
    agreed >= flat.ratio * (agreed + differing) &&
    agreed >= flat.agreed &&
    agreement.correlation >= flat.correlation * (agreed / Math.max(1, agreement.agreed)) &&
    Math.max(coverA, coverB) >= flat.cover &&
    (!isIcon || isSameIcon(evidence))
  );
}

function isSameIcon({ view, map, colour, error }: Evidence): boolean {
  return (
    !view.negative &&
    !view.mirrored &&
    Math.abs(angleOf(map)) <= icon.angle &&
    isEven(map) &&
    colour.recoloured <= icon.recoloured &&
    colour.luma <= icon.luma &&
    colour.unexplained <= icon.unexplained &&
    error <= icon.error
  );
}

/** True for a map that stretches neither way. */
function isEven(map: Affine): boolean {
  const [large, little] = scalesOf(map);
  return large <= icon.stretch * little;
}

/** Degrees; of a mirrored map those of what is left when the mirror is taken out. */
function angleOf([a, , , d]: Affine, mirrored = false): number {
  return (Math.atan2(mirrored ? -d : d, mirrored ? -a : a) * 180) / Math.PI;
}

const tolerance = {
  angle: 1.2,
  crop: 0.955,
  border: 0.965,
  scale: 0.025,
  chroma: 7,
  grey: 3.5,
  luma: 12,
  gain: 0.16,
};

function described(a: Compared, b: Compared, evidence: Evidence): CopyVerdict {
  const { agreement, colour, coverA, coverB, view, isTurned } = evidence;
  const real = after(toFile(b), after(evidence.map, inverse(toFile(a))));
  const found = new Set<Transformation>();
  const angle = angleOf(real, view.mirrored);
  const off = Math.abs(angle - 90 * Math.round(angle / 90));
  if (view.mirrored) found.add('flipped');
  if (off > tolerance.angle || (!view.mirrored && Math.abs(angle) > 45)) found.add('rotated');
  if (coverA < tolerance.crop) found.add('cropped');
  if (coverB < tolerance.border && !isRotatedBox(real, a, b, off)) found.add('bordered');
  const colourOfA = isTurned ? colour.colourfulB : colour.colourfulA;
  const colourOfB = isTurned ? colour.colourfulA : colour.colourfulB;
  if (view.negative) found.add('inverted');
  else if (colourOfB < tolerance.grey && colourOfA > 2 * tolerance.grey && colourOfB < 0.4 * colourOfA)
    found.add('grey');
  else if (
    colour.chroma > tolerance.chroma ||
    (colour.luma > tolerance.luma &&
      (Math.abs(colour.gain - 1) > tolerance.gain || colour.luma > 1.2 * colour.unexplained))
  )
    found.add('recoloured');
  // Other colours are lighter here and darker there: then only what is in a block tells that something lies over it.
  const overlay = overlayOf(agreement, found.has('recoloured'));
  if (overlay) found.add(overlay);
  if (a.sketch.alpha && !b.sketch.alpha) found.add('flattened');
  const [large, small] = scalesOf(real);
  if (Math.max(Math.abs(large - 1), Math.abs(small - 1)) > tolerance.scale) found.add('resized');
  if (a.format !== b.format) found.add('format-changed');
  if (found.size === 0 || [...found].every(name => name === 'format-changed' || name === 'resized'))
    found.add('re-encoded');
  return {
    transformations: [...found],
    box: boxOf(inverse(real), a, b),
    scale: Math.sqrt(large * small),
    map: briefly(real),
    similarity: Math.max(0, Math.min(1, agreement.ssim)),
  };
}

/** Pixels of a sketch to those of its file. */
function toFile({ width, height, sketch }: Compared): Affine {
  return [width / sketch.width, 0, 0, 0, height / sketch.height, 0];
}

/** To a hundredth of a pixel in the largest picture: it is kept as text. */
function briefly([a, b, c, d, e, f]: Affine): PixelMap {
  const [fine, coarse] = [
    (number: number) => Number(number.toFixed(7)),
    (number: number) => Number(number.toFixed(2)),
  ];
  return [fine(a), fine(b), coarse(c), fine(d), fine(e), coarse(f)];
}

/** True where B is as large as A turned by an angle needs it to be: its corners are no border. */
function isRotatedBox(map: Affine, a: Compared, b: Compared, off: number): boolean {
  if (off <= tolerance.angle) return false;
  const wide = Math.abs(map[0]) * a.width + Math.abs(map[1]) * a.height;
  const high = Math.abs(map[3]) * a.width + Math.abs(map[4]) * a.height;
  return Math.abs(wide / b.width - 1) < 0.04 && Math.abs(high / b.height - 1) < 0.04;
}

/** The part of A that B's corners enclose, whole pixels. */
function boxOf(back: Affine, a: Compared, b: Compared): CropBox {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [x, y] of [
    [0, 0],
    [b.width, 0],
    [0, b.height],
    [b.width, b.height],
  ] as const) {
    xs.push(back[0] * x + back[1] * y + back[2]);
    ys.push(back[3] * x + back[4] * y + back[5]);
  }
  const left = Math.max(0, Math.round(Math.min(...xs)));
  const top = Math.max(0, Math.round(Math.min(...ys)));
  const right = Math.min(a.width, Math.round(Math.max(...xs)));
  const bottom = Math.min(a.height, Math.round(Math.max(...ys)));
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}

/** The fewest blocks that must hang together, and their share of all: in other colours some differ by themselves. */
const overlays = { plain: [4, 0.015], recoloured: [14, 0.05] } as const;

/** Median correlation of a copy that was not made worse, and the correlation of blocks that something lies over. */
const [clear, weakened] = [0.97, 0.8];

/** Blocks that hang together and differ: words, a mark or a patch over the picture. */
function overlayOf(
  { states, correlations, columns, rows }: Agreement,
  isRecoloured: boolean,
): Transformation | null {
  const some = [...correlations].filter((_, at) => states[at] === 'agrees').sort((p, q) => p - q);
  // A mark that lets the picture through weakens blocks of a picture that agrees well elsewhere.
  const weak = (some[some.length >> 1] ?? 0) > clear ? weakened : -1;
  const isOther = (at: number) =>
    states[at] === 'differs' ||
    (states[at] === 'covered' && !isRecoloured) ||
    (states[at] === 'agrees' && !isRecoloured && correlations[at]! < weak);
  const seen = new Uint8Array(states.length);
  let [largest, wide, lone] = [0, 0, 0];
  for (let start = 0; start < states.length; start++) {
    if (!isOther(start) || seen[start]) continue;
    const queue = [start];
    seen[start] = 1;
    let [left, right] = [columns, 0];
    for (let next = 0; next < queue.length; next++) {
      const [x, y] = [queue[next]! % columns, Math.floor(queue[next]! / columns)];
      left = Math.min(left, x);
      right = Math.max(right, x);
      for (let v = Math.max(0, y - 1); v <= Math.min(rows - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(columns - 1, x + 1); u++) {
          const at = v * columns + u;
          if (!isOther(at) || seen[at]) continue;
          seen[at] = 1;
          queue.push(at);
        }
      }
    }
    if (queue.length > largest) [largest, wide] = [queue.length, right - left + 1];
    lone += queue.length;
  }
  const blocks = states.filter(state => state !== null).length;
  const [fewest, share] = isRecoloured ? overlays.recoloured : overlays.plain;
  if (largest < fewest || lone < share * blocks) return null;
  return wide >= 0.85 * columns ? 'captioned' : 'watermarked';
}

/** What agrees and what differs outside a caption. */
function outsideCaption(agreement: Agreement): { readonly agreed: number; readonly differing: number } {
  const { states, columns } = agreement;
  const { first, last } = rowsOutsideStrip(agreement);
  let [agreed, differing] = [0, 0];
  for (let at = first * columns; at < last * columns; at++) {
    if (states[at] === 'agrees') agreed++;
    else if (states[at] === 'differs' || states[at] === 'covered') differing++;
  }
  return { agreed, differing };
}
