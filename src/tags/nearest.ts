/** Which known word was meant. */

/** The known word with the fewest changed letters, whatever their case; undefined where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  let [best, fewest] = [undefined as string | undefined, Infinity];
  for (const candidate of known) {
    const changes = changesBetween(word.toLowerCase(), candidate.toLowerCase());
    // With half of the letters changed, every short word is near to every other one.
    if (changes < fewest && changes <= Math.max(word.length, candidate.length) / 2)
      [best, fewest] = [candidate, changes];
  }
  return best;
}

/** Letters put in, left out or replaced (Levenshtein 1966). */
function changesBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
