/**
 * Unit vectors in memory as int8 codes, one row for each content, in a memory that WebAssembly scans.
 * The exact vectors stay in the store; those of the best rows are read from there (`rerank.ts`).
 *
 * A row is `codes` bytes of int8 (the dimensions, filled up to a multiple of 16), then the value of one step
 * as float32, the row's kind as uint32, eight bytes that are free, and the 32 bytes of the content's hash.
 * Rows of removed contents are used again.
 */
import type { ContentHash } from '../protocol/asset.ts';
import { type QuantizedQueries, quantizeRow, scoreError } from './quantize.ts';
import { RowsByHash, type HashWords, hashOfWords, hashWords, wordsOf } from './rowsByHash.ts';
import { type ScanFunction, scanOver } from './scanCode.ts';

/** Rows scored by one call into WebAssembly: less than a millisecond. */
export const sliceRows = 16_384;

/** So many kinds of rows there can be, each with a query of its own. */
export const kindCount = 8;

const pageBytes = 65_536;
/** All that 32-bit addresses reach: 8 million rows of 512 numbers. Reserved, not used, until it is needed. */
const mostPages = 65_536;

/** A SIMD register holds 16 codes. */
const codesAtOnce = 16;

const stepOffset = 0;
const kindOffset = 4;
const hashOffset = 16;
const tailBytes = hashOffset + 4 * hashWords;

export class VectorCodes {
  readonly dimensions: number;
  /** Bytes of codes in a row. */
  readonly codes: number;
  readonly rowBytes: number;
  readonly #memory: WebAssembly.Memory;
  readonly #scan: ScanFunction;
  readonly #listAt: number;
  readonly #scoresAt: number;
  readonly #rowsAt: number;
  readonly #byHash: RowsByHash;
  /** Rows whose content was removed, in no order. */
  readonly #free: number[] = [];
  readonly #rowQuery: Int16Array;
  readonly #asked: HashWords = new Uint32Array(hashWords);
  #rows = 0;
  #changes = 0;
  #largestStep = 0;
  /** Views of the memory, made again whenever it has grown. */
  #bytes: Uint8Array;
  #words: Uint32Array;
  #floats: Float32Array;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.codes = Math.ceil(dimensions / codesAtOnce) * codesAtOnce;
    this.rowBytes = this.codes + tailBytes;
    this.#rowQuery = new Int16Array(kindCount * this.codes);
    // The queries lie at the beginning.
    this.#listAt = kindCount * this.codes * 2;
    this.#scoresAt = this.#listAt + 4 * sliceRows;
    this.#rowsAt = this.#scoresAt + 4 * sliceRows;
    const initial = Math.ceil(this.#rowsAt / pageBytes);
    this.#memory = new WebAssembly.Memory({ initial, maximum: mostPages });
    this.#scan = scanOver(this.#memory);
    const { buffer } = this.#memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#floats = new Float32Array(buffer);
    this.#byHash = new RowsByHash((row, word) => this.#words[(this.#tailAt(row) + hashOffset) / 4 + word]!);
  }

  /** How many contents there are. */
  get size(): number {
    return this.#byHash.size;
  }

  /** Row numbers are below this; some of them may be free. */
  get rows(): number {
    return this.#rows;
  }

  /** How often a content came, changed or went. */
  get changes(): number {
    return this.#changes;
  }

  /** All memory that is used, in bytes. */
  get bytes(): number {
    return this.#bytes.length;
  }

  /** How far a score may lie from the exact one, at most, for a query of unit length. */
  get scoreError(): number {
    return scoreError(this.#largestStep);
  }

  row(hash: ContentHash): number | undefined {
    return this.rowOf(wordsOf(hash, this.#asked));
  }

  /** The row of a content whose hash is given as eight numbers. */
  rowOf(words: HashWords): number | undefined {
    return this.#byHash.find(words);
  }

  hash(row: number): ContentHash {
    // Only `set` and `append` write here, the words of such a hash.
    return hashOfWords(this.#hashAt(row)) as ContentHash;
  }

  kind(row: number): number {
    return this.#words[(this.#tailAt(row) + kindOffset) / 4]!;
  }

  /** Keeps the codes of a content's vector and returns its row. The same content keeps its row. */
  set(hash: ContentHash, vector: Float32Array, kind = 0): number {
    if (vector.length !== this.dimensions) {
      throw new RangeError(`Expected a vector of ${this.dimensions} numbers but received ${vector.length}.`);
    }
    const words = wordsOf(hash, this.#asked);
    let row = this.#byHash.find(words);
    const isNew = row === undefined;
    row ??= this.#takeRow();
    const codes = new Int8Array(this.#memory.buffer, this.#rowAt(row), this.codes);
    const step = quantizeRow(vector, codes);
    this.#writeTail(row, step, kind);
    if (isNew) {
      this.#hashAt(row).set(words);
      this.#byHash.add(row);
    }
    return row;
  }

  /** Forgets a content; its row is free for another one. */
  remove(hash: ContentHash): void {
    const words = wordsOf(hash, this.#asked);
    const row = this.#byHash.find(words);
    if (row === undefined) return;
    this.#byHash.remove(words);
    this.#free.push(row);
    this.#changes++;
  }

  /** The rows in use, ascending. */
  rowsInUse(): Uint32Array {
    const free = Uint32Array.from(this.#free).sort();
    const used = new Uint32Array(this.#rows - free.length);
    for (let row = 0, place = 0, next = 0; row < this.#rows; row++) {
      if (row === free[next]) next++;
      else used[place++] = row;
    }
    return used;
  }

  /** A copy of a row, for `append` of another one of the same dimensions. */
  record(row: number): Uint8Array {
    return this.#bytes.slice(this.#rowAt(row), this.#rowAt(row) + this.rowBytes);
  }

  /** Copies of rows, one after the other: 20 ms for 100,000 of 512 numbers. */
  records(rows: Uint32Array): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(rows.length * this.rowBytes);
    for (let at = 0; at < rows.length; at++) {
      const from = this.#rowAt(rows[at]!);
      all.set(this.#bytes.subarray(from, from + this.rowBytes), at * this.rowBytes);
    }
    return all;
  }

  /** Takes rows that `record` and `records` gave, one after the other; one of a content that is there is passed over. False, and none after it, for one that cannot be. */
  append(records: Uint8Array): boolean {
    const count = records.length / this.rowBytes;
    if (!Number.isInteger(count)) return false;
    const missing = this.#rowAt(this.#rows + count) - this.#bytes.length;
    if (missing > 0) this.#grow(missing);
    this.#byHash.reserve(count);
    // They are copied as a whole, which costs a tenth of one by one; rows that are there already leave a gap to close.
    const first = this.#rowAt(this.#rows);
    this.#bytes.set(records, first);
    for (let record = 0; record < count; record++) {
      const from = first + record * this.rowBytes;
      const to = this.#rowAt(this.#rows);
      if (from !== to) this.#bytes.copyWithin(to, from, from + this.rowBytes);
      const tail = (to + this.codes) / 4;
      const step = this.#floats[tail + stepOffset / 4]!;
      const kind = this.#words[tail + kindOffset / 4]!;
      if (!(step >= 0 && step < 1) || kind >= kindCount) return false;
      if (!this.#byHash.addNew(this.#rows)) continue;
      this.#rows++;
      this.#largestStep = Math.max(this.#largestStep, step);
      this.#changes++;
    }
    return true;
  }

  /**
   * Scores of at most `sliceRows` rows, each with the query of its kind: cosines but for the rounding of the codes.
   * The result is valid until the next call. Queries are as many as there are kinds.
   */
  scores({ numbers, step }: QuantizedQueries, rows: Uint32Array): Float32Array {
    const { buffer } = this.#memory;
    new Int16Array(buffer, 0, numbers.length).set(numbers);
    this.#words.set(rows, this.#listAt / 4);
    const listEnd = this.#listAt + 4 * rows.length;
    this.#scan(this.#listAt, listEnd, this.#scoresAt, this.#rowsAt, this.rowBytes, this.codes, 0);
    const scores = this.#floats.subarray(this.#scoresAt / 4, this.#scoresAt / 4 + rows.length);
    for (let i = 0; i < scores.length; i++) scores[i]! *= step;
    return scores;
  }

  /** A row as a query for every kind: as exact as its codes. Valid until the next call. */
  queryOf(row: number): QuantizedQueries {
    const codes = new Int8Array(this.#memory.buffer, this.#rowAt(row), this.codes);
    for (let kind = 0; kind < kindCount; kind++) this.#rowQuery.set(codes, kind * this.codes);
    return { numbers: this.#rowQuery, step: this.#floats[(this.#tailAt(row) + stepOffset) / 4]! };
  }

  /** True when the row holds the codes of this vector. */
  isOf(row: number, vector: Float32Array): boolean {
    const codes = new Int8Array(this.codes);
    const step = quantizeRow(vector, codes);
    const there = new Int8Array(this.#memory.buffer, this.#rowAt(row), this.codes);
    return (
      step === this.#floats[(this.#tailAt(row) + stepOffset) / 4] &&
      codes.every((code, i) => code === there[i])
    );
  }

  #writeTail(row: number, step: number, kind: number): void {
    this.#changes++;
    this.#floats[(this.#tailAt(row) + stepOffset) / 4] = step;
    this.#words[(this.#tailAt(row) + kindOffset) / 4] = kind;
    this.#largestStep = Math.max(this.#largestStep, step);
  }

  #rowAt(row: number): number {
    return this.#rowsAt + row * this.rowBytes;
  }

  #tailAt(row: number): number {
    return this.#rowAt(row) + this.codes;
  }

  #hashAt(row: number): HashWords {
    const first = (this.#tailAt(row) + hashOffset) / 4;
    return this.#words.subarray(first, first + hashWords);
  }

  #takeRow(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const missing = this.#rowAt(this.#rows + 1) - this.#bytes.length;
    if (missing > 0) this.#grow(missing);
    return this.#rows++;
  }

  /** The memory grows where it is, by an eighth: nothing is copied, and little is taken in advance. */
  #grow(missing: number): void {
    const used = this.#bytes.length / pageBytes;
    const wanted = Math.max(Math.ceil(missing / pageBytes), Math.floor(used / 8));
    this.#memory.grow(Math.min(wanted, Math.max(1, mostPages - used)));
    const { buffer } = this.#memory;
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);
    this.#floats = new Float32Array(buffer);
  }
}
