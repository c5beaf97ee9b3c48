/** What an index takes on the disk, and taking it away again. */
import { readdirSync } from 'node:fs';
import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { ContentHash } from '../protocol/asset.ts';
import { dropCatalog, readCatalogHashes } from './catalog.ts';
import type { Database } from './database.ts';
import { catalogFile, catalogsFolder } from './place.ts';
import { hashOf, keyOf } from './rowValues.ts';
import { snapshotFile } from './snapshot.ts';
import { abandonedMilliseconds, contentOfThumbnail } from './thumbnails.ts';

/** The parts of an open store that clearing touches. */
export interface ClearedStore {
  readonly folder: string;
  readonly thumbnails: string;
  /** The contents of all folders. */
  readonly contents: Database;
}

/** Files whose size is asked at a time. */
const statsAtOnce = 64;

/** About how many bytes `clearFolders` would free: exact but for the pages of the database, which are counted by payload. */
export async function bytesOfFolders(store: ClearedStore, folderPaths: readonly string[]): Promise<number> {
  const others = hashesInUse(store, folderPaths);
  const databases = folderPaths.map(folderPath => catalogFile(store.folder, folderPath));
  const own = new Set(databases.flatMap(file => readCatalogHashes(file) ?? []));
  if (others?.size === 0 && own.size > 0) return sizeOf(await filesBelow(store.folder));
  const files = databases.flatMap(file => [file, `${file}-wal`, `${file}-shm`]);
  files.push(...folderPaths.map(folderPath => snapshotFile(store.folder, folderPath)));
  let bytes = 0;
  if (others) {
    store.contents.read(connection => {
      const vectors = connection.prepare(
        `select sum(length(vector)) as bytes from vector join content on content.id = vector.content where hash = ?`,
      );
      const outlines = connection.prepare(
        'select length(outline) as bytes from outline join content on content.id = outline.content where hash = ?',
      );
      for (const hash of own) {
        if (others.has(hash)) continue;
        for (const select of [vectors, outlines]) bytes += Number(select.get(keyOf(hash))?.['bytes'] ?? 0);
      }
    });
    for (const file of await filesBelow(store.thumbnails)) {
      const hash = contentOfThumbnail(path.relative(store.thumbnails, file));
      if (hash !== null && own.has(hash) && !others.has(hash)) files.push(file);
    }
  }
  return bytes + (await sizeOf(files));
}

/**
 * Drops the catalogs of these folders and everything that no other folder's files refer to.
 * This process must have closed those catalogs. Returns the bytes freed.
 */
export async function clearFolders(store: ClearedStore, folderPaths: readonly string[]): Promise<number> {
  const before = await sizeOf(await filesBelow(store.folder));
  for (const folderPath of folderPaths) {
    await dropCatalog(catalogFile(store.folder, folderPath));
    await rm(snapshotFile(store.folder, folderPath), { force: true });
  }
  const kept = hashesInUse(store, folderPaths);
  // Where another folder's catalog cannot be read, nobody knows what it refers to: nothing is dropped then.
  if (kept) await dropThumbnails(store.thumbnails, await dropContents(store.contents, kept));
  for (const file of await filesBelow(store.folder)) {
    if (/\.sqlite\.damaged-\d+(-wal|-shm)?$/.test(file)) await rm(file, { force: true });
  }
  return Math.max(0, before - (await sizeOf(await filesBelow(store.folder))));
}

/** The contents that catalogs other than these folders' refer to; null where one of them cannot be read. */
function hashesInUse(store: ClearedStore, folderPaths: readonly string[]): Set<ContentHash> | null {
  const own = new Set(folderPaths.map(folderPath => catalogFile(store.folder, folderPath)));
  const used = new Set<ContentHash>();
  for (const name of namesIn(catalogsFolder(store.folder))) {
    const file = path.join(catalogsFolder(store.folder), name);
    if (!name.endsWith('.sqlite') || own.has(file)) continue;
    const hashes = readCatalogHashes(file);
    if (hashes === null) return null;
    for (const hash of hashes) used.add(hash);
  }
  return used;
}

interface Contents {
  readonly dropped: ReadonlySet<ContentHash>;
  readonly kept: ReadonlySet<ContentHash>;
}

/** Deletes all contents but these, with their vectors, and every cached text. */
async function dropContents(contents: Database, kept: ReadonlySet<ContentHash>): Promise<Contents> {
  const before = await contents.write(connection => {
    const hashes = hashesOf(connection);
    connection.exec('create temp table kept (hash blob primary key) without rowid');
    const keep = connection.prepare('insert into kept (hash) values (?)');
    for (const hash of kept) keep.run(keyOf(hash));
    connection.exec(`
      create temp table gone as select id from content where hash not in (select hash from kept);
      delete from outline where content in (select id from gone);
      delete from glimpse where content in (select id from gone);
      delete from copy where a in (select id from gone) or b in (select id from gone);
      drop table gone;
      delete from vector where content in (select id from content where hash not in (select hash from kept));
      delete from content where hash not in (select hash from kept);
      delete from text_vector;
      delete from space where id not in (select space from vector);
      drop table kept`);
    return hashes;
  });
  return contents.read(connection => {
    connection.exec('vacuum; pragma wal_checkpoint(truncate)');
    const after = hashesOf(connection);
    return { dropped: new Set([...before].filter(hash => !after.has(hash))), kept: after };
  });
}

function hashesOf(connection: DatabaseSync): Set<ContentHash> {
  const rows = connection.prepare('select hash from content').all();
  // Only `saveEncoded` writes here, from a value of this type.
  return new Set(rows.map(row => hashOf(row['hash'] as Uint8Array)));
}

/**
 * Removes the pictures of dropped contents in all sizes, what killed writers left, and old pictures of no content. An
 * encoder writes a picture before its row is there: younger ones may belong to a run under way.
 */
async function dropThumbnails(folder: string, { dropped, kept }: Contents): Promise<void> {
  const oldest = Date.now() - abandonedMilliseconds;
  for (const file of await filesBelow(folder)) {
    const name = path.relative(folder, file);
    if (name.startsWith('.')) continue;
    const hash = contentOfThumbnail(name);
    const isKept = hash !== null && kept.has(hash) && !name.endsWith('.part');
    if (isKept) continue;
    const modified = await stat(file).then(({ mtimeMs }) => mtimeMs, () => Infinity); // prettier-ignore
    if ((hash !== null && dropped.has(hash)) || modified < oldest) await rm(file, { force: true });
  }
  // Empty ones are a megabyte after a large index. What holds something is not removed, and writers make what they miss.
  for (const name of namesIn(folder)) await rmdir(path.join(folder, name)).catch(() => undefined);
}

async function filesBelow(folder: string): Promise<string[]> {
  // A folder that is not there holds nothing.
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
}

async function sizeOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (let first = 0; first < files.length; first += statsAtOnce) {
    const batch = files.slice(first, first + statsAtOnce);
    // Files come and go meanwhile.
    const sizes = batch.map(file => stat(file).then(({ size }) => size, () => 0)); // prettier-ignore
    for (const size of await Promise.all(sizes)) bytes += size;
  }
  return bytes;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder, no catalogs.
    return [];
  }
}
