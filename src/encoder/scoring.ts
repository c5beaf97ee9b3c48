/** How a model scores: as its files say, or as its graph does where they leave it out. */
import type { EncoderIdentity } from '../protocol/encoder.ts';
import { goldenTexts } from '../models/int8/texts.ts';
import type { ModelCard } from '../models/modelCard.ts';
import type { TextTower } from './session.ts';
import type { TextTokenizer } from './text.ts';

/** Texts that a line is laid through. */
const texts = goldenTexts.filter((_, place) => place % 25 === 0);

/** What no file tells is read out of a graph with both towers, which has the trained scale within it. */
export async function scoringOf(
  { temperature, bias, scoring, assumed }: ModelCard,
  network: TextTower,
  tokenizer: TextTokenizer,
): Promise<Pick<EncoderIdentity, 'temperature' | 'bias' | 'scoring' | 'assumed'>> {
  const found =
    assumed.length === 0 ? null : await network.scale(tokenizer.tokenize(texts)).catch(() => null);
  if (!found) return { temperature, bias, scoring, assumed };
  return {
    temperature: found.temperature,
    bias: scoring === 'sigmoid' ? found.bias : bias,
    scoring,
    assumed: [],
  };
}
