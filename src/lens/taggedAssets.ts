/** Lists and counts of tagged assets: what a tree of labels shows, what a review goes through, what a search is among. */
import type { AssetId } from '../protocol/asset.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import {
  type LabelCount,
  type LabelCounts,
  type TagColumn,
  type TagFilter,
  type TagState,
  heldStates,
  tagStates,
} from '../protocol/tag.ts';
import type { TagScope, TaggedAsset, TaggedReply } from '../protocol/tagged.ts';
import { keyOf } from '../tags/deciding.ts';
import { sureness } from '../tags/states.ts';
import { ancestorsOf, thresholdOf } from '../tags/suggest.ts';
import { type Asset, compareText } from './assets.ts';
import { type AssetTags, type FolderTags, folderTags } from './folderTags.ts';
import { type Lens, pause } from './lens.ts';
import { mustHaveLabels } from './tagging.ts';

/** Assets gone through between two pauses: a few milliseconds. */
const slice = 5000;

/** A page of the labels of assets. Throws `labels-invalid` where there are no labels and a mistake, and `decisions-failed`. */
export async function taggedAssets(
  lens: Lens,
  { folder, scope, states, order, first, count }: LensQuestions['tagged'][0],
  signal: AbortSignal,
): Promise<TaggedReply> {
  const assets = lens
    .folders(folder)
    .flatMap(({ id }) => lens.assets.inFolder(id).toSorted((a, b) => compareText(a.path, b.path)));
  const found: (TaggedAsset & { readonly sureness: number; readonly asset: Asset })[] = [];
  await eachTagged(lens, assets, signal, (asset, tags, own) => {
    for (const tag of tagsIn(own, tags, scope, states)) found.push({ id: asset.id, asset, ...tag });
  });
  const likelihood = (tag: TaggedAsset) => tag.probability ?? -1;
  if (order === 'likeliest') found.sort((a, b) => likelihood(b) - likelihood(a) || byPath(a, b));
  else if (order === 'uncertain') found.sort((a, b) => a.sureness - b.sureness || byPath(a, b));
  const tags = found
    .slice(first, first + count)
    .map(({ id, group, label, state, probability }) => ({ id, group, label, state, probability }));
  return { total: found.length, tags };
}

function byPath(a: { readonly asset: Asset }, b: { readonly asset: Asset }): number {
  return compareText(a.asset.path, b.asset.path) || a.asset.id - b.asset.id;
}

/** The labels of an asset that are of the scope and have one of the states. */
function tagsIn(
  { columns, labels: { groups } }: FolderTags,
  { probabilities, states, others }: AssetTags,
  scope: TagScope,
  wanted: readonly TagState[],
): (Omit<TaggedAsset, 'id'> & { readonly sureness: number })[] {
  const found: (Omit<TaggedAsset, 'id'> & { readonly sureness: number })[] = [];
  let column = 0;
  for (const group of groups) {
    const first = column;
    while (column < columns.length && columns[column]!.group === group.name) column++;
    if (scope && scope.group !== group.name) continue;
    group.labels.forEach(({ name: label }, place) => {
      if (scope && scope.label !== null && scope.label !== label) return;
      const state = tagStates[states[first + place]!]!;
      if (!wanted.includes(state)) return;
      found.push({
        group: group.name,
        label,
        state,
        probability: probabilities ? probabilities[first + place]! : null,
        sureness: probabilities ? sureness(group, place, probabilities.subarray(first, column)) : Infinity,
      });
    });
  }
  for (const { group: name, label, state } of others) {
    const group = name === '' ? null : name;
    const isWanted = !scope || (scope.group === group && (scope.label ?? label) === label);
    if (isWanted && wanted.includes(state))
      found.push({ group, label, state, probability: null, sureness: Infinity });
  }
  return found;
}

/**
 * How many assets have each label, in the order of the labels files, then those that only people know of.
 * Throws `labels-invalid` where there are no labels and a mistake.
 */
export async function labelCounts(lens: Lens, signal: AbortSignal): Promise<LabelCounts> {
  const files = await Promise.all(lens.settings.folders.map(folder => lens.labelFiles.read(folder)));
  const mistake = files.find(file => file.mistake)?.mistake ?? null;
  const groups = files.flatMap(({ labels }) => labels?.groups ?? []);
  if (groups.length === 0 && mistake) throw mistake;
  const counts = new Map<string, Mutable<LabelCount>>();
  const countOf = (key: string, { group, label }: TagColumn, listed: ListedLabel | null) => {
    const known = counts.get(key);
    if (known) return known;
    const count: Mutable<LabelCount> = {
      label: label ?? '',
      group,
      color: listed?.color ?? null,
      isListed: listed !== null,
      parents: [...(listed?.parents ?? [])],
      threshold: listed?.threshold ?? null,
      assets: 0,
      states: { suggested: 0, accepted: 0, rejected: 0, 'by-hand': 0, disputed: 0 },
      learned: null,
    };
    counts.set(key, count);
    return count;
  };
  // Two folders may have the same label; their images are counted together.
  for (const group of groups) {
    const ancestors = ancestorsOf([group]);
    group.labels.forEach(({ name: label, color }, place) => {
      const [, ...parents] = ancestors.get(label) ?? [];
      const threshold = thresholdOf(group, place);
      // From 0 on: of such a group the likeliest is suggested.
      const listed = { color, parents, threshold: threshold > 0 ? threshold : null };
      countOf(label, { group: group.name, label }, listed);
    });
  }
  const visited = new Set<FolderTags>();
  await eachTagged(lens, lens.assets.inOrder(), signal, (asset, { states, others }, own) => {
    visited.add(own);
    // Most of them are none, on every image.
    for (let column = 0; column < states.length; column++) {
      const state = tagStates[states[column]!]!;
      if (state === 'none') continue;
      const tag = own.columns[column]!;
      if (tag.label !== null) countOf(tag.label, tag, unknownLabel).states[state]++;
    }
    for (const { group, label, state } of others) {
      const tag = { group: group === '' ? null : group, label };
      const count = countOf(keyOf({ group, label }), tag, null);
      count.states[state]++;
      if (heldStates.includes(state)) count.assets++;
    }
    for (const label of own.heldLabels(asset)) {
      const count = counts.get(label);
      if (count) count.assets++;
    }
  });
  for (const { labels, learnings } of visited) {
    const names = labels.groups.flatMap(group => group.labels.map(({ name }) => name));
    // Where two folders have the same label, the first one that learned is told of.
    names.forEach((name, place) => {
      const count = counts.get(name);
      if (count) count.learned ??= learnings[place] ?? null;
    });
  }
  return { counts: [...counts.values()], mistake: mistake?.message ?? null };
}

/** What a labels file says of a label. */
type ListedLabel = Pick<LabelCount, 'color' | 'parents' | 'threshold'>;

/** Of a label that came into its file while its images were counted. */
const unknownLabel: ListedLabel = { color: null, parents: [], threshold: null };

type Mutable<Value> = {
  -readonly [Key in keyof Value]: Value[Key] extends object ? Mutable<Value[Key]> : Value[Key];
};

/** Those of some assets that all filters hold of. Throws `labels-invalid` where there are no labels and a mistake, and `decisions-failed`. */
export async function filtered(
  lens: Lens,
  assets: readonly Asset[],
  label: string | null,
  filters: readonly TagFilter[],
  signal: AbortSignal,
): Promise<readonly Asset[]> {
  await mustHaveLabels(lens);
  const found = new Set<AssetId>();
  const told = new Set<AssetId>();
  await eachTagged(lens, assets, signal, (asset, tags, own) => {
    told.add(asset.id);
    const held = own.heldLabels(asset);
    const isLabelled = label === null || held.has(label);
    if (isLabelled && filters.every(filter => holds(filter, tags, own, held))) found.add(asset.id);
  });
  // A folder without labels and decisions has images without tags, which is what some ask for.
  const isOfUntagged = label === null && filters.every(filter => isOfNone(filter));
  return assets.filter(({ id }) => found.has(id) || (isOfUntagged && !told.has(id)));
}

function isOfNone({ label, ...rest }: TagFilter): boolean {
  if (label === null) return true;
  return 'states' in rest && rest.states?.includes('none') === true;
}

function holds(
  filter: TagFilter,
  { states, others }: AssetTags,
  own: FolderTags,
  held: ReadonlySet<string>,
): boolean {
  const { group, label } = filter;
  const ofGroup = others.filter(other => other.group.normalize('NFC') === (group ?? '').normalize('NFC'));
  if (label === null) {
    const isTagged = (state: TagState) => state === 'disputed' || heldStates.includes(state);
    const inFile = own.columns.some(
      (column, place) =>
        column.group === group && column.label !== null && isTagged(tagStates[states[place]!]!),
    );
    return !inFile && !ofGroup.some(({ state }) => isTagged(state));
  }
  const column = own.columnOf(group, label);
  if (column !== undefined) {
    return filter.states === null
      ? held.has(own.columns[column]!.label!)
      : filter.states.includes(tagStates[states[column]!]!);
  }
  const said = ofGroup.find(decided => decided.label.normalize('NFC') === label.normalize('NFC'));
  return (filter.states ?? heldStates).includes(said?.state ?? 'none');
}

/** Visits each asset of a folder that has labels or decisions, in the given order folder by folder. */
async function eachTagged(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
  visit: (asset: Asset, tags: AssetTags, own: FolderTags) => void,
): Promise<void> {
  for (const own of await folderTags(lens, assets, signal)) {
    const inFolder = assets.filter(asset => asset.folder === own.folder.id);
    for (let first = 0; first < inFolder.length; first += slice) {
      if (first > 0) await pause();
      throwIfAborted(signal);
      for (const asset of inFolder.slice(first, first + slice)) visit(asset, own.of(asset), own);
    }
  }
}
