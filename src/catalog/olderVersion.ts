/**
 * Reads a database of an older version where nothing may be written: what the newest version has besides is laid over
 * it, as temporary tables and views of this connection, which SQLite finds before the file's own
 * (https://sqlite.org/lang_naming.html). The rows stay where they are, so that a large index opens as quickly as ever.
 */
import type { DatabaseSync } from 'node:sqlite';
import { type Migrations, migrate } from './schema.ts';
import { loadSqlite } from './sqlite.ts';

interface Column {
  readonly name: string;
  /** SQL text of the value that rows get that were there before the column. */
  readonly preset: string;
}

/**
 * Lets a connection answer as if its file were of the newest version. This holds for steps that add tables and columns,
 * as all of ours do; the test that opens each old fixture read-only fails where a step does more.
 */
export function layNewestOver(connection: DatabaseSync, migrations: Migrations): void {
  const newest = new (loadSqlite().DatabaseSync)(':memory:');
  try {
    migrate(newest, migrations);
    // Otherwise they could become files beside a file system that is full or closed.
    connection.exec('pragma temp_store = memory');
    for (const { name, sql } of tablesOf(newest)) {
      const there = new Set(columnsOf(connection, name).map(column => column.name));
      const wanted = columnsOf(newest, name);
      if (there.size === 0) connection.exec(sql.replace(/^create table/i, 'create temp table'));
      else if (wanted.some(column => !there.has(column.name))) connection.exec(viewOf(name, wanted, there));
    }
  } finally {
    newest.close();
  }
}

function viewOf(table: string, wanted: readonly Column[], there: ReadonlySet<string>): string {
  const columns = wanted.map(({ name, preset }) => (there.has(name) ? name : `${preset} as ${name}`));
  return `create temp view ${table} as select ${columns.join()} from main.${table}`;
}

function tablesOf(connection: DatabaseSync): { name: string; sql: string }[] {
  const rows = connection.prepare(`select name, sql from sqlite_schema where type = 'table'`).all();
  return rows.map(row => ({ name: String(row['name']), sql: String(row['sql']) }));
}

function columnsOf(connection: DatabaseSync, table: string): Column[] {
  const rows = connection.prepare(`select name, dflt_value from pragma_table_info(?, 'main')`).all(table);
  return rows.map(row => ({ name: String(row['name']), preset: String(row['dflt_value'] ?? 'null') }));
}
