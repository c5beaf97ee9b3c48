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
export function wordsByKind(text: string): readonly string[] {
  const isShort = text.split(/\s+/).length <= mostWords && !kindNames.test(text);
  return [text, ...assetKinds.map(kind => (isShort ? inWordsOf(kind, text) : text))];
}

function inWordsOf(kind: AssetKind, text: string): string {
  if (kind !== 'photograph') return text;
  if (determined.test(text)) return `a photo of ${text}`;
  return `a photo of ${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
}
