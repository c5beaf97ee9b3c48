import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { blue, green, png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

const labels = JSON.stringify({
  groups: [{ name: 'colour', kind: 'one-of', labels: [{ name: 'red' }, { name: 'blue', aliases: ['sea'] }] }],
});

/** Two red ones and a blue one where they belong, a red one among the blue, and one in a folder that is no label. */
const place = await workspace(
  { after },
  {
    '.vscode/asset-lens.json': labels,
    'red/a.png': png(red),
    'red/b.png': png('#ff2200'),
    'sea/c.png': png(blue),
    'sea/d.png': png(red, 70),
    'other/e.png': png(green),
  },
);
const { folder, root } = place;

const counts = ({
  labels: told,
}: {
  labels: readonly { hits: number; wrong: number; missed: number; others: number }[];
}) => told.map(({ hits, wrong, missed, others }) => [hits, wrong, missed, others]);

test('folders named like labels or their aliases are a truth, and what is taken for what is named', async () => {
  const told = await place.json('eval', ['eval', folder, '--truth', 'folders']);
  assert.equal(told.images, 4);
  assert.deepEqual(counts(told), [[2, 1, 0, 1], [1, 0, 1, 2]]); // prettier-ignore
  assert.deepEqual(
    told.confusions.map(({ truth, suggested, count, paths }) => [truth, suggested, count, paths]),
    [['blue', 'red', 1, ['sea/d.png']]],
  );
  assert.deepEqual(told.unused.labels, [{ name: 'other', images: 1 }]);
});

test('a table says what its images have and that they have nothing else; what is not here is passed over', async () => {
  const table = path.join(root, 'truth.csv');
  writeFileSync(
    table,
    'path,label\nred/a.png,red\nother\\e.png,\nsea/d.png,red\nnowhere.png,red\nred/b.png,pink\n',
  );
  const told = await place.json('eval', ['eval', folder, '--truth', table]);
  assert.equal(told.images, 4, 'an image of which nothing of ours is said has none of ours');
  assert.deepEqual(counts(told)[0], [2, 1, 0, 1]);
  assert.deepEqual(told.unused, {
    labels: [{ name: 'pink', images: 1 }],
    images: ['nowhere.png'],
    imageCount: 1,
    disputed: 0,
  });
  const { stderr, stdout } = await place.run(['eval', folder, '--truth', table]);
  assert.match(stderr, /"pink" \(1 image\)[^]*nowhere\.png/);
  assert.match(stdout, /^colour\/red +2 /m);
});

test('a minimum that is missed ends with status 3, and says which', async () => {
  const gate = (...options: string[]) => place.run(['eval', folder, '--truth', 'folders', ...options]);
  const [met, missed, each, eachMet] = await Promise.all([
    gate('--min-f1', '0.7', '--min-recall', '0.75'),
    gate('--min-f1', '0.9'),
    gate('--min-recall', '0.6', '--each'),
    gate('--min-recall', '0.5', '--each'),
  ]);
  assert.deepEqual([met.status, missed.status, each.status, eachMet.status], [0, 3, 3, 0]);
  assert.match(missed.stderr, /The average F1 is 0\.73, less than 0\.9\./);
  assert.match(each.stderr, /"blue" has recall 0\.50, less than 0\.6\./);
  assert.match(missed.stdout, /average of 2/, 'the result is told all the same');
});

test('without a truth, what people decided is one; nothing decided is wrong usage with a way out', async () => {
  const nothing = await place.run(['eval', folder]);
  assert.equal(nothing.status, 2);
  assert.match(
    nothing.stderr,
    /Nothing was decided about these labels yet\. .*a table, or the names of the folders/,
  );
  await place.run(['decide', folder, 'red/a.png', 'sea/d.png', '--accept', 'red']);
  await place.run(['decide', folder, 'sea/c.png', '--reject', 'red']);
  const told = await place.json('eval', ['eval', folder]);
  assert.equal(told.images, 3);
  // Of blue it is known that the red ones are not; of the third, only that it is not red.
  assert.deepEqual(counts(told), [[2, 0, 0, 1], [0, 0, 0, 2]]); // prettier-ignore
});

test('a table that cannot be read is told with file and line', async () => {
  const table = path.join(root, 'broken.csv');
  writeFileSync(table, 'image;label;state\na.png;red;sure\n');
  const { status, stderr } = await place.run(['eval', folder, '--truth', table]);
  assert.equal(status, 2);
  assert.match(
    stderr,
    /broken\.csv cannot be read: line 2: found the state "sure", expected none, suggested/,
  );
});
