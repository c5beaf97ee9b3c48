/**
 * The store: what follows from contents, shared by all folders, and one catalog a folder.
 * Vectors are kept by content and space, so that a rename, a copy or a second folder costs no encoding.
 *
 * Below its folder lie `vectors.sqlite`, `folders/<digest of a folder's path>.sqlite` and `thumbnails/`;
 * docs/decisions/store.md says why. All of it can be made again; `merges/` beside it cannot (`mergeJournal.ts`).
 */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ContentHash, ImageFacts } from '../protocol/asset.ts';
import { type EncodedImage, type Glimpse, glimpseVersion, pixelHashVersion } from '../protocol/encoder.ts';
import { LensError } from '../protocol/errors.ts';
import { Catalog } from './catalog.ts';
import { bytesOfFolders, clearFolders } from './clearing.ts';
import {
  type StoredVerdict,
  hasVerdicts,
  readOutlines,
  readGlimpses,
  readVerdicts,
  writeOutlines,
  writeGlimpses,
  writeVerdicts,
} from './copyRows.ts';
import { type Database, type OpenedDatabase, openDatabase, openReadOnly } from './database.ts';
import { readFacts } from './factRows.ts';
import { IndexTurn } from './indexTurn.ts';
import type { JournalMode } from './journal.ts';
import { makeFolder } from './makeFolder.ts';
import { catalogFile } from './place.ts';
import { type VectorPrecision, blobOf, isUnit, keyOf, vectorOf } from './rowValues.ts';
import { contentMigrations } from './schema.ts';
import { storeFailed } from './storeError.ts';
import { defaultThumbnailBytes } from './thumbnails.ts';
import { hasTraces } from './traces.ts';
import { type VectorPage, type VectorRows, countVectors, vectorPage, vectorRows } from './vectorRows.ts';
import { type VectorSet, dropSomeVectors, giveBackRoom, vectorSetsIn } from './vectorSets.ts';

/** So many texts keep their vectors, the latest: labels' sentences and what was typed of late. */
const cachedTexts = 20_000;

/** Stands before every digest of pixels: older ones have none, and are not read. */
const pixelHashMark = `${pixelHashVersion}:`;

/** A set of vectors that may be compared with each other. */
export interface SpaceName {
  /** Digest of all that shapes a vector. */
  readonly name: string;
  /** For people. */
  readonly model: string;
  readonly dimensions: number;
}

/** Opens the store below a folder, making it where it is missing. Throws `store-failed`. */
export function openStore(folder: string, options: StoreOptions = {}): Store {
  return new Store(path.resolve(folder), options);
}

export interface StoreOptions {
  /** Reads what is there and writes nothing. */
  readonly readOnly?: boolean;
  /** Bytes that all thumbnails may take; kept in the store for those who do not say, as the command line. */
  readonly thumbnailBytes?: number | undefined;
  /** How exactly vectors of images are kept; remembered in the store likewise. */
  readonly vectorPrecision?: VectorPrecision | undefined;
  /** For tests: the journal of another kind of disk. */
  readonly journal?: JournalMode;
}

/** Every method throws `store-failed`, which says what to do. */
export class Store {
  readonly folder: string;
  readonly thumbnails: string;
  /** True where this opening set another budget for the thumbnails than there was. */
  readonly hasNewBudget: boolean;
  readonly #readOnly: boolean;
  readonly #journal: JournalMode | undefined;
  readonly #warnings: string[] = [];
  #opened: Database;
  #hasBadVectors = false;
  /** What this opening set and could not write yet. */
  readonly #preferences = new Map<string, string>();
  #turn: IndexTurn | undefined;

  constructor(folder: string, options: StoreOptions) {
    const { readOnly = false, journal, thumbnailBytes, vectorPrecision } = options;
    this.folder = folder;
    this.thumbnails = path.join(folder, 'thumbnails');
    this.#readOnly = readOnly;
    this.#journal = journal;
    if (!readOnly) makeFolders(folder, this.thumbnails);
    this.#opened = this.#open();
    const before = this.thumbnailBytes;
    if (!readOnly && thumbnailBytes !== undefined)
      this.#setPreference('thumbnailBytes', String(thumbnailBytes));
    if (!readOnly && vectorPrecision !== undefined) this.#setPreference('vectorPrecision', vectorPrecision);
    this.hasNewBudget = this.thumbnailBytes !== before;
  }

  /** What people should hear about the store, one sentence each. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** The turn to index, which one process has at a time. Throws `store-failed`. */
  get turn(): IndexTurn {
    return (this.#turn ??= new IndexTurn(this.folder));
  }

  /** The catalog of a folder, by its real absolute path; where none is there, an empty one. */
  openCatalog(folderPath: string): Catalog {
    return new Catalog({
      file: catalogFile(this.folder, folderPath),
      folderPath,
      readOnly: this.#readOnly,
      journal: this.#journal,
      onOpen: opened => this.#warn(opened),
    });
  }

  /** How many bytes all thumbnails may take. */
  get thumbnailBytes(): number {
    const bytes = Number(this.#preference('thumbnailBytes') ?? defaultThumbnailBytes);
    return Number.isFinite(bytes) ? bytes : defaultThumbnailBytes;
  }

  /** How exactly vectors that are written from now on are kept. */
  get vectorPrecision(): VectorPrecision {
    return this.#preference('vectorPrecision') === 'float16' ? 'float16' : 'float32';
  }

  /** True where no content is known, as in a store that was made anew. */
  get isEmpty(): boolean {
    return !this.#contents.read(connection => connection.prepare('select 1 from content limit 1').get());
  }

  /** What is known of those contents. */
  facts(hashes: readonly ContentHash[]): Map<ContentHash, ImageFacts> {
    return this.#contents.read(connection => readFacts(connection, hashes));
  }

  /** Which contents have both a vector in this space and facts. */
  known(space: string, hashes: readonly ContentHash[]): Set<ContentHash> {
    return this.#contents.read(connection => {
      const spaceId = spaceIdOf(connection, space);
      if (spaceId === undefined) return new Set();
      const select = connection.prepare(
        'select 1 from content join vector on vector.content = content.id where hash = ? and space = ?',
      );
      return new Set(hashes.filter(hash => select.get(keyOf(hash), spaceId) !== undefined));
    });
  }

  /** Notes for people whose vectors a space holds. */
  async nameSpace({ name, model, dimensions }: SpaceName, signal?: AbortSignal): Promise<void> {
    const isNamed = this.#contents.read(connection =>
      connection.prepare('select 1 from space where name = ? and model = ?').get(name, model),
    );
    if (isNamed) return;
    await this.#contents.write(connection => {
      const update = connection.prepare('update space set model = ?, dimensions = ? where id = ?');
      update.run(model, dimensions, makeSpaceId(connection, name));
    }, signal);
  }

  /** How many numbers a vector of this space has; null where nobody noted it. */
  dimensionsOf(space: string): number | null {
    return this.#contents.read(connection => {
      const dimensions = connection.prepare('select dimensions from space where name = ?').get(space)?.[
        'dimensions'
      ];
      return typeof dimensions === 'number' ? dimensions : null;
    });
  }

  /** The models that have vectors of any of these contents in another space; an unnamed one where an older version wrote them. */
  otherModels(space: string, hashes: Iterable<ContentHash>): Set<string> {
    return this.#contents.read(connection => {
      const select = connection.prepare(
        `select distinct model from content join vector on vector.content = content.id
         join space on space.id = vector.space where hash = ? and space.name <> ?`,
      );
      const models = new Set<string>();
      for (const hash of hashes) {
        for (const row of select.all(keyOf(hash), space)) models.add(String(row['model'] ?? 'another model'));
      }
      return models;
    });
  }

  /** Writes facts and vectors of one batch in one transaction; `vectors` has a row for each image. */
  async saveEncoded(
    space: string,
    images: readonly EncodedImage[],
    vectors: Float32Array,
    dimensions: number,
    signal?: AbortSignal,
  ): Promise<void> {
    if (images.length === 0) return;
    expectRows(vectors, images.length, dimensions);
    const precision = this.vectorPrecision;
    await this.#contents.write(connection => {
      const spaceId = makeSpaceId(connection, space);
      // A pixel hash that was computed once stays: it follows from the content.
      const content = connection.prepare(
        `insert into content (hash, bytes, width, height, format, has_alpha, kind, fingerprint, thumbnail)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (hash) do update set bytes = excluded.bytes, width = excluded.width,
           height = excluded.height, format = excluded.format, has_alpha = excluded.has_alpha,
           kind = excluded.kind, fingerprint = excluded.fingerprint, thumbnail = coalesce(excluded.thumbnail, thumbnail)
         returning id`,
      );
      const vector = connection.prepare(
        'insert or replace into vector (content, space, vector) values (?, ?, ?)',
      );
      const insertGlimpse = connection.prepare(
        'insert or replace into glimpse (content, version, tiny, corners) values (?, ?, ?, ?)',
      );
      images.forEach(({ hash, bytes, facts, glimpse }, row) => {
        const { width, height, format, hasAlpha, kind, fingerprint, thumbnail } = facts;
        const alpha = hasAlpha ? 1 : 0;
        const key = keyOf(hash);
        const id = content.get(key, bytes, width, height, format, alpha, kind, fingerprint, thumbnail);
        const values = vectors.subarray(row * dimensions, (row + 1) * dimensions);
        vector.run(Number(id?.['id']), spaceId, blobOf(values, precision));
        if (glimpse) insertGlimpse.run(Number(id?.['id']), glimpseVersion, glimpse.tiny, glimpse.corners);
      });
    }, signal);
  }

  /** Vectors in the order of the hashes, those without a sound one left out, with what each picture is. */
  vectors(space: string, hashes: Iterable<ContentHash>, dimensions: number): VectorRows {
    const { bad, ...sound } = this.#contents.read(connection =>
      vectorRows(connection, spaceIdOf(connection, space) ?? null, [...hashes], dimensions),
    );
    if (bad.length > 0) this.#forgetVectors(space, bad);
    return sound;
  }

  /** The next page of a space's vectors, as far as their contents are wanted: from `after` on, as many as `into` has room for. */
  vectorPage(
    space: string,
    after: number,
    dimensions: number,
    into: Float32Array,
    isWanted: (hash: ContentHash) => boolean,
  ): VectorPage {
    const { bad, ...sound } = this.#contents.read(connection =>
      vectorPage(connection, spaceIdOf(connection, space) ?? null, after, dimensions, into, isWanted),
    );
    if (bad.length > 0) this.#forgetVectors(space, bad);
    return sound;
  }

  /** How many vectors a space has. */
  countVectors(space: string): number {
    return this.#contents.read(connection => countVectors(connection, spaceIdOf(connection, space) ?? null));
  }

  /** Drops vectors that cannot be what was written, so that the next run encodes their pictures again. */
  #forgetVectors(space: string, hashes: readonly ContentHash[]): void {
    if (!this.#hasBadVectors) {
      this.#warnings.push(
        `Vectors in the index ${this.#opened.file} were damaged. Their images are found again after the next index run.`,
      );
    }
    this.#hasBadVectors = true;
    if (this.#readOnly) return;
    void this.#writeIfPossible(connection => {
      const remove = connection.prepare(
        'delete from vector where space = ? and content = (select id from content where hash = ?)',
      );
      const spaceId = spaceIdOf(connection, space) ?? null;
      for (const hash of hashes) remove.run(spaceId, keyOf(hash));
    });
  }

  /** The vectors of those texts that have one in this space. */
  textVectors(space: string, texts: readonly string[]): Map<string, Float32Array> {
    return this.#contents.read(connection => {
      const spaceId = spaceIdOf(connection, space) ?? null;
      const select = connection.prepare('select vector from text_vector where space = ? and text = ?');
      const found = new Map<string, Float32Array>();
      for (const text of texts) {
        const blob = select.get(spaceId, text)?.['vector'];
        // Texts are kept as they came, whatever is set for images: they are few.
        const vector = blob instanceof Uint8Array && vectorOf(blob, blob.byteLength / 4);
        if (vector && isUnit(vector)) found.set(text, vector);
      }
      return found;
    });
  }

  /**
   * Keeps a vector for each text, `texts.length × dimensions`; the oldest give way.
   * A search must not fail because its words cannot be remembered: on a full disk they are encoded again next time.
   */
  saveTextVectors(space: string, texts: readonly string[], vectors: Float32Array, dimensions: number): void {
    if (texts.length === 0) return;
    expectRows(vectors, texts.length, dimensions);
    void this.#writeIfPossible(connection => {
      const spaceId = makeSpaceId(connection, space);
      const insert = connection.prepare(
        'insert or replace into text_vector (space, text, vector) values (?, ?, ?)',
      );
      texts.forEach((text, row) =>
        insert.run(
          spaceId,
          text,
          blobOf(vectors.subarray(row * dimensions, (row + 1) * dimensions), 'float32'),
        ),
      );
      connection
        .prepare('delete from text_vector where id <= (select max(id) from text_vector) - ?')
        .run(cachedTexts);
    });
  }

  /** The pixel hashes of those contents that have one of this version. */
  pixelHashes(hashes: readonly ContentHash[]): Map<ContentHash, string> {
    return this.#contents.read(connection => {
      const select = connection.prepare('select pixel_hash from content where hash = ?');
      const found = new Map<ContentHash, string>();
      for (const hash of hashes) {
        const pixels = select.get(keyOf(hash))?.['pixel_hash'];
        if (typeof pixels === 'string' && pixels.startsWith(pixelHashMark))
          found.set(hash, pixels.slice(pixelHashMark.length));
      }
      return found;
    });
  }

  /** Keeps pixel hashes of contents that are known; others are passed over, and all where nothing can be written. */
  savePixelHashes(pixels: ReadonlyMap<ContentHash, string>): void {
    if (pixels.size === 0) return;
    void this.#writeIfPossible(connection => {
      const update = connection.prepare('update content set pixel_hash = ? where hash = ?');
      for (const [hash, digest] of pixels) update.run(pixelHashMark + digest, keyOf(hash));
    });
  }

  /** What was kept of those contents that have it. */
  glimpses(hashes: readonly ContentHash[]): Map<ContentHash, Glimpse> {
    return this.#contents.read(connection => readGlimpses(connection, hashes));
  }

  /** Keeps them, where anything can be written. */
  saveGlimpses(glimpses: ReadonlyMap<ContentHash, Glimpse>): void {
    if (glimpses.size > 0) void this.#writeIfPossible(connection => writeGlimpses(connection, glimpses));
  }

  /** The outlines of this version that the contents have. */
  outlines(version: number, hashes: readonly ContentHash[]): Map<ContentHash, Uint8Array> {
    return this.#contents.read(connection => readOutlines(connection, version, hashes));
  }

  /** Keeps outlines, where anything can be written. */
  saveOutlines(version: number, outlines: ReadonlyMap<ContentHash, Uint8Array>): void {
    if (outlines.size > 0)
      void this.#writeIfPossible(connection => writeOutlines(connection, version, outlines));
  }

  /** What was found of pairs of these contents: by the first one, then by the second one; null where they are no copies. */
  verdicts(
    version: number,
    hashes: readonly ContentHash[],
  ): Map<ContentHash, Map<ContentHash, string | null>> {
    return this.#contents.read(connection => readVerdicts(connection, version, hashes));
  }

  /** True where anything is kept of pairs, in this version. */
  hasVerdicts(version: number): boolean {
    return this.#contents.read(connection => hasVerdicts(connection, version));
  }

  /** Keeps what was found of pairs, where anything can be written. */
  saveVerdicts(version: number, verdicts: readonly StoredVerdict[]): void {
    if (verdicts.length > 0)
      void this.#writeIfPossible(connection => writeVerdicts(connection, version, verdicts));
  }

  /** About how many bytes clearing these folders would free. */
  bytesOf(folderPaths: readonly string[]): Promise<number> {
    return bytesOfFolders(this.#cleared(), folderPaths);
  }

  /**
   * Drops the catalogs of these folders and everything that no other folder's files refer to.
   * The catalogs must be closed, and rest. Returns the bytes freed.
   */
  clear(folderPaths: readonly string[]): Promise<number> {
    return clearFolders(this.#cleared(), folderPaths);
  }

  /** Every set of vectors in it. */
  vectorSets(): VectorSet[] {
    return vectorSetsIn(this.#contents);
  }

  /** Removes some vectors of a set; true while there are more. */
  dropSomeVectors(space: string): Promise<boolean> {
    return dropSomeVectors(this.#contents, space);
  }

  /** Gives the room of what was removed back to the disk. */
  giveBackRoom(): void {
    giveBackRoom(this.#contents);
  }

  close(): void {
    this.#turn?.close();
    this.#opened.close();
  }

  /** The open database; opened again where it is damaged, or another process has moved a damaged one aside. */
  get #contents(): Database {
    if (this.#opened.isSpent()) {
      this.#opened.close();
      this.#opened = this.#open();
    }
    return this.#opened;
  }

  #open(): Database {
    const file = path.join(this.folder, 'vectors.sqlite');
    const opened = this.#readOnly
      ? openReadOnly(file, contentMigrations)
      : openDatabase(file, contentMigrations, this.#journal);
    this.#warn(opened);
    return opened.database;
  }

  /** A file without a byte is worth a word only where something can have been lost with it. */
  #warn({ database, warning, wasEmptied }: OpenedDatabase): void {
    if (warning && (!wasEmptied || hasTraces(this.folder, database.file))) this.#warnings.push(warning);
  }

  #preference(name: string): unknown {
    const set = this.#preferences.get(name);
    if (set !== undefined) return set;
    return this.#contents.read(connection =>
      connection.prepare('select value from fact where name = ?').get(name),
    )?.['value'];
  }

  /** Holds at once in this process, and for others as soon as it can be written. */
  #setPreference(name: string, value: string): void {
    if (this.#preference(name) === value) return;
    this.#preferences.set(name, value);
    const written = this.#writeIfPossible(connection => {
      connection.prepare('insert or replace into fact (name, value) values (?, ?)').run(name, value);
    });
    // From then on the last who set it is obeyed.
    void written.then(() => this.#preferences.delete(name));
  }

  /** For what is only kept to be faster the next time: nobody waits for it, and where it fails it is made again. */
  async #writeIfPossible(work: (connection: DatabaseSync) => void): Promise<void> {
    try {
      await this.#contents.write(work);
    } catch (error) {
      if (!LensError.is(error, 'store-failed') && !LensError.is(error, 'closed')) throw error;
    }
  }

  #cleared() {
    return { folder: this.folder, thumbnails: this.thumbnails, contents: this.#contents };
  }
}

/** Makes the folders, and keeps what is in them out of Git and out of our own listings, wherever the store was put. */
function makeFolders(store: string, thumbnails: string): void {
  try {
    const isNew = makeFolder(store, 0o700);
    makeFolder(thumbnails);
    for (const folder of isNew ? [store, thumbnails] : [thumbnails]) {
      const rules = path.join(folder, '.gitignore');
      if (!existsSync(rules)) writeFileSync(rules, '*\n');
    }
  } catch (error) {
    throw storeFailed(store, error);
  }
}

function spaceIdOf(connection: DatabaseSync, space: string): number | undefined {
  const id = connection.prepare('select id from space where name = ?').get(space)?.['id'];
  return id === undefined ? undefined : Number(id);
}

function makeSpaceId(connection: DatabaseSync, space: string): number {
  connection.prepare('insert or ignore into space (name) values (?)').run(space);
  return Number(spaceIdOf(connection, space));
}

function expectRows(vectors: Float32Array, rows: number, dimensions: number): void {
  if (vectors.length === rows * dimensions) return;
  throw new Error(`Expected ${rows} vectors of ${dimensions} floats but received ${vectors.length} floats`);
}
