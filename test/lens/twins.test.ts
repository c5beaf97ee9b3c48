import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeEncoder } from './fakeEncoder.ts';
import { workspace } from './workspace.ts';

/** Does something once, after equal files were found and before the first of them is read to be encoded. */
function encoderThat(changes: () => void) {
  const encoder = fakeEncoder();
  encoder.onBatch = () => {
    encoder.onBatch = () => undefined;
    changes();
  };
  return encoder;
}

test('a file that becomes another picture while its copies wait leaves them the picture that they have', async t => {
  const here = workspace(t, { 'a.png': 'cat', 'b.png': 'cat', 'c.png': 'cat' });
  const encoder = encoderThat(() => here.write({ 'a.png': 'a dog' }));
  const { ask, paths } = here.open({}, encoder);
  await ask('index', { folder: null });
  const report = await ask('index', { folder: null });
  assert.deepEqual([report.assets, report.problems], [3, []]);
  assert.equal((await paths({ text: 'a dog', plain: true }))[0], 'a.png');
  assert.deepEqual((await paths({ text: 'cat', plain: true })).slice(0, 2).sort(), ['b.png', 'c.png']);
  const groups = await ask('duplicates', { lookAlikes: false, folder: null });
  assert.deepEqual(
    groups.map(group => group.assets.length),
    [2],
  );
  assert.equal(encoder.encoded.length, 2, 'each picture is encoded once');
});

test('a file that breaks or goes while its copies wait does not make them broken', async t => {
  const here = workspace(t, { 'a.png': 'cat', 'b.png': 'cat', 'c.png': 'cat' });
  const encoder = encoderThat(() => here.write({ 'a.png': 'broken' }));
  const { ask } = here.open({}, encoder);
  const { assets, problems } = await ask('index', { folder: null });
  assert.deepEqual([assets, problems.map(problem => problem.path)], [2, ['a.png']]);
});

test('copies of a broken file are all broken, and it is decoded once', async t => {
  const here = workspace(t, { 'a.png': 'broken', 'b.png': 'broken', 'c.png': 'cat' });
  let batches = 0;
  const encoder = fakeEncoder();
  encoder.onBatch = () => batches++;
  const { ask } = here.open({}, encoder);
  const { assets, problems } = await ask('index', { folder: null });
  assert.deepEqual([assets, problems.map(problem => problem.path), batches], [1, ['a.png', 'b.png'], 1]);
});

test('the next files are looked at while pictures are encoded, and a copy among them is not encoded again', async t => {
  const pictures = Array.from({ length: 70 }, (_, at) => [
    `${String(at).padStart(2, '0')}.png`,
    // The last one is a copy of one that is in the network when it is found.
    `picture ${at === 69 ? 63 : at}`,
  ]);
  const here = workspace(t, Object.fromEntries(pictures));
  const encoder = fakeEncoder();
  let looked = 0;
  const { promise: secondLook, resolve: told } = Promise.withResolvers<undefined>();
  const { identify, encodeImages } = encoder;
  encoder.identify = (paths, signal) => {
    if (++looked === 2) told(undefined);
    return identify(paths, signal);
  };
  encoder.encodeImages = async (paths, thumbnails, signal) => {
    if (paths.some(file => file.endsWith('63.png'))) await secondLook;
    return encodeImages(paths, thumbnails, signal);
  };
  const { ask } = here.open({}, encoder);
  const { assets, encoded, reused, problems } = await ask('index', { folder: null });
  assert.deepEqual(
    { assets, encoded, reused, problems },
    { assets: 70, encoded: 69, reused: 1, problems: [] },
  );
  assert.equal(encoder.encoded.length, 69);
});
