import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { coloursModel } from './assetLens.ts';
import { blue, green, png, red, yellow } from './drawing.ts';
import { workspace } from './workspace.ts';

test('index tells what it did, and a second run encodes nothing', async t => {
  const { folder, json, write } = await workspace(t, {
    'red.png': png(red),
    'sub/blue.png': png(blue),
    'broken.png': 'no picture',
  });
  const problems = [
    {
      path: 'broken.png',
      kind: 'not-an-image',
      detail: 'It is text under the name of an image. Give it its right name, or exclude it.',
    },
  ];
  const first = await json('index', ['index', folder]);
  const { imagesPerSecond, model, ...counts } = first;
  assert.deepEqual(counts, { assets: 2, encoded: 2, reused: 0, removed: 0, problems, provider: 'cpu' });
  assert.ok(imagesPerSecond > 0);
  assert.match(model, /^colours@[0-9a-f]{8}$/);

  const second = { ...first, encoded: 0, reused: 2, imagesPerSecond: 0 };
  assert.deepEqual(await json('index', ['index', folder]), second);

  await write({ 'green.png': png(green), 'red.png': png(yellow) });
  const { encoded, reused, assets } = await json('index', ['index', folder]);
  assert.deepEqual({ encoded, reused, assets }, { encoded: 2, reused: 1, assets: 3 });
});

test('a renamed, moved or copied image is not encoded again, a removed one is forgotten', async t => {
  const { folder, json } = await workspace(t, {
    'a.png': png(red),
    'b.png': png(blue),
    'c.png': png(green),
    'd.png': png(yellow),
  });
  const at = (...names: string[]) => path.join(folder, ...names);
  await json('index', ['index', folder]);
  renameSync(at('a.png'), at('renamed.png'));
  mkdirSync(at('elsewhere'));
  renameSync(at('b.png'), at('elsewhere', 'b.png'));
  copyFileSync(at('c.png'), at('copy of c.png'));
  rmSync(at('d.png'));
  const { assets, encoded, reused, removed } = await json('index', ['index', folder]);
  // The two old names and the file that is gone are no longer there.
  assert.deepEqual({ assets, encoded, reused, removed }, { assets: 4, encoded: 0, reused: 4, removed: 3 });
  const hits = await json('search', ['search', folder, 'red']);
  assert.deepEqual(hits.map(hit => hit.path).toSorted(), [
    'c.png',
    'copy of c.png',
    'elsewhere/b.png',
    'renamed.png',
  ]);
});

test('an image that another folder has is not encoded again', async t => {
  const { root, folder, json } = await workspace(t, { 'a.png': png(red) });
  await json('index', ['index', folder]);
  const second = path.join(root, 'second');
  cpSync(folder, second, { recursive: true });
  const { encoded, reused } = await json('index', ['index', second]);
  assert.deepEqual({ encoded, reused }, { encoded: 0, reused: 1 });
});

test('equal files are encoded once', async t => {
  const { folder, json } = await workspace(t, { 'a.png': png(red), 'b.png': png(red), 'c.png': png(blue) });
  const { assets, encoded, reused } = await json('index', ['index', folder]);
  assert.deepEqual({ assets, encoded, reused }, { assets: 3, encoded: 2, reused: 1 });
});

test('another model has vectors of its own, and those of the first one are kept', async t => {
  const { root, folder, json } = await workspace(t, { 'a.png': png(red) });
  const other = path.join(root, 'other model');
  cpSync(coloursModel, other, { recursive: true });
  const config = path.join(other, 'preprocessor_config.json');
  writeFileSync(config, readFileSync(config, 'utf8').replace('"resample": 2', '"resample": 3'));
  const first = await json('index', ['index', folder]);
  const second = await json('index', ['index', folder, '--model', other]);
  assert.match(second.model, /^other model@/);
  assert.deepEqual([first.encoded, second.encoded, second.assets], [1, 1, 1]);
  const again = await json('index', ['index', folder]);
  assert.deepEqual([again.encoded, again.reused, again.model], [0, 1, first.model]);
});

test('ignored and hidden images, and those of other tools, are left out; a person is told how many', async t => {
  const { folder, json, run } = await workspace(t, {
    'kept.png': png(red),
    'build/out.png': png(blue),
    'drafts/one.png': png(blue),
    'drafts/final.png': png(green),
    '.gitignore': 'build/\n',
    '.assetlensignore': 'drafts/*\n!drafts/final.png\n',
    '.hidden.png': png(blue),
    '.cache/cached.png': png(blue),
    'node_modules/icons/icon.png': png(blue),
    'readme.txt': 'no image',
  });
  const hits = await json('search', ['search', folder, 'red']);
  assert.deepEqual(
    hits.map(hit => hit.path),
    ['kept.png', 'drafts/final.png'],
  );
  const { stdout } = await run(['index', folder]);
  assert.equal(
    stdout,
    '2 images in the index: 0 encoded, 2 reused, 0 removed, 3 left out by ignore rules.\n',
  );
});

test('a person reads counts, speed and model', async t => {
  const { folder, run } = await workspace(t, { 'a.png': png(red), 'b.xcf': 'gimp xcf' });
  const { status, stdout, stderr } = await run(['index', folder]);
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^1 image in the index: 1 encoded, 0 reused, 0 removed\.\n[\d.]+ images\/s with the model colours@\w+ on cpu\.\n1 file could not be read:\nunsupported {2}b\.xcf {2}XCF files are not read yet\. Convert it to PNG, or exclude it\.\n$/,
  );
  // No bar where nobody is watching.
  assert.equal(stderr, '');
});

test('two commands at once share the work, and neither hears of the other', async t => {
  const colours = [red, blue, green, yellow];
  const files = Object.fromEntries(colours.map((colour, number) => [`${number}.png`, png(colour)]));
  const { folder, json } = await workspace(t, files);
  const reports = await Promise.all([1, 2].map(() => json('index', ['index', folder])));
  assert.deepEqual(
    reports.map(report => report.assets),
    [4, 4],
  );
  assert.deepEqual(reports.map(report => report.encoded).toSorted(), [0, 4]);
});

test('an index that was damaged is made again, with a word on standard error', async t => {
  const { root, folder, run, json } = await workspace(t, { 'red.png': png(red) });
  const store = path.join(root, 'index');
  await json('index', ['index', folder, '--store', store]);
  writeFileSync(path.join(store, 'vectors.sqlite'), 'no database at all '.repeat(1000));
  const { status, stderr } = await run(['index', folder, '--store', store]);
  assert.equal(status, 0);
  assert.match(stderr, /vectors\.sqlite was damaged\. It was moved to .*damaged-1 and is made again\./);
});
