/** Scores of images under labels, by CLIP's own zero-shot method (Radford et al. 2021, §3.1). */

/**
 * The mean of unit vectors, made a unit vector again: one label's vector from those of its prompts.
 * `vectors` holds `count × dimensions` numbers from row `first` on.
 */
export function meanUnitVector(
  vectors: Float32Array,
  first: number,
  count: number,
  dimensions: number,
): Float32Array {
  const mean = new Float32Array(dimensions);
  for (let row = first; row < first + count; row++) {
    for (let i = 0; i < dimensions; i++) mean[i]! += vectors[row * dimensions + i]!;
  }
  let squares = 0;
  for (const value of mean) squares += value * value;
  const norm = Math.sqrt(squares) || 1;
  for (let i = 0; i < dimensions; i++) mean[i]! /= norm;
  return mean;
}

/** How much of what a label does not mean is taken away, as in a search (`search/query.ts`). */
const notWeight = 0.5;

/** A label's vector without what it does not mean; both are unit vectors, and so is the result. */
export function without(label: Float32Array, not: Float32Array): Float32Array {
  const rest = label.map((value, i) => value - notWeight * not[i]!);
  let squares = 0;
  for (const value of rest) squares += value * value;
  const norm = Math.sqrt(squares) || 1;
  return rest.map(value => value / norm);
}

/** Softmax of `temperature × cosine`; the results are in 0..1 and sum to 1. */
export function softmax(cosines: Float32Array, temperature: number, into: Float32Array): void {
  let highest = -Infinity;
  for (const cosine of cosines) highest = Math.max(highest, cosine);
  let sum = 0;
  for (let i = 0; i < cosines.length; i++) {
    const weight = Math.exp(temperature * (cosines[i]! - highest));
    into[i] = weight;
    sum += weight;
  }
  for (let i = 0; i < into.length; i++) into[i]! /= sum;
}

/** Label places, likeliest first; equal ones keep their order in the file. */
export function ranking(probabilities: Float32Array): number[] {
  return Array.from(probabilities.keys()).sort((a, b) => probabilities[b]! - probabilities[a]! || a - b);
}
