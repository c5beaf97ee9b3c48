/** A better threshold for a label: chosen on one half of what is known, and tried on the other. */
import type { ThresholdAdvice } from '../protocol/evaluation.ts';

/** An image of which it is known whether it has the label. */
export interface KnownImage {
  readonly isRight: boolean;
  readonly probability: number;
  /** False where another label of its `one-of` group is likelier: then no threshold brings this one. */
  readonly isOffered: boolean;
}

/** Images with the label, and without, in either half: among fewer a threshold is chance. A guess, not measured. */
const fewestInHalf = 5;

/**
 * The advice for a label. Both halves have as many images with the label; which image is in which follows from the
 * order that is given, so let that be one that has nothing to do with the label, such as that of digests.
 */
export function adviseThreshold(
  known: readonly KnownImage[],
  present: number,
  isParent: boolean,
): ThresholdAdvice {
  const right = known.filter(({ isRight }) => isRight);
  const others = known.filter(({ isRight }) => !isRight);
  const [chosenOn, triedOn] = [0, 1].map(half =>
    [right, others].flatMap(images => images.filter((_, place) => place % 2 === half)),
  ) as [KnownImage[], KnownImage[]]; // as many as the list above has
  const none = { present, suggested: null, before: null, after: null, of: triedOn.length };
  if (isParent) return { ...none, reason: 'parent' };
  if (Math.min(right.length, others.length) < 2 * fewestInHalf) return { ...none, reason: 'few' };
  const chosen = bestThreshold(chosenOn, present);
  const before = f1At(triedOn, present);
  const after = f1At(triedOn, chosen);
  if (after <= before) return { ...none, before, after, reason: 'no-better' };
  return { present, suggested: chosen, reason: null, before, after, of: triedOn.length };
}

/** The threshold with the highest F1; of several the one that is nearest to the present one. */
function bestThreshold(images: readonly KnownImage[], present: number): number {
  const steps = [
    ...new Set(images.filter(({ isOffered }) => isOffered).map(({ probability }) => probability)),
  ];
  steps.sort((a, b) => b - a);
  let [best, bestF1] = [present, f1At(images, present)];
  steps.forEach((step, i) => {
    const between = shortBetween(steps[i + 1] ?? 0, step);
    const f1 = f1At(images, between);
    const isNearer = Math.abs(between - present) < Math.abs(best - present);
    if (f1 > bestF1 || (f1 === bestF1 && isNearer)) [best, bestF1] = [between, f1];
  });
  return best;
}

/** A number above the one and up to the other, with as few digits as possible: people write it into a file. */
function shortBetween(above: number, upTo: number): number {
  const middle = (above + upTo) / 2;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(middle.toPrecision(digits));
    if (short > above && short <= upTo) return short;
  }
  return upTo;
}

function f1At(images: readonly KnownImage[], threshold: number): number {
  let [hits, wrong, missed] = [0, 0, 0];
  for (const { isRight, isOffered, probability } of images) {
    const isSuggested = isOffered && probability >= threshold;
    if (isSuggested && isRight) hits++;
    else if (isSuggested) wrong++;
    else if (isRight) missed++;
  }
  return (2 * hits) / (2 * hits + wrong + missed);
}
