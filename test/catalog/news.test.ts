// What a process hears of a catalog that another one writes.
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Catalog, CatalogNews } from '../../src/catalog/catalog.ts';
import { catalogFile } from '../../src/catalog/place.ts';
import { type Store, openStore } from '../../src/catalog/store.ts';
import { row } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Two processes' views of one catalog. */
function twoCatalogs(t: TestContext): { store: Store; writing: Catalog; reading: Catalog } {
  const folder = path.join(temporaryFolder(t), 'store');
  const stores = [openStore(folder), openStore(folder)] as const;
  const [writing, reading] = [stores[0].openCatalog('/pictures'), stores[1].openCatalog('/pictures')] as const;
  t.after(() => [writing, reading, ...stores].forEach(open => open.close()));
  return { store: stores[0], writing, reading };
} // prettier-ignore

const rows = (...names: string[]) => names.map(name => row(name, name));
const add = async (catalog: Catalog, ...names: string[]) =>
  await catalog.apply({ upsert: rows(...names), remove: [] });
const remove = async (catalog: Catalog, ...names: string[]) =>
  await catalog.apply({ upsert: [], remove: rows(...names).map(({ path: name }) => name) });
const told = (news: CatalogNews | null) =>
  news && [
    news.all !== null,
    [...(news.all?.paths ?? []), ...news.files.map(file => file.path)].sort(),
    [...news.gone].sort(),
  ];

test('a catalog that another process makes is heard of from its first row', async t => {
  const { writing, reading } = twoCatalogs(t);
  assert.equal(reading.news(), null);
  await add(writing, 'a', 'b');
  assert.deepEqual(told(reading.news()), [true, ['a', 'b'], []]);
  assert.equal(reading.news(), null);
});

test('later only what changed is heard of, also what was removed', async t => {
  const { writing, reading } = twoCatalogs(t);
  await add(writing, 'a', 'b', 'c');
  reading.news();
  await add(writing, 'd');
  await remove(writing, 'a');
  await add(writing, 'b');
  assert.deepEqual(told(reading.news()), [false, ['b', 'd'], ['a']]);
  await add(writing, 'a');
  assert.deepEqual(told(reading.news()), [false, ['a'], []]);
  await writing.setComplete(true);
  assert.equal(reading.news(), null);
  assert.equal(reading.complete, true);
});

test('what one wrote oneself is no news, and hides none', async t => {
  const { writing, reading } = twoCatalogs(t);
  await add(writing, 'a');
  assert.equal(writing.news(), null);
  reading.news();
  await add(reading, 'b');
  await add(writing, 'c');
  await add(reading, 'd');
  assert.deepEqual(told(reading.news())?.[1], ['c', 'd']);
  assert.deepEqual(told(writing.news())?.[1], ['b', 'c', 'd']);
});

test('of a catalog that was cleared all is heard again', async t => {
  const { store, writing, reading } = twoCatalogs(t);
  await add(writing, 'a', 'b');
  reading.news();
  const { clearings } = reading;
  writing.close();
  await store.clear(['/pictures']);
  assert.deepEqual(told(reading.news()), [true, [], []]);
  assert.equal(reading.clearings, clearings + 1);
  await add(writing, 'c');
  assert.deepEqual(told(reading.news())?.[1], ['c']);
});

test('who missed more removals than are remembered hears all', async t => {
  const { writing, reading } = twoCatalogs(t);
  const names = Array.from({ length: 20_500 }, (_, number) => `${number}`);
  await add(writing, 'a', ...names);
  reading.news();
  await remove(writing, ...names);
  assert.deepEqual(told(reading.news()), [true, ['a'], []]);
});

test('of a catalog that another process moved aside and made anew all is heard again', async t => {
  const { store, writing, reading } = twoCatalogs(t);
  await add(writing, 'a', 'b');
  reading.news();
  writing.close();
  const file = catalogFile(store.folder, '/pictures');
  for (const suffix of ['', '-wal', '-shm']) renameSync(file + suffix, `${file}.damaged-1${suffix}`);
  await add(writing, 'c');
  assert.deepEqual(told(reading.news()), [true, ['c'], []]);
  await add(reading, 'd');
  assert.deepEqual(writing.files().map(file => file.path), ['c', 'd'], 'what it writes is not lost either');
}); // prettier-ignore
