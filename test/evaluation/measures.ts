/** Where the right one stands in a list of scores. Equal scores are always counted against the model. */

/** How many others score at least as high as `own`: 0 means that it is first, and alone there. */
export function rankOf(scores: ArrayLike<number>, own: number): number {
  let before = 0;
  for (let i = 0; i < scores.length; i++) if (i !== own && scores[i]! >= scores[own]!) before++;
  return before;
}

/** How many wrong ones score at least as high as the best of the right ones; infinite where none is right. */
export function rankOfFirstRight(scores: ArrayLike<number>, right: ReadonlySet<number>): number {
  let best = -Infinity;
  for (const place of right) best = Math.max(best, scores[place]!);
  if (best === -Infinity) return Infinity;
  let before = 0;
  for (let i = 0; i < scores.length; i++) if (!right.has(i) && scores[i]! >= best) before++;
  return before;
}

/** The places of the first `count`, highest score first; among equal scores the wrong ones come first. */
export function firstOf(scores: ArrayLike<number>, right: ReadonlySet<number>, count: number): number[] {
  return Array.from({ length: scores.length }, (_, place) => place)
    .sort((a, b) => scores[b]! - scores[a]! || Number(right.has(a)) - Number(right.has(b)) || a - b)
    .slice(0, count);
}

/** The share of right ones among the first `count`, or among as many as there are right ones if that is fewer. */
export function precisionOfFirst(
  scores: ArrayLike<number>,
  right: ReadonlySet<number>,
  count: number,
): number {
  const shown = firstOf(scores, right, Math.min(count, right.size));
  return shown.length === 0 ? 0 : shown.filter(place => right.has(place)).length / shown.length;
}
