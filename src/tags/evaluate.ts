/** How well labels fit: counts, shares with intervals, what is taken for what, and better thresholds. */
import type { AssetId, ContentHash } from '../protocol/asset.ts';
import type { AverageQuality, Confusion, LabelQuality } from '../protocol/evaluation.ts';
import type { LabelGroup } from '../protocol/tag.ts';
import { hasNone, thresholdOf } from './suggest.ts';
import { adviseThreshold } from './threshold.ts';
import { truth } from './truth.ts';
import { f1Share, wilson } from './wilson.ts';

/** A content of which something is known; both rows follow the columns of the groups. */
export interface Judged {
  readonly hash: ContentHash;
  readonly id: AssetId;
  /** Values of `truth`; those for none of a group are `unknown`. */
  readonly truth: Int8Array;
  /** What the model says, with nothing of what people decided of this image. */
  readonly probabilities: Float32Array;
}

export interface Evaluation {
  readonly average: AverageQuality;
  readonly labels: readonly LabelQuality[];
  readonly confusions: readonly Confusion[];
}

/** So many images of a pair are named. */
const examplesNamed = 20;

/** What is suggested for one image, and what could be, as 0 and 1 by column. */
interface Prediction {
  readonly offered: Uint8Array;
  readonly suggested: Uint8Array;
  /** With those that a suggested label is a kind of. */
  readonly implied: Uint8Array;
}

/** A label and where it stands. */
interface LabelColumn {
  readonly column: number;
  readonly name: string;
  readonly group: LabelGroup;
  readonly threshold: number;
  /** Columns of the labels that it is a kind of. */
  readonly above: readonly number[];
}

/** Images that are looked at between two pauses. */
const slice = 2000;

/**
 * A label that is suggested brings those that it is a kind of. A hundred thousand images under many labels take
 * seconds: who drives it may let others go first whenever it yields.
 */
export function* evaluate(
  groups: readonly LabelGroup[],
  judged: readonly Judged[],
): Generator<undefined, Evaluation> {
  // Which half of the images a threshold is chosen on has nothing to do with what they show, and is always the same.
  const images = judged.toSorted((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const columns = labelColumns(groups);
  const predictions: Prediction[] = [];
  for (const image of images) {
    predictions.push(predict(groups, columns, image.probabilities));
    if (predictions.length % slice === 0) yield;
  }
  const parents = new Set(columns.flatMap(({ above }) => above));
  const labels: LabelQuality[] = [];
  for (const { column, name, group, threshold } of columns) {
    yield;
    const counts = { hits: 0, wrong: 0, missed: 0, others: 0 };
    const known = images.flatMap((image, place) => {
      if (image.truth[column] === truth.unknown) return [];
      const isRight = image.truth[column] === truth.yes;
      const { implied, offered } = predictions[place]!;
      counts[implied[column] ? (isRight ? 'hits' : 'wrong') : isRight ? 'missed' : 'others']++;
      return [{ isRight, probability: image.probabilities[column]!, isOffered: offered[column] === 1 }];
    });
    const { hits, wrong, missed } = counts;
    labels.push({
      label: name,
      group: group.name,
      ...counts,
      precision: wilson(hits, hits + wrong),
      recall: wilson(hits, hits + missed),
      f1: f1Share(hits, wrong, missed),
      threshold: adviseThreshold(known, threshold, parents.has(column)),
    });
  }
  yield;
  return { average: averageOf(labels), labels, confusions: confusionsOf(columns, images, predictions) };
}

function labelColumns(groups: readonly LabelGroup[]): readonly LabelColumn[] {
  const columns: LabelColumn[] = [];
  let first = 0;
  for (const group of groups) {
    const places = new Map(group.labels.map(({ name }, place) => [name, place]));
    group.labels.forEach(({ name, parent }, place) => {
      const above: number[] = [];
      // The parser refuses circles.
      for (let next = parent; next !== null; next = group.labels[places.get(next)!]!.parent)
        above.push(first + places.get(next)!);
      columns.push({ column: first + place, name, group, threshold: thresholdOf(group, place), above });
    });
    first += group.labels.length + (hasNone(group) ? 1 : 0);
  }
  return columns;
}

function predict(
  groups: readonly LabelGroup[],
  columns: readonly LabelColumn[],
  probabilities: Float32Array,
): Prediction {
  const offered = new Uint8Array(probabilities.length);
  let first = 0;
  for (const group of groups) {
    const width = group.labels.length + (hasNone(group) ? 1 : 0);
    const own = probabilities.subarray(first, first + width);
    if (group.kind === 'any-of') offered.fill(1, first, first + width);
    else offered[first + own.indexOf(own.reduce((best, value) => Math.max(best, value), 0))] = 1;
    first += width;
  }
  const suggested = new Uint8Array(probabilities.length);
  for (const { column, threshold } of columns)
    suggested[column] = Number(offered[column] === 1 && probabilities[column]! >= threshold);
  const implied = suggested.slice();
  for (const { column, above } of columns)
    if (suggested[column]) for (const other of above) implied[other] = 1;
  return { offered, suggested, implied };
}

function averageOf(labels: readonly LabelQuality[]): AverageQuality {
  const known = labels.filter(({ recall }) => recall !== null);
  const average = (pick: 'precision' | 'recall' | 'f1') => {
    const values = known.flatMap(quality => quality[pick]?.value ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    labels: known.length,
    precision: average('precision'),
    recall: average('recall'),
    f1: average('f1'),
  };
}

/**
 * In each group, every label that was missed with every label that was wrongly suggested instead; where there is none
 * of the one or the other, with none of the group. A label counts with the most particular name that is known.
 */
function confusionsOf(
  columns: readonly LabelColumn[],
  images: readonly Judged[],
  predictions: readonly Prediction[],
): readonly Confusion[] {
  interface Found {
    readonly group: string | null;
    readonly truth: string | null;
    readonly suggested: string | null;
    readonly images: { readonly id: AssetId; readonly sureness: number }[];
  }
  const found = new Map<string, Found>();
  const byGroup = [...Map.groupBy(columns, ({ group }) => group)];
  images.forEach((image, place) => {
    const { suggested, implied } = predictions[place]!;
    for (const [{ name: group }, own] of byGroup) {
      const missed = mostParticular(
        own.filter(({ column }) => image.truth[column] === truth.yes && !implied[column]),
      );
      const wrong = own.filter(({ column }) => image.truth[column] === truth.no && suggested[column] === 1);
      for (const right of missed.length > 0 ? missed : [null]) {
        for (const other of wrong.length > 0 ? wrong : [null]) {
          if (!right && !other) continue;
          const names = [group, right?.name ?? null, other?.name ?? null] as const;
          const key = JSON.stringify(names);
          const pair = found.get(key) ?? { group, truth: names[1], suggested: names[2], images: [] };
          found.set(key, pair);
          const sureness = other
            ? image.probabilities[other.column]!
            : 1 - image.probabilities[right!.column]!;
          pair.images.push({ id: image.id, sureness });
        }
      }
    }
  });
  return [...found.values()]
    .map(({ images: own, ...pair }) => ({
      ...pair,
      count: own.length,
      ids: own
        .toSorted((a, b) => b.sureness - a.sureness || a.id - b.id)
        .slice(0, examplesNamed)
        .map(({ id }) => id),
    }))
    .sort((a, b) => b.count - a.count);
}

function mostParticular(columns: readonly LabelColumn[]): readonly LabelColumn[] {
  const above = new Set(columns.flatMap(column => column.above));
  return columns.filter(({ column }) => !above.has(column));
}
