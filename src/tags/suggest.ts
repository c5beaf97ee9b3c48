/** From the scores of one image to the probabilities and states of its tags, group by group. */
import { type LabelGroup, type TagColumn, tagStates } from '../protocol/tag.ts';
import { type Background, calibrated, scoreOfNone } from './background.ts';
import { softmax } from './score.ts';

/** The least probability of a suggestion in an `any-of` group, where a label has no threshold of its own. */
export const usualThreshold = 0.5;

/** Whether "none of these" is one of a group's tags. */
export function hasNone({ name, kind }: LabelGroup): boolean {
  return kind === 'one-of' && name !== null;
}

/** The tags of groups: in each, its labels in their order, then none of them where it has that. */
export function columnsOf(groups: readonly LabelGroup[]): TagColumn[] {
  return groups.flatMap(group => [
    ...group.labels.map(({ name }): TagColumn => ({ label: name, group: group.name })),
    ...(hasNone(group) ? [{ label: null, group: group.name }] : []),
  ]);
}

/** One row of a reply. */
export interface TagRow {
  readonly scores: Float32Array;
  readonly probabilities: Float32Array;
  /** Places in `tagStates`, of `none` and `suggested`. */
  readonly states: Uint8Array;
}

/**
 * Fills one row from the cosines of all labels. `backgrounds` has one for each label; only groups of the short form
 * do without.
 */
export function fillRow(
  groups: readonly LabelGroup[],
  cosines: Float32Array,
  backgrounds: readonly Background[] | null,
  temperature: number,
  into: TagRow,
): void {
  let label = 0;
  let column = 0;
  for (const group of groups) {
    const count = group.labels.length;
    const width = count + (hasNone(group) ? 1 : 0);
    const scores = into.scores.subarray(column, column + width);
    const probabilities = into.probabilities.subarray(column, column + width);
    scores.set(cosines.subarray(label, label + count));
    const own = backgrounds?.slice(label, label + count) ?? [];
    if (hasNone(group)) scores[count] = scoreOfNone(own);
    if (group.kind === 'one-of') softmax(scores, temperature, probabilities);
    else own.forEach((background, i) => (probabilities[i] = calibrated(scores[i]!, background)));
    suggest(group, probabilities, into.states.subarray(column, column + width));
    label += count;
    column += width;
  }
}

/** The least probability of a suggestion; of "none of these", which stands after the labels, any. */
export function thresholdOf({ kind, labels }: LabelGroup, place: number): number {
  return labels[place]?.threshold ?? (kind === 'one-of' ? 0 : usualThreshold);
}

const [noneNumber, suggestedNumber] = [tagStates.indexOf('none'), tagStates.indexOf('suggested')];

function suggest(group: LabelGroup, probabilities: Float32Array, states: Uint8Array): void {
  let likeliest = 0;
  for (let i = 1; i < states.length; i++) if (probabilities[i]! > probabilities[likeliest]!) likeliest = i;
  for (let i = 0; i < states.length; i++) {
    const mayBe = group.kind === 'any-of' || i === likeliest;
    const isSuggested = mayBe && probabilities[i]! >= thresholdOf(group, i);
    states[i] = isSuggested ? suggestedNumber : noneNumber;
  }
}

/** Each label with all labels that it is a kind of, by name. */
export function ancestorsOf(groups: readonly LabelGroup[]): ReadonlyMap<string, readonly string[]> {
  const parents = new Map(groups.flatMap(({ labels }) => labels.map(({ name, parent }) => [name, parent])));
  return new Map(
    [...parents.keys()].map(name => {
      const line = [name];
      // The parser refuses circles.
      for (let above = parents.get(name); above; above = parents.get(above)) line.push(above);
      return [name, line];
    }),
  );
}
