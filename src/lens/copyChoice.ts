/**
 * Which pictures of a search for copies get local features: pairs that hashes of their wholes or the neighbours of their
 * vectors suggest, without a look at any file (docs/decisions/near-duplicates.md).
 */
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { type LikelyPair, Suspicions, doubtOfGap, doubtOfWhole, gapsOf } from '../duplicates/likely.ts';
import { likeWholes } from '../duplicates/wholes.ts';
import { NeighbourLists } from '../search/neighbours.ts';
import type { Lens } from './lens.ts';

/** Pictures that are alike as wholes with one, and nearest by vector. */
const wholesEach = 10;
const neighboursEach = 3;

/** Neighbours from which these stand out: more than most families of copies have. */
const neighboursSeen = 24;

/** Vectors compared between two rests: a few milliseconds. */
const neighbourSlice = 20;

/** How to rest, and which places are asked about: all, or those that are new. */
export interface ChoiceCompany {
  readonly isAsked: (place: number) => boolean;
  rest(): Promise<void>;
}

/** Pairs of places, the least doubtful first; one of each pair is asked about. */
export async function likelyPairs(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  tinies: readonly (Uint8Array | null)[],
  { isAsked, rest }: ChoiceCompany,
): Promise<LikelyPair[]> {
  const suspicions = new Suspicions(assets.length);
  await likeWholes(
    tinies,
    wholesEach,
    (a, b, distance) => {
      if (isAsked(a) || isAsked(b)) suspicions.whole(a, b, doubtOfWhole(distance));
    },
    rest,
  );
  const codes = await lens.codes();
  const placeOf = new Map<number, number>();
  for (const [place, { hash }] of assets.entries()) {
    const row = codes.row(hash);
    if (row !== undefined) placeOf.set(row, place);
  }
  const rows = Uint32Array.from(placeOf.keys());
  const asked = rows.filter(row => isAsked(placeOf.get(row)!));
  // Lists cost as much as some looks at all.
  const lists = await NeighbourLists.of(codes, rows, rest, asked.length > neighboursSeen * 4);
  for (const [done, row] of asked.entries()) {
    if (done % neighbourSlice === 0) await rest();
    const near = lists.nearestTo(row, neighboursSeen);
    const gaps = gapsOf(near.scores);
    for (let at = 0; at < Math.min(neighboursEach, near.rows.length); at++)
      suspicions.gap(placeOf.get(row)!, placeOf.get(near.rows[at]!)!, doubtOfGap(gaps[at]!));
  }
  return suspicions.pairs();
}
