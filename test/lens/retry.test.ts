// Trying again what could not be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EncodedImages } from '../../src/protocol/encoder.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { workspace } from './workspace.ts';

/** An encoder that cannot read one file until it learns to. */
function learningEncoder() {
  const encoder = fakeEncoder();
  const asked: number[] = [];
  let reads = false;
  const encodeImages: typeof encoder.encodeImages = async (paths, thumbnails, signal) => {
    asked.push(paths.length);
    if (reads) return encoder.encodeImages(paths, thumbnails, signal);
    const none: EncodedImages = {
      images: [],
      vectors: new Float32Array(0),
      problems: paths.map((_, index) => ({ index, kind: 'corrupt', detail: 'It cannot be decoded.' })),
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
