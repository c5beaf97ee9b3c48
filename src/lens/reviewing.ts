/** The duplicates walk: candidates by cheap facts, proof by pixels, look-alikes by vectors where asked for. */
import type { ContentHash, FolderId } from '../protocol/asset.ts';
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import { type DuplicateAsset, samePixelCandidates } from '../duplicates/candidates.ts';
import { type SimilarPair, groupExact, groupLookAlikes } from '../duplicates/group.ts';
import { scanRows } from '../search/nearest.ts';
import { type Lens, pause } from './lens.ts';

/** Pixels are hashed in batches of full decodes: small enough to stop soon. */
const pixelBatch = 8;

/**
 * Cosine from which two pictures are called look-alikes.
 * See docs/decisions/look-alikes.md for how it was chosen.
 */
export const lookAlikeCosine = 0.92;

/** Below this much under 1, two float32 unit vectors are the same vector. */
const equalVectors = 1e-6;

export async function findDuplicates(
  lens: Lens,
  request: { readonly lookAlikes: boolean; readonly folder: FolderId | null },
  signal: AbortSignal,
): Promise<readonly DuplicateGroup[]> {
  const assets = duplicateAssets(lens, request.folder);
  const pixels = await pixelHashes(lens, assets, signal);
  const exact = groupExact(assets, pixels);
  if (!request.lookAlikes) return exact;
  // One asset stands for all its exact copies: they are reported once, as what they are.
  const copies = new Set(exact.flatMap(group => group.assets.slice(1)));
  const distinct = assets.filter(asset => !copies.has(asset.id));
  return [...exact, ...groupLookAlikes(distinct, await similarPairs(lens, distinct, signal))];
}

function duplicateAssets(lens: Lens, folder: FolderId | null): DuplicateAsset[] {
  const wanted = new Set(lens.folders(folder).map(({ id }) => id));
  const assets = lens.assets.inOrder().filter(asset => wanted.has(asset.folder));
  const facts = lens.store.facts([...new Set(assets.map(asset => asset.hash))]);
  return assets.flatMap(({ id, path, hash }) => {
    const fact = facts.get(hash);
    return fact
      ? [{ id, path, hash, width: fact.width, height: fact.height, fingerprint: fact.fingerprint }]
      : [];
  });
}

/** Digests of the pixels of contents that another content may equal; computed once for each content, then stored. */
async function pixelHashes(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  signal: AbortSignal,
): Promise<ReadonlyMap<ContentHash, string>> {
  const candidates = samePixelCandidates(assets);
  const known = new Map(lens.store.pixelHashes(candidates));
  const missing = candidates.filter(hash => !known.has(hash));
  if (missing.length === 0 || !lens.settings.trusted) return known;
  const assetOfHash = new Map(assets.map(asset => [asset.hash, asset]));
  for (let first = 0; first < missing.length; first += pixelBatch) {
    throwIfAborted(signal);
    const batch = missing.slice(first, first + pixelBatch);
    const files = batch.map(hash => lens.absolutePath(lens.assets.get(assetOfHash.get(hash)!.id)!));
    const hashes = await lens.encoder.hashPixels(files, signal);
    const fresh = new Map(
      batch.flatMap((hash, place) => {
        const pixels = hashes[place];
        return pixels ? [[hash, pixels] as const] : [];
      }),
    );
    lens.store.savePixelHashes(fresh);
    for (const [hash, pixels] of fresh) known.set(hash, pixels);
  }
  return known;
}

/** All pairs above the threshold: one scan an asset, in slices. */
async function similarPairs(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  signal: AbortSignal,
): Promise<SimilarPair[]> {
  const matrix = await lens.matrix();
  const placeOfRow = new Map<number, number>();
  assets.forEach((asset, place) => {
    const row = matrix.row(asset.hash);
    if (row !== undefined) placeOfRow.set(row, place);
  });
  const rows = matrix.rows;
  const cosines = new Float32Array(rows);
  const pairs: SimilarPair[] = [];
  for (const [row, a] of placeOfRow) {
    throwIfAborted(signal);
    scanRows(matrix.data, matrix.at(row), cosines, row + 1, rows);
    for (let other = row + 1; other < rows; other++) {
      const cosine = cosines[other]!;
      const b = cosine >= lookAlikeCosine ? placeOfRow.get(other) : undefined;
      if (b !== undefined) pairs.push({ a, b, similarity: cosine > 1 - equalVectors ? 1 : cosine });
    }
    await pause();
  }
  return pairs;
}
