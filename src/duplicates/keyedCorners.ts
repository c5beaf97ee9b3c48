/**
 * Corners in the order of a key of some of their bits: those that have the same key lie beside each other, and two such lists
 * are walked through together. Nothing is fetched from all over the memory, which costs more than all that is computed.
 */
import type { CornerSamples } from './cornerSamples.ts';

/** Corners between two rests. */
const slice = 20_000;

/** Bits by which they are sorted at once: so many places to write to stay in the processor's cache. */
const digitBits = 11;
const digits = 1 << digitBits;

/** What corners are sorted by: some of their bits, as many as `bits` of the sum that these make; and which of the eight words of a corner lies beside its key. */
export interface Key {
  /** Eight words in which the chosen bits are set. */
  readonly mask: Uint32Array;
  /** At most 22. */
  readonly bits: number;
  readonly checked: number;
}

/** Odd numbers by which the words of a corner are multiplied for its key: the first bits of the square roots of the first eight primes. */
const multipliers = Int32Array.from(
  [2, 3, 5, 7, 11, 13, 17, 19],
  prime => ((prime ** 0.5 % 1) * 2 ** 32) | 1,
);

/** Columns, one after the other by their keys, those of one key in the order of the corners. */
export class KeyedCorners {
  readonly keys: Uint32Array;
  readonly corners: Uint32Array;
  /** A word of the bits of each, as it is seen. */
  readonly checks: Uint32Array;

  /** `count`: corners there are. */
  constructor(count: number) {
    this.keys = new Uint32Array(count);
    this.corners = new Uint32Array(count);
    this.checks = new Uint32Array(count);
  }

  /** Takes all of these as they are seen in a view, by place in `views`; `between` is written over. `rest` is called now and then. */
  async fill(
    { bits, count }: CornerSamples,
    key: Key,
    view: number,
    between: KeyedCorners,
    rest: () => Promise<void>,
  ): Promise<void> {
    await inSlices(count, rest, (from, to) => this.#makeKeys(bits, key, view, from, to));
    // By the lower half of the key, then by the upper one, in which the order stays.
    const low = startsOf(this.keys, 0);
    await inSlices(count, rest, (from, to) => this.#sortLow(bits, key.checked, view, low, between, from, to));
    const high = startsOf(between.keys, digitBits);
    await inSlices(count, rest, (from, to) => between.#sortHigh(high, this, from, to));
  }

  /** The keys of some, in the order of the corners. */
  #makeKeys(bits: Uint32Array, { mask, bits: keyBits }: Key, view: number, from: number, to: number): void {
    for (let corner = from; corner < to; corner++) {
      let sum = 0;
      for (let at = 0; at < 8; at++) {
        const chosen = seenWord(bits[8 * corner + at]!, view) & mask[at]!;
        // Products carry to the left alone: the upper half counts in the lower one, too.
        sum = (sum + Math.imul(chosen ^ (chosen >>> 16), multipliers[at]!)) | 0;
      }
      this.keys[corner] = sum >>> (32 - keyBits);
    }
  }

  #sortLow(
    bits: Uint32Array,
    checked: number,
    view: number,
    starts: Uint32Array,
    into: KeyedCorners,
    from: number,
    to: number,
  ): void {
    for (let corner = from; corner < to; corner++) {
      const key = this.keys[corner]!;
      const place = starts[key & (digits - 1)]!++;
      into.keys[place] = key;
      into.corners[place] = corner;
      into.checks[place] = seenWord(bits[8 * corner + checked]!, view);
    }
  }

  #sortHigh(starts: Uint32Array, into: KeyedCorners, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const key = this.keys[at]!;
      const place = starts[key >>> digitBits]!++;
      into.keys[place] = key;
      into.corners[place] = this.corners[at]!;
      into.checks[place] = this.checks[at]!;
    }
  }
}

/** Does something from 0 to `count`, with rests between. What is done is no part of this: a loop with rests in it is never compiled as well. */
export async function inSlices(
  count: number,
  rest: () => Promise<void>,
  work: (from: number, to: number) => void,
): Promise<void> {
  for (let from = 0; from < count; from += slice) {
    await rest();
    work(from, Math.min(count, from + slice));
  }
}

/** Where those begin that have each value of these bits of their keys. */
function startsOf(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(digits + 1);
  for (let at = 0; at < keys.length; at++) starts[((keys[at]! >>> shift) & (digits - 1)) + 1]!++;
  for (let digit = 0; digit < digits; digit++) starts[digit + 1]! += starts[digit]!;
  return starts;
}

/** All bits of a corner, eight words, as seen in a view. */
export function seenWords(bits: Uint32Array, from: number, view: number, words: Uint32Array): void {
  for (let at = 0; at < 8; at++) words[at] = seenWord(bits[from + at]!, view);
}

function seenWord(word: number, view: number): number {
  let seen = word;
  if (view & 1) seen = ((seen & 0x55555555) << 1) | ((seen >>> 1) & 0x55555555);
  if (view & 2) seen = ~(((seen & 0x33333333) << 2) | ((seen >>> 2) & 0x33333333));
  return seen;
}
