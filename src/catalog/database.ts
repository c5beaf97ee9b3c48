/** One open database file: opened the way all of ours are, written in transactions that wait for their turn (`turn.ts`). */
import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { type JournalMode, journalModeFor } from './journal.ts';
import { makeFolder } from './makeFolder.ts';
import { layNewestOver } from './olderVersion.ts';
import { type Migrations, migrate, needsMigration, versionOf } from './schema.ts';
import { loadSqlite } from './sqlite.ts';
import { isDamage, sqliteCode, sqliteCodes, storeFailed } from './storeError.ts';
import { WritingQueue, busyMilliseconds, untilFree } from './turn.ts';

/** A database that is being made has its first bytes much sooner. */
const newMilliseconds = 10_000;

export interface OpenedDatabase {
  readonly database: Database;
  /** One sentence for people where the file could not be used as it was. */
  readonly warning: string | null;
  /**
   * True where the warning says no more than that the file had no byte: its content is gone, or a process ended before it
   * wrote any. What lies beside it may tell (`traces.ts`).
   */
  readonly wasEmptied: boolean;
}

/** Larger pages than SQLite's 4 KB, of which a vector of 512 floats would waste half (docs/decisions/store.md). */
const pageBytes = 16_384;

/** Files up to this size are checked page by page whenever they are opened: some milliseconds. */
const alwaysCheckedBytes = 8 * 1024 * 1024;

/**
 * Files up to this size are, when the last process that had them open did not close them: it took 0.3 s for 247 MB that
 * were read of late (2 shared x86-64 cores, a training beside it).
 */
const checkedBytes = 256 * 1024 * 1024;

/** A connection with its lifetime. What goes wrong inside is thrown as `store-failed`. */
export class Database {
  readonly file: string;
  readonly #connection: DatabaseSync;
  readonly #writing: WritingQueue;
  readonly #inode: number | undefined;
  readonly #overlaidVersion: number | null;
  #isDamaged = false;

  /** `overlaidVersion` is the file's own where it is older than what is laid over it, otherwise null. */
  constructor(file: string, connection: DatabaseSync, overlaidVersion: number | null = null) {
    this.file = file;
    this.#connection = connection;
    this.#writing = new WritingQueue(connection);
    this.#inode = inodeOf(file);
    this.#overlaidVersion = overlaidVersion;
  }

  /**
   * True when this connection is of no more use: the file was removed, or another has its name, so that what is written
   * here would be lost; or damage was met in it, which the next to open it moves aside; or what is laid over an older
   * version hides what another process has brought to the newest.
   */
  isSpent(): boolean {
    if (this.#isDamaged || inodeOf(this.file) !== this.#inode) return true;
    return this.#overlaidVersion !== null && versionOf(this.#connection) !== this.#overlaidVersion;
  }

  /** Reads, or does what no transaction may hold. */
  read<Result>(work: (connection: DatabaseSync) => Result): Result {
    try {
      return work(this.#connection);
    } catch (error) {
      throw this.#met(error);
    }
  }

  /**
   * Does all of `work` or nothing of it, in the order in which it was asked for; once it resolves, the rows survive the
   * end of the process and of the power. Where no other process writes, it is done before this returns; otherwise the
   * thread goes on meanwhile. Throws `aborted`, and `closed` where the database was closed before.
   */
  async write<Result>(work: (connection: DatabaseSync) => Result, signal?: AbortSignal): Promise<Result> {
    try {
      return await this.#writing.transact(() => work(this.#connection), signal);
    } catch (error) {
      throw this.#met(error);
    }
  }

  close(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  #met(error: unknown): unknown {
    if (isDamage(error)) {
      suspect(this.file);
      this.#isDamaged = true;
    }
    return storeFailed(this.file, error);
  }
}

/** Opens or makes a database, with the journal that its place allows or that is given; a damaged one is moved aside first. Throws `store-failed`. */
export function openDatabase(file: string, migrations: Migrations, journal?: JournalMode): OpenedDatabase {
  try {
    makeFolder(path.dirname(file), 0o700);
    const seen = inodeOf(file);
    const wasEmptied = isEmptied(file);
    try {
      const database = new Database(file, openChecked(file, migrations, journal));
      return { database, warning: wasEmptied ? emptiedWarning(file) : null, wasEmptied };
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Another process may have moved it aside in the meantime.
      const isSame = inodeOf(file) === seen;
      const warning = isSame ? damagedWarning(file, moveAside(file)) : null;
      const database = new Database(file, openChecked(file, migrations, journal));
      return { database, warning, wasEmptied: false };
    }
  } catch (error) {
    throw storeFailed(file, error);
  }
}

/** Opens a database for reading only; one that is missing, damaged or without a byte reads as empty, one of an older version as it is. */
export function openReadOnly(file: string, migrations: Migrations): OpenedDatabase {
  try {
    if (!existsSync(file))
      return { database: emptyDatabase(file, migrations), warning: null, wasEmptied: false };
    const connection = connectReadOnly(file);
    try {
      const overlaid = needsMigration(connection, migrations) ? versionOf(connection) : null;
      if (overlaid !== null) layNewestOver(connection, migrations);
      const wasEmptied = isEmptied(file);
      const warning = wasEmptied
        ? `The index ${file} has lost all of its content. Index again where writing is allowed.`
        : null;
      return { database: new Database(file, connection, overlaid), warning, wasEmptied };
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    if (!isDamage(error)) throw storeFailed(file, error);
    const warning = `The index ${file} is damaged. Index again where writing is allowed.`;
    return { database: emptyDatabase(file, migrations), warning, wasEmptied: false };
  }
}

function openChecked(file: string, migrations: Migrations, journal?: JournalMode): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const mode = journal ?? journalModeFor(realpathSync.native(path.dirname(file)));
  const mostBytes = isLeftOpen(file) ? checkedBytes : alwaysCheckedBytes;
  const connection = new DatabaseSync(file, { timeout: busyMilliseconds });
  try {
    // The page size counts only before the first table and before WAL.
    connection.exec(`pragma page_size = ${pageBytes}; pragma synchronous = full`);
    // SQLite does not wait when two processes turn to WAL at once: the loser asks again. Where it cannot, it stays as it was.
    untilFree(() => connection.exec(`pragma journal_mode = ${mode}`));
    checkPages(connection, statSync(file).size <= mostBytes || existsSync(suspicionOf(file)));
    rmSync(suspicionOf(file), { force: true });
    migrate(connection, migrations);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** True when a process is writing or, far more likely, ended before it could close the file. */
function isLeftOpen(file: string): boolean {
  return ['-wal', '-journal'].some(
    suffix => (statSync(file + suffix, { throwIfNoEntry: false })?.size ?? 0) > 0,
  );
}

/** Throws SQLite's own error for a damaged file. A large one shows only its tables' first pages. */
function checkPages(connection: DatabaseSync, all: boolean): void {
  const tables = connection.prepare(`select name from sqlite_schema where type = 'table'`).all();
  for (const { name } of tables) connection.prepare(`select * from "${String(name)}" limit 1`).get();
  if (!all) return;
  const result = connection.prepare('pragma quick_check(1)').get()?.['quick_check'];
  if (result === 'ok') return;
  throw Object.assign(new Error(`quick_check: ${String(result)}`), { errcode: sqliteCodes.corrupt });
}

function connectReadOnly(file: string): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  const connection = new DatabaseSync(file, { readOnly: true, timeout: busyMilliseconds });
  try {
    connection.prepare('select count(*) from sqlite_schema').get();
    return connection;
  } catch (error) {
    connection.close();
    if (sqliteCode(error) !== sqliteCodes.cannotOpen && sqliteCode(error) !== sqliteCodes.readOnly)
      throw error;
    // WAL wants a file beside the database. On a medium where none can be made nobody else writes either.
    const url = pathToFileURL(file);
    url.searchParams.set('immutable', '1');
    return new DatabaseSync(url, { readOnly: true });
  }
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

function emptyDatabase(file: string, migrations: Migrations): Database {
  const connection = new (loadSqlite().DatabaseSync)(':memory:');
  migrate(connection, migrations);
  return new Database(file, connection);
}

/** Left beside a file in which damage was met: the next to open it checks all of it, however large. */
function suspicionOf(file: string): string {
  return `${file}.suspect`;
}

function suspect(file: string): void {
  try {
    writeFileSync(suspicionOf(file), '');
  } catch {
    // Where nothing can be written, the damage itself is what people hear of.
  }
}

function moveAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number++;
  const aside = `${file}.damaged-${number}`;
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm', '-journal']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/**
 * Without a byte, though not of this moment, in which another process may be making it: what it held is gone, or its maker
 * ended between making the file and writing its first page.
 */
function isEmptied(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.size === 0 && Math.abs(Date.now() - stats.mtimeMs) > newMilliseconds;
}

function emptiedWarning(file: string): string {
  return `The index ${file} was empty, and is made again.`;
}

function damagedWarning(file: string, aside: string): string {
  return `The index ${file} was damaged. It was moved to ${aside} and is made again.`;
}
