/** How the colours of two pictures that lie on each other differ. */
import type { Sketch } from '../protocol/encoder.ts';
import type { Affine } from './alignment.ts';
import type { Plane } from './warp.ts';

/** Cells of chroma are this wide. */
const cell = 4;

/** Differences of chroma, of 127 at most, above what JPEG and rounding make. */
const otherColour = 18;

/** Differences of luma that nobody overlooks. */
const otherLuma = 40;

/** Chroma below this is grey. */
const hardlyColoured = 10;

export interface ColourDifference {
  /** Mean difference of luma in 0..255, as it is. */
  readonly luma: number;
  /** The share of pixels whose luma differs plainly. */
  readonly plain: number;
  /** The part of luma that a gain and an offset for the whole picture do not explain, in 0..255. */
  readonly unexplained: number;
  /** What takes the frame's luma to the other one's, without regard to what lies over a part. */
  readonly gain: number;
  readonly offset: number;
  /** Mean distance of chroma. */
  readonly chroma: number;
  /** The share of cells with another colour. */
  readonly recoloured: number;
  /** Mean chroma of the frame's and of the other picture: 0 is grey. */
  readonly colourfulA: number;
  readonly colourfulB: number;
  /** The share of cells that are coloured in one and grey in the other. */
  readonly lost: number;
}

/** `map` takes pixels of A's sketch to B's; `frame` is A's luma and `seen` B's in A's pixels. */
export function colourDifference(
  a: Sketch,
  b: Sketch,
  map: Affine,
  frame: Plane,
  seen: Plane,
): ColourDifference {
  let [n, sumA, sumB, squareA, product, squareB, luma, plain] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = 0; at < frame.data.length; at++) {
    const y = seen.data[at]!;
    if (y < 0) continue;
    const x = frame.data[at]!;
    n++;
    sumA += x;
    sumB += y;
    squareA += x * x;
    squareB += y * y;
    product += x * y;
    luma += Math.abs(x - y);
    if (Math.abs(x - y) > otherLuma) plain++;
  }
  n = Math.max(1, n);
  const [meanA, meanB] = [sumA / n, sumB / n];
  const variance = Math.max(1e-6, squareA / n - meanA * meanA);
  const gain = (product / n - meanA * meanB) / variance;
  const unexplained = Math.sqrt(Math.max(0, squareB / n - meanB * meanB - gain * gain * variance));
  return {
    luma: luma / n,
    plain: plain / n,
    unexplained,
    ...brightnessOf(frame, seen, { gain, offset: meanB - gain * meanA }, unexplained),
    ...chromaDifference(a, b, map),
  };
}

/** Rounds in which what lies over one of two pictures is left out of their brightness, and what counts for it, in deviations and grey levels. */
const brightnessRounds = 3;
const [farOff, leastOff] = [1.4, 12];

interface Brightness {
  readonly gain: number;
  readonly offset: number;
}

/** Least squares over what is no outlier of the round before: a black caption says nothing of the rest. */
function brightnessOf(frame: Plane, seen: Plane, start: Brightness, unexplained: number): Brightness {
  let { gain, offset } = start;
  let limit = Math.max(leastOff, farOff * unexplained);
  for (let round = 0; round < brightnessRounds && limit > leastOff; round++) {
    let [n, sumA, sumB, squareA, product, squareB] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < frame.data.length; at++) {
      const [x, y] = [frame.data[at]!, seen.data[at]!];
      if (y < 0 || Math.abs(y - gain * x - offset) > limit) continue;
      n++;
      sumA += x;
      sumB += y;
      squareA += x * x;
      squareB += y * y;
      product += x * y;
    }
    const variance = squareA / Math.max(1, n) - (sumA / Math.max(1, n)) ** 2;
    if (n < frame.data.length / 10 || variance < 1) break;
    gain = (product / n - (sumA * sumB) / n / n) / variance;
    offset = (sumB - gain * sumA) / n;
    const rest = squareB / n - (sumB / n) ** 2 - gain * gain * variance;
    limit = Math.max(leastOff, farOff * Math.sqrt(Math.max(0, rest)));
  }
  return { gain, offset };
}

function chromaDifference(a: Sketch, b: Sketch, map: Affine) {
  const columns = Math.ceil(a.width / cell);
  const rows = Math.ceil(a.height / cell);
  const otherColumns = Math.ceil(b.width / cell);
  const otherRows = Math.ceil(b.height / cell);
  const isOneTransparent = (a.alpha === null) !== (b.alpha === null);
  let [n, chroma, recoloured, colourfulA, colourfulB, lost] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = Math.min(a.width - 1, column * cell + cell / 2);
      const y = Math.min(a.height - 1, row * cell + cell / 2);
      const u = map[0] * x + map[1] * y + map[2];
      const v = map[3] * x + map[4] * y + map[5];
      if (u < 0 || v < 0 || u >= b.width || v >= b.height) continue;
      const at = row * columns + column;
      // On which ground a transparent picture was laid nobody knows.
      if (
        isOneTransparent &&
        (a.alpha?.[y * a.width + x] ?? 255) + (b.alpha?.[Math.floor(v) * b.width + Math.floor(u)] ?? 255) <
          505
      )
        continue;
      const to = Math.floor(v / cell) * otherColumns + Math.floor(u / cell);
      const [blueA, redA] = [a.chroma[at]! - 128, a.chroma[columns * rows + at]! - 128];
      const [blueB, redB] = [b.chroma[to]! - 128, b.chroma[otherColumns * otherRows + to]! - 128];
      const difference = nearestColour(
        b.chroma,
        blueA + 128,
        redA + 128,
        Math.floor(u / cell),
        Math.floor(v / cell),
        otherColumns,
        otherRows,
      );
      const [greyA, greyB] = [Math.hypot(blueA, redA), Math.hypot(blueB, redB)];
      n++;
      chroma += difference;
      if (difference > otherColour) recoloured++;
      colourfulA += greyA;
      colourfulB += greyB;
      if (greyA < hardlyColoured !== greyB < hardlyColoured && difference > hardlyColoured) lost++;
    }
  }
  n = Math.max(1, n);
  return {
    chroma: chroma / n,
    recoloured: recoloured / n,
    colourfulA: colourfulA / n,
    colourfulB: colourfulB / n,
    lost: lost / n,
  };
}

/** The least distance of a colour to a cell and the eight around it: at an edge, half a cell makes another colour. */
function nearestColour(
  chroma: Uint8Array,
  blue: number,
  red: number,
  column: number,
  row: number,
  columns: number,
  rows: number,
): number {
  let least = Infinity;
  for (let y = Math.max(0, row - 1); y <= Math.min(rows - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      const at = y * columns + x;
      const [du, dv] = [chroma[at]! - blue, chroma[columns * rows + at]! - red];
      least = Math.min(least, du * du + dv * dv);
    }
  }
  return Math.sqrt(least);
}
