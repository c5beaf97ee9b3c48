/** Which vectors are nearest to those that are asked about, and how far each stands out from those after it. */
import { gapsOf } from '../duplicates/likely.ts';
import type { VectorCodes } from '../search/codes.ts';
import { NeighbourLists } from '../search/neighbours.ts';

/** Neighbours from which these stand out: more than most families of copies have. */
const neighboursSeen = 24;

/** Of so many the gap is told. */
export const neighboursEach = 3;

/** Vectors between two rests: a few milliseconds. */
const slice = 20;

/** Stands where there are fewer rows. */
export const noRow = 0xffffffff;

/** All rows are told by their places in the list of rows. */
export interface VectorGaps {
  /** Those that were asked about, in another order. */
  readonly asked: Uint32Array;
  /** `neighboursEach` for each of these, nearest first; `noRow` where there are no more. */
  readonly near: Uint32Array;
  /** Of each of these, in 0..1. */
  readonly gaps: Float32Array;
}

/** True where a look at all rows for each that is asked about costs more than lists of them. */
export function areManyAsked(count: number): boolean {
  return count > neighboursSeen * 4;
}

/** `asked` are places in `rows`, each of which is another one. `rest` is called now and then. */
export async function vectorGaps(
  codes: VectorCodes,
  rows: Uint32Array,
  asked: Uint32Array,
  rest: () => Promise<void>,
): Promise<VectorGaps> {
  const placeOf = new Map<number, number>();
  for (const [place, row] of rows.entries()) placeOf.set(row, place);
  const lists = await NeighbourLists.of(codes, rows, rest, areManyAsked(asked.length));
  const inTurn = lists.inTurn(asked.map(place => rows[place]!));
  const near = new Uint32Array(neighboursEach * inTurn.length).fill(noRow);
  const gaps = new Float32Array(neighboursEach * inTurn.length);
  for (const [at, row] of inTurn.entries()) {
    if (at % slice === 0) await rest();
    const { rows: nearest, scores } = lists.nearestTo(row, neighboursSeen);
    const first = nearest.subarray(0, neighboursEach);
    near.set(
      first.map(other => placeOf.get(other)!),
      neighboursEach * at,
    );
    gaps.set(gapsOf(scores).subarray(0, neighboursEach), neighboursEach * at);
  }
  return { asked: inTurn.map(row => placeOf.get(row)!), near, gaps };
}
