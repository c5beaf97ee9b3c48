/** Evaluate: what is known of some images, and what labels that learned from others say of them → counts, intervals, confusions and thresholds of the labels. */
import type { ContentHash } from '../protocol/asset.ts';
import type { DecidedTag } from '../protocol/decision.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type { TruthSource, UnusedTruth } from '../protocol/evaluation.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { LabelGroup, LabelSet } from '../protocol/tag.ts';
import { type Judged, evaluate } from '../tags/evaluate.ts';
import { imagesByRecord, labelsByName } from '../tags/exchange.ts';
import { parseCsv } from '../tags/exchangeCsv.ts';
import { parseJson } from '../tags/exchangeJson.ts';
import { type Statement, truthRow, truth as values } from '../tags/truth.ts';
import { type Asset, compareText } from './assets.ts';
import { decidedOf } from './deciding.ts';
import { decidedContents } from './learning.ts';
import { type Lens, pause } from './lens.ts';
import { joinedLabels, suggestAll } from './tagging.ts';

/** Images that are looked at between two pauses. */
const slice = 2000;

/** So many of the images that a table names in vain are told. */
const imagesNamed = 20;

/** What a source says of an image, null where it is nothing; and what it says of nothing that is here. */
interface Said {
  of(asset: Asset): Statement | 'disputed' | null;
  readonly labels: ReadonlyMap<string, number>;
  readonly images: readonly string[];
}

/** Throws `labels-invalid` where there are no labels, and `invalid-argument` where the truth says nothing of these images. */
export async function evaluateLabels(
  lens: Lens,
  { labels, folder, truth }: LensQuestions['evaluate'][0],
  signal: AbortSignal,
): Promise<LensQuestions['evaluate'][1]> {
  const set = labels ?? (await joinedLabels(lens, lens.folders(folder)));
  const folders = lens.folders(folder);
  const assets = folders.flatMap(({ id }) => lens.assets.inFolder(id));
  const said = await saidBy(lens, truth, set, assets, signal);
  const known = new Map<ContentHash, { readonly asset: Asset; readonly row: Int8Array }>();
  const disputed = new Set<ContentHash>();
  for (const [place, asset] of assets.toSorted((a, b) => compareText(a.path, b.path)).entries()) {
    if (place % slice === slice - 1) {
      throwIfAborted(signal);
      await pause();
    }
    const statement = said.of(asset);
    if (statement === null || disputed.has(asset.hash)) continue;
    const row = statement === 'disputed' ? null : truthRow(set.groups, statement);
    const earlier = known.get(asset.hash);
    // Copies of one content in two folders may be said to be two things.
    if (row === null || (earlier && earlier.row.join() !== row.join())) {
      disputed.add(asset.hash);
      known.delete(asset.hash);
    } else if (!earlier && row.some(value => value !== values.unknown)) known.set(asset.hash, { asset, row });
  }
  const unused: UnusedTruth = {
    labels: [...said.labels].map(([name, images]) => ({ name, images })).sort((a, b) => b.images - a.images),
    images: said.images.slice(0, imagesNamed),
    imageCount: said.images.length,
    disputed: disputed.size,
  };
  if (known.size === 0) throw nothingKnown(truth, unused);
  // What is measured teaches nothing.
  const lessons = decidedContents(lens, folders, set).filter(({ hash }) => !known.has(hash));
  const { assets: tagged, reply: tags } = await suggestAll(lens, set, folders, lessons, signal);
  const width = tags.columns.length;
  const judged = tagged.flatMap((asset, row): Judged[] => {
    const found = known.get(asset.hash);
    if (found?.asset.id !== asset.id) return [];
    const probabilities = tags.probabilities.subarray(row * width, (row + 1) * width);
    return [{ hash: asset.hash, id: asset.id, truth: found.row, probabilities }];
  });
  const steps = evaluate(set.groups, judged);
  let step = steps.next();
  while (!step.done) {
    throwIfAborted(signal);
    await pause();
    step = steps.next();
  }
  return { images: judged.length, ...step.value, unused };
}

async function saidBy(
  lens: Lens,
  source: TruthSource,
  labels: LabelSet,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Said> {
  switch (source.kind) {
    case 'decisions':
      return saidByPeople(lens, assets, signal);
    case 'folders':
      return saidByFolders(labels, assets);
    case 'table':
      return saidByTable(lens, source, labels, assets);
  }
}

async function saidByPeople(lens: Lens, assets: readonly Asset[], signal: AbortSignal): Promise<Said> {
  const tags = await decidedOf(lens, assets, signal);
  return {
    of: ({ id }) => statementOf(tags.get(id) ?? []),
    labels: new Map(),
    images: [],
  };
}

/** A disputed tag says nothing. Of a `one-of` group, one label says all. */
function statementOf(tags: readonly DecidedTag[]): Statement | null {
  const has = new Set(tags.filter(isHeld).map(({ label }) => label));
  const hasNot = new Set(tags.filter(({ state }) => state === 'rejected').map(({ label }) => label));
  return has.size + hasNot.size === 0 ? null : { has, hasNot, isComplete: isChosen(has) };
}

function isHeld({ state }: { readonly state: string | null }): boolean {
  return state === 'accepted' || state === 'by-hand';
}

function isChosen(has: ReadonlySet<string>): (group: LabelGroup) => boolean {
  return group => group.kind === 'one-of' && group.labels.some(({ name }) => has.has(name));
}

/** The folder that an image lies in is one label of a group; the others of that group it has not. */
function saidByFolders({ groups }: LabelSet, assets: readonly Asset[]): Said {
  const labelOf = labelsByName(groups);
  const folderOf = ({ path }: Asset) => path.split('/').at(-2);
  const unknown = new Map<string, number>();
  for (const asset of assets) {
    const name = folderOf(asset);
    if (name !== undefined && !labelOf(name)) unknown.set(name, (unknown.get(name) ?? 0) + 1);
  }
  return {
    of(asset) {
      const known = labelOf(folderOf(asset) ?? '');
      if (!known) return null;
      return {
        has: new Set([known.label.name]),
        hasNot: new Set(),
        isComplete: group => group === known.group,
      };
    },
    labels: unknown,
    images: [],
  };
}

/**
 * A row of a table has all labels of the groups that the table speaks of, and no others. Where it has states, it says
 * what was decided, and nothing of the rest.
 */
function saidByTable(
  lens: Lens,
  { text, where }: Extract<TruthSource, { kind: 'table' }>,
  { groups }: LabelSet,
  assets: readonly Asset[],
): Said {
  const records = /^\s*[[{]/.test(text.replace(/^\uFEFF/, ''))
    ? parseJson(text, where)
    : parseCsv(text, where);
  const labelOf = labelsByName(groups);
  const finders = [...new Set(assets.map(({ folder }) => folder))].map(id =>
    imagesByRecord(
      lens.folder(id).path,
      assets.filter(asset => asset.folder === id),
    ),
  );
  const spokenOf = new Set(records.flatMap(({ tags }) => tags.map(({ label }) => labelOf(label)?.group)));
  const hasStates = records.some(({ tags }) => tags.some(({ state }) => state !== null));
  const unknown = new Map<string, number>();
  const images: string[] = [];
  const byAsset = new Map<Asset['id'], Statement | 'disputed'>();
  for (const record of records) {
    const found = finders.flatMap(find => find(record));
    if (found.length === 0) images.push(record.path);
    const known = record.tags.flatMap(tag => {
      const label = labelOf(tag.label);
      if (!label) unknown.set(tag.label, (unknown.get(tag.label) ?? 0) + 1);
      return label ? [{ name: label.label.name, state: tag.state }] : [];
    });
    const has = new Set(known.filter(tag => !hasStates || isHeld(tag)).map(({ name }) => name));
    const hasNot = new Set(known.filter(({ state }) => state === 'rejected').map(({ name }) => name));
    // Who names labels that are not ours says of ours only that they are not all.
    const isComplete = hasStates ? isChosen(has) : (group: LabelGroup) => spokenOf.has(group);
    const statement: Statement = { has, hasNot, isComplete };
    for (const { id } of found) byAsset.set(id, byAsset.has(id) ? 'disputed' : statement);
  }
  return { of: ({ id }) => byAsset.get(id) ?? null, labels: unknown, images };
}

function nothingKnown(source: TruthSource, { labels, imageCount, disputed }: UnusedTruth): LensError {
  const names = labels.slice(0, 5).map(({ name }) => JSON.stringify(name)).join(', '); // prettier-ignore
  const why = {
    decisions:
      'Nothing was decided about these labels yet. Accept, reject or add some, or say where the truth is: a table, or the names of the folders.',
    folders: `No image lies in a folder that is named like a label. ${names === '' ? 'Put each into a folder with its label as name.' : `The folders are named ${names}; name them, or aliases of the labels, alike.`}`,
    table: `The table says nothing of these images and labels: ${imageCount} of its images are not here${names === '' ? '' : `, and ${names} are no labels`}.`,
  }[source.kind];
  const contradictions = disputed > 0 ? ` What is said of ${disputed} images contradicts itself.` : '';
  return new LensError('invalid-argument', why + contradictions);
}
