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
    'old.bmp': Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]),
    'bitmap in disguise.png': Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]),
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
      ['bitmap in disguise.png', 'unsupported'],
      ['cut.png', 'truncated'],
      ['drawing.svg', 'truncated'],
      ['notes.png', 'not-an-image'],
      ['old.bmp', 'unsupported'],
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

test('the other commands go on without the files that cannot be read, and say how many there are', async () => {
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
