/** Which corners of which pictures are alike, gathered as numbers: millions of them, which tables find again and again. */
import { cornerBits } from './cornerSamples.ts';

/** Places of the first picture that share a part, and how many matches there may be: of all parts, and of each at least. */
const partPictures = 1024;
const mostMatchesInAll = 1 << 24;
const fewestInPart = 1 << 18;
const smallPart = 1 << 10;

/** Views of a pair, two bits. */
export const lookBits = 4;

/** Which corners of which pictures are alike, as numbers: pairs of pictures in order, each with its corners. */
export class CornerMatches {
  readonly #pictures: number;
  readonly #parts: Float64Array[];
  readonly #counts: Uint32Array;
  /** Parts that take no more: a crowd in which all are alike says nothing more. */
  readonly #full: Uint8Array;
  readonly #mostInPart: number;

  constructor(pictures: number) {
    this.#pictures = pictures;
    this.#parts = Array.from({ length: Math.ceil(pictures / partPictures) }, () => new Float64Array(0));
    this.#counts = new Uint32Array(this.#parts.length);
    this.#full = new Uint8Array(this.#parts.length);
    this.#mostInPart = Math.max(fewestInPart, Math.floor(mostMatchesInAll / Math.max(1, this.#parts.length)));
  }

  get parts(): number {
    return this.#parts.length;
  }

  /** The first picture of a part. */
  first(part: number): number {
    return part * partPictures;
  }

  add(a: number, b: number, corner: number, other: number, view: number): void {
    const part = Math.floor(a / partPictures);
    if (this.#full[part] === 1) return;
    let numbers = this.#parts[part]!;
    let count = this.#counts[part]!;
    if (count === numbers.length) {
      // Tables find the same again.
      count = sortedOnce(numbers);
      if (2 * count >= numbers.length) {
        if (count >= this.#mostInPart) {
          this.#full[part] = 1;
          this.#counts[part] = count;
          return;
        }
        const longer = new Float64Array(Math.min(2 * this.#mostInPart, Math.max(smallPart, 2 * count)));
        longer.set(numbers.subarray(0, count));
        this.#parts[part] = numbers = longer;
      }
    }
    const pair = (a - this.first(part)) * this.#pictures + b;
    numbers[count] = ((pair * lookBits + view) * cornerBits + corner) * cornerBits + other;
    this.#counts[part] = count + 1;
  }

  /** Pairs as `gather` reads them, each match once. The part is given away. */
  inOrder(part: number): { readonly numbers: Float64Array; readonly pictures: number } {
    const numbers = this.#parts[part]!.subarray(0, this.#counts[part]);
    this.#parts[part] = new Float64Array(0);
    return { numbers: numbers.subarray(0, sortedOnce(numbers)), pictures: this.#pictures };
  }
}

/** Sorts in place, each number once; how many there are. */
function sortedOnce(numbers: Float64Array): number {
  numbers.sort();
  let kept = 0;
  for (let at = 0; at < numbers.length; at++)
    if (at === 0 || numbers[at] !== numbers[kept - 1]) numbers[kept++] = numbers[at]!;
  return kept;
}
