/** What holds of the tags of an image: what people decided, and what a model suggests where they said nothing. */
import type { DecidedTag } from '../protocol/decision.ts';
import { type LabelGroup, type TagState, tagStates } from '../protocol/tag.ts';
import { keyOf } from './deciding.ts';
import { hasNone, thresholdOf } from './suggest.ts';

/** Places in `tagStates`. */
export const stateNumber = Object.fromEntries(tagStates.map((state, number) => [state, number])) as Record<
  TagState,
  number
>;

/** Labels in the columns of a reply, found by what decisions call them. */
export class StateColumns {
  readonly #groups: readonly LabelGroup[];
  readonly #columns = new Map<string, number>();
  /** For each group, for each of its labels, the places of the labels above it. */
  readonly #above: readonly (readonly (readonly number[])[])[];

  constructor(groups: readonly LabelGroup[]) {
    this.#groups = groups;
    let column = 0;
    for (const group of groups) {
      group.labels.forEach(({ name }, place) => {
        this.#columns.set(keyOf({ group: group.name ?? '', label: name }), column + place);
      });
      column += group.labels.length + (hasNone(group) ? 1 : 0);
    }
    this.#above = groups.map(placesAbove);
  }

  /** The column of a label, undefined where it is none of these. */
  columnOf(group: string | null, label: string): number | undefined {
    return this.#columns.get(keyOf({ group: group ?? '', label }));
  }

  /**
   * Puts what was decided of an image over what is suggested for it. `states` holds what the model says (`none` and
   * `suggested`) and then what holds; the probabilities stay the model's. A label that was rejected, or is below one,
   * is not suggested; in a `one-of` group the likeliest of the others is. Where an image has a label of such a group, or
   * people contradict each other about one, nothing else of the group is suggested.
   */
  combine(decided: readonly DecidedTag[], probabilities: Float32Array, states: Uint8Array): void {
    const byColumn = new Map<number, TagState>();
    for (const { group, label, state } of decided) {
      const column = this.columnOf(group, label);
      if (column !== undefined) byColumn.set(column, state);
    }
    if (byColumn.size === 0) return;
    let first = 0;
    this.#groups.forEach((group, place) => {
      const width = group.labels.length + (hasNone(group) ? 1 : 0);
      const own = Array.from({ length: width }, (_, i) => byColumn.get(first + i));
      if (own.some(state => state !== undefined)) {
        const end = first + width;
        combineGroup(
          group,
          own,
          this.#above[place]!,
          probabilities.subarray(first, end),
          states.subarray(first, end),
        );
      }
      first += width;
    });
  }
}

function combineGroup(
  group: LabelGroup,
  decided: readonly (TagState | undefined)[],
  above: readonly (readonly number[])[],
  probabilities: Float32Array,
  states: Uint8Array,
): void {
  const count = group.labels.length;
  const isOut = (place: number) =>
    decided[place] !== undefined || (above[place] ?? []).some(parent => decided[parent] === 'rejected');
  if (group.kind === 'one-of') {
    const isSettled = decided.some(state => state !== undefined && state !== 'rejected');
    let likeliest = -1;
    for (let place = 0; place < states.length; place++) {
      states[place] = stateNumber.none;
      if (!isSettled && !isOut(place) && !(probabilities[place]! <= (probabilities[likeliest] ?? -1)))
        likeliest = place;
    }
    // An image without a vector has no probabilities, and nothing is suggested for it.
    if (probabilities[likeliest]! > 0 && probabilities[likeliest]! >= thresholdOf(group, likeliest))
      states[likeliest] = stateNumber.suggested;
  } else {
    for (let place = 0; place < count; place++) if (isOut(place)) states[place] = stateNumber.none;
  }
  decided.forEach((state, place) => {
    if (state !== undefined) states[place] = stateNumber[state];
  });
  const isNone = hasNone(group) && decided.slice(0, count).every(state => state === 'rejected');
  if (isNone) states[count] = stateNumber.accepted;
}

function placesAbove({ labels }: LabelGroup): number[][] {
  const places = new Map(labels.map(({ name }, place) => [name, place]));
  return labels.map(({ parent }) => {
    const line: number[] = [];
    // The parser refuses circles.
    for (let above = parent; above !== null;) {
      const place = places.get(above);
      if (place === undefined) break;
      line.push(place);
      above = labels[place]!.parent;
    }
    return line;
  });
}

/**
 * How sure the model is of a label, 0 for not at all: in a `one-of` group by how much it is likelier than the next one
 * (margin sampling, Scheffer et al. 2001), in an `any-of` group by how far its probability lies from its threshold.
 * `probabilities` are those of the group.
 */
export function sureness(group: LabelGroup, place: number, probabilities: Float32Array): number {
  const own = probabilities[place]!;
  if (group.kind === 'any-of') return Math.abs(own - thresholdOf(group, place));
  let rival = 0;
  probabilities.forEach((probability, other) => {
    if (other !== place && probability > rival) rival = probability;
  });
  return Math.abs(own - rival);
}
