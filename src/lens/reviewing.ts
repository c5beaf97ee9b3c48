/** The duplicates walk: candidates by cheap facts, proof by pixels, look-alikes by vectors where asked for. */
import type { ContentHash, FolderId } from '../protocol/asset.ts';
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import { abortedError, throwIfAborted } from '../protocol/errors.ts';
import { type DuplicateAsset, samePixelCandidates } from '../duplicates/candidates.ts';
import {
  type FamilyMember,
  type SimilarPair,
  type Tie,
  type VerifiedCopy,
  copiesWithin,
  exactCopies,
  familiesWithin,
  groupCopies,
  groupLookAlikes,
  setsWithin,
} from '../duplicates/group.ts';
import { rowsThatReach } from '../search/scan.ts';
import { findCopies } from './copies.ts';
import type { CopyMeter, CopyProgress } from './copyMeter.ts';
import { keptApart } from './decidingPairs.ts';
import { eachVector, exactCosines } from './exactVectors.ts';
import type { Foreground } from './foreground.ts';
import { type FoundCopies, carriedOver, foundCopies } from './foundCopies.ts';
import { type Lens, pause } from './lens.ts';
import { hasVerdicts } from './verdictBook.ts';

/** Pixels are hashed in batches of full decodes: small enough to stop soon. */
const pixelBatch = 8;

/**
 * Cosine from which two pictures are called look-alikes.
 * See docs/decisions/look-alikes.md for how it was chosen.
 */
export const lookAlikeCosine = 0.92;

/** Below this much under 1, two float32 unit vectors are the same vector. */
const equalVectors = 1e-6;

export interface DuplicatesRequest {
  readonly lookAlikes: boolean;
  readonly folder: FolderId | null;
}

/**
 * Of so many assets pixels are hashed before edited copies are looked for: that takes seconds, and equal ones would fill the
 * places of each other's edits among the likely pairs (docs/decisions/near-duplicates.md). After a change next to nothing has
 * to be hashed. Of more, it goes on beside the search, and begins when the search has seen as many: the first copies come first.
 */
const hashedFirst = 5000;

/** What a search is told, and tells, while it goes on. */
export interface SearchCompany {
  readonly meter: CopyMeter;
  /** Gives the groups of what is verified so far, and what the next search may take over if this one is stopped. */
  found(groups: () => readonly DuplicateGroup[], copies: () => FoundCopies | null): void;
  /** People go first. */
  readonly foreground: Foreground;
  /** What an earlier search of the same has found; null searches all. */
  readonly before: FoundCopies | null;
}

export interface FoundDuplicates {
  readonly groups: readonly DuplicateGroup[];
  readonly copies: FoundCopies;
}

export async function findDuplicates(
  lens: Lens,
  request: DuplicatesRequest,
  { meter, found, foreground, before }: SearchCompany,
  signal: AbortSignal,
): Promise<FoundDuplicates> {
  const rest = async () => {
    throwIfAborted(signal);
    await pause();
    if (foreground.isCalm) return;
    meter.wait();
    await foreground.untilCalm(signal);
  };
  await rest();
  if (!before && lens.settings.trusted && lens.assets.size > 1 && !hasVerdicts(lens))
    startDecoding(lens, signal);
  // Before anything is read that takes a while.
  await rest();
  const assets = duplicateAssets(lens, request.folder);
  await rest();
  const areApart = keptApart(lens);
  const { groups, copies } = await findAllCopies(
    lens,
    assets,
    areApart,
    { meter, found, before, rest },
    signal,
  );
  if (!request.lookAlikes) return { groups, copies };
  found(
    () => groups,
    () => copies,
  );
  const members = new Set(groups.flatMap(group => group.assets.slice(1)));
  const distinct = assets.filter(asset => !members.has(asset.id));
  const lookAlikes = groupLookAlikes(distinct, await similarPairs(lens, distinct, signal));
  return { groups: [...groups, ...lookAlikes], copies };
}

/** Starts the process that decodes pictures: the first search asks it as soon as there are likely pairs. */
function startDecoding(lens: Lens, signal: AbortSignal): void {
  // Whoever asks it for something hears of its failure.
  lens.encoder.sketch([], false, signal).catch(() => undefined);
}

/** Equal files at once, equal pixels as they come to be known, and edited copies. */
async function findAllCopies(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean,
  { meter, found, before, rest }: Omit<SearchCompany, 'foreground'> & { rest(): Promise<void> },
  signal: AbortSignal,
): Promise<FoundDuplicates> {
  const ending = new AbortController();
  const begun = Promise.withResolvers<null>();
  const hashing = begun.promise.then(() =>
    pixelHashes(lens, assets, AbortSignal.any([signal, ending.signal]), rest),
  );
  // Whoever waits for it hears of its failure.
  hashing.catch(() => undefined);
  try {
    const isHashedFirst = before !== null || assets.length <= hashedFirst;
    if (isHashedFirst) begun.resolve(null);
    const equal = before ? [] : exactCopies(assets, new Map());
    // Who has found more before shows that until this one knows as much.
    if (!before)
      found(
        () => groupCopies(equal, [], areApart),
        () => null,
      );
    const contents = isHashedFirst ? exactCopies(assets, await hashing) : equal;
    let sets = contents;
    let within = setsWithin(contents, sets);
    const hashed = isHashedFirst
      ? hashing
      : hashing.then(pixels => {
          sets = exactCopies(assets, pixels);
          within = setsWithin(contents, sets);
        });
    hashed.catch(() => undefined);
    const known = before && carriedOver(before, contents);
    const verified: VerifiedCopy[] = known?.verified ?? [];
    const ties: Tie[] = known?.ties ?? [];
    const families: FamilyMember[] = known?.families ?? [];
    const unread = new Set<ContentHash>();
    const now = () => ({
      unread,
      verified: copiesWithin(verified, within),
      ties: copiesWithin(ties, within),
      families: familiesWithin(families, within),
    });
    const groupsNow = () => {
      const { verified: copies, families: told } = now();
      return groupCopies(sets, copies, areApart, told);
    };
    found(groupsNow, () => foundCopies(sets, now(), false));
    // One asset stands for all its exact copies.
    const firsts = contents.map(([first]) => first);
    const progress = (told: CopyProgress) => {
      if (told.done >= hashedFirst) begun.resolve(null);
      meter.show(told);
    };
    const standIns = async () => {
      begun.resolve(null);
      await hashed;
      return within.standIns;
    };
    const seen = known?.seen ?? null;
    const company = { progress, verified, ties, families, unread, rest, seen, standIns };
    await findCopies(lens, firsts, areApart, company, signal);
    begun.resolve(null);
    await hashed;
    return { groups: groupsNow(), copies: foundCopies(sets, now(), true) };
  } finally {
    ending.abort();
    begun.reject(abortedError());
    await hashing.catch(() => undefined);
  }
}

/** What the search knows of the assets of a folder, or of all. */
export function duplicateAssets(lens: Lens, folder: FolderId | null): DuplicateAsset[] {
  const wanted = new Set(lens.folders(folder).map(({ id }) => id));
  const assets = lens.assets.inOrder().filter(asset => wanted.has(asset.folder));
  const facts = lens.store.facts(assets.map(asset => asset.hash));
  const known: DuplicateAsset[] = [];
  for (const { id, folder, path, hash } of assets) {
    const fact = facts.get(hash);
    if (!fact) continue;
    const { width, height, format, kind, fingerprint } = fact;
    known.push({ id, folder, path, hash, width, height, format, kind, fingerprint });
  }
  return known;
}

/** Digests of the pixels of contents that another content may equal; computed once for each content, then stored. */
export async function pixelHashes(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  signal: AbortSignal,
  rest: () => Promise<void> = pause,
): Promise<ReadonlyMap<ContentHash, string>> {
  const candidates = await samePixelCandidates(assets, rest);
  const known = new Map(lens.store.pixelHashes(candidates));
  const missing = candidates.filter(hash => !known.has(hash));
  if (missing.length === 0 || !lens.settings.trusted) return known;
  const assetOfHash = new Map(assets.map(asset => [asset.hash, asset]));
  for (let first = 0; first < missing.length; first += pixelBatch) {
    throwIfAborted(signal);
    await rest();
    const batch = missing.slice(first, first + pixelBatch);
    // A file may have left the index since it was listed.
    const there = batch.flatMap(hash => {
      const asset = lens.assets.get(assetOfHash.get(hash)!.id);
      return asset ? [{ hash, path: lens.absolutePath(asset) }] : [];
    });
    const hashes = await lens.encoder.hashPixels(there, signal);
    const fresh = new Map(
      there.flatMap(({ hash }, place) => {
        const pixels = hashes[place];
        return pixels ? [[hash, pixels] as const] : [];
      }),
    );
    lens.store.savePixelHashes(fresh);
    for (const [hash, pixels] of fresh) known.set(hash, pixels);
  }
  return known;
}

/** Vectors that are held while their assets are compared with all others. */
const compareBatch = 256;

/** All pairs above the threshold: one scan an asset by codes, and a look at the exact vectors of what that found. */
async function similarPairs(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  signal: AbortSignal,
): Promise<SimilarPair[]> {
  const codes = await lens.codes();
  // An index run beside this one may use a row for another content: codes are looked up by content, row by row.
  const hashes = assets.flatMap(({ hash }) => (codes.row(hash) === undefined ? [] : [hash]));
  const placeOf = new Map(assets.map(({ hash }, place) => [hash, place]));
  const rows = Uint32Array.from(hashes, hash => codes.row(hash)!);
  const pairs: SimilarPair[] = [];
  for (let first = 0; first < hashes.length; first += compareBatch) {
    const vectors = new Map<number, Float32Array>();
    const batch = hashes.slice(first, first + compareBatch);
    await eachVector(lens, batch, signal, (vector, place) => vectors.set(first + place, vector));
    for (const [place, vector] of vectors) {
      throwIfAborted(signal);
      const near = rowsThatReach(codes, vector, rows.subarray(place + 1), lookAlikeCosine);
      const others = near.map(row => codes.hash(row));
      const cosines = await exactCosines(lens, others, () => vector, signal);
      others.forEach((hash, at) => {
        const cosine = cosines[at]!;
        const b = cosine >= lookAlikeCosine ? placeOf.get(hash) : undefined;
        const a = placeOf.get(hashes[place]!)!;
        if (b !== undefined) pairs.push({ a, b, similarity: cosine > 1 - equalVectors ? 1 : cosine });
      });
      await pause();
    }
  }
  return pairs;
}
