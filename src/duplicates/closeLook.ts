/**
 * A second look at two flat pictures that lie on each other, in more pixels than a sketch has: words of a whole screen are
 * a few pixels high there, and borders of rows and cells outweigh them. In the pixels of the coarser one of the two, made
 * as soft as each other, a pixel is another one where its luma lies outside of what the other picture has around it. What
 * was laid over a copy makes it lighter or darker; other words leave something out and add something else.
 */
import { inverse } from '../protocol/duplicate.ts';
import type { Sketch } from '../protocol/encoder.ts';
import { blockSide } from './agreement.ts';
import { type Affine, after } from './alignment.ts';
import type { Evidence } from './evidence.ts';
import { pixelAreas } from './pixelAreas.ts';
import { refinedOnPixels } from './refinement.ts';
import { type Range, rangeOf } from './ranges.ts';
import { rowsOutsideStrip } from './strip.ts';
import { isRectangle } from './structure.ts';
import { evenTones } from './tones.ts';
import { type Plane, lumaOn, softened, warped } from './warp.ts';

/** A sketch and the same picture in more pixels. */
export interface Closer {
  readonly sketch: Sketch;
  readonly close: Sketch;
}

/** Luma beyond what the other picture has in the nine pixels around: more than JPEG of low quality leaves beside letters. */
const otherLuma = 48;

/** Share of the pixels with nothing around them in either picture: screens and documents have more, photographs seldom. */
const flatShare = 0.6;
/** Lumas that are nothing. */
const nothing = 8;

/** Mean difference that is left, in deviations: what was laid over a large part leaves more, and then nothing is said. */
const mostLeft = 0.18;

/** Pixels that are lighter, and that are darker, in areas of three and more: the fewer of both, the more of both, and the one as a share of the other. */
const differing = { fewer: 8, more: 20, share: 0.08 };
/** The same where one went through a filter. */
const toned = { fewer: 20, more: 20, share: 0.25 };
const leastArea = 3;

/** An area that takes such a share of all, and fills so much of its bounds, is a patch: nothing is said of it, and of so many pixels around it. */
const patch = { share: 0.004, least: 300, filled: 0.3, around: 6 };
/** The same around a patch that the sketches tell, in their pixels. */
const aroundRectangle = 5;

/** How much more the sharper one has of steep edges when it is as soft as the other one, and how many passes are tried. */
const [asSoft, mostPasses] = [1.08, 16];

/** Pixels by which a picture of the same size may seem to be moved and is not. */
const unmoved = 2.5;

/** Whether two flat pictures are surely other ones, by details that their sketches do not show. False where nothing can be said. */
export function areOtherClosely(a: Closer, b: Closer, evidence: Evidence): boolean {
  const { map, isTurned, grounds, view, colour } = evidence;
  const whole = after(grown(b), after(map, inverse(grown(a))));
  const isOver = Math.abs(whole[0] * whole[4] - whole[1] * whole[3]) < 1;
  const [frame, source] = isOver ? [b, a] : [a, b];
  const [ground = 0, otherGround = 0] = isOver === isTurned ? grounds : [...grounds].reverse();
  const plain = lumaOn(frame.close, ground);
  const other = lumaOn(source.close, otherGround);
  const start = unlessMoved(isOver ? inverse(whole) : whole, frame.close, source.close);
  const refined = refinedOnPixels(softened(plain, 1), softened(other, 1), start, view.negative);
  if (refined.error > mostLeft) return false;
  const there = warped(other, refined.map, plain.width, plain.height);
  const { plane, isSame } = evenTones(plain, there, isOver === isTurned ? colour.gain : 1 / colour.gain);
  const even = asSoftAsEachOther(plane, there);
  if (!even) return false;
  const around = rangesOf(even);
  if (!areFlat(even[1], around)) return false;
  const signs = signsOf(even, around, outsideOfLaid(evidence, frame.sketch, plain, isOver));
  const sizes = [1, 2].map(sign =>
    pixelAreas(signs, plain.width, value => value === sign, 'joined').reduce(
      (sum, { size }) => sum + (size >= leastArea ? size : 0),
      0,
    ),
  );
  const { fewer, more, share } = isSame ? differing : toned;
  const [less, most] = [Math.min(...sizes), Math.max(...sizes)];
  return less >= fewer && most >= more && less >= share * most;
}

/** Pixels of a sketch to those of the larger picture. */
function grown({ sketch, close }: Closer): Affine {
  return [close.width / sketch.width, 0, 0, 0, close.height / sketch.height, 0];
}

/** Of two pictures of one size that all but lie on each other, the map that moves nothing: what differs pulls at the other one. */
function unlessMoved(map: Affine, frame: Sketch, source: Sketch): Affine {
  if (frame.width !== source.width || frame.height !== source.height) return map;
  const [a, b, c, d, e, f] = map;
  const isMoved = [0, 1, 2, 3].some(corner => {
    const [x, y] = [(corner & 1) * frame.width, (corner >> 1) * frame.height];
    return Math.hypot(a * x + b * y + c - x, d * x + e * y + f - y) > unmoved;
  });
  return isMoved ? map : [1, 0, 0, 0, 1, 0];
}

/** The sharper one smoothed until both have as many steep edges; null where that takes too much. */
function asSoftAsEachOther(one: Plane, other: Plane): readonly [Plane, Plane] | null {
  let [p, q] = [one, other];
  for (let pass = 0; pass <= mostPasses; pass++) {
    const [ofP, ofQ] = [steepness(p, q), steepness(q, p)];
    if (Math.max(ofP, ofQ) <= asSoft * Math.min(ofP, ofQ)) return [p, q];
    if (ofP > ofQ) p = softened(p, 1);
    else q = softened(q, 1);
  }
  return null;
}

/** Squared differences of neighbours, where both pictures are. */
function steepness({ data, width, height }: Plane, other: Plane): number {
  let sum = 1;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0, at = y * width; x < width - 1; x++, at++) {
      const [right, below] = [at + 1, at + width];
      if (Math.min(data[at]!, data[right]!, data[below]!) < 0) continue;
      if (Math.min(other.data[at]!, other.data[right]!, other.data[below]!) < 0) continue;
      sum += (data[right]! - data[at]!) ** 2 + (data[below]! - data[at]!) ** 2;
    }
  }
  return sum;
}

function rangesOf([one, other]: readonly [Plane, Plane]): readonly [Range, Range] {
  return [rangeOf(one), rangeOf(other)];
}

/** True where most of both pictures is of one colour, pixel by pixel. */
function areFlat({ data }: Plane, around: readonly [Range, Range]): boolean {
  const [, there] = around;
  let n = 0;
  const flat = [0, 0];
  for (let at = 0; at < data.length; at++) {
    if (there.least[at]! < 0) continue;
    n++;
    for (const [which, { least, most }] of around.entries())
      if (most[at]! - least[at]! <= nothing) flat[which]!++;
  }
  return n > 0 && Math.min(...flat) >= flatShare * n;
}

/** For each pixel of the frame 1 where it is darker than the other picture, 2 where it is lighter, 0 where it is neither or `isOutside` says no. */
function signsOf(
  [{ data, width, height }, other]: readonly [Plane, Plane],
  [own, there]: readonly [Range, Range],
  isOutside: (x: number, y: number) => boolean,
): Uint8Array {
  const signs = new Uint8Array(data.length);
  let overlap = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      if (there.least[at]! < 0) continue;
      overlap++;
      const [mine, its] = [data[at]!, other.data[at]!];
      const isDarker = mine < there.least[at]! - otherLuma || its > own.most[at]! + otherLuma;
      const isLighter = mine > there.most[at]! + otherLuma || its < own.least[at]! - otherLuma;
      if ((isDarker || isLighter) && isOutside(x, y)) signs[at] = isDarker ? 1 : 2;
    }
  }
  const least = Math.max(patch.least, patch.share * overlap);
  for (const { size, left, right, top, bottom } of pixelAreas(signs, width, value => value !== 0, 'joined')) {
    if (size < least || size < patch.filled * (right - left) * (bottom - top)) continue;
    for (let y = Math.max(0, top - patch.around); y < Math.min(height, bottom + patch.around); y++)
      signs.fill(
        0,
        y * width + Math.max(0, left - patch.around),
        y * width + Math.min(width, right + patch.around),
      );
  }
  return signs;
}

/** True of the pixels of the frame that lie in no caption, and under no patch that the sketches tell. */
function outsideOfLaid(
  { map, isTurned, agreement, structure }: Evidence,
  own: Sketch,
  { width, height }: Plane,
  isOver: boolean,
): (x: number, y: number) => boolean {
  const inOwn: Affine = [own.width / width, 0, 0, 0, own.height / height, 0];
  const [a, b, c, d, e, f] = isOver === isTurned ? inOwn : after(isTurned ? map : inverse(map), inOwn);
  const { first, last } = rowsOutsideStrip(agreement);
  // The blocks lie in the middle of the sketch: less than one is left above them.
  const above = first === 0 ? -Infinity : first * blockSide;
  const below = last === agreement.rows ? Infinity : last * blockSide;
  const area = structure && isRectangle(structure) ? structure.main : null;
  return (x, y) => {
    const u = a * (x + 0.5) + b * (y + 0.5) + c;
    const v = d * (x + 0.5) + e * (y + 0.5) + f;
    if (v < above || v >= below) return false;
    if (!area) return true;
    return (
      u < area.left - aroundRectangle ||
      u >= area.right + aroundRectangle ||
      v < area.top - aroundRectangle ||
      v >= area.bottom + aroundRectangle
    );
  };
}
