/** The two kinds of database and their versions. Old versions are brought up to date step by step; each keeps a fixture. */
import type { DatabaseSync } from 'node:sqlite';

/** Step n brings a database from version n to n + 1; a new one takes them all. */
export type Migrations = readonly string[];

/** Shared by all folders: everything that follows from a file's content. */
export const contentMigrations: Migrations = [
  `create table content (
     hash text primary key,
     bytes integer not null,
     width integer not null,
     height integer not null,
     format text not null,
     has_alpha integer not null,
     fingerprint text not null,
     thumbnail text,
     pixel_hash text
   ) without rowid;
   create table vector (
     space text not null,
     hash text not null,
     vector blob not null,
     primary key (space, hash)
   );
   create table text_vector (
     space text not null,
     text text not null,
     vector blob not null,
     primary key (space, text)
   ) without rowid;`,
];

/** One for each folder: which file has which content, or why it has none. */
export const catalogMigrations: Migrations = [
  `create table file (
     path text primary key,
     bytes integer not null,
     modified real not null,
     hash text,
     problem text,
     detail text
   ) without rowid;
   create table fact (name text primary key, value text not null) without rowid;`,
];

/** Brings a database to the newest version, in one transaction. Throws when it is newer than this program. */
export function migrate(database: DatabaseSync, migrations: Migrations): void {
  const version = versionOf(database);
  if (version === migrations.length) return;
  if (version > migrations.length)
    throw new Error(`it was written by a newer Asset Lens (version ${version})`);
  database.exec('begin immediate');
  try {
    // Another process may have done it while this one waited for its turn.
    for (const step of migrations.slice(versionOf(database))) database.exec(step);
    database.exec(`pragma user_version = ${migrations.length}`);
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
}
