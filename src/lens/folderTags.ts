/** The tags of a folder's images as they stand: what its labels suggest, and over that what people decided. */
import type { Folder } from '../protocol/asset.ts';
import type { DecidedTag } from '../protocol/decision.ts';
import { type LabelSet, type Learning, type TagColumn, heldStates, tagStates } from '../protocol/tag.ts';
import { StateColumns } from '../tags/states.ts';
import { ancestorsOf, columnsOf } from '../tags/suggest.ts';
import type { Asset } from './assets.ts';
import { decidedUnder } from './deciding.ts';
import type { Lens } from './lens.ts';
import { toldOf } from './telling.ts';
import type { Told } from './toldTags.ts';

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
  readonly #told: Told | null;
  readonly #decided: (asset: Asset) => readonly DecidedTag[];
  readonly #ancestors: ReadonlyMap<string, readonly string[]>;

  constructor(
    folder: Folder,
    labels: LabelSet,
    told: Told | null,
    decided: (asset: Asset) => readonly DecidedTag[],
  ) {
    this.folder = folder;
    this.labels = labels;
    this.columns = columnsOf(labels.groups);
    this.#places = new StateColumns(labels.groups);
    this.#told = told;
    this.#decided = decided;
    this.#ancestors = ancestorsOf(labels.groups);
  }

  /** The column of a label, undefined where the labels file has none such. */
  columnOf(group: string | null, label: string): number | undefined {
    return this.#places.columnOf(group, label);
  }

  /** What each label learned from decisions, in their order; null where nothing was decided about one. */
  get learnings(): readonly (Learning | null)[] {
    return this.#told?.learned?.learnings ?? [];
  }

  /** The views are valid until the tags of further assets are asked for. */
  of(asset: Asset): AssetTags {
    const told = this.#told?.table.row(asset.hash) ?? null;
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
    const told = labels ? await toldOf(lens, folder, labels, own, signal) : null;
    found.push(new FolderTags(folder, labels ?? { groups: [] }, told, decidedUnder(lens, folder, labels)));
  }
  return found;
}
