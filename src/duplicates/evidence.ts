/** What speaks for two pictures being copies of each other: the best way to lay one onto the other, and how well they then agree. */
import { inverse } from '../protocol/duplicate.ts';
import { type Outline, type Sketch, tinySide } from '../protocol/encoder.ts';
import { type Affine, after, aligned, isPlausible } from './alignment.ts';
import { type Agreement, agreementOf, blockSide } from './agreement.ts';
import { type ColourDifference, colourDifference } from './colour.ts';
import { markedPlaces, withoutPlaces } from './mark.ts';
import { matched } from './matching.ts';
import { refinedOnPixels } from './refinement.ts';
import { rowsOutsideStrip } from './strip.ts';
import { type Structure, structureOf } from './structure.ts';
import { type View, seenAs, views } from './views.ts';
import { type Plane, lumaOn, softened, warped } from './warp.ts';

export interface Evidence {
  /** Pixels of A's sketch to those of B's. */
  readonly map: Affine;
  readonly view: View;
  /** Corners that agree with the map; 0 where the pictures were laid onto each other as wholes. */
  readonly inliers: number;
  /** The most corners that agreed with any way that was tried. */
  readonly corners: number;
  /** In the pixels of the coarser picture: of A, or of B where `isTurned`. */
  readonly agreement: Agreement;
  readonly isTurned: boolean;
  readonly colour: ColourDifference;
  /** Null where the blocks speak against a flat graphic, or against a copy. */
  readonly structure: Structure | null;
  /** Agreement and structure without a mark that lets one of the two through; null where there is no such mark. Looked for when it is asked for. */
  readonly unmarked: () => Unmarked | null;
  /** Which share of each picture the other one covers. */
  readonly coverA: number;
  readonly coverB: number;
  /** Grounds, 0 or 255, on which the transparent ones were compared. */
  readonly grounds: readonly number[];
  /** What refinement left, in deviations of luma. */
  readonly error: number;
}

export interface Unmarked {
  readonly agreement: Agreement;
  readonly structure: Structure;
}

/** Fewer corners than this agree by chance. */
const fewestInliers = 6;

/** A way to lay A onto B that deserves a look at the pixels. */
export interface Hypothesis {
  readonly map: Affine;
  readonly view: View;
  readonly inliers: number;
}

/**
 * All ways of which the outlines say that they are worth a look. `view` is the one, by place in `views`, in which most
 * corners were found again; null looks at the plain one and at the mirror image.
 */
export function hypotheses(a: Outline, b: Outline, view: number | null): readonly Hypothesis[] {
  const corners = byCorners(a, b, view === null ? views.slice(0, 2) : [views[view]!]);
  return [...corners, ...asTheyStand(a, b), ...whole(a, b)].sort((p, q) => q.inliers - p.inliers);
}

/** The best of these ways to lay A onto B; null where there is none. */
export function evidenceOf(a: Sketch, b: Sketch, ways: readonly Hypothesis[]): Evidence | null {
  let best: Evidence | null = null;
  const corners = Math.max(0, ...ways.map(({ inliers }) => inliers));
  for (const hypothesis of ways) {
    if (best && isSure(best) && !isPlain(hypothesis)) continue;
    const next = measured(a, b, hypothesis, corners);
    if (!next) continue;
    if (!best || worth(next) > worth(best)) best = next;
    // What is its own mirror image was not mirrored: the plain ways come next.
    if (isSure(best) && isPlain(best)) break;
  }
  return best;
}

/** Share of the agreeing blocks. */
const notPlain = 0.02;

/** So good that no other way can be much better. */
function isSure({ agreement: { agreed, textured } }: Evidence): boolean {
  return agreed >= 16 && agreed >= 0.9 * textured;
}

/** Neither mirrored nor turned by more than half a right angle. */
function isPlain({ map, view }: Pick<Evidence, 'map' | 'view'>): boolean {
  return !view.mirrored && map[0] > Math.abs(map[3]);
}

/** Agreeing blocks count, differing ones against it; a way that is not plain must be better by more than chance. */
function worth({ agreement: { agreed, textured, blocks }, colour, map, view }: Evidence): number {
  const twist = isPlain({ map, view }) ? 0 : notPlain * agreed;
  return agreed - (textured - agreed) + 0.001 * blocks - 0.002 * colour.luma - twist;
}

/** Of 99 in a hundred copies less than 0.4 deviations are left, of strangers up to one. */
const hopeless = 0.6;

/** Ways of laying wholes onto each other that are looked at closely. */
const mostWholes = 2;
/** Of two ways that look the same in small, the one without a turn is meant. */
const upright = 0.02;

/** The eight ways of laying the content of a picture onto that of another, where a look at both in small does not speak against it. */
function whole(a: Outline, b: Outline): Hypothesis[] {
  const [width, height] = [a.box.right - a.box.left, a.box.bottom - a.box.top];
  const [otherWidth, otherHeight] = [b.box.right - b.box.left, b.box.bottom - b.box.top];
  const out: Affine = [1, 0, -a.box.left, 0, 1, -a.box.top];
  const into: Affine = [1, 0, b.box.left, 0, 1, b.box.top];
  const found: (Hypothesis & { readonly likeness: number })[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const map = after(into, after(orientation(turn, width, height, otherWidth, otherHeight), out));
    if (!isPlausible(map)) continue;
    const correlation = tinyCorrelation(a.tiny, b.tiny, turn);
    if (Math.abs(correlation) < 0.55) continue;
    const likeness = Math.abs(correlation) + (turn === 0 ? upright : 0) + (correlation > 0 ? upright : 0);
    found.push({ map, view: { mirrored: turn >= 4, negative: correlation < 0 }, inliers: 0, likeness });
  }
  return found.sort((p, q) => q.likeness - p.likeness).slice(0, mostWholes);
}

/** Proportions that are the same but for rounding: that of a small copy. */
const sameAspect = 1.03;

/**
 * Frame on frame, where neither has corners that could say otherwise: of a flag, whose outer stripes may count as margins,
 * the content says little of how it lies.
 */
function asTheyStand(a: Outline, b: Outline): Hypothesis[] {
  if (Math.max(a.features.count, b.features.count) >= fewestInliers) return [];
  const [across, down] = [b.width / a.width, b.height / a.height];
  if (Math.max(across, down) > sameAspect * Math.min(across, down)) return [];
  return [{ map: [across, 0, 0, 0, down, 0], view: { mirrored: false, negative: false }, inliers: 0 }];
}

/** Quarter turns 0..3, and 4..7 the same of the mirrored picture. */
export function orientation(
  turn: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Affine {
  const [ux, uy] = [1 / width, 1 / height];
  const mirror: Affine = turn >= 4 ? [-ux, 0, 1, 0, uy, 0] : [ux, 0, 0, 0, uy, 0];
  const quarter: Affine = (
    [
      [1, 0, 0, 0, 1, 0],
      [0, -1, 1, 1, 0, 0],
      [-1, 0, 1, 0, -1, 1],
      [0, 1, 0, -1, 0, 1],
    ] as const
  )[turn & 3]!;
  return after([toWidth, 0, 0, 0, toHeight, 0], after(quarter, mirror));
}

function tinyCorrelation(a: Uint8Array, b: Uint8Array, turn: number): number {
  const map = orientation(turn, tinySide, tinySide, tinySide, tinySide);
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let y = 0, at = 0; y < tinySide; y++) {
    for (let x = 0; x < tinySide; x++, at++) {
      const u = Math.floor(map[0] * (x + 0.5) + map[1] * (y + 0.5) + map[2]);
      const v = Math.floor(map[3] * (x + 0.5) + map[4] * (y + 0.5) + map[5]);
      const [p, q] = [a[at]!, b[v * tinySide + u]!];
      sumA += p;
      sumB += q;
      squareA += p * p;
      squareB += q * q;
      product += p * q;
    }
  }
  const n = tinySide * tinySide;
  const variances = (squareA / n - (sumA / n) ** 2) * (squareB / n - (sumB / n) ** 2);
  return (product / n - (sumA * sumB) / n / n) / Math.sqrt(Math.max(1, variances));
}

function byCorners(a: Outline, b: Outline, some: readonly View[]): Hypothesis[] {
  return some.flatMap(view => {
    const seen = seenAs(a.features, a.width, view);
    const found = aligned(seen, b.features, matched(seen, b.features));
    if (!found || found.inliers < fewestInliers) return [];
    const map = view.mirrored ? after(found.map, [-1, 0, a.width, 0, 1, 0]) : found.map;
    return isPlausible(map) ? [{ map, view, inliers: found.inliers }] : [];
  });
}

function measured(
  a: Sketch,
  b: Sketch,
  { map, view, inliers }: Hypothesis,
  corners: number,
): Evidence | null {
  const isTurned = Math.abs(map[0] * map[4] - map[1] * map[3]) < 1;
  const [frame, source] = isTurned ? [b, a] : [a, b];
  const start = isTurned ? inverse(map) : map;
  const pairs = groundsOf(frame, source);
  const area = Math.sqrt(Math.abs(start[0] * start[4] - start[1] * start[3]));
  // Pixels of the frame that are one of the coarser file.
  const detail = Math.max(frame.enlarged, source.enlarged / area);
  let exact: Affine | null = null;
  const all: Evidence[] = [];
  const planes: (readonly [Plane, Plane])[] = [];
  for (const [groundOfFrame, groundOfSource] of pairs) {
    const plain = lumaOn(frame, groundOfFrame);
    const other = lumaOn(source, groundOfSource);
    const refined = refinedOnPixels(softened(plain, 1), softened(other, 1), exact ?? start, view.negative);
    if (refined.error > hopeless) continue;
    exact = refined.map;
    const seen = warped(other, exact, plain.width, plain.height);
    const colour = colourDifference(frame, source, exact, plain, seen);
    const [soft, softSeen] = [softened(plain, detail), softened(seen, detail)];
    const agreement = agreementOf(soft, softSeen, view.negative, colour);
    const structure = deservesStructure(agreement)
      ? structureOf(frame, source, exact, soft, softSeen, pixelRows(agreement, soft.height))
      : null;
    const [coverFrame, coverSource] = covers(seen, exact, source);
    planes.push([soft, softSeen]);
    all.push({
      map: isTurned ? inverse(exact) : exact,
      view,
      inliers,
      corners,
      agreement,
      isTurned,
      colour,
      structure,
      unmarked: () => null,
      coverA: isTurned ? coverSource : coverFrame,
      coverB: isTurned ? coverFrame : coverSource,
      grounds: [groundOfFrame, groundOfSource],
      error: refined.error,
    });
  }
  // Both transparent: they must agree on every ground, so the worst one counts. Else the ground is not known: the best.
  const isBoth = frame.alpha !== null && source.alpha !== null;
  const [first, ...rest] = all;
  if (!first || (isBoth && rest.length === 0)) return null;
  const chosen = rest.reduce((best, next) => (worth(next) < worth(best) === isBoth ? next : best), first);
  const structure = isBoth ? worse(first.structure, rest[0]?.structure ?? null) : chosen.structure;
  const refined = exact;
  if (!structure || !refined) return { ...chosen, structure };
  const compared = (isBoth ? all : [chosen]).map(one => [one, ...planes[all.indexOf(one)]!] as const);
  return { ...chosen, structure, unmarked: () => unmarkedOf(frame, source, refined, compared) };
}

/** Without a mark that is proven on one of the grounds, and lies in the same place on the other one; the worse ground counts. */
function unmarkedOf(
  frame: Sketch,
  source: Sketch,
  map: Affine,
  compared: readonly (readonly [evidence: Evidence, soft: Plane, seen: Plane])[],
): Unmarked | null {
  const places = compared
    .map(([{ colour, view }, soft, seen]) => (view.negative ? null : markedPlaces(soft, seen, colour)))
    .find(found => found !== null);
  if (!places) return null;
  const all = compared.map(([{ colour }, soft, seen]) => {
    const rest = withoutPlaces(seen, places);
    return {
      agreement: agreementOf(soft, rest, false, colour),
      structure: structureOf(frame, source, map, soft, rest, [0, soft.height]),
    };
  });
  return all.reduce((worst, one) => ({
    agreement: shareOf(one.agreement) < shareOf(worst.agreement) ? one.agreement : worst.agreement,
    structure: one.structure.other > worst.structure.other ? one.structure : worst.structure,
  }));
}

function shareOf({ agreed, textured }: Agreement): number {
  return agreed / Math.max(1, textured);
}

/** Fewer blocks are empty in a picture with texture all over; fewer that agree are no copy of a flat graphic. */
const graphicShare = 0.1;
const hopefulShare = 0.6;

function deservesStructure({ agreed, textured, blocks, empty }: Agreement): boolean {
  return empty >= graphicShare * blocks && agreed >= hopefulShare * textured;
}

/** The rows of pixels outside a caption. */
function pixelRows(agreement: Agreement, height: number): readonly [number, number] {
  const { first, last } = rowsOutsideStrip(agreement);
  const top = (height - agreement.rows * blockSide) >> 1;
  return [
    first === 0 ? 0 : top + first * blockSide,
    last === agreement.rows ? height : top + last * blockSide,
  ];
}

function worse(one: Structure | null, other: Structure | null): Structure | null {
  return (one?.other ?? 0) >= (other?.other ?? 0) ? (one ?? other) : other;
}

function groundsOf(frame: Sketch, source: Sketch): readonly (readonly [number, number])[] {
  if (!frame.alpha && !source.alpha) return [[0, 0]];
  if (frame.alpha && source.alpha) return [[255, 255], [0, 0]]; // prettier-ignore
  const opaque = outlineLuma(frame.alpha ? source : frame);
  return [...new Set([255, 0, opaque])].map(ground => [ground, ground] as const);
}

/** The median luma along the outline of an opaque picture: what a transparent one may have been laid on. */
function outlineLuma({ luma, width, height }: Sketch): number {
  const values: number[] = [];
  for (let x = 0; x < width; x++) values.push(luma[x]!, luma[(height - 1) * width + x]!);
  for (let y = 0; y < height; y++) values.push(luma[y * width]!, luma[y * width + width - 1]!);
  values.sort((p, q) => p - q);
  return values[values.length >> 1]!;
}

function covers(seen: Plane, map: Affine, source: Sketch): readonly [number, number] {
  let inside = 0;
  for (const value of seen.data) if (value >= 0) inside++;
  const area = Math.abs(map[0] * map[4] - map[1] * map[3]);
  return [inside / seen.data.length, Math.min(1, (inside * area) / (source.width * source.height))];
}
