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

/** Whether the fingerprints of two let their pixels be the same. */
export function haveLikeFingerprints(a: DuplicateAsset, b: DuplicateAsset): boolean {
  const [p, q] = [halvesOf(a.fingerprint), halvesOf(b.fingerprint)];
  return bitsOf(p[0] ^ q[0]) + bitsOf(p[1] ^ q[1]) <= fingerprintTolerance;
}

/** The high 32 bits of a fingerprint, then the low ones. */
function halvesOf(fingerprint: string): readonly [number, number] {
  return [parseInt(fingerprint.slice(0, 8), 16), parseInt(fingerprint.slice(8), 16)];
}

/** Contents of which the pixels must be compared: another content has their size and nearly their fingerprint. `rest` is called now and then. */
export async function samePixelCandidates(
  assets: readonly DuplicateAsset[],
  rest: () => Promise<void> = async () => undefined,
): Promise<ContentHash[]> {
  const bySize = new Map<string, Map<ContentHash, string>>();
  for (const asset of assets) {
    const size = `${asset.width}×${asset.height}`;
    const contents = bySize.get(size) ?? new Map<ContentHash, string>();
    bySize.set(size, contents);
    contents.set(asset.hash, asset.fingerprint);
  }
  const candidates: ContentHash[] = [];
  for (const contents of bySize.values())
    if (contents.size > 1) candidates.push(...(await withNeighbours(contents, rest)));
  return candidates;
}

/** Contents that have a neighbour; equal fingerprints are found at once, the others by a quarter of their bits. */
async function withNeighbours(
  contents: ReadonlyMap<ContentHash, string>,
  rest: () => Promise<void>,
): Promise<ContentHash[]> {
  const byFingerprint = Map.groupBy(contents.keys(), hash => contents.get(hash)!);
  const groups = [...byFingerprint.values()];
  const high = Int32Array.from(byFingerprint.keys(), fingerprint => halvesOf(fingerprint)[0]);
  const low = Int32Array.from(byFingerprint.keys(), fingerprint => halvesOf(fingerprint)[1]);
  const found = Uint8Array.from(groups, group => (group.length > 1 ? 1 : 0));
  if (groups.length < fewestForQuarters) {
    for (let i = 0; i < groups.length; i++)
      for (let j = i + 1; j < groups.length; j++)
        if (bitsOf(high[i]! ^ high[j]!) + bitsOf(low[i]! ^ low[j]!) <= fingerprintTolerance)
          found[i] = found[j] = 1;
  } else {
    for (const quarter of [0, 1, 2, 3]) await noteLikeQuarters({ high, low, found }, quarter, rest);
  }
  return groups.filter((_, place) => found[place] === 1).flat();
}

/** Fewer are compared with each other, pair by pair. */
const fewestForQuarters = 1000;

/** Fingerprints that differ from each other, and which of them are near another one. */
interface Fingerprints {
  readonly high: Int32Array;
  readonly low: Int32Array;
  /** 1 where another one is near. */
  readonly found: Uint8Array;
}

/**
 * Two that differ in eight bits at most differ in two at most in one of their quarters: they are found by all 137 quarters
 * that are so near (M. Norouzi et al., "Fast search in Hamming space with multi-index hashing", 2012).
 */
async function noteLikeQuarters(
  { high, low, found }: Fingerprints,
  quarter: number,
  rest: () => Promise<void>,
): Promise<void> {
  const words = quarter < 2 ? low : high;
  const keyOf = (at: number) => (words[at]! >>> (16 * (quarter & 1))) & 0xffff;
  const starts = new Uint32Array(65_537);
  for (let at = 0; at < words.length; at++) starts[keyOf(at) + 1]!++;
  for (let key = 0; key < 65_536; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  // Those of one quarter lie beside each other.
  const members = new Uint32Array(words.length);
  const [highs, lows] = [new Int32Array(words.length), new Int32Array(words.length)];
  for (let at = 0; at < words.length; at++) {
    const to = next[keyOf(at)]!++;
    members[to] = at;
    highs[to] = high[at]!;
    lows[to] = low[at]!;
  }
  const lookFor = (at: number) => {
    const [ownHigh, ownLow, key] = [high[at]!, low[at]!, keyOf(at)];
    for (const mask of nearMasks) {
      const last = starts[(key ^ mask) + 1]!;
      for (let member = starts[key ^ mask]!; member < last && members[member]! < at; member++) {
        if (bitsOf(highs[member]! ^ ownHigh) + bitsOf(lows[member]! ^ ownLow) > fingerprintTolerance)
          continue;
        found[at] = found[members[member]!] = 1;
      }
    }
  };
  for (let at = 0; at < words.length; at++) {
    if (at % 200 === 0) await rest();
    lookFor(at);
  }
}

/** No bit, one, or two of sixteen. */
const nearMasks = Uint16Array.from([
  ...new Set(Array.from({ length: 256 }, (_, at) => (1 << (at >> 4)) | (1 << (at & 15)))),
  0,
]);
