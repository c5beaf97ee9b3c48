/**
 * Dot products of many vectors with many others in float32, by vector instructions in WebAssembly: four vectors with
 * eight at a time, in the way of Goto and van de Geijn 2008 (Anatomy of High-Performance Matrix Multiplication), so that
 * each number that is read is used several times, and what is read most often stays in the processor's nearest memory.
 * Each sum goes along the dimensions in order, and is the same on every machine.
 */
import { assemble } from './assemble.ts';

/** Vectors of one side, and of the other, in one tile. */
const [tileHeight, tileWidth] = [4, 8];

/** Dimensions that are gone through in one round of the innermost loop; vectors are filled up to it with zeros. */
const roundLength = 4;

/** Vectors of the left side that are laid out at once: they stay in a second-level cache while the strips go by. */
const blockHeight = 64;

const pageBytes = 65_536;

/** The rows of the tile, by the local that goes along each, and the sums of its eight columns, four in each half. */
const tileRows = ['a', 'b', 'c', 'd'].map(row => ({ row, sums: [`${row}0`, `${row}1`] as const }));

/** One dimension: its number of each row, times its eight numbers of the strip. */
const addTerms = (dimension: number) => `
        local.get r
        v128.load offset=${32 * dimension}
        local.set y0
        local.get r
        v128.load offset=${32 * dimension + 16}
        local.set y1
        ${tileRows
          .map(
            ({ row, sums: [first, second] }) => `
        local.get ${row}
        v128.load32_splat offset=${4 * dimension}
        local.tee x
        local.get y0
        f32x4.mul
        local.get ${first}
        f32x4.add
        local.set ${first}
        local.get x
        local.get y1
        f32x4.mul
        local.get ${second}
        f32x4.add
        local.set ${second}`,
          )
          .join('')}`;

const zero = tileRows
  .flatMap(({ sums }) => sums)
  .map(
    sum => `
      i32.const 0
      i32x4.splat
      local.set ${sum}`,
  )
  .join('');

/** Each row begins where the one above it ends. */
const beginRows = ['b', 'c', 'd']
  .map(
    (row, above) => `
      local.get ${tileRows[above]!.row}
      local.get rowBytes
      i32.add
      local.set ${row}`,
  )
  .join('');

const nextRound = tileRows
  .map(
    ({ row }) => `
        local.get ${row}
        i32.const ${4 * roundLength}
        i32.add
        local.set ${row}`,
  )
  .join('');

const storeSums = tileRows
  .map(
    ({ sums: [first, second] }) => `
      local.get o
      local.get ${first}
      v128.store
      local.get o
      local.get ${second}
      v128.store offset=16
      local.get o
      local.get stride
      i32.add
      local.set o`,
  )
  .join('');

/**
 * `left` to `leftEnd` holds vectors, one after the other, four at least; `right` to `rightEnd` strips of eight, number by
 * number. The results go to rows that lie `stride` bytes apart. `stripRound` is how far a round goes in a strip.
 */
const code = assemble({
  name: 'multiply',
  params: ['left', 'leftEnd', 'rowBytes', 'right', 'rightEnd', 'stripRound', 'out', 'stride'],
  locals: [
    ...['a', 'b', 'c', 'd', 'end', 'r', 'o'].map(local => ({ name: local, type: 'i32' as const })),
    ...['x', 'y0', 'y1'].map(local => ({ name: local, type: 'v128' as const })),
    ...tileRows.flatMap(({ sums }) => sums).map(local => ({ name: local, type: 'v128' as const })),
  ],
  body: `
  loop ;; over strips
    local.get left
    local.set a
    local.get out
    local.set o
    loop ;; over tiles
      ${beginRows}
      local.get b
      local.set end
      local.get right
      local.set r
      ${zero}
      loop ;; over dimensions
        ${Array.from({ length: roundLength }, (_, dimension) => addTerms(dimension)).join('')}
        local.get r
        local.get stripRound
        i32.add
        local.set r
        ${nextRound}
        local.get a
        local.get end
        i32.lt_u
        br_if 0
      end
      ${storeSums}
      ;; The end of the last row is where the next tile begins.
      local.get d
      local.tee a
      local.get leftEnd
      i32.lt_u
      br_if 0
    end
    local.get out
    i32.const 32
    i32.add
    local.set out
    local.get r
    local.tee right
    local.get rightEnd
    i32.lt_u
    br_if 0
  end`,
});

type Multiply = (
  left: number,
  leftEnd: number,
  rowBytes: number,
  right: number,
  rightEnd: number,
  stripRound: number,
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

  /**
   * Lays out strips, of `width` vectors of `length` numbers in all, where they are not there already, with room for a
   * block of vectors and their results.
   */
  lay(packed: Float32Array, width: number, length: number): Laid {
    const memory = (this.#memory ??= new WebAssembly.Memory({ initial: 1, maximum: 65_536 }));
    // The module above exports this one function.
    const multiply = (this.#multiply ??= new WebAssembly.Instance(new WebAssembly.Module(code), {
      env: { memory },
    }).exports['multiply'] as Multiply);
    const rowBytes = 4 * length;
    const right = blockHeight * rowBytes;
    const out = right + packed.byteLength;
    const missing = out + 4 * blockHeight * width - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    const { buffer } = memory;
    if (this.#packed !== packed) new Float32Array(buffer, right, packed.length).set(packed);
    this.#packed = packed;
    const stripRound = 4 * roundLength * tileWidth;
    return {
      left: new Float32Array(buffer, 0, blockHeight * length),
      results: new Float32Array(buffer, out, blockHeight * width),
      multiply: rows => multiply(0, rows * rowBytes, rowBytes, right, out, stripRound, out, 4 * width),
    };
  }
}

interface Laid {
  readonly left: Float32Array;
  readonly results: Float32Array;
  /** Of so many rows on the left, a multiple of the tile's. */
  readonly multiply: (rows: number) => void;
}

/** Vectors, `count × dimensions`, made ready for products with many others. */
export class PackedVectors {
  readonly count: number;
  readonly dimensions: number;
  /** Strips of eight vectors, number by number, filled up with zeros. */
  readonly #packed: Float32Array;
  readonly #width: number;
  /** The dimensions, filled up to whole rounds. */
  readonly #length: number;
  readonly #bench: ProductBench;

  constructor(vectors: Float32Array, dimensions: number, bench: ProductBench) {
    this.#bench = bench;
    this.dimensions = dimensions;
    this.count = vectors.length / dimensions;
    this.#width = Math.ceil(this.count / tileWidth) * tileWidth;
    this.#length = Math.ceil(dimensions / roundLength) * roundLength;
    this.#packed = new Float32Array(this.#width * this.#length);
    for (let row = 0; row < this.count; row++) {
      const strip = Math.floor(row / tileWidth) * tileWidth * this.#length + (row % tileWidth);
      for (let i = 0; i < dimensions; i++)
        this.#packed[strip + i * tileWidth] = vectors[row * dimensions + i]!;
    }
  }

  /** Dot products of the rows `places` of a matrix of vectors with all of these: `places.length × count`, in `into`. */
  products(vectors: Float32Array, places: ArrayLike<number>, into: Float32Array): void {
    if (this.count === 0) return;
    const { dimensions, count } = this;
    const [width, length] = [this.#width, this.#length];
    const { left, results, multiply } = this.#bench.lay(this.#packed, width, length);
    // What fills the rows up, and what an earlier block left in a tile that is not full, is multiplied with zeros or not read.
    if (length > dimensions) left.fill(0);
    for (let first = 0; first < places.length; first += blockHeight) {
      const rows = Math.min(blockHeight, places.length - first);
      for (let row = 0; row < rows; row++) {
        const from = places[first + row]! * dimensions;
        left.set(vectors.subarray(from, from + dimensions), row * length);
      }
      multiply(Math.ceil(rows / tileHeight) * tileHeight);
      for (let row = 0; row < rows; row++) {
        const from = row * width;
        into.set(results.subarray(from, from + count), (first + row) * count);
      }
    }
  }
}
