/**
 * Which pictures are worth local features: those of which a hash or the neighbours of their vectors say that another one
 * may be a copy. It is chosen by doubt: the share of pictures without a copy that have as much to show for one.
 */

/** Two places in a list, the lower one first, and the doubt that they are copies of each other, in 0..1. */
export interface LikelyPair {
  readonly a: number;
  readonly b: number;
  readonly doubt: number;
  /** How A is to be looked at, by place in `views`, where corners say that it is a negative; else null. */
  readonly view: number | null;
}

/** Neighbours after one from which it has to stand out. */
const crowd = 5;

/**
 * How far each of the nearest, given by their cosines, best first, stands out from those after it: it, or one after it, since
 * the copies of one picture are a family. In 0..1; the last ones, after which too few come, do not.
 */
export function gapsOf(cosines: ArrayLike<number>): Float32Array {
  const gaps = new Float32Array(cosines.length);
  let best = 0;
  for (let at = cosines.length - crowd - 1; at >= 0; at--) {
    let sum = 0;
    for (let next = 1; next <= crowd; next++) sum += cosines[at + next]!;
    best = Math.max(best, cosines[at]! - sum / crowd);
    gaps[at] = best;
  }
  return gaps;
}

/**
 * Both were fitted on the tuning half of the generated sets: of its originals 2, 5, 10, 20 and 30 in a hundred have a nearest
 * one that stands out by .138, .115, .089, .064 and .046, and 4, 9, 15 and 23 another one whose whole differs in 2, 5, 8 and 10 bits.
 */
export function doubtOfGap(gap: number): number {
  return Math.exp(-29 * gap);
}

export function doubtOfWhole(distance: number): number {
  return 0.03 * Math.exp(0.2 * distance);
}

/**
 * Likewise: of the originals 61, 37, 22, 13 and 8 in a hundred have one with which 1, 2, 4, 8 and 12 corners more lie alike
 * than with their crowd; of the photographs 17, 3, 2 and none have one with 1, 2, 3 and 4.
 */
export function doubtOfCorners(excess: number, arePhotographs: boolean): number {
  return arePhotographs ? 0.45 * Math.exp(-1.2 * excess) : 0.45 * Math.exp(-0.14 * excess);
}

/** The first of `views` that is a negative. */
const firstNegative = 2;

const noNegative = 0xff;

/** What more doubt there is than this deserves no look. */
const mostDoubt = 0.6;

const firstSlots = 1024;

/**
 * Evidence of pairs, gathered from all sides: up to 23 pairs for each picture of a large folder, in an open table of
 * columns: 107 MB for 2.3 million pairs, where a Map of objects took 379 MB.
 */
export class Suspicions {
  readonly #size: number;
  /** The pair as one number, counted from 1; 0 where nothing is. */
  #keys = new Float64Array(firstSlots);
  /** The least doubt by vectors, and that by hash and corners together. */
  #gaps = new Float64Array(firstSlots);
  #others = new Float64Array(firstSlots);
  #views = new Uint8Array(firstSlots);
  #count = 0;

  /** `size`: places there are. */
  constructor(size: number) {
    this.#size = size;
  }

  /** By vectors, from either side: the lesser doubt counts. */
  gap(a: number, b: number, doubt: number): void {
    if (doubt >= 1) return;
    const slot = this.#slotOf(a, b);
    this.#gaps[slot] = Math.min(this.#gaps[slot]!, doubt);
  }

  /** By hashes of the wholes, once for a pair. */
  whole(a: number, b: number, doubt: number): void {
    if (doubt < 1) this.#others[this.#slotOf(a, b)]! *= doubt;
  }

  /** By corners, once for a pair. `view` is how A, the lower one, has to be looked at. */
  corners(a: number, b: number, doubt: number, view: number): void {
    const slot = this.#slotOf(a, b);
    this.#others[slot]! *= Math.min(1, doubt);
    this.#views[slot] = view >= firstNegative ? view : noNegative;
  }

  /** Those that deserve a look, the least doubtful first; hash, corners and vector are taken for independent. */
  pairs(): LikelyPair[] {
    const pairs: LikelyPair[] = [];
    for (let slot = 0; slot < this.#keys.length; slot++) {
      const doubt = this.#gaps[slot]! * this.#others[slot]!;
      if (this.#keys[slot] === 0 || doubt > mostDoubt) continue;
      const pair = this.#keys[slot]! - 1;
      const view = this.#views[slot]! === noNegative ? null : this.#views[slot]!;
      pairs.push({ a: Math.floor(pair / this.#size), b: pair % this.#size, doubt, view });
    }
    return pairs.sort((p, q) => p.doubt - q.doubt || p.a - q.a || p.b - q.b);
  }

  /** Where the evidence of a pair stands; made where there was none. */
  #slotOf(a: number, b: number): number {
    // At most two thirds full: a search ends after few steps.
    if (3 * (this.#count + 1) > 2 * this.#keys.length) this.#grow();
    const key = Math.min(a, b) * this.#size + Math.max(a, b) + 1;
    const slot = slotIn(this.#keys, key);
    if (this.#keys[slot] !== 0) return slot;
    this.#count++;
    this.#keys[slot] = key;
    this.#gaps[slot] = this.#others[slot] = 1;
    this.#views[slot] = noNegative;
    return slot;
  }

  #grow(): void {
    const [keys, gaps, others, views] = [this.#keys, this.#gaps, this.#others, this.#views];
    this.#keys = new Float64Array(2 * keys.length);
    this.#gaps = new Float64Array(2 * keys.length);
    this.#others = new Float64Array(2 * keys.length);
    this.#views = new Uint8Array(2 * keys.length);
    for (const [from, key] of keys.entries()) {
      if (key === 0) continue;
      const to = slotIn(this.#keys, key);
      this.#keys[to] = key;
      this.#gaps[to] = gaps[from]!;
      this.#others[to] = others[from]!;
      this.#views[to] = views[from]!;
    }
  }
}

/** The slot of a key among as many as a power of two, or the empty one where it would go. */
function slotIn(keys: Float64Array, key: number): number {
  const last = keys.length - 1;
  // Both halves of the number, spread by a multiplier of Knuth's (The Art of Computer Programming 3, 6.4).
  let slot = (Math.imul((key % 0x100000000) ^ (key / 0x100000000), 0x9e3779b1) >>> 8) & last;
  while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & last;
  return slot;
}

/** So many pictures get local features whatever their number, and otherwise up to this share of all. */
export const fewestChosen = 5000;
const chosenShare = 1 / 3;

/** The pairs, of some that come least doubtful first, that may be looked at; `size` pictures there are. */
export function chosenPairs(pairs: readonly LikelyPair[], size: number): LikelyPair[] {
  const most = Math.max(fewestChosen, chosenShare * size);
  const chosen = new Set<number>();
  return pairs.filter(({ a, b }) => {
    const fresh = (chosen.has(a) ? 0 : 1) + (chosen.has(b) ? 0 : 1);
    if (chosen.size + fresh > most) return false;
    chosen.add(a).add(b);
    return true;
  });
}

/** So many looks in a row with fewer copies than that: the rest is doubt. Where many pictures have been looked at already, it has to be worth more. */
const looksInRow = 1000;
const fewestInRow = 5;
const manyLookedAt = 15_000;
const fewestOfMany = 20;

/** Tells when looks at ever more doubtful pairs bring no copies any more; small folders are looked through. */
export class Yield {
  readonly #recent: boolean[] = [];
  #copies = 0;

  note(isCopy: boolean): void {
    this.#recent.push(isCopy);
    if (isCopy) this.#copies++;
    if (this.#recent.length > looksInRow && this.#recent.shift()) this.#copies--;
  }

  /** `pictures`: how many have local features by now. */
  isSpent(pictures: number): boolean {
    const fewest = pictures > manyLookedAt ? fewestOfMany : fewestInRow;
    return pictures > fewestChosen && this.#recent.length === looksInRow && this.#copies < fewest;
  }
}
