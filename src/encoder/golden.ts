/** Pictures by formula, on which a device has to say what the processor says. */

/** A cosine from here on is the same answer: different kernels round differently, wrong ones are far off. */
export const sameAnswer = 0.999;

/** Rows of the golden batch. */
export const goldenRows = 3;

/**
 * Smooth waves, fine stripes and seeded noise, so that no two rows are alike: `goldenRows × 3 × height × width`, in
 * −2..2 as normalized pixels are.
 */
export function goldenPictures({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): Float32Array {
  const values = new Float32Array(goldenRows * 3 * width * height);
  let at = 0;
  let seed = 1;
  for (let row = 0; row < goldenRows; row++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          // Numerical Recipes' linear congruential generator.
          seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
          const [u, v] = [x / width, y / height];
          values[at++] =
            row === 0
              ? 1.5 * Math.sin(6 * u + 4 * v + 2 * channel)
              : row === 1
                ? Math.sign(Math.sin((40 + 20 * channel) * (u - v)))
                : seed / 2 ** 30 - 2;
        }
      }
    }
  }
  return values;
}

/** The smallest cosine between rows of unit vectors; −1 where the shapes differ or a number is none. */
export function smallestCosine(some: Float32Array, others: Float32Array, rows: number): number {
  if (some.length !== others.length || some.length === 0) return -1;
  const width = some.length / rows;
  let smallest = 1;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += some[i]! * others[i]!;
    if (!Number.isFinite(sum)) return -1;
    smallest = Math.min(smallest, sum);
  }
  return smallest;
}
