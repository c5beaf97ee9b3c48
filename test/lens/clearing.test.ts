// What is asked while the index is cleared: nothing is answered from a part of it, and nothing begins beside it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { type TestContext, test } from 'node:test';
import { catalogFile, folderAt } from '../../src/catalog/place.ts';
import { Store } from '../../src/catalog/store.ts';
import type { AssetPath, FolderId } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { plainSettings } from './plainSettings.ts';
import { type OpenedDesk, everything, workspace } from './workspace.ts';

const labels = {
  groups: [{ name: 'what', kind: 'any-of', labels: [{ name: 'animal', prompts: ['a picture'] }] }],
};

/** Thirty images, indexed. */
async function indexed(t: TestContext) {
  const pictures = Array.from({ length: 30 }, (_, number) => [`${number}.png`, `picture ${number}`]);
  const place = workspace(t, { ...Object.fromEntries(pictures), '.vscode/asset-lens.json': JSON.stringify(labels) }); // prettier-ignore
  const lens = place.open();
  assert.equal((await lens.ask('index', { folder: null })).encoded, 30);
  const { id } = (await lens.ask('status', null)).folders[0]!;
  const change = { folder: null, changed: [{ folder: id, path: '1.png' as AssetPath }] };
  return { place, lens, folder: id, change };
}

/** How many images are found; what is asked of an index in any way. */
const questions = ({ ask, paths }: OpenedDesk, folder: FolderId): (() => Promise<number | boolean>)[] => [
  async () => (await ask('search', { ...everything, text: 'picture' })).searched,
  async () => (await paths({ text: 'picture 3' })).length,
  async () => (await ask('tag', { labels: null, folder: null })).ids.length,
  async () => (await ask('labelCounts', null)).counts.reduce((sum, { assets }) => sum + assets, 0),
  async () => (await ask('tagged', { folder, scope: { group: 'what', label: 'animal' }, states: ['suggested'], order: 'path', first: 0, count: 9 })).total,
  async () => (await ask('duplicates', { folder: null, lookAlikes: false })).length,
  async () => (await ask('variants', { folder: null })).length,
  async () => (await ask('problems', null)).length,
  async () => (await ask('vectorSets', null)).length,
  async () => (await ask('space', null)).bytes >= 0,
  async () => (await ask('status', null)).folders[0]!.assets,
  async () => ask('outdated', { changed: null }),
]; // prettier-ignore

test('whatever is asked at any moment of a clearing is answered, by an index that is whole or by one that is empty', async t => {
  const { place, lens, folder } = await indexed(t);
  const answers = () => Promise.all(questions(lens, folder).map(question => question()));
  const whole = await answers();
  let isCleared = false;
  const cleared = lens.ask('clear', null).finally(() => (isCleared = true));
  const asked: Promise<(number | boolean)[]>[] = [];
  let moments = 0;
  for (; !isCleared; moments++) {
    asked.push(answers());
    await turn();
  }
  await cleared;
  assert.ok(moments > 3, `${moments} moments`);
  const empty = await answers();
  for (const answered of await Promise.all(asked))
    for (const [at, answer] of answered.entries())
      assert.ok([whole[at], empty[at]].includes(answer) || Number(answer) === 0, `question ${at}: ${answer}`);
  const status = await lens.ask('status', null);
  assert.deepEqual([status.state, status.folders[0]?.assets, status.folders[0]?.indexed], ['idle', 0, false]);
  assert.equal(existsSync(catalogFile(place.store, place.folder)), false, 'nobody kept it open');
  assert.equal(await lens.ask('outdated', { changed: null }), false, 'nobody indexes unasked');
});

test('who asks for the index while it is cleared gets one that is made after it, and a change begins none', async t => {
  const { lens, change } = await indexed(t);
  const cleared = lens.ask('clear', null);
  const changes = lens.ask('index', change);
  await cleared;
  assert.deepEqual([(await changes).assets, (await changes).encoded], [0, 0]);
  assert.equal((await lens.ask('status', null)).folders[0]?.indexed, false);

  const again = lens.ask('clear', null);
  const report = lens.ask('index', { folder: null });
  assert.deepEqual([(await report).assets, (await report).encoded], [30, 30]);
  await again;
  assert.equal((await lens.ask('status', null)).folders[0]?.indexed, true);
});

test('what was asked before a clearing ends with it, also what waited for its turn', async t => {
  const { place, lens, change } = await indexed(t);
  place.write({ 'new.png': 'a new one' });
  const begun = lens.ask('index', { folder: null });
  const waits = lens.ask('index', { folder: null, retry: true });
  const follows = lens.ask('index', change);
  const asked = [begun, waits].map(report => report.then(() => 'made', (error: unknown) => LensError.is(error, 'aborted'))); // prettier-ignore
  await lens.ask('clear', null);
  assert.deepEqual(await Promise.all(asked), [true, true]);
  assert.equal((await follows).assets, 0);
  assert.equal((await lens.ask('status', null)).folders[0]?.indexed, false);
});

test('two clearings at once come one after the other, and one that fails leaves an index that can be used', async t => {
  const { lens } = await indexed(t);
  const failing = t.mock.method(Store.prototype, 'clear', () => Promise.reject(new LensError('store-failed', 'The disk is full.'))); // prettier-ignore
  await assert.rejects(lens.ask('clear', null), { code: 'store-failed' });
  failing.mock.restore();
  assert.equal((await lens.paths({ text: 'picture 3' })).length, 30);
  assert.deepEqual(await lens.ask('problems', null), []);

  const both = await Promise.all([lens.ask('clear', null), lens.ask('clear', null)]);
  assert.ok(both[0].bytes > 0 && both[1].bytes < both[0].bytes, JSON.stringify(both));
  assert.equal((await lens.ask('index', { folder: null })).encoded, 30);
});

test('a desk that is given other settings lets a clearing come to its end, and so does one that is closed in the midst of it', async t => {
  const { place, lens } = await indexed(t);
  const cleared = lens.ask('clear', null);
  const status = await lens.ask('configure', { folders: [folderAt(place.folder)], store: place.store, ...plainSettings }); // prettier-ignore
  assert.ok((await cleared).bytes > 0);
  assert.equal(status.folders[0]?.assets, 0);

  await lens.ask('index', { folder: null });
  const again = lens.ask('clear', null);
  const indexes = lens.ask('index', { folder: null });
  const ended = Promise.allSettled([again, indexes]);
  await lens.desk.dispose();
  for (const end of await ended)
    assert.ok(end.status === 'fulfilled' || LensError.is(end.reason, 'aborted'), String(end));
  const next = place.open();
  await next.ask('index', { folder: null });
  assert.equal((await next.ask('status', null)).folders[0]?.assets, 30);
});
