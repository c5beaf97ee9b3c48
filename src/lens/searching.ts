/** The search walk: words or an example → one query vector → a scan → the best hits with their bands. */
import type { ContentHash } from '../protocol/asset.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import { type ExampleImage, type SearchReply, type SearchRequest, hashTags } from '../protocol/query.ts';
import { backgroundOf, countBands } from '../search/bands.ts';
import type { VectorCodes } from '../search/codes.ts';
import { wordsByKind } from '../search/kindWords.ts';
import { composeQuery } from '../search/query.ts';
import { type Ranked, rerank } from '../search/rerank.ts';
import { type Queries, Scan, candidatesFor, forEveryKind } from '../search/scan.ts';
import type { TagFilter } from '../protocol/tag.ts';
import { labelsByName } from '../tags/exchange.ts';
import { likedDirection } from '../tags/learn.ts';
import { type Asset, compareText } from './assets.ts';
import { imageVector, textVectors } from './embedding.ts';
import { exactCosines } from './exactVectors.ts';
import { type Lens, assetOf, pause } from './lens.ts';
import { filtered } from './taggedAssets.ts';

/** Steps of a scan between two pauses: a few milliseconds, so that other questions are answered in between. */
const scanSteps = 4;

/** Candidates are never more than this: so many pictures that are all alike need no exact order. */
const mostCandidates = 50_000;

/** The images that a search is among; null stands for all of them. */
type Chosen = readonly Asset[] | null;

export async function search(lens: Lens, asked: SearchRequest, signal: AbortSignal): Promise<SearchReply> {
  const started = performance.now();
  const request = asked.plain ? asked : await withTyped(lens, asked);
  const queries = await queriesByKind(lens, request, signal);
  const chosen = await chosenAssets(lens, request, signal);
  const reply = queries
    ? await ranked(lens, queries, chosen, request.limit, signal)
    : listed(lens, chosen, request.limit);
  const searched = chosen?.length ?? lens.assets.size;
  return { ...reply, searched, milliseconds: performance.now() - started };
}

/** With the tags among the words as filters; one that no labels file has is a label without a group. */
async function withTyped(lens: Lens, request: SearchRequest): Promise<SearchRequest> {
  const { text, names } = hashTags(request.text);
  if (names.length === 0) return request;
  const files = await Promise.all(lens.settings.folders.map(folder => lens.labelFiles.read(folder)));
  const labelOf = labelsByName(files.flatMap(({ labels }) => labels?.groups ?? []));
  const typed = names.map((name): TagFilter => {
    const known = labelOf(name);
    return { group: known?.group.name ?? null, label: known?.label.name ?? name, states: null };
  });
  return { ...request, text, tags: [...(request.tags ?? []), ...typed] };
}

/** One query for each kind of asset; null where nothing is searched for. */
async function queriesByKind(
  lens: Lens,
  { text, plain, not, like, liked = [], disliked = [] }: SearchRequest,
  signal: AbortSignal,
): Promise<Queries | null> {
  const wanted = text.trim();
  const unwanted = not.trim();
  const examples = like === null ? liked : [like, ...liked];
  if (wanted === '' && examples.length === 0) {
    if (unwanted === '' && disliked.length === 0) return null;
    throw new LensError('invalid-argument', 'Say what to look for, too: only what to leave out was given.');
  }
  // They are read while the model looks at the query; what is wrong with them is told when they are asked for.
  lens.codes().catch(() => undefined);
  const isPlain = plain || wanted === '';
  const byKind = isPlain ? [wanted] : wordsByKind(wanted, (await lens.identity(signal)).wording);
  const texts = [...new Set([...byKind, unwanted])].filter(words => words !== '');
  const vectors = texts.length > 0 ? await textVectors(lens, texts, signal) : new Map<string, Float32Array>();
  const example = await exampleVector(lens, examples, disliked, signal);
  const composed = byKind.map(words =>
    composeQuery({
      text: vectors.get(words) ?? null,
      not: vectors.get(unwanted) ?? null,
      like: example,
    })!,
  );
  // Kinds that there are no words for are asked as those of which nobody knows.
  return forEveryKind(composed[0]!).map((query, kind) => composed[kind] ?? query);
}

/** One vector for all examples; null where there are none. A lone one is taken as it is. */
async function exampleVector(
  lens: Lens,
  liked: readonly ExampleImage[],
  disliked: readonly ExampleImage[],
  signal: AbortSignal,
): Promise<Float32Array | null> {
  const vectors: Float32Array[] = [];
  for (const example of [...liked, ...disliked]) {
    const file = 'file' in example ? example.file : lens.absolutePath(assetOf(lens, example.asset));
    vectors.push(await imageVector(lens, file, signal));
  }
  const [first = null] = vectors;
  if (vectors.length === 0 || (vectors.length === 1 && liked.length === 1)) return first;
  return likedDirection(vectors.slice(0, liked.length), vectors.slice(liked.length));
}

async function chosenAssets(lens: Lens, request: SearchRequest, signal: AbortSignal): Promise<Chosen> {
  const folder = request.folder === null ? null : lens.folder(request.folder).id;
  const isAll = folder === null || lens.assets.countIn(folder) === lens.assets.size;
  const { label, tags = [] } = request;
  const isFiltered = label !== null || tags.length > 0;
  if (isAll && !isFiltered) return null;
  const assets = lens.assets.inFolder(folder);
  return isFiltered ? filtered(lens, assets, label, tags, signal) : assets;
}

async function ranked(
  lens: Lens,
  queries: Queries,
  chosen: Chosen,
  limit: number,
  signal: AbortSignal,
): Promise<Omit<SearchReply, 'searched' | 'milliseconds'>> {
  const codes = await lens.codes();
  const rows = chosen ? rowsOf(codes, chosen) : codes.rowsInUse();
  const wanted = Math.min(limit, rows.length);
  let scanned: ReturnType<Scan['result']>;
  let found: Ranked;
  let kept = candidatesFor(wanted);
  // An index run beside this one may use a row for another content: what was scored is what is answered.
  const contents = new Map<number, ContentHash>();
  do {
    scanned = await scan(new Scan(codes, queries, rows, kept), signal);
    found = await rerank(scanned, wanted, codes.scoreError, exactRows =>
      exactScores(lens, codes, queries, exactRows, contents, signal),
    );
    kept *= 4;
  } while (!found.isSure && kept <= mostCandidates);
  const hits = assetsOf(lens, contents, found, chosen).slice(0, limit);
  const scores = Float32Array.from(hits, ({ score }) => score);
  return {
    ...columns(hits.map(({ asset }) => asset)),
    scores,
    ...countBands(scores, backgroundOf(scanned.sample), chosen?.length ?? lens.assets.size),
  };
}

/** An asset without a vector in this space (another model's index) has no row. */
function rowsOf(codes: VectorCodes, assets: readonly Asset[]): Uint32Array {
  const rows = new Set<number>();
  for (const asset of assets) {
    const row = codes.row(asset.hash);
    if (row !== undefined) rows.add(row);
  }
  return Uint32Array.from(rows).sort();
}

async function scan(work: Scan, signal: AbortSignal): Promise<ReturnType<Scan['result']>> {
  for (let steps = 1; work.step(); steps++) {
    if (steps % scanSteps !== 0) continue;
    throwIfAborted(signal);
    await pause();
  }
  return work.result();
}

function exactScores(
  lens: Lens,
  codes: VectorCodes,
  queries: Queries,
  rows: Uint32Array,
  contents: Map<number, ContentHash>,
  signal: AbortSignal,
): Promise<Float32Array> {
  const kinds = Array.from(rows, row => codes.kind(row));
  const hashes = Array.from(rows, row => codes.hash(row));
  rows.forEach((row, place) => contents.set(row, hashes[place]!));
  return exactCosines(lens, hashes, place => queries[kinds[place]!]!, signal);
}

interface Hit {
  readonly asset: Asset;
  readonly score: number;
}

/** All assets with these contents that were searched; equally good ones by path. */
function assetsOf(
  lens: Lens,
  contents: ReadonlyMap<number, ContentHash>,
  { rows }: Ranked,
  chosen: Chosen,
): Hit[] {
  const searched = chosen && new Set(chosen.map(asset => asset.id));
  return rows
    .flatMap(({ row, score }) =>
      lens.assets
        .withContent(contents.get(row)!)
        .filter(asset => !searched || searched.has(asset.id))
        .map(asset => ({ asset, score })),
    )
    .sort((a, b) => b.score - a.score || compareText(a.asset.path, b.asset.path) || a.asset.id - b.asset.id);
}

function listed(lens: Lens, chosen: Chosen, limit: number): Omit<SearchReply, 'searched' | 'milliseconds'> {
  const ids = chosen && new Set(chosen.map(asset => asset.id));
  const assets = lens.assets.inOrder();
  const first = (ids ? assets.filter(asset => ids.has(asset.id)) : assets).slice(0, limit);
  return { ...columns(first), scores: new Float32Array(first.length), strong: 0, fair: 0 };
}

function columns(assets: readonly Asset[]): { ids: Uint32Array; aspects: Float32Array } {
  return {
    ids: Uint32Array.from(assets, asset => asset.id),
    aspects: Float32Array.from(assets, asset => asset.aspect),
  };
}
