// Tags with what people decided: states, counts, lists and filters.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { AssetId } from '../../src/protocol/asset.ts';
import type { Decision } from '../../src/protocol/decision.ts';
import type { LensQuestions } from '../../src/protocol/lens.ts';
import { type TagFilter, type TagState, tagStates } from '../../src/protocol/tag.ts';
import { type OpenedDesk, type Workspace, workspace } from './workspace.ts';

const labelsFile = JSON.stringify({
  groups: [
    {
      name: 'animals',
      kind: 'one-of',
      labels: ['cat', 'dog', 'cow'].map(name => ({ name, prompts: [name] })),
    },
    {
      name: 'things',
      kind: 'any-of',
      labels: ['boat', 'lamp'].map(name => ({ name, prompts: [name], threshold: 0.15 })),
    },
  ],
});

const pictures = {
  'boat.png': 'boat', 'cat.png': 'cat', 'cow.png': 'cow', 'dog.png': 'dog', 'lamp.png': 'lamp',
  '.vscode/asset-lens.json': labelsFile,
}; // prettier-ignore

async function opened(t: Parameters<typeof workspace>[0], files: Record<string, string> = pictures) {
  const place = workspace(t, files);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  return { place, lens };
}

async function decide(lens: OpenedDesk, place: Workspace, name: string, ...decisions: Decision[]) {
  const id = await lens.ask('locate', { file: path.join(place.folder, name) });
  await lens.ask('decide', { ids: [id!], decisions });
}

const verdict = (label: string, said: Decision['verdict'], group = 'animals'): Decision => ({ group, label, verdict: said }); // prettier-ignore

/** Path → label → state, those that are none left out. */
async function states(lens: OpenedDesk): Promise<Record<string, Record<string, TagState>>> {
  const reply = await lens.ask('tag', { labels: null, folder: null });
  const cards = await lens.ask('cards', { ids: [...reply.ids] as AssetId[] });
  return Object.fromEntries(
    cards.map((card, row) => [
      card.path,
      Object.fromEntries(
        reply.columns.flatMap(({ label }, column) => {
          const state = tagStates[reply.states[row * reply.columns.length + column]!]!;
          return state === 'none' ? [] : [[label ?? 'none of these', state]];
        }),
      ),
    ]),
  );
}

async function listed(lens: OpenedDesk, request: Partial<LensQuestions['tagged'][0]>) {
  const { tags, total } = await lens.ask('tagged', {
    folder: null, scope: null, states: ['suggested'], order: 'path', first: 0, count: 100, ...request,
  }); // prettier-ignore
  const cards = await lens.ask('cards', { ids: tags.map(({ id }) => id) });
  const paths = new Map(cards.map(card => [card.id, card.path]));
  return { total, rows: tags.map(({ id, label, state }) => `${paths.get(id)} ${label} ${state}`), tags };
}

test('decisions come before suggestions, and settle groups of which an image has one label', async t => {
  const { lens, place } = await opened(t);
  assert.deepEqual((await states(lens))['cat.png'], { cat: 'suggested' });
  const before = await lens.ask('tag', { labels: null, folder: null });
  await decide(lens, place, 'cat.png', verdict('dog', 'accepted'));
  await decide(lens, place, 'dog.png', verdict('dog', 'rejected'), verdict('boat', 'by-hand', 'things'));
  const after = await states(lens);
  assert.deepEqual(after['cat.png'], { dog: 'accepted' });
  const { dog, boat, ...rest } = after['dog.png']!;
  assert.deepEqual([dog, boat], ['rejected', 'by-hand']);
  assert.deepEqual(Object.values(rest), ['suggested'], 'the next likeliest');
  assert.deepEqual((await lens.ask('tag', { labels: null, folder: null })).ids, before.ids);
  await decide(lens, place, 'dog.png', verdict('cat', 'rejected'), verdict('cow', 'rejected'));
  assert.equal((await states(lens))['dog.png']!['none of these'], 'accepted');
});

test('counts keep the states apart, and know labels that were only given by hand', async t => {
  const { lens, place } = await opened(t);
  await decide(lens, place, 'cat.png', verdict('cat', 'accepted'));
  await decide(lens, place, 'dog.png', verdict('dog', 'rejected'), verdict('pony', 'by-hand'));
  const { counts } = await lens.ask('labelCounts', null);
  const of = (label: string) => counts.find(count => count.label === label)!;
  assert.deepEqual([of('cat').states.accepted, of('cat').states.suggested > 0, of('cat').isListed], [1, of('cat').assets > 1, true]); // prettier-ignore
  assert.deepEqual([of('dog').states.rejected, of('dog').states.accepted], [1, 0]);
  assert.deepEqual(of('pony'), {
    label: 'pony',
    group: 'animals',
    color: null,
    isListed: false,
    parents: [],
    threshold: null,
    assets: 1,
    states: { suggested: 0, accepted: 0, rejected: 0, 'by-hand': 1, disputed: 0 },
    learned: null,
  });
  for (const { assets, states: own } of counts)
    assert.equal(assets, own.suggested + own.accepted + own['by-hand']);
});

test('tags among the words of a search are filters, by names and aliases; taken as they stand they are words', async t => {
  const { lens, place } = await opened(t, {
    ...pictures,
    '.vscode/asset-lens.json': labelsFile.replace('"name":"cat"', '"name":"cat","aliases":["house cat"]'),
  });
  await decide(lens, place, 'boat.png', verdict('pony', 'by-hand', ''));
  const found = async (text: string, plain = false) => {
    const request = { text, plain, not: '', like: null, folder: null, label: null, limit: 100 };
    const { ids } = await lens.ask('search', request);
    const cards = await lens.ask('cards', { ids: [...ids] as AssetId[] });
    return cards.map(card => card.path);
  };
  assert.deepEqual(await found('#cat'), ['cat.png']);
  assert.deepEqual(await found('dog #"House Cat"'), ['cat.png']);
  assert.deepEqual(await found('#cat #dog'), []);
  assert.deepEqual(await found('#pony'), ['boat.png']);
  assert.deepEqual(await found('#unicorn'), []);
  assert.equal((await found('#cat', true)).length, 5);
});

test('lists have pages, states, scopes, and begin with what is least sure', async t => {
  const { lens, place } = await opened(t);
  await decide(lens, place, 'cat.png', verdict('cat', 'accepted'));
  await decide(lens, place, 'boat.png', verdict('cat', 'rejected'), verdict('pony', 'by-hand'));
  assert.deepEqual((await listed(lens, { states: ['accepted', 'rejected', 'by-hand'] })).rows, ['boat.png cat rejected', 'boat.png pony by-hand', 'cat.png cat accepted']); // prettier-ignore
  const cats = { group: 'animals', label: 'cat' };
  assert.deepEqual((await listed(lens, { scope: cats, states: ['accepted'] })).rows, [
    'cat.png cat accepted',
  ]);
  assert.equal((await listed(lens, { scope: cats, states: tagStates })).total, 5);
  const animals = { group: 'animals', label: null };
  const all = await listed(lens, { scope: animals, states: tagStates, order: 'uncertain' });
  assert.equal(all.total, 16, 'three labels of five images, and one by hand');
  const pages = [await listed(lens, { scope: animals, states: tagStates, order: 'uncertain', count: 7 }), await listed(lens, { scope: animals, states: tagStates, order: 'uncertain', first: 7, count: 100 })]; // prettier-ignore
  assert.deepEqual(pages.flatMap(({ rows }) => rows), all.rows); // prettier-ignore
  assert.deepEqual(pages.map(({ total }) => total), [16, 16]); // prettier-ignore
  const suggested = await listed(lens, { scope: animals, order: 'likeliest' });
  const probabilities = suggested.tags.map(({ probability }) => probability!);
  assert.deepEqual(probabilities, probabilities.toSorted((a, b) => b - a)); // prettier-ignore
  const uncertain = await listed(lens, { scope: { group: 'things', label: 'lamp' }, states: ['suggested', 'none'], order: 'uncertain' }); // prettier-ignore
  const distance = uncertain.tags.map(({ probability }) => Math.abs(probability! - 0.15));
  assert.deepEqual(distance, distance.toSorted((a, b) => a - b)); // prettier-ignore
});

test('a search is among images by the state of a tag, or by having none of a group', async t => {
  const { lens, place } = await opened(t);
  await decide(lens, place, 'cat.png', verdict('cat', 'accepted'), verdict('lamp', 'rejected', 'things'));
  await decide(lens, place, 'dog.png', verdict('pony', 'by-hand', 'toys'));
  const found = async (...tags: TagFilter[]) => (await lens.paths({ tags })).toSorted();
  assert.deepEqual(await found({ group: 'animals', label: 'cat', states: ['accepted'] }), ['cat.png']);
  assert.ok((await found({ group: 'animals', label: 'cat', states: null })).includes('cat.png'));
  assert.deepEqual(await found({ group: 'things', label: 'lamp', states: ['rejected'] }), ['cat.png']);
  assert.deepEqual(await found({ group: 'toys', label: 'pony', states: null }), ['dog.png']);
  const untagged = ['boat.png', 'cat.png', 'cow.png', 'lamp.png'];
  assert.deepEqual(await found({ group: 'toys', label: null }), untagged);
  assert.deepEqual(await found({ group: 'toys', label: null }, { group: 'animals', label: 'cat', states: ['accepted'] }), ['cat.png']); // prettier-ignore
  assert.ok((await lens.paths({ label: 'cat' })).includes('cat.png'));
  const texts = await lens.paths({ text: 'dog', tags: [{ group: 'toys', label: null }] });
  assert.deepEqual(texts.toSorted(), untagged, 'words are searched among them, too');
});

test('a folder without labels has what people gave by hand', async t => {
  const { lens, place } = await opened(t, { 'a.png': 'cat', 'b.png': 'dog' });
  assert.deepEqual(await lens.ask('labelCounts', null), { counts: [], mistake: null });
  assert.deepEqual((await lens.paths({ tags: [{ group: 'toys', label: null }] })).toSorted(), [
    'a.png',
    'b.png',
  ]);
  await decide(lens, place, 'b.png', verdict('pony', 'by-hand', 'toys'));
  assert.deepEqual(await lens.paths({ tags: [{ group: 'toys', label: null }] }), ['a.png']);
  assert.deepEqual((await listed(lens, { states: ['by-hand'] })).rows, ['b.png pony by-hand']);
  const [card] = await lens.ask('cards', { ids: (await listed(lens, { states: ['by-hand'] })).tags.map(({ id }) => id) }); // prettier-ignore
  assert.deepEqual(card!.tags, [{ label: 'pony', group: 'toys', state: 'by-hand', probability: null, color: null }]); // prettier-ignore
});
