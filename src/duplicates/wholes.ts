/** Which pictures are alike as wholes, in any of eight orientations or as a negative, by hashes of their tiny pictures. */
import { bitsOf } from './matching.ts';
import { orientedHashes, wholeHash } from './wholeHash.ts';

/** Bits in which the hashes of wholes may differ, of 63. */
const wholeTolerance = 12;

/** A bucket that so many share belongs to no picture in particular, as that of blank ones. */
const crowdedBucket = 256;

const bandCount = 8;

/** Pictures that come one after the other, with those before each that are like it. */
export class Wholes {
  // Eight bands of 16 bits: hashes that differ in three bits at most share one, and most that differ in some more.
  readonly #bands = Array.from({ length: bandCount }, () => new Map<number, number[]>());
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  #count = 0;

  /** `pictures`: how many will be added. */
  constructor(pictures: number) {
    this.#low = new Int32Array(pictures);
    this.#high = new Int32Array(pictures);
  }

  /** The next one, null where it is not known; visits the `most` nearest of those before it whose hashes are near, with the bits in which they differ. */
  add(tiny: Uint8Array | null, most: number, visit: (before: number, distance: number) => void): void {
    const place = this.#count++;
    if (!tiny) return;
    const hash = wholeHash(tiny);
    [this.#low[place], this.#high[place]] = hash;
    const near = new Map<number, number>();
    const all = orientedHashes(hash);
    for (let at = 0; at < all.length; at += 2) {
      const [own, ownHigh] = [all[at]!, all[at + 1]!];
      for (let band = 0; band < bandCount; band++) {
        const members = this.#bands[band]!.get(bandKey(own, ownHigh, band));
        if (!members) continue;
        for (const other of members) {
          const distance = bitsOf(this.#low[other]! ^ own) + bitsOf(this.#high[other]! ^ ownHigh);
          if (distance <= wholeTolerance && distance < (near.get(other) ?? 64)) near.set(other, distance);
        }
      }
    }
    // Nearest first; a crowd of look-alikes is cut off.
    const nearest = [...near].sort(([p, d], [q, e]) => d - e || p - q).slice(0, most);
    for (const [other, distance] of nearest) visit(other, distance);
    for (let band = 0; band < bandCount; band++) {
      const key = bandKey(hash[0], hash[1], band);
      const members = this.#bands[band]!.get(key);
      if (!members) this.#bands[band]!.set(key, [place]);
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
