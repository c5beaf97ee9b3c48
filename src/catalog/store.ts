/**
 * The store: what follows from contents, shared by all folders, and one catalog a folder.
 * Vectors are kept by content and space, so that a rename, a copy or a second folder costs no encoding.
 */
import { readdirSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ContentHash, ImageFacts, ImageFormat } from '../protocol/asset.ts';
import type { EncodedImage } from '../protocol/encoder.ts';
import { type Catalog, openCatalogIn, readCatalogHashes } from './catalog.ts';
import { openDatabase, openReadOnly } from './database.ts';
import { catalogFile } from './place.ts';
import { contentMigrations } from './schema.ts';

/** Opens the store below a folder, making it where it is missing. Throws `store-failed`. */
export function openStore(folder: string, options: { readonly readOnly?: boolean } = {}): Store {
  return new Store(folder, options.readOnly ?? false);
}

export class Store {
  readonly folder: string;
  readonly thumbnails: string;
  readonly #readOnly: boolean;
  readonly #database: DatabaseSync;
  readonly #warnings: string[] = [];

  constructor(folder: string, readOnly: boolean) {
    this.folder = folder;
    this.thumbnails = path.join(folder, 'thumbnails');
    this.#readOnly = readOnly;
    const open = readOnly ? openReadOnly : openDatabase;
    const { database, warning } = open(path.join(folder, 'vectors.sqlite'), contentMigrations);
    this.#database = database;
    if (warning) this.#warnings.push(warning);
  }

  /** What people should hear about the store, one sentence each. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** The catalog of a folder; where nothing may be written and none is there, an empty one. */
  openCatalog(folderPath: string): Catalog {
    const { catalog, warning } = openCatalogIn(
      catalogFile(this.folder, folderPath),
      folderPath,
      this.#readOnly,
    );
    if (warning) this.#warnings.push(warning);
    return catalog;
  }

  facts(hashes: readonly ContentHash[]): Map<ContentHash, ImageFacts> {
    const select = this.#database.prepare(
      'select width, height, format, has_alpha, fingerprint, thumbnail from content where hash = ?',
    );
    const found = new Map<ContentHash, ImageFacts>();
    for (const hash of new Set(hashes)) {
      const row = select.get(hash);
      if (!row) continue;
      found.set(hash, {
        width: Number(row['width']),
        height: Number(row['height']),
        // Only saveEncoded writes here, from a value of this type.
        format: String(row['format']) as ImageFormat,
        hasAlpha: row['has_alpha'] === 1,
        fingerprint: String(row['fingerprint']),
        thumbnail: row['thumbnail'] === null ? null : String(row['thumbnail']),
      });
    }
    return found;
  }

  /** Which contents have both a vector in this space and facts. */
  known(space: string, hashes: readonly ContentHash[]): Set<ContentHash> {
    const select = this.#database.prepare(
      'select 1 from vector join content using (hash) where space = ? and hash = ?',
    );
    return new Set(hashes.filter(hash => select.get(space, hash) !== undefined));
  }

  /** Writes facts and vectors of one batch in one transaction; `vectors` has a row for each image. */
  saveEncoded(
    space: string,
    images: readonly EncodedImage[],
    vectors: Float32Array,
    dimensions: number,
  ): void {
    if (images.length === 0) return;
    this.#transaction(() => {
      // A pixel hash that was computed once stays: it follows from the content.
      const content = this.#database.prepare(
        `insert into content (hash, bytes, width, height, format, has_alpha, fingerprint, thumbnail)
         values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (hash) do update set fingerprint = excluded.fingerprint, thumbnail = excluded.thumbnail`,
      );
      const vector = this.#database.prepare(
        'insert or replace into vector (space, hash, vector) values (?, ?, ?)',
      );
      images.forEach(({ hash, bytes, facts }, row) => {
        const { width, height, format, hasAlpha, fingerprint, thumbnail } = facts;
        content.run(hash, bytes, width, height, format, hasAlpha ? 1 : 0, fingerprint, thumbnail);
        vector.run(space, hash, blobOf(vectors.subarray(row * dimensions, (row + 1) * dimensions)));
      });
    });
  }

  /** Vectors in the order of the hashes, those without one left out: `hashes.length × dimensions`. */
  vectors(
    space: string,
    hashes: Iterable<ContentHash>,
    dimensions: number,
  ): { hashes: ContentHash[]; vectors: Float32Array } {
    const select = this.#database.prepare('select vector from vector where space = ? and hash = ?');
    const found: ContentHash[] = [];
    const rows: Float32Array[] = [];
    for (const hash of hashes) {
      const vector = vectorOf(select.get(space, hash)?.['vector']);
      if (vector?.length !== dimensions) continue;
      found.push(hash);
      rows.push(vector);
    }
    const vectors = new Float32Array(rows.length * dimensions);
    rows.forEach((vector, row) => vectors.set(vector, row * dimensions));
    return { hashes: found, vectors };
  }

  textVectors(space: string, texts: readonly string[]): Map<string, Float32Array> {
    const select = this.#database.prepare('select vector from text_vector where space = ? and text = ?');
    const found = new Map<string, Float32Array>();
    for (const text of texts) {
      const vector = vectorOf(select.get(space, text)?.['vector']);
      if (vector) found.set(text, vector);
    }
    return found;
  }

  saveTextVectors(space: string, texts: readonly string[], vectors: Float32Array, dimensions: number): void {
    this.#transaction(() => {
      const insert = this.#database.prepare(
        'insert or replace into text_vector (space, text, vector) values (?, ?, ?)',
      );
      texts.forEach((text, row) =>
        insert.run(space, text, blobOf(vectors.subarray(row * dimensions, (row + 1) * dimensions))),
      );
    });
  }

  pixelHashes(hashes: readonly ContentHash[]): Map<ContentHash, string> {
    const select = this.#database.prepare('select pixel_hash from content where hash = ?');
    const found = new Map<ContentHash, string>();
    for (const hash of hashes) {
      const pixels = select.get(hash)?.['pixel_hash'];
      if (typeof pixels === 'string') found.set(hash, pixels);
    }
    return found;
  }

  savePixelHashes(pixels: ReadonlyMap<ContentHash, string>): void {
    this.#transaction(() => {
      const update = this.#database.prepare('update content set pixel_hash = ? where hash = ?');
      for (const [hash, digest] of pixels) update.run(digest, hash);
    });
  }

  /** Everything below the store's folder, in bytes. */
  async bytesOnDisk(): Promise<number> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(() => []);
    let bytes = 0;
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      bytes += await stat(path.join(entry.parentPath, entry.name)).then(
        facts => facts.size,
        () => 0,
      );
    }
    return bytes;
  }

  /**
   * Drops the catalogs of these folders and everything that no other folder's files refer to.
   * The catalogs must be closed. Returns the bytes freed.
   */
  async clear(folderPaths: readonly string[]): Promise<number> {
    const before = await this.bytesOnDisk();
    for (const folderPath of folderPaths) {
      const file = catalogFile(this.folder, folderPath);
      for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true });
    }
    this.#dropContentBut(this.#usedHashes());
    this.#database.exec('vacuum; pragma wal_checkpoint(truncate)');
    await this.#dropThumbnails();
    return Math.max(0, before - (await this.bytesOnDisk()));
  }

  close(): void {
    this.#database.close();
  }

  #usedHashes(): Set<string> {
    const used = new Set<string>();
    const folders = path.join(this.folder, 'folders');
    for (const name of listed(folders)) {
      if (name.endsWith('.sqlite'))
        for (const hash of readCatalogHashes(path.join(folders, name))) used.add(hash);
    }
    return used;
  }

  #dropContentBut(used: ReadonlySet<string>): void {
    this.#transaction(() => {
      for (const table of ['content', 'vector']) {
        const remove = this.#database.prepare(`delete from ${table} where hash = ?`);
        for (const { hash } of this.#database.prepare(`select distinct hash from ${table}`).all()) {
          if (!used.has(String(hash))) remove.run(String(hash));
        }
      }
      this.#database.exec('delete from text_vector');
    });
  }

  async #dropThumbnails(): Promise<void> {
    const kept = new Set(
      this.#database
        .prepare('select thumbnail from content')
        .all()
        .map(row => String(row['thumbnail'])),
    );
    await mkdir(this.thumbnails, { recursive: true });
    for (const entry of await readdir(this.thumbnails, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const name = path.relative(this.thumbnails, file).split(path.sep).join('/');
      if (entry.isFile() && !kept.has(name)) await rm(file, { force: true });
    }
  }

  #transaction(work: () => void): void {
    this.#database.exec('begin immediate');
    try {
      work();
      this.#database.exec('commit');
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, no catalogs.
    return [];
  }
}

/** Float32, in the machine's byte order: a store is not carried to another machine. */
function blobOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

function vectorOf(blob: unknown): Float32Array | undefined {
  if (!(blob instanceof Uint8Array) || blob.byteLength % 4 !== 0) return undefined;
  // A copy: the blob may begin at an address that no Float32Array can.
  return new Float32Array(blob.slice().buffer);
}
