/**
 * The index walk: scan → plan → identify → encode → store, folder after folder.
 * Each batch is one transaction: stopping anywhere keeps all that was encoded.
 * One process at a time walks; another that wants to waits, reads along, and goes on where the first one ended.
 */
import type { AssetPath, ContentHash, Folder, ProblemKind } from '../protocol/asset.ts';
import type { EncodedImage } from '../protocol/encoder.ts';
import { LensError, abortedError, throwIfAborted } from '../protocol/errors.ts';
import type { FolderProblem, IndexReport } from '../protocol/lens.ts';
import { planIndex } from '../catalog/plan.ts';
import { type FolderScan, type ScannedFile, scanFolder } from '../catalog/scan.ts';
import type { FileRow } from '../catalog/catalog.ts';
import { addCodes } from './codes.ts';
import type { IndexMeter } from './indexMeter.ts';
import { type Lens, pause } from './lens.ts';

/** Hashing reads whole files: enough of them at once to keep the disk busy, few enough to stop soon. */
const identifyBatch = 64;

/** Batch 8 is as fast as any (measured); twice that lets decoding run ahead of inference. */
const encodeBatch = 16;

/** One batch decodes while the other is in the network. */
const batchesInFlight = 2;

/** Problems that may heal without the file changing. */
const transient: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['denied', 'vanished', 'timed-out']);

interface FolderCounts {
  encoded: number;
  reused: number;
  removed: number;
  excluded: number;
}

/** Brings these folders' index up to date. Throws `untrusted` where nothing may be written. */
export async function indexFolders(
  lens: Lens,
  folders: readonly Folder[],
  retry: boolean,
  meter: IndexMeter,
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
  lens.setState('indexing');
  try {
    for (const folder of folders) await indexFolder(lens, folder, retry, counts, meter, signal);
    await lens.saveCodes();
    await lens.thumbnails.tidy();
    endRun('idle');
  } catch (error) {
    if (signal.aborted || LensError.is(error, 'aborted')) endRun('idle');
    else endRun('failed', error instanceof Error ? error.message : String(error));
    throw error;
  }
  return {
    assets: folders.reduce((sum, folder) => sum + lens.assets.countIn(folder.id), 0),
    ...counts,
    problems: folders.flatMap(folder => folderProblems(lens, folder)),
    imagesPerSecond: meter.imagesPerSecond(),
    provider,
    model,
  };
}

/** What is wrong with files of a folder, by path. */
export function folderProblems(lens: Lens, folder: Folder): FolderProblem[] {
  return lens
    .catalog(folder.id)
    .files()
    .flatMap(row => (row.problem ? [{ folder: folder.id, path: row.path, ...row.problem }] : []))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function indexFolder(
  lens: Lens,
  folder: Folder,
  retry: boolean,
  counts: FolderCounts,
  meter: IndexMeter,
  signal: AbortSignal,
): Promise<void> {
  const { turn } = lens.store;
  const scan = () => scanFolder(folder.path, lens.settings.exclude, signal);
  let total: number | undefined;
  // Another window or the command line is at this folder: what it has done so far is ours, too.
  const watch = async () => {
    total ??= (await scan()).files.length;
    lens.follow();
    const done = lens.assets.countIn(folder.id) + lens.problemCount(folder.id);
    meter.watch(total, Math.min(done, total));
  };
  const walk = async () => {
    const listing = await scan();
    await turn.during(() => walkFolder(lens, folder, retry, listing, counts, meter, signal), signal);
  };
  await turn.inFolder(folder.path, walk, watch, signal);
}

async function walkFolder(
  lens: Lens,
  folder: Folder,
  retry: boolean,
  scan: FolderScan,
  counts: FolderCounts,
  meter: IndexMeter,
  signal: AbortSignal,
): Promise<void> {
  lens.follow();
  const catalog = lens.catalog(folder.id);
  const { space, model, dimensions } = await lens.identity(signal);
  lens.store.nameSpace({ name: space, model, dimensions });
  counts.excluded += scan.excluded;

  const rows = catalog.files();
  const hashes = rows.flatMap(row => (row.hash ? [row.hash] : []));
  // Another way of reading may read what failed before.
  const isNewSpace = hashes.length > 0 && lens.store.known(space, hashes).size === 0;
  const plan = planIndex(
    scan.files,
    rows.filter(row => !row.problem || !(retry || isNewSpace || transient.has(row.problem.kind))),
  );
  const listed = new Set(scan.files.map(file => file.path));
  // A folder that cannot be listed has a row of its own, which has not gone.
  const reported = new Set(scan.problems.map(problem => problem.path));
  const gone = rows.filter(row => !listed.has(row.path) && !reported.has(row.path)).map(row => row.path);
  const known = lens.store.known(
    space,
    plan.unchanged.flatMap(row => (row.hash ? [row.hash] : [])),
  );
  // A file that was encoded in another model's space is identified again: it may have a vector, or needs one.
  const stale = new Set(plan.unchanged.filter(row => row.hash && !known.has(row.hash)).map(row => row.path));
  tellSecondSet(
    lens,
    model,
    space,
    plan.unchanged.flatMap(row => (row.hash && stale.has(row.path) ? [row.hash] : [])),
  );
  const todo = scan.files.filter(file => stale.has(file.path)).concat(plan.changed);
  counts.reused += plan.unchanged.filter(row => row.hash && known.has(row.hash)).length;

  const unreadable = scan.problems.map(({ path, kind, detail }) =>
    problemRow({ path, bytes: 0, modifiedMs: 0 }, kind, detail),
  );
  catalog.apply({ upsert: unreadable, remove: gone });
  for (const path of gone) lens.assets.remove(folder.id, path);
  counts.removed += gone.length;

  meter.begin(scan.files.length, scan.files.length - todo.length);
  const run = new FolderRun(lens, folder, counts, meter, signal);
  await run.encode(await run.identify(todo));
  catalog.setComplete(true);
  lens.setProblemCount(folder.id, catalog.files().filter(row => row.problem).length);
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
  readonly #signal: AbortSignal;
  readonly #clearings: number;

  constructor(lens: Lens, folder: Folder, counts: FolderCounts, meter: IndexMeter, signal: AbortSignal) {
    this.#lens = lens;
    this.#folder = folder;
    this.#counts = counts;
    this.#meter = meter;
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
      const reusable = identified.filter(file => known.has(file.hash));
      await this.#link(reusable.map(({ index, hash }) => ({ file: readable[index]!, hash })));
      this.#counts.reused += reusable.length;
      this.#meter.add(reusable.length, 0);
      for (const { index, hash } of identified) {
        if (known.has(hash)) continue;
        toEncode.set(hash, [...(toEncode.get(hash) ?? []), readable[index]!]);
      }
    }
    return toEncode;
  }

  /** Encodes one file of each content, a few batches at a time; its twins are linked to the same vector. */
  async encode(contents: ReadonlyMap<ContentHash, readonly ScannedFile[]>): Promise<void> {
    const twins = [...contents];
    const waiting = new Set<Promise<void>>();
    try {
      for (let first = 0; first < twins.length; first += encodeBatch) {
        throwIfAborted(this.#signal);
        await this.#giveWay(waiting);
        const rest = await this.#linkKnown(twins.slice(first, first + encodeBatch));
        if (rest.length === 0) continue;
        const batch = this.#encodeBatch(rest);
        const settled = batch.finally(() => waiting.delete(settled));
        waiting.add(settled);
        if (waiting.size >= batchesInFlight) await Promise.race(waiting);
      }
      await Promise.all(waiting);
    } finally {
      // After a failure the other batches still end before the catalog may be closed.
      await Promise.allSettled(waiting);
    }
  }

  /** Lets another process index for a while, where one waits. Ends this run where the index was cleared meanwhile. */
  async #giveWay(underWay: ReadonlySet<Promise<void>> = new Set()): Promise<void> {
    const { turn } = this.#lens.store;
    if (!turn.isWanted) return;
    await Promise.all(underWay);
    await turn.giveWay(this.#signal);
    this.#lens.follow();
    if (this.#lens.catalog(this.#folder.id).clearings !== this.#clearings) throw abortedError();
  }

  /** Links what another process has encoded since it was looked up; returns the files that are still to be encoded. */
  async #linkKnown(
    contents: readonly (readonly [ContentHash, readonly ScannedFile[]])[],
  ): Promise<(readonly ScannedFile[])[]> {
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
    return contents.flatMap(([hash, files]) => (known.has(hash) ? [] : [files]));
  }

  async #encodeBatch(batch: readonly (readonly ScannedFile[])[]): Promise<void> {
    const { store, encoder } = this.#lens;
    const { space, dimensions } = await this.#lens.identity(this.#signal);
    const encoded = await encoder.encodeImages(
      batch.map(([file]) => file!.absolute),
      store.thumbnails,
      this.#signal,
    );
    store.saveEncoded(space, encoded.images, encoded.vectors, dimensions);
    await this.#link(
      encoded.images.flatMap(({ index, hash }) =>
        // Twins were equal when they were identified; one that changed since is found by the next run.
        batch[index]!.map(file => ({ file, hash })),
      ),
      encoded.images,
    );
    this.#saveProblems(
      encoded.problems.flatMap(({ index, kind, detail }) =>
        batch[index]!.map(file => [file, kind, detail] as const),
      ),
    );
    this.#counts.encoded += encoded.images.length;
    this.#lens.thumbnails.wrote(encoded.images.length);
    const twinCount = encoded.images.reduce((sum, { index }) => sum + batch[index]!.length - 1, 0);
    this.#counts.reused += twinCount;
    this.#meter.add(encoded.images.length + twinCount, encoded.images.length);
    this.#lens.changed();
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
