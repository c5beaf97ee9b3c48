/** Many vectors in few questions: asked for one by one, each costs SQLite and its binding more than its bytes do. */
import type { DatabaseSync } from 'node:sqlite';
import type { AssetKind, ContentHash } from '../protocol/asset.ts';
import { isUnit, keyOf, putVector } from './rowValues.ts';

/** Contents that one question asks for: with more of them it becomes no faster. */
const contentsAsked = 500;

export interface VectorRows {
  readonly hashes: ContentHash[];
  /** `hashes.length × dimensions`; of a page, in the memory that was given. */
  readonly vectors: Float32Array;
  readonly kinds: (AssetKind | null)[];
}

/** A page of the vectors of a space, in the order in which they were written. */
export interface VectorPage extends VectorRows {
  /** Where the next page begins; null after the last one. */
  readonly next: number | null;
}

/** Takes vectors from rows into a matrix, and leaves those out that cannot be what was written. */
class Taker {
  readonly hashes: ContentHash[] = [];
  readonly kinds: (AssetKind | null)[] = [];
  /** Contents of those that were left out. */
  readonly bad: ContentHash[] = [];
  readonly #dimensions: number;
  readonly #vectors: Float32Array;

  /** `into` has room for all rows that are taken. */
  constructor(into: Float32Array, dimensions: number) {
    this.#dimensions = dimensions;
    this.#vectors = into;
  }

  /** What was taken, in `into`. */
  get vectors(): Float32Array {
    return this.#vectors.subarray(0, this.hashes.length * this.#dimensions);
  }

  take([hash, vector, kind]: Row): void {
    const at = this.hashes.length * this.#dimensions;
    if (!putVector(vector, this.#dimensions, this.#vectors, at)) return;
    if (!isUnit(this.#vectors.subarray(at, at + this.#dimensions))) {
      this.bad.push(hash);
      return;
    }
    this.hashes.push(hash);
    this.kinds.push(kind);
  }
}

/** Only saveEncoded writes here, from values of these types. */
type Row = readonly [hash: ContentHash, vector: unknown, kind: AssetKind | null];

/** The vectors of a space in the order of the hashes, those without a sound one left out. */
export function vectorRows(
  connection: DatabaseSync,
  space: number | null,
  hashes: readonly ContentHash[],
  dimensions: number,
): VectorRows & Pick<Taker, 'bad'> {
  const taker = new Taker(new Float32Array(hashes.length * dimensions), dimensions);
  for (let first = 0; first < hashes.length; first += contentsAsked) {
    const asked = hashes.slice(first, first + contentsAsked);
    const select = connection.prepare(
      `select lower(hex(hash)), vector, kind from content join vector on vector.content = content.id
       where space = ? and hash in (${asked.map(() => '?').join()})`,
    );
    select.setReturnArrays(true);
    // Arrays of columns, which the types of SQLite do not know.
    const rows = select.all(space, ...asked.map(keyOf)) as unknown as Row[];
    const byHash = new Map(rows.map(row => [row[0], row]));
    for (const hash of asked) {
      const row = byHash.get(hash);
      if (row) taker.take(row);
    }
  }
  return { hashes: taker.hashes, vectors: taker.vectors, kinds: taker.kinds, bad: taker.bad };
}

/**
 * Those of the next vectors of a space whose contents are wanted, as many as `into` has room for; `after` is 0 or what
 * the page before said. A vector that is written again meanwhile may come twice.
 */
export function vectorPage(
  connection: DatabaseSync,
  space: number | null,
  after: number,
  dimensions: number,
  into: Float32Array,
  isWanted: (hash: ContentHash) => boolean,
): VectorPage & Pick<Taker, 'bad'> {
  // By row ids, as the pages of the file lie: by any index each row would be another page.
  const select = connection.prepare(
    `select lower(hex(hash)), vector, kind, vector.rowid from vector not indexed
     cross join content on content.id = vector.content
     where space = ? and vector.rowid > ? order by vector.rowid limit ?`,
  );
  select.setReturnArrays(true);
  const most = Math.floor(into.length / dimensions);
  const rows = select.all(space, after, most) as unknown as [...Row, number][];
  const taker = new Taker(into, dimensions);
  for (const [hash, vector, kind] of rows) if (isWanted(hash)) taker.take([hash, vector, kind]);
  const next = rows.length < most ? null : rows.at(-1)![3];
  return { hashes: taker.hashes, vectors: taker.vectors, kinds: taker.kinds, bad: taker.bad, next };
}

/** How many vectors a space has. */
export function countVectors(connection: DatabaseSync, space: number | null): number {
  const row = connection.prepare('select count(*) as vectors from vector where space = ?').get(space);
  return Number(row?.['vectors']);
}
