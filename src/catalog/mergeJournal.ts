/**
 * The journal of a merge: copies of all files that it removes or changes, and what it adds to the decisions, written down
 * before anything of that is done. Lies in `merges/<id>/` of the store: `journal.json`, and a copy for each file under its
 * number. Whoever is killed in between leaves a journal that can be undone, since undoing looks at what is there.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { AssetPath, FolderId } from '../protocol/asset.ts';
import type { GroupLabel, Verdict } from '../protocol/decision.ts';
import { LensError } from '../protocol/errors.ts';
import type { RewritesReply } from '../protocol/reference.ts';

export type Edit = RewritesReply['edits'][number];

export interface JournalTag extends GroupLabel {
  readonly verdict: Verdict;
}

export interface Journal {
  /** Time and a number, so that names sort by age. */
  readonly id: string;
  readonly folder: FolderId;
  readonly kept: AssetPath;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Images that go; the copy of the first has the number 0. */
  readonly removed: readonly AssetPath[];
  /** Texts that change; their copies follow those of the images. */
  readonly texts: readonly AssetPath[];
  readonly edits: readonly Edit[];
  /** Of the kept image, which had none of these before. */
  readonly tags: readonly JournalTag[];
}

/** So many merges can be undone; of older ones the copies go. */
const journalsKept = 50;

const text = v.string();
const whole = v.pipe(v.number(), v.integer());
const journalSchema = v.object({
  version: v.literal(1),
  folder: text,
  kept: text,
  time: v.number(),
  removed: v.array(text),
  texts: v.array(text),
  edits: v.array(v.object({ file: text, line: whole, column: whole, text, replacement: text })),
  tags: v.array(
    v.object({ group: text, label: text, verdict: v.picklist(['accepted', 'rejected', 'by-hand']) }),
  ),
});

export class MergeJournals {
  readonly #root: string;

  constructor(store: string) {
    this.#root = path.join(store, 'merges');
  }

  /** Copies all files, then writes the journal. Throws `store-failed`; then nothing is left of it. */
  async begin(journal: Omit<Journal, 'id'>): Promise<Journal> {
    const id = await this.#freeId(journal.time);
    const whole = { ...journal, id };
    try {
      for (const [number, file] of [...journal.removed, ...journal.texts].entries())
        await copyWhole(path.join(journal.folder, file), path.join(this.#root, id, String(number)));
      await this.#write(whole);
    } catch (error) {
      await this.forget(id);
      throw failed('The files could not be copied before the merge, so nothing was changed', error);
    }
    await this.#forgetOld();
    return whole;
  }

  /** Writes the journal in the place of the one before, down to the disk. Throws `store-failed`; the one before stays. */
  async write(journal: Journal): Promise<void> {
    try {
      await this.#write(journal);
    } catch (error) {
      throw failed(notWritten, error);
    }
  }

  async #write({ id, ...journal }: Journal): Promise<void> {
    const half = path.join(this.#root, id, 'journal.new');
    const file = await open(half, 'w');
    try {
      await file.writeFile(`${JSON.stringify({ version: 1, ...journal }, null, 1)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(half, path.join(this.#root, id, 'journal.json'));
  }

  /** All that can be read, the oldest first. */
  async list(): Promise<readonly Journal[]> {
    const ids = await readdir(this.#root).catch(() => []);
    const journals = await Promise.all(ids.sort().map(id => this.#read(id)));
    return journals.filter(journal => journal !== null);
  }

  /** The copy of a file as it was before. */
  copy(journal: Journal, file: AssetPath): Promise<Buffer> {
    return readFile(path.join(this.#root, journal.id, String(placeOf(journal, file))));
  }

  /** Keeps a changed text, so that undoing knows whether it was changed again. Throws `store-failed`. */
  async keepAfter(journal: Journal, file: AssetPath): Promise<void> {
    try {
      await copyFile(path.join(journal.folder, file), this.#afterOf(journal, file));
    } catch (error) {
      throw failed(notWritten, error);
    }
  }

  /** A text as it was after the merge; null where that was not kept. */
  after(journal: Journal, file: AssetPath): Promise<Buffer | null> {
    return readFile(this.#afterOf(journal, file)).catch(() => null);
  }

  async forget(id: string): Promise<void> {
    await rm(path.join(this.#root, id), { recursive: true, force: true });
  }

  #afterOf(journal: Journal, file: AssetPath): string {
    return path.join(this.#root, journal.id, `${placeOf(journal, file)}.after`);
  }

  async #read(id: string): Promise<Journal | null> {
    try {
      const content: unknown = JSON.parse(await readFile(path.join(this.#root, id, 'journal.json'), 'utf8'));
      // Paths were those of assets when they were written.
      return { id, ...v.parse(journalSchema, content) } as unknown as Journal;
    } catch {
      // Copies of a merge that was not begun: nothing was changed then.
      return null;
    }
  }

  async #freeId(time: number): Promise<string> {
    try {
      await mkdir(this.#root, { recursive: true });
      for (let number = 0; ; number++) {
        const id = `${new Date(time).toISOString().replace(/[:.]/g, '-')}-${String(number).padStart(3, '0')}`;
        try {
          await mkdir(path.join(this.#root, id));
          return id;
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
        }
      }
    } catch (error) {
      throw failed(`No journal could be written to ${this.#root}, so nothing was changed`, error);
    }
  }

  async #forgetOld(): Promise<void> {
    const ids = (await readdir(this.#root)).sort();
    for (const id of ids.slice(0, -journalsKept)) await this.forget(id);
  }
}

function placeOf({ removed, texts }: Journal, file: AssetPath): number {
  return [...removed, ...texts].indexOf(file);
}

/** What holds once texts were changed. */
const notWritten =
  'No image was removed, and Undo Merge takes the changes of texts back, since the journal of this merge could not be written';

/** A copy that shares its blocks with the original costs nothing where the disk can do that. It is down on the disk before anything goes. */
async function copyWhole(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  // A file that nobody may write is copied as such, and then cannot be opened for what Windows asks of a sync.
  const copy = await open(to, 'r+').catch(() => open(to, 'r'));
  try {
    await copy.sync();
  } finally {
    await copy.close();
  }
}

function failed(what: string, error: unknown): LensError {
  const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
  const message = error instanceof Error ? error.message : String(error);
  const why = isFull ? 'the disk is full. Free some space, or choose another store.' : message;
  return new LensError('store-failed', `${what}: ${why}`, {}, error);
}
