/** Who could be whose copy: cheap facts name candidates, pixels decide. */
import type { AssetId, AssetKind, AssetPath, ContentHash, FolderId, ImageFormat } from '../protocol/asset.ts';
import { bitsOf } from './matching.ts';

/** What the search for duplicates knows of an asset. */
export interface DuplicateAsset {
  readonly id: AssetId;
  readonly folder: FolderId;
  readonly path: AssetPath;
  readonly hash: ContentHash;
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  readonly kind: AssetKind | null;
  /** 64-bit difference hash, 16 hexadecimal digits. */
  readonly fingerprint: string;
}

/**
 * Equal pixels in another container are decoded along another path now and then (shrinking while a JPEG is read),
 * which flips a few bits of the difference hash at most.
 */
const fingerprintTolerance = 8;

/** Contents of which the pixels must be compared: another content has their size and nearly their fingerprint. */
export function samePixelCandidates(assets: readonly DuplicateAsset[]): ContentHash[] {
  const bySize = new Map<string, Map<ContentHash, string>>();
  for (const asset of assets) {
    const size = `${asset.width}×${asset.height}`;
    const contents = bySize.get(size) ?? new Map<ContentHash, string>();
    bySize.set(size, contents);
    contents.set(asset.hash, asset.fingerprint);
  }
  const candidates: ContentHash[] = [];
  for (const contents of bySize.values()) candidates.push(...withNeighbours(contents));
  return candidates;
}

/** Contents that have a neighbour; equal fingerprints are found at once, the others pair by pair on two 32-bit halves. */
function withNeighbours(contents: ReadonlyMap<ContentHash, string>): ContentHash[] {
  const byFingerprint = new Map<string, ContentHash[]>();
  for (const [hash, fingerprint] of contents) {
    const same = byFingerprint.get(fingerprint) ?? [];
    byFingerprint.set(fingerprint, same);
    same.push(hash);
  }
  const groups = [...byFingerprint.values()];
  const high = Uint32Array.from(byFingerprint.keys(), fingerprint => parseInt(fingerprint.slice(0, 8), 16));
  const low = Uint32Array.from(byFingerprint.keys(), fingerprint => parseInt(fingerprint.slice(8), 16));
  const found = Uint8Array.from(groups, group => (group.length > 1 ? 1 : 0));
  for (let i = 0; i < groups.length; i++) {
    for (let j = i + 1; j < groups.length; j++) {
      if (bitsOf(high[i]! ^ high[j]!) + bitsOf(low[i]! ^ low[j]!) > fingerprintTolerance) continue;
      found[i] = 1;
      found[j] = 1;
    }
  }
  return groups.filter((_, place) => found[place] === 1).flat();
}
