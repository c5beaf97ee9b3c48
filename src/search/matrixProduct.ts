/**
 * Dot products of many vectors with many others in float32, by vector instructions in WebAssembly: four vectors with
 * eight at a time, in the way of Goto and van de Geijn 2008 (Anatomy of High-Performance Matrix Multiplication), so that
 * each number that is read is used several times. Each sum goes along the dimensions in order, and is the same on every
 * machine.
 */
import { assemble } from './assemble.ts';

/** Vectors of one side, and of the other, in one tile. */
const [tileHeight, tileWidth] = [4, 8];

const pageBytes = 65_536;

/** The sum that belongs to a place of the tile: row 0..3, half 0..1 of its eight columns. */
const sums = Array.from({ length: tileHeight }, (_, row) => [`s${row}a`, `s${row}b`] as const);

const addTerms = sums
  .map(
    ([a, b], row) => `
      local.get p
      v128.load32_splat offset=${4 * row}
      local.tee x
      local.get ya
      f32x4.mul
      local.get ${a}
      f32x4.add
      local.set ${a}
      local.get x
      local.get yb
      f32x4.mul
      local.get ${b}
      f32x4.add
      local.set ${b}`,
  )
  .join('');

const storeSums = sums
  .map(
    ([a, b]) => `
    local.get o
    local.get ${a}
    v128.store
    local.get o
    local.get ${b}
    v128.store offset=16
    local.get o
    local.get stride
    i32.add
    local.set o`,
  )
  .join('');

const zero = sums
  .flat()
  .map(
    sum => `
    i32.const 0
    i32x4.splat
    local.set ${sum}`,
  )
  .join('');

/**
 * `left` to `leftEnd` holds four vectors, number by number, side by side; `right` to `rightEnd` strips of eight, one
 * after the other. The results go to four rows that lie `stride` bytes apart.
 */
const code = assemble({
  name: 'multiply',
  params: ['left', 'leftEnd', 'right', 'rightEnd', 'out', 'stride'],
  locals: [
    { name: 'p', type: 'i32' },
    { name: 'o', type: 'i32' },
    { name: 'x', type: 'v128' },
    { name: 'ya', type: 'v128' },
    { name: 'yb', type: 'v128' },
    ...sums.flat().map(name => ({ name, type: 'v128' as const })),
  ],
  body: `
  loop ;; over strips
    ${zero}
    local.get left
    local.set p
    loop ;; over dimensions
      local.get right
      v128.load
      local.set ya
      local.get right
      v128.load offset=16
      local.set yb
      ${addTerms}
      local.get right
      i32.const 32
      i32.add
      local.set right
      local.get p
      i32.const 16
      i32.add
      local.tee p
      local.get leftEnd
      i32.lt_u
      br_if 0
    end
    local.get out
    local.set o
    ${storeSums}
    local.get out
    i32.const 32
    i32.add
    local.set out
    local.get right
    local.get rightEnd
    i32.lt_u
    br_if 0
  end`,
});

type Multiply = (
  left: number,
  leftEnd: number,
  right: number,
  rightEnd: number,
  out: number,
  stride: number,
) => void;

/**
 * Where products are made: its owner shares one among all, since each WebAssembly memory reserves gigabytes of addresses.
 * Nothing is compiled before the first product.
 */
export class ProductBench {
  #memory: WebAssembly.Memory | undefined;
  #multiply: Multiply | undefined;
  #packed: Float32Array | null = null;

  /** All dot products of two matrices of vectors, `countOf(a) × countOf(b)`. */
  readonly product = (a: Float32Array, b: Float32Array, dimensions: number): Float32Array => {
    const count = a.length / dimensions;
    const packed = new PackedVectors(b, dimensions, this);
    const result = new Float32Array(count * packed.count);
    const rows = Array.from({ length: count }, (_, row) => row);
    packed.products(a, rows, result);
    return result;
  };

  /** Lays out strips, of `width` vectors in all, where they are not there already, with room for four vectors and their results. */
  lay(packed: Float32Array, width: number, dimensions: number): Laid {
    const memory = (this.#memory ??= new WebAssembly.Memory({ initial: 1, maximum: 65_536 }));
    // The module above exports this one function.
    const multiply = (this.#multiply ??= new WebAssembly.Instance(new WebAssembly.Module(code), {
      env: { memory },
    }).exports['multiply'] as Multiply);
    const right = 4 * tileHeight * dimensions;
    const out = right + packed.byteLength;
    const missing = out + 4 * tileHeight * width - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = memory;
    if (this.#packed !== packed) new Float32Array(buffer, right, packed.length).set(packed);
    this.#packed = packed;
    return {
      left: new Float32Array(buffer, 0, tileHeight * dimensions),
      results: new Float32Array(buffer, out, tileHeight * width),
      multiply: () => multiply(0, right, right, out, out, 4 * width),
    };
  }
}

interface Laid {
  readonly left: Float32Array;
  readonly results: Float32Array;
  readonly multiply: () => void;
}

/** Vectors, `count × dimensions`, made ready for products with many others. */
export class PackedVectors {
  readonly count: number;
  readonly dimensions: number;
  /** Strips of eight vectors, number by number, filled up with zeros. */
  readonly #packed: Float32Array;
  readonly #width: number;
  readonly #bench: ProductBench;

  constructor(vectors: Float32Array, dimensions: number, bench: ProductBench) {
    this.#bench = bench;
    this.dimensions = dimensions;
    this.count = vectors.length / dimensions;
    this.#width = Math.ceil(this.count / tileWidth) * tileWidth;
    this.#packed = new Float32Array(this.#width * dimensions);
    for (let row = 0; row < this.count; row++) {
      const strip = Math.floor(row / tileWidth) * tileWidth * dimensions + (row % tileWidth);
      for (let i = 0; i < dimensions; i++)
        this.#packed[strip + i * tileWidth] = vectors[row * dimensions + i]!;
    }
  }

  /** Dot products of the rows `places` of a matrix of vectors with all of these: `places.length × count`, in `into`. */
  products(vectors: Float32Array, places: ArrayLike<number>, into: Float32Array): void {
    if (this.count === 0) return;
    const { dimensions, count } = this;
    const { left, results, multiply } = this.#bench.lay(this.#packed, this.#width, dimensions);
    for (let first = 0; first < places.length; first += tileHeight) {
      const rows = Math.min(tileHeight, places.length - first);
      // Past the last one it is the last one again, whose results are not kept.
      const at = (row: number) => places[first + Math.min(row, rows - 1)]! * dimensions;
      const [a, b, c, d] = [at(0), at(1), at(2), at(3)];
      for (let i = 0, to = 0; i < dimensions; i++, to += tileHeight) {
        left[to] = vectors[a + i]!;
        left[to + 1] = vectors[b + i]!;
        left[to + 2] = vectors[c + i]!;
        left[to + 3] = vectors[d + i]!;
      }
      multiply();
      for (let row = 0; row < rows; row++) {
        const from = row * this.#width;
        into.set(results.subarray(from, from + count), (first + row) * count);
      }
    }
  }
}
