/** From the exact vectors in the store to their codes in memory. */
import type { ContentHash } from '../protocol/asset.ts';
import type { Store } from '../catalog/store.ts';
import type { VectorCodes } from '../search/codes.ts';

/** Adds the codes of these contents, as far as the store has vectors of them. */
export function addCodes(
  codes: VectorCodes,
  store: Store,
  space: string,
  hashes: readonly ContentHash[],
): void {
  const { dimensions } = codes;
  const found = store.vectors(space, hashes, dimensions);
  found.hashes.forEach((hash, row) =>
    codes.set(hash, found.vectors.subarray(row * dimensions, (row + 1) * dimensions)),
  );
}
