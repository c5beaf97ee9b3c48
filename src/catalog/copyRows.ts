/** What the search for duplicates keeps of contents and of pairs of them. All of it can be made again. */
import type { DatabaseSync } from 'node:sqlite';
import type { ContentHash } from '../protocol/asset.ts';
import { type Glimpse, cornerBytes, glimpseVersion, tinySide } from '../protocol/encoder.ts';
import { keyOf } from './rowValues.ts';

/** Two contents, and what was found; null where they are no copies of each other. */
export interface StoredVerdict {
  readonly a: ContentHash;
  readonly b: ContentHash;
  /** What the caller wants back, as text. */
  readonly verdict: string | null;
}

/** What was kept of those contents that have it, in this version and in a form that is known. */
export function readGlimpses(
  connection: DatabaseSync,
  hashes: readonly ContentHash[],
): Map<ContentHash, Glimpse> {
  const select = connection.prepare(
    'select tiny, corners from content join glimpse on glimpse.content = content.id where hash = ? and version = ?',
  );
  const found = new Map<ContentHash, Glimpse>();
  for (const hash of hashes) {
    const { tiny, corners } = select.get(keyOf(hash), glimpseVersion) ?? {};
    if (!(tiny instanceof Uint8Array) || !(corners instanceof Uint8Array)) continue;
    if (corners.length % cornerBytes > 0) continue;
    if (tiny.length !== tinySide * tinySide && tiny.length + corners.length > 0) continue;
    found.set(hash, { tiny, corners });
  }
  return found;
}

/** Keeps what is known of contents that are known; others are passed over. */
export function writeGlimpses(connection: DatabaseSync, glimpses: ReadonlyMap<ContentHash, Glimpse>): void {
  const insert = connection.prepare(
    'insert or replace into glimpse (content, version, tiny, corners) select id, ?, ?, ? from content where hash = ?',
  );
  for (const [hash, { tiny, corners }] of glimpses) insert.run(glimpseVersion, tiny, corners, keyOf(hash));
}

/** The outlines of those contents that have one of this version. */
export function readOutlines(
  connection: DatabaseSync,
  version: number,
  hashes: readonly ContentHash[],
): Map<ContentHash, Uint8Array> {
  const select = connection.prepare(
    'select outline from content join outline on outline.content = content.id where hash = ? and version = ?',
  );
  const found = new Map<ContentHash, Uint8Array>();
  for (const hash of hashes) {
    const outline = select.get(keyOf(hash), version)?.['outline'];
    if (outline instanceof Uint8Array) found.set(hash, outline);
  }
  return found;
}

/** Keeps outlines of contents that are known; others are passed over. */
export function writeOutlines(
  connection: DatabaseSync,
  version: number,
  outlines: ReadonlyMap<ContentHash, Uint8Array>,
): void {
  const insert = connection.prepare(
    'insert or replace into outline (content, version, outline) select id, ?, ? from content where hash = ?',
  );
  for (const [hash, outline] of outlines) insert.run(version, outline, keyOf(hash));
}

/**
 * Verdicts of this version on pairs of which both contents are among these: by the first one, then by the second one. Where
 * contents are more than verdicts, these are read as they lie: each question costs more than a row.
 */
export function readVerdicts(
  connection: DatabaseSync,
  version: number,
  hashes: readonly ContentHash[],
): Map<ContentHash, Map<ContentHash, string | null>> {
  const found = new Map<ContentHash, Map<ContentHash, string | null>>();
  const row = connection.prepare('select count(*) as verdicts from copy where version = ?').get(version);
  const verdicts = Number(row?.['verdicts']);
  // Before the first search there is none, and contents are many.
  if (verdicts === 0) return found;
  const note = (a: ContentHash, b: ContentHash, verdict: unknown) => {
    const own = found.get(a) ?? new Map<ContentHash, string | null>();
    found.set(a, own.set(b, typeof verdict === 'string' ? verdict : null));
  };
  if (verdicts < hashes.length) {
    const wanted = new Set(hashes);
    const select = connection.prepare(
      `select lower(hex(one.hash)), lower(hex(other.hash)), verdict from copy
       join content one on one.id = a join content other on other.id = b where version = ?`,
    );
    select.setReturnArrays(true);
    // Arrays of columns, which the types of SQLite do not know.
    const rows = select.iterate(version) as unknown as Iterable<[ContentHash, ContentHash, unknown]>;
    for (const [a, b, verdict] of rows) if (wanted.has(a) && wanted.has(b)) note(a, b, verdict);
    return found;
  }
  const ids = new Map<number, ContentHash>();
  const selectId = connection.prepare('select id from content where hash = ?');
  for (const hash of hashes) {
    const id = selectId.get(keyOf(hash))?.['id'];
    if (typeof id === 'number') ids.set(id, hash);
  }
  const select = connection.prepare('select b, verdict from copy where a = ? and version = ?');
  for (const [id, hash] of ids) {
    for (const { b, verdict } of select.all(id, version)) {
      const other = ids.get(Number(b));
      if (other !== undefined) note(hash, other, verdict);
    }
  }
  return found;
}

/** True where any verdict of this version is kept. */
export function hasVerdicts(connection: DatabaseSync, version: number): boolean {
  return connection.prepare('select 1 from copy where version = ? limit 1').get(version) !== undefined;
}

/** Keeps verdicts on contents that are known; others are passed over. */
export function writeVerdicts(
  connection: DatabaseSync,
  version: number,
  verdicts: readonly StoredVerdict[],
): void {
  const insert = connection.prepare(
    `insert or replace into copy (a, b, version, verdict)
     select one.id, other.id, ?, ? from content one, content other where one.hash = ? and other.hash = ?`,
  );
  for (const { a, b, verdict } of verdicts) insert.run(version, verdict, keyOf(a), keyOf(b));
}
