/** Which pictures are alike as wholes, in any of eight orientations or as a negative, by hashes of their tiny pictures. */
import { bitsOf } from './matching.ts';
import { orientedHashes, wholeHash } from './wholeHash.ts';

/** Bits in which the hashes of wholes may differ, of 63. */
export const wholeTolerance = 12;

/** A bucket that so many share belongs to no picture in particular, as that of blank ones. */
const crowdedBucket = 256;

/** Visits pairs of places whose hashes are near: the `most` nearest of those before it for each that is asked about, or all of them. `rest` is called now and then. */
export async function likeWholes(
  tinies: readonly (Uint8Array | null)[],
  most: number,
  visit: (a: number, b: number, distance: number) => void,
  rest: () => Promise<void>,
): Promise<void> {
  // Eight bands of 16 bits: hashes that differ in three bits at most share one, and most that differ in some more.
  const bands = Array.from({ length: 8 }, () => new Map<number, number[]>());
  const low = new Int32Array(tinies.length);
  const high = new Int32Array(tinies.length);
  for (const [place, tiny] of tinies.entries()) {
    if (place % 100 === 0) await rest();
    if (!tiny) continue;
    const hash = wholeHash(tiny);
    [low[place], high[place]] = hash;
    const near = new Map<number, number>();
    const all = orientedHashes(hash);
    for (let at = 0; at < all.length; at += 2) {
      const [own, ownHigh] = [all[at]!, all[at + 1]!];
      for (let band = 0; band < 8; band++) {
        for (const other of bands[band]!.get(bandKey(own, ownHigh, band)) ?? []) {
          const distance = bitsOf(low[other]! ^ own) + bitsOf(high[other]! ^ ownHigh);
          if (distance <= wholeTolerance && distance < (near.get(other) ?? 64)) near.set(other, distance);
        }
      }
    }
    // Nearest first; a crowd of look-alikes is cut off.
    const nearest = [...near].sort(([p, d], [q, e]) => d - e || p - q).slice(0, most);
    for (const [other, distance] of nearest) visit(other, place, distance);
    for (let band = 0; band < 8; band++) {
      const key = bandKey(low[place]!, high[place]!, band);
      const members = bands[band]!.get(key);
      if (!members) bands[band]!.set(key, [place]);
      else if (members.length < crowdedBucket) members.push(place);
    }
  }
}

/** Four bands as they stand, and four of every fourth bit. */
function bandKey(low: number, high: number, band: number): number {
  if (band < 4) return ((band < 2 ? low : high) >>> (16 * (band & 1))) & 0xffff;
  return everyFourth(low >>> (band - 4)) | (everyFourth(high >>> (band - 4)) << 8);
}

/** Bits 0, 4, 8 … 28 as one byte. */
function everyFourth(word: number): number {
  const spread = word & 0x11111111;
  const pairs = (spread | (spread >>> 3)) & 0x03030303;
  const fours = (pairs | (pairs >>> 6)) & 0x000f000f;
  return (fours | (fours >>> 12)) & 0xff;
}
