/** The search walk: words or an example → one query vector → a scan → the best hits with their bands. */
import type { AssetId } from '../protocol/asset.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type { SearchReply, SearchRequest } from '../protocol/query.ts';
import { backgroundOf, countBands } from '../search/bands.ts';
import { best, scanRows } from '../search/nearest.ts';
import { composeQuery } from '../search/query.ts';
import { type Asset, compareText } from './assets.ts';
import { imageVector, textVectors } from './embedding.ts';
import { type Lens, assetOf, pause } from './lens.ts';
import { likeliestLabels } from './tagging.ts';

/** Rows of one slice: about 3 ms at 256 dimensions, so that other questions are answered in between. */
const scanSlice = 20_000;

export async function search(lens: Lens, request: SearchRequest, signal: AbortSignal): Promise<SearchReply> {
  const started = performance.now();
  const query = await queryVector(lens, request, signal);
  const assets = await chosenAssets(lens, request, signal);
  const reply = query ? await ranked(lens, query, assets, request, signal) : listed(assets, request.limit);
  return { ...reply, searched: assets.length, milliseconds: performance.now() - started };
}

async function queryVector(
  lens: Lens,
  { text, not, like }: SearchRequest,
  signal: AbortSignal,
): Promise<Float32Array | null> {
  const wanted = text.trim();
  const unwanted = not.trim();
  if (wanted === '' && like === null) {
    if (unwanted === '') return null;
    throw new LensError('invalid-argument', 'Say what to look for, too: only what to leave out was given.');
  }
  const texts = [wanted, unwanted].filter(words => words !== '');
  const vectors = texts.length > 0 ? await textVectors(lens, texts, signal) : new Map<string, Float32Array>();
  const file =
    like === null ? null : 'file' in like ? like.file : lens.absolutePath(assetOf(lens, like.asset));
  return composeQuery({
    text: vectors.get(wanted) ?? null,
    not: vectors.get(unwanted) ?? null,
    like: file === null ? null : await imageVector(lens, file, signal),
  });
}

async function chosenAssets(
  lens: Lens,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<readonly Asset[]> {
  let assets = lens.assets.inOrder();
  if (request.folder !== null) {
    const { id } = lens.folder(request.folder);
    assets = assets.filter(asset => asset.folder === id);
  }
  if (request.label !== null) {
    const likeliest = await likeliestLabels(lens, assets, signal);
    assets = assets.filter(asset => likeliest.get(asset.id) === request.label);
  }
  return assets;
}

async function ranked(
  lens: Lens,
  query: Float32Array,
  assets: readonly Asset[],
  request: SearchRequest,
  signal: AbortSignal,
): Promise<Omit<SearchReply, 'searched' | 'milliseconds'>> {
  const matrix = await lens.matrix();
  const rowScores = new Float32Array(matrix.rows);
  for (let first = 0; first < rowScores.length; first += scanSlice) {
    throwIfAborted(signal);
    scanRows(matrix.data, query, rowScores, first, Math.min(first + scanSlice, rowScores.length));
    await pause();
  }
  // An asset without a vector in this space (another model's index) is not searched.
  const searched = assets.filter(asset => (matrix.row(asset.hash) ?? Infinity) < rowScores.length);
  const scores = Float32Array.from(searched, asset => rowScores[matrix.row(asset.hash)!]!);
  const hits = best(
    {
      count: searched.length,
      score: candidate => scores[candidate]!,
      order: (a, b) => compareText(searched[a]!.path, searched[b]!.path) || searched[a]!.id - searched[b]!.id,
    },
    request.limit,
  );
  const hitScores = Float32Array.from(hits, hit => scores[hit]!);
  return {
    ...columns(hits.map(hit => searched[hit]!)),
    scores: hitScores,
    ...countBands(hitScores, backgroundOf(scores), searched.length),
  };
}

function listed(assets: readonly Asset[], limit: number): Omit<SearchReply, 'searched' | 'milliseconds'> {
  const first = assets.slice(0, limit);
  return { ...columns(first), scores: new Float32Array(first.length), strong: 0, fair: 0 };
}

function columns(assets: readonly Asset[]): { ids: Uint32Array; aspects: Float32Array } {
  return {
    ids: Uint32Array.from(assets, asset => asset.id),
    aspects: Float32Array.from(assets, asset => asset.aspect),
  };
}

/** Ids as they came from outside, those that are gone left out. */
export function existing(lens: Lens, ids: readonly AssetId[]): Asset[] {
  return ids.flatMap(id => lens.assets.get(id) ?? []);
}
