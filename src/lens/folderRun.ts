/** What a run does with the files of one folder: identify → encode → store, in batches, each written as it is done. */
import { availableParallelism } from 'node:os';
import {
  type AssetPath,
  type ContentHash,
  type Folder,
  type ProblemKind,
  isDocument,
} from '../protocol/asset.ts';
import type { EncodedImage } from '../protocol/encoder.ts';
import { LensError, throwIfAborted } from '../protocol/errors.ts';
import type { FileRow } from '../catalog/catalog.ts';
import { planContents } from '../catalog/plan.ts';
import type { ScannedFile } from '../catalog/scan.ts';
import { addCodes } from './codes.ts';
import type { IndexMeter } from './indexMeter.ts';
import type { IndexPace } from './indexPace.ts';
import { type Lens, pause } from './lens.ts';
import type { Sight } from './sight.ts';

/** Hashing reads whole files: enough of them at once to keep the disk busy, few enough to stop soon. */
const identifyBatch = 64;

/** Larger batches than 8 are no faster (docs/decisions/threads.md); twice that lets decoding run ahead of inference. */
export const encodeBatch = 16;

/** One batch decodes while the other is in the network; twelve cores have work for three, sixteen for four (docs/decisions/threads.md). */
export const batchesInFlight = Math.max(2, Math.min(4, availableParallelism() >> 2));

/** A content, and all files that have it. */
type Twins = readonly [hash: ContentHash, files: readonly ScannedFile[]];
type Contents = ReadonlyMap<ContentHash, readonly ScannedFile[]>;

/** What became of the files, over all folders of a run. */
export interface FolderCounts {
  encoded: number;
  reused: number;
  removed: number;
  excluded: number;
}

/** What goes along with a run. */
export interface RunCompany {
  readonly meter: IndexMeter;
  readonly pace: IndexPace;
  readonly sight: Sight;
}

/** Thrown where a run is paused: it leaves the folder, so that another process can have it meanwhile. */
export class Paused extends Error {}

/** What every batch of one folder needs. */
export class FolderRun {
  readonly #lens: Lens;
  readonly #folder: Folder;
  readonly #counts: FolderCounts;
  readonly #meter: IndexMeter;
  readonly #pace: IndexPace;
  readonly #signal: AbortSignal;
  readonly #reader: string;
  readonly #clearings: number;
  /** Batches that have begun; none of them throws. */
  readonly #underWay = new Set<Promise<void>>();
  /** The contents that they encode. */
  readonly #inHand = new Set<ContentHash>();
  #left = new Map<ContentHash, readonly ScannedFile[]>();
  /** What the first of them failed with. */
  #failure: { readonly error: unknown } | undefined;

  constructor(
    lens: Lens,
    folder: Folder,
    counts: FolderCounts,
    { meter, pace }: RunCompany,
    reader: string,
    signal: AbortSignal,
  ) {
    this.#lens = lens;
    this.#folder = folder;
    this.#counts = counts;
    this.#meter = meter;
    this.#pace = pace;
    this.#reader = reader;
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
      await this.#saveProblems(
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
      await this.#saveProblems(
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

  /**
   * Begins to encode one file of each content, a few batches at a time; its twins are linked to the same vector. The last
   * batches are under way when it returns: so the network has work while the next files are identified. Throws what an
   * earlier batch failed with.
   */
  async encode(contents: Contents): Promise<void> {
    const twins = [...contents];
    for (let first = 0; first < twins.length; first += encodeBatch) {
      throwIfAborted(this.#signal);
      await this.#giveWay();
      const rest = await this.#linkKnown(this.#notInHand(twins.slice(first, first + encodeBatch)));
      if (rest.length === 0) continue;
      const began = performance.now();
      this.#begin(rest);
      if (this.#underWay.size >= (this.#pace.isGentle ? 1 : batchesInFlight))
        await Promise.race(this.#underWay);
      this.#throwIfFailed();
      await this.#pace.rest(performance.now() - began, this.#signal);
    }
  }

  /** Waits for what is under way, and encodes what was left for later meanwhile. */
  async finish(): Promise<void> {
    await this.settle();
    this.#throwIfFailed();
    // Each round has one file fewer of each content.
    while (this.#left.size > 0) {
      const left = this.#left;
      this.#left = new Map();
      await this.encode(left);
      await this.settle();
      this.#throwIfFailed();
    }
  }

  /** Waits until no batch is under way, however they end: before that the catalog may not be closed. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #begin(batch: readonly Twins[]): void {
    for (const [hash] of batch) this.#inHand.add(hash);
    const settled = this.#encodeBatch(batch)
      .catch((error: unknown) => void (this.#failure ??= { error }))
      .finally(() => {
        this.#underWay.delete(settled);
        for (const [hash] of batch) this.#inHand.delete(hash);
      });
    this.#underWay.add(settled);
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  /** Leaves contents for later that a batch under way is about to give a vector. */
  #notInHand(contents: readonly Twins[]): readonly Twins[] {
    for (const [hash, files] of contents) if (this.#inHand.has(hash)) this.#leave(hash, files);
    return contents.filter(([hash]) => !this.#inHand.has(hash));
  }

  #leave(hash: ContentHash, files: readonly ScannedFile[]): void {
    this.#left.set(hash, [...(this.#left.get(hash) ?? []), ...files]);
  }

  /**
   * Lets another process index for a while, where one waits. Throws `cleared` where it cleared the index meanwhile, and
   * Paused where a person wants nothing to be done for a while.
   */
  async #giveWay(): Promise<void> {
    const { turn } = this.#lens.store;
    if (this.#pace.isPaused) {
      await this.settle();
      throw new Paused('The run is paused.');
    }
    if (!turn.isWanted) return;
    await this.settle();
    await turn.giveWay(this.#signal);
    this.#lens.follow();
    if (this.#lens.catalog(this.#folder.id).clearings === this.#clearings) return;
    throw new LensError('cleared', 'The index of this folder was cleared by another window. Index again.', {
      folder: this.#folder.path,
    });
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

  /** Leaves the twins of a file that changed after they were found to be equal for later. */
  async #encodeBatch(batch: readonly Twins[]): Promise<void> {
    const { store, encoder } = this.#lens;
    const { space, dimensions } = await this.#lens.identity(this.#signal);
    const encoded = await encoder.encodeImages(
      batch.map(([, [file]]) => file!.absolute),
      store.thumbnails,
      this.#signal,
    );
    await store.saveEncoded(space, encoded.images, encoded.vectors, dimensions, this.#signal);
    // Twins were equal when they were identified. Where the one that was read is another picture by now, the others
    // are not; a twin that changed itself is found by the next run, by its time.
    const stillEqual = (index: number, isSame: boolean): readonly ScannedFile[] => {
      const [hash, files] = batch[index]!;
      if (isSame || files.length === 1) return files;
      this.#leave(hash, files.slice(1));
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
    await this.#saveProblems(
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
      return {
        path,
        bytes,
        modified,
        hash,
        problem: null,
        reader: null,
        aspect: fact ? fact.width / fact.height : null,
      };
    });
    await lens.catalog(this.#folder.id).apply({ upsert, remove: [] }, this.#signal);
    const codes = await lens.codes();
    const missing = hashes.filter(hash => codes.row(hash) === undefined);
    addCodes(codes, lens.store, space, missing);
    for (const { path, bytes, modified, hash, aspect } of upsert) {
      if (!hash || aspect === null) continue;
      lens.assets.put({ folder: this.#folder.id, path, bytes, modified, hash, aspect });
    }
    await pause();
  }

  async #saveProblems(problems: readonly (readonly [ScannedFile, ProblemKind, string])[]): Promise<void> {
    if (problems.length === 0) return;
    const { assets } = this.#lens;
    const upsert = problems.map(([file, kind, detail]) => problemRow(file, kind, detail, this.#reader));
    await this.#lens.catalog(this.#folder.id).apply({ upsert, remove: [] }, this.#signal);
    // A file that was an image before and is none now is no longer found.
    for (const [file] of problems) assets.remove(this.#folder.id, file.path);
    this.#meter.add(problems.filter(([file]) => !isDocument(file.path)).length, 0);
  }
}

/** How a file with a problem stands in the catalog. */
export function problemRow(
  file: Pick<ScannedFile, 'path' | 'bytes' | 'modifiedMs'>,
  kind: ProblemKind,
  detail: string,
  reader: string,
): FileRow {
  return {
    path: file.path,
    bytes: file.bytes,
    modified: file.modifiedMs,
    hash: null,
    problem: { kind, detail },
    reader,
    aspect: null,
  };
}

function extensionOf(path: AssetPath): string {
  return path.slice(path.lastIndexOf('.') + 1).toUpperCase();
}
