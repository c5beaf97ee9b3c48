import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { png, red, truncatedPng } from './drawing.ts';
import { workspace } from './workspace.ts';

const lfsPointer = `version https://git-lfs.github.com/spec/v1
oid sha256:${'0'.repeat(64)}
size 12345
`;

const broken = await workspace(
  { after },
  {
    'fine.png': png(red),
    'notes.png': 'These are notes under the name of an image.\n',
    'page.jpg': '<!DOCTYPE html><html></html>',
    'sub/empty.jpg': '',
    'cut.png': truncatedPng(),
    'layers.xcf': 'gimp xcf v011',
    'layers in disguise.png': 'gimp xcf v011',
    'manual.PDF': '%PDF-1.7',
    'pointer.png': lfsPointer,
    'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect',
  },
);

test('files that are no images are named with what is wrong, and everything else is indexed', async () => {
  const { assets, encoded, problems } = await broken.json('index', ['index', broken.folder]);
  assert.deepEqual({ assets, encoded }, { assets: 1, encoded: 1 });
  assert.deepEqual(
    problems.map(({ path, kind }) => [path, kind]),
    [
      ['cut.png', 'truncated'],
      ['drawing.svg', 'truncated'],
      ['layers in disguise.png', 'unsupported'],
      ['layers.xcf', 'unsupported'],
      ['manual.PDF', 'unsupported'],
      ['notes.png', 'not-an-image'],
      ['page.jpg', 'not-an-image'],
      ['pointer.png', 'lfs-pointer'],
      ['sub/empty.jpg', 'empty'],
    ],
  );
});

test('problems stay named as long as they are there', async () => {
  const first = await broken.json('index', ['index', broken.folder]);
  const second = await broken.json('index', ['index', broken.folder]);
  assert.deepEqual(second.problems, first.problems);
});

test('the other commands go on without the files that cannot be read, and say how many there are, documents apart', async () => {
  const { status, stdout, stderr } = await broken.run(['search', '--json', broken.folder, 'red']);
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as unknown[]).length, 1);
  assert.equal(stderr, '8 files could not be read; "asset-lens index" says why.\n');
});

test('a file that was mended is an image again, and one that was broken is none any more', async t => {
  const changing = await workspace(t, { 'a.png': png(red), 'b.png': '' });
  await changing.json('index', ['index', changing.folder]);
  await changing.write({ 'a.png': 'text', 'b.png': png(red) });
  const { assets, problems } = await changing.json('index', ['index', changing.folder]);
  assert.equal(assets, 1);
  assert.deepEqual(
    problems.map(({ path, kind }) => [path, kind]),
    [['a.png', 'not-an-image']],
  );
  const hits = await changing.json('search', ['search', changing.folder, 'red']);
  assert.deepEqual(
    hits.map(hit => hit.path),
    ['b.png'],
  );
  renameSync(path.join(changing.folder, 'a.png'), path.join(changing.folder, 'a.txt'));
  assert.deepEqual((await changing.json('index', ['index', changing.folder])).problems, []);
});

test('files are indexed, found and reported under every name that a file may have', async t => {
  const names = [
    'line\nbreak',
    'it\u2019s "quoted" \'twice\'',
    '100 % #1 [a] {b} (c) $HOME `d` & e; f',
    '\u{1f408} \u5199\u771f \u00e9t\u00e9 e\u0301t\u00e9',
    `${'long'.repeat(62)}ok`,
    '-rf --help',
    'two..dots',
    ' spaces ',
  ].filter(name => process.platform !== 'win32' || !/["\n|]/.test(name));
  const fine = names.map(name => `${name}.png`);
  const bad = names.map(name => `${name}.jpg`);
  const files = Object.fromEntries([
    ...fine.map(name => [name, png(red)] as const),
    ...bad.map(name => [name, 'no picture'] as const),
  ]);
  const odd = await workspace(t, files);
  const { assets, problems } = await odd.json('index', ['index', odd.folder]);
  assert.equal(assets, fine.length);
  const byName = (a: string, b: string) => (a < b ? -1 : 1);
  assert.deepEqual(
    problems.map(({ path, kind }) => [path, kind]).sort(([a], [b]) => byName(a!, b!)),
    bad.map(name => [name, 'not-an-image']).sort(([a], [b]) => byName(a!, b!)),
  );
  const hits = await odd.json('search', ['search', odd.folder, 'red', '--limit', '100']);
  assert.deepEqual(hits.map(hit => hit.path).sort(), [...fine].sort());
  // A terminal shows one line a file, whatever is in its name.
  const { stdout } = await odd.run(['index', odd.folder]);
  assert.equal(stdout.split('\n').filter(line => line.startsWith('not-an-image')).length, bad.length);
});
