/**
 * How good is a hit: told from how all images of the workspace score for the same query,
 * because a cosine means something else for every query and every model.
 */

export interface Background {
  readonly median: number;
  /** Standard deviation of a normal distribution with the same median absolute deviation. */
  readonly deviation: number;
}

/** 1 / Φ⁻¹(3/4): turns a median absolute deviation into a standard deviation (Rousseeuw & Croux 1993). */
const madToDeviation = 1.4826;

/** Median and spread of a sample of the scores; robust, so that the good hits themselves hardly move it. */
export function backgroundOf(sample: Float32Array): Background {
  const median = middle(sample);
  return { median, deviation: madToDeviation * middle(sample.map(score => Math.abs(score - median))) };
}

/** Among `count` scores of pure chance the best lies about this many deviations above the middle (Cramér 1946, §28.6). */
export function expectedBest(count: number): number {
  return Math.sqrt(2 * Math.log(Math.max(2, count)));
}

/**
 * Deviations above what chance alone would give the best of all images.
 * Committed with the bands' test; see docs/decisions/score-bands.md.
 */
export const bandThresholds = { strong: 1, fair: -0.5 } as const;

/**
 * Among fewer images nothing is called weak: a spread told from so few scores is itself chance, and where
 * a good part of them fits, the good ones are the crowd (docs/decisions/score-bands.md).
 */
export const fewestForBands = 20;

/** How many of the scores, best first, are strong and how many fair; the rest is weak. */
export function countBands(
  bestFirst: ArrayLike<number>,
  background: Background,
  searched: number,
): { strong: number; fair: number } {
  if (searched < fewestForBands) return { strong: 0, fair: bestFirst.length };
  const chance = expectedBest(searched);
  const reaches = (score: number, threshold: number) =>
    score - background.median >= (chance + threshold) * background.deviation && score > background.median;
  let strong = 0;
  while (strong < bestFirst.length && reaches(bestFirst[strong]!, bandThresholds.strong)) strong++;
  let fair = 0;
  while (strong + fair < bestFirst.length && reaches(bestFirst[strong + fair]!, bandThresholds.fair)) fair++;
  return { strong, fair };
}

function middle(values: ArrayLike<number>): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
