/** The catalog of one folder: which file has which content, or why it has none. */
import { existsSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { AssetPath, ContentHash, ProblemKind } from '../protocol/asset.ts';
import { type Database, openDatabase, openReadOnly } from './database.ts';
import { hashOf, keyOf } from './rowValues.ts';
import { catalogMigrations } from './schema.ts';
import { sqliteCode, sqliteCodes } from './storeError.ts';

/** One file. Either `hash` or `problem` is there. */
export interface FileRow {
  readonly path: AssetPath;
  readonly bytes: number;
  /** Milliseconds since the epoch, with fractions where the file system has them. */
  readonly modified: number;
  readonly hash: ContentHash | null;
  readonly problem: { readonly kind: ProblemKind; readonly detail: string } | null;
}

/** What a catalog is opened with. */
export interface CatalogPlace {
  /** The database, which is made by the first write: looking at a folder leaves no trace. */
  readonly file: string;
  /** Absolute path of the folder, kept in the file for people who wonder whose it is. */
  readonly folderPath: string;
  readonly readOnly: boolean;
  warn(sentence: string): void;
}

export class Catalog {
  readonly #place: CatalogPlace;
  #database: Database | null = null;

  /** Throws `store-failed`. */
  constructor(place: CatalogPlace) {
    this.#place = place;
    this.#existing();
  }

  /** All rows, by path. */
  files(): FileRow[] {
    return this.#read(
      connection =>
        connection
          .prepare('select path, bytes, modified, hash, problem, detail from file order by path')
          .all()
          .map(row => ({
            // Only `apply` writes here, from values of these types.
            path: String(row['path']) as AssetPath,
            bytes: Number(row['bytes']),
            modified: Number(row['modified']),
            hash: row['hash'] instanceof Uint8Array ? hashOf(row['hash']) : null,
            problem:
              row['problem'] === null
                ? null
                : { kind: String(row['problem']) as ProblemKind, detail: String(row['detail']) },
          })),
      [],
    );
  }

  /** Removes and then writes rows, in one transaction. */
  apply(changes: { readonly upsert: readonly FileRow[]; readonly remove: readonly AssetPath[] }): void {
    if (changes.upsert.length === 0 && changes.remove.length === 0) return;
    this.#write(connection => {
      const remove = connection.prepare('delete from file where path = ?');
      for (const path of changes.remove) remove.run(path);
      const upsert = connection.prepare(
        'insert or replace into file (path, bytes, modified, hash, problem, detail) values (?, ?, ?, ?, ?, ?)',
      );
      for (const { path, bytes, modified, hash, problem } of changes.upsert) {
        upsert.run(
          path,
          bytes,
          modified,
          hash && keyOf(hash),
          problem?.kind ?? null,
          problem?.detail ?? null,
        );
      }
    });
  }

  /** True once an index run came to its end. */
  get complete(): boolean {
    return this.#read(connection => factOf(connection, 'complete') === 'yes', false);
  }

  setComplete(complete: boolean): void {
    this.#write(connection => setFact(connection, 'complete', complete ? 'yes' : 'no'));
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  #read<Result>(work: (connection: DatabaseSync) => Result, none: Result): Result {
    return this.#existing()?.read(work) ?? none;
  }

  #write(work: (connection: DatabaseSync) => void): void {
    this.#database = this.#existing() ?? this.#open();
    this.#database.write(work);
  }

  #existing(): Database | null {
    // Another process may have made it since the last look.
    if (!this.#database && existsSync(this.#place.file)) this.#database = this.#open();
    return this.#database;
  }

  #open(): Database {
    const { file, folderPath, readOnly, warn } = this.#place;
    const { database, warning } = (readOnly ? openReadOnly : openDatabase)(file, catalogMigrations);
    if (warning) warn(warning);
    const isNamed = database.read(connection => factOf(connection, 'folder') !== undefined);
    if (!readOnly && !isNamed) database.write(connection => setFact(connection, 'folder', folderPath));
    return database;
  }
}

/** Contents that the catalog in a file refers to; null when that cannot be told. */
export function readCatalogHashes(file: string): ContentHash[] | null {
  const { database, warning } = openReadOnly(file, catalogMigrations);
  try {
    if (warning) return null;
    return database.read(connection =>
      connection
        .prepare('select distinct hash from file where hash is not null')
        .all()
        // Only `apply` writes here, a blob or null.
        .map(row => hashOf(row['hash'] as Uint8Array)),
    );
  } finally {
    database.close();
  }
}

/**
 * Empties the catalog in a file, then removes the file unless another process has it open:
 * such a process would go on in a file without a name, and take its successor's journal away when it ends.
 */
export function dropCatalog(file: string): void {
  if (!existsSync(file)) return;
  const { database } = openDatabase(file, catalogMigrations);
  database.write(connection => connection.exec('delete from file; delete from fact'));
  const isAlone = database.read(leavesWal);
  database.close();
  if (isAlone) rmSync(file, { force: true });
}

/** SQLite leaves WAL only for the last connection. */
function leavesWal(connection: DatabaseSync): boolean {
  try {
    connection.exec('pragma busy_timeout = 0; pragma journal_mode = delete');
    return true;
  } catch (error) {
    if (sqliteCode(error) === sqliteCodes.busy) return false;
    throw error;
  }
}

function factOf(connection: DatabaseSync, name: string): unknown {
  return connection.prepare('select value from fact where name = ?').get(name)?.['value'];
}

function setFact(connection: DatabaseSync, name: string, value: string): void {
  connection.prepare('insert or replace into fact (name, value) values (?, ?)').run(name, value);
}
