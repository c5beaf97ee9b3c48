/** Which corner of one picture could be which of another: nearest by Hamming distance, from both sides. */
import type { LocalFeatures } from '../protocol/encoder.ts';

/** Of 256 bits; ORB-SLAM's limit for a sure match is 50, for a possible one 100. The geometry decides. */
const farthest = 72;

/** Places in both lists, nearest first. */
export interface Matches {
  readonly count: number;
  readonly a: Uint16Array;
  readonly b: Uint16Array;
}

/** Pairs that are each other's nearest. */
export function matched(a: LocalFeatures, b: LocalFeatures): Matches {
  const nearestOfB = new Int32Array(b.count).fill(-1);
  const distanceOfB = new Uint16Array(b.count).fill(farthest + 1);
  const nearestOfA = new Int32Array(a.count).fill(-1);
  const distanceOfA = new Uint16Array(a.count).fill(farthest + 1);
  const [first, second] = [a.bits, b.bits];
  for (let i = 0; i < a.count; i++) {
    const from = i * 8;
    const [w0, w1, w2, w3] = [first[from]!, first[from + 1]!, first[from + 2]!, first[from + 3]!];
    const [w4, w5, w6, w7] = [first[from + 4]!, first[from + 5]!, first[from + 6]!, first[from + 7]!];
    let best = farthest + 1;
    let bestAt = -1;
    for (let j = 0, to = 0; j < b.count; j++, to += 8) {
      const limit = best > distanceOfB[j]! ? best : distanceOfB[j]!;
      let distance = bitsOf(w0 ^ second[to]!) + bitsOf(w1 ^ second[to + 1]!) + bitsOf(w2 ^ second[to + 2]!);
      if (distance >= limit) continue;
      distance += bitsOf(w3 ^ second[to + 3]!) + bitsOf(w4 ^ second[to + 4]!) + bitsOf(w5 ^ second[to + 5]!);
      if (distance >= limit) continue;
      distance += bitsOf(w6 ^ second[to + 6]!) + bitsOf(w7 ^ second[to + 7]!);
      if (distance < best) {
        best = distance;
        bestAt = j;
      }
      if (distance < distanceOfB[j]!) {
        distanceOfB[j] = distance;
        nearestOfB[j] = i;
      }
    }
    nearestOfA[i] = bestAt;
    distanceOfA[i] = best;
  }
  const mutual: number[] = [];
  for (let i = 0; i < a.count; i++) {
    const j = nearestOfA[i]!;
    if (j >= 0 && nearestOfB[j] === i) mutual.push(i);
  }
  mutual.sort((x, y) => distanceOfA[x]! - distanceOfA[y]! || x - y);
  return {
    count: mutual.length,
    a: Uint16Array.from(mutual),
    b: Uint16Array.from(mutual, i => nearestOfA[i]!),
  };
}

/** How many bits of a 32-bit number are set (Warren, Hacker's Delight, 5-1). */
export function bitsOf(number: number): number {
  let x = number - ((number >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  return (((x + (x >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
