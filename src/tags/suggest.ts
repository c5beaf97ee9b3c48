/** From the scores of one image to the probabilities and states of its tags, group by group. */
import { type LabelGroup, type TagColumn, tagStates } from '../protocol/tag.ts';
import { type Background, type OddsLines, type Sigmoid, logOdds, oddsOf, scoreOfNone } from './background.ts';
import { exponential } from './exponential.ts';

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

/** Rows of a reply, one after the other. */
export interface TagRows {
  readonly scores: Float32Array;
  readonly probabilities: Float32Array;
  /** Places in `tagStates`, of `none` and `suggested`. */
  readonly states: Uint8Array;
}

/** The least probability of a suggestion; of "none of these", which stands after the labels, any. */
export function thresholdOf({ kind, labels }: LabelGroup, place: number): number {
  return labels[place]?.threshold ?? (kind === 'one-of' ? 0 : usualThreshold);
}

const [noneNumber, suggestedNumber] = [tagStates.indexOf('none'), tagStates.indexOf('suggested')];

/** What is the same for every image, of one group. */
interface GroupPlan {
  readonly group: LabelGroup;
  /** Places of its first label and its first column. */
  readonly label: number;
  readonly column: number;
  readonly hasNone: boolean;
  /** Of its columns. */
  readonly thresholds: Float64Array;
  /** Of its labels; null where each image is its own background. */
  readonly backgrounds: readonly Background[] | null;
  /** Of its labels, from their backgrounds; null likewise. */
  readonly odds: OddsLines | null;
  readonly scoreOfNone: number;
}

/** Tells probabilities and suggestions from the scores of images. */
export class Suggester {
  readonly #temperature: number;
  readonly #sigmoid: Sigmoid | null;
  readonly #plans: readonly GroupPlan[];

  /**
   * `backgrounds` has one for each label; null where there is no crowd, or only the short form. `sigmoid` is null for a
   * model whose labels share one softmax.
   */
  constructor(
    groups: readonly LabelGroup[],
    temperature: number,
    backgrounds: readonly Background[] | null,
    sigmoid: Sigmoid | null = null,
  ) {
    this.#temperature = temperature;
    this.#sigmoid = sigmoid;
    let [label, column] = [0, 0];
    this.#plans = groups.map(group => {
      const count = group.labels.length;
      const own = backgrounds?.slice(label, label + count) ?? null;
      const width = count + (hasNone(group) ? 1 : 0);
      const plan: GroupPlan = {
        group,
        label,
        column,
        hasNone: hasNone(group),
        thresholds: Float64Array.from({ length: width }, (_, place) => thresholdOf(group, place)),
        backgrounds: own,
        odds: own && oddsOf(own),
        scoreOfNone: own ? scoreOfNone(own) : 0,
      };
      label += count;
      column += width;
      return plan;
    });
  }

  /**
   * Fills the row that begins at `to` from the cosines that begin at `from`, one for each label. `learned` is what
   * decisions add to the logits of labels; null where nothing was learned. `ownBackground` is that of the image, where
   * there is no other.
   */
  fill(
    cosines: Float32Array,
    from: number,
    learned: Float32Array | null,
    ownBackground: Background | null,
    into: TagRows,
    to: number,
  ): void {
    for (const plan of this.#plans) {
      const count = plan.group.labels.length;
      const first = to + plan.column;
      for (let i = 0; i < count; i++) into.scores[first + i] = cosines[from + plan.label + i]!;
      if (plan.group.kind === 'one-of') this.#oneOf(plan, learned, ownBackground, into, first);
      else anyOf(plan, learned, ownBackground, into, first);
    }
  }

  #oneOf(
    { label, thresholds, hasNone: isNone, backgrounds, scoreOfNone: usual }: GroupPlan,
    learned: Float32Array | null,
    ownBackground: Background | null,
    { scores, probabilities, states }: TagRows,
    first: number,
  ): void {
    const end = first + thresholds.length;
    const count = isNone ? thresholds.length - 1 : thresholds.length;
    if (isNone) {
      const isOwn = !backgrounds && ownBackground;
      scores[first + count] = isOwn ? scoreOfNone(Array<Background>(count).fill(ownBackground)) : usual;
    }
    const temperature = this.#temperature;
    const sigmoid = this.#sigmoid;
    if (sigmoid && (backgrounds || ownBackground || sigmoid.bias !== null)) {
      let none = 1;
      for (let i = 0; i < count; i++) {
        const score = scores[first + i]!;
        const background = backgrounds ? backgrounds[i]! : ownBackground;
        const logit = background ? logOdds(score, background) : temperature * score + sigmoid.bias!;
        const probability = 1 / (1 + exponential(-logit - (learned ? learned[label + i]! : 0)));
        probabilities[first + i] = probability;
        none *= 1 - probability;
      }
      // Each label was judged by itself: that none fits is that every one of them does not.
      if (isNone) probabilities[first + count] = none;
      suggestLikeliest(thresholds, probabilities, states, first);
      return;
    }
    let highest = -Infinity;
    let likeliest = first;
    for (let i = first; i < end; i++) {
      const move = learned && i < first + count ? learned[label + i - first]! : 0;
      const logit = temperature * scores[i]! + move;
      probabilities[i] = logit;
      if (logit > highest) {
        highest = logit;
        likeliest = i;
      }
    }
    let sum = 0;
    for (let i = first; i < end; i++) {
      const weight = exponential(probabilities[i]! - highest);
      probabilities[i] = weight;
      sum += weight;
    }
    const share = 1 / sum;
    for (let i = first; i < end; i++) {
      probabilities[i] = probabilities[i]! * share;
      states[i] = noneNumber;
    }
    if (probabilities[likeliest]! >= thresholds[likeliest - first]!) states[likeliest] = suggestedNumber;
  }
}

/** Of a group that is `one-of`, one at most. */
function suggestLikeliest(
  thresholds: Float64Array,
  probabilities: Float32Array,
  states: Uint8Array,
  first: number,
): void {
  let likeliest = first;
  for (let i = first; i < first + thresholds.length; i++) {
    states[i] = noneNumber;
    if (probabilities[i]! > probabilities[likeliest]!) likeliest = i;
  }
  if (probabilities[likeliest]! >= thresholds[likeliest - first]!) states[likeliest] = suggestedNumber;
}

function anyOf(
  { label, thresholds, odds }: GroupPlan,
  learned: Float32Array | null,
  ownBackground: Background | null,
  { scores, probabilities, states }: TagRows,
  first: number,
): void {
  const { slopes, offsets } = odds ?? oddsOf(Array<Background>(thresholds.length).fill(ownBackground!));
  for (let i = 0; i < thresholds.length; i++) {
    const move = learned ? learned[label + i]! : 0;
    const logit = slopes[i]! * scores[first + i]! + offsets[i]! + move;
    // As it is told: a threshold may be just such a number.
    const probability = Math.fround(1 / (1 + exponential(-logit)));
    probabilities[first + i] = probability;
    states[first + i] = probability >= thresholds[i]! ? suggestedNumber : noneNumber;
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
