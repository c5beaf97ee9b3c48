// Where the store lies, which folder is meant, and the labels file in it.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { hasLabelsFile, readLabelsFile } from '../../src/catalog/labelsFile.ts';
import {
  catalogFile,
  defaultStore,
  folderAt,
  hasCatalogFile,
  placeInside,
  realPlace,
} from '../../src/catalog/place.ts';
import { openStore } from '../../src/catalog/store.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { asNobody } from './asNobody.ts';
import { row } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const onPosix = process.platform === 'win32' ? { skip: 'paths of POSIX systems' } : {};

describe('the store', () => {
  test('lies where caches lie on each platform', onPosix, () => {
    const home = { HOME: '/home/me' };
    assert.equal(defaultStore({ ...home, XDG_CACHE_HOME: '/caches' }, 'linux'), '/caches/asset-lens');
    assert.equal(defaultStore(home, 'linux'), '/home/me/.cache/asset-lens');
    assert.equal(defaultStore({ ...home, XDG_CACHE_HOME: '' }, 'linux'), '/home/me/.cache/asset-lens');
    assert.equal(defaultStore({ ...home, XDG_CACHE_HOME: 'caches' }, 'linux'), '/home/me/.cache/asset-lens');
    assert.equal(defaultStore(home, 'darwin'), '/home/me/Library/Caches/asset-lens');
    assert.equal(defaultStore({ LOCALAPPDATA: '/local' }, 'win32'), '/local/asset-lens');
    assert.equal(defaultStore({ USERPROFILE: '/me' }, 'win32'), '/me/AppData/Local/asset-lens');
  });

  test('inside a folder is known by its real path, also before it is there', onPosix, t => {
    const root = temporaryFolder(t, { 'pictures/a.png': '' });
    const pictures = path.join(root, 'pictures');
    symlinkSync(pictures, path.join(root, 'link'));
    const inside = (...names: string[]) => placeInside(pictures, realPlace(path.join(root, ...names)));
    assert.equal(inside('link', 'new', 'store'), 'new/store');
    assert.equal(inside('link'), '');
    assert.equal(inside('pictures', '..store'), '..store');
    assert.equal(inside('store'), undefined);
    assert.equal(inside('pictures2'), undefined);
  });

  test('has a catalog of a folder once something was written of it', async t => {
    const store = openStore(path.join(temporaryFolder(t), 'store'));
    const catalog = store.openCatalog('/pictures');
    t.after(() => [catalog, store].forEach(open => open.close()));
    assert.equal(await hasCatalogFile(store.folder, '/pictures'), false);
    await catalog.apply({ upsert: [row('a.png', 'a')], remove: [] });
    assert.equal(await hasCatalogFile(store.folder, '/pictures'), true);
    assert.equal(await hasCatalogFile(store.folder, '/other'), false);
    assert.match(path.basename(catalogFile(store.folder, '/pictures\n?')), /^[0-9a-f]{32}\.sqlite$/);
  });
});

describe('a folder', () => {
  test('is the same however it is reached', onPosix, t => {
    const root = temporaryFolder(t, { 'pictures/a.png': '' });
    symlinkSync(path.join(root, 'pictures'), path.join(root, 'link'));
    const real = path.join(root, 'pictures');
    const expected = { id: real, path: real, name: 'pictures' };
    for (const way of ['pictures', 'link', 'pictures/../link/', './pictures/.']) {
      assert.deepEqual(folderAt(`${root}/${way}`), expected);
    }
    assert.deepEqual(folderAt('/'), { id: '/', path: '/', name: '/' });
  });

  test('that is not there, is a file, loops or may not be entered is not found', onPosix, async t => {
    const root = temporaryFolder(t, { file: '', 'locked/inner/x': '' });
    symlinkSync('loop', path.join(root, 'loop'));
    chmodSync(path.join(root, 'locked'), 0o000);
    await asNobody(() => {
      for (const name of ['nowhere', 'file', 'file/below', 'loop', 'locked/inner']) {
        const folder = path.join(root, name);
        assert.throws(
          () => folderAt(folder),
          error => LensError.is(error, 'not-found') && error.message.includes(folder),
          name,
        );
      }
    }).finally(() => chmodSync(path.join(root, 'locked'), 0o755));
  });
});

describe('the labels file', () => {
  test('is read from .vscode, without a byte order mark', async t => {
    const root = temporaryFolder(t, { '.vscode/asset-lens.json': '\uFEFF{"labels":[]}' });
    const file = path.join(root, '.vscode', 'asset-lens.json');
    assert.equal(await hasLabelsFile(root), true);
    assert.deepEqual(await readLabelsFile(root), { path: file, text: '{"labels":[]}' });
  });

  test('that is not there is no mistake', async t => {
    const root = temporaryFolder(t, { file: '' });
    for (const folder of [root, path.join(root, 'file'), path.join(root, 'nowhere')]) {
      assert.equal(await hasLabelsFile(folder), false);
      assert.equal(await readLabelsFile(folder), null);
    }
  });

  test('that cannot be read is named', onPosix, async t => {
    const root = temporaryFolder(t);
    const file = path.join(root, '.vscode', 'asset-lens.json');
    mkdirSync(file, { recursive: true });
    const fails = (pattern: RegExp) => (error: unknown) =>
      LensError.is(error, 'labels-invalid') && error.message.includes(file) && pattern.test(error.message);
    await assert.rejects(readLabelsFile(root), fails(/is a folder/));
    const other = temporaryFolder(t, { '.vscode/asset-lens.json': '{}' });
    chmodSync(path.join(other, '.vscode/asset-lens.json'), 0o000);
    await asNobody(() =>
      assert.rejects(readLabelsFile(other), error => LensError.is(error, 'labels-invalid')),
    );
  });
});
