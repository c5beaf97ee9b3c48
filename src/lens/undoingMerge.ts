/** *Undo Merge*: from the journal and from what is there, back to what was. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Journal, JournalTag, MergeJournals } from '../catalog/mergeJournal.ts';
import { editedText, restoredText } from '../duplicates/restoredText.ts';
import { replaceFile } from '../catalog/replaceFile.ts';
import type { AssetPath } from '../protocol/asset.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { UndoneMerge } from '../protocol/merge.ts';
import type { Asset } from './assets.ts';
import { decideEach, decisionsOf, refuseRestricted } from './deciding.ts';
import type { Lens } from './lens.ts';
import { journalOf, journalsOf, recordOf } from './merging.ts';

/**
 * Brings back images, texts and tags. What is there as it was stays; what was changed since is not overwritten: a text
 * gets back the lines that still stand as the merge made them. The journal stays where something could not be brought back.
 */
export async function undoMerge(
  lens: Lens,
  { id }: LensQuestions['undoMerge'][0],
  signal: AbortSignal,
): Promise<UndoneMerge> {
  refuseRestricted(lens);
  const journals = journalsOf(lens);
  const journal = await journalOf(journals, id);
  const root = lens.folder(journal.folder).path;
  const left: UndoneMerge['left'][number][] = [];
  const restored: AssetPath[] = [];
  const textsRestored: AssetPath[] = [];
  const each = async (
    files: readonly AssetPath[],
    restore: (file: AssetPath) => Promise<string | null>,
    into: AssetPath[],
  ) => {
    for (const file of files) {
      throwIfAborted(signal);
      try {
        const reason = await restore(file);
        if (reason === null) into.push(file);
        else if (reason !== '') left.push({ path: file, reason });
      } catch (error) {
        left.push({ path: file, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  };
  await each(journal.removed, file => restoreImage(journals, journal, root, file), restored);
  await each(journal.texts, file => restoreText(journals, journal, root, file), textsRestored);
  const asset = lens.assets.at(journal.folder, journal.kept);
  const tagsTakenBack =
    asset && journal.tags.length > 0 ? await takeBackTags(lens, asset, journal.tags, signal) : 0;
  if (left.length === 0) await journals.forget(journal.id);
  return { ...recordOf(journal), restored, textsRestored, tagsTakenBack, left };
}

/** Null where it was brought back, '' where nothing was to do, else the reason. */
async function restoreImage(
  journals: MergeJournals,
  journal: Journal,
  root: string,
  file: AssetPath,
): Promise<string | null> {
  const copy = await journals.copy(journal, file);
  const absolute = path.join(root, file);
  const present = await contentOf(absolute);
  if (present) return present.equals(copy) ? '' : 'Another file has this name by now.';
  await mkdir(path.dirname(absolute), { recursive: true });
  const created = await open(absolute, 'wx');
  try {
    await created.writeFile(copy);
  } catch (error) {
    // Half an image would be another file the next time.
    await rm(absolute, { force: true });
    throw error;
  } finally {
    await created.close();
  }
  return null;
}

async function restoreText(
  journals: MergeJournals,
  journal: Journal,
  root: string,
  file: AssetPath,
): Promise<string | null> {
  const before = await journals.copy(journal, file);
  const absolute = path.join(root, file);
  const present = await contentOf(absolute);
  if (!present) return 'It is not there any more.';
  if (present.equals(before)) return '';
  if ((await journals.after(journal, file))?.equals(present)) {
    replaceFile(absolute, before);
    return null;
  }
  // Changed since: only the lines that the merge changed.
  const encoding = before[0] === 0xff && before[1] === 0xfe ? 'utf16le' : 'utf8';
  const old = before.toString(encoding);
  const mark = old.startsWith('\uFEFF') ? '\uFEFF' : '';
  const made =
    mark +
    editedText(
      old.slice(mark.length),
      journal.edits.filter(edit => edit.file === file),
    );
  const { text, lost } = restoredText(old, made, present.toString(encoding));
  replaceFile(absolute, Buffer.from(text, encoding));
  return lost.length === 0
    ? null
    : `It was changed since; what stood in line ${lost.join(', ')} was not found again.`;
}

function contentOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

/** Those that still stand as the merge stated them. */
async function takeBackTags(
  lens: Lens,
  asset: Asset,
  tags: readonly JournalTag[],
  signal: AbortSignal,
): Promise<number> {
  const { assets } = await decisionsOf(lens, { ids: [asset.id] });
  const standing = tags.filter(({ group, label, verdict }) =>
    assets[0]?.tags.some(tag => tag.group === group && tag.label === label && tag.state === verdict),
  );
  const decisions = standing.map(({ group, label }) => ({ group, label, verdict: null }));
  const step = await decideEach(lens, lens.folder(asset.folder), [{ assets: [asset], decisions }], signal);
  return step?.changed ?? 0;
}
