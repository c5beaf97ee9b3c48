// Columns give what rows give.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openStore } from '../../src/catalog/store.ts';
import { seeded } from '../pure/seeded.ts';
import { row } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** All that a new window reads of these rows. */
async function newsOf(t: Parameters<typeof temporaryFolder>[0], rows: readonly ReturnType<typeof row>[]) {
  const store = openStore(temporaryFolder(t));
  t.after(() => store.close());
  await store.openCatalog('/folder').apply({ upsert: rows, remove: [] });
  const news = store.openCatalog('/folder').news();
  assert.ok(news?.all);
  const { all } = news;
  return { columns: all.paths.map((_, place) => all.file(place)), files: news.files };
}

const seed = 7;
test(`every number comes back to its last digit (seed ${seed})`, async t => {
  const random = seeded(seed);
  const rows = Array.from({ length: 2000 }, (_, n) => ({
    ...row(`name 'of' "${n}"\n%/ü😀.png`, `${n}`),
    bytes: Math.floor(random() * 2 ** (n % 53)),
    // Nanoseconds as a file system tells them, times before 1970, and any shape.
    modified: n % 9 === 0 ? -random() * 1e12 : 1.7e12 + random() * 1e11,
    aspect: (1 + Math.floor(random() * 9999)) / (1 + Math.floor(random() * 9999)),
  }));
  const { columns, files } = await newsOf(t, rows);
  assert.equal(files.length, 0);
  const expected = rows.map(({ path, bytes, modified, hash, aspect }) => ({ path, bytes, modified, hash, aspect }));
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  assert.deepEqual(columns.sort(byPath), expected.sort(byPath));
}); // prettier-ignore

test('a file without a content is in no column, and one of an unknown shape is a row', async t => {
  const broken = { ...row('broken', 'b'), hash: null, problem: { kind: 'corrupt' as const, detail: 'x' } };
  const { columns, files } = await newsOf(t, [row('a', 'a'), { ...row('old', 'o'), aspect: null }, broken]);
  assert.deepEqual(columns.map(({ path }) => path), ['a']);
  assert.deepEqual(files.map(({ path }) => path), ['old']);
}); // prettier-ignore

test('paths that cannot be told apart in a column are told as rows', async t => {
  const { columns, files } = await newsOf(t, [row('a', 'a'), row('b//c', 'c')]);
  assert.deepEqual(columns, []);
  assert.deepEqual(files.map(({ path }) => path).sort(), ['a', 'b//c']);
}); // prettier-ignore
