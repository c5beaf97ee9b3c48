/**
 * Labels that learn from what people decided: to the scores of a label's prompts is added a small linear classifier
 * over the images' frozen vectors, as a linear probe of CLIP (Radford et al. 2021, §3.2) beside its zero-shot scores,
 * weighed against them as in Tip-Adapter (Zhang et al. 2022, eq. 6). The result has the form of a label again, a vector
 * and an offset, so that scoring an image costs what it did. Where leaving each decision out in turn shows no gain, the
 * prompts alone stay. docs/decisions/learning.md says why, and what it brings.
 */
import type { Accuracy, Learning } from '../protocol/tag.ts';
import { type MatrixProduct, plainProduct, ridge } from './ridge.ts';

/** A group of labels as its prompts tell it, and what people decided. */
export interface Lesson {
  readonly kind: 'one-of' | 'any-of';
  readonly dimensions: number;
  readonly labels: number;
  /**
   * Scores of the examples by the prompts alone, `examples × labels`: logits of the softmax in a `one-of` group, the
   * log-odds of each label by itself in an `any-of` group.
   */
  readonly scores: Float64Array;
  /** By how much scores differ that lie one cosine apart. */
  readonly temperature: number;
  /** The mean vector of the workspace: what an image is like that is like all of them. Its scores are never changed. */
  readonly middle: Float32Array;
  /** Unit vectors of images about which something was decided, `examples × dimensions`. */
  readonly examples: Float32Array;
  /** `examples × labels`: 1 has the label, −1 has it not, 0 where nothing was said or it is disputed. */
  readonly verdicts: Int8Array;
}

export interface Learned {
  /** What each label learned; those of a `one-of` group learn together, and have all the same. */
  readonly labels: readonly Learning[];
  /** `labels × dimensions`: the dot product with an image's vector, minus the offset, is added to the score of the prompts. */
  readonly corrections: Float32Array;
  readonly offsets: Float64Array;
}

/**
 * How much the classifier counts beside the prompts, as shares of the temperature. Tip-Adapter searches its α on a
 * validation set between a hundredth and a few hundredths of CLIP's temperature, where the prompts know most. This goes
 * on, by steps of two, to where they count for little: of some labels they know nothing.
 */
const shares: readonly number[] = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4];

/** Less than this share of the loss is the rounding of float32. */
const leastGain = 1e-5;

/** Adapts the labels of a group. The same lesson gives the same labels, digit by digit. */
export function learn(lesson: Lesson, product: MatrixProduct): Learned {
  const { dimensions, labels } = lesson;
  const told = classifiers(lesson, product);
  const corrections = new Float32Array(labels * dimensions);
  const offsets = new Float64Array(labels);
  const learnings: Learning[] = [];
  const all = Array.from({ length: labels }, (_, label) => label);
  for (const together of lesson.kind === 'one-of' ? [all] : all.map(label => [label])) {
    const sheet = sheetOf(lesson, told, lesson.kind === 'one-of' ? null : together[0]!);
    const { weight, ...learning } = weighed(sheet, lesson.temperature);
    for (const label of together) {
      learnings.push(learning);
      let ofMiddle = 0;
      for (let i = label * dimensions; i < (label + 1) * dimensions; i++) {
        const value = weight * told.solution[i]!;
        corrections[i] = value;
        ofMiddle += value * lesson.middle[i - label * dimensions]!;
      }
      offsets[label] = ofMiddle;
    }
  }
  return { labels: learnings, corrections, offsets };
}

/** What was decided about the labels that learn together, and what is told of it. All are `rows × width`. */
interface Sheet {
  readonly kind: Lesson['kind'];
  readonly width: number;
  readonly verdicts: Int8Array;
  readonly scores: Float64Array;
  readonly leftOut: Float64Array;
}

function sheetOf({ kind, labels, verdicts, scores }: Lesson, told: Classifiers, label: number | null): Sheet {
  if (label === null) return { kind, width: labels, verdicts, scores, leftOut: told.leftOut };
  const places = Array.from({ length: verdicts.length / labels }, (_, row) => row * labels + label).filter(
    place => verdicts[place] !== 0,
  );
  return {
    kind,
    width: 1,
    verdicts: Int8Array.from(places, place => verdicts[place]!),
    scores: Float64Array.from(places, place => scores[place]!),
    leftOut: Float64Array.from(places, place => told.leftOut[place]!),
  };
}

/** How much the classifiers of a sheet count, and what that brings. */
function weighed(sheet: Sheet, temperature: number): Learning & { readonly weight: number } {
  const alone = judge(sheet, sheet.scores, 1);
  let best = { share: 0, ...alone };
  let scale = alone.scale;
  const scores = new Float64Array(sheet.scores.length);
  for (const share of alone.of > 0 ? shares : []) {
    const weight = share * temperature;
    for (let i = 0; i < scores.length; i++) scores[i] = sheet.scores[i]! + weight * sheet.leftOut[i]!;
    const judged = judge(sheet, scores, scale);
    scale = judged.scale;
    // The likelihood sees more than the few decisions that change sides.
    if (judged.right >= alone.right && judged.loss < best.loss * (1 - leastGain)) best = { share, ...judged };
  }
  return {
    weight: best.share * temperature,
    usesDecisions: best.share > 0,
    before: { right: alone.right, of: alone.of },
    after: { right: best.right, of: best.of },
  };
}

interface Classifiers {
  /** `labels × dimensions`. */
  readonly solution: Float64Array;
  /** `examples × labels`; 0 where nothing was said. */
  readonly leftOut: Float64Array;
}

/** One classifier a label, fitted together wherever the same images were decided on. */
function classifiers(lesson: Lesson, product: MatrixProduct): Classifiers {
  const { labels } = lesson;
  const solution = new Float64Array(labels * lesson.dimensions);
  const leftOut = new Float64Array(lesson.verdicts.length);
  const examples = Array.from({ length: lesson.verdicts.length / labels }, (_, example) => example);
  const groups: { readonly labels: readonly number[]; readonly rows: readonly number[] }[] = [];
  const all = Array.from({ length: labels }, (_, label) => label);
  if (lesson.kind === 'one-of') {
    const said = examples.filter(example =>
      all.some(label => lesson.verdicts[example * labels + label] !== 0),
    );
    groups.push({ labels: all, rows: said });
  } else {
    const rowsOf = (label: number) =>
      examples.filter(example => lesson.verdicts[example * labels + label] !== 0);
    for (const together of Map.groupBy(all, label => rowsOf(label).join()).values()) {
      groups.push({ labels: together, rows: rowsOf(together[0]!) });
    }
  }
  for (const group of groups) {
    if (group.rows.length === 0) continue;
    const { targets, weights } =
      lesson.kind === 'one-of' ? shared(lesson, group.rows) : single(lesson, group);
    const fit = ridge(
      {
        ...differences(lesson, group.rows),
        targets,
        weights,
        count: group.rows.length,
        dimensions: lesson.dimensions,
        targetCount: group.labels.length,
      },
      product,
    );
    group.labels.forEach((label, column) => {
      const from = column * lesson.dimensions;
      solution.set(fit.solution.subarray(from, from + lesson.dimensions), label * lesson.dimensions);
      group.rows.forEach((example, row) => {
        leftOut[example * labels + label] = fit.leftOut[row * group.labels.length + column]!;
      });
    });
  }
  return { solution, leftOut };
}

/**
 * Examples as differences from the middle. The penalty is their mean squared length: the trace of the covariance, as
 * in the estimate of an inverse covariance from few samples that Wang et al. 2024 (A Hard-to-Beat Baseline for
 * Training-free CLIP-based Adaptation, eq. 4) take from Kubokawa and Srivastava 2008.
 */
function differences(
  { examples, middle, dimensions }: Lesson,
  rows: readonly number[],
): { readonly rows: Float32Array; readonly penalty: number } {
  const centred = new Float32Array(rows.length * dimensions);
  let squares = 0;
  rows.forEach((example, row) => {
    for (let i = 0; i < dimensions; i++) {
      const value = examples[example * dimensions + i]! - middle[i]!;
      centred[row * dimensions + i] = value;
      squares += value * value;
    }
  });
  // A lone image that is all of the workspace is its own middle.
  return { rows: centred, penalty: squares / rows.length || 1 };
}

/** Every image has one target a label, since of these labels only one can be right. */
function shared(
  { verdicts, labels, scores }: Lesson,
  rows: readonly number[],
): { readonly targets: Float64Array; readonly weights: Float64Array } {
  const targets = new Float64Array(rows.length * labels);
  const counts = new Float64Array(labels);
  rows.forEach((example, row) => {
    const said = verdicts.subarray(example * labels, (example + 1) * labels);
    const target = targets.subarray(row * labels, (row + 1) * labels);
    const has = said.indexOf(1);
    if (has >= 0) target[has] = 1;
    // Of one that has not this label, the prompts guess which of the others it has.
    else
      softmaxOf(
        scores.subarray(example * labels, (example + 1) * labels),
        place => said[place] === 0,
        target,
      );
    target.forEach((share, label) => (counts[label]! += share));
    for (let label = 0; label < labels; label++) target[label]! -= 1 / labels;
  });
  // A label that was decided on more often is not a label that is more frequent.
  const weights = new Float64Array(rows.length);
  rows.forEach((_, row) => {
    for (let label = 0; label < labels; label++) {
      const share = targets[row * labels + label]! + 1 / labels;
      if (share > 0) weights[row]! += share / counts[label]!;
    }
    if (weights[row] === 0) weights[row] = 1 / rows.length;
  });
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / rows.length;
  return { targets, weights: weights.map(weight => weight / mean) };
}

/** Labels that stand by themselves: has it, has it not. */
function single(
  { verdicts, labels: width }: Lesson,
  { labels, rows }: { readonly labels: readonly number[]; readonly rows: readonly number[] },
): { readonly targets: Float64Array; readonly weights: Float64Array } {
  const targets = Float64Array.from(
    rows.flatMap(example => labels.map(label => verdicts[example * width + label]!)),
  );
  return { targets, weights: new Float64Array(rows.length).fill(1) };
}

/** Probabilities of those that may be, the others 0. All 0 where none may be. */
function softmaxOf(
  scores: Float64Array,
  mayBe: (place: number) => boolean,
  into: Float64Array,
): Float64Array {
  const possible = Array.from(scores.keys()).filter(mayBe);
  const highest = Math.max(...possible.map(place => scores[place]!));
  let sum = 0;
  for (const place of possible) sum += into[place] = Math.exp(scores[place]! - highest);
  for (const place of possible) into[place]! /= sum;
  return into;
}

/** A thousandth of the temperature makes all labels alike. Above it nothing is looked for: what is all right would be made surer for ever. */
const lowestScale = 1 / 1024;

interface Judgement extends Accuracy {
  /** The mean negative logarithm of the probability that the scores give to what was decided, at the best scale. */
  readonly loss: number;
  readonly scale: number;
}

/**
 * How well scores agree with what was decided. Their scale is chosen anew each time (temperature scaling, Guo et al.
 * 2017), by halving and doubling: a temperature that is too sure of itself would make every change look bad. It changes
 * no decision. There is one best scale, the loss being convex in it; the search begins at one that was good for similar
 * scores.
 */
function judge(sheet: Sheet, scores: Float64Array, begin: number): Judgement {
  let best = { scale: begin, ...judgeAt(sheet, scores, begin) };
  for (const factor of [0.5, 2]) {
    // Where less is better, more is worse.
    if (best.scale !== begin) break;
    for (;;) {
      const scale = best.scale * factor;
      if (scale < lowestScale || scale > 1) break;
      const judged = judgeAt(sheet, scores, scale);
      if (judged.loss >= best.loss) break;
      best = { scale, ...judged };
    }
  }
  return best;
}

function judgeAt(
  { kind, verdicts, width: labels }: Sheet,
  scores: Float64Array,
  scale: number,
): Accuracy & { readonly loss: number } {
  let right = 0;
  let of = 0;
  let loss = 0;
  for (let first = 0; first < scores.length; first += labels) {
    if (kind === 'any-of') {
      const margin = verdicts[first]! * scores[first]!;
      of++;
      if (margin > 0) right++;
      loss += Math.log1p(Math.exp(-Math.abs(scale * margin))) + Math.max(0, -scale * margin);
      continue;
    }
    let has = -1;
    let rejected = 0;
    let best = first;
    for (let i = first; i < first + labels; i++) {
      if (verdicts[i] === 1 && has < 0) has = i;
      if (verdicts[i] === -1) rejected++;
      if (scores[i]! > scores[best]!) best = i;
    }
    // Where every label is rejected there is nothing that could be told rightly.
    if (has < 0 && (rejected === 0 || rejected === labels)) continue;
    let all = 0;
    let those = 0;
    for (let i = first; i < first + labels; i++) {
      const share = Math.exp(scale * (scores[i]! - scores[best]!));
      all += share;
      if (has < 0 ? verdicts[i] === 0 : i === has) those += share;
    }
    of++;
    if (has < 0 ? verdicts[best] === 0 : best === has) right++;
    // Nothing that was decided is impossible, however far off the scores are.
    loss += Math.log(all) - Math.log(Math.max(those, Number.MIN_VALUE));
  }
  return { right, of, loss: of === 0 ? 0 : loss / of };
}

/**
 * What liked images have in common and disliked ones have not, as a unit vector: "more like this, less like this".
 * It is the same classifier; beside a text it goes where an example image goes. At least one image is given.
 */
export function likedDirection(
  liked: readonly Float32Array[],
  disliked: readonly Float32Array[],
): Float32Array {
  const vectors = [...liked, ...disliked];
  const dimensions = vectors[0]!.length;
  const rows = new Float32Array(vectors.length * dimensions);
  vectors.forEach((vector, row) => rows.set(vector, row * dimensions));
  const regression = {
    rows,
    targets: Float64Array.from(vectors, (_, row) => (row < liked.length ? 1 : -1)),
    // Both sides count the same in all, however many images they have.
    weights: Float64Array.from(
      vectors,
      (_, row) => vectors.length / 2 / (row < liked.length ? liked : disliked).length,
    ),
    count: vectors.length,
    dimensions,
    targetCount: 1,
    // The mean squared length of unit vectors.
    penalty: 1,
  };
  const { solution } = ridge(regression, plainProduct);
  const norm = Math.hypot(...solution) || 1;
  return Float32Array.from(solution, value => value / norm);
}
