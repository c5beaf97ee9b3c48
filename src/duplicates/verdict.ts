/** From evidence to a verdict: is it a copy, and what was done to it. Thresholds were chosen on one half of the quality sets (docs/decisions/near-duplicates.md). */
import { type CropBox, type PixelMap, type Transformation, inverse } from '../protocol/duplicate.ts';
import type { AssetKind, ImageFormat } from '../protocol/asset.ts';
import { type Sketch, sketchSide } from '../protocol/encoder.ts';
import { type Affine, after, scalesOf } from './alignment.ts';
import { type Agreement, blockSide } from './agreement.ts';
import type { ColourDifference } from './colour.ts';
import type { Evidence } from './evidence.ts';
import { areasOfBlocks, otherWords, replacedBlocks } from './blockAreas.ts';
import { fills, hasFills, mostCorners } from './silhouette.ts';
import { rowsOutsideStrip } from './strip.ts';
import { isRectangle } from './structure.ts';

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

/**
 * What two pictures that lie on each other are: a copy, with what was done to it; `other`, surely pictures of their own, as
 * two screens of one template; null where nothing says that they are either.
 */
export type PairVerdict = CopyVerdict | 'other' | null;

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
/** What was added or taken away of a flat graphic, as a share of it: less is borne of a mirrored one, and more where all blocks agree. */
const drawn = { other: 0.002, mirrored: 0.001, agreeing: 0.03, ratio: 0.99, correlation: 0.96 };
/** What must agree beside one rectangle over a flat graphic. */
const patch = { ratio: 0.985, agreed: 40 };
/** A mark that lets a flat graphic through: the share of the blocks that it leaves, and what must agree of these. */
const marked = { blocks: 0.5, ratio: 0.985, agreed: 40 };
/** Two flat graphics of which most is the same to a hair, in the same colours, and in so many blocks, some of which hang together, both have something and not the same. */
const another = {
  cover: 0.9,
  error: 0.2,
  recoloured: 0.3,
  agreed: 30,
  ratio: 0.4,
  correlation: 0.97,
  replaced: 6,
  largest: 4,
};
/** So many blocks of a flat graphic that hang together and are much less alike than the rest are other words. */
const fewestOther = 4;
/** Pixels by which a rectangle is larger than its inner part, which alone is measured. */
const edge = 3;
/** Graphics with transparency, and pictures of so few pixels, have no copies in other colours: each is a picture of its own, unless the luma is the same to a hair. */
const sprite = { recoloured: 0.3, luma: 5, unexplained: 3 };
/** A picture that was enlarged so many times has too few pixels for a part of them to prove anything; some more may differ where luma is explained, and plainly darker or lighter, it is another one. */
const small = {
  enlarged: 4,
  ratio: 0.93,
  explained: { ratio: 0.9, unexplained: 16, recoloured: 0.3, gain: 0.2 },
  luma: 60,
};
/** Of two textures of few pixels what brightness does not explain is no more than what JPEG leaves of a faint one, in the same colours: then no area is looked for that was drawn over. */
const faint = { unexplained: 4, luma: 7, recoloured: 0.06, correlation: 0.9, agreed: 100 };
/** Only the hue is another one, or all is turned into its negative: the luma says so without corners. */
const onlyHue = { luma: 14, ratio: 0.95, agreed: 100, gain: 0.12 };
/** From this share of empty blocks on, a picture is a flat graphic; a photograph may have a plain ground, a screenshot seldom has none. */
const graphicShares = { photograph: 0.5, screenshot: 0.1, other: 0.25 };
/** A flat graphic of at most so many pixels, and about as high as wide, is as good as an icon. */
const iconPixels = 256;
const iconAspect = 1.34;

export function verdictOf(a: Compared, b: Compared, evidence: Evidence): PairVerdict {
  const { empty, blocks } = evidence.agreement;
  const isGraphic = empty >= graphicShareOf(a, b) * blocks;
  const isSmallest = Math.max(a.sketch.enlarged, b.sketch.enlarged) >= small.enlarged;
  const areTextures = isSmallest && a.kind === 'texture' && b.kind === 'texture';
  const most = evidence.corners === 0 ? fills.stripes : fills.figure;
  const areBare =
    isGraphic && evidence.corners <= mostCorners && (hasFills(a.sketch, most) || hasFills(b.sketch, most));
  const isIcon = areIcons(a, b) || areBare || (isGraphic && isSmall(a) && isSmall(b) && !areTextures);
  const isSprite = isGraphic && a.sketch.alpha !== null && b.sketch.alpha !== null;
  if ((isSprite || isSmallest) && isOtherSprite(evidence)) return null;
  if (isSmallest && isOtherSmall(evidence)) return null;
  const frame = evidence.isTurned ? b.sketch : a.sketch;
  const isSame =
    (areTextures && isSameFaint(evidence)) ||
    (isGraphic || isIcon ? isSameGraphic(evidence, frame, { isIcon, isSmallest }) : isSamePicture(evidence));
  if (isSame) return described(a, b, evidence);
  if (isGraphic && !isIcon && !isSmallest && isMarked(evidence)) return described(a, b, evidence, true);
  return isGraphic && !isIcon && !isSmallest && isOther(evidence) ? 'other' : null;
}

/** So many pixels of the coarser file for one in which the sketches are compared make a closer look worth its while. */
const leastCloser = 1.2;

/**
 * True where two that are copies by their sketches have more to show, and are no photographs. A mark that lets the picture
 * through, and what is drawn at any size, say nothing there.
 */
export function deservesCloseLook(a: Compared, b: Compared, evidence: Evidence): boolean {
  if (a.kind === 'photograph' && b.kind === 'photograph') return false;
  const [large, little] = scalesOf(evidence.map);
  const scale = Math.sqrt(large * little);
  const density = ({ width, height }: Compared) => Math.max(width, height) / sketchSide;
  const coarser = Math.min(density(a), scale * density(b)) / Math.min(1, scale);
  return coarser >= leastCloser && evidence.unmarked() === null;
}

function graphicShareOf(a: Compared, b: Compared): number {
  if (a.kind === 'photograph' && b.kind === 'photograph') return graphicShares.photograph;
  return a.kind === 'screenshot' && b.kind === 'screenshot' ? graphicShares.screenshot : graphicShares.other;
}

/** A copy may be taken for something else than its original; of large pictures one that looks like an icon makes none. */
function areIcons(a: Compared, b: Compared): boolean {
  const [one, other] = [a.kind === 'icon', b.kind === 'icon'];
  return (one && other) || ((one || other) && (isSmall(a) || isSmall(b)));
}

function isSmall({ width, height }: Compared): boolean {
  return (
    Math.max(width, height) <= iconPixels && Math.max(width, height) <= iconAspect * Math.min(width, height)
  );
}

function isOtherSmall({ agreement, colour, view }: Evidence): boolean {
  if (view.negative ? !isExactNegative(colour) : colour.luma > small.luma) return true;
  const { ratio, unexplained, recoloured, gain } = small.explained;
  const isExplained =
    colour.unexplained <= unexplained && colour.recoloured <= recoloured && Math.abs(colour.gain - 1) <= gain;
  return agreement.agreed < (isExplained ? ratio : small.ratio) * agreement.textured;
}

/** The blocks that agree are counted before. */
function isSameFaint({ agreement, colour, coverA, coverB, view }: Evidence): boolean {
  const isKept = view.negative || (colour.luma <= faint.luma && colour.recoloured <= faint.recoloured);
  return (
    isKept &&
    colour.unexplained <= faint.unexplained &&
    agreement.agreed >= faint.agreed &&
    agreement.correlation >= faint.correlation &&
    Math.max(coverA, coverB) >= flat.cover
  );
}

function isSamePicture(evidence: Evidence): boolean {
  const { agreement, colour, coverA, coverB, corners, view } = evidence;
  const { agreed, textured: all } = agreement;
  const isRecoloured = (colour.recoloured > textured.recoloured || view.negative) && !isOnlyHue(evidence);
  const needed = Math.max(
    agreed < textured.sure * all ? textured.corners : 0,
    isRecoloured ? textured.cornersOfRecoloured : 0,
  );
  return (
    agreed >= textured.ratio * all &&
    agreed >= textured.agreed &&
    Math.max(coverA, coverB) >= textured.cover &&
    corners >= needed
  );
}

function isOnlyHue({ agreement, colour, view }: Evidence): boolean {
  const isKept = view.negative ? isExactNegative(colour) : colour.luma <= onlyHue.luma;
  return (
    isKept &&
    agreement.agreed >= onlyHue.agreed &&
    agreement.agreed >= onlyHue.ratio * agreement.textured &&
    agreement.correlation >= onlyHue.ratio
  );
}

function isExactNegative({ gain }: ColourDifference): boolean {
  return Math.abs(gain + 1) <= onlyHue.gain;
}

/** Another hue makes another sprite; grey and a negative are what a filter makes. */
function isOtherSprite(evidence: Evidence): boolean {
  const { colour, view } = evidence;
  const isGrey = Math.min(colour.colourfulA, colour.colourfulB) < tolerance.grey;
  const isSameLuma = colour.luma <= sprite.luma && colour.unexplained <= sprite.unexplained;
  return (
    !view.negative && !isGrey && !isSameLuma && !isOnlyHue(evidence) && colour.recoloured > sprite.recoloured
  );
}

function isSameGraphic(
  evidence: Evidence,
  frame: Sketch,
  { isIcon, isSmallest }: { readonly isIcon: boolean; readonly isSmallest: boolean },
): boolean {
  const { agreement, coverA, coverB, structure, view } = evidence;
  if (!isIcon && isPatched(evidence, frame)) return Math.max(coverA, coverB) >= flat.cover;
  const { agreed, differing, covered, correlation } = outsideCaption(agreement);
  const agrees = agreed >= drawn.ratio * (agreed + differing + covered) && correlation >= drawn.correlation;
  // What lies over a plain area is known better colour by colour.
  const against = structure ? differing : differing + covered;
  const most = agrees ? drawn.agreeing : view.mirrored ? drawn.mirrored : drawn.other;
  if ((structure?.other ?? 0) > most) return false;
  const { first, last } = rowsOutsideStrip(agreement);
  const isOutside = (at: number) => at >= first * agreement.columns && at < last * agreement.columns;
  // In a picture that was enlarged so much, several blocks are one pixel.
  if (!isSmallest && otherWords(agreement, isOutside) >= fewestOther) return false;
  return (
    agreed >= flat.ratio * (agreed + against) &&
    agreed >= flat.agreed &&
    correlation >= flat.correlation &&
    Math.max(coverA, coverB) >= (agrees ? textured.cover : flat.cover) &&
    (!isIcon || isSameIcon(evidence))
  );
}

/** True where two flat graphics lie on each other for sure, and yet something else stands in a place where both have something. */
function isOther({ agreement, coverA, coverB, colour, error, view }: Evidence): boolean {
  const { agreed, textured: all, correlations, states } = agreement;
  const some = correlations.filter((_, at) => states[at] === 'agrees').sort();
  const { all: replaced, largest } = replacedBlocks(agreement);
  return (
    !view.mirrored &&
    !view.negative &&
    Math.min(coverA, coverB) >= another.cover &&
    error <= another.error &&
    colour.recoloured <= another.recoloured &&
    agreed >= another.agreed &&
    agreed >= another.ratio * all &&
    (some[some.length >> 1] ?? 0) >= another.correlation &&
    replaced >= another.replaced &&
    largest >= another.largest
  );
}

/** True where all that differs is one rectangle that was laid over one of the two. */
function isPatched({ agreement, structure }: Evidence, frame: Sketch): boolean {
  const area = structure?.main;
  if (!structure || !area || !isRectangle(structure)) return false;
  const { states, columns, rows } = agreement;
  const [left, top] = [(frame.width - columns * blockSide) >> 1, (frame.height - rows * blockSide) >> 1];
  const isBeside = (at: number) => {
    const x = left + (at % columns) * blockSide;
    const y = top + Math.floor(at / columns) * blockSide;
    return x > area.right + edge || x + blockSide < area.left - edge || y > area.bottom + edge || y + blockSide < area.top - edge; // prettier-ignore
  };
  let [agreed, differing] = [0, 0];
  for (const [at, state] of states.entries()) {
    if (!isBeside(at)) continue;
    if (state === 'agrees') agreed++;
    else if (state === 'differs' || state === 'covered') differing++;
  }
  return (
    agreed >= patch.agreed &&
    agreed >= patch.ratio * (agreed + differing) &&
    otherWords(agreement, isBeside) < fewestOther
  );
}

/** True where all that differs is a mark that lets the picture through. */
function isMarked({ agreement, unmarked: find, coverA, coverB, view }: Evidence): boolean {
  const unmarked = Math.max(coverA, coverB) < flat.cover ? null : find();
  if (!unmarked || unmarked.structure.other > (view.mirrored ? drawn.mirrored : drawn.other)) return false;
  const { states, agreed, blocks } = unmarked.agreement;
  const differing = states.filter(state => state === 'differs' || state === 'covered').length;
  return (
    blocks >= marked.blocks * agreement.blocks &&
    agreed >= marked.agreed &&
    agreed >= marked.ratio * (agreed + differing) &&
    otherWords(unmarked.agreement, () => true) < fewestOther
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

/** `hasMark`: it is a copy because all that differs is a mark. */
function described(a: Compared, b: Compared, evidence: Evidence, hasMark = false): CopyVerdict {
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
  const overlay = overlayOf(agreement, found.has('recoloured')) ?? (hasMark ? 'watermarked' : null);
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
  const areas = areasOfBlocks(columns, rows, isOther);
  const lone = areas.reduce((sum, { size }) => sum + size, 0);
  const [{ size: largest, width: wide } = { size: 0, width: 0 }] = areas.sort((p, q) => q.size - p.size);
  const blocks = states.filter(state => state !== null).length;
  const [fewest, share] = isRecoloured ? overlays.recoloured : overlays.plain;
  if (largest < fewest || lone < share * blocks) return null;
  return wide >= 0.85 * columns ? 'captioned' : 'watermarked';
}

/** What agrees and what differs outside a caption, and the mean correlation there. */
function outsideCaption(agreement: Agreement): {
  readonly agreed: number;
  readonly differing: number;
  readonly covered: number;
  readonly correlation: number;
} {
  const { states, correlations, columns } = agreement;
  const { first, last } = rowsOutsideStrip(agreement);
  let [agreed, differing, covered, total] = [0, 0, 0, 0];
  for (let at = first * columns; at < last * columns; at++) {
    const state = states[at];
    if (state === 'agrees') agreed++;
    else if (state === 'differs') differing++;
    else if (state === 'covered') covered++;
    if (state === 'agrees' || state === 'differs') total += Math.max(0, correlations[at]!);
  }
  return { agreed, differing, covered, correlation: total / Math.max(1, agreed + differing) };
}
