/** Images that came in although the folder has them already: the same bytes, or the same pixels in another file. */
import type { LensQuestions } from '../protocol/lens.ts';
import type { Twin } from '../protocol/merge.ts';
import { type DuplicateAsset, haveLikeFingerprints } from '../duplicates/candidates.ts';
import { compareKept } from '../duplicates/group.ts';
import { keptApart } from './decidingPairs.ts';
import type { Lens } from './lens.ts';
import { duplicateAssets, pixelHashes } from './reviewing.ts';

/** For each place that has one: of several, the one that would be kept. New ones are no twins of each other. */
export async function twins(
  lens: Lens,
  { places }: LensQuestions['twins'][0],
  signal: AbortSignal,
): Promise<readonly Twin[]> {
  const found: Twin[] = [];
  for (const [folder, own] of Map.groupBy(places, place => place.folder)) {
    const assets = duplicateAssets(lens, folder);
    const isNew = new Set<string>(own.map(({ path }) => path));
    const areApart = keptApart(lens);
    const others = assets.filter(({ path }) => !isNew.has(path)).sort(compareKept);
    for (const asset of assets) {
      if (!isNew.has(asset.path)) continue;
      const near = others.filter(
        other => other.width === asset.width && other.height === asset.height && !areApart(asset, other),
      );
      const told = (existing: DuplicateAsset, kind: Twin['kind']) =>
        found.push({ folder, path: asset.path, existing: existing.path, kind });
      const same = near.find(({ hash }) => hash === asset.hash);
      if (same) {
        told(same, 'same-bytes');
        continue;
      }
      // Pixels are hashed of those only that this one may equal.
      const candidates = near.filter(other => haveLikeFingerprints(asset, other));
      const pixels = await pixelHashes(lens, [asset, ...candidates], signal);
      const own = pixels.get(asset.hash);
      const equal = candidates.find(({ hash }) => own !== undefined && pixels.get(hash) === own);
      if (equal) told(equal, 'same-pixels');
    }
  }
  return found;
}
