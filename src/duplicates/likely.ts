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

interface Doubts {
  gap: number;
  whole: number;
  corners: number;
  view: number | null;
}

/** The first of `views` that is a negative. */
const firstNegative = 2;

/** Evidence of pairs, gathered from all sides. */
export class Suspicions {
  readonly #size: number;
  readonly #doubts = new Map<number, Doubts>();

  /** `size`: places there are. */
  constructor(size: number) {
    this.#size = size;
  }

  /** By vectors, from either side: the lesser doubt counts. */
  gap(a: number, b: number, doubt: number): void {
    const known = this.#of(a, b);
    known.gap = Math.min(known.gap, doubt);
  }

  whole(a: number, b: number, doubt: number): void {
    const known = this.#of(a, b);
    known.whole = Math.min(known.whole, doubt);
  }

  /** `view` is how A, the lower one, has to be looked at. */
  corners(a: number, b: number, doubt: number, view: number): void {
    const known = this.#of(a, b);
    known.corners = Math.min(known.corners, doubt);
    known.view = view >= firstNegative ? view : null;
  }

  /** The least doubtful first; hash, corners and vector are taken for independent. */
  pairs(): LikelyPair[] {
    const pairs = Array.from(this.#doubts, ([key, { gap, whole, corners, view }]) => ({
      a: Math.floor(key / this.#size),
      b: key % this.#size,
      doubt: gap * whole * corners,
      view,
    }));
    return pairs.sort((p, q) => p.doubt - q.doubt || p.a - q.a || p.b - q.b);
  }

  #of(a: number, b: number): Doubts {
    const key = Math.min(a, b) * this.#size + Math.max(a, b);
    const known = this.#doubts.get(key) ?? { gap: 1, whole: 1, corners: 1, view: null };
    this.#doubts.set(key, known);
    return known;
  }
}

/** So many pictures get local features whatever their number, and otherwise up to this share of all. */
const fewestChosen = 5000;
const chosenShare = 1 / 3;

/** What more doubt there is than this deserves no look. */
const mostDoubt = 0.6;

/** The pairs, least doubtful first, that may be looked at; `size` pictures there are. */
export function chosenPairs(pairs: readonly LikelyPair[], size: number): LikelyPair[] {
  const most = Math.max(fewestChosen, chosenShare * size);
  const chosen = new Set<number>();
  return pairs.filter(({ a, b, doubt }) => {
    const fresh = (chosen.has(a) ? 0 : 1) + (chosen.has(b) ? 0 : 1);
    if (doubt > mostDoubt || chosen.size + fresh > most) return false;
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
