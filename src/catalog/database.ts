/** Opens a database file the way all of ours are opened; moves a damaged one aside. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LensError } from '../protocol/errors.ts';
import { type Migrations, migrate } from './schema.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** One sentence for people when a damaged file was replaced. */
  readonly warning: string | null;
}

/** Another process writes for milliseconds; this is for a machine that was asleep. */
const busyMilliseconds = 10_000;

/** Larger pages than SQLite's 4 KB, of which a vector of 512 floats would waste half. */
const pageBytes = 16_384;

/** Result codes of SQLite for a file that is no database or is damaged. */
const damagedCodes: ReadonlySet<number> = new Set([11, 26]);

/** Opens or makes a database. Throws `store-failed`, which says what to do. */
export function openDatabase(file: string, migrations: Migrations): OpenedDatabase {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    return { database: openChecked(file, migrations), warning: null };
  } catch (error) {
    if (!isDamage(error)) throw storeFailed(file, error);
    const aside = moveAside(file);
    try {
      const warning = `The index ${file} was damaged. It was moved to ${aside} and is made again.`;
      return { database: openChecked(file, migrations), warning };
    } catch (second) {
      throw storeFailed(file, second);
    }
  }
}

/** Opens an existing database for reading only; a missing one is an empty one in memory. */
export function openReadOnly(file: string, migrations: Migrations): OpenedDatabase {
  try {
    if (existsSync(file)) {
      const database = new DatabaseSync(file, { readOnly: true, timeout: busyMilliseconds });
      database.prepare('select count(*) from sqlite_schema').get();
      return { database, warning: null };
    }
    const database = new DatabaseSync(':memory:');
    migrate(database, migrations);
    return { database, warning: null };
  } catch (error) {
    throw storeFailed(file, error);
  }
}

function openChecked(file: string, migrations: Migrations): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyMilliseconds });
  try {
    // The page size counts only before the first table and before WAL.
    database.exec(`pragma page_size = ${pageBytes}; pragma journal_mode = wal; pragma synchronous = full;`);
    migrate(database, migrations);
    // A look at every table's root page: a torn or foreign file shows here, in a time that does not grow with the rows.
    database.prepare('select count(*) from sqlite_schema').get();
    for (const { name } of database.prepare(`select name from sqlite_schema where type = 'table'`).all()) {
      database.prepare(`select * from "${String(name)}" limit 1`).get();
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function moveAside(file: string): string {
  let number = 1;
  while (existsSync(`${file}.damaged-${number}`)) number++;
  const aside = `${file}.damaged-${number}`;
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && damagedCodes.has(Number(error.errcode) & 0xff);
}

function storeFailed(file: string, error: unknown): LensError {
  const what = error instanceof Error ? error.message : String(error);
  return new LensError(
    'store-failed',
    `The index ${file} cannot be opened: ${what}. Check that the folder can be written, or choose another store.`,
    { file },
    error,
  );
}
