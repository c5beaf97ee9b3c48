/**
 * The engine: joins the rooms and owns their lifetimes.
 * A Lens is opened for one set of folders and settings; other settings make another Lens.
 */
import path from 'node:path';
import {
  type AssetId,
  type AssetPath,
  type ContentHash,
  type Folder,
  type FolderId,
  type Problem,
  isDocument,
} from '../protocol/asset.ts';
import type { Encoder, EncoderIdentity } from '../protocol/encoder.ts';
import { LensError } from '../protocol/errors.ts';
import type { IndexProgress, LensSettings, LensStatus } from '../protocol/lens.ts';
import { Drivers } from '../encoder/client.ts';
import type { Catalog, CatalogNews, FileRow } from '../catalog/catalog.ts';
import type { FileColumns } from '../catalog/fileColumns.ts';
import { Drives } from '../catalog/drives.ts';
import { type Coverage, coveredBy } from '../catalog/ignore.ts';
import { placeInside } from '../catalog/place.ts';
import { type Store, openStore } from '../catalog/store.ts';
import { isStoreDamage } from '../catalog/storeError.ts';
import type { VectorCodes } from '../search/codes.ts';
import { ProductBench } from '../search/matrixProduct.ts';
import { type Asset, AssetTable } from './assets.ts';
import { type CodesSource, addCodes, codesOfSnapshots, isWorthSaving, keepOnly, saveCodes } from './codes.ts';
import { Crowds } from './crowd.ts';
import { LabelFiles } from './folderLabels.ts';
import { LabelLooks } from './labelLooks.ts';
import { ToldFolders } from './toldTags.ts';
import { DecidedFacts } from './decidedFacts.ts';
import { patternsOf } from './patterns.ts';
import { ThumbnailShelf } from './thumbnails.ts';

/** What the Lens says without being asked. */
export interface LensListener {
  progress(progress: IndexProgress): void;
  changed(assets: number): void;
  status(status: LensStatus): void;
}

/** Vectors are read in slices of this many, so that a question is answered in between. */
const loadSlice = 2000;

/** What another process writes is seen this soon; a look at an unchanged catalog costs microseconds. */
const followMilliseconds = 1000;

export class Lens {
  readonly settings: LensSettings;
  readonly store: Store;
  readonly encoder: Encoder;
  /** What the system tells of drivers: asked once, whoever wants to know. */
  readonly drivers: Drivers;
  readonly assets = new AssetTable();
  readonly labelFiles = new LabelFiles();
  readonly crowds = new Crowds(this.assets);
  readonly toldFolders = new ToldFolders();
  readonly decidedFacts = new DecidedFacts();
  /** Where vectors are multiplied with many others. */
  readonly products = new ProductBench();
  /** Which drives do not answer. */
  readonly drives = new Drives();
  /** Folders that the last run over several could not list: each is a problem of its own, and keeps its rows. */
  readonly unlisted = new Map<FolderId, Problem>();
  readonly thumbnails: ThumbnailShelf;
  readonly #listener: LensListener;
  readonly #catalogs = new Map<FolderId, Catalog>();
  readonly #covers: ReadonlyMap<FolderId, Coverage>;
  readonly #problemCounts = new Map<FolderId, number>();
  #identity: EncoderIdentity | undefined;
  #codes: Promise<VectorCodes> | undefined;
  /** The changes of the codes that the snapshots hold. */
  #savedChanges = 0;
  #saving: Promise<void> = Promise.resolve();
  #state: LensStatus['state'] = 'idle';
  #reason: string | null = null;
  #progress: IndexProgress | null = null;
  #deviceFailure: string | null = null;
  #disposed = false;
  #emptying: Promise<null> | undefined;
  readonly #notices = new Set<string>();
  readonly #labelLooks = new LabelLooks(this.drives);
  readonly #followTimer: NodeJS.Timeout;

  /** Opens the store and the catalogs of the folders. Throws `store-failed`. */
  constructor(
    settings: LensSettings,
    encoder: Encoder,
    listener: LensListener,
    drivers: Drivers = new Drivers(),
  ) {
    this.settings = settings;
    this.encoder = encoder;
    this.drivers = drivers;
    this.#listener = listener;
    this.store = openStore(settings.store, {
      readOnly: !settings.trusted,
      thumbnailBytes: settings.thumbnailBytes ?? undefined,
      vectorPrecision: settings.vectorPrecision ?? undefined,
    });
    this.thumbnails = new ThumbnailShelf(this.store, encoder, settings.trusted);
    this.#covers = new Map(
      settings.folders.map(folder => [folder.id, coveredBy(patternsOf(settings, folder))]),
    );
    for (const folder of settings.folders) this.#openFolder(folder);
    this.#followTimer = setInterval(() => {
      try {
        this.follow();
      } catch {
        // An index that cannot be read is told at the next question, not once a second.
      }
    }, followMilliseconds).unref();
  }

  #openFolder(folder: Folder): void {
    const catalog = this.store.openCatalog(folder.path);
    this.#catalogs.set(folder.id, catalog);
    this.#lookInto(folder.id, catalog);
  }

  /** Takes all that a catalog says. */
  #lookInto(folder: FolderId, catalog: Catalog): void {
    const look = () => {
      const news = catalog.news();
      if (news) this.#take(folder, news);
      this.countProblems(folder);
    };
    try {
      look();
    } catch (error) {
      if (!isStoreDamage(error) || !this.settings.trusted) throw error;
      // The damaged file is moved aside at the second look, and the folder is one that has no index yet.
      look();
    }
  }

  /** Takes over what other processes wrote of the open folders. Throws `store-failed`. */
  follow(): void {
    if (this.#emptying) return;
    const changed = [...this.#catalogs].filter(([folder, catalog]) => {
      const news = catalog.news();
      if (!news) return false;
      const taken = this.#take(folder, news);
      const hashes = news.all ? this.assets.inFolder(folder).map(asset => asset.hash) : taken;
      this.countProblems(folder);
      // Vectors that are not loaded yet come with all others when they are needed.
      if (this.#codes) void this.#codes.then(codes => this.#load(codes, hashes)).catch(() => undefined);
      return true;
    });
    if (changed.length === 0) return;
    this.changed();
    this.setState(this.#state, this.#reason);
  }

  /** Brings the assets of a folder in line with its catalog; returns the contents of those that may be new, but for all of a folder that had none. */
  #take(folder: FolderId, { all, files, gone }: CatalogNews): ContentHash[] {
    // A store that was made anew has none of the contents that the catalog names.
    const isLost = this.store.isEmpty;
    // None are there when the folder opens: it takes them as they are.
    const isFirst = all !== null && !isLost && this.assets.countIn(folder) === 0;
    const places = all ? this.#covered(folder, all) : new Uint32Array(0);
    if (all && isFirst) this.assets.fill(folder, all, places);
    const listed = all && !isFirst ? Array.from(places, place => all.file(place)) : [];
    const rows = [...listed, ...files.filter(row => this.covers(folder, row))];
    const facts = this.store.facts(rows.flatMap(row => (row.hash && row.aspect === null ? [row.hash] : [])));
    for (const path of all && !isFirst ? this.#absent(folder, rows) : gone) this.assets.remove(folder, path);
    const hashes: ContentHash[] = [];
    for (const { path, bytes, modified, hash, aspect: known } of rows) {
      const fact = hash && known === null ? facts.get(hash) : undefined;
      const aspect = known ?? (fact ? fact.width / fact.height : null);
      if (!hash || aspect === null || isLost) {
        // It was an image before, perhaps, and is none now.
        this.assets.remove(folder, path);
      } else {
        this.assets.put({ folder, path, bytes, modified, hash, aspect });
        hashes.push(hash);
      }
    }
    return hashes;
  }

  /** The places of the files that the settings cover. */
  #covered(folder: FolderId, { paths }: FileColumns): Uint32Array {
    const covers = this.#covers.get(folder);
    const places = new Uint32Array(paths.length);
    let count = 0;
    for (let place = 0; place < paths.length; place++) if (covers?.(paths[place]!)) places[count++] = place;
    return places.subarray(0, count);
  }

  /** The assets of a folder that are not among these rows. */
  #absent(folder: FolderId, files: readonly Pick<FileRow, 'path'>[]): AssetPath[] {
    const listed = new Set(files.map(row => row.path));
    return this.assets.pathsIn(folder).filter(path => !listed.has(path));
  }

  folder(id: FolderId): Folder {
    const folder = this.settings.folders.find(candidate => candidate.id === id);
    if (!folder) throw new LensError('not-found', `The folder ${id} is not open.`, { folder: id });
    return folder;
  }

  /** The folder asked for, or all of them. */
  folders(id: FolderId | null): readonly Folder[] {
    return id === null ? this.settings.folders : [this.folder(id)];
  }

  catalog(id: FolderId): Catalog {
    const catalog = this.#catalogs.get(this.folder(id).id);
    if (!catalog) throw new LensError('bug', `The folder ${id} has no catalog.`);
    return catalog;
  }

  /**
   * Whether the settings let a listing come to the path of a row. A catalog may hold others, of a window or a command
   * with other patterns: they are neither shown nor forgotten here.
   */
  covers(folder: FolderId, { path, modified }: Pick<FileRow, 'path' | 'modified'>): boolean {
    // What could not be looked at may be a directory, and then it stands for all that it holds.
    return this.#covers.get(folder)?.(path, modified === 0) ?? false;
  }

  /** The rows of a folder that the settings cover, all or those at some places. */
  rows(folder: FolderId, places: readonly AssetPath[] | null): FileRow[] {
    const catalog = this.catalog(folder);
    const rows = places ? catalog.filesAt(places) : catalog.files();
    return rows.filter(row => this.covers(folder, row));
  }

  absolutePath(asset: Asset): string {
    return path.join(this.folder(asset.folder).path, asset.path);
  }

  /** The indexed asset at an absolute path. */
  locate(file: string): Asset | undefined {
    for (const folder of this.settings.folders) {
      const place = placeInside(folder.path, file);
      // Relative to the folder and with `/`: what an AssetPath is.
      const asset = place && this.assets.at(folder.id, place as AssetPath);
      if (asset) return asset;
    }
    return undefined;
  }

  /** Starts the encoder if need be. Throws `model-invalid` or `encoder-failed`. */
  async identity(signal?: AbortSignal): Promise<EncoderIdentity> {
    try {
      if (!this.#identity) {
        this.#identity = await this.encoder.hello(signal, this.lastSpaces());
        // What no file of the model tells should not be taken for known.
        for (const sentence of this.#identity.assumed) this.notice(`${this.#identity.model}: ${sentence}`);
      }
    } catch (error) {
      if (!LensError.is(error, 'aborted')) {
        this.setState('failed', error instanceof Error ? error.message : String(error));
      }
      throw error;
    }
    if (this.#identity.runtime === 'wasm')
      this.notice(
        'ONNX Runtime has no build for this system: the model works in WebAssembly, several times slower.',
      );
    return this.#identity;
  }

  /** The codes of all contents of the open folders in this model's space; read once, from snapshots as far as they go. */
  async codes(): Promise<VectorCodes> {
    this.#codes ??= this.#loadCodes().catch((error: unknown) => {
      this.#codes = undefined;
      throw error;
    });
    const codes = await this.#codes;
    for (const hash of this.assets.takeGone()) codes.remove(hash);
    return codes;
  }

  async #loadCodes(): Promise<VectorCodes> {
    // Most likely the model is that of the last time: the snapshots are read while its process starts.
    const last = this.#lastSource();
    const early = last && codesOfSnapshots(last);
    // Where the process fails, nobody asks for them.
    early?.catch(() => undefined);
    const source = await this.#codesSource();
    const isSame = last?.space === source.space && last.dimensions === source.dimensions;
    const codes = await (early && isSame ? early : codesOfSnapshots(source));
    this.#savedChanges = codes.changes;
    const missing = keepOnly(codes, this.assets.contents());
    await this.#load(codes, missing);
    void this.#save(codes);
    return codes;
  }

  /** Writes snapshots of codes that have changed much since the last ones. Never fails: without them the next start is slower. */
  async saveCodes(): Promise<void> {
    const codes = await this.#codes?.catch(() => undefined);
    if (codes) await this.#save(codes);
  }

  #save(codes: VectorCodes): Promise<void> {
    this.#saving = this.#saving
      .then(async () => {
        if (!this.settings.trusted || this.#disposed || !isWorthSaving(codes, this.#savedChanges)) return;
        this.#savedChanges = codes.changes;
        const source = await this.#codesSource();
        for (const folder of source.folders) {
          const assets = this.assets.inFolder(folder.id);
          if (assets.length > 0) await saveCodes(codes, source, folder, assets);
        }
      })
      .catch(() => undefined);
    return this.#saving;
  }

  /** The space of the model that answers; undefined before it was asked. */
  get space(): string | undefined {
    return this.#identity?.space;
  }

  /** From now on the open folders' index is that of this space, whichever it was made in. */
  async takeSpace(signal: AbortSignal): Promise<void> {
    const { space } = await this.identity(signal);
    if (this.settings.trusted) {
      for (const catalog of this.#catalogs.values()) await catalog.setSpace(space, signal);
    }
  }

  /** The spaces in which the open folders were indexed last. */
  lastSpaces(): readonly string[] {
    return [...this.#catalogs.values()].flatMap(catalog => catalog.space ?? []);
  }

  /** What the open folders were indexed with when they were last; null where that is nothing, or not one thing. */
  #lastSource(): CodesSource | null {
    const spaces = new Set([...this.#catalogs.values()].map(catalog => catalog.space));
    const [space = null] = spaces;
    const dimensions = space === null || spaces.size > 1 ? null : this.store.dimensionsOf(space);
    if (space === null || dimensions === null) return null;
    return { store: this.store, folders: this.settings.folders, space, dimensions };
  }

  async #codesSource(): Promise<CodesSource> {
    const { space, dimensions } = await this.identity();
    return { store: this.store, folders: this.settings.folders, space, dimensions };
  }

  async #load(codes: VectorCodes, hashes: readonly ContentHash[]): Promise<void> {
    const { space } = await this.identity();
    const missing = hashes.filter(hash => codes.row(hash) === undefined);
    for (let first = 0; first < missing.length && !this.#disposed; first += loadSlice) {
      addCodes(codes, this.store, space, missing.slice(first, first + loadSlice));
      await pause();
    }
  }

  /** Settles when the index is whole again; undefined where it is. */
  get emptying(): Promise<null> | undefined {
    return this.#emptying;
  }

  /**
   * Forgets the index of the open folders and frees its space, between two batches of whoever indexes. Returns the bytes
   * freed. No run of this process may be under way: the turn keeps out other processes.
   */
  async clear(signal: AbortSignal): Promise<number> {
    const freed = await this.store.turn.during(() => this.#empty(), signal);
    this.changed();
    this.setState('idle');
    return freed;
  }

  /** Who is at work meanwhile finds folders without images. */
  async #empty(): Promise<number> {
    const whole = Promise.withResolvers<null>();
    this.#emptying = whole.promise;
    this.assets.clear();
    for (const catalog of this.#catalogs.values()) catalog.rest();
    try {
      return await this.store.clear(this.settings.folders.map(folder => folder.path));
    } finally {
      this.#emptying = undefined;
      this.#codes = undefined;
      this.unlisted.clear();
      for (const catalog of this.#catalogs.values()) catalog.wake();
      whole.resolve(null);
      // All that is left, where clearing failed.
      for (const [folder, catalog] of this.#catalogs) this.#lookInto(folder, catalog);
    }
  }

  /** Files of a folder that could not be read, documents apart, which nobody misses. */
  problemCount(folder: FolderId): number {
    return this.#problemCounts.get(folder) ?? 0;
  }

  countProblems(folder: FolderId): void {
    const rows = this.catalog(folder).placesWithProblem();
    const told = rows.filter(row => this.covers(folder, row) && !isDocument(row.path));
    this.#problemCounts.set(folder, told.length);
  }

  /** Something that people should hear of the index, once. */
  notice(sentence: string): void {
    this.#notices.add(sentence);
  }

  /** Pictures are encoded on another device from now on. */
  useDevice(device: Pick<EncoderIdentity, 'provider' | 'providerReason'>): void {
    if (!this.#identity) return;
    this.#identity = { ...this.#identity, ...device };
    this.setState(this.#state, this.#reason);
  }

  /** A device failed, and the processor goes on; one or two sentences. */
  deviceFailed(sentence: string): void {
    this.#deviceFailure = sentence;
    this.setState(this.#state, this.#reason);
  }

  setProgress(progress: IndexProgress | null): void {
    this.#progress = progress;
    if (progress) this.#listener.progress(progress);
  }

  setState(state: LensStatus['state'], reason: string | null = null): void {
    this.#state = state;
    this.#reason = reason;
    if (this.#disposed) return;
    void this.status().then(status => this.#listener.status(status));
  }

  changed(): void {
    if (!this.#disposed) this.#listener.changed(this.assets.size);
  }

  async status(): Promise<LensStatus> {
    const folders = await Promise.all(
      this.settings.folders.map(async folder => ({
        ...folder,
        assets: this.assets.countIn(folder.id),
        problems: this.problemCount(folder.id) + (this.unlisted.has(folder.id) ? 1 : 0),
        indexed: this.#catalogs.get(folder.id)?.complete ?? false,
        hasLabels: await this.#labelLooks.has(folder.path),
        unlisted: this.unlisted.get(folder.id)?.detail ?? null,
      })),
    );
    return {
      state: this.#state,
      reason: this.#reason,
      progress: this.#progress,
      model: this.#identity?.model ?? null,
      provider: this.#identity?.provider ?? null,
      providerReason: this.#identity?.providerReason ?? null,
      deviceFailure: this.#deviceFailure,
      folders,
      thumbnails: this.store.thumbnails,
      notices: [...this.store.warnings, ...this.#notices],
    };
  }

  /** Ends the encoder, then closes what was opened, in reverse. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    clearInterval(this.#followTimer);
    await this.encoder.dispose();
    await this.thumbnails.settled();
    await this.#saving;
    for (const catalog of this.#catalogs.values()) catalog.close();
    this.store.close();
  }
}

/** The asset of an id that came from outside. Throws `not-found`. */
export function assetOf(lens: Lens, id: AssetId): Asset {
  const asset = lens.assets.get(id);
  if (!asset) throw new LensError('not-found', 'This image is no longer in the index. Search again.');
  return asset;
}

/** Ids as they came from outside, those that are gone left out. */
export function existing(lens: Lens, ids: readonly AssetId[]): Asset[] {
  return ids.flatMap(id => lens.assets.get(id) ?? []);
}

/** Lets waiting questions be answered before a long loop goes on. */
export function pause(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
