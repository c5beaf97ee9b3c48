/** The files of one question, a few at a time. */

/** Pictures that are decoded at once, for each question. */
const decodesAtOnce = 4;

/** Runs over all items, a few at a time; the first failure ends it. */
export async function eachAtOnce<Item>(
  items: readonly Item[],
  visit: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next++;
      await visit(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(decodesAtOnce, items.length) }, lane));
}

/** By the places of the files in the question: they end in any order. */
export function inOrder<Answer extends { readonly index: number }>(answers: readonly Answer[]): Answer[] {
  return answers.toSorted((a, b) => a.index - b.index);
}
