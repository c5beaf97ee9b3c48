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

const exact = [
  { assets: ['a.png', 'sub/copy of a.png'], kind: 'same-bytes', similarity: 1 },
  { assets: ['b.png', 'sub/b.webp'], kind: 'same-pixels', similarity: 1 },
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
    { assets: ['one.png', 'two.png'], kind: 'same-bytes', similarity: 1 },
  ]);
});

test('a person sees each group with its kind', async () => {
  const { stdout } = await copies.run(['duplicates', folder]);
  assert.equal(
    stdout,
    'same-bytes: 2 images\n  a.png\n  sub/copy of a.png\nsame-pixels: 2 images\n  b.png\n  sub/b.webp\n',
  );
});
