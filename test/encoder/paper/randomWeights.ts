/**
 * Weights of a network that has learned nothing, the same for the same seed.
 * Large tensors are windows, each at a place of its own, into one pool of random numbers: every layer has other weights,
 * and the files of a pair take under 60 MB, where those of the trained ones take 600 and 400.
 */

/** A tensor by its name. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Where it lies in the pool, in bytes; null for a tensor that is kept with the graph. */
  readonly offset: number | null;
}

/** Windows begin at multiples of a memory page of 4,096 bytes, as exporters align them. */
const pageFloats = 1024;

/** Pages from the beginning of one window to that of the next: a prime, so that no place comes again soon. */
const stepPages = 37;

export class RandomWeights {
  readonly pool: Float32Array;
  readonly #random: () => number;
  #drawn = 0;

  /** The pool's numbers are spread evenly around zero. */
  constructor(seed: number, size: number, deviation: number) {
    this.#random = randomNumbers(seed);
    this.pool = new Float32Array(size).map(() => this.#around(0, deviation));
  }

  /** A tensor out of the pool. */
  drawn(name: string, ...shape: number[]): Weight {
    const length = sizeOf(shape);
    const places = Math.floor((this.pool.length - length) / pageFloats);
    if (places < stepPages) throw new Error(`The pool is too small for ${name}.`);
    const first = ((this.#drawn++ * stepPages) % places) * pageFloats;
    return { name, shape, values: this.pool.subarray(first, first + length), offset: first * 4 };
  }

  /** A tensor of its own. */
  near(name: string, mean: number, deviation: number, ...shape: number[]): Weight {
    const values = new Float32Array(sizeOf(shape)).map(() => this.#around(mean, deviation));
    return { name, shape, values, offset: null };
  }

  /** Whole numbers from -128 to 127. */
  bytes(length: number): Int8Array {
    return new Int8Array(new Uint32Array(length / 4).map(() => this.#random() * 2 ** 32).buffer);
  }

  #around(mean: number, deviation: number): number {
    // An even distribution from -a to a has the deviation a / √3.
    return mean + deviation * Math.sqrt(3) * (2 * this.#random() - 1);
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, edge) => size * edge, 1);
}

/** Mulberry32, by Tommy Ettinger (public domain): numbers in 0..1. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
