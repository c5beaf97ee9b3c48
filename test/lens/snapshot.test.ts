// Codes come back from a snapshot, which is never believed more than the store.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { folderAt } from '../../src/catalog/place.ts';
import { snapshotFile } from '../../src/catalog/snapshot.ts';
import { openStore } from '../../src/catalog/store.ts';
import { addCodes, codesOfSnapshots } from '../../src/lens/codes.ts';
import { dimensions, fakeEncoder } from './fakeEncoder.ts';
import { everything, workspace } from './workspace.ts';

const words = ['cat', 'dog', 'boat', 'sea', 'tree', 'house', 'car', 'moon', 'fish', 'bird'];

/** 300 pictures, indexed: enough for a snapshot. */
async function indexed(t: TestContext) {
  const pictures = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [
      `${n}.png`,
      `${words[n % 10]} ${words[Math.floor(n / 10) % 10]} ${'x'.repeat(n)}`,
    ]),
  );
  const place = workspace(t, pictures);
  const first = place.open();
  await first.ask('index', { folder: null });
  const answer = async (lens = place.open()) => {
    const { ids, scores } = await lens.ask('search', { ...everything, text: 'cat moon' });
    const cards = await lens.ask('cards', { ids: [...ids] as [] });
    return cards.map((card, rank) => [card.path, scores[rank]] as const);
  };
  const expected = await answer(first);
  await first.desk.dispose();
  const folder = folderAt(place.folder);
  const file = snapshotFile(place.store, folder.path);
  /** How many codes the snapshot gives. */
  const fromSnapshot = async () => {
    const store = openStore(place.store);
    const codes = await codesOfSnapshots({ store, folders: [folder], space: 'fake', dimensions });
    store.close();
    return codes.size;
  };
  return { place, answer, expected, file, fromSnapshot };
}

test('a first index run leaves a snapshot, which gives the same answers', async t => {
  const { answer, expected, file, fromSnapshot } = await indexed(t);
  assert.ok(existsSync(file));
  assert.equal(await fromSnapshot(), 300);
  assert.deepEqual(await answer(), expected);
});

test('a snapshot that is gone or damaged changes no answer and is written anew', async t => {
  const { place, answer, expected, file, fromSnapshot } = await indexed(t);
  const sound = readFileSync(file);
  const damaged = Buffer.from(sound);
  damaged[sound.length >> 1]! ^= 255;
  for (const bytes of [null, Buffer.alloc(0), sound.subarray(0, 5000), damaged]) {
    if (bytes) writeFileSync(file, bytes);
    else rmSync(file);
    const lens = place.open();
    assert.deepEqual(await answer(lens), expected);
    await lens.desk.dispose();
    assert.equal(await fromSnapshot(), 300);
    assert.equal(statSync(file).size, sound.length);
  }
});

test('a snapshot with codes that are not those of the store is not used', async t => {
  const { place, fromSnapshot } = await indexed(t);
  // Vectors of the same contents and space that differ from what the snapshot was made of.
  const database = new DatabaseSync(path.join(place.store, 'vectors.sqlite'));
  const other = new Float32Array(dimensions);
  other[0] = 1;
  database.prepare('update vector set vector = ?').run(new Uint8Array(other.buffer));
  database.close();
  assert.equal(await fromSnapshot(), 0);
});

test('a snapshot is read while the model starts', async t => {
  const { place, answer, expected, file } = await indexed(t);
  const encoder = fakeEncoder();
  const { hello } = encoder;
  const gate = Promise.withResolvers<null>();
  encoder.hello = async signal => (await gate.promise) ?? hello(signal);
  const lens = place.open({}, encoder);
  const answered = answer(lens);
  await pause(300);
  // Who has not read it by now finds none, reads all vectors instead, and writes it anew.
  rmSync(file);
  gate.resolve(null);
  assert.deepEqual(await answered, expected);
  await lens.desk.dispose();
  assert.equal(existsSync(file), false);
});

test('images that came and went since the snapshot are found and not found', async t => {
  const { place, answer, file, fromSnapshot } = await indexed(t);
  const before = statSync(file).mtimeMs;
  await rm(path.join(place.folder, '70.png'));
  place.write({ 'new.png': 'cat moon' });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const found = (await answer(lens)).map(([name]) => name);
  assert.equal(found[0], 'new.png');
  assert.ok(found.every(name => name !== '70.png'));
  await lens.desk.dispose();
  assert.equal(statSync(file).mtimeMs, before, 'two changes are not worth a new one');
  const again = (await answer()).map(([name]) => name);
  assert.deepEqual(again, found);
  assert.equal(await fromSnapshot(), 300, 'the store and the list of files decide what is searched');
});

test('another model does not use the codes of the first, and a restricted window writes none', async t => {
  const { place, file } = await indexed(t);
  const bytes = readFileSync(file);
  const other = place.open({}, fakeEncoder('another'));
  const { ids } = await other.ask('search', { ...everything, text: 'cat' });
  assert.equal(ids.length, 0);
  await other.desk.dispose();
  assert.deepEqual(readFileSync(file), bytes);
  rmSync(file);
  const restricted = place.open({ trusted: false });
  assert.equal((await restricted.ask('search', { ...everything, text: 'cat' })).ids.length, 100);
  await restricted.desk.dispose();
  assert.equal(existsSync(file), false);
});

test('clearing the index takes the snapshot away', async t => {
  const { place, file } = await indexed(t);
  const lens = place.open();
  assert.ok((await lens.ask('space', null)).bytes > statSync(file).size);
  await lens.ask('clear', null);
  assert.equal(existsSync(file), false);
});

test('codes of an image that nobody has any more are dropped, and its place is used again', async t => {
  const place = workspace(t, { 'a.png': 'cat', 'b.png': 'dog', 'copy of a.png': 'cat' });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  assert.equal((await lens.paths({ text: 'cat' })).length, 3);
  await rm(path.join(place.folder, 'a.png'));
  await lens.ask('index', { folder: null });
  assert.deepEqual(await lens.paths({ text: 'cat' }), ['copy of a.png', 'b.png']);
  await rm(path.join(place.folder, 'copy of a.png'));
  place.write({ 'c.png': 'boat' });
  await lens.ask('index', { folder: null });
  assert.deepEqual((await lens.paths({ text: 'cat' })).sort(), ['b.png', 'c.png']);
  assert.equal((await lens.paths({ text: 'boat' }))[0], 'c.png');
});

test('a store without the vectors of a snapshot finds nothing by it', async t => {
  const place = workspace(t, {});
  const store = openStore(place.store);
  t.after(() => store.close());
  const folder = folderAt(place.folder);
  const codes = await codesOfSnapshots({ store, folders: [folder], space: 'fake', dimensions });
  addCodes(codes, store, 'fake', ['ab'.repeat(32) as Parameters<typeof addCodes>[3][number]]);
  assert.equal(codes.size, 0);
});
