// Clearing an index: what is freed, and what stays because somebody else needs it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { catalogFile } from '../../src/catalog/place.ts';
import { type Store, openStore } from '../../src/catalog/store.ts';
import { dimensions, encoded, hashOfName, row, thumbnailOf, vectorsOf } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** A store in which these folders hold these contents, with thumbnails, and no catalog is open. */
async function filledStore(
  t: TestContext,
  folders: Readonly<Record<string, readonly string[]>>,
): Promise<Store> {
  const store = openStore(path.join(temporaryFolder(t), 'store'));
  t.after(() => store.close());
  for (const [folderPath, names] of Object.entries(folders)) {
    await store.saveEncoded('space', encoded(names), vectorsOf(names, 512), 512);
    for (const name of names) writeThumbnail(store, name);
    const catalog = store.openCatalog(folderPath);
    await catalog.apply({ upsert: names.map(name => row(`${name}.png`, name)), remove: [] });
    await catalog.setComplete(true);
    catalog.close();
  }
  return store;
}

function writeThumbnail(store: Store, name: string): string {
  const file = path.join(store.thumbnails, thumbnailOf(name));
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'x'.repeat(3000));
  return file;
}

const thumbnailsIn = (store: Store, names: readonly string[]) =>
  names.filter(name => existsSync(path.join(store.thumbnails, thumbnailOf(name))));

const knownIn = (store: Store, names: readonly string[]) => {
  const known = store.known('space', names.map(hashOfName));
  return names.filter(name => known.has(hashOfName(name)));
};

const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, number) => `${prefix} ${number}`);

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

test('clearing the only folder frees nearly everything, and tells how much', async t => {
  const names = many('image', 1000);
  const store = await filledStore(t, { '/pictures': names });
  store.saveTextVectors('space', ['cat'], vectorsOf(['cat'], 512), 512);
  const estimate = await store.bytesOf(['/pictures']);
  const before = bytesBelow(store.folder);
  assert.ok(Math.abs(estimate / before - 1) < 0.01, `${estimate} told, ${before} there`);
  const freed = await store.clear(['/pictures']);
  assert.equal(freed, before - bytesBelow(store.folder));
  assert.ok(bytesBelow(store.folder) < 260_000, `${bytesBelow(store.folder)} bytes are left of ${before}`);
  assert.equal(existsSync(catalogFile(store.folder, '/pictures')), false);
  assert.deepEqual([thumbnailsIn(store, names), knownIn(store, names)], [[], []]);
  assert.equal(store.textVectors('space', ['cat']).size, 0);
});

test("another folder's contents stay, those that both have too", async t => {
  const own = many('own', 500);
  const shared = many('shared', 100);
  const other = many('other', 50);
  const store = await filledStore(t, { '/pictures': [...own, ...shared], '/other': [...shared, ...other] });
  const kept = [...shared, ...other];
  const estimate = await store.bytesOf(['/pictures']);
  const freed = await store.clear(['/pictures']);
  assert.ok(estimate > 0.7 * freed && estimate < 1.1 * freed, `${estimate} told, ${freed} freed`);
  assert.deepEqual(knownIn(store, [...own, ...kept]), kept);
  assert.deepEqual(thumbnailsIn(store, [...own, ...kept]), kept);
  const { vectors } = store.vectors('space', kept.map(hashOfName), 512);
  assert.deepEqual(vectors, vectorsOf(kept, 512));
  const catalog = store.openCatalog('/other');
  t.after(() => catalog.close());
  assert.deepEqual([catalog.files().length, catalog.complete], [150, true]);
});

test('a cleared folder is indexed again as if it were new', async t => {
  const store = await filledStore(t, { '/pictures': ['a'] });
  await store.clear(['/pictures']);
  const catalog = store.openCatalog('/pictures');
  t.after(() => catalog.close());
  assert.deepEqual([catalog.files(), catalog.complete], [[], false]);
  await store.saveEncoded('space', encoded(['a']), vectorsOf(['a']), dimensions);
  await catalog.apply({ upsert: [row('a.png', 'a')], remove: [] });
  assert.equal(catalog.files().length, 1);
});

test('a catalog that another process has open is emptied, and goes on to work for it', async t => {
  const store = await filledStore(t, { '/pictures': ['a', 'b'] });
  const other = openStore(store.folder);
  const catalog = other.openCatalog('/pictures');
  t.after(() => [catalog, other].forEach(open => open.close()));
  await store.clear(['/pictures']);
  assert.deepEqual([catalog.files(), catalog.complete], [[], false]);
  await catalog.apply({ upsert: [row('c.png', 'c')], remove: [] });
  const again = store.openCatalog('/pictures');
  t.after(() => again.close());
  assert.deepEqual(again.files(), [row('c.png', 'c')]);
});

test('a catalog that another process has open gives its space back, too', async t => {
  const store = openStore(path.join(temporaryFolder(t), 'store'));
  const other = openStore(store.folder);
  const names = many('image', 3000);
  const catalog = other.openCatalog('/pictures');
  t.after(() => [catalog, other, store].forEach(open => open.close()));
  await catalog.apply({ upsert: names.map(name => row(`${name}.png`, name)), remove: [] });
  const folder = path.dirname(catalogFile(store.folder, '/pictures'));
  const before = bytesBelow(folder);
  await store.clear(['/pictures']);
  assert.ok(bytesBelow(folder) < before / 3, `${bytesBelow(folder)} left of ${before}`);
  assert.deepEqual(catalog.files(), []);
});

for (const [what, left] of [
  ['cannot be read', 'damage'.repeat(1000)],
  ['has lost all of its content', ''],
] as const)
  test(`where another folder's catalog ${what}, nothing that it may need is dropped`, async t => {
    const store = await filledStore(t, { '/pictures': ['a'], '/other': ['b'] });
    const file = catalogFile(store.folder, '/other');
    writeFileSync(file, left);
    utimesSync(file, 1_600_000_000, 1_600_000_000);
    await store.clear(['/pictures']);
    assert.deepEqual(knownIn(store, ['a', 'b']), ['a', 'b']);
    assert.deepEqual(thumbnailsIn(store, ['a', 'b']), ['a', 'b']);
  });

test('thumbnails that nobody refers to go, but not those of a run under way', async t => {
  const store = await filledStore(t, { '/pictures': ['a'], '/other': ['b'] });
  const old = writeThumbnail(store, 'orphan');
  utimesSync(old, 1_600_000_000, 1_600_000_000);
  writeThumbnail(store, 'being encoded');
  await store.clear(['/pictures']);
  assert.deepEqual(thumbnailsIn(store, ['a', 'b', 'orphan', 'being encoded']), ['b', 'being encoded']);
});

test('pictures of all sizes are told of and freed, and those of other folders stay, whenever they were shown', async t => {
  const store = await filledStore(t, { '/pictures': ['own'], '/other': ['kept'] });
  const files = (name: string) => {
    const picture = path.join(store.thumbnails, thumbnailOf(name));
    return [picture, picture.replace('.webp', '.large.jpg'), `${picture}.4711.part`];
  };
  for (const file of ['own', 'kept', 'orphan'].flatMap(files)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'x'.repeat(100_000));
  }
  const [, large, part] = files('kept') as [string, string, string];
  for (const file of [large, part]) utimesSync(file, 1_600_000_000, 1_600_000_000);
  assert.ok((await store.bytesOf(['/pictures'])) > 300_000);
  await store.clear(['/pictures']);
  const left = ['own', 'kept', 'orphan'].map(name => files(name).map(file => existsSync(file)));
  assert.deepEqual(left, [[false, false, false], [true, true, false], [true, true, true]]);
}); // prettier-ignore

test('no empty folders of pictures are left, and those of other folders stay', async t => {
  const store = await filledStore(t, { '/pictures': many('image', 50), '/other': ['kept'] });
  await store.clear(['/pictures']);
  const left = readdirSync(store.thumbnails).filter(name => !name.startsWith('.'));
  assert.deepEqual(left, [path.dirname(thumbnailOf('kept'))]);
});

test('damaged files that were moved aside are freed too', async t => {
  const store = await filledStore(t, { '/pictures': ['a'] });
  const aside = ['vectors.sqlite.damaged-1', 'vectors.sqlite.damaged-2-wal'].map(name =>
    path.join(store.folder, name),
  );
  for (const file of aside) writeFileSync(file, 'x'.repeat(1000));
  await store.clear(['/pictures']);
  assert.deepEqual(
    aside.filter(file => existsSync(file)),
    [],
  );
});

test('a folder that was never indexed frees nothing of the others', async t => {
  const store = await filledStore(t, { '/pictures': ['a'] });
  assert.equal(await store.bytesOf(['/never']), 0);
  await store.clear(['/never']);
  assert.deepEqual(knownIn(store, ['a']), ['a']);
  assert.equal(existsSync(catalogFile(store.folder, '/never')), false);
});

test('a catalog that rests while it is cleared reads as empty and keeps nobody from removing its file', async t => {
  const store = await filledStore(t, { '/pictures': ['cat'] });
  const catalog = store.openCatalog('/pictures');
  assert.equal(catalog.files().length, 1);
  catalog.rest();
  assert.deepEqual([catalog.files(), catalog.complete, catalog.news()], [[], false, null]);
  await store.clear(['/pictures']);
  assert.equal(existsSync(catalogFile(store.folder, '/pictures')), false);
  catalog.wake();
  assert.deepEqual([catalog.files(), catalog.complete], [[], false]);
  await catalog.apply({ upsert: [row('dog.png', 'dog')], remove: [] });
  assert.equal(catalog.files().length, 1);
  catalog.close();
});
