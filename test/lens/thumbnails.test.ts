// Cards and their small pictures, some of which had to go.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { type FakeEncoder, fakeEncoder } from './fakeEncoder.ts';
import { type OpenedDesk, everything, workspace } from './workspace.ts';

/** Writes 1,000 bytes for each image, under the name that the real encoder would choose. */
function drawingEncoder(): FakeEncoder {
  const encoder = fakeEncoder();
  const { encodeImages } = encoder;
  const write = (thumbnails: string, hash: string) => {
    const name = `${hash.slice(0, 2)}/${hash}.webp`;
    mkdirSync(path.join(thumbnails, hash.slice(0, 2)), { recursive: true });
    writeFileSync(path.join(thumbnails, name), 'x'.repeat(1000));
    return name;
  };
  encoder.renderFile = async (file, size, folder) => {
    assert.equal(size, 'thumbnail');
    encoder.onBatch?.();
    const { files } = await encoder.identify([file]);
    return files[0] ? write(folder, files[0].hash) : null;
  };
  encoder.encodeImages = async (paths, thumbnails, signal) => {
    const encoded = await encodeImages(paths, thumbnails, signal);
    const images = encoded.images.map(image => {
      if (thumbnails === null) return image;
      return { ...image, facts: { ...image.facts, thumbnail: write(thumbnails, image.hash) } };
    });
    return { ...encoded, images };
  };
  return encoder;
}

async function shown(lens: OpenedDesk): Promise<Record<string, string | null>> {
  const { ids } = await lens.ask('search', everything);
  // A search answers with ids that the cards take.
  const cards = await lens.ask('cards', { ids: [...ids] as never });
  return Object.fromEntries(cards.map(card => [card.path, card.thumbnail]));
}

const drawn = (store: string) =>
  readdirSync(path.join(store, 'thumbnails'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.webp'))
    .map(name => name.split(path.sep).join('/'))
    .sort();

test('a small picture that has gone is made again when it is to be shown, and nothing is indexed for it', async t => {
  const place = workspace(t, { 'a.png': 'a cat', 'b.png': 'a dog' });
  const lens = place.open({}, drawingEncoder());
  await lens.ask('index', { folder: null });
  const before = await shown(lens);
  const pictures = drawn(place.store);
  assert.deepEqual([pictures.length, Object.values(before).sort()], [2, pictures]);
  rmSync(path.join(place.store, 'thumbnails', before['a.png']!));
  const encodedBefore = lens.encoder.encoded.length;
  assert.deepEqual(await shown(lens), before);
  assert.deepEqual(drawn(place.store), pictures);
  assert.equal(lens.encoder.encoded.length, encodedBefore, 'the model has no part in it');
  const { encoded, reused } = await lens.ask('index', { folder: null });
  assert.deepEqual([encoded, reused], [0, 2]);
});

test('a card whose picture cannot be made again is shown without one, and no further try is made', async t => {
  const place = workspace(t, { 'a.png': 'a cat', 'b.png': 'a dog' });
  const lens = place.open({}, drawingEncoder());
  await lens.ask('index', { folder: null });
  const before = await shown(lens);
  rmSync(path.join(place.store, 'thumbnails', before['a.png']!));
  rmSync(path.join(place.folder, 'a.png'));
  let batches = 0;
  lens.encoder.onBatch = () => batches++;
  for (let look = 0; look < 3; look++) assert.deepEqual(await shown(lens), { ...before, 'a.png': null });
  assert.equal(batches, 1);
});

test('what could not be made again is tried once more after the next run', async t => {
  const place = workspace(t, { 'a.png': 'a cat', 'b.png': 'a dog' });
  const lens = place.open({}, drawingEncoder());
  await lens.ask('index', { folder: null });
  const before = await shown(lens);
  const { renderFile } = lens.encoder;
  // As on a disk that is full for a while.
  lens.encoder.renderFile = () => Promise.resolve(null);
  rmSync(path.join(place.store, 'thumbnails', before['a.png']!));
  assert.deepEqual(await shown(lens), { ...before, 'a.png': null });
  lens.encoder.renderFile = renderFile;
  assert.deepEqual(await shown(lens), { ...before, 'a.png': null });
  await lens.ask('index', { folder: null });
  assert.deepEqual(await shown(lens), before);
});

test('in a restricted workspace no picture is made again', async t => {
  const place = workspace(t, { 'a.png': 'a cat' });
  const lens = place.open({}, drawingEncoder());
  await lens.ask('index', { folder: null });
  rmSync(path.join(place.store, 'thumbnails', (await shown(lens))['a.png']!));
  const restricted = place.open({ trusted: false }, drawingEncoder());
  assert.deepEqual(await shown(restricted), { 'a.png': null });
  assert.deepEqual(restricted.encoder.encoded, []);
});

test('indexing keeps the pictures within the budget that was set, also for those who set none', async t => {
  const place = workspace(t, Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, `cat ${i}`])));
  const lens = place.open({ thumbnailBytes: 10_000 }, drawingEncoder());
  await lens.ask('index', { folder: null });
  assert.equal(drawn(place.store).length, 9);
  await lens.desk.dispose();
  place.write(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`new ${i}.png`, `dog ${i}`])));
  for (const name of drawn(place.store)) utimesSync(path.join(place.store, 'thumbnails', name), 0, 0);
  const other = place.open({}, drawingEncoder());
  assert.equal((await other.ask('index', { folder: null })).encoded, 8);
  assert.equal(drawn(place.store).length, 9);
  assert.equal(Object.values(await shown(other)).filter(name => name !== null).length, 28);
}); // prettier-ignore

test('a smaller budget frees space as soon as it is set, with nothing new to index', async t => {
  const place = workspace(t, Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, `cat ${i}`])));
  const lens = place.open({}, drawingEncoder());
  await lens.ask('index', { folder: null });
  await lens.desk.dispose();
  assert.equal(drawn(place.store).length, 20);
  const smaller = place.open({ thumbnailBytes: 10_000 }, drawingEncoder());
  await smaller.ask('status', null);
  await smaller.desk.dispose();
  assert.equal(drawn(place.store).length, 9);
}); // prettier-ignore

test('the change of one file does not wait until the pictures were looked through', async t => {
  const place = workspace(t, Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}.png`, `cat ${i}`])));
  const first = place.open({ thumbnailBytes: 100_000 }, drawingEncoder());
  await first.ask('index', { folder: null });
  await first.desk.dispose();
  // What another program, or a process that was killed, left over the budget.
  const names = drawn(place.store).map(name => path.join(place.store, 'thumbnails', name));
  for (const name of names) writeFileSync(name, 'x'.repeat(10_000));
  const lens = place.open({}, drawingEncoder());
  const folder = (await lens.ask('status', null)).folders[0]!.id;
  place.write({ '0.png': 'a dog' });
  // Relative to the folder: what an AssetPath is.
  const changed = [{ folder, path: '0.png' as AssetPath }];
  assert.equal((await lens.ask('index', { folder: null, changed })).encoded, 1);
  assert.equal(drawn(place.store).length, 21);
  await lens.desk.dispose();
  assert.ok(drawn(place.store).length < 12, 'but it is tidied all the same');
}); // prettier-ignore

test('a larger picture is made with the first wish for it, and not in a restricted workspace', async t => {
  const place = workspace(t, { 'a.exr': 'a cat', 'b.exr': 'a dog' });
  const encoder = fakeEncoder();
  const rendered: string[] = [];
  encoder.renderFile = async (file, size, folder) => {
    rendered.push(path.basename(file));
    assert.equal(size, 'large');
    const { files } = await encoder.identify([file]);
    const { hash } = files[0]!;
    const name = `${hash.slice(0, 2)}/${hash}.large.jpg`;
    mkdirSync(path.join(folder, hash.slice(0, 2)), { recursive: true });
    writeFileSync(path.join(folder, name), 'x');
    return name;
  };
  const lens = place.open({}, encoder);
  await lens.ask('index', { folder: null });
  const idOf = async (desk: OpenedDesk, name: string) =>
    (await desk.ask('locate', { file: path.join(place.folder, name) }))!;
  const { name } = await lens.ask('largePicture', { id: await idOf(lens, 'a.exr') });
  assert.match(name ?? '', /\.large\.jpg$/);
  assert.deepEqual(await lens.ask('largePicture', { id: await idOf(lens, 'a.exr') }), { name });
  assert.deepEqual(rendered, ['a.exr']);

  const restricted = place.open({ trusted: false }, encoder);
  assert.deepEqual(await restricted.ask('largePicture', { id: await idOf(restricted, 'a.exr') }), { name });
  assert.deepEqual(await restricted.ask('largePicture', { id: await idOf(restricted, 'b.exr') }), {
    name: null,
  });
  assert.deepEqual(rendered, ['a.exr']);
});
