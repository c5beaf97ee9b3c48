/** How near the vectors of one form of a model are to those of another. Unit vectors, one row after another. */

/** Pictures that a text finds first. */
const first = 10;

export interface Likeness {
  readonly mean: number;
  readonly least: number;
}

/** The cosines of rows at the same place. A row that is no number is as far as can be. */
export function likenessOf(some: Float32Array, others: Float32Array, dimensions: number): Likeness {
  const rows = some.length / dimensions;
  let [sum, least] = [0, 1];
  for (let row = 0; row < rows; row++) {
    const found = dot(some, row, others, row, dimensions);
    const cosine = Number.isFinite(found) ? found : -1;
    sum += cosine;
    least = Math.min(least, cosine);
  }
  return { mean: sum / rows, least };
}

export interface Towers {
  readonly images: Float32Array;
  readonly texts: Float32Array;
}

/** How many of the first ten pictures of each text are the same with both, on average. */
export function inCommon(some: Towers, others: Towers, dimensions: number): number {
  const queries = some.texts.length / dimensions;
  let common = 0;
  for (let query = 0; query < queries; query++) {
    const found = new Set(firstOf(some, query, dimensions));
    common += firstOf(others, query, dimensions).filter(place => found.has(place)).length;
  }
  return common / queries;
}

function firstOf({ images, texts }: Towers, query: number, dimensions: number): number[] {
  const scores = Array.from({ length: images.length / dimensions }, (_, row) => ({
    row,
    score: dot(texts, query, images, row, dimensions),
  }));
  return scores
    .sort((a, b) => b.score - a.score || a.row - b.row)
    .slice(0, first)
    .map(({ row }) => row);
}

function dot(a: Float32Array, rowOfA: number, b: Float32Array, rowOfB: number, dimensions: number): number {
  let sum = 0;
  const [startA, startB] = [rowOfA * dimensions, rowOfB * dimensions];
  for (let i = 0; i < dimensions; i++) sum += a[startA + i]! * b[startB + i]!;
  return sum;
}
