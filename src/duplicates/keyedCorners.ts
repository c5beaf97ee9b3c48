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

/** What corners are sorted by, and which of their eight words lies beside it. */
export interface Key {
  /** Places of at most 22 of 256 bits. */
  readonly mask: Uint8Array;
  readonly checked: number;
}

/** Columns, one after the other by their keys, those of one key in the order of the corners. */
export class KeyedCorners {
  readonly keys: Uint32Array<ArrayBuffer>;
  readonly corners: Uint32Array<ArrayBuffer>;
  /** A word of the bits of each, as it is seen. */
  readonly checks: Uint32Array<ArrayBuffer>;

  /** `count`: corners there are. */
  constructor(count: number) {
    this.keys = new Uint32Array(count);
    this.corners = new Uint32Array(count);
    this.checks = new Uint32Array(count);
  }

  /** Takes all of these as they are seen in a view, by place in `views`; `between` is written over. `rest` is called now and then. */
  async fill(
    { bits, count }: CornerSamples,
    { mask, checked }: Key,
    view: number,
    between: KeyedCorners,
    rest: () => Promise<void>,
  ): Promise<void> {
    await inSlices(count, rest, (from, to) => this.#makeKeys(bits, mask, view, from, to));
    // By the lower half of the key, then by the upper one, in which the order stays.
    const low = startsOf(this.keys, 0);
    await inSlices(count, rest, (from, to) => this.#sortLow(bits, checked, view, low, between, from, to));
    const high = startsOf(between.keys, digitBits);
    await inSlices(count, rest, (from, to) => between.#sortHigh(high, this, from, to));
  }

  /** Gives the memory back at once: 42 MB of 3.5 million corners, which a collector would take its time for. Nothing is there any more. */
  close(): void {
    for (const column of [this.keys, this.corners, this.checks]) column.buffer.transfer(0);
  }

  /** The keys of some, in the order of the corners. */
  #makeKeys(bits: Uint32Array, mask: Uint8Array, view: number, from: number, to: number): void {
    for (let corner = from; corner < to; corner++) this.keys[corner] = keyOf(bits, 8 * corner, mask, view);
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

/** The chosen bits of a corner as seen in a view: a mirror image changes neighbours, a negative pairs of them (`views.ts`). */
function keyOf(bits: Uint32Array, from: number, mask: Uint8Array, view: number): number {
  const negative = view >> 1;
  let key = 0;
  for (let at = 0; at < mask.length; at++) {
    const bit = mask[at]! ^ view;
    key = (key << 1) | (((bits[from + (bit >> 5)]! >>> (bit & 31)) & 1) ^ negative);
  }
  return key;
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
