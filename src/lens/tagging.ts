/** The tag walk: labels → prompts → text vectors → cosines and probabilities of every asset. */
import { LensError } from '../protocol/errors.ts';
import type { AssetId, Folder, FolderId, TagChip } from '../protocol/asset.ts';
import type { LabelCount, LabelSet, TagReply } from '../protocol/tag.ts';
import { readLabelsFile } from '../catalog/labelsFile.ts';
import { parseLabelSet } from '../tags/labels.ts';
import { promptsOf } from '../tags/prompts.ts';
import { labelCosines, meanUnitVector, ranking, softmax } from '../tags/score.ts';
import { type Asset, compareText } from './assets.ts';
import { textVectors } from './embedding.ts';
import { eachVector } from './exactVectors.ts';
import type { Lens } from './lens.ts';

/** A card shows at most so many tags, and none that is less likely than this. */
const chipsShown = 3;
const chipFloor = 0.15;

/** One set of labels, ready to score: `vectors` is `names.length × dimensions`. */
interface ScoredLabels {
  readonly names: readonly string[];
  readonly vectors: Float32Array;
  readonly temperature: number;
}

/** Tags of every asset with a vector, in the order of their paths. */
export async function tagAssets(
  lens: Lens,
  request: { readonly labels: LabelSet | null; readonly folder: FolderId | null },
  signal: AbortSignal,
): Promise<TagReply> {
  const folders = lens.folders(request.folder);
  const labels = request.labels ?? (await singleLabelSet(folders));
  const scored = await scoredLabels(lens, labels, signal);
  const codes = await lens.codes();
  const wanted = new Set(folders.map(folder => folder.id));
  const assets = lens.assets
    .inOrder()
    .filter(asset => wanted.has(asset.folder) && codes.row(asset.hash) !== undefined)
    .toSorted((a, b) => compareText(a.path, b.path) || a.id - b.id);
  const width = scored.names.length;
  const scores = new Float32Array(assets.length * width);
  const probabilities = new Float32Array(assets.length * width);
  const hashes = assets.map(asset => asset.hash);
  await eachVector(lens, hashes, signal, (vector, place) => {
    const row = scores.subarray(place * width, (place + 1) * width);
    labelCosines(vector, scored.vectors, row);
    softmax(row, scored.temperature, probabilities.subarray(place * width, (place + 1) * width));
  });
  return { labels: scored.names, ids: Uint32Array.from(assets, asset => asset.id), scores, probabilities };
}

/** The likeliest label of each asset whose folder has a labels file. */
export async function likeliestLabels(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Map<AssetId, string>> {
  const likeliest = new Map<AssetId, string>();
  for (const { folder, labels, own } of await labelled(lens, assets)) {
    const told = lens.likeliestTags.of(folder.id, labels);
    const untold = own.filter(asset => !told.has(asset.hash));
    if (untold.length > 0) {
      const scored = await scoredLabels(lens, labels, signal);
      await scoreEach(lens, untold, scored, signal, (asset, _, probabilities) => {
        told.set(asset.hash, ranking(probabilities)[0]!);
      });
    }
    for (const asset of own) {
      const place = told.get(asset.hash);
      if (place !== undefined) likeliest.set(asset.id, labels.labels[place]!.name);
    }
  }
  return likeliest;
}

/** The few tags that a card shows. */
export async function tagChips(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Map<AssetId, TagChip[]>> {
  const chips = new Map<AssetId, TagChip[]>();
  await eachTagged(lens, assets, signal, (asset, names, probabilities) => {
    chips.set(
      asset.id,
      ranking(probabilities)
        .slice(0, chipsShown)
        .filter(place => probabilities[place]! >= chipFloor)
        .map(place => ({ label: names[place]!, probability: probabilities[place]! })),
    );
  });
  return chips;
}

/** How many assets have each label as their likeliest tag, in the order of the labels files. */
export async function labelCounts(lens: Lens, signal: AbortSignal): Promise<readonly LabelCount[]> {
  const counts = new Map<string, number>();
  for (const folder of lens.settings.folders) {
    for (const { name } of (await folderLabels(folder))?.labels ?? [])
      counts.set(name, counts.get(name) ?? 0);
  }
  if (counts.size === 0) return [];
  for (const label of (await likeliestLabels(lens, lens.assets.inOrder(), signal)).values()) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return Array.from(counts, ([label, assets]) => ({ label, assets }));
}

/** Scores each asset under its own folder's labels. */
async function eachTagged(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
  visit: (asset: Asset, names: readonly string[], probabilities: Float32Array) => void,
): Promise<void> {
  for (const { labels, own } of await labelled(lens, assets)) {
    const scored = await scoredLabels(lens, labels, signal);
    await scoreEach(lens, own, scored, signal, visit);
  }
}

interface Labelled {
  readonly folder: Folder;
  readonly labels: LabelSet;
  readonly own: readonly Asset[];
}

/** The folders that have labels and some of the assets. */
async function labelled(lens: Lens, assets: readonly Asset[]): Promise<Labelled[]> {
  const found: Labelled[] = [];
  for (const folder of lens.settings.folders) {
    const labels = await folderLabels(folder);
    const own = labels ? assets.filter(asset => asset.folder === folder.id) : [];
    if (labels && own.length > 0) found.push({ folder, labels, own });
  }
  return found;
}

async function scoreEach(
  lens: Lens,
  assets: readonly Asset[],
  { names, vectors, temperature }: ScoredLabels,
  signal: AbortSignal,
  visit: (asset: Asset, names: readonly string[], probabilities: Float32Array) => void,
): Promise<void> {
  const cosines = new Float32Array(names.length);
  const hashes = assets.map(asset => asset.hash);
  await eachVector(lens, hashes, signal, (vector, place) => {
    labelCosines(vector, vectors, cosines);
    const probabilities = new Float32Array(names.length);
    softmax(cosines, temperature, probabilities);
    visit(assets[place]!, names, probabilities);
  });
}

async function scoredLabels(lens: Lens, { labels }: LabelSet, signal: AbortSignal): Promise<ScoredLabels> {
  const { dimensions, temperature } = await lens.identity(signal);
  const prompts = labels.map(promptsOf);
  const byText = await textVectors(lens, [...new Set(prompts.flat())], signal);
  const vectors = new Float32Array(labels.length * dimensions);
  prompts.forEach((texts, place) => {
    const rows = new Float32Array(texts.length * dimensions);
    texts.forEach((text, row) => rows.set(byText.get(text)!, row * dimensions));
    vectors.set(meanUnitVector(rows, 0, texts.length, dimensions), place * dimensions);
  });
  return { names: labels.map(label => label.name), vectors, temperature };
}

async function folderLabels(folder: Folder): Promise<LabelSet | undefined> {
  const file = await readLabelsFile(folder.path);
  return file === null ? undefined : parseLabelSet(file.text, file.path);
}

async function singleLabelSet(folders: readonly Folder[]): Promise<LabelSet> {
  const sets = (await Promise.all(folders.map(folderLabels))).filter(set => set !== undefined);
  const labels = new Map(sets.flatMap(set => set.labels).map(label => [label.name, label]));
  if (labels.size === 0) {
    throw new LensError(
      'labels-invalid',
      'There are no labels yet. Write {"labels":[{"name":"cat"},{"name":"dog"}]} to .vscode/asset-lens.json.',
    );
  }
  return { labels: [...labels.values()] };
}
