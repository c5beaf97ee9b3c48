// What a run makes of an index that is damaged while it is open, or was while nobody looked.
import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { catalogFile } from '../../src/catalog/place.ts';
import { openStore } from '../../src/catalog/store.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { encoded, row, vectorsOf } from '../catalog/contents.ts';
import { type Workspace, workspace } from './workspace.ts';

const pageBytes = 16_384;
const three = { 'cat.png': 'a cat', 'dog.png': 'a dog', 'boat.png': 'a boat' };

/** Fills every third page with other bytes, but for the first ones, by which a large file is judged when it is opened. */
function damage(file: string): void {
  const pages = statSync(file).size / pageBytes;
  const handle = openSync(file, 'r+');
  for (let page = 102; page < pages; page += 3) {
    writeSync(handle, Buffer.alloc(pageBytes, 0x5a), 0, pageBytes, page * pageBytes);
  }
  closeSync(handle);
}

/** Makes the index so large that it is not checked whole whenever it is opened: contents of a folder that is not open. */
async function grow(place: Workspace): Promise<string> {
  const names = Array.from({ length: 2500 }, (_, number) => `image ${number}`);
  const store = openStore(place.store);
  await store.saveEncoded('fake', encoded(names), vectorsOf(names, 1024), 1024);
  store.close();
  const file = path.join(place.store, 'vectors.sqlite');
  assert.ok(statSync(file).size > 10_000_000);
  return file;
}

for (const changed of [null, ['cat.png']]) {
  const what = changed ? 'one changed file' : 'a folder';
  test(`the run over ${what} that meets a damaged index moves it aside and makes it again by itself`, async t => {
    const place = workspace(t, {});
    const file = await grow(place);
    place.write(three);
    const first = place.open();
    assert.equal((await first.ask('index', { folder: null })).encoded, 3);
    await first.desk.dispose();
    damage(file);
    const lens = place.open();
    assert.deepEqual((await lens.ask('status', null)).notices, [], 'at opening nothing is seen of it');
    place.write({ 'cat.png': 'a cat and a moon' });
    const folder = (await lens.ask('status', null)).folders[0]!.id;
    const places = changed?.map(name => ({ folder, path: name as AssetPath }));
    const report = await lens.ask('index', { folder: null, ...(places ? { changed: places } : {}) });
    assert.deepEqual([report.assets, report.encoded, report.reused], [3, 3, 0]);
    const { notices, state } = await lens.ask('status', null);
    assert.deepEqual([state, notices.length], ['idle', 1]);
    assert.match(notices[0]!, /vectors\.sqlite was damaged.*made again/);
    assert.equal(existsSync(`${file}.damaged-1`), true);
    assert.deepEqual(await lens.paths({ text: 'a cat and a moon', limit: 1 }), ['cat.png']);
    assert.equal((await lens.ask('index', { folder: null })).encoded, 0);
  });
}

test('a damaged catalog of some size costs one look at its files, at the first start', async t => {
  const place = workspace(t, three);
  const first = place.open();
  const folder =
    (await first.ask('index', { folder: null })) && (await first.ask('status', null)).folders[0]!;
  await first.desk.dispose();
  const store = openStore(place.store);
  const catalog = store.openCatalog(folder.path);
  const names = Array.from({ length: 60_000 }, (_, number) => `${'long name '.repeat(12)}${number}.png`);
  await catalog.apply({ upsert: names.map(name => row(name, name)), remove: [] });
  catalog.close();
  store.close();
  const file = catalogFile(place.store, folder.path);
  assert.ok(statSync(file).size > 9_000_000);
  damage(file);
  const lens = place.open();
  const report = await lens.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.encoded, report.reused], [3, 0, 3]);
  const { notices } = await lens.ask('status', null);
  assert.equal(notices.length, 1);
  assert.match(notices[0]!, /folders.*was damaged.*made again/);
});

test('a stored vector with other bytes is never compared, and its picture is encoded again', async t => {
  const place = workspace(t, three);
  const first = place.open();
  await first.ask('index', { folder: null });
  await first.desk.dispose();
  const database = new DatabaseSync(path.join(place.store, 'vectors.sqlite'));
  const { content, vector } = database.prepare('select content, vector from vector limit 1').get()!;
  // The column is a blob.
  const bytes = (vector as Uint8Array).map(byte => byte ^ 0x55);
  database.prepare('update vector set vector = ? where content = ?').run(bytes, content as number);
  database.close();
  const lens = place.open();
  assert.equal((await lens.paths({ text: 'a boat' })).length, 2);
  assert.match((await lens.ask('status', null)).notices.join(), /were damaged.*next index run/);
  assert.equal((await lens.ask('index', { folder: null })).encoded, 1);
  assert.deepEqual((await lens.paths({ text: 'a cat' }))[0], 'cat.png');
  assert.equal((await lens.paths({ text: 'a boat' })).length, 3);
});
