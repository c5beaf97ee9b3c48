/**
 * Which pictures of a search for copies get local features: pairs that hashes of their wholes, a few corners or the neighbours
 * of their vectors suggest, without a look at any file (docs/decisions/near-duplicates.md).
 */
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import type { Glimpse } from '../protocol/encoder.ts';
import { CornerSamples } from '../duplicates/cornerSamples.ts';
import { likeCorners } from '../duplicates/cornerVotes.ts';
import {
  type LikelyPair,
  Suspicions,
  doubtOfCorners,
  doubtOfGap,
  doubtOfWhole,
  gapsOf,
} from '../duplicates/likely.ts';
import { Wholes } from '../duplicates/wholes.ts';
import { NeighbourLists } from '../search/neighbours.ts';
import type { Lens } from './lens.ts';

/** Pictures that are alike as wholes with one, that have corners alike, and that are nearest by vector. */
const wholesEach = 10;
const alikeEach = 10;
const neighboursEach = 3;

/** Neighbours from which these stand out: more than most families of copies have. */
const neighboursSeen = 24;

/** Wholes between two rests, and vectors: a few milliseconds. */
const wholesSlice = 100;
const neighbourSlice = 20;

/** How to rest, which places are asked about (all, or those that are new), and who is told of pairs that are copies for all one knows, while the others are still being chosen. */
export interface ChoiceCompany {
  readonly isAsked: (place: number) => boolean;
  rest(): Promise<void>;
  sure(pairs: readonly LikelyPair[]): void;
}

/** Hashes of wholes that differ in so many bits need nothing else to be told. */
const sureDistance = 2;

/** Pairs of places, the least doubtful first; one of each pair is asked about. `glimpses` come in the order of the assets. */
export async function likelyPairs(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  glimpses: AsyncIterable<readonly (Glimpse | null)[]>,
  { isAsked, rest, sure }: ChoiceCompany,
): Promise<LikelyPair[]> {
  const suspicions = new Suspicions(assets.length);
  const wholes = new Wholes(assets.length);
  const samples = new CornerSamples(assets.length);
  let place = 0;
  for await (const some of glimpses) {
    const found: LikelyPair[] = [];
    for (const [at, glimpse] of some.entries()) {
      if (at % wholesSlice === 0) await rest();
      const own = place++;
      wholes.add(glimpse?.tiny ?? null, wholesEach, (a, distance) => {
        if (!isAsked(a) && !isAsked(own)) return;
        const doubt = doubtOfWhole(distance);
        suspicions.whole(a, own, doubt);
        if (distance <= sureDistance) found.push({ a, b: own, doubt, view: null });
      });
      samples.add(glimpse?.corners ?? null);
    }
    sure(found);
  }
  await likeCorners(
    samples,
    alikeEach,
    isAsked,
    (a, b, view, excess) => {
      const arePhotographs = assets[a]!.kind === 'photograph' && assets[b]!.kind === 'photograph';
      suspicions.corners(a, b, doubtOfCorners(excess, arePhotographs), view);
    },
    rest,
  );
  const codes = await lens.codes();
  const placeOf = new Map<number, number>();
  for (const [at, { hash }] of assets.entries()) {
    const row = codes.row(hash);
    if (row !== undefined) placeOf.set(row, at);
  }
  const rows = Uint32Array.from(placeOf.keys());
  const asked = rows.filter(row => isAsked(placeOf.get(row)!));
  // Lists cost as much as some looks at all.
  const lists = await NeighbourLists.of(codes, rows, rest, asked.length > neighboursSeen * 4);
  for (const [done, row] of lists.inTurn(asked).entries()) {
    if (done % neighbourSlice === 0) await rest();
    const near = lists.nearestTo(row, neighboursSeen);
    const gaps = gapsOf(near.scores);
    for (let at = 0; at < Math.min(neighboursEach, near.rows.length); at++)
      suspicions.gap(placeOf.get(row)!, placeOf.get(near.rows[at]!)!, doubtOfGap(gaps[at]!));
  }
  return suspicions.pairs();
}
