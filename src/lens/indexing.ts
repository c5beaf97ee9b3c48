/**
 * The index walk: scan → plan → identify → encode → store, folder after folder.
 * Each batch is one transaction: stopping anywhere keeps all that was encoded.
 * One process at a time walks; another that wants to waits, reads along, and goes on where the first one ended.
 */
import type { AssetPath, ContentHash, Folder, ProblemKind } from '../protocol/asset.ts';
import type { EncodedImage } from '../protocol/encoder.ts';
import { LensError, abortedError, throwIfAborted } from '../protocol/errors.ts';
import type { ChangedPlace, FolderProblem, IndexReport } from '../protocol/lens.ts';
import { planContents, planIndex } from '../catalog/plan.ts';
import { type FolderScan, type ScannedFile, scanFolder, scanPlaces } from '../catalog/scan.ts';
import type { FileRow } from '../catalog/catalog.ts';
import { addCodes } from './codes.ts';
import { FileQueue } from './fileQueue.ts';
import type { IndexMeter } from './indexMeter.ts';
import type { IndexPace } from './indexPace.ts';
import { type Lens, pause } from './lens.ts';
import { patternsOf, placesByFolder } from './listing.ts';
import type { Sight } from './sight.ts';

/**
 * So many files are hashed and then encoded before the next are chosen: few, so that what comes into sight has its turn
 * within seconds, and enough that the pause between two such rounds, of a batch's decoding, costs a few per cent.
 */
const roundFiles = 256;

/** Hashing reads whole files: enough of them at once to keep the disk busy, few enough to stop soon. */
const identifyBatch = 64;

/** Batch 8 is as fast as any (measured); twice that lets decoding run ahead of inference. */
const encodeBatch = 16;

/** One batch decodes while the other is in the network. */
const batchesInFlight = 2;

/** Problems that may heal without the file changing. */
const transient: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['denied', 'vanished', 'timed-out']);

/** A content, and all files that have it. */
type Twins = readonly [hash: ContentHash, files: readonly ScannedFile[]];
type Contents = ReadonlyMap<ContentHash, readonly ScannedFile[]>;

interface FolderCounts {
  encoded: number;
  reused: number;
  removed: number;
  excluded: number;
}

/** What a run is asked for. */
export interface IndexTask {
  readonly folders: readonly Folder[];
  /** True where files with a problem are read again although they have not changed. */
  readonly retry: boolean;
  /** Where to look; null means everywhere. */
  readonly changed: readonly ChangedPlace[] | null;
}

/** What goes along with a run. */
export interface RunCompany {
  readonly meter: IndexMeter;
  readonly pace: IndexPace;
  readonly sight: Sight;
}

/** Thrown where a run is paused: it leaves the folder, so that another process can have it meanwhile. */
class Paused extends Error {}

/** Brings these folders' index up to date. Throws `untrusted` where nothing may be written. */
export async function indexFolders(
  lens: Lens,
  task: IndexTask,
  company: RunCompany,
  signal: AbortSignal,
): Promise<IndexReport> {
  if (!lens.settings.trusted) {
    throw new LensError('untrusted', 'This workspace is restricted: trust it to index its images.');
  }
  const { model, provider } = await lens.identity(signal);
  const counts: FolderCounts = { encoded: 0, reused: 0, removed: 0, excluded: 0 };
  const endRun = (...state: Parameters<Lens['setState']>) => {
    lens.setProgress(null);
    lens.setState(...state);
    lens.changed();
  };
  const places = placesByFolder(task.changed);
  const folders = places ? task.folders.filter(({ id }) => places.has(id)) : task.folders;
  lens.setState('indexing');
  try {
    for (const folder of folders) {
      await indexFolder(lens, folder, task.retry, places?.get(folder.id) ?? null, counts, company, signal);
    }
    await lens.saveCodes();
    await lens.thumbnails.tidy();
    endRun('idle');
  } catch (error) {
    if (signal.aborted || LensError.is(error, 'aborted')) endRun('idle');
    else endRun('failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
  return {
    assets: task.folders.reduce((sum, folder) => sum + lens.assets.countIn(folder.id), 0),
    ...counts,
    problems: task.folders.flatMap(folder => folderProblems(lens, folder)),
    imagesPerSecond: company.meter.imagesPerSecond(),
    provider,
    model,
  };
}

/** What is wrong with files of a folder, by path. */
export function folderProblems(lens: Lens, folder: Folder): FolderProblem[] {
  return lens
    .catalog(folder.id)
    .filesWithProblem()
    .flatMap(row => (row.problem ? [{ folder: folder.id, path: row.path, ...row.problem }] : []))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
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
  const { turn } = lens.store;
  const { meter, pace } = company;
  const patterns = patternsOf(lens.settings, folder);
  const scan = () => scanFolder(folder.path, patterns, signal);
  let total: number | undefined;
  // Another window or the command line is at this folder: what it has done so far is ours, too.
  const watch = async () => {
    total ??= (await scan()).files.length;
    lens.follow();
    const done = lens.assets.countIn(folder.id) + lens.problemCount(folder.id);
    meter.watch(total, Math.min(done, total));
  };
  const walk = async () => {
    // Whoever has not seen a folder to its end cannot know what is missing elsewhere in it.
    const places = lens.catalog(folder.id).complete ? changed : null;
    const listing = places ? await scanPlaces(folder.path, patterns, places, signal) : await scan();
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
  lens.store.nameSpace({ name: space, model, dimensions });
  counts.excluded += scan.excluded;

  const rows = places ? catalog.filesAt(places) : catalog.files();
  const hashes = rows.flatMap(row => (row.hash ? [row.hash] : []));
  const known = lens.store.known(space, hashes);
  // Another way of reading may read what failed before.
  const isNewSpace = hashes.length > 0 && known.size === 0;
  // A file that was encoded in another model's space is identified again: it may have a vector, or needs one.
  const plan = planIndex(scan, rows, ({ hash, problem }) =>
    problem ? retry || isNewSpace || transient.has(problem.kind) : hash !== null && !known.has(hash),
  );
  tellSecondSet(
    lens,
    model,
    space,
    plan.again.flatMap(row => row.hash ?? []),
  );
  counts.reused += plan.reuse.filter(row => row.hash).length;

  const unreadable = scan.problems.map(({ path, kind, detail }) =>
    problemRow({ path, bytes: 0, modifiedMs: 0 }, kind, detail),
  );
  catalog.apply({ upsert: unreadable, remove: plan.forget });
  for (const path of plan.forget) lens.assets.remove(folder.id, path);
  counts.removed += plan.forget.length;

  company.meter.begin(scan.files.length, scan.files.length - plan.read.length);
  const run = new FolderRun(lens, folder, counts, company, signal);
  const queue = new FileQueue(plan.read);
  while (!queue.isEmpty) await run.encode(await run.identify(queue.take(roundFiles, company.sight)));
  if (!places) catalog.setComplete(true);
  lens.setProblemCount(folder.id, catalog.problems);
}

/** Says so where images that another model has seen are encoded again: their vectors cannot be compared with its. */
function tellSecondSet(lens: Lens, model: string, space: string, hashes: readonly ContentHash[]): void {
  const others = [...lens.store.otherModels(space, hashes)].sort().join(', ');
  if (others === '') return;
  lens.notice(
    `${hashes.length === 1 ? 'One image was' : `${hashes.length} images were`} indexed with ${others}. ` +
      `The model ${model} begins a set of vectors of its own; the other set stays until the index is cleared.`,
  );
}

/** What every batch of one folder needs. */
class FolderRun {
  readonly #lens: Lens;
  readonly #folder: Folder;
  readonly #counts: FolderCounts;
  readonly #meter: IndexMeter;
  readonly #pace: IndexPace;
  readonly #signal: AbortSignal;
  readonly #clearings: number;

  constructor(
    lens: Lens,
    folder: Folder,
    counts: FolderCounts,
    { meter, pace }: RunCompany,
    signal: AbortSignal,
  ) {
    this.#lens = lens;
    this.#folder = folder;
    this.#counts = counts;
    this.#meter = meter;
    this.#pace = pace;
    this.#signal = signal;
    this.#clearings = lens.catalog(folder.id).clearings;
  }

  /** Links files with known contents to their vectors and returns those that must be encoded, one for each content. */
  async identify(files: readonly ScannedFile[]): Promise<Map<ContentHash, ScannedFile[]>> {
    const toEncode = new Map<ContentHash, ScannedFile[]>();
    const { space } = await this.#lens.identity(this.#signal);
    for (let first = 0; first < files.length; first += identifyBatch) {
      throwIfAborted(this.#signal);
      await this.#giveWay();
      const began = performance.now();
      const batch = files.slice(first, first + identifyBatch);
      const readable = batch.filter(file => !file.unsupported);
      this.#saveProblems(
        batch
          .filter(file => file.unsupported)
          .map(
            file =>
              [
                file,
                'unsupported',
                `${extensionOf(file.path)} files are not read yet. Convert it to PNG, or exclude it.`,
              ] as const,
          ),
      );
      const { files: identified, problems } = await this.#lens.encoder.identify(
        readable.map(file => file.absolute),
        this.#signal,
      );
      this.#saveProblems(
        problems.map(({ index, kind, detail }) => [readable[index]!, kind, detail] as const),
      );
      const known = this.#lens.store.known(
        space,
        identified.map(file => file.hash),
      );
      const { reuse, encode } = planContents(
        identified.map(({ index, hash }) => ({ file: readable[index]!, hash })),
        known,
      );
      await this.#link(reuse);
      this.#counts.reused += reuse.length;
      this.#meter.add(reuse.length, 0);
      for (const [hash, twins] of encode) {
        const files = toEncode.get(hash) ?? [];
        files.push(...twins.map(({ file }) => file));
        toEncode.set(hash, files);
      }
      await this.#pace.rest(performance.now() - began, this.#signal);
    }
    return toEncode;
  }

  /** Encodes one file of each content, a few batches at a time; its twins are linked to the same vector. */
  async encode(contents: Contents): Promise<void> {
    const twins = [...contents];
    const left = new Map<ContentHash, readonly ScannedFile[]>();
    const waiting = new Set<Promise<void>>();
    try {
      for (let first = 0; first < twins.length; first += encodeBatch) {
        throwIfAborted(this.#signal);
        await this.#giveWay(waiting);
        const rest = await this.#linkKnown(twins.slice(first, first + encodeBatch));
        if (rest.length === 0) continue;
        const began = performance.now();
        const batch = this.#encodeBatch(rest, left);
        const settled = batch.finally(() => waiting.delete(settled));
        waiting.add(settled);
        if (waiting.size >= (this.#pace.isGentle ? 1 : batchesInFlight)) await Promise.race(waiting);
        await this.#pace.rest(performance.now() - began, this.#signal);
      }
      await Promise.all(waiting);
    } finally {
      // After a failure the other batches still end before the catalog may be closed.
      await Promise.allSettled(waiting);
    }
    // Each round has one file fewer of each content.
    if (left.size > 0) await this.encode(left);
  }

  /**
   * Lets another process index for a while, where one waits. Ends this run where the index was cleared meanwhile.
   * Throws Paused where a person wants nothing to be done for a while.
   */
  async #giveWay(underWay: ReadonlySet<Promise<void>> = new Set()): Promise<void> {
    const { turn } = this.#lens.store;
    if (this.#pace.isPaused) {
      await Promise.all(underWay);
      throw new Paused('The run is paused.');
    }
    if (!turn.isWanted) return;
    await Promise.all(underWay);
    await turn.giveWay(this.#signal);
    this.#lens.follow();
    if (this.#lens.catalog(this.#folder.id).clearings !== this.#clearings) throw abortedError();
  }

  /** Links what another process has encoded since it was looked up; returns the files that are still to be encoded. */
  async #linkKnown(contents: readonly Twins[]): Promise<Twins[]> {
    const { space } = await this.#lens.identity(this.#signal);
    const known = this.#lens.store.known(
      space,
      contents.map(([hash]) => hash),
    );
    const links = contents.flatMap(([hash, files]) =>
      known.has(hash) ? files.map(file => ({ file, hash })) : [],
    );
    await this.#link(links);
    this.#counts.reused += links.length;
    if (links.length > 0) this.#meter.add(links.length, 0);
    return contents.filter(([hash]) => !known.has(hash));
  }

  /** Adds to `left` the twins of a file that changed after they were found to be equal. */
  async #encodeBatch(batch: readonly Twins[], left: Map<ContentHash, readonly ScannedFile[]>): Promise<void> {
    const { store, encoder } = this.#lens;
    const { space, dimensions } = await this.#lens.identity(this.#signal);
    const encoded = await encoder.encodeImages(
      batch.map(([, [file]]) => file!.absolute),
      store.thumbnails,
      this.#signal,
    );
    store.saveEncoded(space, encoded.images, encoded.vectors, dimensions);
    // Twins were equal when they were identified. Where the one that was read is another picture by now, the others
    // are not; a twin that changed itself is found by the next run, by its time.
    const stillEqual = (index: number, isSame: boolean): readonly ScannedFile[] => {
      const [hash, files] = batch[index]!;
      if (isSame || files.length === 1) return files;
      left.set(hash, files.slice(1));
      return files.slice(0, 1);
    };
    const linked = encoded.images.map(({ index, hash }) => ({
      hash,
      files: stillEqual(index, hash === batch[index]![0]),
    }));
    await this.#link(
      linked.flatMap(({ hash, files }) => files.map(file => ({ file, hash }))),
      encoded.images,
    );
    const changed = await this.#whichChanged(encoded.problems.map(({ index }) => batch[index]!));
    this.#saveProblems(
      encoded.problems.flatMap(({ index, kind, detail }, place) =>
        stillEqual(index, !changed[place]).map(file => [file, kind, detail] as const),
      ),
    );
    this.#counts.encoded += encoded.images.length;
    this.#lens.thumbnails.wrote(encoded.images.length);
    const twinCount = linked.reduce((sum, { files }) => sum + files.length - 1, 0);
    this.#counts.reused += twinCount;
    this.#meter.add(encoded.images.length + twinCount, encoded.images.length);
    this.#lens.changed();
  }

  /** Of contents that gave a problem: whether the file that was read has become another one. Asked where there are twins. */
  async #whichChanged(contents: readonly Twins[]): Promise<boolean[]> {
    const asked = contents.filter(([, files]) => files.length > 1);
    if (asked.length === 0) return contents.map(() => false);
    const { files } = await this.#lens.encoder.identify(
      asked.map(([, [file]]) => file!.absolute),
      this.#signal,
    );
    const unchanged = new Set(files.flatMap(({ index, hash }) => (asked[index]![0] === hash ? [hash] : [])));
    return contents.map(([hash]) => !unchanged.has(hash));
  }

  /** Writes which content each file has, and makes the files searchable. */
  async #link(
    links: readonly { readonly file: ScannedFile; readonly hash: ContentHash }[],
    fresh: readonly EncodedImage[] = [],
  ): Promise<void> {
    if (links.length === 0) return;
    const lens = this.#lens;
    const { space } = await lens.identity(this.#signal);
    const hashes = [...new Set(links.map(link => link.hash))];
    const facts =
      fresh.length > 0 ? new Map(fresh.map(image => [image.hash, image.facts])) : lens.store.facts(hashes);
    const upsert = links.map(({ file, hash }): FileRow => {
      const { path, bytes, modifiedMs: modified } = file;
      const fact = facts.get(hash);
      return { path, bytes, modified, hash, problem: null, aspect: fact ? fact.width / fact.height : null };
    });
    lens.catalog(this.#folder.id).apply({ upsert, remove: [] });
    const codes = await lens.codes();
    const missing = hashes.filter(hash => codes.row(hash) === undefined);
    addCodes(codes, lens.store, space, missing);
    for (const { path, bytes, modified, hash, aspect } of upsert) {
      if (!hash || aspect === null) continue;
      lens.assets.put({ folder: this.#folder.id, path, bytes, modified, hash, aspect });
    }
    await pause();
  }

  #saveProblems(problems: readonly (readonly [ScannedFile, ProblemKind, string])[]): void {
    if (problems.length === 0) return;
    const { assets } = this.#lens;
    this.#lens.catalog(this.#folder.id).apply({
      upsert: problems.map(([file, kind, detail]) => problemRow(file, kind, detail)),
      remove: [],
    });
    // A file that was an image before and is none now is no longer found.
    for (const [file] of problems) assets.remove(this.#folder.id, file.path);
    this.#meter.add(problems.length, 0);
  }
}

function problemRow(
  file: Pick<ScannedFile, 'path' | 'bytes' | 'modifiedMs'>,
  kind: ProblemKind,
  detail: string,
): FileRow {
  return {
    path: file.path,
    bytes: file.bytes,
    modified: file.modifiedMs,
    hash: null,
    problem: { kind, detail },
    aspect: null,
  };
}

function extensionOf(path: AssetPath): string {
  return path.slice(path.lastIndexOf('.') + 1).toUpperCase();
}
