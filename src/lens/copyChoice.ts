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
} from '../duplicates/likely.ts';
import { abortedError, throwIfAborted } from '../protocol/errors.ts';
import { Wholes } from '../duplicates/wholes.ts';
import type { VectorCodes } from '../search/codes.ts';
import type { Lens } from './lens.ts';
import { areManyAsked, neighboursEach, noRow, vectorGaps } from './vectorGaps.ts';
import { vectorGapsInThread } from './vectorGapsThread.ts';

/** Pictures that are alike as wholes with one, and that have corners alike. */
const wholesEach = 10;
const alikeEach = 10;

/** Wholes between two rests: a few milliseconds. */
const wholesSlice = 100;

/** Contents that are looked up between two rests. */
const rowSlice = 5000;

/** From so many vectors on they get a thread of their own: fewer are looked through before one has started. */
const fewestForThread = 4096;

/** Wholes that are compared before vectors are looked up: the first sure pairs come from them. */
const wholesBefore = 5000;

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
  lens: Pick<Lens, 'codes'>,
  assets: readonly DuplicateAsset[],
  glimpses: AsyncIterable<readonly (Glimpse | null)[]>,
  company: ChoiceCompany,
): Promise<LikelyPair[]> {
  const suspicions = new Suspicions(assets.length);
  const ending = new AbortController();
  const begun = Promise.withResolvers<null>();
  const vectors = begun.promise.then(() =>
    suspectByVectors(suspicions, lens, assets, company, ending.signal),
  );
  // Whoever waits for it hears of its failure.
  vectors.catch(() => undefined);
  const compared = (wholes: number) => {
    if (wholes >= wholesBefore) begun.resolve(null);
  };
  try {
    const samples = await suspectByWholes(suspicions, assets.length, glimpses, company, compared);
    begun.resolve(null);
    await suspectByCorners(suspicions, samples, assets, company);
    await vectors;
  } finally {
    ending.abort();
    begun.reject(abortedError());
    await vectors.catch(() => undefined);
  }
  return suspicions.pairs();
}

/** Gives the corners, which come with the wholes; tells how many of these it has compared. */
async function suspectByWholes(
  suspicions: Suspicions,
  count: number,
  glimpses: AsyncIterable<readonly (Glimpse | null)[]>,
  { isAsked, rest, sure }: ChoiceCompany,
  compared: (wholes: number) => void,
): Promise<CornerSamples> {
  const wholes = new Wholes(count);
  const samples = new CornerSamples(count);
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
    compared(place);
  }
  return samples;
}

async function suspectByCorners(
  suspicions: Suspicions,
  samples: CornerSamples,
  assets: readonly DuplicateAsset[],
  { isAsked, rest }: ChoiceCompany,
): Promise<void> {
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
}

async function suspectByVectors(
  suspicions: Suspicions,
  lens: Pick<Lens, 'codes'>,
  assets: readonly DuplicateAsset[],
  { isAsked, rest }: ChoiceCompany,
  signal: AbortSignal,
): Promise<void> {
  const codes = await lens.codes();
  const { rows, places } = await rowsOf(codes, assets, rest);
  // No rest from here on until the rows are copied.
  const asked = Uint32Array.from(rows.keys()).filter(at => isAsked(places[at]!));
  const gapsOfAsked =
    areManyAsked(asked.length) && rows.length >= fewestForThread ? vectorGapsInThread : vectorGaps;
  const goOn = () => {
    throwIfAborted(signal);
    return rest();
  };
  const { asked: seen, near, gaps } = await gapsOfAsked(codes, rows, asked, goOn, signal);
  for (const [at, other] of near.entries()) {
    if (other === noRow) continue;
    const place = places[seen[Math.floor(at / neighboursEach)]!]!;
    suspicions.gap(place, places[other]!, doubtOfGap(gaps[at]!));
  }
}

/** The rows of those that have a vector, and their places. While others have their turn, an index may give a row to another content: as they are in the end. */
async function rowsOf(
  codes: VectorCodes,
  assets: readonly DuplicateAsset[],
  rest: () => Promise<void>,
): Promise<{ readonly rows: Uint32Array; readonly places: Uint32Array }> {
  const placeOf = new Map<number, number>();
  const { changes } = codes;
  for (const [at, { hash }] of assets.entries()) {
    if (at % rowSlice === 0) await rest();
    const row = codes.row(hash);
    if (row !== undefined) placeOf.set(row, at);
  }
  if (codes.changes !== changes)
    for (const [row, at] of placeOf) if (codes.row(assets[at]!.hash) !== row) placeOf.delete(row);
  return { rows: Uint32Array.from(placeOf.keys()), places: Uint32Array.from(placeOf.values()) };
}
