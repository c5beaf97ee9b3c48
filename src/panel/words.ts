/** The panel's words in the person's language. The English sentence is the key; `{0}` stands for the first value. */

export type Translate = (sentence: string, ...values: readonly (string | number)[]) => string;

export function translator(words: Readonly<Record<string, string>>): Translate {
  return (sentence, ...values) =>
    (Object.hasOwn(words, sentence) ? words[sentence]! : sentence).replace(
      /\{(\d+)\}/g,
      (placeholder, place: string) => String(values[Number(place)] ?? placeholder),
    );
}
