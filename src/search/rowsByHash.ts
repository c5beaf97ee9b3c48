/**
 * From a content's hash to its row: an open table of row numbers, eight bytes a row or less.
 * A Map of strings would take as much again as the codes of a small model.
 */

/** Eight 32-bit words of a hash, in their order. */
export type HashWords = Uint32Array;

export const hashWords = 8;

const digitOf = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? 255 : digit;
});

/** Reads 64 hexadecimal digits into eight words. */
export function wordsOf(hash: string, into: HashWords): HashWords {
  if (hash.length !== 8 * hashWords)
    throw new RangeError(`Expected 64 hexadecimal digits but received ${hash}`);
  for (let word = 0; word < hashWords; word++) {
    let value = 0;
    for (let digit = 0; digit < 8; digit++)
      value = (value << 4) | digitOf[hash.charCodeAt(8 * word + digit)]!;
    into[word] = value;
  }
  return into;
}

export function hashOfWords(words: HashWords): string {
  let hash = '';
  for (const word of words) hash += word.toString(16).padStart(8, '0');
  return hash;
}

/** One of the eight words of a row's hash, read from the row itself: a view for each look would cost more than the look. */
export type WordAt = (row: number, word: number) => number;

const firstSlots = 512;

/** Rows by the hashes of their contents; a hash is even by itself, so its first word is the place to look at. */
export class RowsByHash {
  readonly #wordAt: WordAt;
  /** Row number and 1; 0 where nothing is. */
  #slots = new Uint32Array(firstSlots);
  #size = 0;

  constructor(wordAt: WordAt) {
    this.#wordAt = wordAt;
  }

  get size(): number {
    return this.#size;
  }

  find(words: HashWords): number | undefined {
    const entry = this.#slots[this.#slotOf(words)]!;
    return entry === 0 ? undefined : entry - 1;
  }

  /** Makes room for so many more rows at once, where they are known to come. */
  reserve(more: number): void {
    let slots = this.#slots.length;
    while (2 * (this.#size + more) > slots) slots *= 2;
    if (slots > this.#slots.length) this.#growTo(slots);
  }

  /** Adds a row whose hash is not there yet; the row must hold its words already. */
  add(row: number): void {
    // At most half full: a search ends after few steps.
    this.reserve(1);
    this.#place(row + 1);
    this.#size++;
  }

  /** Adds a row unless its hash is there; the row must hold its words already. True when it was added. */
  addNew(row: number): boolean {
    this.reserve(1);
    const last = this.#slots.length - 1;
    const first = this.#wordAt(row, 0);
    let slot = first & last;
    for (; this.#slots[slot] !== 0; slot = (slot + 1) & last) {
      const there = this.#slots[slot]! - 1;
      // Hashes that are not the same differ in their first word, nearly always.
      if (this.#wordAt(there, 0) === first && this.#isSame(there, row)) return false;
    }
    this.#slots[slot] = row + 1;
    this.#size++;
    return true;
  }

  remove(words: HashWords): void {
    const slots = this.#slots;
    const last = slots.length - 1;
    let hole = this.#slotOf(words);
    if (slots[hole] === 0) return;
    // What was pushed on by the removed row moves back (Knuth, The Art of Computer Programming 3, 6.4, algorithm R).
    for (let slot = (hole + 1) & last; slots[slot] !== 0; slot = (slot + 1) & last) {
      const home = this.#wordAt(slots[slot]! - 1, 0) & last;
      if (((slot - home) & last) < ((slot - hole) & last)) continue;
      slots[hole] = slots[slot]!;
      hole = slot;
    }
    slots[hole] = 0;
    this.#size--;
  }

  /** The slot that holds these words, or the empty one where they would go. */
  #slotOf(words: HashWords): number {
    const last = this.#slots.length - 1;
    let slot = words[0]! & last;
    while (this.#slots[slot] !== 0 && !this.#isOf(this.#slots[slot]! - 1, words)) slot = (slot + 1) & last;
    return slot;
  }

  #growTo(slots: number): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(slots);
    for (const entry of old) if (entry !== 0) this.#place(entry);
  }

  /** Into the first empty slot from its home on. */
  #place(entry: number): void {
    const last = this.#slots.length - 1;
    let slot = this.#wordAt(entry - 1, 0) & last;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & last;
    this.#slots[slot] = entry;
  }

  #isSame(row: number, other: number): boolean {
    for (let word = 0; word < hashWords; word++)
      if (this.#wordAt(row, word) !== this.#wordAt(other, word)) return false;
    return true;
  }

  #isOf(row: number, words: HashWords): boolean {
    for (let word = 0; word < hashWords; word++) if (this.#wordAt(row, word) !== words[word]) return false;
    return true;
  }
}
