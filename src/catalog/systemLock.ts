/**
 * A lock that the system frees when its holder ends, however it ends: no file has to be tidied up, no process asked
 * whether it still lives. Node has no call for it, SQLite has: a transaction on an empty database that writes nothing
 * holds the locks of the file system until it ends. Such a file stays empty, and is never removed: those who hold a
 * lock on a removed file and those who made a new one would not see each other.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeFolder } from './makeFolder.ts';
import { loadSqlite } from './sqlite.ts';
import { isDamage, sqliteCode, sqliteCodes, storeFailed } from './storeError.ts';

export class SystemLock {
  readonly #file: string;
  readonly #connection: DatabaseSync;

  /** Makes the file where it is missing. Throws `store-failed`. */
  constructor(file: string) {
    this.#file = file;
    try {
      makeFolder(path.dirname(file), 0o700);
      this.#connection = new (loadSqlite().DatabaseSync)(file, { timeout: 0 });
    } catch (error) {
      throw storeFailed(file, error);
    }
  }

  get isHeld(): boolean {
    return this.#connection.isOpen && this.#connection.isTransaction;
  }

  /** True when nobody else holds it in any way, and it is ours from now on. */
  takeAlone(): boolean {
    return this.#take('begin exclusive');
  }

  /** True when nobody holds it alone; others may share it. */
  takeShared(): boolean {
    return this.#take('begin; select count(*) from sqlite_schema');
  }

  /** True when another holds it, alone or shared. For one who does not hold it. */
  isHeldElsewhere(): boolean {
    if (!this.takeAlone()) return true;
    this.release();
    return false;
  }

  release(): void {
    if (this.isHeld) this.#connection.exec('rollback');
  }

  close(): void {
    this.release();
    if (this.#connection.isOpen) this.#connection.close();
  }

  #take(begin: string): boolean {
    if (this.isHeld) return true;
    try {
      this.#connection.exec(begin);
      return true;
    } catch (error) {
      this.release();
      if (sqliteCode(error) === sqliteCodes.busy) return false;
      if (!isDamage(error)) throw storeFailed(this.#file, error);
    }
    // Nobody can hold a lock on what is no database.
    return this.#mendAndTake(begin);
  }

  #mendAndTake(begin: string): boolean {
    try {
      writeFileSync(this.#file, '');
      this.#connection.exec(begin);
      return true;
    } catch (error) {
      this.release();
      if (sqliteCode(error) === sqliteCodes.busy) return false;
      throw storeFailed(this.#file, error);
    }
  }
}
