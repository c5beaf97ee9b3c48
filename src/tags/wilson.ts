/** Shares with 95 % intervals that hold for few images, too. */
import type { Share } from '../protocol/evaluation.ts';

/** Φ⁻¹(0.975): of a two-sided interval of 95 %. */
const deviations = 1.959964;

/** The score interval of a binomial share (Wilson 1927); null where there is nothing to count. */
export function wilson(hits: number, of: number): Share | null {
  if (of === 0) return null;
  const value = hits / of;
  const squared = deviations ** 2;
  const middle = (value + squared / (2 * of)) / (1 + squared / of);
  const reach =
    (deviations / (1 + squared / of)) * Math.sqrt((value * (1 - value)) / of + squared / (4 * of ** 2));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {
    value,
    low: hits === 0 ? 0 : Math.max(0, middle - reach),
    high: hits === of ? 1 : Math.min(1, middle + reach),
    of,
  };
}

/**
 * F1 = 2 F* / (1 + F*), where F* = hits / (hits + wrong + missed) is a plain share of the images that have the label or
 * were suggested it (Hand, Christen & Kirielle 2021, "F*: an interpretable transformation of the F-measure"). F1 rises
 * with F*, so the ends of its Wilson interval are carried over: no resampling, no seed. `of` is that of F*.
 */
export function f1Share(hits: number, wrong: number, missed: number): Share | null {
  const star = wilson(hits, hits + wrong + missed);
  if (!star) return null;
  const carried = (share: number) => (2 * share) / (1 + share);
  return { value: carried(star.value), low: carried(star.low), high: carried(star.high), of: star.of };
}
