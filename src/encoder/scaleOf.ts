/** The trained temperature and bias of a graph with both towers, read out of what it gives. */

export interface Scale {
  /** exp(logit_scale). */
  readonly temperature: number;
  /** Added to a scaled cosine; 0 for CLIP. */
  readonly bias: number;
}

/** Cosines nearer to each other than this tell no slope. */
const leastSpread = 1e-3;

/** How far from the line the logits may lie, as a part of their own spread: half floats round them. */
const mostOff = 0.05;

/** A trained scale is above this, and the largest that is known is 118 (SigLIP L/16 384, big_vision's demo). */
const [lowest, highest] = [1, 1000] as const;

/**
 * The line through logits over cosines, `logit = temperature · cosine + bias`, by least squares. Null where they lie on
 * none, as when a graph gives something else under that name.
 */
export function scaleOf(logits: readonly number[], cosines: readonly number[]): Scale | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spreadOf = (values: readonly number[]) =>
    Math.sqrt(mean(values.map(value => (value - mean(values)) ** 2)));
  if (logits.length !== cosines.length || logits.length < 3) return null;
  const [logit, cosine, spread] = [mean(logits), mean(cosines), spreadOf(cosines)];
  if (!(spread >= leastSpread)) return null;
  const temperature = mean(cosines.map((value, i) => (value - cosine) * (logits[i]! - logit))) / spread ** 2;
  const bias = logit - temperature * cosine;
  const isLine =
    spreadOf(logits.map((value, i) => value - temperature * cosines[i]!)) <= mostOff * spreadOf(logits);
  return isLine && temperature >= lowest && temperature <= highest ? { temperature, bias } : null;
}
