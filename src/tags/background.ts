/**
 * How all images score under a label, so that a high score can be told from a usual one: a cosine means something else
 * for every label and every model (docs/decisions/label-groups.md has the numbers and their measurement).
 */

export interface Background {
  /** The usual score. */
  readonly level: number;
  /** How far scores lie from it, as a standard deviation. */
  readonly deviation: number;
}

/** A model that was trained to judge each text by itself (Zhai et al. 2023): the logit is `temperature × cosine + bias`. */
export interface Sigmoid {
  /** Null where nothing tells it. */
  readonly bias: number | null;
}

/** Among fewer images there is no crowd: a spread told from so few scores is itself chance, as in `search/bands.ts`. */
export const fewestForBackground = 20;

/** Contents that a background is told from; more change it by less than their own chance. */
export const mostForBackground = 2048;

/** 1 / Φ⁻¹(3/4): turns a median absolute deviation into a standard deviation (Rousseeuw & Croux 1993). */
const madToDeviation = 1.4826;

/** The deviation where there is no crowd, in units of the model's temperature: measured on the starter. */
const usualDeviation = 2.3;

/** Where more than half of the images are equal, nothing spreads; they are told apart no finer than this. */
const leastDeviation = 0.1 * usualDeviation;

/** Median and spread of a label's scores: robust, so that the images that it fits hardly move them. */
export function backgroundOf(scores: Float32Array, temperature: number): Background {
  const level = median(scores);
  const deviation = madToDeviation * median(scores.map(score => Math.abs(score - level)));
  return { level, deviation: Math.max(deviation, leastDeviation / temperature) };
}

/**
 * What 258 labels reach on mixed photographs, in usual deviations: levels above the crowd's level under words that say
 * nothing in particular to 0.63, deviations to 1.31, and 95 % of them to -0.51 and 1.20 (docs/decisions/label-groups.md).
 */
const [highestLevel, widestDeviation] = [0.75, 1.35];
const [highLevel, wideDeviation] = [-0.5, 1.2];

/** A level from here on, twice the highest of a mixed crowd, is none of its own: the crowd is what the label names. */
const impossibleLevel = 1.5;

/**
 * The background of a label where many of the crowd are what it names, which would hide it from them. Up to the highest
 * level of a mixed crowd it is the crowd's own; the further beyond, the less the crowd is believed, and the more the
 * label has the background of nearly any other (a redescending estimate, Hampel 1974). `nothing` is the background of
 * words that say nothing in particular; where it spreads wider than usual, the model's scores do.
 */
export function boundedBackground(
  { level, deviation }: Background,
  nothing: Background,
  temperature: number,
): Background {
  const unit = Math.max(nothing.deviation, usualDeviation / temperature);
  const boundedLevel = Math.min(level, nothing.level + highestLevel * unit);
  const boundedDeviation = Math.min(deviation, widestDeviation * unit);
  const beyond = ((level - nothing.level) / unit - highestLevel) / (impossibleLevel - highestLevel);
  if (beyond <= 0) return { level: boundedLevel, deviation: boundedDeviation };
  const doubt = Math.min(1, beyond);
  return {
    level: boundedLevel + doubt * (highLevel - highestLevel) * unit,
    deviation: boundedDeviation + doubt * (wideDeviation * unit - boundedDeviation),
  };
}

/** What stands for the background where there is no crowd: what the image scores under words that say nothing in particular. */
export function backgroundOfImage(nothingInParticular: number, temperature: number): Background {
  return { level: nothingInParticular, deviation: usualDeviation / temperature };
}

/** Deviations above what the best of some labels reaches by chance, from where on it is more likely than none of them. */
const beyondChance = 0.5;

/**
 * The score of "none of these": where the background of the labels lies on average, and as far above as the best of so
 * many labels lies by chance (√(2 ln n), Cramér 1946, §28.6), and a bit.
 */
export function scoreOfNone(backgrounds: readonly Background[]): number {
  const above = Math.sqrt(2 * Math.log(backgrounds.length)) + beyondChance;
  let sum = 0;
  for (const { level, deviation } of backgrounds) sum += level + above * deviation;
  return Math.min(1, sum / backgrounds.length);
}

/** Of the logistic curve that turns deviations above the level into a probability (Platt 1999). */
const half = 3.25;
const slope = 1.25;

/** The log-odds that a score is none of the background's: the same line for every label. */
export function logOdds(score: number, { level, deviation }: Background): number {
  return slope * ((score - level) / deviation - half);
}

/** The log-odds of labels as straight lines: slope times score plus offset, one for each label. */
export interface OddsLines {
  readonly slopes: Float64Array;
  readonly offsets: Float64Array;
}

/** The lines of `logOdds`, so that each of many scores costs one product. */
export function oddsOf(backgrounds: readonly Background[]): OddsLines {
  return {
    slopes: Float64Array.from(backgrounds, ({ deviation }) => slope / deviation),
    offsets: Float64Array.from(backgrounds, ({ level, deviation }) => -slope * (level / deviation + half)),
  };
}

/** The probability that a score is none of the background's: the same curve for every label. */
export function calibrated(score: number, background: Background): number {
  return 1 / (1 + Math.exp(-logOdds(score, background)));
}

function median(values: Float32Array): number {
  if (values.length === 0) return 0;
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
