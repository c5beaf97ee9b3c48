/**
 * A short query in the words of each kind of asset: a model has seen photographs under sentences and drawings under
 * names (docs/decisions/kind-aware-search.md has what it brings).
 */
import { type AssetKind, assetKinds } from '../protocol/asset.ts';

/** Queries of more words say themselves what they mean. */
const mostWords = 3;

/** Who writes one of these has said which kind is meant. */
const kindNames =
  /\b(photo|photograph|picture|image|icon|logo|symbol|emoji|sprite|texture|tile|screenshot|drawing|sketch|illustration)s?\b/i;

/** Words that stand in an article's place. */
const determined = /^(an?|the|some|many|no|my|one|two|three|four|five|several|\d+)\s/i;

/** The text for each kind, by its number: 0 is for pictures of an unknown kind, the others follow `assetKinds`. */
export function wordsByKind(text: string, wording: 'phrase' | 'sentence' = 'phrase'): readonly string[] {
  const isShort = text.split(/\s+/).length <= mostWords && !kindNames.test(text);
  return [text, ...assetKinds.map(kind => (isShort ? inWordsOf(kind, text, wording) : text))];
}

function inWordsOf(kind: AssetKind, text: string, wording: 'phrase' | 'sentence'): string {
  if (kind !== 'photograph') return text;
  const article = determined.test(text) ? '' : /^[aeiou]/i.test(text) ? 'an ' : 'a ';
  const phrase = `a photo of ${article}${text}`;
  // SigLIP 2's own template (transformers, model_doc/siglip2.md).
  return wording === 'sentence' ? `This is ${phrase}.` : phrase;
}
