/** Words to token ids, for any text of any length. */
import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TokenCounts } from '../protocol/encoder.ts';
import { LensError } from '../protocol/errors.ts';
import type { ModelCard, TextRule } from '../models/modelCard.ts';

/** Token ids of several texts, padded to the longest: `rows × length`. */
export interface TokenBatch {
  readonly ids: readonly number[];
  /** 1 for a token of the text, 0 for padding. */
  readonly mask: readonly number[];
  readonly rows: number;
  readonly length: number;
  /** What fills rows up, also for graphs that want more than `length`. */
  readonly padId: number;
}

/** Something that turns texts into token ids. */
export interface TextTokenizer {
  /** Throws `invalid-argument` for a text without words. */
  tokenize(texts: readonly string[]): TokenBatch;
  /** Tokens of each text, marks at its ends included, and how many of them the model reads. */
  count(texts: readonly string[]): TokenCounts;
}

/** Reads the tokenizer of a model. Throws `model-invalid`. */
export async function openTokenizer(card: ModelCard): Promise<TextTokenizer> {
  let tokenizer: Tokenizer;
  try {
    const read = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as object;
    const config = card.tokenizerConfig === null ? {} : await read(card.tokenizerConfig);
    tokenizer = new Tokenizer(await read(card.tokenizer), config);
  } catch (error) {
    throw new LensError(
      'model-invalid',
      `The model in ${card.folder} cannot be used: tokenizer.json is not a tokenizer that is known.`,
      { folder: card.folder },
      error,
    );
  }
  const named = card.padToken === null ? undefined : tokenizer.token_to_id(card.padToken);
  const padId = card.text.padId ?? named ?? 0;
  const clean = cleaning[card.text.clean];
  return {
    tokenize: texts =>
      padded(
        texts.map(text => idsOf(tokenizer, clean(text), card.contextLength)),
        padId,
        Math.min(card.text.padTo ?? 0, card.contextLength),
      ),
    count: texts => ({
      lengths: texts.map(text => tokenizer.encode(clean(text)).ids.length),
      limit: card.contextLength,
    }),
  };
}

/** What `string.punctuation` of Python holds, which SigLIP's own tokenizer takes out. */
const punctuation = /[!-/:-@[-`{-~]/g;

const cleaning: Readonly<Record<TextRule['clean'], (text: string) => string>> = {
  none: text => text,
  lower: text => text.toLowerCase(),
  // A text of nothing but punctuation has no words left: it keeps them.
  canonical: text => {
    const words = (bare: string) => bare.toLowerCase().replace(/\s+/g, ' ').trim();
    return words(text.replace(punctuation, '')) || words(text);
  },
};

/**
 * The tokenizer neither truncates nor pads. The last token is the end mark, which carries the meaning in CLIP:
 * a long text is cut before it, never behind.
 */
function idsOf(tokenizer: Tokenizer, text: string, limit: number): number[] {
  if (text.trim() === '')
    throw new LensError('invalid-argument', 'The text is empty. Say what the picture shows.');
  const { ids } = tokenizer.encode(text);
  // Only a tokenizer without begin and end marks: nothing of the text is left, not even "unknown".
  if (ids.length === 0) throw new LensError('invalid-argument', 'The text has no words in it.');
  return ids.length <= limit ? ids : [...ids.slice(0, limit - 1), ids.at(-1)!];
}

/** Rows as long as the longest, and as `least`. */
function padded(rows: readonly (readonly number[])[], padId: number, least: number): TokenBatch {
  const length = Math.max(least, ...rows.map(row => row.length));
  const fill = (row: readonly number[], value: number) => Array<number>(length - row.length).fill(value);
  return {
    ids: rows.flatMap(row => [...row, ...fill(row, padId)]),
    mask: rows.flatMap(row => [...row.map(() => 1), ...fill(row, 0)]),
    rows: rows.length,
    length,
    padId,
  };
}
