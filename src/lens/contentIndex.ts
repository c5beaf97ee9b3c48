/** From a content to the assets that hold it: an open table of eight bytes an asset or less, and 32 for the hash. */
import type { ContentHash } from '../protocol/asset.ts';
import { RowsByHash, hashWords, wordsOf } from '../search/rowsByHash.ts';

/** Assets are numbers from 0 on; numbers that follow each other are kept best. */
export class ContentIndex {
  #words = new Uint32Array(0);
  readonly #first = new RowsByHash((asset, word) => this.#words[asset * hashWords + word]!);
  /** By the asset that the table holds, the others of the same content; most contents have one asset. */
  readonly #others = new Map<number, number[]>();
  readonly #asked = new Uint32Array(hashWords);

  /** Adds an asset that is not there. */
  add(asset: number, hash: ContentHash): void {
    this.#reserve(asset + 1);
    wordsOf(hash, this.#wordsAt(asset));
    this.#link(asset);
  }

  /** Adds assets from a number on, of whose hashes `words` has eight numbers each. */
  addMany(first: number, words: Uint32Array): void {
    const count = words.length / hashWords;
    this.#reserve(first + count);
    this.#words.set(words, first * hashWords);
    this.#first.reserve(count);
    for (let asset = first; asset < first + count; asset++) this.#link(asset);
  }

  remove(asset: number): void {
    const words = this.#wordsAt(asset);
    const first = this.#first.find(words);
    if (first === undefined) return;
    const others = this.#others.get(first) ?? [];
    if (first !== asset) {
      this.#keepOthers(
        first,
        others.filter(other => other !== asset),
      );
      return;
    }
    this.#first.remove(words);
    this.#others.delete(asset);
    const [next, ...rest] = others;
    if (next === undefined) return;
    this.#first.add(next);
    this.#keepOthers(next, rest);
  }

  has(hash: ContentHash): boolean {
    return this.#first.find(wordsOf(hash, this.#asked)) !== undefined;
  }

  /** The assets that hold a content, in the order in which they came. */
  of(hash: ContentHash): readonly number[] {
    const first = this.#first.find(wordsOf(hash, this.#asked));
    return first === undefined ? [] : [first, ...(this.#others.get(first) ?? [])];
  }

  /** The hash of an asset, as eight numbers; valid until the next call. */
  wordsOf(asset: number): Uint32Array {
    for (let word = 0; word < hashWords; word++) this.#asked[word] = this.#words[asset * hashWords + word]!;
    return this.#asked;
  }

  #link(asset: number): void {
    if (this.#first.addNew(asset)) return;
    const first = this.#first.find(this.#wordsAt(asset))!;
    const others = this.#others.get(first);
    if (others) others.push(asset);
    else this.#others.set(first, [asset]);
  }

  #keepOthers(first: number, others: number[]): void {
    if (others.length > 0) this.#others.set(first, others);
    else this.#others.delete(first);
  }

  #wordsAt(asset: number): Uint32Array {
    return this.#words.subarray(asset * hashWords, (asset + 1) * hashWords);
  }

  #reserve(assets: number): void {
    const wanted = assets * hashWords;
    if (wanted <= this.#words.length) return;
    // By a quarter at least, so that one by one copies little.
    const more = new Uint32Array(Math.max(wanted, Math.ceil(this.#words.length * 1.25)));
    more.set(this.#words);
    this.#words = more;
  }
}
