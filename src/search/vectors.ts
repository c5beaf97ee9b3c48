/**
 * Unit vectors in memory, one row for each content.
 * Rows are only added or blanked, so that a row number stays true while a search runs.
 */

const firstCapacity = 256;

export class VectorMatrix<Key> {
  readonly dimensions: number;
  #data: Float32Array;
  #rows = 0;
  readonly #rowOf = new Map<Key, number>();

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#data = new Float32Array(firstCapacity * dimensions);
  }

  /** How many rows there are, blanked ones included. */
  get rows(): number {
    return this.#rows;
  }

  /** All rows, `rows × dimensions`; valid until the next `set`. */
  get data(): Float32Array {
    return this.#data.subarray(0, this.#rows * this.dimensions);
  }

  row(key: Key): number | undefined {
    return this.#rowOf.get(key);
  }

  /** The vector at a row; a view, not a copy. */
  at(row: number): Float32Array {
    return this.#data.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }

  /** Copies a vector in and returns its row. The same key keeps its row. */
  set(key: Key, vector: Float32Array): number {
    if (vector.length !== this.dimensions) {
      throw new RangeError(`Expected a vector of ${this.dimensions} numbers but received ${vector.length}.`);
    }
    let row = this.#rowOf.get(key);
    if (row === undefined) {
      row = this.#rows++;
      this.#rowOf.set(key, row);
      if (this.#rows * this.dimensions > this.#data.length) this.#grow();
    }
    this.#data.set(vector, row * this.dimensions);
    return row;
  }

  #grow(): void {
    const larger = new Float32Array(this.#data.length * 2);
    larger.set(this.#data);
    this.#data = larger;
  }
}
