import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { folderAt } from '../../src/catalog/place.ts';
import type { AssetPath, FolderId } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { type Workspace, workspace } from './workspace.ts';

const all = { image: null, folder: null, first: 0, count: null };
const states = ['used', 'maybe', 'unused'] as const;
const unused = { folder: null, states, first: 0, count: null };

const idOf = ({ folder }: Workspace): FolderId => folderAt(folder).id;
// Paths of the workspace of a test.
const at = (file: string) => file as AssetPath;

test('what changes is read again: a text, an image, an alias, and what has gone', async t => {
  const made = workspace(t, { 'a.png': 'x', 'src/b.png': 'x', 'a.md': '![a](a.png)' });
  const { ask } = made.open();
  const found = async () =>
    (await ask('references', all)).references.map(({ image, file }) => `${file} → ${image}`);
  assert.deepEqual(await found(), ['a.md → a.png']);
  made.write({ 'a.md': '![b](src/b.png) ![c](c.png)' });
  assert.deepEqual(await found(), ['a.md → src/b.png']);
  made.write({ 'c.png': 'x' });
  assert.deepEqual(await found(), ['a.md → c.png', 'a.md → src/b.png']);
  made.write({ 'x.ts': "import b from '#img/b.png'" });
  assert.equal((await found()).length, 2);
  made.write({ 'tsconfig.json': '{"compilerOptions":{"paths":{"#img/*":["./src/*"]}}}' });
  assert.deepEqual(await found(), ['a.md → c.png', 'a.md → src/b.png', 'x.ts → src/b.png']);
  rmSync(path.join(made.folder, 'a.md'));
  assert.deepEqual(await found(), ['x.ts → src/b.png']);
});

test('no encoder and no store is opened for it, and what is ignored, linked or binary is not read', async t => {
  const made = workspace(t, {
    'a.png': 'x',
    '.gitignore': 'dist/\n',
    'dist/a.md': '![](../a.png)',
    'node_modules/p/a.md': '![](../../a.png)',
    'data.unknown': '![](a.png)\u0000',
    '.github/a.md': '![](../a.png)',
  });
  mkdirSync(path.join(made.folder, '..', 'outside'));
  writeFileSync(path.join(made.folder, '..', 'outside', 'b.md'), '![](../folder/a.png)');
  symlinkSync(path.join(made.folder, '..', 'outside'), path.join(made.folder, 'linked'));
  const encoder = fakeEncoder();
  encoder.hello = () => Promise.reject(new Error('The encoder was asked.'));
  const { ask } = made.open({}, encoder);
  const { references } = await ask('references', all);
  assert.deepEqual(
    references.map(({ file }) => file),
    ['.github/a.md'],
  );
  assert.ok(!existsSync(made.store));
});

test('pages cut the list, and counts are of all', async t => {
  const made = workspace(t, { 'a.png': 'x', 'b.png': 'x', 'c.png': 'x', 'd.md': '![](a.png)' });
  const { ask } = made.open();
  const { images, counts, total } = await ask('unused', {
    ...unused,
    states: ['unused'],
    first: 1,
    count: 1,
  });
  assert.deepEqual(
    images.map(image => image.path),
    ['c.png'],
  );
  assert.deepEqual([counts, total], [{ used: 1, maybe: 0, unused: 2 }, 2]);
});

test('a question that was given up ends, and the next one is answered', async t => {
  const made = workspace(
    t,
    Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}.md`, '![](a.png)'.repeat(100)])),
  );
  made.write({ 'a.png': 'x' });
  const { ask } = made.open();
  const controller = new AbortController();
  const asked = ask('references', all, controller.signal);
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(asked, error => LensError.is(error, 'aborted'));
  assert.equal((await ask('references', all)).total, 300 * 100);
});

test('an image that is not there is told, and counts of uses have null for it', async t => {
  const made = workspace(t, { 'a.png': 'x', 'b.md': '![](a.png)', 'c.ts': "// './a.png'" });
  const { ask } = made.open();
  const folder = idOf(made);
  await assert.rejects(ask('references', { ...all, image: { folder, path: at('z.png') } }), error =>
    LensError.is(error, 'not-found'),
  );
  const places = ['a.png', 'z.png'].map(name => ({ folder, path: at(name) }));
  assert.deepEqual(await ask('useCounts', { places }), [{ files: 1, maybe: 1 }, null]);
});

test('the image at an offset of a text as it is being edited', async t => {
  const made = workspace(t, { 'img/a.png': 'x' });
  const { ask } = made.open();
  const file = path.join(made.folder, 'new.md');
  const text = 'see ![a](img/a.png) here';
  const meant = await ask('mentioned', { file, text, offset: 12 });
  assert.deepEqual(meant && [meant.images, meant.start, meant.end], [['img/a.png'], 9, 18]);
  assert.equal(await ask('mentioned', { file, text, offset: 2 }), null);
  assert.equal(await ask('mentioned', { file: '/elsewhere/new.md', text, offset: 12 }), null);
});

test('rewriting gives the edits of all texts by place, and says what it leaves', async t => {
  const made = workspace(t, {
    'old.png': 'x',
    'img/new.png': 'x',
    'a.md': 'One.\n![a](old.png)',
    'src/b.ts': "import a from '../old.png';\n// '../old.png'",
  });
  const { ask } = made.open();
  const request = { folder: idOf(made), from: at('old.png'), to: at('img/new.png') };
  const { edits, refusals } = await ask('rewriteReferences', request);
  assert.deepEqual(edits, [
    { file: 'a.md', line: 2, column: 6, text: 'old.png', replacement: 'img/new.png' },
    { file: 'src/b.ts', line: 1, column: 16, text: '../old.png', replacement: '../img/new.png' },
  ]);
  assert.deepEqual(
    refusals.map(({ line, certainty }) => [line, certainty]),
    [[2, 'maybe']],
  );
  await assert.rejects(ask('rewriteReferences', { ...request, to: at('old.png') }), error =>
    LensError.is(error, 'invalid-argument'),
  );
});

test('an image whose path an address on the web has is no reference, and not called unused', async t => {
  const made = workspace(t, { 'site/public/og/a.png': 'x', 'b.md': '![](https://example.com/og/a.png)' });
  const { ask } = made.open();
  assert.deepEqual((await ask('references', all)).references, []);
  const { images } = await ask('unused', unused);
  assert.deepEqual(
    images.map(({ state, evidence }) => [state, evidence]),
    [['maybe', 'The address in b.md:1 has its path; it may be that of this site.']],
  );
});

test('what a configuration extends, and the settings of an engine, are read again when they change', async t => {
  const made = workspace(t, {
    'art/a.png': 'x',
    'other/a.png': 'x',
    'app/x.ts': "import a from '@art/a.png'",
    'app/tsconfig.json': '{"extends":"../conf/base.json"}',
  });
  const { ask } = made.open();
  const found = async () =>
    (await ask('references', all)).references.map(({ image, file }) => `${file} → ${image}`);
  const config = (folder: string) => `{"compilerOptions":{"paths":{"@art/*":["../${folder}/*"]}}}`;
  assert.deepEqual(await found(), []);
  made.write({ 'conf/base.json': config('art') });
  assert.deepEqual(await found(), ['app/x.ts → art/a.png']);
  made.write({ 'conf/base.json': config('other') });
  assert.deepEqual(await found(), ['app/x.ts → other/a.png']);
  rmSync(path.join(made.folder, 'app/tsconfig.json'));
  assert.deepEqual(await found(), []);
  const [one, two] = ['1'.repeat(32), '2'.repeat(32)];
  made.write({ 'art/a.png.meta': `guid: ${one}\n`, 'x.cs.meta': `guid: ${two}\n  icon: {guid: ${one}}\n` });
  assert.deepEqual(await found(), ['x.cs.meta → art/a.png']);
  made.write({ 'x.cs.meta': `guid: ${two}\n  icon: {instanceID: 0}\n` });
  assert.deepEqual(await found(), []);
  made.write({ 'x.cs.meta': `guid: ${two}\n  icon: {guid: ${one}}\n`, 'art/a.png.meta': `guid: ${two}\n` });
  assert.deepEqual(await found(), []);
});

test('a page that is not in UTF-8 is read as windows-1252, and left as it is', async t => {
  const made = workspace(t, { 'ä–1.png': 'x', 'new.png': 'x', 'old.png': 'x' });
  const page = Buffer.concat([
    Buffer.from('<img src="'),
    Buffer.from([0xe4, 0x96]),
    Buffer.from('1.png"><!-- '),
    Buffer.from([0xe4]),
    Buffer.from(' --><img src="old.png">'),
  ]);
  writeFileSync(path.join(made.folder, 'a.html'), page);
  writeFileSync(path.join(made.folder, 'b.md'), 'A sign \ufffd ![a](old.png)');
  const { ask } = made.open();
  const { references } = await ask('references', all);
  assert.deepEqual(
    references.map(({ file, image, text, certainty }) => [file, image, text, certainty]),
    [
      ['a.html', 'old.png', 'old.png', 'certain'],
      ['b.md', 'old.png', 'old.png', 'certain'],
      ['a.html', 'ä–1.png', 'ä–1.png', 'certain'],
    ],
  );
  const request = { folder: idOf(made), from: at('old.png'), to: at('new.png') };
  const { edits, refusals } = await ask('rewriteReferences', request);
  assert.deepEqual(
    edits.map(({ file }) => file),
    ['b.md'],
  );
  assert.deepEqual(
    refusals.map(({ file, reason, isInert }) => [file, reason, isInert]),
    [['a.html', 'The text is not in UTF-8, so that an edit may change its other letters.', false]],
  );
});
