// The duplicates walk: groups, what people said of pairs, sets of variants, pages of a search that goes on by itself.
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AssetId, AssetPath } from '../../src/protocol/asset.ts';
import type { DuplicatesPage } from '../../src/protocol/duplicate.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { type OpenedDesk, workspace } from './workspace.ts';

async function idOf({ ask }: OpenedDesk, folder: string, name: string): Promise<AssetId> {
  return (await ask('locate', { file: path.join(folder, name) }))!;
}

/** Groups as paths. */
async function groupsOf(desk: OpenedDesk): Promise<string[][]> {
  const groups = await desk.ask('duplicates', { lookAlikes: false, folder: null });
  const cards = await desk.ask('cards', { ids: groups.flatMap(({ assets }) => assets) });
  const pathOf = new Map(cards.map(card => [card.id, card.path as string]));
  return groups.map(({ assets }) => assets.map(id => pathOf.get(id)!));
}

test('each pair of a group says what was verified', async t => {
  const here = workspace(t, { 'a.png': 'cat', 'b.png': 'cat', 'c.webp': 'the cat pixels:P', 'd.gif': 'one cat pixels:P' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  const groups = await desk.ask('duplicates', { lookAlikes: false, folder: null });
  assert.deepEqual(
    groups.map(({ kind, pairs }) => [kind, pairs.map(pair => pair.kind), pairs.map(pair => pair.similarity)]),
    [
      ['same-bytes', ['same-bytes'], [1]],
      ['same-pixels', ['same-pixels'], [1]],
    ],
  );
}); // prettier-ignore

test('the pixels of a file that has changed since it was indexed are kept of no content', async t => {
  const before = { 'a.png': 'cat pixels:P' };
  const here = workspace(t, { ...before, 'b.png': 'the cat pixels:P', 'c.png': 'dog pixels:Q' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  here.write({ 'a.png': 'cat pixels:Q' });
  assert.deepEqual(await groupsOf(desk), []);
  const [folder] = (await desk.ask('status', null)).folders;
  const places = [{ folder: folder!.id, path: 'a.png' as AssetPath }];
  assert.deepEqual(await desk.ask('twins', { places }), []);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groupsOf(desk), [['a.png', 'c.png']]);
  here.write(before);
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groupsOf(desk), [['a.png', 'b.png']]);
});

test('what was called no duplicate is none, in any order, after a rename, and until it is undone', async t => {
  const here = workspace(t, { 'a.png': 'cat pixels:P', 'b.png': 'the cat pixels:P', 'c.png': 'dog', 'd.png': 'dog' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groupsOf(desk), [['a.png', 'b.png'], ['c.png', 'd.png']]);
  const ids = [await idOf(desk, here.folder, 'b.png'), await idOf(desk, here.folder, 'a.png')];
  assert.deepEqual(await desk.ask('decidePairs', { ids, verdict: 'not-duplicate-of' }), { changed: 1 });
  assert.deepEqual(await desk.ask('decidePairs', { ids, verdict: 'not-duplicate-of' }), { changed: 0 });
  assert.deepEqual(await groupsOf(desk), [['c.png', 'd.png']]);
  const text = readFileSync(path.join(here.folder, '.vscode', 'asset-lens.decisions'), 'utf8');
  assert.match(text, /^"a\.png" not-duplicate-of "b\.png" sha256:[0-9a-f]{64} sha256:[0-9a-f]{64}$/m);
  here.write({ 'renamed.png': 'cat pixels:P' });
  rmSync(path.join(here.folder, 'a.png'));
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groupsOf(desk), [['c.png', 'd.png']]);
  const [folder] = (await desk.ask('status', null)).folders;
  assert.deepEqual(await desk.ask('undoDecision', { folder: folder!.id }), { changed: 1 });
  assert.deepEqual(await groupsOf(desk), [['b.png', 'renamed.png'], ['c.png', 'd.png']]);
}); // prettier-ignore

test('of files with equal bytes only those two that were named stay apart', async t => {
  const here = workspace(t, { 'a.png': 'cat', 'b.png': 'cat', 'c.png': 'cat' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  const ids = [await idOf(desk, here.folder, 'a.png'), await idOf(desk, here.folder, 'b.png')];
  await desk.ask('decidePairs', { ids, verdict: 'intended' });
  assert.deepEqual(await groupsOf(desk), [['a.png', 'c.png']]);
  assert.deepEqual(await desk.ask('decidePairs', { ids, verdict: null }), { changed: 1 });
  assert.deepEqual(await groupsOf(desk), [['a.png', 'b.png', 'c.png']]);
});

test('equal files about which nobody has decided are told, though each was kept apart from the first one', async t => {
  const here = workspace(t, { 'a.png': 'cat', 'bb.png': 'cat', 'ccc.png': 'cat', 'dddd.png': 'cat' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  const ids = await Promise.all(['a.png', 'bb.png', 'ccc.png', 'dddd.png'].map(name => idOf(desk, here.folder, name)));
  for (const [at, id] of ids.slice(1).entries())
    await desk.ask('decidePairs', { ids: [ids[0]!, id], verdict: at === 0 ? 'not-duplicate-of' : 'intended' });
  assert.deepEqual(await groupsOf(desk), [['bb.png', 'ccc.png', 'dddd.png']]);
}); // prettier-ignore

test('one image is no pair', async t => {
  const here = workspace(t, { 'a.png': 'cat' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  const ids = [await idOf(desk, here.folder, 'a.png')];
  await assert.rejects(desk.ask('decidePairs', { ids, verdict: 'intended' }), error =>
    LensError.is(error, 'invalid-argument'),
  );
});

test('variants are no duplicates, and what is missing in a set is told', async t => {
  const here = workspace(t, { 'icon.png': 'cat', 'icon@3x.png': 'cat', 'old/icon.png': 'cat' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  assert.deepEqual(await groupsOf(desk), [['icon.png', 'old/icon.png']]);
  const sets = await desk.ask('variants', { folder: null });
  assert.deepEqual(
    sets.map(({ kind, rules, assets, missing }) => [kind, rules, assets.length, missing]),
    [['variants', ['scale'], 2, ['icon@2x.png']]],
  );
});

test('a search goes on by itself and gives pages, and a change of the images begins another', async t => {
  const here = workspace(t, { 'a.png': 'cat', 'b.png': 'cat', 'c.png': 'dog', 'd.png': 'dog' });
  const desk = here.open();
  await desk.ask('index', { folder: null });
  const page = (first: number, count: number) =>
    desk.ask('duplicatesPage', { lookAlikes: false, folder: null, first, count });
  const whole = async () => {
    for (;;) {
      const found: DuplicatesPage = await page(0, 10);
      if (found.isWhole) return found;
      await sleep(5);
    }
  };
  assert.equal((await whole()).total, 2);
  const second = await page(1, 1);
  assert.deepEqual([second.groups.length, second.total, second.isWhole], [1, 2, true]);
  here.write({ 'e.png': 'bird', 'f.png': 'bird' });
  await desk.ask('index', { folder: null });
  const meanwhile = await page(0, 10);
  assert.deepEqual(
    [meanwhile.total, meanwhile.isWhole],
    [2, false],
    'what stays is shown until the search is over',
  );
  assert.equal((await whole()).total, 3);
  here.write({ 'b.png': 'a quite different picture' });
  await desk.ask('index', { folder: null });
  assert.equal((await page(0, 10)).total, 2, 'a group with a changed image is shown no more');
  assert.equal((await whole()).total, 2);
  assert.equal(await desk.ask('stopDuplicates', null), null);
});
