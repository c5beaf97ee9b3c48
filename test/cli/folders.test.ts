import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { blue, png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

/** Every path below a folder with its time, size and kind. */
function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(entry => {
      const file = path.join(entry.parentPath, entry.name);
      const { mtimeMs, size } = statSync(file);
      return `${file} ${mtimeMs} ${size}`;
    })
    .concat(String(statSync(folder).mtimeMs))
    .toSorted();
}

test('no command writes anything into the searched folder', async t => {
  const { folder, root, run } = await workspace(t, { 'red.png': png(red), 'sub/copy.png': png(red) });
  writeFileSync(path.join(root, 'labels.json'), '{"labels":[{"name":"red"}]}');
  const before = listing(folder);
  const commands = [
    ['index', '.'],
    ['search', '.', 'red'],
    ['tag', '.', '--labels', '../labels.json'],
    ['duplicates', '.', '--look-alikes'],
    ['embed', '--image', 'red.png'],
  ];
  for (const command of commands) {
    const { status, stderr } = await run(command, { workingFolder: folder });
    assert.equal(status, 0, stderr);
  }
  assert.deepEqual(listing(folder), before);
  // Everything is in the cache, and nothing in the home.
  assert.deepEqual(readdirSync(path.join(root, 'cache')), ['asset-lens']);
  assert.ok(!existsSync(path.join(root, 'home')));
});

test('the index lies in the cache of the user, or where --store says', async t => {
  const { folder, root, json } = await workspace(t, { 'red.png': png(red) });
  await json('index', ['index', folder]);
  assert.ok(existsSync(path.join(root, 'cache', 'asset-lens', 'vectors.sqlite')));
  const elsewhere = path.join(root, 'not yet there', 'store');
  assert.equal((await json('index', ['index', folder, '--store', elsewhere])).encoded, 1);
  assert.ok(existsSync(path.join(elsewhere, 'vectors.sqlite')));
  assert.equal((await json('index', ['index', folder, '--store', elsewhere])).encoded, 0);
});

test(
  'without XDG_CACHE_HOME the index lies in the cache folder of the platform',
  { skip: process.platform === 'win32' && 'Windows has its cache folder in LOCALAPPDATA' },
  async t => {
    const { folder, root, json } = await workspace(t, { 'red.png': png(red) });
    await json('index', ['index', folder], { environment: { XDG_CACHE_HOME: '' } });
    const caches = process.platform === 'darwin' ? ['Library', 'Caches'] : ['.cache'];
    assert.ok(existsSync(path.join(root, 'home', ...caches, 'asset-lens', 'vectors.sqlite')));
  },
);

test('an index that cannot be written is searched as it is, with a word about it', async t => {
  const { folder, root, json, run, write } = await workspace(t, {
    'red.png': png(red),
    'copy.png': png(red),
  });
  const labels = path.join(root, 'labels.json');
  writeFileSync(labels, '{"labels":[{"name":"red"},{"name":"blue"}]}');
  await json('index', ['index', folder]);
  // Also the superuser, who may write everywhere, cannot make a folder where a file is.
  const thumbnails = path.join(root, 'cache', 'asset-lens', 'thumbnails');
  rmSync(thumbnails, { recursive: true });
  writeFileSync(thumbnails, '');
  await write({ 'later.png': png(blue) });
  const commands = [['search', folder, 'blue'], ['tag', folder, '--labels', labels], ['duplicates', folder]]; // prettier-ignore
  for (const command of commands) {
    const { status, stdout, stderr } = await run([...command, '--json']);
    assert.match(
      stderr,
      /^The index .* cannot be opened for writing\. .*\nWhat it holds is used as it is; what is newer is missing\.\n$/,
    );
    assert.equal(status, 0);
    assert.deepEqual([...new Set(stdout.match(/[a-z]+\.png/g))].toSorted(), ['copy.png', 'red.png']);
  }
  // What is not indexed at all cannot be searched, and an index run that cannot write has failed.
  for (const command of [
    ['search', root, 'red'],
    ['index', folder],
  ]) {
    const { status, stdout, stderr } = await run(command);
    assert.deepEqual({ status, stdout }, { status: 1, stdout: '' });
    assert.match(stderr, /^asset-lens: The index .* cannot be opened for writing\. [^\n]*\n$/);
  }
});

test('a store inside the searched folder is refused, and not made', async t => {
  const { folder, run } = await workspace(t, { 'red.png': png(red) });
  for (const store of [folder, path.join(folder, 'store')]) {
    const { status, stderr } = await run(['index', folder, '--store', store]);
    assert.equal(status, 2);
    assert.match(stderr, /^asset-lens: The store .* lies in the folder itself; .*\nSee: /);
  }
  assert.deepEqual(readdirSync(folder), ['red.png']);
});

test('whoever searches the folder around the store does not find its thumbnails', async t => {
  const { root, folder, json } = await workspace(t, { 'red.png': png(red) });
  await json('index', ['index', folder]);
  const hits = await json('search', ['search', root, 'red']);
  assert.deepEqual(
    hits.map(hit => hit.path),
    ['pictures/red.png'],
  );
});

test('folders with unusual names are searched', async t => {
  const { root, folder, json } = await workspace(t, { 'red.png': png(red) });
  const names = ['two words', ' spaces around ', 'ünïcode 図', '-dash', "quote ' and $HOME", '[brackets]*'];
  for (const name of names.filter(name => process.platform !== 'win32' || !/[*]| $/.test(name))) {
    cpSync(folder, path.join(root, name), { recursive: true });
    const hits = await json('search', ['search', '--', name, 'red']);
    assert.deepEqual(
      hits.map(hit => hit.path),
      ['red.png'],
      name,
    );
  }
});

test('files with unusual names are found under just these names', async t => {
  const names = ['a b.png', 'ünï.PNG', '#1?.png', "it's.png", '-x.png', '[a].jpeg'];
  if (process.platform !== 'win32') names.push('new\nline.png', 'back\\slash.png', 'tab\t.png');
  const possible = names.filter(name => process.platform !== 'win32' || !name.includes('?'));
  const { folder, json, run } = await workspace(
    t,
    Object.fromEntries(possible.map(name => [name, png(red)])),
  );
  const hits = await json('search', ['search', folder, 'red']);
  assert.deepEqual(hits.map(hit => hit.path).toSorted(), possible.toSorted());
  // For people, what could drive the terminal is written out.
  const { stdout } = await run(['search', folder, 'red']);
  assert.equal(stdout.split('\n').filter(line => /^0\.\d{3} /.test(line)).length, possible.length);
});

/** Windows lets only some people make links. */
function link(t: TestContext, target: string, place: string): boolean {
  try {
    symlinkSync(target, place);
    return true;
  } catch (error) {
    t.skip(`Links cannot be made here: ${String(error)}`);
    return false;
  }
}

test('a link to a folder leads to the same index', async t => {
  const { root, folder, json } = await workspace(t, { 'red.png': png(red) });
  await json('index', ['index', folder]);
  const place = path.join(root, 'link');
  if (!link(t, folder, place)) return;
  const { encoded, reused, removed } = await json('index', ['index', place]);
  assert.deepEqual({ encoded, reused, removed }, { encoded: 0, reused: 1, removed: 0 });
});

test('links inside the folder are not followed', async t => {
  const { root, folder, json } = await workspace(t, { 'red.png': png(red) });
  mkdirSync(path.join(root, 'outside'));
  writeFileSync(path.join(root, 'outside', 'blue.png'), await png(blue));
  if (!link(t, path.join(root, 'outside'), path.join(folder, 'outside'))) return;
  link(t, path.join(root, 'outside', 'blue.png'), path.join(folder, 'blue.png'));
  link(t, folder, path.join(folder, 'loop'));
  link(t, path.join(folder, 'nowhere.png'), path.join(folder, 'broken.png'));
  const { assets, problems } = await json('index', ['index', folder]);
  assert.equal(assets, 1);
  assert.deepEqual(problems, []);
});
