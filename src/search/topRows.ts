/** The rows with the best scores of many, taken one by one: a heap whose root is the worst that is kept. */

export class TopRows {
  readonly #rows: Uint32Array;
  readonly #scores: Float32Array;
  #count = 0;

  constructor(keep: number) {
    this.#rows = new Uint32Array(keep);
    this.#scores = new Float32Array(keep);
  }

  addAll(rows: Uint32Array, scores: Float32Array): void {
    const keep = this.#rows.length;
    if (keep === 0) return;
    for (let i = 0; i < rows.length; i++) {
      const score = scores[i]!;
      if (this.#count < keep) {
        // What is not a number has no place in an order.
        if (!Number.isNaN(score)) this.#siftUp(this.#count++, rows[i]!, score);
      } else if (score > this.#scores[0]!) {
        this.#siftDown(rows[i]!, score);
      }
    }
  }

  /** Best first; equal ones by their rows. */
  inOrder(): { rows: Uint32Array; scores: Float32Array } {
    const order = Array.from({ length: this.#count }, (_, place) => place);
    order.sort((a, b) => this.#scores[b]! - this.#scores[a]! || this.#rows[a]! - this.#rows[b]!);
    return {
      rows: Uint32Array.from(order, place => this.#rows[place]!),
      scores: Float32Array.from(order, place => this.#scores[place]!),
    };
  }

  #siftUp(from: number, row: number, score: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#scores[parent]! <= score) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, row, score);
  }

  /** Puts a row in the root's place. */
  #siftDown(row: number, score: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#count) break;
      if (child + 1 < this.#count && this.#scores[child + 1]! < this.#scores[child]!) child++;
      if (this.#scores[child]! >= score) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, row, score);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#rows[from]!, this.#scores[from]!);
  }

  #put(place: number, row: number, score: number): void {
    this.#rows[place] = row;
    this.#scores[place] = score;
  }
}
