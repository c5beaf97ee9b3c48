/** Which pictures are alike as wholes, in any of eight orientations or as a negative, by hashes of their tiny pictures. */
import { bitsOf } from './matching.ts';
import { orientedHashes, wholeHash } from './wholeHash.ts';

/** Bits in which the hashes of wholes may differ, of 63. */
const wholeTolerance = 12;

/** A bucket that so many share belongs to no picture in particular, as that of blank ones. */
const crowdedBucket = 256;

const bandCount = 8;
const keysOfBand = 1 << 16;

/** More than all bits. */
const farAway = 65;

/** Pictures that come one after the other, with those before each that are like it. */
export class Wholes {
  /** Places of pictures by band and key: hashes that differ in three bits at most share one, and most that differ in some more. */
  readonly #buckets: (number[] | undefined)[] = Array.from(
    { length: bandCount * keysOfBand },
    () => undefined,
  );
  /** Two words of each picture. */
  readonly #hashes: Int32Array;
  #count = 0;

  /** `pictures`: how many will be added. */
  constructor(pictures: number) {
    this.#hashes = new Int32Array(2 * pictures);
  }

  /** The next one, null where it is not known; visits the `most` nearest of those before it whose hashes are near, with the bits in which they differ. */
  add(tiny: Uint8Array | null, most: number, visit: (before: number, distance: number) => void): void {
    const place = this.#count++;
    if (!tiny) return;
    const hash = wholeHash(tiny);
    this.#hashes.set(hash, 2 * place);
    const near = new Map<number, number>();
    const all = orientedHashes(hash);
    for (let at = 0; at < all.length; at += 2)
      for (let band = 0; band < bandCount; band++) this.#look(all[at]!, all[at + 1]!, band, near);
    // Nearest first; a crowd of look-alikes is cut off.
    const nearest = [...near].sort(([p, d], [q, e]) => d - e || p - q).slice(0, most);
    for (const [other, distance] of nearest) visit(other, distance);
    for (let band = 0; band < bandCount; band++) {
      const at = band * keysOfBand + bandKey(hash[0], hash[1], band);
      const members = this.#buckets[at];
      if (!members) this.#buckets[at] = [place];
      else if (members.length < crowdedBucket) members.push(place);
    }
  }

  /** Notes how far the members of one bucket are from a hash. */
  #look(low: number, high: number, band: number, near: Map<number, number>): void {
    const members = this.#buckets[band * keysOfBand + bandKey(low, high, band)];
    if (!members) return;
    const hashes = this.#hashes;
    // First the word of which the key says less: most are told to be strangers by it alone.
    const isLowFirst = band === 2 || band === 3;
    const [first, second] = isLowFirst ? [low, high] : [high, low];
    const side = isLowFirst ? 0 : 1;
    for (let at = 0; at < members.length; at++) {
      const other = members[at]!;
      let distance = bitsOf(hashes[2 * other + side]! ^ first);
      if (distance > wholeTolerance) continue;
      distance += bitsOf(hashes[2 * other + 1 - side]! ^ second);
      if (distance <= wholeTolerance && distance < (near.get(other) ?? farAway)) near.set(other, distance);
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
