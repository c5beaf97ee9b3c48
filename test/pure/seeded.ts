/** Numbers, vectors and hashes that a seed decides. */
import type { ContentHash } from '../../src/protocol/asset.ts';

/** mulberry32: numbers in 0..1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function unit(values: ArrayLike<number>): Float32Array {
  const norm = Math.hypot(...Array.from(values));
  return Float32Array.from(values, value => value / norm);
}

/** Unit vectors around a few centres: as crowded as those of real pictures. */
export function clustered(random: () => number, count: number, dimensions: number): Float32Array[] {
  const spread = () => random() + random() + random() + random() - 2;
  const centres = Array.from({ length: 20 }, () => Float32Array.from({ length: dimensions }, spread));
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(random() * centres.length)]!;
    return unit(centre.map(value => value + 0.7 * spread()));
  });
}

export function hashOfNumber(number: number): ContentHash {
  // Any 64 digits make a hash; these spread over all of them.
  const digits = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return (digits.repeat(7) + number.toString(16).padStart(8, '0')) as ContentHash;
}
