/** Cards of many assets, in the order of their ids. */
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import { idAt } from '../protocol/query.ts';
import type { LensClient } from '../lens/client.ts';

const page = 1000;

/** One card for each id; undefined for an asset that is gone. */
export async function cardsOf(
  lens: LensClient,
  ids: Uint32Array,
  signal: AbortSignal,
): Promise<(AssetCard | undefined)[]> {
  const wanted = Array.from(ids.keys(), rank => idAt(ids, rank)!);
  const found = new Map<AssetId, AssetCard>();
  for (let first = 0; first < wanted.length; first += page) {
    const cards = await lens.channel.ask('cards', { ids: wanted.slice(first, first + page) }, signal);
    for (const card of cards) found.set(card.id, card);
  }
  return wanted.map(id => found.get(id));
}
