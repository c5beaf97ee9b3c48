/** The tag walk: labels → scores, probabilities and suggestions of every asset, and over these what people decided. */
import type { AssetId, Folder, FolderId, TagChip } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import {
  type LabelGroup,
  type LabelSet,
  type TagReply,
  type TagState,
  heldStates,
  tagStates,
} from '../protocol/tag.ts';
import { ranking } from '../tags/score.ts';
import { StateColumns } from '../tags/states.ts';
import { columnsOf } from '../tags/suggest.ts';
import { type Asset, compareText } from './assets.ts';
import { decidedUnder } from './deciding.ts';
import { eachBlock } from './exactVectors.ts';
import { folderTags } from './folderTags.ts';
import { BlockTagger } from './labelVectors.ts';
import { decidedContents, learnLabels } from './learning.ts';
import type { Lens } from './lens.ts';
import { crowdOf, groundsOf } from './telling.ts';
import type { DecidedContent } from './toldTags.ts';

/** A card shows at most so many tags; of the short form of the file, none that is less likely than this. */
const chipsShown = 3;
const chipFloor = 0.15;

/** What people contradict each other about is shown as such. */
const shownStates: readonly TagState[] = [...heldStates, 'disputed'];

/** Tags of every asset with a vector, in the order of their paths. */
export async function tagAssets(
  lens: Lens,
  request: { readonly labels: LabelSet | null; readonly folder: FolderId | null },
  signal: AbortSignal,
): Promise<TagReply> {
  const folders = lens.folders(request.folder);
  const labels = request.labels ?? (await joinedLabels(lens, folders));
  const { assets, reply } = await suggestAll(
    lens,
    labels,
    folders,
    decidedContents(lens, folders, labels),
    signal,
  );
  const places = new StateColumns(labels.groups);
  const width = reply.columns.length;
  for (const folder of folders) {
    const decided = decidedUnder(lens, folder, labels);
    assets.forEach((asset, row) => {
      if (asset.folder !== folder.id) return;
      const tags = decided(asset);
      if (tags.length === 0) return;
      const [from, to] = [row * width, (row + 1) * width];
      places.combine(tags, reply.probabilities.subarray(from, to), reply.states.subarray(from, to));
    });
  }
  return reply;
}

/**
 * What labels that learned from these contents, or from none, say of every asset of some folders that has a vector,
 * whatever people decided of it.
 */
export async function suggestAll(
  lens: Lens,
  labels: LabelSet,
  folders: readonly Folder[],
  contents: readonly DecidedContent[],
  signal: AbortSignal,
): Promise<{ readonly assets: readonly Asset[]; readonly reply: TagReply }> {
  const { vectors, backgrounds } = await groundsOf(lens, labels, folders, signal);
  const codes = await lens.codes();
  const wanted = new Set(folders.map(folder => folder.id));
  const assets = lens.assets
    .inOrder()
    .filter(asset => wanted.has(asset.folder) && codes.row(asset.hash) !== undefined)
    .toSorted((a, b) => compareText(a.path, b.path) || a.id - b.id);
  const crowd = crowdOf(lens, folders);
  const learned = await learnLabels(lens, labels, vectors, backgrounds, contents, crowd, signal);
  const columns = columnsOf(labels.groups);
  const width = columns.length;
  const rows = {
    scores: new Float32Array(assets.length * width),
    probabilities: new Float32Array(assets.length * width),
    states: new Uint8Array(assets.length * width),
  };
  const tagger = new BlockTagger(labels.groups, vectors, backgrounds, learned);
  const hashes = assets.map(asset => asset.hash);
  await eachBlock(lens, hashes, signal, block => tagger.fill(block, rows, place => place * width));
  const ids = Uint32Array.from(assets, asset => asset.id);
  return { assets, reply: { columns, ids, ...rows } };
}

/** The few tags that a card shows. */
export async function tagChips(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Map<AssetId, TagChip[]>> {
  const chips = new Map<AssetId, TagChip[]>();
  for (const own of await folderTags(lens, assets, signal)) {
    const { columns } = own;
    const colors = new Map(
      own.labels.groups.flatMap(group => group.labels.map(({ name, color }) => [name, color])),
    );
    for (const asset of assets) {
      if (asset.folder !== own.folder.id) continue;
      const { probabilities, states, others } = own.of(asset);
      const inFile = ranking(probabilities ?? new Float32Array(columns.length)).flatMap(
        (place): TagChip[] => {
          const { label, group } = columns[place]!;
          const state = tagStates[states[place]!]!;
          const probability = probabilities ? probabilities[place]! : null;
          // Of the short form something always fits: what comes near is shown, too, until somebody decides.
          const isNear = group === null && state === 'none' && (probability ?? 0) >= chipFloor;
          const isShown = shownStates.includes(state) || (isNear && !isDecided(states));
          if (label === null || !isShown) return [];
          return [{ label, group, state, probability, color: colors.get(label) ?? null }];
        },
      );
      const byHand = others
        .filter(({ state }) => shownStates.includes(state))
        .map(({ group, label, state }): TagChip => {
          return { label, group: group === '' ? null : group, state, probability: null, color: null };
        });
      const isSaid = ({ state }: TagChip) => ['accepted', 'by-hand', 'disputed'].includes(state);
      const shown = [...inFile.filter(isSaid), ...byHand, ...inFile.filter(chip => !isSaid(chip))];
      chips.set(asset.id, shown.slice(0, chipsShown));
    }
  }
  return chips;
}

/** Whether somebody said what an image of the short form has. */
function isDecided(states: Uint8Array): boolean {
  return states.some(number => ['accepted', 'by-hand', 'disputed'].includes(tagStates[number]!));
}

/** Throws `labels-invalid` where a labels file has a mistake and no folder has labels to go on with. */
export async function mustHaveLabels(lens: Lens): Promise<void> {
  const files = await Promise.all(lens.settings.folders.map(folder => lens.labelFiles.read(folder)));
  const mistake = files.find(file => file.mistake)?.mistake;
  if (mistake && files.every(({ labels }) => labels === null)) throw mistake;
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
