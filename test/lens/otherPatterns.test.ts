// Faces with different patterns share one catalog: none shows or forgets what only another one looks at.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderAt } from '../../src/catalog/place.ts';
import { openStore } from '../../src/catalog/store.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { workspace } from './workspace.ts';

const images = {
  'cat.png': 'a cat',
  'vendor/dog.png': 'a dog',
  'vendor/broken.png': 'broken',
  'sub/boat.png': 'a boat',
};

test('a call with other patterns takes nothing out of the index of a window, and encodes nothing again', async t => {
  const place = workspace(t, images);
  const window = place.open();
  await window.ask('index', { folder: null });
  const all = (await window.paths({})).sort();
  const problems = await window.ask('problems', null);
  assert.equal(problems.length, 1);

  const call = place.open({ include: ['sub'] });
  const report = await call.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.encoded, report.removed, report.problems.length], [1, 0, 0, 0]);
  assert.deepEqual(await call.paths({}), ['sub/boat.png']);
  const { folders } = await call.ask('status', null);
  assert.deepEqual([folders[0]!.assets, folders[0]!.problems], [1, 0]);

  assert.deepEqual((await window.paths({})).sort(), all);
  assert.deepEqual(await window.ask('problems', null), problems);
  assert.equal(await window.ask('outdated', { changed: null }), false);
  const again = await window.ask('index', { folder: null });
  assert.deepEqual([again.assets, again.encoded, again.removed], [3, 0, 0]);
});

test('what only a command looks at is not shown in a window, and stays for the command', async t => {
  const place = workspace(t, images);
  const { id } = folderAt(place.folder);
  const command = place.open();
  await command.ask('index', { folder: null });
  const window = place.open({ folderExclude: { [id]: ['**/vendor'] } });
  assert.deepEqual((await window.paths({})).sort(), ['cat.png', 'sub/boat.png']);
  assert.deepEqual(await window.ask('problems', null), []);
  assert.equal(await window.ask('outdated', { changed: null }), false);
  const report = await window.ask('index', { folder: null });
  assert.deepEqual([report.assets, report.encoded, report.removed], [2, 0, 0]);
  assert.equal((await command.paths({})).length, 3);

  // What has gone is forgotten by whoever looks there.
  rmSync(path.join(place.folder, 'vendor'), { recursive: true });
  assert.equal((await window.ask('index', { folder: null })).removed, 0);
  assert.equal((await command.ask('index', { folder: null })).removed, 2);
  assert.deepEqual((await command.paths({})).sort(), ['cat.png', 'sub/boat.png']);
});

test('a window on a folder and one on it with a folder inside it take turns without a loss', async t => {
  const place = workspace(t, images);
  const outer = place.open();
  await outer.ask('index', { folder: null });
  const both = place.open({ folders: [folderAt(place.folder), folderAt(path.join(place.folder, 'sub'))] });
  assert.deepEqual(
    [(await both.ask('index', { folder: null })).encoded, (await both.paths({})).length],
    [0, 3],
  );
  assert.equal(await outer.ask('outdated', { changed: null }), false);
  assert.equal((await outer.paths({})).length, 3);
});

test('a directory that could not be listed is a problem of those who look into it', async t => {
  const place = workspace(t, { 'icons/a.png': 'a cat' });
  mkdirSync(path.join(place.folder, 'icons', 'x'));
  const call = place.open({ include: ['icons/**/*.png'] });
  await call.ask('index', { folder: null });
  // The store as it is after a directory was denied: root may read everything, so that it cannot be made so here.
  const store = openStore(place.store);
  const catalog = store.openCatalog(place.folder);
  await catalog.apply({
    upsert: [
      {
        path: 'icons/x' as AssetPath,
        bytes: 0,
        modified: 0,
        hash: null,
        problem: { kind: 'denied', detail: 'It may not be read.' },
        reader: null,
        aspect: null,
      },
    ],
    remove: [],
  });
  catalog.close();
  store.close();
  assert.equal((await call.ask('problems', null)).length, 1);
  assert.equal((await place.open({ include: ['other'] }).ask('problems', null)).length, 0);
  // It can be listed by now.
  await call.ask('index', { folder: null });
  assert.deepEqual(await call.ask('problems', null), []);
});
