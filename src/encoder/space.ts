/** What the vectors of a model are named after, and which form of a model runs. */
import { createHash } from 'node:crypto';
import type { EncoderIdentity, FormWish } from '../protocol/encoder.ts';
import { precisionFor, withPrecision } from '../models/int8/prepared.ts';
import type { ModelCard } from '../models/modelCard.ts';
import { type ModelDigest, digestModel } from '../models/modelFiles.ts';

/** Raised whenever decoding or preparing changes a vector: vectors of two versions are never compared. */
const preprocessingVersion = 3;

export const asDownloaded: EncoderIdentity['precision'] = { vision: 'float', text: 'float' };

/** The name of the space: vectors are compared where it is the same. */
export function spaceOf(card: ModelCard, { graphs }: ModelDigest): string {
  const parts = [graphs, card.preprocessing, preprocessingVersion, ...ruleOf(card)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * The form that was prepared on this machine, unless the open folders were indexed in the form that was downloaded and
 * nobody wishes for another: an index is not made again for the sake of speed before a person says so.
 */
export async function formFor(
  card: ModelCard,
  machine: string,
  { form = 'as-indexed', indexed }: { readonly form?: FormWish; readonly indexed: readonly string[] },
): Promise<Pick<EncoderIdentity, 'precision' | 'isFasterReady'>> {
  const precision = await precisionFor(card, machine);
  const isFloat = precision.vision === 'float' && precision.text === 'float';
  if (isFloat || form === 'prepared' || indexed.length === 0) return { precision, isFasterReady: false };
  const spaceIn = async (one: ModelCard) => spaceOf(one, await digestModel(one));
  if (!indexed.includes(await spaceIn(card))) return { precision, isFasterReady: false };
  const isMixed = indexed.includes(await spaceIn(withPrecision(card, precision)));
  return isMixed ? { precision, isFasterReady: false } : { precision: asDownloaded, isFasterReady: true };
}

/** What else shapes the vectors of texts; nothing for a model whose tokenizer says it all, so that its space keeps its name. */
function ruleOf({ text }: ModelCard): readonly unknown[] {
  return text.clean === 'none' && text.padTo === null && text.padId === null ? [] : [text];
}
