// Looking at single places of a folder: they are told as a listing of the whole folder would tell them.
import assert from 'node:assert/strict';
import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import type { AssetPath, ContentHash } from '../../src/protocol/asset.ts';
import { scanFolder, scanPlaces } from '../../src/catalog/scan.ts';
import { openStore } from '../../src/catalog/store.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { asNobody } from './asNobody.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const files = {
  '.gitignore': 'build/\n*.tmp.png\n',
  '.assetlensignore': '',
  'a/.gitignore': '!kept.tmp.png\n/deep/no\n',
  'a/kept.tmp.png': '',
  'a/x.tmp.png': '',
  'a/x.png': '12',
  'a/deep/no/x.png': '',
  'a/deep/yes/x.png': '',
  'build/x.png': '',
  '.hidden/x.png': '',
  'drafts/x.png': '',
  'node_modules/p/x.png': '',
  'notes.txt': '',
  'x.png': '1',
};

const patterns = { exclude: ['drafts/**'], include: [] };

const onPosix = process.platform === 'win32' ? { skip: 'Windows forbids it' } : {};

async function found(root: string, places: readonly string[]): Promise<string[]> {
  const scan = await scanPlaces(root, patterns, places as AssetPath[]);
  assert.deepEqual(scan.problems, []);
  return scan.files.map(file => file.path);
}

test('every place is told as the whole listing tells it, with size and time', async t => {
  const root = temporaryFolder(t, files);
  const whole = await scanFolder(root, patterns);
  assert.deepEqual(
    whole.files.map(file => file.path),
    ['a/deep/yes/x.png', 'a/kept.tmp.png', 'a/x.png', 'x.png'],
  );
  const places = new Set<string>();
  for (const file of Object.keys(files)) {
    places.add(file);
    for (let above = path.dirname(file); above !== '.'; above = path.dirname(above)) places.add(above);
  }
  for (const place of places) {
    const scan = await scanPlaces(root, patterns, [place as AssetPath]);
    const expected = whole.files.filter(file => file.path === place || file.path.startsWith(`${place}/`));
    assert.deepEqual(scan.files, expected, place);
  }
  const all = await scanPlaces(root, patterns, [...places] as AssetPath[]);
  assert.deepEqual(all.files, whole.files, 'each once, whatever the places overlap');
});

test('a place that has gone is missing, and so is one below a file', async t => {
  const root = temporaryFolder(t, files);
  assert.deepEqual(await found(root, ['gone.png', 'gone/x.png', 'x.png/y.png', 'x.png']), ['x.png']);
});

test('links are not followed, neither at the place nor on the way to it', onPosix, async t => {
  const outside = temporaryFolder(t, { 'secret.png': '', 'in/secret.png': '' });
  const root = temporaryFolder(t, { 'x.png': '' });
  symlinkSync(outside, path.join(root, 'link'));
  symlinkSync(path.join(outside, 'secret.png'), path.join(root, 'link.png'));
  symlinkSync(root, path.join(root, 'loop'));
  assert.deepEqual(
    await found(root, ['link', 'link/secret.png', 'link/in', 'link.png', 'loop/loop/x.png']),
    [],
  );
});

test('a place that may not be looked at is a problem and has not gone', onPosix, async t => {
  const root = temporaryFolder(t, { 'locked/x.png': '', 'y.png': '' });
  chmodSync(path.join(root, 'locked'), 0o000);
  const { files: listed, problems } = await asNobody(() =>
    scanPlaces(root, patterns, ['locked/x.png', 'y.png'] as AssetPath[]),
  );
  assert.deepEqual(
    listed.map(file => file.path),
    ['y.png'],
  );
  assert.deepEqual(
    problems.map(({ path: place, kind }) => [place, kind]),
    [['locked/x.png', 'denied']],
  );
});

test('a folder that has gone itself fails, so that its places are not forgotten', async t => {
  const root = temporaryFolder(t, { 'a/x.png': '' });
  renameSync(path.join(root, 'a'), path.join(root, 'b'));
  await assert.rejects(scanPlaces(path.join(root, 'a'), patterns, ['x.png' as AssetPath]), error =>
    LensError.is(error, 'not-found'),
  );
});

test('it stops when asked to', async t => {
  const root = temporaryFolder(t, files);
  await assert.rejects(scanPlaces(root, patterns, ['x.png' as AssetPath], AbortSignal.abort()), error =>
    LensError.is(error, 'aborted'),
  );
});

/** A catalog with a row for each path, and whether the file has a problem. */
async function catalogOf(t: TestContext, paths: readonly string[]) {
  const folder = temporaryFolder(t);
  const store = openStore(path.join(folder, 'store'));
  const catalog = store.openCatalog(folder);
  t.after(() => {
    catalog.close();
    store.close();
    rmSync(path.join(folder, 'store'), { recursive: true, force: true });
  });
  await catalog.apply({
    upsert: paths.map(name => ({
      path: name as AssetPath,
      bytes: 1,
      modified: 1,
      hash: name.endsWith('bad.png') ? null : ('0'.repeat(64) as ContentHash),
      problem: name.endsWith('bad.png') ? { kind: 'corrupt' as const, detail: '' } : null,
      reader: null,
      aspect: 1,
    })),
    remove: [],
  });
  return catalog;
}

test('the rows at a place are its own and those below it, none of a neighbour with a like name', async t => {
  const names = [
    'a.png',
    'a',
    'a-b/x.png',
    'a/b/x.png',
    'a/x.png',
    'a0/x.png',
    'A/x.png',
    'b/🦊.png',
    'ab/%_.png',
  ];
  const catalog = await catalogOf(t, names); // prettier-ignore
  const at = (...places: string[]) => catalog.filesAt(places as AssetPath[]).map(row => row.path).sort(); // prettier-ignore
  assert.deepEqual(at('a'), ['a', 'a/b/x.png', 'a/x.png']);
  assert.deepEqual(at('a/b', 'a', 'a/x.png'), ['a', 'a/b/x.png', 'a/x.png']);
  assert.deepEqual(at('b', 'a.png', '%', 'ab/%_.png'), ['a.png', 'ab/%_.png', 'b/🦊.png']);
  assert.deepEqual(at(), []);
});

test('files with a problem are told without a look at the others', async t => {
  const catalog = await catalogOf(t, ['z.png', 'y/bad.png', 'bad.png']);
  assert.deepEqual(
    catalog.filesWithProblem().map(row => row.path),
    ['bad.png', 'y/bad.png'],
  );
});
