/** A few questions to the model that comes along; what it can do in general is measured elsewhere. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { run } from './assetLens.ts';
import { parsed } from './results.ts';
import { workspace } from './workspace.ts';

function shape(element: string): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="white"/>${element}</svg>`;
  return sharp(Buffer.from(drawing)).png().toBuffer();
}

const shapes = {
  'a.png': shape('<circle cx="128" cy="128" r="90" fill="#d02020"/>'),
  'b.png': shape('<rect x="40" y="40" width="176" height="176" fill="#2040d0"/>'),
  'c.png': shape('<polygon points="128,30 226,216 30,216" fill="#20a040"/>'),
};

test('without --model the starter finds drawn shapes by words', async t => {
  const { root, folder } = await workspace(t, shapes);
  writeFileSync(path.join(root, 'queries.txt'), 'a red circle\na blue square\na green triangle\n');
  const words = ['search', folder, '--queries', 'queries.txt', '--json'];
  const { status, stdout, stderr } = await run(words, { root });
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    parsed('searchQueries', stdout).map(({ query, results }) => [query, results[0]!.path]),
    [
      ['a red circle', 'a.png'],
      ['a blue square', 'b.png'],
      ['a green triangle', 'c.png'],
    ],
  );
});

test('the starter is known by its id, and its vectors have unit length', async t => {
  const { root, folder } = await workspace(t, { 'a.png': shapes['a.png'] });
  const words = [
    'embed',
    '--model',
    'starter',
    '--image',
    path.join(folder, 'a.png'),
    '--text',
    'a red circle',
  ];
  const { stdout } = await run([...words, '--json'], { root });
  const { model, dimensions, vectors } = parsed('embed', stdout);
  assert.match(model, /^starter@/);
  for (const { vector } of vectors) {
    assert.equal(vector.length, dimensions);
    assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
  }
});

test('the starter tags shapes by default templates, and the probabilities of each image sum to 1', async t => {
  const { root, folder } = await workspace(t, shapes);
  const labels = [{ name: 'red circle' }, { name: 'blue square' }, { name: 'green triangle' }];
  writeFileSync(path.join(root, 'labels.json'), JSON.stringify({ labels }));
  const { stdout } = await run(['tag', folder, '--labels', 'labels.json', '--json'], { root });
  const tagged = parsed('tag', stdout);
  assert.deepEqual(
    tagged.map(({ path, tags }) => [path, tags[0]!.label]),
    [
      ['a.png', 'red circle'],
      ['b.png', 'blue square'],
      ['c.png', 'green triangle'],
    ],
  );
  for (const { tags } of tagged)
    assert.ok(Math.abs(tags.reduce((sum, tag) => sum + tag.probability, 0) - 1) < 1e-5);
});
