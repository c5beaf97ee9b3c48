/** The catalog of one folder: which file has which content, or why it has none. */
import { existsSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { AssetPath, ContentHash, ProblemKind } from '../protocol/asset.ts';
import { type Database, type OpenedDatabase, openDatabase, openReadOnly } from './database.ts';
import { FileColumns, readFileColumns } from './fileColumns.ts';
import type { JournalMode } from './journal.ts';
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
  /** The way of reading that met the problem; null without one, and where an older version wrote the row. */
  readonly reader: string | null;
  /** Width over height, so that a folder opens without a look at each content; null where an older version wrote the row. */
  readonly aspect: number | null;
}

/** What is told of a file to who shows it. */
export type FileNews = Pick<FileRow, 'path' | 'bytes' | 'modified' | 'hash' | 'aspect'>;

/** What other processes changed, or all that there is. */
export interface CatalogNews {
  /** Where it is all that there is: the files that have a content, but for those among `files`. */
  readonly all: FileColumns | null;
  readonly files: readonly FileNews[];
  readonly gone: readonly AssetPath[];
}

const noFiles = new FileColumns([], '', '');

/** So many removed paths are remembered for those who read along; who missed more reads all rows again. */
const rememberedGone = 20_000;

/** What a catalog is opened with. */
export interface CatalogPlace {
  /** The database, which is made by the first write: looking at a folder leaves no trace. */
  readonly file: string;
  /** Absolute path of the folder, kept in the file for people who wonder whose it is. */
  readonly folderPath: string;
  readonly readOnly: boolean;
  readonly journal: JournalMode | undefined;
  /** Told whenever the file was opened. */
  onOpen(opened: OpenedDatabase): void;
}

export class Catalog {
  readonly #place: CatalogPlace;
  #database: Database | null = null;
  /** The last change that `news` told of or that was made here; null before all rows were told. */
  #known: number | null = null;
  /** Changes whenever another connection writes, whatever it writes. */
  #dataVersion: number | null = null;
  #rests = false;

  /** Throws `store-failed`. */
  constructor(place: CatalogPlace) {
    this.#place = place;
    this.#existing();
  }

  /** All rows, by path. */
  files(): FileRow[] {
    return this.#read(connection => fileRows(connection, 'order by path'), []);
  }

  /** The rows at these places, files or directories with all below them; each row once, in no order. */
  filesAt(places: readonly AssetPath[]): FileRow[] {
    const found = this.#read(
      connection =>
        places.flatMap(place =>
          // '0' comes after '/', and nothing between them: a part of the primary key, not a look at each row.
          fileRows(connection, 'where path = ? or (path > ? and path < ?)', place, `${place}/`, `${place}0`),
        ),
      [],
    );
    return [...new Map(found.map(row => [row.path, row])).values()];
  }

  /** The rows with a problem, by path. */
  filesWithProblem(): FileRow[] {
    return this.#read(connection => fileRows(connection, 'where problem is not null order by path'), []);
  }

  /** Where the rows with a problem are, in no order; `modified` is 0 for what could not be looked at. */
  placesWithProblem(): Pick<FileRow, 'path' | 'modified'>[] {
    return this.#read(connection => {
      const select = connection.prepare('select path, modified from file where problem is not null');
      // Only `apply` writes here, from values of these types.
      return select.all() as unknown as Pick<FileRow, 'path' | 'modified'>[];
    }, []);
  }

  /** All rows when asked first, later what other processes changed; null where they changed nothing. */
  news(): CatalogNews | null {
    return this.#read<CatalogNews | null>(connection => {
      const dataVersion = numberOf(connection, 'pragma data_version');
      if (dataVersion === this.#dataVersion) return null;
      this.#dataVersion = dataVersion;
      const known = this.#known;
      const change = changeOf(connection);
      this.#known = change;
      if (known === change) return null;
      // A number that went back is that of a catalog that was made anew.
      if (known === null || change < known || Number(factOf(connection, 'forgotten') ?? 0) > known) {
        const all = readFileColumns(connection);
        const files = fileNews(connection, all ? 'where hash is not null and aspect is null' : '');
        return { all: all ?? noFiles, files, gone: [] };
      }
      const gone = connection.prepare('select path from gone where change > ?').all(known);
      return {
        all: null,
        files: fileNews(connection, 'where change > ?', known),
        // Only `apply` writes here, from values of this type.
        gone: gone.map(row => String(row['path']) as AssetPath),
      };
    }, null);
  }

  /** Removes and then writes rows, in one transaction. */
  async apply(
    changes: { readonly upsert: readonly FileRow[]; readonly remove: readonly AssetPath[] },
    signal?: AbortSignal,
  ): Promise<void> {
    if (changes.upsert.length === 0 && changes.remove.length === 0) return;
    await this.#write(connection => {
      const before = changeOf(connection);
      const change = before + 1;
      const remove = connection.prepare('delete from file where path = ?');
      const forget = connection.prepare('insert or replace into gone (path, change) values (?, ?)');
      for (const path of changes.remove) {
        remove.run(path);
        forget.run(path, change);
      }
      const upsert = connection.prepare(
        `insert or replace into file (path, bytes, modified, hash, problem, detail, reader, aspect, change)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      );
      const remember = connection.prepare('delete from gone where path = ?');
      for (const { path, bytes, modified, hash, problem, reader, aspect } of changes.upsert) {
        const [kind, detail] = [problem?.kind ?? null, problem?.detail ?? null];
        upsert.run(path, bytes, modified, hash && keyOf(hash), kind, detail, reader, aspect, change);
        remember.run(path);
      }
      if (changes.remove.length > 0) forgetGone(connection, change);
      setFact(connection, 'change', String(change));
      // What others wrote before is still to be told.
      if (this.#known === before) this.#known = change;
    }, signal);
  }

  /** True once an index run came to its end. */
  get complete(): boolean {
    return this.#read(connection => factOf(connection, 'complete') === 'yes', false);
  }

  setComplete(complete: boolean, signal?: AbortSignal): Promise<void> {
    return this.#write(connection => setFact(connection, 'complete', complete ? 'yes' : 'no'), signal);
  }

  /** The space in which the folder was indexed last; null before it was. */
  get space(): string | null {
    return this.#read(connection => factOf(connection, 'space')?.toString() ?? null, null);
  }

  async setSpace(name: string, signal?: AbortSignal): Promise<void> {
    if (this.space !== name) await this.#write(connection => setFact(connection, 'space', name), signal);
  }

  /** How often this catalog was cleared: a run in another process that sees it change has nothing more to do. */
  get clearings(): number {
    return this.#read(connection => Number(factOf(connection, 'clearings') ?? 0), 0);
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
    this.#known = null;
    this.#dataVersion = null;
  }

  /** Closes the file for who clears it: until `wake`, the folder has no rows, and nobody who looks opens the file. */
  rest(): void {
    this.close();
    this.#rests = true;
  }

  wake(): void {
    this.#rests = false;
  }

  #read<Result>(work: (connection: DatabaseSync) => Result, none: Result): Result {
    return this.#existing()?.read(work) ?? none;
  }

  async #write(work: (connection: DatabaseSync) => void, signal?: AbortSignal): Promise<void> {
    if (!this.#existing()) {
      this.#database = this.#open();
      // All that comes later has a higher number.
      this.#known = 0;
    }
    await this.#database?.write(connection => {
      if (factOf(connection, 'folder') === undefined) setFact(connection, 'folder', this.#place.folderPath);
      work(connection);
    }, signal);
  }

  #existing(): Database | null {
    if (this.#rests) return null;
    // It is damaged, or another process has moved a damaged one aside.
    if (this.#database?.isSpent()) this.close();
    // Another process may have made it since the last look.
    if (!this.#database && existsSync(this.#place.file)) this.#database = this.#open();
    return this.#database;
  }

  #open(): Database {
    const { file, readOnly, journal } = this.#place;
    const opened = readOnly
      ? openReadOnly(file, catalogMigrations)
      : openDatabase(file, catalogMigrations, journal);
    this.#place.onOpen(opened);
    return opened.database;
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
export async function dropCatalog(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const { database } = openDatabase(file, catalogMigrations);
  await database.write(connection => {
    const change = String(changeOf(connection) + 1);
    const clearings = String(Number(factOf(connection, 'clearings') ?? 0) + 1);
    connection.exec('delete from file; delete from gone; delete from fact');
    // For a process that has it open: it reads all rows again, and stops what it was doing.
    for (const name of ['change', 'forgotten']) setFact(connection, name, change);
    setFact(connection, 'clearings', clearings);
  });
  const isAlone = database.read(leavesWal);
  if (!isAlone) database.read(shrink);
  database.close();
  if (isAlone) rmSync(file, { force: true });
}

/** SQLite leaves WAL only for the last connection; without WAL, as on a network drive, nobody can tell who is the last. */
function leavesWal(connection: DatabaseSync): boolean {
  const isWal = connection.prepare('pragma journal_mode').get()?.['journal_mode'] === 'wal';
  return isWal && unlessBusy(connection, 'pragma journal_mode = delete');
}

/** Gives the space of removed rows back; where another process reads at this moment, the next clearing does. */
function shrink(connection: DatabaseSync): void {
  unlessBusy(connection, 'vacuum; pragma wal_checkpoint(truncate)');
}

function unlessBusy(connection: DatabaseSync, statements: string): boolean {
  try {
    connection.exec(`pragma busy_timeout = 0; ${statements}`);
    return true;
  } catch (error) {
    if (sqliteCode(error) === sqliteCodes.busy) return false;
    throw error;
  }
}

function fileRows(connection: DatabaseSync, rest: string, ...values: (number | string)[]): FileRow[] {
  const select = connection.prepare(`select ${newsColumns}, problem, detail, reader from file ${rest}`);
  select.setReturnArrays(true);
  // With that setting rows are arrays, of what `apply` wrote from values of these types.
  const rows = select.all(...values) as unknown as [...NewsRow, ProblemKind | null, string, string | null][];
  return rows.map(row => ({
    ...newsOf(row),
    problem: row[5] === null ? null : { kind: row[5], detail: row[6] },
    reader: row[7],
  }));
}

/** As `fileRows`, without what only an index run wants to know. */
function fileNews(connection: DatabaseSync, rest: string, ...values: number[]): FileNews[] {
  const select = connection.prepare(`select ${newsColumns} from file ${rest}`);
  select.setReturnArrays(true);
  // As above.
  const rows = select.all(...values) as unknown as NewsRow[];
  return rows.map(newsOf);
}

/** By index: taking an array apart asks its iterator, which takes as long as the rest. */
function newsOf(row: readonly [...NewsRow, ...unknown[]]): FileNews {
  const hash = row[3];
  return { path: row[0], bytes: row[1], modified: row[2], hash: hash === '' ? null : hash, aspect: row[4] };
}

/** Rows are read as arrays, and hashes as SQLite writes them: 100,000 take a third of the time (measured). */
const newsColumns = 'path, bytes, modified, lower(hex(hash)), aspect';
type NewsRow = [AssetPath, number, number, ContentHash | '', number | null];

/** Drops the oldest removed paths, and keeps in mind from which change on they are all there. */
function forgetGone(connection: DatabaseSync, change: number): void {
  if (numberOf(connection, 'select count(*) from gone') <= rememberedGone) return;
  connection.exec('delete from gone');
  setFact(connection, 'forgotten', String(change));
}

function changeOf(connection: DatabaseSync): number {
  return Number(factOf(connection, 'change') ?? 0);
}

function numberOf(connection: DatabaseSync, query: string): number {
  return Number(Object.values(connection.prepare(query).get() ?? {})[0]);
}

function factOf(connection: DatabaseSync, name: string): unknown {
  return connection.prepare('select value from fact where name = ?').get(name)?.['value'];
}

function setFact(connection: DatabaseSync, name: string, value: string): void {
  connection.prepare('insert or replace into fact (name, value) values (?, ?)').run(name, value);
}
