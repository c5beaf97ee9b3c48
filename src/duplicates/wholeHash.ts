/**
 * A hash of a whole picture that is known in all eight orientations: the signs of the lowest frequencies. A mirror image
 * changes the signs of the odd ones, a quarter turn changes rows for columns as well, and a negative changes all of them.
 * Source of the method: C. Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010 (pHash); here
 * the sign stands for "above the median", so that one hash yields the others.
 */

const side = 16;
const frequencies = 8;

/** Cosines of the discrete transform, frequency by place. */
const cosines = Float32Array.from({ length: frequencies * side }, (_, at) =>
  Math.cos((Math.PI * Math.floor(at / side) * ((at % side) + 0.5)) / side),
);

/** 64 bits in two words: bit `8v + u` is the sign of frequency u across and v down; that of the mean is 0. `tiny`: 16 × 16. */
export function wholeHash(tiny: Uint8Array): readonly [number, number] {
  const across = new Float32Array(side * frequencies);
  for (let y = 0; y < side; y++) {
    for (let u = 0; u < frequencies; u++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += tiny[y * side + x]! * cosines[u * side + x]!;
      across[y * frequencies + u] = sum;
    }
  }
  const words: [number, number] = [0, 0];
  for (let v = 0; v < frequencies; v++) {
    for (let u = 0; u < frequencies; u++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += across[y * frequencies + u]! * cosines[v * side + y]!;
      const bit = v * frequencies + u;
      if (bit > 0 && sum > 0) words[bit >> 5]! |= 1 << (bit & 31);
    }
  }
  return words;
}

/** Columns and rows of odd frequencies. */
const [oddColumns, oddRows] = [0xaaaaaaaa | 0, 0xff00ff00 | 0];

/** The hash in its eight orientations, then those of the negative: 16 pairs of words. */
export function orientedHashes([low, high]: readonly [number, number]): Int32Array {
  const turned = transposed(low, high);
  const all = new Int32Array(32);
  let to = 0;
  for (const complement of [0, -1]) {
    for (const [first, second] of [[low, high] as const, turned]) {
      for (const mask of [0, oddColumns, oddRows, oddColumns ^ oddRows]) {
        // The mean has no sign that could change.
        all[to++] = ((first ^ mask ^ complement) & ~1) | 0;
        all[to++] = second ^ mask ^ complement;
      }
    }
  }
  return all;
}

function transposed(low: number, high: number): readonly [number, number] {
  const words: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit++) {
    if (((bit < 32 ? low >>> bit : high >>> (bit - 32)) & 1) === 0) continue;
    const other = (bit & 7) * 8 + (bit >> 3);
    words[other >> 5]! |= 1 << (other & 31);
  }
  return words;
}
