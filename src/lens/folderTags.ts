/**
 * The tags of a folder's images as they stand: what its labels suggest, and over that what people decided. */
import type { Folder } from '../protocol/asset.ts';
import type { DecidedTag } from '../protocol/decision.ts';
import { type LabelSet, type TagColumn, heldStates, tagStates } from '../protocol/tag.ts';
import { StateColumns } from '../tags/states.ts';
import { type TagRow, ancestorsOf, columnsOf } from '../tags/suggest.ts';
import type { Asset } from './assets.ts';
import { decidedUnder } from './deciding.ts';
import { eachVector } from './exactVectors.ts';
import { backgroundsOf, labelVectors, rowFiller } from './labelVectors.ts';
import type { Lens } from './lens.ts';
import { ToldTable } from './toldTags.ts';

/** What holds of the tags of one asset. */
export interface AssetTags {
  /** By the model, one a column; null where the image has no vector, or the folder no labels. */
  readonly probabilities: Float32Array | null;
  /** Places in `tagStates`, one a column. */
  readonly states: Uint8Array;
  /** What people decided about labels that no labels file has. */
  readonly others: readonly DecidedTag[];
}

export class FolderTags {
  readonly folder: Folder;
  readonly labels: LabelSet;
  readonly columns: readonly TagColumn[];
  readonly #places: StateColumns;
  readonly #table: ToldTable | null;
  readonly #decided: (asset: Asset) => readonly DecidedTag[];
  readonly #ancestors: ReadonlyMap<string, readonly string[]>;

  constructor(
    folder: Folder,
    labels: LabelSet,
    table: ToldTable | null,
    decided: (asset: Asset) => readonly DecidedTag[],
  ) {
    this.folder = folder;
    this.labels = labels;
    this.columns = columnsOf(labels.groups);
    this.#places = new StateColumns(labels.groups);
    this.#table = table;
    this.#decided = decided;
    this.#ancestors = ancestorsOf(labels.groups);
  }

  /** The column of a label, undefined where the labels file has none such. */
  columnOf(group: string | null, label: string): number | undefined {
    return this.#places.columnOf(group, label);
  }

  /** The views are valid until the tags of further assets are asked for. */
  of(asset: Asset): AssetTags {
    const told = this.#table?.row(asset.hash) ?? null;
    const decided = this.#decided(asset);
    if (decided.length === 0) {
      return {
        probabilities: told?.probabilities ?? null,
        states: told?.states ?? new Uint8Array(this.columns.length),
        others: [],
      };
    }
    const states = told ? told.states.slice() : new Uint8Array(this.columns.length);
    this.#places.combine(decided, told?.probabilities ?? new Float32Array(states.length), states);
    const others = decided.filter(({ group, label }) => this.columnOf(group, label) === undefined);
    return { probabilities: told?.probabilities ?? null, states, others };
  }

  /** The labels of the labels file that an asset has, those that they are a kind of included. */
  heldLabels(asset: Asset): ReadonlySet<string> {
    const { states } = this.of(asset);
    const held = new Set<string>();
    for (let column = 0; column < states.length; column++) {
      if (!isHeld[states[column]!]) continue;
      const { label } = this.columns[column]!;
      if (label !== null) for (const name of this.#ancestors.get(label) ?? [label]) held.add(name);
    }
    return held;
  }
}

/** Of each place in `tagStates`, whether an image has a label that is so. */
const isHeld: readonly boolean[] = tagStates.map(state => heldStates.includes(state));

/** The tags of these assets, folder by folder; folders without labels and without decisions are left out. */
export async function folderTags(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<FolderTags[]> {
  const found: FolderTags[] = [];
  const byFolder = Map.groupBy(assets, asset => asset.folder);
  for (const folder of lens.settings.folders) {
    const own = byFolder.get(folder.id);
    if (!own) continue;
    const { labels } = await lens.labelFiles.read(folder);
    const hasFacts = lens.decidedFacts.of(folder).parsed.facts.length > 0;
    if (!labels && !hasFacts) continue;
    const table = labels ? await toldTable(lens, folder, labels, own, signal) : null;
    found.push(new FolderTags(folder, labels ?? { groups: [] }, table, decidedUnder(lens, folder, labels)));
  }
  return found;
}

async function toldTable(
  lens: Lens,
  folder: Folder,
  labels: LabelSet,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<ToldTable> {
  const hasGroups = labels.groups.some(({ name }) => name !== null);
  const crowd = hasGroups ? lens.crowds.of(folder.id) : [];
  const key = JSON.stringify([labels, crowd.join('')]);
  const { vectors, backgrounds, table } = await lens.toldFolders.of(folder.id, key, async () => {
    const own = await labelVectors(lens, labels, signal);
    return {
      key,
      labels,
      vectors: own,
      backgrounds: await backgroundsOf(lens, own, crowd, signal),
      table: new ToldTable(columnsOf(labels.groups).length),
    };
  });
  const untold = new Set(assets.flatMap(({ hash }) => (table.has(hash) ? [] : [hash])));
  if (untold.size === 0) return table;
  const hashes = [...untold];
  const width = columnsOf(labels.groups).length;
  const row: TagRow = {
    scores: new Float32Array(width),
    probabilities: new Float32Array(width),
    states: new Uint8Array(width),
  };
  const fill = rowFiller(labels.groups, vectors, backgrounds);
  await eachVector(lens, hashes, signal, (vector, place, kind) => {
    fill(vector, kind, row);
    table.add(hashes[place]!, row);
  });
  return table;
}
