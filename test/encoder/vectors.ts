/** Small arithmetic on the vectors of a reply. */

/** The vectors of a reply, one by one. */
export function rowsOf(vectors: Float32Array, dimensions: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimensions }, (_, row) =>
    vectors.subarray(row * dimensions, (row + 1) * dimensions),
  );
}

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, first, second] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    first += a[i]! * a[i]!;
    second += b[i]! * b[i]!;
  }
  return dot / Math.sqrt(first * second);
}

export function lengthOf(vector: ArrayLike<number>): number {
  return Math.hypot(...Array.from(vector));
}
