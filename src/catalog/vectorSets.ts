/** The sets of vectors that a store holds side by side, one for each model, and taking one of them away. */
import type { DatabaseSync } from 'node:sqlite';
import type { Database } from './database.ts';

export interface VectorSet {
  readonly space: string;
  /** For people; null where an older version began it. */
  readonly model: string | null;
  /** Of images. */
  readonly vectors: number;
  /** Of all its vectors, those of texts included; the pages of the database take a little more. */
  readonly bytes: number;
}

export function vectorSetsIn(contents: Database): VectorSet[] {
  return contents.read(connection =>
    connection
      .prepare(
        `select name, model,
           (select count(*) from vector where space = space_.id) as vectors,
           (select coalesce(sum(length(vector)), 0) from vector where space = space_.id) as bytes,
           (select coalesce(sum(length(vector)), 0) from text_vector where space = space_.id) as text_bytes
         from space as space_ order by id`,
      )
      .all()
      .map(row => ({
        space: String(row['name']),
        model: row['model'] === null ? null : String(row['model']),
        vectors: Number(row['vectors']),
        bytes: Number(row['bytes']) + Number(row['text_bytes']),
      })),
  );
}

/** So many go in one transaction: questions are answered in between. */
const dropSlice = 2000;

/** Removes some vectors of a set; true while there are more. Throws `store-failed`. */
export function dropSomeVectors(contents: Database, space: string): Promise<boolean> {
  return contents.write(connection => {
    const id = idOf(connection, space);
    if (id === null) return false;
    const { changes } = connection
      .prepare(
        'delete from vector where space = ? and content in (select content from vector where space = ? limit ?)',
      )
      .run(id, id, dropSlice);
    if (Number(changes) > 0) return true;
    connection.prepare('delete from text_vector where space = ?').run(id);
    connection.prepare('delete from space where id = ?').run(id);
    return false;
  });
}

/** Gives the room of what was removed back to the disk. Throws `store-failed`. */
export function giveBackRoom(contents: Database): void {
  contents.read(connection => connection.exec('vacuum; pragma wal_checkpoint(truncate)'));
}

function idOf(connection: DatabaseSync, space: string): number | null {
  const id = connection.prepare('select id from space where name = ?').get(space)?.['id'];
  return id === undefined ? null : Number(id);
}
