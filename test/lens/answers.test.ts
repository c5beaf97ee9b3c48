// The other three walks: search, tag, duplicates.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { AssetId } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { parseLabelSet } from '../../src/tags/labels.ts';
import { everything, workspace } from './workspace.ts';

const animals = {
  'one/cat.png': 'a cat',
  'one/dog.png': 'a dog',
  'two/boat.png': 'a boat',
  'two/sea.png': 'boat sea',
};

test('Search by text: the right image comes first, its vector of words is kept', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  assert.equal((await lens.paths({ text: 'a boat' }))[0], 'two/boat.png');
  await lens.paths({ text: '  a boat ' });
  assert.deepEqual(lens.encoder.texts, ['a boat', 'a photo of a boat'], 'asked of the model once');
  const again = place.open();
  await again.paths({ text: 'a boat' });
  assert.deepEqual(again.encoder.texts, [], 'and never again');
});

test('a search by example finds the file itself first, also from outside the folder', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const file = path.join(place.folder, 'one/dog.png');
  assert.equal((await lens.paths({ like: { file } }))[0], 'one/dog.png');
  const asset = await lens.ask('locate', { file });
  assert.equal((await lens.paths({ like: { asset: asset! } }))[0], 'one/dog.png');
  await assert.rejects(
    lens.ask('search', { ...everything, like: { asset: 999 as AssetId } }),
    (error: unknown) => LensError.is(error, 'not-found'),
  );
});

test('no words: everything, by folder; only what to leave out is no search', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const all = await lens.paths({});
  assert.deepEqual(
    all.map(file => file.split('/')[0]),
    ['one', 'one', 'two', 'two'],
  );
  await assert.rejects(lens.ask('search', { ...everything, not: 'dogs' }), (error: unknown) =>
    LensError.is(error, 'invalid-argument'),
  );
});

test('the limit holds, scores fall, columns are of one length', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const reply = await lens.ask('search', { ...everything, text: 'a dog', limit: 3 });
  assert.deepEqual(
    [reply.ids.length, reply.scores.length, reply.aspects.length, reply.searched],
    [3, 3, 3, 4],
  );
  assert.deepEqual(
    [...reply.scores],
    [...reply.scores].sort((a, b) => b - a),
  );
  assert.deepEqual([...reply.aspects], [2, 2, 2]);
});

test('Tag with labels: every label for every asset, probabilities sum to 1', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const labels = parseLabelSet(
    '{"labels":[{"name":"cat","prompts":["a cat"]},{"name":"boat","prompts":["a boat"]}]}',
    'labels.json',
  );
  const reply = await lens.ask('tag', { labels, folder: null });
  const cards = await lens.ask('cards', { ids: [...reply.ids] as AssetId[] });
  assert.deepEqual(
    cards.map(card => card.path),
    Object.keys(animals).sort(),
  );
  for (let row = 0; row < 4; row++) {
    const sum = reply.probabilities[2 * row]! + reply.probabilities[2 * row + 1]!;
    assert.ok(Math.abs(sum - 1) < 1e-6);
  }
  assert.ok(reply.probabilities[0]! > 0.5, 'the cat is a cat');
  assert.ok(reply.probabilities[2 * 2 + 1]! > 0.5, 'the boat is a boat');
});

test('the labels file of the folder gives chips, counts and a filter', async t => {
  const place = workspace(t, {
    ...animals,
    '.vscode/asset-lens.json':
      '{"labels":[{"name":"cat","prompts":["a cat"]},{"name":"boat","prompts":["a boat"]}]}',
  });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  assert.deepEqual(
    (await lens.ask('labelCounts', null)).counts.reduce((sum, { assets }) => sum + assets, 0),
    4,
  );
  const boats = await lens.paths({ label: 'boat' });
  assert.ok(boats.includes('two/boat.png') && !boats.includes('one/cat.png'));
  const id = await lens.ask('locate', { file: path.join(place.folder, 'one/cat.png') });
  const [card] = await lens.ask('cards', { ids: [id!] });
  assert.equal(card!.tags[0]!.label, 'cat');
});

test('a labels file with a mistake is told, and the pictures are still shown', async t => {
  const place = workspace(t, { ...animals, '.vscode/asset-lens.json': '{"labels":"cat"}' });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await assert.rejects(lens.ask('tag', { labels: null, folder: null }), (error: unknown) =>
    LensError.is(error, 'labels-invalid'),
  );
  await assert.rejects(lens.paths({ label: 'cat' }), (error: unknown) =>
    LensError.is(error, 'labels-invalid'),
  );
  assert.equal((await lens.paths({ text: 'a cat' }))[0], 'one/cat.png');
});

test('Find duplicates: same bytes and same pixels, each with its kind; equal size alone is no copy', async t => {
  const place = workspace(t, {
    'logo.png': 'a logo pixels:1',
    'old/logo.png': 'a logo pixels:1',
    'logo.webp': 'another file pixels:1',
    'other.png': 'something else pixels:2',
    'twin-a.png': 'twin pixels:3',
    'twin-b.png': 'twin pixels:3',
  });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const groups = await lens.ask('duplicates', { lookAlikes: false, folder: null });
  const named = await Promise.all(
    groups.map(async ({ kind, assets, similarity }) => ({
      kind,
      similarity,
      paths: (await lens.ask('cards', { ids: assets })).map(card => card.path),
    })),
  );
  assert.deepEqual(named, [
    { kind: 'same-pixels', similarity: 1, paths: ['logo.png', 'logo.webp', 'old/logo.png'] },
    { kind: 'same-bytes', similarity: 1, paths: ['twin-a.png', 'twin-b.png'] },
  ]);
});

test('look-alikes come only when asked for, and equal vectors are equal', async t => {
  const place = workspace(t, {
    'a.png': 'a cat pixels:1',
    'b.png': 'a cat pixels:2',
    'c.png': 'locomotive pixels:3',
  });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  assert.deepEqual(await lens.ask('duplicates', { lookAlikes: false, folder: null }), []);
  const [group, ...more] = await lens.ask('duplicates', { lookAlikes: true, folder: null });
  assert.deepEqual(
    [group!.kind, group!.assets.length, group!.similarity, more.length],
    ['look-alike', 2, 1, 0],
  );
});

test('vectors of files and texts come in their order', async t => {
  const place = workspace(t, animals);
  const lens = place.open();
  const reply = await lens.ask('embed', {
    images: [path.join(place.folder, 'one/cat.png')],
    texts: ['a cat', 'a boat'],
  });
  const row = (n: number) => reply.vectors.slice(n * reply.dimensions, (n + 1) * reply.dimensions);
  assert.deepEqual(row(0), row(1));
  assert.notDeepEqual(row(1), row(2));
});
