/** The tag walk: labels → prompts → text vectors → cosines, probabilities and states of every asset. */
import type { AssetId, AssetKind, ContentHash, Folder, FolderId, TagChip } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import {
  type LabelCounts,
  type LabelGroup,
  type LabelSet,
  type TagReply,
  tagStates,
} from '../protocol/tag.ts';
import { type Background, backgroundOf, backgroundOfImage, fewestForBackground } from '../tags/background.ts';
import { nothingInParticular, promptsByKind } from '../tags/prompts.ts';
import { labelCosines, meanUnitVector, ranking, without } from '../tags/score.ts';
import { type TagRow, ancestorsOf, columnsOf, fillRow } from '../tags/suggest.ts';
import { type Asset, compareText } from './assets.ts';
import { kindNumber } from './codes.ts';
import { textVectors } from './embedding.ts';
import { eachVector } from './exactVectors.ts';
import type { Lens } from './lens.ts';
import type { Told } from './suggestedLabels.ts';

/** A card shows at most so many tags; of the short form of the file, none that is less likely than this. */
const chipsShown = 3;
const chipFloor = 0.15;

const suggestedState = tagStates.indexOf('suggested');

/** The vectors of a set's labels: for each kind of asset, by its number, `labelCount × dimensions`. */
interface LabelVectors {
  readonly labelCount: number;
  readonly byKind: readonly Float32Array[];
  /** Of words that say nothing in particular; null where only the short form is there, which compares with nothing. */
  readonly nothing: Float32Array | null;
  readonly temperature: number;
}

/** Tags of every asset with a vector, in the order of their paths. */
export async function tagAssets(
  lens: Lens,
  request: { readonly labels: LabelSet | null; readonly folder: FolderId | null },
  signal: AbortSignal,
): Promise<TagReply> {
  const folders = lens.folders(request.folder);
  const labels = request.labels ?? (await joinedLabels(lens, folders));
  const vectors = await labelVectors(lens, labels, signal);
  const codes = await lens.codes();
  const wanted = new Set(folders.map(folder => folder.id));
  const assets = lens.assets
    .inOrder()
    .filter(asset => wanted.has(asset.folder) && codes.row(asset.hash) !== undefined)
    .toSorted((a, b) => compareText(a.path, b.path) || a.id - b.id);
  const crowd = folders.flatMap(folder => lens.crowds.of(folder.id));
  const backgrounds = await backgroundsOf(lens, vectors, crowd, signal);
  const columns = columnsOf(labels.groups);
  const width = columns.length;
  const scores = new Float32Array(assets.length * width);
  const probabilities = new Float32Array(assets.length * width);
  const states = new Uint8Array(assets.length * width);
  const row = rowFiller(labels.groups, vectors, backgrounds);
  const hashes = assets.map(asset => asset.hash);
  await eachVector(lens, hashes, signal, (vector, place, kind) => {
    const [from, to] = [place * width, (place + 1) * width];
    row(vector, kind, {
      scores: scores.subarray(from, to),
      probabilities: probabilities.subarray(from, to),
      states: states.subarray(from, to),
    });
  });
  return { columns, ids: Uint32Array.from(assets, asset => asset.id), scores, probabilities, states };
}

/** The labels that are suggested for each asset whose folder has a labels file, those that they are a kind of included. */
export async function suggestedLabels(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Map<AssetId, readonly string[]>> {
  const suggested = new Map<AssetId, readonly string[]>();
  for (const { folder, labels, own } of await labelled(lens, assets)) {
    const vectors = await labelVectors(lens, labels, signal);
    const told = await toldOf(lens, folder, labels, vectors, signal);
    const untold = own.filter(asset => !told.suggested.has(asset.hash));
    const columns = columnsOf(labels.groups);
    const ancestors = ancestorsOf(labels.groups);
    await scoreEach(lens, untold, labels, vectors, told, signal, (asset, { states }) => {
      const names = columns.flatMap(({ label }, i) =>
        label !== null && states[i] === suggestedState ? (ancestors.get(label) ?? []) : [],
      );
      told.suggested.set(asset.hash, [...new Set(names)]);
    });
    for (const asset of own) {
      const names = told.suggested.get(asset.hash);
      if (names) suggested.set(asset.id, names);
    }
  }
  return suggested;
}

/** The few tags that a card shows. */
export async function tagChips(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Map<AssetId, TagChip[]>> {
  const chips = new Map<AssetId, TagChip[]>();
  for (const { folder, labels, own } of await labelled(lens, assets)) {
    const vectors = await labelVectors(lens, labels, signal);
    const told = await toldOf(lens, folder, labels, vectors, signal);
    const columns = columnsOf(labels.groups);
    const colors = new Map(
      labels.groups.flatMap(group => group.labels.map(({ name, color }) => [name, color])),
    );
    await scoreEach(lens, own, labels, vectors, told, signal, (asset, { probabilities, states }) => {
      const shown = ranking(probabilities).flatMap(place => {
        const { label, group } = columns[place]!;
        // Of the short form something always fits: what comes near is shown, too.
        const isShown =
          group === null ? probabilities[place]! >= chipFloor : states[place] === suggestedState;
        if (label === null || !isShown) return [];
        return [{ label, probability: probabilities[place]!, color: colors.get(label) ?? null }];
      });
      chips.set(asset.id, shown.slice(0, chipsShown));
    });
  }
  return chips;
}

/** How many assets each label is suggested for, in the order of the labels files. Throws `labels-invalid` where there are no labels and a mistake. */
export async function labelCounts(lens: Lens, signal: AbortSignal): Promise<LabelCounts> {
  const files = await Promise.all(lens.settings.folders.map(folder => lens.labelFiles.read(folder)));
  const mistake = files.find(file => file.mistake)?.mistake ?? null;
  const groups = files.flatMap(({ labels }) => labels?.groups ?? []);
  if (groups.length === 0 && mistake) throw mistake;
  const counts = new Map<string, number>();
  if (groups.length > 0) {
    for (const names of (await suggestedLabels(lens, lens.assets.inOrder(), signal)).values()) {
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const told = new Set<string>();
  return {
    counts: groups.flatMap(({ name: group, labels }) =>
      labels.flatMap(({ name: label, color }) => {
        // Two folders may have the same label; their images are counted together.
        if (told.has(label)) return [];
        told.add(label);
        return [{ label, group, color, assets: counts.get(label) ?? 0 }];
      }),
    ),
    mistake: mistake?.message ?? null,
  };
}

/** Throws `labels-invalid` where a labels file has a mistake and no folder has labels to go on with. */
export async function mustHaveLabels(lens: Lens): Promise<void> {
  const files = await Promise.all(lens.settings.folders.map(folder => lens.labelFiles.read(folder)));
  const mistake = files.find(file => file.mistake)?.mistake;
  if (mistake && files.every(({ labels }) => labels === null)) throw mistake;
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
    const { labels } = await lens.labelFiles.read(folder);
    const own = labels ? assets.filter(asset => asset.folder === folder.id) : [];
    if (labels && own.length > 0) found.push({ folder, labels, own });
  }
  return found;
}

/** What was told of a folder by these labels and its crowd as it is now. */
function toldOf(
  lens: Lens,
  folder: Folder,
  labels: LabelSet,
  vectors: LabelVectors,
  signal: AbortSignal,
): Promise<Told> {
  const crowd = vectors.nothing ? lens.crowds.of(folder.id) : [];
  return lens.suggestedLabels.of(folder.id, labels, crowd, () => backgroundsOf(lens, vectors, crowd, signal));
}

async function scoreEach(
  lens: Lens,
  assets: readonly Asset[],
  { groups }: LabelSet,
  vectors: LabelVectors,
  { backgrounds }: Told,
  signal: AbortSignal,
  visit: (asset: Asset, row: TagRow) => void,
): Promise<void> {
  if (assets.length === 0) return;
  const width = columnsOf(groups).length;
  const row: TagRow = {
    scores: new Float32Array(width),
    probabilities: new Float32Array(width),
    states: new Uint8Array(width),
  };
  const fill = rowFiller(groups, vectors, backgrounds);
  const hashes = assets.map(asset => asset.hash);
  await eachVector(lens, hashes, signal, (vector, place, kind) => {
    fill(vector, kind, row);
    visit(assets[place]!, row);
  });
}

/** A function that fills a row with the tags of an image. */
function rowFiller(
  groups: readonly LabelGroup[],
  { labelCount, byKind, nothing, temperature }: LabelVectors,
  crowd: readonly Background[] | null,
): (image: Float32Array, kind: AssetKind | null, into: TagRow) => void {
  const cosines = new Float32Array(labelCount);
  const cosineOfNothing = new Float32Array(1);
  return (image, kind, into) => {
    labelCosines(image, byKind[kindNumber(kind)]!, cosines);
    let backgrounds = crowd;
    if (nothing && !crowd) {
      labelCosines(image, nothing, cosineOfNothing);
      backgrounds = Array<Background>(labelCount).fill(backgroundOfImage(cosineOfNothing[0]!, temperature));
    }
    fillRow(groups, cosines, backgrounds, temperature, into);
  };
}

/** How the crowd scores under each label; null where it is too small, or nothing is compared with it. */
async function backgroundsOf(
  lens: Lens,
  { labelCount, byKind, nothing, temperature }: LabelVectors,
  crowd: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly Background[] | null> {
  if (!nothing || crowd.length < fewestForBackground) return null;
  const cosines = new Float32Array(labelCount);
  const scores = Array.from({ length: labelCount }, () => new Float32Array(crowd.length));
  let seen = 0;
  await eachVector(lens, crowd, signal, (vector, _, kind) => {
    labelCosines(vector, byKind[kindNumber(kind)]!, cosines);
    for (let label = 0; label < labelCount; label++) scores[label]![seen] = cosines[label]!;
    seen++;
  });
  if (seen < fewestForBackground) return null;
  return scores.map(own => backgroundOf(own.subarray(0, seen), temperature));
}

async function labelVectors(lens: Lens, { groups }: LabelSet, signal: AbortSignal): Promise<LabelVectors> {
  const { dimensions, temperature } = await lens.identity(signal);
  const labels = groups.flatMap(group =>
    group.labels.map(label => ({ byKind: promptsByKind(label, group), not: label.not })),
  );
  const isShort = groups.every(group => group.name === null);
  const texts = labels.flatMap(({ byKind, not }) => [...byKind.flat(), ...not]);
  const wanted = isShort ? texts : [...texts, ...nothingInParticular];
  const byText = await textVectors(lens, [...new Set(wanted)], signal);
  const mean = (sentences: readonly string[]) => {
    const rows = new Float32Array(sentences.length * dimensions);
    sentences.forEach((text, row) => rows.set(byText.get(text)!, row * dimensions));
    return meanUnitVector(rows, 0, sentences.length, dimensions);
  };
  const kinds = labels[0]?.byKind.length ?? 0;
  const byKind = Array.from({ length: kinds }, () => new Float32Array(labels.length * dimensions));
  labels.forEach(({ byKind: sentences, not }, place) => {
    const unwanted = not.length > 0 ? mean(not) : null;
    byKind.forEach((vectors, kind) => {
      const wantedVector = mean(sentences[kind]!);
      vectors.set(unwanted ? without(wantedVector, unwanted) : wantedVector, place * dimensions);
    });
  });
  return {
    labelCount: labels.length,
    byKind,
    nothing: isShort ? null : mean(nothingInParticular),
    temperature,
  };
}

/** The labels of all folders as one set: groups of one name together, a label that is there twice as it stands first. */
export async function joinedLabels(lens: Lens, folders: readonly Folder[]): Promise<LabelSet> {
  const files = await Promise.all(folders.map(folder => lens.labelFiles.read(folder)));
  const mistake = files.find(file => file.mistake)?.mistake;
  if (mistake) throw mistake;
  const groups = new Map<string | null, LabelGroup>();
  const told = new Set<string>();
  for (const group of files.flatMap(({ labels }) => labels?.groups ?? [])) {
    const first = groups.get(group.name) ?? { ...group, labels: [] };
    const added = group.labels.filter(({ name }) => !told.has(name));
    for (const { name } of added) told.add(name);
    groups.set(group.name, { ...first, labels: [...first.labels, ...added] });
  }
  const joined = [...groups.values()].filter(group => group.labels.length > 0);
  if (joined.length === 0) {
    throw new LensError(
      'labels-invalid',
      'There are no labels yet. Write {"labels":[{"name":"cat"},{"name":"dog"}]} to .vscode/asset-lens.json.',
    );
  }
  return { groups: joined };
}
