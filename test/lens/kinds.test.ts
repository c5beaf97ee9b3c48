// Each kind of asset is asked in its own words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everything, workspace } from './workspace.ts';

// The encoder of these tests sees words, and takes the kind from them.
const pictures = {
  'a.png': 'a photo of a photograph cat',
  'b.png': 'icon cat',
  'c.png': 'a photo of a boat icon',
};

test('a short query is asked of photographs as a photo, and the scores are compared as they are', async t => {
  const place = workspace(t, pictures);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  const scoresOf = async (text: string, plain: boolean) => {
    const { ids, scores } = await lens.ask('search', { ...everything, text, plain });
    const cards = await lens.ask('cards', { ids: [...ids] as [] });
    return new Map(cards.map((card, rank) => [card.path as string, scores[rank]!]));
  };
  const aware = await scoresOf('cat', false);
  const plain = await scoresOf('cat', true);
  const photo = await scoresOf('a photo of a cat', true);
  assert.equal(aware.get('a.png'), photo.get('a.png'), 'the photograph is asked as a photo');
  assert.notEqual(aware.get('a.png'), plain.get('a.png'));
  assert.equal(aware.get('b.png'), plain.get('b.png'), 'the icon by the bare word');
  assert.equal(aware.get('c.png'), plain.get('c.png'));
});

test('a sentence is asked of all kinds as it stands, and plain is never rewritten', async t => {
  const place = workspace(t, pictures);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await lens.paths({ text: 'cat', plain: true });
  await lens.paths({ text: 'a cat in a boat' });
  assert.deepEqual(lens.encoder.texts, ['cat', 'a cat in a boat']);
});

test('the kind of a picture is known after the index was closed and opened', async t => {
  const place = workspace(t, pictures);
  const first = place.open();
  await first.ask('index', { folder: null });
  const before = await first.ask('search', { ...everything, text: 'cat' });
  await first.desk.dispose();
  const again = await place.open().ask('search', { ...everything, text: 'cat' });
  assert.deepEqual(again.scores, before.scores);
});

test('beside an example and unwanted words, a short text is asked by kind, too', async t => {
  const place = workspace(t, pictures);
  const lens = place.open();
  await lens.ask('index', { folder: null });
  await lens.paths({ text: 'cat', not: 'boat', like: { file: `${place.folder}/b.png` } });
  assert.deepEqual(lens.encoder.texts, ['cat', 'a photo of a cat', 'boat']);
});
