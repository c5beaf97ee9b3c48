/**
 * The two kinds of database and their versions, kept in `user_version`.
 * A step, once released, is never changed: another one is added, and the version before it stays as a fixture.
 */
import type { DatabaseSync } from 'node:sqlite';
import { LensError } from '../protocol/errors.ts';
import { beginWriting } from './turn.ts';

/** Step n brings a database from version n to n + 1; a new one takes them all. */
export type Migrations = readonly string[];

/**
 * Shared by all folders: everything that follows from a file's content.
 * Contents and spaces are numbers in `vector`: their digests, written out, would add a fifth to each row.
 * `vector` has row ids: only such a row keeps a vector of up to 4,000 floats in one page.
 */
export const contentMigrations: Migrations = [
  `create table content (
     id integer primary key,
     hash blob not null unique,
     bytes integer not null,
     width integer not null,
     height integer not null,
     format text not null,
     has_alpha integer not null,
     fingerprint text not null,
     thumbnail text,
     pixel_hash text
   ) strict;
   create table space (id integer primary key, name text not null unique) strict;
   create table vector (
     content integer not null references content (id),
     space integer not null references space (id),
     vector blob not null,
     primary key (content, space)
   ) strict;
   create table text_vector (
     id integer primary key,
     space integer not null references space (id),
     text text not null,
     vector blob not null,
     unique (space, text)
   ) strict;`,
  // Whose vectors a space holds, for people: its name is a digest. Null where an older version began it.
  // What sort of asset a picture is, null likewise. And what was set for the store as a whole.
  `alter table space add column model text;
   alter table space add column dimensions integer;
   alter table content add column kind text;
   create table fact (name text primary key, value text not null) strict, without rowid;`,
  // What the search for duplicates has found out: of a picture, and of two. Of another version it is made again.
  `create table outline (
     content integer primary key references content (id),
     version integer not null,
     outline blob not null
   ) strict;
   create table copy (
     a integer not null references content (id),
     b integer not null references content (id),
     version integer not null,
     verdict text,
     primary key (a, b)
   ) strict, without rowid;`,
  // What chooses the pictures that it looks at, from the decode of indexing.
  `create table glimpse (
     content integer primary key references content (id),
     tiny blob not null,
     corners blob not null
   ) strict;`,
  // What a glimpse holds may come out otherwise: those of another version are made again.
  `alter table glimpse add column version integer not null default 1;`,
];

/** One for each folder: which file has which content, or why it has none; and what is known of the folder itself. */
export const catalogMigrations: Migrations = [
  `create table file (
     path text primary key,
     bytes integer not null,
     modified real not null,
     hash blob,
     problem text,
     detail text
   ) strict, without rowid;
   create table fact (name text primary key, value text not null) strict, without rowid;`,
  // Every transaction has the next number, so that other processes read what came after the last that they know.
  `alter table file add column aspect real;
   alter table file add column change integer not null default 0;
   create index file_change on file (change);
   create table gone (path text primary key, change integer not null) strict, without rowid;
   create index gone_change on gone (change);`,
  // Another way of reading may read what failed before. Null for problems of older versions.
  `alter table file add column reader text;`,
];

/** Brings a database to the newest version, in one transaction. Throws `store-failed` when it is newer than this program. */
export function migrate(database: DatabaseSync, migrations: Migrations): void {
  if (!needsMigration(database, migrations)) return;
  beginWriting(database);
  try {
    // Another process may have done it while this one waited for its turn.
    for (const step of migrations.slice(versionOf(database))) database.exec(step);
    database.exec(`pragma user_version = ${migrations.length}`);
    database.exec('commit');
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

/** True for an older version. Throws `store-failed` for a newer one. */
export function needsMigration(database: DatabaseSync, migrations: Migrations): boolean {
  const version = versionOf(database);
  if (version > migrations.length) {
    const file = database.location() ?? 'in memory';
    throw new LensError(
      'store-failed',
      `The index ${file} was written by a newer Asset Lens. Update this one, or choose another store.`,
      { file, version },
    );
  }
  return version < migrations.length;
}

/** 0 for a file in which nothing was made yet. */
export function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
}
