/** What is odd about labels on the images of a folder, so that people may mend them. */
import type { LabelFinding, LabelGroup } from '../protocol/tag.ts';

/** Two labels whose scores go together so closely over all images are the same to the model (docs/decisions/label-groups.md). */
export const alikeFrom = 0.9;

/** A label that is suggested for more than this share of the images tells little. */
export const mostShare = 0.5;

/** One label as it does on the images of a folder. */
export interface LintedLabel {
  readonly name: string;
  /** Its scores, one an image. */
  readonly scores: Float32Array;
  /** How many images it is suggested for. */
  readonly suggested: number;
}

/** Findings of one group, in the order of its labels; `labels` follow those of the group. */
export function lintGroup(group: LabelGroup, labels: readonly LintedLabel[], images: number): LabelFinding[] {
  const parents = new Map(group.labels.map(({ name, parent }) => [name, parent]));
  return labels.flatMap(({ name, scores, suggested }, place): LabelFinding[] => {
    const found: LabelFinding[] = [];
    for (const other of labels.slice(place + 1)) {
      // A label and the one above it are meant to be alike.
      if (parents.get(name) === other.name || parents.get(other.name) === name) continue;
      const value = correlation(scores, other.scores);
      if (value >= alikeFrom) found.push({ kind: 'alike', label: name, other: other.name, value });
    }
    const share = suggested / images;
    if (suggested === 0) found.push({ kind: 'never', label: name, other: null, value: 0 });
    else if (share > mostShare) found.push({ kind: 'most', label: name, other: null, value: share });
    return found;
  });
}

/** Pearson's correlation; 0 where one of the two does not vary. */
export function correlation(a: Float32Array, b: Float32Array): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [together, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [fromA, fromB] = [a[i]! - meanA, b[i]! - meanB];
    together += fromA * fromB;
    squaresA += fromA * fromA;
    squaresB += fromB * fromB;
  }
  return squaresA > 0 && squaresB > 0 ? together / Math.sqrt(squaresA * squaresB) : 0;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
