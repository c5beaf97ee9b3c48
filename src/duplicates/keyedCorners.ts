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

/** Which bits make the key, and which of the eight words of a corner lies beside it. */
export interface Key {
  /** Places of at most 22 of 256 bits. */
  readonly mask: Uint8Array;
  readonly checked: number;
}

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
    { mask, checked }: Key,
    view: number,
    between: KeyedCorners,
    rest: () => Promise<void>,
  ): Promise<void> {
    const [low, high] = [new Uint32Array(digits), new Uint32Array(digits)];
    for (let corner = 0; corner < count; corner++) {
      if (corner % slice === 0) await rest();
      const key = keyOf(bits, 8 * corner, mask, view);
      this.keys[corner] = key;
      low[key & (digits - 1)]!++;
      high[key >>> digitBits]!++;
    }
    toStarts(low);
    toStarts(high);
    // By the lower half of the key, then by the upper one, in which the order stays.
    for (let corner = 0; corner < count; corner++) {
      if (corner % slice === 0) await rest();
      const key = this.keys[corner]!;
      const to = low[key & (digits - 1)]!++;
      between.keys[to] = key;
      between.corners[to] = corner;
      between.checks[to] = seenWord(bits[8 * corner + checked]!, view);
    }
    for (let from = 0; from < count; from++) {
      if (from % slice === 0) await rest();
      const key = between.keys[from]!;
      const to = high[key >>> digitBits]!++;
      this.keys[to] = key;
      this.corners[to] = between.corners[from]!;
      this.checks[to] = between.checks[from]!;
    }
  }
}

/** From how many there are to where they begin. */
function toStarts(counts: Uint32Array): void {
  let start = 0;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at]!;
    counts[at] = start;
    start += count;
  }
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
