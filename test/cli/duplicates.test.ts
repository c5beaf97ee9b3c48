import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { blue, green, losslessWebp, png, red, yellow } from './drawing.ts';
import { workspace } from './workspace.ts';

const copies = await workspace(
  { after },
  {
    'a.png': png(red),
    'sub/copy of a.png': png(red),
    'b.png': png(yellow),
    'sub/b.webp': losslessWebp(yellow),
    'larger b.png': png(yellow, 96, 72),
    'c.png': png(green),
    'nearly c.png': png('#08ff00'),
    'd.png': png(blue),
  },
);
const { folder } = copies;

/** A group of two that are equal. */
function twins(a: string, b: string, kind: 'same-bytes' | 'same-pixels') {
  const pair = { a, b, kind, transformations: [], box: null, scale: null, similarity: 1 };
  return { assets: [a, b], kind, similarity: 1, pairs: [pair] };
}

const exact = [
  twins('a.png', 'sub/copy of a.png', 'same-bytes'),
  twins('b.png', 'sub/b.webp', 'same-pixels'),
];

test('duplicates finds equal files and equal pixels in different files, and nothing else', async () => {
  assert.deepEqual(await copies.json('duplicates', ['duplicates', folder]), exact);
});

test('--look-alikes adds images with near vectors, each copy reported once', async () => {
  const groups = await copies.json('duplicates', ['duplicates', folder, '--look-alikes']);
  assert.deepEqual(
    groups.filter(group => group.kind !== 'look-alike'),
    exact,
  );
  const [larger, near, ...others] = groups.filter(group => group.kind === 'look-alike');
  assert.deepEqual(others, []);
  // The one with more pixels is the one to keep.
  assert.deepEqual(larger!.assets, ['larger b.png', 'b.png']);
  assert.deepEqual(near!.assets, ['c.png', 'nearly c.png']);
  assert.ok(near!.similarity < 1 && near!.similarity > 0.99);
});

test('duplicates indexes first what is missing', async t => {
  const fresh = await workspace(t, { 'one.png': png(red) });
  assert.deepEqual(await fresh.json('duplicates', ['duplicates', fresh.folder]), []);
  assert.equal((await fresh.run(['duplicates', fresh.folder])).stdout, 'No image is there twice.\n');
  await fresh.write({ 'two.png': png(red) });
  assert.deepEqual(await fresh.json('duplicates', ['duplicates', fresh.folder]), [
    twins('one.png', 'two.png', 'same-bytes'),
  ]);
});

test('a person sees each group with its kind', async () => {
  const { stdout } = await copies.run(['duplicates', folder]);
  assert.equal(
    stdout,
    'same-bytes: 2 images\n  a.png\n  sub/copy of a.png\nsame-pixels: 2 images\n  b.png\n  sub/b.webp\n',
  );
});
