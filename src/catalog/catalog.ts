/** The catalog of one folder: which file has which content, or why it has none. */
import { DatabaseSync } from 'node:sqlite';
import type { AssetPath, ContentHash, ProblemKind } from '../protocol/asset.ts';
import { openDatabase, openReadOnly } from './database.ts';
import { catalogMigrations } from './schema.ts';

/** One file. Either `hash` or `problem` is there. */
export interface FileRow {
  readonly path: AssetPath;
  readonly bytes: number;
  /** Milliseconds since the epoch, with fractions where the file system has them. */
  readonly modified: number;
  readonly hash: ContentHash | null;
  readonly problem: { readonly kind: ProblemKind; readonly detail: string } | null;
}

/** Opens the catalog in a file, making it unless only reading. */
export function openCatalogIn(
  file: string,
  folderPath: string,
  readOnly: boolean,
): { catalog: Catalog; warning: string | null } {
  const { database, warning } = (readOnly ? openReadOnly : openDatabase)(file, catalogMigrations);
  if (!readOnly) {
    database.prepare(`insert or ignore into fact (name, value) values ('folder', ?)`).run(folderPath);
  }
  return { catalog: new Catalog(database), warning };
}

/** The contents that a catalog refers to, without keeping it open. One that cannot be read refers to nothing. */
export function readCatalogHashes(file: string): string[] {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    return database
      .prepare('select hash from file where hash is not null')
      .all()
      .map(row => String(row['hash']));
  } catch {
    // A damaged catalog is moved aside when its folder is opened; its contents are encoded again then.
    return [];
  } finally {
    database?.close();
  }
}

export class Catalog {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** All rows, by path. */
  files(): FileRow[] {
    return this.#database
      .prepare('select path, bytes, modified, hash, problem, detail from file order by path')
      .all()
      .map(row => ({
        // Only `apply` writes here, from values of these types.
        path: String(row['path']) as AssetPath,
        bytes: Number(row['bytes']),
        modified: Number(row['modified']),
        hash: row['hash'] === null ? null : (String(row['hash']) as ContentHash),
        problem:
          row['problem'] === null
            ? null
            : { kind: String(row['problem']) as ProblemKind, detail: String(row['detail']) },
      }));
  }

  /** Writes and removes rows in one transaction. */
  apply(changes: { readonly upsert: readonly FileRow[]; readonly remove: readonly AssetPath[] }): void {
    if (changes.upsert.length === 0 && changes.remove.length === 0) return;
    this.#database.exec('begin immediate');
    try {
      const upsert = this.#database.prepare(
        'insert or replace into file (path, bytes, modified, hash, problem, detail) values (?, ?, ?, ?, ?, ?)',
      );
      for (const { path, bytes, modified, hash, problem } of changes.upsert) {
        upsert.run(path, bytes, modified, hash, problem?.kind ?? null, problem?.detail ?? null);
      }
      const remove = this.#database.prepare('delete from file where path = ?');
      for (const path of changes.remove) remove.run(path);
      this.#database.exec('commit');
    } catch (error) {
      this.#database.exec('rollback');
      throw error;
    }
  }

  /** True once an index run came to its end. */
  get complete(): boolean {
    return (
      this.#database.prepare(`select value from fact where name = 'complete'`).get()?.['value'] === 'yes'
    );
  }

  setComplete(complete: boolean): void {
    this.#database
      .prepare(`insert or replace into fact (name, value) values ('complete', ?)`)
      .run(complete ? 'yes' : 'no');
  }

  close(): void {
    this.#database.close();
  }
}
