/**
 * The nearest rows of many rows, each compared with a part of the others: rows are kept in lists around pivots, which are
 * rows themselves, and the lists of the nearest pivots are looked through (the inverted file of J. Sivic and A. Zisserman,
 * "Video Google", 2003; pivots are drawn, not trained, so that crowds have as many as they need).
 */
import { TopRows } from './topRows.ts';
import { type VectorCodes, sliceRows } from './codes.ts';

/** Fewer rows are compared with all. */
const fewestForLists = 4096;

/** Lists, for the square root of the rows. Lists are uneven: of 100,000 rows, one was compared with 4,142 of its lists where there were 316 of them, and with 1,619 where there were 894. */
const listShare = 2;

/** Lists in which a row is kept, and lists that are looked through for one. */
const keptIn = 2;
const lookedThrough = 4;

export class NeighbourLists {
  readonly #codes: VectorCodes;
  readonly #pivots: Uint32Array;
  /** Rows of each list, one after the other, and where each begins; one more than there are lists. */
  #members: Uint32Array;
  #starts: Uint32Array;
  /** `lookedThrough` lists of each place, nearest first. */
  #nearest: Uint16Array;
  readonly #places = new Map<number, number>();

  private constructor(codes: VectorCodes, rows: Uint32Array, isOneList: boolean) {
    this.#codes = codes;
    const count = isOneList ? 1 : Math.ceil(listShare * Math.sqrt(rows.length));
    this.#pivots = Uint32Array.from(
      { length: count },
      (_, at) => rows[Math.floor((at * rows.length) / count)]!,
    );
    this.#members = rows;
    this.#starts = Uint32Array.of(0, rows.length);
    this.#nearest = new Uint16Array(0);
  }

  /** Lists of these rows, or one list of all where few will be asked about; `rest` is called now and then. */
  static async of(
    codes: VectorCodes,
    rows: Uint32Array,
    rest: () => Promise<void>,
    isForMany = true,
  ): Promise<NeighbourLists> {
    const lists = new NeighbourLists(codes, rows, !isForMany || rows.length < fewestForLists);
    if (lists.#pivots.length > 1) await lists.#fill(rows, rest);
    return lists;
  }

  /** The rows nearest to this one, itself left out, by the scores of the codes, best first. */
  nearestTo(row: number, count: number): { readonly rows: Uint32Array; readonly scores: Float32Array } {
    const query = this.#codes.queryOf(row);
    // A row is kept in several lists, as is this one.
    const top = new TopRows(keptIn * (count + 1));
    const seen = new Set<number>();
    for (const list of this.#listsOf(row)) {
      for (let first = this.#starts[list]!; first < this.#starts[list + 1]!; first += sliceRows) {
        const slice = this.#members.subarray(first, Math.min(this.#starts[list + 1]!, first + sliceRows));
        top.addAll(slice, this.#codes.scores(query, slice));
      }
    }
    const { rows, scores } = top.inOrder();
    const places = Array.from(rows.keys()).filter(at => {
      if (rows[at] === row || seen.has(rows[at]!)) return false;
      seen.add(rows[at]!);
      return true;
    });
    return {
      rows: Uint32Array.from(places.slice(0, count), at => rows[at]!),
      scores: Float32Array.from(places.slice(0, count), at => scores[at]!),
    };
  }

  /** These rows in an order in which neighbours look through the same lists, whose codes are in the processor's cache then. */
  inTurn(rows: Uint32Array): Uint32Array {
    const listOf = Uint16Array.from(rows, row => {
      const [list = 0] = this.#pivots.length > 1 ? this.#listsOf(row) : [];
      return list;
    });
    const places = Uint32Array.from(rows.keys()).sort((a, b) => listOf[a]! - listOf[b]! || a - b);
    return places.map(place => rows[place]!);
  }

  async #fill(rows: Uint32Array, rest: () => Promise<void>): Promise<void> {
    const most = Math.min(lookedThrough, this.#pivots.length);
    this.#nearest = new Uint16Array(rows.length * most);
    const sizes = new Uint32Array(this.#pivots.length + 1);
    for (const [place, row] of rows.entries()) {
      if (place % 200 === 0) await rest();
      this.#places.set(row, place);
      const scores = this.#codes.scores(this.#codes.queryOf(row), this.#pivots);
      for (let rank = 0; rank < most; rank++) {
        let best = 0;
        for (let pivot = 1; pivot < scores.length; pivot++) if (scores[pivot]! > scores[best]!) best = pivot;
        this.#nearest[place * most + rank] = best;
        scores[best] = -2;
        if (rank < keptIn) sizes[best + 1]!++;
      }
    }
    for (let list = 0; list < this.#pivots.length; list++) sizes[list + 1]! += sizes[list]!;
    this.#starts = sizes;
    const next = sizes.slice();
    this.#members = new Uint32Array(rows.length * keptIn);
    for (const [place, row] of rows.entries()) {
      for (let rank = 0; rank < keptIn; rank++)
        this.#members[next[this.#nearest[place * most + rank]!]!++] = row;
    }
  }

  /** All of them for a row that came later. */
  #listsOf(row: number): Iterable<number> {
    const place = this.#places.get(row);
    if (place === undefined) return this.#pivots.keys();
    return this.#nearest.subarray(place * lookedThrough, (place + 1) * lookedThrough);
  }
}
