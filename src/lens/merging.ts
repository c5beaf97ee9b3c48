/**
 * Merging duplicates, as far as the engine goes: which one to keep, what the texts need, the journal and the tags. The edits
 * and the removal are made by the face, before and after `joinMerged`: only an editor can show a person what will be
 * changed, and knows a trash.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Journal, type JournalTag, MergeJournals } from '../catalog/mergeJournal.ts';
import { keepBest as orderToKeep } from '../duplicates/keep.ts';
import type { AssetPath, FolderId } from '../protocol/asset.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { MergePlan, MergeRecord, MergeRefusal } from '../protocol/merge.ts';
import { decideEach, decisionsOf, refuseRestricted } from './deciding.ts';
import { trackedByGit } from './gitTracked.ts';
import { type Lens, existing } from './lens.ts';
import type { Referencing } from './referencing.ts';

type Request<Name extends keyof LensQuestions> = LensQuestions[Name][0];
type Reply<Name extends keyof LensQuestions> = LensQuestions[Name][1];

/** Which of some images is kept by the rule of `duplicates/keep.ts`. */
export async function keepBest(
  lens: Lens,
  texts: Referencing,
  { ids }: Request<'keepBest'>,
  signal: AbortSignal,
): Promise<Reply<'keepBest'>> {
  const assets = existing(lens, ids);
  const facts = lens.store.facts(assets.map(({ hash }) => hash));
  const uses = await texts.useCounts({ places: assets }, signal);
  const tracked = await trackedByGit(lens, assets);
  const candidates = assets.flatMap((asset, place) => {
    const fact = facts.get(asset.hash);
    if (!fact) return [];
    const { id, folder, path: file } = asset;
    const { width, height, format } = fact;
    const use = uses[place] ?? { files: 0, maybe: 0 };
    const isReference = isAlwaysKept(lens, file);
    return [
      { id, folder, path: file, width, height, format, ...use, isTracked: tracked.has(asset), isReference },
    ];
  });
  const { order, reason } = orderToKeep(candidates);
  return {
    kept: order[0]?.id ?? null,
    reason,
    members: order.map(({ id, folder, path: file, files, maybe, isTracked, isReference }) => ({
      id,
      folder,
      path: file,
      files,
      maybe,
      isTracked,
      isReference,
    })),
  };
}

function isAlwaysKept(lens: Lens, file: AssetPath): boolean {
  return (lens.settings.referenceFolders ?? []).some(folder => {
    const name = folder.replace(/^\.?\/+|\/+$/g, '');
    return name !== '' && file.startsWith(`${name}/`);
  });
}

/** What merging would do. Throws `not-found` for an image that is not there. */
export async function planMerge(
  lens: Lens,
  texts: Referencing,
  { folder, kept, others }: Request<'planMerge'>,
  signal: AbortSignal,
): Promise<MergePlan> {
  const root = lens.folder(folder).path;
  if (!(await isFile(path.join(root, kept))))
    throw new LensError('not-found', `${kept} is not there any more, so nothing can be merged into it.`);
  const refused: MergeRefusal[] = [];
  const removable: AssetPath[] = [];
  const edits: MergePlan['edits'][number][] = [];
  const isKeptAsCompared = await isAsIndexed(lens, folder, kept);
  for (const other of others) {
    throwIfAborted(signal);
    const changed = isKeptAsCompared ? null : 'The one that is kept has changed since they were compared.';
    const reason = (await doubtAbout(lens, folder, kept, other)) ?? changed;
    if (reason !== null) {
      refused.push({ path: other, reason, places: [] });
      continue;
    }
    const rewrites = await texts.rewrites({ folder, from: other, to: kept }, signal);
    const open = rewrites.refusals.filter(({ isInert }) => !isInert);
    if (open.length > 0) {
      refused.push({
        path: other,
        reason: 'Texts may use it in ways that cannot be rewritten for sure.',
        places: open.map(({ file, line, column, text, reason: why }) => ({
          file,
          line,
          column,
          text,
          reason: why,
        })),
      });
      continue;
    }
    removable.push(other);
    edits.push(...rewrites.edits);
  }
  return { folder, kept, removable, refused, edits };
}

/** Why an image must stay, whatever texts say; null where nothing speaks against. */
async function doubtAbout(
  lens: Lens,
  folder: FolderId,
  kept: AssetPath,
  other: AssetPath,
): Promise<string | null> {
  const root = lens.folder(folder).path;
  if (other === kept) return 'It is the one that is kept.';
  if (isAlwaysKept(lens, other)) return 'It lies in a folder whose images are always kept.';
  const [one, two] = await Promise.all([kept, other].map(file => statOf(path.join(root, file))));
  if (!two?.isFile()) return 'It is not there any more.';
  // Two names of one file: to delete one of them may delete both.
  if (one && one.ino !== 0n && one.dev === two.dev && one.ino === two.ino)
    return 'It is another name of the same file.';
  return (await isAsIndexed(lens, folder, other)) ? null : 'It has changed since it was compared.';
}

/** Whether a file has the content that the index knows, which is what was compared. */
async function isAsIndexed(lens: Lens, folder: FolderId, file: AssetPath): Promise<boolean> {
  const hash = createHash('sha256');
  const whole = pipeline(createReadStream(path.join(lens.folder(folder).path, file)), hash);
  const isRead = await whole.then(
    () => true,
    () => false,
  );
  return isRead && hash.digest('hex') === lens.assets.at(folder, file)?.hash;
}

function statOf(file: string) {
  return stat(file, { bigint: true }).catch(() => null);
}

async function isFile(file: string): Promise<boolean> {
  return (await statOf(file))?.isFile() ?? false;
}

/** Copies what will go or change, and writes the journal. Throws `untrusted` or `store-failed`. */
export async function beginMerge(lens: Lens, plan: Request<'beginMerge'>): Promise<{ id: string }> {
  refuseRestricted(lens);
  const { folder, kept, removable, edits } = plan;
  lens.folder(folder);
  const { id } = await journalsOf(lens).begin({
    folder,
    kept,
    time: Date.now(),
    removed: removable,
    texts: [...new Set(edits.map(({ file }) => file))],
    edits,
    tags: [],
  });
  return { id };
}

/**
 * The texts are changed and saved: says which images may go now, and joins the tags of those on the kept one. An image
 * that a text still uses, since a person left out an edit or wrote another one, stays.
 */
export async function joinMerged(
  lens: Lens,
  texts: Referencing,
  { id }: Request<'joinMerged'>,
  signal: AbortSignal,
): Promise<Reply<'joinMerged'>> {
  const journals = journalsOf(lens);
  const journal = await journalOf(journals, id);
  const { folder, kept, removed } = journal;
  for (const file of journal.texts) await journals.keepAfter(journal, file);
  const plan = await planMerge(lens, texts, { folder, kept, others: removed }, signal);
  const removable: AssetPath[] = [];
  const refused = [...plan.refused];
  for (const other of plan.removable) {
    const { edits } = await texts.rewrites({ folder, from: other, to: kept }, signal);
    if (edits.length === 0) removable.push(other);
    else
      refused.push({
        path: other,
        reason: 'Texts still use it.',
        places: edits.map(({ file, line, column, text }) => ({
          file,
          line,
          column,
          text,
          reason: 'It was left as it is.',
        })),
      });
  }
  const tags = await tagsToJoin(lens, folder, kept, removable);
  // Written down before it is decided: whoever is killed in between takes back what was not decided, which is nothing.
  await journals.write({ ...journal, tags });
  const asset = lens.assets.at(folder, kept);
  const joined = asset
    ? await decideEach(lens, lens.folder(folder), [{ assets: [asset], decisions: tags }], signal)
    : null;
  return { removable, refused, tags: joined?.changed ?? 0 };
}

/** Accepted tags of the others that nobody decided of the kept one. */
async function tagsToJoin(
  lens: Lens,
  folder: FolderId,
  kept: AssetPath,
  removed: readonly AssetPath[],
): Promise<JournalTag[]> {
  const asset = lens.assets.at(folder, kept);
  if (!asset) return [];
  const others = removed.flatMap(file => lens.assets.at(folder, file) ?? []);
  const { assets } = await decisionsOf(lens, { ids: [asset, ...others].map(({ id }) => id) });
  const own = assets.find(({ id }) => id === asset.id)?.tags ?? [];
  const { labels } = await lens.labelFiles.read(lens.folder(folder));
  const oneOf = new Set(labels?.groups.filter(({ kind }) => kind === 'one-of').map(({ name }) => name ?? ''));
  const has = (group: string) =>
    [...own, ...found].some(
      tag => tag.group === group && ('state' in tag ? tag.state : tag.verdict) !== 'rejected',
    );
  const found: JournalTag[] = [];
  for (const { id, tags } of assets) {
    if (id === asset.id) continue;
    for (const { group, label, state } of tags) {
      if (state !== 'accepted' && state !== 'by-hand') continue;
      const isKnown = [...own, ...found].some(tag => tag.group === group && tag.label === label);
      // Of a group with one label at most, what is kept has its own already.
      if (isKnown || (oneOf.has(group) && has(group))) continue;
      found.push({ group, label, verdict: state });
    }
  }
  return found;
}

/** Forgets a merge that was not made after all. */
export async function abandonMerge(lens: Lens, { id }: Request<'abandonMerge'>): Promise<null> {
  await journalsOf(lens).forget((await journalOf(journalsOf(lens), id)).id);
  return null;
}

/** Merges in the open folders that can be undone, the latest first. */
export async function merges(lens: Lens): Promise<readonly MergeRecord[]> {
  const folders = new Set(lens.settings.folders.map(({ id }) => id));
  const journals = await journalsOf(lens).list();
  return journals
    .filter(({ folder }) => folders.has(folder))
    .map(recordOf)
    .reverse();
}

/** What people are told of a journal. */
export function recordOf({ id, folder, kept, removed, texts, time }: Journal): MergeRecord {
  return { id, folder, kept, removed, texts, time };
}

/** The journals of this store. */
export function journalsOf(lens: Lens): MergeJournals {
  return new MergeJournals(lens.settings.store);
}

/** Throws `not-found`. */
export async function journalOf(journals: MergeJournals, id: string): Promise<Journal> {
  const journal = (await journals.list()).find(candidate => candidate.id === id);
  if (journal) return journal;
  throw new LensError(
    'not-found',
    'There is no journal of this merge any more; it may have been undone already.',
  );
}
