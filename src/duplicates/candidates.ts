/** Who could be whose copy: cheap facts name candidates, pixels decide. */
import type { AssetId, AssetPath, ContentHash } from '../protocol/asset.ts';

/** What the search for duplicates knows of an asset. */
export interface DuplicateAsset {
  readonly id: AssetId;
  readonly path: AssetPath;
  readonly hash: ContentHash;
  readonly width: number;
  readonly height: number;
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
  const bySize = new Map<string, Map<ContentHash, bigint>>();
  for (const asset of assets) {
    const size = `${asset.width}×${asset.height}`;
    const contents = bySize.get(size) ?? new Map<ContentHash, bigint>();
    bySize.set(size, contents);
    contents.set(asset.hash, BigInt(`0x${asset.fingerprint}`));
  }
  const candidates: ContentHash[] = [];
  for (const contents of bySize.values()) candidates.push(...withNeighbours(contents));
  return candidates;
}

/** Contents that have a neighbour; equal fingerprints are found at once, so icons of one size cost no pairs. */
function withNeighbours(contents: ReadonlyMap<ContentHash, bigint>): ContentHash[] {
  const byFingerprint = new Map<bigint, ContentHash[]>();
  for (const [hash, fingerprint] of contents) {
    const same = byFingerprint.get(fingerprint) ?? [];
    byFingerprint.set(fingerprint, same);
    same.push(hash);
  }
  const distinct = [...byFingerprint.keys()];
  const found = new Set<bigint>(distinct.filter(fingerprint => byFingerprint.get(fingerprint)!.length > 1));
  for (let i = 0; i < distinct.length; i++) {
    for (let j = i + 1; j < distinct.length; j++) {
      if (found.has(distinct[i]!) && found.has(distinct[j]!)) continue;
      if (bitDistance(distinct[i]!, distinct[j]!) <= fingerprintTolerance) {
        found.add(distinct[i]!);
        found.add(distinct[j]!);
      }
    }
  }
  return [...found].flatMap(fingerprint => byFingerprint.get(fingerprint)!);
}

function bitDistance(a: bigint, b: bigint): number {
  let different = a ^ b;
  let count = 0;
  while (different > 0n) {
    different &= different - 1n;
    count++;
  }
  return count;
}
