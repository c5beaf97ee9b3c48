import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { blue, png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

const pictures = await workspace(
  { after },
  { 'red.png': png(red), 'blue.png': png(blue), 'text.png': 'text' },
);
const inFolder = { workingFolder: pictures.folder };

test('embed gives one unit vector for each input, in the order of the command line', async () => {
  const words = ['embed', '--text', 'blue', '--image', 'red.png', '--text', 'a red and blue flag'];
  const embedded = await pictures.json('embed', [...words, '--image', 'blue.png'], inFolder);
  assert.match(embedded.model, /^colours@/);
  assert.equal(embedded.dimensions, 4);
  assert.deepEqual(
    embedded.vectors.map(({ input }) => input),
    ['blue', 'red.png', 'a red and blue flag', 'blue.png'],
  );
  for (const { vector } of embedded.vectors) {
    assert.equal(vector.length, embedded.dimensions);
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-6);
  }
  const [text, image] = embedded.vectors;
  assert.deepEqual(text!.vector, [0, 0, 1, 0]);
  const length = Math.hypot(1, 0.1);
  [1 / length, 0, 0, 0.1 / length].forEach((expected, i) =>
    assert.ok(Math.abs(image!.vector[i]! - expected) < 1e-6),
  );
});

test('an input that is given twice is answered twice', async () => {
  const words = ['embed', '--image', 'red.png', '--text', 'red', '--image', 'red.png', '--text', 'red'];
  const { vectors } = await pictures.json('embed', words, inFolder);
  assert.deepEqual(vectors[2], vectors[0]);
  assert.deepEqual(vectors[3], vectors[1]);
});

test('the score of a search is the product of the two vectors', async () => {
  const words = ['embed', '--image', 'red.png', '--text', 'yellow'];
  const { vectors } = await pictures.json('embed', words, inFolder);
  const [image, text] = vectors.map(({ vector }) => vector);
  const product = image!.reduce((sum, value, i) => sum + value * text![i]!, 0);
  const [hit] = await pictures.json('search', ['search', '.', 'yellow', '--limit', '2'], inFolder);
  assert.ok(Math.abs(hit!.score - product) < 1e-6);
});

test('an image that cannot be used is wrong usage', async () => {
  const { status, stdout, stderr } = await pictures.run(['embed', '--image', 'text.png', '--json'], inFolder);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /^asset-lens: The image .*text\.png cannot be used: It is text [^\n]+\nSee: /);
});

test('a person sees the beginning of each vector', async () => {
  const { stdout } = await pictures.run(['embed', '--text', 'red', '--image', 'red.png'], inFolder);
  assert.equal(stdout, 'red      1.0000  0.0000  0.0000  0.0000\nred.png  0.9950  0.0000  0.0000  0.0995\n');
});
