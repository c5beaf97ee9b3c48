/**
 * Two stores of one folder, compared row for row: the catalogs in every column, and of each content that both know its
 * facts, its vectors and its thumbnail, bit for bit. Numbers of changes are left out: they count, and say nothing else.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { catalogFile } from '../../src/catalog/place.ts';

export interface Comparison {
  readonly files: number;
  readonly images: number;
  readonly problems: number;
  readonly contents: number;
  readonly vectors: number;
  readonly thumbnails: number;
  /** One sentence a difference. */
  readonly differences: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

/** `first` may know contents that are gone; what `second` knows must be in both. */
export function compareStores(folder: string, first: string, second: string): Comparison {
  const differences: string[] = [];
  const catalogs = [first, second].map(store => rowsOf(catalogFile(store, folder), catalogRows, 'path'));
  const [had, wanted] = catalogs as [Map<string, Row>, Map<string, Row>];
  for (const name of [...new Set([...had.keys(), ...wanted.keys()])].sort()) {
    differences.push(...differing(`The file ${JSON.stringify(name)}`, had.get(name), wanted.get(name)));
  }
  const stores = [first, second].map(store => path.join(store, 'vectors.sqlite'));
  const facts = stores.map(file => rowsOf(file, contentRows, 'hash')) as [Map<string, Row>, Map<string, Row>];
  const vectors = stores.map(file => rowsOf(file, vectorRows, 'id')) as [Map<string, Row>, Map<string, Row>];
  let thumbnails = 0;
  for (const [hash, row] of facts[1]) {
    differences.push(...differing(`The content ${hash}`, facts[0].get(hash), row));
    if (typeof row['thumbnail'] !== 'string') continue;
    thumbnails++;
    const [ours, theirs] = [first, second].map(store => fileIn(store, String(row['thumbnail'])));
    if (!ours || !theirs || !ours.equals(theirs)) differences.push(`The thumbnail of ${hash} differs.`);
  }
  for (const [id, row] of vectors[1]) {
    const [ours, theirs] = [vectors[0].get(id)?.['vector'], row['vector']];
    if (ours !== theirs)
      differences.push(`The vector of ${id} ${ours ? distance(ours, theirs) : 'is missing'}.`);
  }
  const problems = [...wanted.values()].filter(row => row['problem'] !== null).length;
  return {
    files: wanted.size,
    images: wanted.size - problems,
    problems,
    contents: facts[1].size,
    vectors: vectors[1].size,
    thumbnails,
    differences,
  };
}

const catalogRows = 'select path, bytes, modified, hex(hash) as hash, problem, detail, aspect from file';

const contentRows = `select lower(hex(hash)) as hash, bytes, width, height, format, has_alpha, kind, fingerprint, thumbnail
  from content`;

const vectorRows = `select lower(hex(hash)) || ' in ' || name as id, hex(vector) as vector
  from vector join content on content.id = content join space on space.id = space`;

function rowsOf(file: string, query: string, key: string): Map<string, Row> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return new Map(
      database
        .prepare(query)
        .all()
        .map(row => [String(row[key]), row]),
    );
  } finally {
    database.close();
  }
}

function differing(what: string, ours: Row | undefined, theirs: Row | undefined): string[] {
  if (!ours) return [`${what} is missing.`];
  if (!theirs) return [`${what} should not be there.`];
  return Object.keys(theirs)
    .filter(column => ours[column] !== theirs[column])
    .map(column => `${what} has ${String(ours[column])} as ${column}, not ${String(theirs[column])}.`);
}

function fileIn(store: string, thumbnail: string): Buffer | undefined {
  try {
    return readFileSync(path.join(store, 'thumbnails', thumbnail));
  } catch {
    return undefined;
  }
}

/** In words, how far two vectors are apart; both are written as hexadecimal digits. */
function distance(ours: unknown, theirs: unknown): string {
  const [a, b] = [ours, theirs].map(hex => {
    const bytes = Uint8Array.from(Buffer.from(String(hex), 'hex'));
    return new Float32Array(bytes.buffer);
  }) as [Float32Array, Float32Array];
  const largest = a.reduce((most, value, place) => Math.max(most, Math.abs(value - b[place]!)), 0);
  return a.length === b.length ? `differs by up to ${largest.toExponential(1)}` : 'has another length';
}
