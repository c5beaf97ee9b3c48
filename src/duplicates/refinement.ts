/**
 * From a map that is right by a few pixels to one that is right by a fraction: Gauss and Newton over the pixels.
 * Source: S. Baker and I. Matthews, "Lucas-Kanade 20 years on", 2004 (the inverse compositional form), with brightness and
 * contrast taken out first and what differs much left out, so that a caption pulls at nothing.
 */
import { inverse } from '../protocol/duplicate.ts';
import { type Affine, after, isPlausible } from './alignment.ts';
import { type Plane, bilinear } from './warp.ts';

const rounds = 4;
/** Every third pixel each way says enough. */
const stride = 3;
/** Differences above so many deviations are no misplacement. */
const outlier = 1.2;

/** `map` takes pixels of `frame` to those of `source`; `error` is the mean difference that is left, 0 to 1.2 deviations. */
export function refinedOnPixels(
  frame: Plane,
  source: Plane,
  map: Affine,
  negative: boolean,
): { readonly map: Affine; readonly error: number } {
  let best = map;
  let least = Infinity;
  let now = map;
  for (let round = 0; round <= rounds; round++) {
    const step = improved(frame, source, now, negative);
    if (!step) break;
    if (step.error < least) {
      least = step.error;
      best = now;
    }
    if (!step.next || !isPlausible(step.next)) break;
    now = step.next;
  }
  return { map: best, error: least };
}

function improved(
  frame: Plane,
  source: Plane,
  map: Affine,
  negative: boolean,
): { readonly error: number; readonly next: Affine | null } | null {
  const { data, width, height } = frame;
  const seen = sampled(source, map, width, height);
  let [n, sumA, sumB, squareA, squareB] = [0, 0, 0, 0, 0];
  for (let y = 1; y < height - 1; y += stride) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += stride, at += stride) {
      if (seen[at]! < 0) continue;
      n++;
      sumA += data[at]!;
      sumB += seen[at]!;
      squareA += data[at]! ** 2;
      squareB += seen[at]! ** 2;
    }
  }
  if (n < 100) return null;
  const [meanA, meanB] = [sumA / n, sumB / n];
  const deviationA = Math.sqrt(Math.max(1, squareA / n - meanA * meanA));
  const deviationB = Math.sqrt(Math.max(1, squareB / n - meanB * meanB)) * (negative ? -1 : 1);
  const normal = new Float64Array(36);
  const right = new Float64Array(6);
  const slope = new Float64Array(6);
  let [error, used] = [0, 0];
  const [middleX, middleY] = [width / 2, height / 2];
  for (let y = 1; y < height - 1; y += stride) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += stride, at += stride) {
      if (seen[at]! < 0) continue;
      const difference = (seen[at]! - meanB) / deviationB - (data[at]! - meanA) / deviationA;
      error += Math.min(outlier, Math.abs(difference));
      if (Math.abs(difference) > outlier) continue;
      used++;
      const gx = (data[at + 1]! - data[at - 1]!) / (2 * deviationA);
      const gy = (data[at + width]! - data[at - width]!) / (2 * deviationA);
      const [u, v] = [(x + 0.5 - middleX) / middleX, (y + 0.5 - middleY) / middleX];
      slope[0] = gx * u;
      slope[1] = gx * v;
      slope[2] = gx;
      slope[3] = gy * u;
      slope[4] = gy * v;
      slope[5] = gy;
      for (let i = 0; i < 6; i++) {
        right[i]! += slope[i]! * difference;
        for (let j = i; j < 6; j++) normal[6 * i + j]! += slope[i]! * slope[j]!;
      }
    }
  }
  const change = used < 60 ? null : solvedSymmetric(normal, right);
  if (!change) return { error: error / n, next: null };
  const [p, q, r, s, t, w] = change as unknown as [number, number, number, number, number, number]; // six by construction
  // In pixels around the middle: x' = x + p·u + q·v + r, and so on.
  const turn: Affine = [
    1 + p / middleX, q / middleX, r - (p * middleX + q * middleY) / middleX,
    s / middleX, 1 + t / middleX, w - (s * middleX + t * middleY) / middleX,
  ]; // prettier-ignore
  return { error: error / n, next: after(map, inverse(turn)) };
}

/** The other picture at the pixels that are looked at; −1 where it does not reach. */
function sampled(source: Plane, [a, b, c, d, e, f]: Affine, width: number, height: number): Float32Array {
  const seen = new Float32Array(width * height);
  for (let y = 1; y < height - 1; y += stride) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += stride, at += stride) {
      const u = a * (x + 0.5) + b * (y + 0.5) + c;
      const v = d * (x + 0.5) + e * (y + 0.5) + f;
      const isInside = u >= 0.5 && v >= 0.5 && u <= source.width - 0.5 && v <= source.height - 0.5;
      seen[at] = isInside ? bilinear(source, u - 0.5, v - 0.5) : -1;
    }
  }
  return seen;
}

/** Gauss's elimination of six equations whose upper half is given; null where they do not determine the unknowns. */
function solvedSymmetric(upper: Float64Array, right: Float64Array): Float64Array | null {
  const m = upper.slice();
  const x = right.slice();
  for (let i = 0; i < 6; i++) for (let j = 0; j < i; j++) m[6 * i + j] = m[6 * j + i]!;
  for (let i = 0; i < 6; i++) {
    const pivot = m[7 * i]!;
    if (Math.abs(pivot) < 1e-9) return null;
    for (let row = i + 1; row < 6; row++) {
      const factor = m[6 * row + i]! / pivot;
      for (let j = i; j < 6; j++) m[6 * row + j]! -= factor * m[6 * i + j]!;
      x[row]! -= factor * x[i]!;
    }
  }
  for (let i = 5; i >= 0; i--) {
    for (let j = i + 1; j < 6; j++) x[i]! -= m[6 * i + j]! * x[j]!;
    x[i]! /= m[7 * i]!;
  }
  return x;
}
