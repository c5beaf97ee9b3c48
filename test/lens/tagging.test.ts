// The tag walk with groups: crowds, states, the last good labels, and what an edit of the file costs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetId } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { type TagReply, tagStates } from '../../src/protocol/tag.ts';
import { parseLabelSet } from '../../src/tags/labels.ts';
import { type OpenedDesk, workspace } from './workspace.ts';

const file = '.vscode/asset-lens.json';

const words = ['tree', 'house', 'river', 'cloud', 'stone', 'road', 'bridge', 'lamp', 'chair', 'table'];

/** A crowd of 40 pictures of other things, and what is given. */
function crowded(files: Readonly<Record<string, string>>): Record<string, string> {
  const crowd = Array.from({ length: 40 }, (_, i) => [
    `crowd/${i}.png`,
    `${words[i % 10]} ${words[(i * 3 + 1 + Math.floor(i / 10)) % 10]} ${i % 2 ? 'photograph' : 'icon'} pixels:${i}`,
  ]);
  return { ...(Object.fromEntries(crowd) as Record<string, string>), ...files };
}

/** The fake encoder's sixteen numbers spread wide: a low threshold is what stands out there. */
const groups = (kind: string, ...names: string[]) =>
  JSON.stringify({
    groups: [
      { name: 'animals', kind, labels: names.map(name => ({ name, prompts: [name], threshold: 0.15 })) },
    ],
  });

async function rowsOf(lens: OpenedDesk, reply: TagReply) {
  const cards = await lens.ask('cards', { ids: [...reply.ids] as AssetId[] });
  const width = reply.columns.length;
  return new Map(
    cards.map((card, row) => [
      card.path as string,
      reply.columns.map((column, i) => ({
        ...column,
        score: reply.scores[row * width + i]!,
        probability: reply.probabilities[row * width + i]!,
        state: tagStates[reply.states[row * width + i]!]!,
      })),
    ]),
  );
}

test('none of these is suggested for the crowd, and a label for what shows it', async t => {
  const place = workspace(t, crowded({ 'cat.png': 'cat', 'dog.png': 'dog' }));
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const labels = parseLabelSet(groups('one-of', 'cat', 'dog'), 'l.json');
  const rows = await rowsOf(lens, await lens.ask('tag', { labels, folder: null }));
  for (const tags of rows.values()) {
    assert.deepEqual(
      tags.map(tag => [tag.label, tag.group]),
      [['cat', 'animals'], ['dog', 'animals'], [null, 'animals']],
    ); // prettier-ignore
    assert.ok(Math.abs(tags.reduce((sum, tag) => sum + tag.probability, 0) - 1) < 1e-5);
  }
  const suggested = (path: string) => rows.get(path)!.filter(tag => tag.state === 'suggested').map(tag => tag.label); // prettier-ignore
  assert.deepEqual([suggested('cat.png'), suggested('dog.png')], [['cat'], ['dog']]);
  const none = [...rows.keys()].filter(path => path.startsWith('crowd/') && suggested(path)[0] === null);
  assert.ok(none.length > 36, `${none.length} of 40`);
});

test('in any-of, another label in the file leaves the tags of the first ones as they are, bit for bit', async t => {
  const place = workspace(t, crowded({ 'cat.png': 'cat', 'dog.png': 'dog' }));
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const tagged = async (...names: string[]) =>
    rowsOf(
      lens,
      await lens.ask('tag', { labels: parseLabelSet(groups('any-of', ...names), 'l'), folder: null }),
    );
  const few = await tagged('cat', 'dog');
  const more = await tagged('cat', 'dog', 'river', 'lamp');
  for (const [path, tags] of few) assert.deepEqual(more.get(path)!.slice(0, 2), tags);
  assert.equal(few.get('cat.png')![0]!.state, 'suggested');
  assert.equal(few.get('dog.png')![0]!.state, 'none');
});

test('the same folder gives the same tags, whatever the order in which it was indexed', async t => {
  const files = crowded({ 'cat.png': 'cat' });
  const labels = parseLabelSet(groups('any-of', 'cat', 'dog'), 'l.json');
  const results = [];
  for (const order of [Object.entries(files), Object.entries(files).reverse()]) {
    const place = workspace(t, {});
    const lens = place.open();
    for (const part of [order.slice(0, 20), order.slice(20)]) {
      place.write(Object.fromEntries(part));
      await lens.ask('index', { folder: null });
    }
    results.push(await rowsOf(lens, await lens.ask('tag', { labels, folder: null })));
  }
  assert.deepEqual(results[0], results[1]);
});

test('an edit of the labels file encodes new sentences alone, and no image again', async t => {
  const place = workspace(t, crowded({ 'cat.png': 'cat', [file]: groups('any-of', 'cat') }));
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await lens.ask('labelCounts', null);
  const images = lens.encoder.encoded.length;
  const texts = lens.encoder.texts.length;
  place.write({ [file]: groups('any-of', 'cat', 'dog') });
  const { counts } = await lens.ask('labelCounts', null);
  assert.deepEqual(
    counts.map(({ label, group, assets }) => [label, group, assets]),
    [['cat', 'animals', 1], ['dog', 'animals', 0]],
  ); // prettier-ignore
  assert.equal(lens.encoder.encoded.length, images);
  const added = lens.encoder.texts.slice(texts);
  assert.ok(added.length > 0 && added.every(text => text.includes('dog')), added.join());
});

test('the last good labels stay in use while the file is broken, and the mistake is told beside them', async t => {
  const place = workspace(t, crowded({ 'cat.png': 'cat', [file]: groups('any-of', 'cat') }));
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const good = await lens.ask('labelCounts', null);
  assert.equal(good.mistake, null);
  place.write({ [file]: '{"groups":[{"name":"animals",' });
  const broken = await lens.ask('labelCounts', null);
  assert.deepEqual(broken.counts, good.counts);
  assert.match(broken.mistake!, /line 1, column \d+: found the end of the text/);
  assert.deepEqual(await lens.paths({ label: 'cat' }), ['cat.png']);
  await assert.rejects(lens.ask('tag', { labels: null, folder: null }), error =>
    LensError.is(error, 'labels-invalid'),
  );
});

test('a filter by a label finds what is suggested below it, too', async t => {
  const labels = [
    { name: 'pet', prompts: ['pet'], threshold: 0.6 },
    { name: 'cat', prompts: ['cat'], threshold: 0.6, parent: 'pet', color: '#f00' },
  ];
  const place = workspace(
    t,
    crowded({
      'cat.png': 'cat',
      'pet.png': 'pet',
      [file]: JSON.stringify({ groups: [{ name: 'animals', kind: 'one-of', labels }] }),
    }),
  );
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const pets = await lens.paths({ label: 'pet' });
  assert.ok(pets.includes('cat.png') && pets.includes('pet.png'), pets.join());
  assert.deepEqual(await lens.paths({ label: 'cat' }), ['cat.png']);
  const id = await lens.ask('locate', { file: `${place.folder}/cat.png` });
  const [card] = await lens.ask('cards', { ids: [id!] });
  assert.deepEqual(
    card!.tags.map(({ label, color }) => [label, color]),
    [['cat', '#f00']],
  );
});

test('the background is told once, and anew when images come; a crowd of what a label names does not hide it', async t => {
  const place = workspace(t, crowded({ 'cat.png': 'cat', [file]: groups('any-of', 'cat') }));
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const cats = async () => (await lens.paths({ label: 'cat' })).toSorted();
  const likely = async () => {
    const { ids, probabilities } = await lens.ask('tag', { labels: null, folder: null });
    const { tags } = await lens.ask('tagged', {
      folder: null,
      scope: null,
      states: ['suggested'],
      order: 'path',
      first: 0,
      count: 1,
    });
    return probabilities[ids.indexOf(tags[0]!.id)]!;
  };
  assert.deepEqual(await cats(), ['cat.png']);
  const before = await likely();
  const more = Array.from({ length: 60 }, (_, i) => `cats/${i}.png`);
  place.write(Object.fromEntries(more.map((name, i) => [name, `cat pixels:${i}`])));
  await lens.ask('index', { folder: null });
  assert.deepEqual(await cats(), ['cat.png', ...more].toSorted());
  assert.notEqual(await likely(), before);
});

test('lint names labels that are the same here, that never fire, and sentences that are too long', async t => {
  const place = workspace(t, crowded({ 'cat.png': 'cat' }));
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const labels = parseLabelSet(
    JSON.stringify({
      groups: [
        {
          name: 'g',
          kind: 'any-of',
          labels: [
            { name: 'river', prompts: ['river'], threshold: 0 },
            { name: 'stream', prompts: ['river', 'River'] },
            { name: 'cat', prompts: ['cat', 'x '.repeat(15)], threshold: 1 },
          ],
        },
      ],
    }),
    'l.json',
  );
  const found = await lens.ask('lintLabels', { labels, folder: null });
  const told = found.map(({ kind, label, other }) => [kind, label, other]);
  assert.deepEqual(told.slice(0, 3), [
    ['long', 'cat', 'x '.repeat(15).trim()],
    ['alike', 'river', 'stream'],
    ['most', 'river', null],
  ]);
  assert.deepEqual(told.at(-1), ['never', 'cat', null]);
});

test('among a handful of images lint looks at sentences alone', async t => {
  const place = workspace(t, { 'cat.png': 'cat' });
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const labels = parseLabelSet(groups('any-of', 'cat', 'dog'), 'l.json');
  assert.deepEqual(await lens.ask('lintLabels', { labels, folder: null }), []);
});
