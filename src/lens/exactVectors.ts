/** The exact vectors of contents, read from the store when they are needed: memory holds their codes alone. */
import type { AssetKind, ContentHash } from '../protocol/asset.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { VectorPage } from '../catalog/vectorRows.ts';
import { cosineOf } from '../search/scan.ts';
import { type Lens, pause } from './lens.ts';
import type { VectorBlock } from './toldTags.ts';

/** Vectors read between two pauses: a few milliseconds. */
const readSlice = 500;

/** From so many contents on, and this share of all vectors, reading all as they lie is faster than asking for each. */
const fewestForScan = 4096;
const scanShare = 0.5;

/** Cosines of contents with what `queryOf` gives for each, by their exact vectors; NaN where the store has none. */
export async function exactCosines(
  lens: Lens,
  hashes: readonly ContentHash[],
  queryOf: (place: number) => Float32Array,
  signal: AbortSignal,
): Promise<Float32Array> {
  const cosines = new Float32Array(hashes.length).fill(NaN);
  await eachVector(lens, hashes, signal, (vector, place) => {
    cosines[place] = cosineOf(vector, queryOf(place));
  });
  return cosines;
}

/** Visits the exact vector of each of these contents that has one, and its kind; one that is there twice is visited twice. */
export async function eachVector(
  lens: Lens,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
  visit: (vector: Float32Array, place: number, kind: AssetKind | null) => void,
): Promise<void> {
  const { dimensions } = await lens.identity(signal);
  await eachBlock(lens, hashes, signal, ({ vectors, places, kinds }) => {
    places.forEach((place, row) =>
      visit(vectors.subarray(row * dimensions, (row + 1) * dimensions), place, kinds[row] ?? null),
    );
  });
}

/** The same, many at a time and in no order; a block is valid until the next one. */
export async function eachBlock(
  lens: Lens,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
  visit: (block: VectorBlock) => void,
): Promise<void> {
  const { space } = await lens.identity(signal);
  const isMost =
    hashes.length >= fewestForScan && hashes.length >= scanShare * lens.store.countVectors(space);
  await (isMost ? scanBlocks(lens, hashes, signal, visit) : askBlocks(lens, hashes, signal, visit));
}

/** Asks for the contents by their hashes. */
async function askBlocks(
  lens: Lens,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
  visit: (block: VectorBlock) => void,
): Promise<void> {
  const { space, dimensions } = await lens.identity(signal);
  for (let first = 0; first < hashes.length; first += readSlice) {
    throwIfAborted(signal);
    if (first > 0) await pause();
    const slice = hashes.slice(first, first + readSlice);
    const { hashes: found, vectors, kinds } = lens.store.vectors(space, slice, dimensions);
    // In the order of the slice, those without a vector left out.
    const places: number[] = [];
    slice.forEach((hash, place) => {
      if (found[places.length] === hash) places.push(first + place);
    });
    visit({ vectors, places, kinds });
  }
}

/** Reads all vectors as they lie, and takes those that are asked for. */
async function scanBlocks(
  lens: Lens,
  hashes: readonly ContentHash[],
  signal: AbortSignal,
  visit: (block: VectorBlock) => void,
): Promise<void> {
  const { space, dimensions } = await lens.identity(signal);
  const missing = new Map<ContentHash, number>();
  // Of contents that are there twice, the later places wait for a question of their own.
  const again: number[] = [];
  hashes.forEach((hash, place) => (missing.has(hash) ? again.push(place) : missing.set(hash, place)));
  const memory = new Float32Array(readSlice * dimensions);
  for (let after: number | null = 0; after !== null && missing.size > 0;) {
    throwIfAborted(signal);
    if (after > 0) await pause();
    const isMissing = (hash: ContentHash) => missing.has(hash);
    const page: VectorPage = lens.store.vectorPage(space, after, dimensions, memory, isMissing);
    const places = page.hashes.map(hash => missing.get(hash)!);
    for (const hash of page.hashes) missing.delete(hash);
    visit({ vectors: page.vectors, places, kinds: page.kinds });
    after = page.next;
  }
  const twice = again.map(place => hashes[place]!);
  await askBlocks(lens, twice, signal, block =>
    visit({ ...block, places: block.places.map(place => again[place]!) }),
  );
}
