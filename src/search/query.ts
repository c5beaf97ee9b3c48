/** One query vector from all that was asked for. */

export interface QueryParts {
  readonly text: Float32Array | null;
  readonly like: Float32Array | null;
  readonly not: Float32Array | null;
}

/**
 * How much of an unwanted direction is taken away: enough to move it off the first page,
 * not so much that the search is for its opposite.
 */
const notWeight = 0.5;

/** Images lie closer to images than to texts, so an example would drown the words at equal weight. */
const likeWeightBesideText = 0.5;

/** The unit vector nearest to all wishes; null when nothing was asked for. All parts are unit vectors. */
export function composeQuery(parts: QueryParts): Float32Array | null {
  const weighted: [Float32Array, number][] = [];
  if (parts.text) weighted.push([parts.text, 1]);
  if (parts.like) weighted.push([parts.like, parts.text ? likeWeightBesideText : 1]);
  if (parts.not) weighted.push([parts.not, -notWeight]);
  const [first] = weighted;
  if (!first) return null;
  const query = new Float32Array(first[0].length);
  for (const [vector, weight] of weighted) {
    for (let i = 0; i < query.length; i++) query[i]! += weight * vector[i]!;
  }
  let squares = 0;
  for (const value of query) squares += value * value;
  const norm = Math.sqrt(squares) || 1;
  for (let i = 0; i < query.length; i++) query[i]! /= norm;
  return query;
}
