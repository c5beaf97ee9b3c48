/**
 * How one picture lies on another: RANSAC over similarities, each from two matches, then an affine map by least squares
 * over those that agree. Source: M. Fischler and R. Bolles, "Random sample consensus", 1981.
 */
import { type LocalFeatures, levelScale } from '../protocol/encoder.ts';
import type { Matches } from './matching.ts';

/** `x' = a·x + b·y + c`, `y' = d·x + e·y + f`, in pixels of two sketches; a pixel's middle is at a half. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export interface Alignment {
  readonly map: Affine;
  /** Matches that agree with the map. */
  readonly inliers: number;
}

/** Matches that are looked at: the nearest ones. */
const mostMatches = 160;
const rounds = 500;

/** How far a corner may lie from where the map says, in pixels of the sketch, at the level where it was found. */
const tolerance = 2.5;

/** Two corners this near tell neither an angle nor a scale. */
const shortestBase = 10;

/** A crop to two fifths of a side, of a picture that was stretched, and some for the corners' own error. */
const greatestScale = 4;
const greatestStretch = 1.7;

/** What an angle may be off: a descriptor bears about this much, and orientation is no more precise. */
const angleTolerance = 0.5;
const levelTolerance = 2.2;

/** The best map of A onto B; null where no two matches agree with a third. */
export function aligned(a: LocalFeatures, b: LocalFeatures, matches: Matches): Alignment | null {
  const count = Math.min(mostMatches, matches.count);
  if (count < 3) return null;
  const from = new Float64Array(2 * count);
  const to = new Float64Array(2 * count);
  const angles = new Float64Array(count);
  const scales = new Float64Array(count);
  const limits = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    const [i, j] = [matches.a[at]!, matches.b[at]!];
    from[2 * at] = a.places[2 * i]! / 64;
    from[2 * at + 1] = a.places[2 * i + 1]! / 64;
    to[2 * at] = b.places[2 * j]! / 64;
    to[2 * at + 1] = b.places[2 * j + 1]! / 64;
    angles[at] = ((b.angles[j]! - a.angles[i]!) * 2 * Math.PI) / 256;
    scales[at] = (b.levels[j]! - a.levels[i]!) * Math.log(levelScale);
    limits[at] = (tolerance * levelScale ** b.levels[j]!) ** 2;
  }
  const best = bestSimilarity({ count, from, to, angles, scales, limits });
  return best && refined(best, { count, from, to, limits });
}

interface Points {
  readonly count: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly limits: Float64Array;
}

function bestSimilarity(
  points: Points & { readonly angles: Float64Array; readonly scales: Float64Array },
): Affine | null {
  const { count, from, to, angles, scales } = points;
  let best: Affine | null = null;
  let most = 2;
  // The same numbers for the same pictures, whoever asks.
  let state = 0x2545f491;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  const pairs = (count * (count - 1)) / 2;
  const isFew = pairs <= rounds;
  let [p, q] = [0, 0];
  for (let round = 0; round < (isFew ? pairs : rounds); round++) {
    if (isFew) {
      if (++q >= count) q = ++p + 1;
    } else {
      // The nearest matches are drawn more often: of two numbers the lower one.
      p = Math.min(below(count), below(count));
      q = Math.min(below(count), below(count));
      if (p === q) continue;
    }
    const [dx, dy] = [from[2 * q]! - from[2 * p]!, from[2 * q + 1]! - from[2 * p + 1]!];
    const [ex, ey] = [to[2 * q]! - to[2 * p]!, to[2 * q + 1]! - to[2 * p + 1]!];
    const length = dx * dx + dy * dy;
    if (length < shortestBase ** 2) continue;
    const cosine = (dx * ex + dy * ey) / length;
    const sine = (dx * ey - dy * ex) / length;
    const scale = Math.hypot(cosine, sine);
    if (scale > greatestScale || scale < 1 / greatestScale) continue;
    const angle = Math.atan2(sine, cosine);
    if (turn(angle - angles[p]!) > angleTolerance || turn(angle - angles[q]!) > angleTolerance) continue;
    const size = Math.log(scale);
    const slack = levelTolerance * Math.log(levelScale);
    if (Math.abs(size - scales[p]!) > slack || Math.abs(size - scales[q]!) > slack) continue;
    const c = to[2 * p]! - (cosine * from[2 * p]! - sine * from[2 * p + 1]!);
    const f = to[2 * p + 1]! - (sine * from[2 * p]! + cosine * from[2 * p + 1]!);
    const map: Affine = [cosine, -sine, c, sine, cosine, f];
    const inliers = agreeing(map, points, 1);
    if (inliers > most) {
      most = inliers;
      best = map;
    }
  }
  return best;
}

/** The smaller angle between two directions. */
function turn(angle: number): number {
  const rest = Math.abs(angle) % (2 * Math.PI);
  return rest > Math.PI ? 2 * Math.PI - rest : rest;
}

function agreeing(map: Affine, { count, from, to, limits }: Points, slack: number): number {
  let inliers = 0;
  for (let at = 0; at < count; at++) {
    const [x, y] = [from[2 * at]!, from[2 * at + 1]!];
    const dx = map[0] * x + map[1] * y + map[2] - to[2 * at]!;
    const dy = map[3] * x + map[4] * y + map[5] - to[2 * at + 1]!;
    if (dx * dx + dy * dy <= slack * limits[at]!) inliers++;
  }
  return inliers;
}

/** A few rounds of least squares, the first with more slack: a stretched copy is no similarity. */
function refined(similarity: Affine, points: Points): Alignment {
  let map = similarity;
  let inliers = agreeing(map, points, 1);
  for (const slack of [6, 3, 1, 1]) {
    const next = leastSquares(map, points, slack);
    if (!next || !isPlausible(next)) continue;
    const found = agreeing(next, points, 1);
    if (found < inliers) continue;
    map = next;
    inliers = found;
  }
  return { map, inliers };
}

function leastSquares(map: Affine, { count, from, to, limits }: Points, slack: number): Affine | null {
  let [n, sx, sy, sxx, sxy, syy] = [0, 0, 0, 0, 0, 0];
  let [tx, txx, txy, ty, tyx, tyy] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < count; at++) {
    const [x, y, u, v] = [from[2 * at]!, from[2 * at + 1]!, to[2 * at]!, to[2 * at + 1]!];
    const dx = map[0] * x + map[1] * y + map[2] - u;
    const dy = map[3] * x + map[4] * y + map[5] - v;
    if (dx * dx + dy * dy > slack * limits[at]!) continue;
    const weight = 1 / limits[at]!;
    n += weight;
    sx += weight * x;
    sy += weight * y;
    sxx += weight * x * x;
    sxy += weight * x * y;
    syy += weight * y * y;
    tx += weight * u;
    txx += weight * u * x;
    txy += weight * u * y;
    ty += weight * v;
    tyx += weight * v * x;
    tyy += weight * v * y;
  }
  if (n === 0) return null;
  const across = solved([sxx, sxy, sx, sxy, syy, sy, sx, sy, n], [txx, txy, tx]);
  const down = solved([sxx, sxy, sx, sxy, syy, sy, sx, sy, n], [tyx, tyy, ty]);
  return across && down ? [...across, ...down] : null;
}

/** Cramer's rule for three unknowns; null where they are not determined. */
export function solved(
  m: readonly [number, number, number, number, number, number, number, number, number],
  [r, s, t]: readonly [number, number, number],
): readonly [number, number, number] | null {
  const [a, b, c, d, e, f, g, h, i] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (Math.abs(determinant) < 1e-9 * Math.abs(a * e * i)) return null;
  return [
    (r * (e * i - f * h) - b * (s * i - f * t) + c * (s * h - e * t)) / determinant,
    (a * (s * i - f * t) - r * (d * i - f * g) + c * (d * t - s * g)) / determinant,
    (a * (e * t - s * h) - b * (d * t - s * g) + r * (d * h - e * g)) / determinant,
  ];
}

/** The two scales of an affine map, the larger one first. */
export function scalesOf([a, b, , d, e]: Affine): readonly [number, number] {
  const half = (a * a + b * b + d * d + e * e) / 2;
  const rest = Math.sqrt(Math.max(0, half * half - (a * e - b * d) ** 2));
  return [Math.sqrt(half + rest), Math.sqrt(Math.max(0, half - rest))];
}

/** False for a map that no edit makes. */
export function isPlausible(map: Affine): boolean {
  const [large, small] = scalesOf(map);
  return large <= greatestScale * 1.2 && small * greatestScale * 1.2 >= 1 && large <= greatestStretch * small;
}

/** First `inner`, then `outer`. */
export function after(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}
