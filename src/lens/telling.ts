/**
 * Telling the tags of a folder's contents, and telling again as little as can be: other labels begin anew, a decision
 * moves the labels of its group alone, and a content that came is told by itself.
 */
import type { ContentHash, Folder } from '../protocol/asset.ts';
import type { LabelGroup, LabelSet } from '../protocol/tag.ts';
import { type TagRows, columnsOf } from '../tags/suggest.ts';
import type { Asset } from './assets.ts';
import { eachBlock } from './exactVectors.ts';
import { BlockTagger, backgroundsOf, labelVectors } from './labelVectors.ts';
import { decidedContents, learnLabels } from './learning.ts';
import type { Lens } from './lens.ts';
import { type DecidedContent, type Grounds, type LearnedLabels, type Told, ToldTable } from './toldTags.ts';

/** The images that the usual scores of these folders' labels are told from. */
export function crowdOf(lens: Lens, folders: readonly Folder[]): readonly ContentHash[] {
  const [folder, ...more] = folders;
  return folder && more.length === 0
    ? lens.crowds.of(folder.id)
    : folders.flatMap(({ id }) => lens.crowds.of(id));
}

/** Vectors and backgrounds of labels on these folders; those that were asked for last are kept while nothing changes. */
export function groundsOf(
  lens: Lens,
  labels: LabelSet,
  folders: readonly Folder[],
  signal: AbortSignal,
): Promise<Grounds> {
  const hasGroups = labels.groups.some(({ name }) => name !== null);
  const crowd = crowdOf(lens, folders);
  const key = JSON.stringify([labels, hasGroups ? crowd.join('') : null]);
  return lens.toldFolders.grounds(folders.map(({ id }) => id).join(), key, async () => {
    const vectors = await labelVectors(lens, labels, signal);
    return { vectors, backgrounds: await backgroundsOf(lens, vectors, crowd, signal) };
  });
}

/** What was told of some assets by the labels of their folder, which learned from the decisions there. */
export async function toldOf(
  lens: Lens,
  folder: Folder,
  labels: LabelSet,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<Told> {
  const { groups } = labels;
  const grounds = await groundsOf(lens, labels, [folder], signal);
  const crowd = lens.crowds.of(folder.id);
  const contents = decidedContents(lens, [folder], labels);
  const lessons = lessonsOf(groups, contents, crowd);
  const width = columnsOf(groups).length;
  const told = await lens.toldFolders.told(folder.id, grounds.key + lessons.join('\n'), async last => {
    const before = last?.grounds === grounds.key ? last : null;
    const changed = groups.map((_, place) => before?.lessons[place] !== lessons[place]);
    const { vectors, backgrounds } = grounds;
    const fresh = await learnLabels(lens, labels, vectors, backgrounds, contents, crowd, signal, changed);
    const learned = before ? joined(groups, changed, fresh, before.learned, vectors.dimensions) : fresh;
    const tagger = new BlockTagger(groups, vectors, backgrounds, learned);
    const table = before?.table ?? new ToldTable(width);
    if (before) await tellAgain(lens, labels, grounds, learned, changed, table, signal);
    return {
      grounds: grounds.key,
      lessons,
      learned,
      fill: (...block: Parameters<BlockTagger['fill']>) => tagger.fill(...block),
      table,
    };
  });
  const untold = [...new Set(assets.flatMap(({ hash }) => (told.table.has(hash) ? [] : [hash])))];
  await eachRows(lens, untold, width, told.fill, signal, (hashes, rows) => told.table.add(hashes, rows));
  return told;
}

/** For each group, what it learns from; empty where nothing was decided about its labels. */
function lessonsOf(
  groups: readonly LabelGroup[],
  contents: readonly DecidedContent[],
  crowd: readonly ContentHash[],
): string[] {
  let first = 0;
  return groups.map(({ labels }) => {
    const [from, to] = [first, (first += labels.length)];
    const said = contents.flatMap(({ hash, verdicts }) => {
      const own = verdicts.subarray(from, to);
      return own.some(verdict => verdict !== 0) ? [hash + own.join('')] : [];
    });
    // Where nothing is learned the middle of the crowd does not count.
    return said.length === 0 ? '' : [...said, crowd.join('')].join();
  });
}

/** What the changed groups learned now, and the others before. */
function joined(
  groups: readonly LabelGroup[],
  changed: readonly boolean[],
  fresh: LearnedLabels | null,
  before: LearnedLabels | null,
  dimensions: number,
): LearnedLabels | null {
  if (!fresh && !before) return null;
  const count = groups.reduce((sum, { labels }) => sum + labels.length, 0);
  const all: LearnedLabels = {
    corrections: new Float32Array(count * dimensions),
    offsets: new Float64Array(count),
    learnings: Array.from({ length: count }, () => null),
  };
  let label = 0;
  groups.forEach(({ labels }, place) => {
    const from = changed[place] ? fresh : before;
    for (const end = label + labels.length; label < end; label++) {
      if (!from) continue;
      const at = label * dimensions;
      all.corrections.set(from.corrections.subarray(at, at + dimensions), at);
      all.offsets[label] = from.offsets[label]!;
      all.learnings[label] = from.learnings[label]!;
    }
  });
  return all;
}

/** Tells all contents of a table again by the changed groups, and puts that in at once: where it ends early, nothing is changed. */
async function tellAgain(
  lens: Lens,
  labels: LabelSet,
  grounds: Grounds,
  learned: LearnedLabels | null,
  changed: readonly boolean[],
  table: ToldTable,
  signal: AbortSignal,
): Promise<void> {
  const { dimensions } = grounds.vectors;
  const groups = labels.groups.filter((_, place) => changed[place]);
  const labelPlaces = placesOf(
    labels.groups.map(group => group.labels.length),
    changed,
  );
  const columns = placesOf(
    labels.groups.map(group => columnsOf([group]).length),
    changed,
  );
  const rowsOf = (all: Float32Array) => {
    const own = new Float32Array(labelPlaces.length * dimensions);
    labelPlaces.forEach((label, place) =>
      own.set(all.subarray(label * dimensions, (label + 1) * dimensions), place * dimensions),
    );
    return own;
  };
  const tagger = new BlockTagger(
    groups,
    { ...grounds.vectors, labelCount: labelPlaces.length, byKind: grounds.vectors.byKind.map(rowsOf) },
    grounds.backgrounds && labelPlaces.map(label => grounds.backgrounds![label]!),
    learned && {
      corrections: rowsOf(learned.corrections),
      offsets: Float64Array.from(labelPlaces, label => learned.offsets[label]!),
      learnings: labelPlaces.map(label => learned.learnings[label]!),
    },
  );
  const parts: { readonly hashes: readonly ContentHash[]; readonly rows: TagRows }[] = [];
  const fill: Told['fill'] = (...block) => tagger.fill(...block);
  await eachRows(
    lens,
    table.contents(),
    columns.length,
    fill,
    signal,
    (hashes, { probabilities, states }) => {
      const length = hashes.length * columns.length;
      const rows = {
        scores: new Float32Array(0),
        probabilities: probabilities.slice(0, length),
        states: states.slice(0, length),
      };
      parts.push({ hashes, rows });
    },
  );
  for (const { hashes, rows } of parts) table.replace(hashes, columns, rows);
}

/** Of parts that lie one after the other and have so many places, the places of the chosen ones. */
function placesOf(counts: readonly number[], isChosen: readonly boolean[]): number[] {
  let next = 0;
  return counts.flatMap((count, part) => {
    const first = next;
    next += count;
    return isChosen[part] ? Array.from({ length: count }, (_, place) => first + place) : [];
  });
}

/** Visits the tags of contents, block by block; the rows are valid until the next one. */
async function eachRows(
  lens: Lens,
  contents: readonly ContentHash[],
  width: number,
  fill: Told['fill'],
  signal: AbortSignal,
  visit: (hashes: readonly ContentHash[], rows: TagRows) => void,
): Promise<void> {
  let rows = rowsFor(0);
  await eachBlock(lens, contents, signal, block => {
    const length = block.places.length * width;
    if (rows.states.length < length) rows = rowsFor(length);
    const rowOf = new Map(block.places.map((place, row) => [place, row]));
    fill(block, rows, place => rowOf.get(place)! * width);
    visit(
      block.places.map(place => contents[place]!),
      rows,
    );
  });
}

function rowsFor(length: number): TagRows {
  return {
    scores: new Float32Array(length),
    probabilities: new Float32Array(length),
    states: new Uint8Array(length),
  };
}
