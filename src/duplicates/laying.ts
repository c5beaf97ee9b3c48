/** How many corners of two pictures lie alike: one turn, one size, one place. */
import { levelScale } from '../protocol/encoder.ts';
import { type CornerSamples, cornerBits } from './cornerSamples.ts';

/** Directions of two corners differ from the turn of the others by so much at most, in 256ths of a turn, and levels by one. */
const sameTurn = 16;
const sameLevels = 1;

/** Where a corner lies differs from where another one says by so much of the longer side at most, and by so much of its distance: levels and directions are coarse. */
const sureOffset = 255 * 0.04;
const offsetShare = 0.25;

/** More than this are a crowd within two pictures; what is looked at suffices. */
const mostMatches = 128;

/** Lays the corners of two pictures onto each other. Its memory is used again for the next two. */
export class Laying {
  readonly #samples: CornerSamples;
  readonly #from = { x: new Float32Array(mostMatches), y: new Float32Array(mostMatches) };
  readonly #to = { x: new Float32Array(mostMatches), y: new Float32Array(mostMatches) };
  readonly #turn = new Uint8Array(mostMatches);
  readonly #level = new Int8Array(mostMatches);
  readonly #source = new Uint8Array(mostMatches);
  readonly #target = new Uint8Array(mostMatches);
  readonly #marked = new Uint16Array(cornerBits);

  constructor(samples: CornerSamples) {
    this.#samples = samples;
  }

  /**
   * The most matches that agree with one of them on turn, size and place. A match is `own * cornerBits + other` and what is
   * above that: places of a corner of A, seen in this view, and of one of B, in the order of those of A.
   */
  alike(a: number, b: number, view: number, matched: Float64Array): number {
    const count = this.#take(a, b, view, matched);
    let best = 0;
    for (let base = 0; base < count; base++) {
      best = Math.max(best, this.#agreeingWith(base, count));
      this.#marked.fill(0);
    }
    return best;
  }

  #take(a: number, b: number, view: number, matched: Float64Array): number {
    const { marks, starts } = this.#samples;
    const mirror = view & 1 ? -1 : 1;
    const half = view & 2 ? 128 : 0;
    const count = Math.min(matched.length, mostMatches);
    for (let at = 0; at < count; at++) {
      const both = matched[at]! % (cornerBits * cornerBits);
      const [own, other] = [Math.floor(both / cornerBits), both % cornerBits];
      const one = 4 * (starts[a]! + own);
      const two = 4 * (starts[b]! + other);
      const angle = view & 1 ? 128 - marks[one + 2]! : marks[one + 2]!;
      this.#from.x[at] = mirror * marks[one]!;
      this.#from.y[at] = marks[one + 1]!;
      this.#to.x[at] = marks[two]!;
      this.#to.y[at] = marks[two + 1]!;
      this.#turn[at] = (marks[two + 2]! - angle - half) & 255;
      this.#level[at] = marks[two + 3]! - marks[one + 3]!;
      this.#source[at] = own;
      this.#target[at] = other;
    }
    return count;
  }

  #agreeingWith(base: number, count: number): number {
    const [from, to, turn, level] = [this.#from, this.#to, this.#turn, this.#level];
    const scale = levelScale ** level[base]!;
    const angle = (turn[base]! * Math.PI) / 128;
    const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    let alike = 0;
    let lastOne = -1;
    for (let at = 0; at < count; at++) {
      const difference = (turn[at]! - turn[base]!) & 255;
      if (difference > sameTurn && difference < 256 - sameTurn) continue;
      if (Math.abs(level[at]! - level[base]!) > sameLevels) continue;
      const [dx, dy] = [from.x[at]! - from.x[base]!, from.y[at]! - from.y[base]!];
      const x = to.x[base]! + cosine * dx - sine * dy;
      const y = to.y[base]! + sine * dx + cosine * dy;
      const offset = Math.hypot(x - to.x[at]!, y - to.y[at]!);
      if (offset > sureOffset + offsetShare * scale * Math.hypot(dx, dy)) continue;
      // Each corner counts once: matches are in the order of those of A, and those of B are marked.
      const one = this.#source[at]!;
      if (one === lastOne || this.#marked[this.#target[at]!] === 1) continue;
      lastOne = one;
      this.#marked[this.#target[at]!] = 1;
      alike++;
    }
    return alike;
  }
}
