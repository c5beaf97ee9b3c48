/**
 * Which pictures share some of the few corners that are kept of each, lying alike: hints of copies that were cropped, turned
 * or framed, of which a hash of the whole says nothing. Corners are found again by some of their bits (A. Gionis et al.,
 * "Similarity search in high dimensions via hashing", 1999), and those of two pictures vote for a turn and a size together
 * (after the weak geometric consistency of H. Jégou et al., "Hamming embedding and weak geometric consistency", 2008).
 */
import { type CornerSamples, cornerBits } from './cornerSamples.ts';
import { CornerMatches, lookBits } from './cornerMatches.ts';
import { drawnBits } from './drawnBits.ts';
import { KeyedCorners, inSlices, seenWords } from './keyedCorners.ts';
import { Laying } from './laying.ts';
import { bitsOf } from './matching.ts';
import { views } from './views.ts';

const tables = 12;
/** Bits of a key: so many that few corners share one by chance. */
const mostKeyBits = 22;
const spareKeyBits = 5;

/** Of 256 bits; more than of sure matches of whole pictures differ, since these corners are few. */
const farthest = 44;

/** Among so many pictures, negatives are left to the hashes of the wholes. */
const manyPictures = 10_000;

/** A corner that more share is part of no picture in particular. */
const crowdedBucket = 16;

/** There, mirror images that a hash of the whole does not tell are looked for by every second table. */
const mirroredEvery = 2;

/**
 * Of 32 bits of two corners that differ in as many of the 256 as they may, 5.5 differ on average, and more than so many
 * in three of a thousand (hypergeometric). Of two that are strangers 16 do: most need not be fetched from all over the memory.
 */
const farthestChecked = 11;

/** Fewer corners that lie alike are chance. */
const fewestAlike = 3;

/** What a picture has in common with the eighth best it has with everybody: icons of one set share their shapes. Copies of one picture are fewer, as a rule. */
const crowd = 8;

/** Places in the list of pictures, the lower one first; how A has to be looked at, by place in `views`; and how many more of their corners lie alike than those of either with its crowd, from 1 on. */
export type VisitLike = (a: number, b: number, view: number, excess: number) => void;

/** Visits pairs of pictures that have corners alike, of which one is asked about: of each the `most` that stand out the most among those after it. The bits of `samples` are given away. `rest` is called now and then. */
export async function likeCorners(
  samples: CornerSamples,
  most: number,
  isAsked: (place: number) => boolean,
  visit: VisitLike,
  rest: () => Promise<void>,
): Promise<void> {
  const asked = Uint8Array.from({ length: samples.pictures }, (_, place) => (isAsked(place) ? 1 : 0));
  const matches = new CornerMatches(samples.pictures);
  await match(samples, asked, matches, rest);
  samples.closeBits();
  const likes = new Likes(samples.pictures);
  const laying = new Laying(samples);
  for (let part = 0; part < matches.parts; part++) {
    await rest();
    gather(laying, matches.inOrder(part), matches.first(part), likes);
  }
  for (let part = 0; part < matches.parts; part++) {
    await rest();
    for (let own = matches.first(part); own < Math.min(samples.pictures, matches.first(part + 1)); own++)
      for (const { b, view, excess } of likes.best(own, most)) visit(own, b, view, excess);
  }
}

/** Finds corners that are alike, table by table. */
async function match(
  samples: CornerSamples,
  asked: Uint8Array,
  matches: CornerMatches,
  rest: () => Promise<void>,
): Promise<void> {
  const looks = samples.pictures > manyPictures ? 2 : views.length;
  const keyBits = Math.min(mostKeyBits, spareKeyBits + Math.ceil(Math.log2(samples.count + 1)));
  const columns = Array.from({ length: 3 }, () => new KeyedCorners(samples.count));
  const [upright, seen, between] = columns as [KeyedCorners, KeyedCorners, KeyedCorners];
  const join = new Join(samples, asked, matches);
  for (const [table, mask] of drawnBits(tables, keyBits, 256).entries()) {
    const key = { mask, checked: table % 8 };
    await upright.fill(samples, key, 0, between, rest);
    await inSlices(samples.count, rest, (from, to) => join.upright(upright, from, to));
    if (samples.pictures > manyPictures && table % mirroredEvery > 0) continue;
    for (let view = 1; view < looks; view++) {
      await seen.fill(samples, key, view, between, rest);
      await inSlices(samples.count, rest, (from, to) => join.seen(seen, view, upright, from, to));
    }
  }
  for (const column of columns) column.close();
}

/** Notes which corners are alike among those that have the same key. */
class Join {
  readonly #samples: CornerSamples;
  readonly #asked: Uint8Array;
  readonly #matches: CornerMatches;
  readonly #words = new Uint32Array(8);

  constructor(samples: CornerSamples, asked: Uint8Array, matches: CornerMatches) {
    this.#samples = samples;
    this.#asked = asked;
    this.#matches = matches;
  }

  /** Of keys that begin from one place to another: corners that are like those of a later picture, both as they are. */
  upright({ keys, corners, checks }: KeyedCorners, from: number, to: number): void {
    const { bits, owners, starts } = this.#samples;
    for (let first = beginningFrom(keys, from), last = first; first < to; first = last) {
      last = endOf(keys, first);
      if (last - first > crowdedBucket) continue;
      for (let at = first; at < last - 1; at++) {
        const corner = corners[at]!;
        const check = checks[at]!;
        for (let next = at + 1; next < last; next++) {
          if (bitsOf(check ^ checks[next]!) > farthestChecked) continue;
          const own = owners[corner]!;
          const other = corners[next]!;
          const owner = owners[other]!;
          if (owner === own || (this.#asked[own] === 0 && this.#asked[owner] === 0)) continue;
          if (differ(bits, 8 * corner, bits, 8 * other)) continue;
          this.#matches.add(own, owner, corner - starts[own]!, other - starts[owner]!, 0);
        }
      }
    }
  }

  /** Of the corners from one place to another, as they are seen in a view: those that are like one of a later picture as it is. */
  seen(
    seen: KeyedCorners,
    view: number,
    { keys, corners, checks }: KeyedCorners,
    from: number,
    to: number,
  ): void {
    const { bits, owners, starts } = this.#samples;
    let first = firstFrom(keys, seen.keys[from]!);
    let last = first < keys.length ? endOf(keys, first) : first;
    for (let at = from; at < to; at++) {
      const key = seen.keys[at]!;
      while (last < keys.length && keys[first]! < key) {
        first = last;
        last = endOf(keys, first);
      }
      if (keys[first] !== key || last - first > crowdedBucket) continue;
      const corner = seen.corners[at]!;
      const check = seen.checks[at]!;
      let isSeen = false;
      for (let member = last - 1; member >= first; member--) {
        if (bitsOf(check ^ checks[member]!) > farthestChecked) continue;
        const own = owners[corner]!;
        const other = corners[member]!;
        const owner = owners[other]!;
        if (owner <= own) break;
        if (this.#asked[own] === 0 && this.#asked[owner] === 0) continue;
        if (!isSeen) seenWords(bits, 8 * corner, view, this.#words);
        isSeen = true;
        if (differ(this.#words, 0, bits, 8 * other)) continue;
        this.#matches.add(own, owner, corner - starts[own]!, other - starts[owner]!, view);
      }
    }
  }
}

/** The first place from this one on where a key begins. */
function beginningFrom(keys: Uint32Array, from: number): number {
  let at = from;
  while (at > 0 && at < keys.length && keys[at] === keys[at - 1]) at++;
  return at;
}

/** Where the next key begins. */
function endOf(keys: Uint32Array, first: number): number {
  let last = first + 1;
  while (last < keys.length && keys[last] === keys[first]) last++;
  return last;
}

/** The first place that has this key, or would. */
function firstFrom(keys: Uint32Array, key: number): number {
  let [from, to] = [0, keys.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (keys[middle]! < key) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Whether eight words of one list differ in more bits than those of a corner that is found again. */
function differ(some: Uint32Array, from: number, others: Uint32Array, at: number): boolean {
  let distance = bitsOf(some[from]! ^ others[at]!) + bitsOf(some[from + 1]! ^ others[at + 1]!);
  distance += bitsOf(some[from + 2]! ^ others[at + 2]!) + bitsOf(some[from + 3]! ^ others[at + 3]!);
  if (distance > farthest) return true;
  distance += bitsOf(some[from + 4]! ^ others[at + 4]!) + bitsOf(some[from + 5]! ^ others[at + 5]!);
  distance += bitsOf(some[from + 6]! ^ others[at + 6]!) + bitsOf(some[from + 7]! ^ others[at + 7]!);
  return distance > farthest;
}

interface Like {
  readonly b: number;
  readonly view: number;
  readonly alike: number;
}

/** How often pictures have corners alike, by how many. */
class Likes {
  readonly #lists: (Like[] | undefined)[];
  /** Of each picture: how many have 0, 1, 2 … corners like its own. */
  readonly #counts: Uint16Array;

  constructor(pictures: number) {
    this.#lists = Array.from({ length: pictures }, () => undefined);
    this.#counts = new Uint16Array(pictures * cornerBits);
  }

  add(a: number, like: Like): void {
    (this.#lists[a] ??= []).push(like);
    for (const place of [a, like.b]) {
      const at = place * cornerBits + like.alike;
      if (this.#counts[at]! < crowd) this.#counts[at]!++;
    }
  }

  best(a: number, most: number): { readonly b: number; readonly view: number; readonly excess: number }[] {
    const own = this.#usual(a);
    return (this.#lists[a] ?? [])
      .map(({ b, view, alike }) => ({ b, view, excess: alike - Math.max(own, this.#usual(b)) }))
      .filter(({ excess }) => excess > 0)
      .sort((p, q) => q.excess - p.excess || p.b - q.b)
      .slice(0, most);
  }

  /** Corners that it has in common with its crowd. */
  #usual(place: number): number {
    let seen = 0;
    for (let alike = cornerBits - 1; alike >= fewestAlike; alike--) {
      seen += this.#counts[place * cornerBits + alike]!;
      if (seen >= crowd) return alike;
    }
    return fewestAlike - 1;
  }
}

/** Of a part: how many corners of each two lie alike. */
function gather(
  laying: Laying,
  { numbers, pictures }: { readonly numbers: Float64Array; readonly pictures: number },
  first: number,
  likes: Likes,
): void {
  const look = cornerBits * cornerBits;
  let best: { readonly a: number; readonly like: Like } | undefined;
  for (let from = 0, to = 0; from < numbers.length; from = to) {
    const seen = Math.floor(numbers[from]! / look);
    while (to < numbers.length && Math.floor(numbers[to]! / look) === seen) to++;
    if (to - from < fewestAlike) continue;
    const [pair, view] = [Math.floor(seen / lookBits), seen % lookBits];
    const [a, b] = [first + Math.floor(pair / pictures), pair % pictures];
    const alike = laying.alike(a, b, view, numbers.subarray(from, to));
    if (alike < fewestAlike) continue;
    // The same two come in several views, one after the other: the best one counts.
    if (best?.a === a && best.like.b === b) {
      if (best.like.alike < alike) best = { a, like: { b, view, alike } };
      continue;
    }
    if (best) likes.add(best.a, best.like);
    best = { a, like: { b, view, alike } };
  }
  if (best) likes.add(best.a, best.like);
}
