/** Means with a 95 % bootstrap interval (Efron 1979, the percentile method), by a fixed seed. */
import { randomNumbers, seed } from './random.ts';

/** So many resamples leave the interval stable in its first decimal. */
const resamples = 2000;

/** What was measured of things that belong together, for example of the five captions of one picture. */
export type Cluster = readonly number[];

/**
 * Measured values in strata of clusters. Whole clusters are resampled, since five captions of one picture say less
 * than five captions of five pictures; each stratum by itself, and the mean is that of the strata's means.
 */
export type Sample = readonly (readonly Cluster[])[];

export interface Estimate {
  readonly mean: number;
  /** Null where there is one cluster only: nothing can be said of the spread then. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly count: number;
}

/** A sample of independent values. */
export function independent(values: readonly (number | boolean)[]): Sample {
  return [values.map(value => [Number(value)])];
}

export function estimate(sample: Sample): Estimate {
  const strata = sample.map(clusters => ({
    sums: Float64Array.from(clusters, cluster => cluster.reduce((sum, value) => sum + value, 0)),
    counts: Float64Array.from(clusters, cluster => cluster.length),
  }));
  const resampledMean = (pick: (clusters: number) => number) => {
    let total = 0;
    for (const { sums, counts } of strata) {
      let [sum, count] = [0, 0];
      for (let i = 0; i < sums.length; i++) {
        const cluster = pick(sums.length);
        sum += sums[cluster]!;
        count += counts[cluster]!;
      }
      total += sum / count;
    }
    return total / strata.length;
  };
  return {
    mean: exactMean(sample),
    interval: sample.every(clusters => clusters.length > 1) ? spread(resampledMean) : null,
    count: sample.flat(2).length,
  };
}

/** The same sample of another model, taken away value by value: an interval of the difference sees only what differs. */
export function difference(first: Sample, second: Sample): Sample {
  return first.map((clusters, stratum) =>
    clusters.map((cluster, place) => cluster.map((value, i) => value - second[stratum]![place]![i]!)),
  );
}

function exactMean(sample: Sample): number {
  const means = sample.map(clusters => {
    const values = clusters.flat();
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

function spread(resampledMean: (pick: (clusters: number) => number) => number): [number, number] {
  const random = randomNumbers(seed);
  const means = Float64Array.from({ length: resamples }, () =>
    resampledMean(clusters => Math.floor(random() * clusters)),
  ).sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

/** Between two values by a straight line, as numpy's `percentile` does. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
