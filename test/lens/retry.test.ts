// Trying again what could not be read.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderAt } from '../../src/catalog/place.ts';
import type { AssetPath, ModelId, ProblemKind } from '../../src/protocol/asset.ts';
import type { EncodedImages } from '../../src/protocol/encoder.ts';
import { type FakeEncoder, fakeEncoder } from './fakeEncoder.ts';
import { workspace } from './workspace.ts';

/** An encoder that cannot read one file, and says so, until it learns to. */
function learningEncoder(kind: ProblemKind = 'corrupt') {
  const encoder = fakeEncoder();
  const asked: number[] = [];
  let reads = false;
  const encodeImages: typeof encoder.encodeImages = async (paths, thumbnails, signal) => {
    asked.push(paths.length);
    if (reads) return encoder.encodeImages(paths, thumbnails, signal);
    const none: EncodedImages = {
      images: [],
      vectors: new Float32Array(0),
      problems: paths.map((_, index) => ({ index, kind, detail: 'It cannot be decoded.' })),
    };
    return none;
  };
  return { fake: { ...encoder, encodeImages }, asked, learn: () => (reads = true) };
}

test('a file with a problem is not read again while it does not change, unless someone asks to retry', async t => {
  const place = workspace(t, { 'cat.png': 'a cat' });
  const { fake, asked, learn } = learningEncoder();
  const lens = place.open({}, fake);
  assert.equal((await lens.ask('index', { folder: null })).problems.length, 1);
  learn();
  assert.equal((await lens.ask('index', { folder: null })).problems.length, 1);
  assert.deepEqual(asked, [1]);
  const report = await lens.ask('index', { folder: null, retry: true });
  assert.deepEqual([report.problems, report.assets], [[], 1]);
  assert.deepEqual(await lens.paths({ text: 'a cat', limit: 1 }), ['cat.png']);
});

test('a picture that is too slow to draw is asked for once, until it changes or someone asks to retry', async t => {
  const place = workspace(t, { 'cat.png': 'a cat' });
  const { fake, asked } = learningEncoder('too-slow');
  const lens = place.open({}, fake);
  const index = async (retry: boolean) => (await lens.ask('index', { folder: null, retry })).problems;
  for (const retry of [false, false, true])
    assert.deepEqual((await index(retry)).map(({ kind }) => kind), ['too-slow']);
  assert.equal(asked.length, 2);
  writeFileSync(path.join(place.folder, 'cat.png'), 'a simpler cat');
  await index(false);
  assert.equal(asked.length, 3);
}); // prettier-ignore

test('a picture whose drive does not answer is asked for in each run', async t => {
  const place = workspace(t, { 'cat.png': 'a cat' });
  const { fake, asked, learn } = learningEncoder('timed-out');
  const lens = place.open({}, fake);
  for (let run = 0; run < 2; run++)
    assert.equal((await lens.ask('index', { folder: null })).problems.length, 1);
  learn();
  assert.deepEqual((await lens.ask('index', { folder: null })).problems, []);
  assert.equal(asked.length, 3);
});

for (const seen of ['in this folder', 'through another folder']) {
  test(`what an older version could not read is read by a newer one that knows other contents ${seen} already`, async t => {
    const place = workspace(t, { 'cat.png': 'a cat', 'dog.png': 'a broken dog' });
    const old = place.open({}, fakeEncoder('old'));
    assert.equal((await old.ask('index', { folder: null })).problems.length, 1);
    await old.desk.dispose();

    // A run that saw only one picture: it was stopped then, or the other folder has no more.
    const elsewhere = workspace(t, { 'cat.png': 'a cat' });
    const other = { folders: [folderAt(elsewhere.folder)] };
    const first = place.open(seen === 'in this folder' ? {} : other, fakeEncoder('new'));
    const { folders } = await first.ask('status', null);
    // Relative to the folder: what an AssetPath is.
    const changed = [{ folder: folders[0]!.id, path: 'cat.png' as AssetPath }];
    assert.equal((await first.ask('index', { folder: null, changed })).encoded, 1);
    await first.desk.dispose();

    const { encodeImages, ...rest } = fakeEncoder('new');
    const reads: string[] = [];
    const mended: FakeEncoder = {
      ...rest,
      encodeImages: async (paths, thumbnails, signal) => {
        reads.push(...paths.map(file => path.basename(file)));
        return encodeImages(paths, thumbnails, signal);
      },
    };
    const lens = place.open({}, mended);
    await lens.ask('index', { folder: null });
    assert.deepEqual(reads, ['dog.png']);
    await lens.ask('index', { folder: null });
    assert.deepEqual(reads, ['dog.png'], 'and then not again');
  });
}

test('the same model in another form is told of as such', async t => {
  const place = workspace(t, { 'cat.png': 'a cat' });
  await place.open().ask('index', { folder: null });
  const other = fakeEncoder('another form');
  const { hello } = other;
  other.hello = async signal => ({ ...(await hello(signal)), model: 'fake@1' as ModelId });
  const lens = place.open({}, other);
  await lens.ask('index', { folder: null });
  assert.deepEqual((await lens.ask('status', null)).notices, [
    'One image was indexed with fake@1. The files of fake@1, or the way in which pictures are prepared for it, have changed since: now it begins a new set of vectors; the other set stays until the index is cleared.',
  ]);
});
