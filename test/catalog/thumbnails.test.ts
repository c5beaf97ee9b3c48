// The small pictures: kept within a budget, the least recently shown go first.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { keepWithin, shownThumbnails } from '../../src/catalog/thumbnails.ts';
import { thumbnailOf } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const hour = 3600;
const now = Math.floor(Date.now() / 1000);

/** A folder of thumbnails of 1,000 bytes, each last shown so many hours ago. */
function shelf(t: TestContext, shown: Readonly<Record<string, number>>): string {
  const folder = temporaryFolder(t);
  for (const [name, hoursAgo] of Object.entries(shown)) {
    const file = path.join(folder, thumbnailOf(name));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'x'.repeat(1000));
    utimesSync(file, now - hoursAgo * hour, now - hoursAgo * hour);
  }
  return folder;
}

const left = (folder: string, names: readonly string[]) =>
  names.filter(name => existsSync(path.join(folder, thumbnailOf(name))));

const names = Array.from({ length: 20 }, (_, number) => `image ${number}`);
const ages = Object.fromEntries(names.map((name, number) => [name, 100 - number]));

test('within the budget nothing goes', async t => {
  const folder = shelf(t, ages);
  assert.equal(await keepWithin(folder, 20_000), 0);
  assert.deepEqual(left(folder, names), names);
});

test('over the budget those go that were shown least recently, until some room is left', async t => {
  const folder = shelf(t, ages);
  assert.equal(await keepWithin(folder, 10_000), 11);
  assert.deepEqual(left(folder, names), names.slice(11));
  assert.equal(await keepWithin(folder, 10_000), 0);
});

test('being shown keeps a picture, and tells which are there', async t => {
  const folder = shelf(t, ages);
  const asked = ['image 0', 'image 3', 'never made'].map(thumbnailOf);
  assert.deepEqual(await shownThumbnails(folder, asked), new Set(asked.slice(0, 2)));
  await keepWithin(folder, 10_000);
  assert.deepEqual(left(folder, names), ['image 0', 'image 3', ...names.slice(13)]);
});

test('a picture that was shown of late is not written at every look', async t => {
  const folder = shelf(t, { a: 0.5, b: 2 });
  await shownThumbnails(folder, ['a', 'b'].map(thumbnailOf));
  const seconds = ['a', 'b'].map(name => statSync(path.join(folder, thumbnailOf(name))).mtimeMs / 1000);
  assert.equal(seconds[0], now - hour / 2);
  assert.ok(seconds[1]! >= now - 1, `${seconds[1]}`);
});

test('other files in the folder neither count nor go', async t => {
  const folder = shelf(t, ages);
  const own = path.join(folder, '.gitignore');
  writeFileSync(own, 'x'.repeat(100_000));
  utimesSync(own, 0, 0);
  assert.equal(await keepWithin(folder, 20_000), 0);
  await keepWithin(folder, 1000);
  assert.equal(existsSync(own), true);
  assert.deepEqual(left(folder, names), []);
});

test('what killed writers left goes when it is old, and counts while it may still be written', async t => {
  const folder = shelf(t, ages);
  const part = (name: string, hoursAgo: number) => {
    const file = path.join(folder, `${thumbnailOf(name)}.4711.part`);
    writeFileSync(file, 'x'.repeat(5000));
    utimesSync(file, now - hoursAgo * hour, now - hoursAgo * hour);
    return file;
  };
  const [old, fresh] = [part('image 3', 1), part('image 4', 0)];
  assert.equal(await keepWithin(folder, 25_000), 1);
  assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true]);
  assert.deepEqual(left(folder, names), names);
  assert.ok((await keepWithin(folder, 24_000)) > 0);
  assert.equal(existsSync(fresh), true);
});

test('of more files than are asked for their size, only so many go as must', async t => {
  const many = Object.fromEntries(Array.from({ length: 1040 }, (_, number) => [`${number}`, 2000 - number]));
  const folder = shelf(t, many);
  assert.equal(await keepWithin(folder, 1_040_000), 0);
  assert.equal(await keepWithin(folder, 1_000_000), 140);
  assert.deepEqual(left(folder, ['0', '139', '140', '1039']), ['140', '1039']);
});

test('a folder that is not there holds nothing', async t => {
  assert.equal(await keepWithin(path.join(temporaryFolder(t), 'none'), 0), 0);
});
