/**
 * The index walk: scan → plan → identify → encode → store, folder after folder.
 * Each batch is one transaction: stopping anywhere keeps all that was encoded.
 * One process at a time walks; another that wants to waits, reads along, and goes on where the first one ended.
 */
import {
  type AssetPath,
  type ContentHash,
  type Folder,
  type ProblemKind,
  isDocument,
  readerVersion,
} from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { ChangedPlace, FolderProblem, IndexReport } from '../protocol/lens.ts';
import { planIndex } from '../catalog/plan.ts';
import {
  type FolderScan,
  type ScannedFile,
  scanFolder,
  scanPlaces,
  unlistedFolder,
} from '../catalog/scan.ts';
import { isStoreDamage } from '../catalog/storeError.ts';
import { FileQueue } from './fileQueue.ts';
import { type FolderCounts, FolderRun, Paused, type RunCompany, problemRow } from './folderRun.ts';
import type { Lens } from './lens.ts';
import { placesByFolder } from './listing.ts';
import { patternsOf } from './patterns.ts';

/** So many files are chosen and hashed at a time, and so on while their pictures are encoded: what comes into sight has its turn soon. */
const roundFiles = 64;

/** Problems that may heal without the file changing: of a drive, not of what was read from it. */
const transient: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['denied', 'vanished', 'timed-out']);

/** What a run is asked for. */
export interface IndexTask {
  readonly folders: readonly Folder[];
  /** True where files with a problem are read again although they have not changed. */
  readonly retry: boolean;
  /** Where to look; null means everywhere. */
  readonly changed: readonly ChangedPlace[] | null;
}

/**
 * Brings these folders' index up to date. One of several that cannot be listed keeps its rows and is a problem of the
 * report; a single one throws `not-found`. Throws `untrusted` where nothing may be written, and `cleared`.
 */
export async function indexFolders(
  lens: Lens,
  task: IndexTask,
  company: RunCompany,
  signal: AbortSignal,
): Promise<IndexReport> {
  if (!lens.settings.trusted) {
    throw new LensError('untrusted', 'This workspace is restricted: trust it to index its images.');
  }
  const { model } = await lens.identity(signal);
  const counts: FolderCounts = { encoded: 0, reused: 0, removed: 0, excluded: 0 };
  const endRun = (...state: Parameters<Lens['setState']>) => {
    company.meter.end();
    lens.setProgress(null);
    lens.setState(...state);
    lens.changed();
  };
  const walkAll = async (changed: IndexTask['changed']) => {
    const places = placesByFolder(changed);
    const folders = places ? task.folders.filter(({ id }) => places.has(id)) : task.folders;
    for (const folder of folders) {
      try {
        await indexFolder(lens, folder, task.retry, places?.get(folder.id) ?? null, counts, company, signal);
      } catch (error) {
        const problem = task.folders.length > 1 ? unlistedFolder(folder.path, error) : null;
        if (!problem) throw error;
        lens.unlisted.set(folder.id, problem);
      }
    }
  };
  lens.setState('indexing');
  try {
    try {
      await walkAll(task.changed);
    } catch (error) {
      if (!isStoreDamage(error)) throw error;
      // The file is moved aside as soon as it is asked again. What it held is gone, wherever this walk had come to.
      company.meter.restart();
      Object.assign(counts, { encoded: 0, reused: 0, excluded: 0 });
      await walkAll(null);
    }
    await lens.saveCodes();
    lens.thumbnails.tidy();
    // A change of one file waits for no look at all pictures.
    if (!task.changed) await lens.thumbnails.settled();
    endRun('idle');
  } catch (error) {
    // An index that is gone is no failure of the engine's: whoever asked for it hears why it ended.
    const isCalm = signal.aborted || LensError.is(error, 'aborted') || LensError.is(error, 'cleared');
    if (isCalm) endRun('idle');
    else endRun('failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
  // Another device may have gone on meanwhile.
  const { provider } = await lens.identity(signal);
  return {
    assets: task.folders.reduce((sum, folder) => sum + lens.assets.countIn(folder.id), 0),
    ...counts,
    problems: task.folders.flatMap(folder => folderProblems(lens, folder)),
    imagesPerSecond: company.meter.imagesPerSecond(),
    provider,
    model,
  };
}

/** What is wrong with a folder as a whole, then with files of it, by path. */
export function folderProblems(lens: Lens, folder: Folder): FolderProblem[] {
  const unlisted = lens.unlisted.get(folder.id);
  const ofFiles = lens
    .catalog(folder.id)
    .filesWithProblem()
    .filter(row => lens.covers(folder.id, row))
    .flatMap(row => (row.problem ? [{ folder: folder.id, path: row.path, ...row.problem }] : []))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...(unlisted ? [{ folder: folder.id, ...unlisted }] : []), ...ofFiles];
}

async function indexFolder(
  lens: Lens,
  folder: Folder,
  retry: boolean,
  changed: readonly AssetPath[] | null,
  counts: FolderCounts,
  company: RunCompany,
  signal: AbortSignal,
): Promise<void> {
  const { drives, store } = lens;
  const { turn } = store;
  const { meter, pace } = company;
  const patterns = patternsOf(lens.settings, folder);
  const scan = () => scanFolder(folder.path, patterns, signal, { drives });
  let total: number | undefined;
  // Another window or the command line is at this folder: what it has done so far is ours, too.
  const watch = async () => {
    total ??= countImages((await scan()).files);
    lens.follow();
    const done = lens.assets.countIn(folder.id) + lens.problemCount(folder.id);
    meter.watch(total, Math.min(done, total));
  };
  const walk = async () => {
    // Whoever has not seen a folder to its end cannot know what is missing elsewhere in it.
    // Nor does who has lost it from sight meanwhile.
    const places = lens.catalog(folder.id).complete && !lens.unlisted.has(folder.id) ? changed : null;
    const listing = places
      ? await scanPlaces(folder.path, patterns, places, signal, { drives })
      : await scan();
    lens.unlisted.delete(folder.id);
    await turn.during(
      () => walkFolder(lens, folder, retry, listing, places, counts, company, signal),
      signal,
    );
  };
  for (;;) {
    if (pace.isPaused) {
      lens.setState('paused');
      await pace.untilResumed(signal);
      lens.setState('indexing');
    }
    const before = { ...counts };
    try {
      await turn.inFolder(folder.path, walk, watch, signal);
      return;
    } catch (error) {
      if (!(error instanceof Paused)) throw error;
      meter.leave();
      // The next walk finds these again, with what this one has encoded among those to reuse.
      counts.excluded = before.excluded;
      counts.reused = before.reused - (counts.encoded - before.encoded);
    }
  }
}

async function walkFolder(
  lens: Lens,
  folder: Folder,
  retry: boolean,
  scan: FolderScan,
  places: readonly AssetPath[] | null,
  counts: FolderCounts,
  company: RunCompany,
  signal: AbortSignal,
): Promise<void> {
  lens.follow();
  const catalog = lens.catalog(folder.id);
  const { space, model, dimensions } = await lens.identity(signal);
  await lens.store.nameSpace({ name: space, model, dimensions }, signal);
  await catalog.setSpace(space, signal);
  counts.excluded += scan.excluded;

  const rows = lens.rows(folder.id, places);
  const hashes = rows.flatMap(row => (row.hash ? [row.hash] : []));
  const known = lens.store.known(space, hashes);
  // Another way of reading may read what failed before: of a file alone or of pictures as such.
  const reader = `${readerVersion} ${space}`;
  // A file that was encoded in another model's space is identified again: it may have a vector, or needs one.
  const plan = planIndex(scan, rows, ({ hash, problem, reader: foundBy }) =>
    problem ? retry || foundBy !== reader || transient.has(problem.kind) : hash !== null && !known.has(hash),
  );
  tellSecondSet(
    lens,
    model,
    space,
    plan.again.flatMap(row => row.hash ?? []),
  );
  counts.reused += plan.reuse.filter(row => row.hash).length;

  const unreadable = scan.problems.map(({ path, kind, detail }) =>
    problemRow({ path, bytes: 0, modifiedMs: 0 }, kind, detail, reader),
  );
  await catalog.apply({ upsert: unreadable, remove: plan.forget }, signal);
  for (const path of plan.forget) lens.assets.remove(folder.id, path);
  counts.removed += plan.forget.length;

  const total = countImages(scan.files);
  company.meter.begin(total, total - countImages(plan.read));
  const run = new FolderRun(lens, folder, counts, company, reader, signal);
  const queue = new FileQueue(plan.read);
  try {
    while (!queue.isEmpty) await run.encode(await run.identify(queue.take(roundFiles, company.sight)));
    await run.finish();
  } finally {
    await run.settle();
  }
  if (!places) await catalog.setComplete(true, signal);
  lens.countProblems(folder.id);
}

/** Documents are listed as problems, and counted nowhere. */
function countImages(files: readonly ScannedFile[]): number {
  return files.filter(({ path }) => !isDocument(path)).length;
}

/** Says so where images that another model, or this one in another form, has seen are encoded again: their vectors cannot be compared with its. */
function tellSecondSet(lens: Lens, model: string, space: string, hashes: readonly ContentHash[]): void {
  const others = [...lens.store.otherModels(space, hashes)].sort();
  if (others.length === 0) return;
  const indexed = hashes.length === 1 ? 'One image was' : `${hashes.length} images were`;
  // The name says less than the space: another graph under it, or another way of preparing pictures, is another one.
  const why = others.includes(model)
    ? `${indexed} indexed with ${others.join(', ')}. The files of ${model}, or the way in which pictures are prepared for it, have changed since: now it begins a new set of vectors; `
    : `${indexed} indexed with ${others.join(', ')}. The model ${model} begins a set of vectors of its own; `;
  lens.notice(`${why}the other set stays until the index is cleared.`);
}
