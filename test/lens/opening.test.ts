// What opens again: several folders at once, and a store whose vectors are kept as halves and as floats by turns.
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { folderAt } from '../../src/catalog/place.ts';
import { dimensions } from './fakeEncoder.ts';
import { everything, workspace } from './workspace.ts';

/** So many bytes the stored vectors have, those of each size counted. */
function vectorSizes(store: string): Record<string, number> {
  const database = new DatabaseSync(path.join(store, 'vectors.sqlite'), { readOnly: true, timeout: 10_000 });
  const sizes = database.prepare('select length(vector) as bytes, count(*) as count from vector group by 1').all();
  database.close();
  return Object.fromEntries(sizes.map(({ bytes, count }) => [String(bytes), Number(count)]));
} // prettier-ignore

test('vectors are kept as halves or as floats as set, and both are found whichever is set later', async t => {
  const words = ['cat', 'dog', 'boat', 'sea', 'tree', 'house'];
  const place = workspace(t, Object.fromEntries(words.map(word => [`${word}.png`, `a ${word}`])));
  const [half, float] = [String(2 * dimensions), String(4 * dimensions)];
  const foundIn = async (lens: ReturnType<typeof place.open>, all: readonly string[]) => {
    for (const word of all) assert.deepEqual(await lens.paths({ text: `a ${word}`, limit: 1 }), [`${word}.png`]);
  }; // prettier-ignore

  const halves = place.open({ vectorPrecision: 'float16' });
  assert.equal((await halves.ask('index', { folder: null })).encoded, 6);
  assert.deepEqual(vectorSizes(place.store), { [half]: 6 });
  await foundIn(halves, words);
  await halves.desk.dispose();

  place.write({ 'moon.png': 'a moon' });
  const floats = place.open({ vectorPrecision: 'float32' });
  assert.equal(
    (await floats.ask('index', { folder: null })).encoded,
    1,
    'nothing that is there is made again',
  );
  assert.deepEqual(vectorSizes(place.store), { [half]: 6, [float]: 1 });
  await foundIn(floats, [...words, 'moon']);
  await floats.desk.dispose();

  place.write({ 'fish.png': 'a fish' });
  const again = place.open({ vectorPrecision: 'float16' });
  assert.equal((await again.ask('index', { folder: null })).encoded, 1);
  assert.deepEqual(vectorSizes(place.store), { [half]: 7, [float]: 1 });
  await foundIn(again, [...words, 'moon', 'fish']);
});

test('folders with files of the same names open as they were, each file by its own content', async t => {
  const place = workspace(t, {
    'one/pictures/a.png': 'a cat', 'one/pictures/b.png': 'a dog', 'one/twin.png': 'a boat',
    'two/pictures/a.png': 'a tree', 'two/pictures/b.png': 'a house', 'two/twin.png': 'a boat',
  }); // prettier-ignore
  const folders = ['one', 'two'].map(name => folderAt(path.join(place.folder, name)));
  const first = place.open({ folders });
  assert.equal((await first.ask('index', { folder: null })).encoded, 5);
  await first.desk.dispose();

  const lens = place.open({ folders });
  const found = async (text: string, folder: (typeof folders)[number] | null, limit: number) => {
    const { ids } = await lens.ask('search', { ...everything, text, folder: folder?.id ?? null, limit });
    const cards = await lens.ask('cards', { ids: [...ids] as [] });
    return cards.map(card => `${path.basename(card.folder)}/${card.path}`).sort();
  };
  assert.deepEqual(await found('a tree', null, 1), ['two/pictures/a.png']);
  assert.deepEqual(await found('a cat', null, 1), ['one/pictures/a.png']);
  assert.deepEqual(await found('a boat', null, 2), ['one/twin.png', 'two/twin.png']);
  assert.deepEqual(await found('a boat', folders[1]!, 1), ['two/twin.png']);
  assert.equal((await found('', folders[0]!, 100)).length, 3);
  assert.equal(lens.encoder.encoded.length, 0, 'an opened index is not made again');
});
