/**
 * Exact nearest neighbours: every row is scored by its int8 codes, the best of them again by their exact vectors.
 * No caller knows how nearest is found (docs/decisions/exact-search.md).
 */
import { type QuantizedQueries, quantizeQueries } from './quantize.ts';
import { TopRows } from './topRows.ts';
import { type VectorCodes, kindCount, sliceRows } from './codes.ts';

/** One query of unit length for each kind of row. */
export type Queries = readonly Float32Array[];

/** The same query for every kind. */
export function forEveryKind(query: Float32Array): Queries {
  return Array.from({ length: kindCount }, () => query);
}

/** Candidates for the `limit` best: as a rule enough to hold them all; a scan that was not is told by `rerank`. */
export function candidatesFor(limit: number): number {
  return 2 * limit + 256;
}

/** Scores looked at for the background: more of them add nothing to a median that anyone could see. */
const sampledScores = 4096;

/** Rows by the scores of their codes, best first, and how the crowd scored. */
export interface Scanned {
  readonly rows: Uint32Array;
  readonly scores: Float32Array;
  readonly sample: Float32Array;
  /** True where these are all the rows that there are. */
  readonly isAll: boolean;
}

/** A scan for the best `keep` of some rows, which other work may come between. */
export class Scan {
  readonly #codes: VectorCodes;
  readonly #queries: QuantizedQueries;
  readonly #rows: Uint32Array;
  readonly #top: TopRows;
  readonly #sample: number[] = [];
  readonly #sampleStep: number;
  #next = 0;

  constructor(codes: VectorCodes, queries: Queries, rows: Uint32Array, keep: number) {
    this.#codes = codes;
    this.#rows = rows;
    this.#queries = quantizeQueries(queries, codes.codes);
    this.#top = new TopRows(Math.min(rows.length, keep));
    this.#sampleStep = Math.max(1, Math.floor(rows.length / sampledScores));
  }

  /** Scores some more rows; false once all are. */
  step(): boolean {
    const slice = this.#rows.subarray(this.#next, this.#next + sliceRows);
    const scores = this.#codes.scores(this.#queries, slice);
    this.#top.addAll(slice, scores);
    const step = this.#sampleStep;
    for (let i = (step - (this.#next % step)) % step; i < scores.length; i += step) {
      this.#sample.push(scores[i]!);
    }
    this.#next += slice.length;
    return this.#next < this.#rows.length;
  }

  result(): Scanned {
    const top = this.#top.inOrder();
    return {
      ...top,
      sample: Float32Array.from(this.#sample),
      isAll: top.rows.length === this.#rows.length,
    };
  }
}

/** The rows, of those given, that can reach `floor`; for callers that look at exact vectors next. */
export function rowsThatReach(
  codes: VectorCodes,
  query: Float32Array,
  rows: Uint32Array,
  floor: number,
): number[] {
  const queries = quantizeQueries(forEveryKind(query), codes.codes);
  const lowest = floor - codes.scoreError;
  const found: number[] = [];
  for (let first = 0; first < rows.length; first += sliceRows) {
    const slice = rows.subarray(first, first + sliceRows);
    codes.scores(queries, slice).forEach((score, place) => {
      if (score >= lowest) found.push(slice[place]!);
    });
  }
  return found;
}

/** The cosine of two unit vectors. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let i = 0;
  // Four sums that do not wait for each other: twice as fast as one in V8.
  for (; i + 3 < a.length; i += 4) {
    first += a[i]! * b[i]!;
    second += a[i + 1]! * b[i + 1]!;
    third += a[i + 2]! * b[i + 2]!;
    fourth += a[i + 3]! * b[i + 3]!;
  }
  for (; i < a.length; i++) first += a[i]! * b[i]!;
  return Math.fround(first + second + third + fourth);
}
