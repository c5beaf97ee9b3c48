// Drives that never answer: each costs one wait, and what is known of them stays.
import assert from 'node:assert/strict';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { Drives } from '../../src/catalog/drives.ts';
import { planIndex } from '../../src/catalog/plan.ts';
import { type FolderScan, type ScanCalls, scanFolder, scanPlaces } from '../../src/catalog/scan.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const patterns = { exclude: [], include: [] };
const files = { 'a/x.png': '', 'mount/y.png': '', 'mount/deep/z.png': '', 'w.png': '' };

/** Calls that never answer for these places until they are let go; what is asked is noted. */
function callsThatHang(root: string, hanging: readonly string[], seconds = 0.2) {
  const letGo = Promise.withResolvers<null>();
  const asked: string[] = [];
  const answering =
    <Answer>(answer: (place: string) => Promise<Answer>) =>
    async (place: string) => {
      const name = path.relative(root, place);
      asked.push(name);
      if (hanging.includes(name)) await letGo.promise;
      return answer(place);
    };
  const calls: ScanCalls = {
    list: answering(directory => readdir(directory, { withFileTypes: true })),
    stat: answering(file => lstat(file)),
    drives: new Drives(seconds),
    takes: name => name.endsWith('.png'),
  };
  return { calls, asked, letGo: () => letGo.resolve(null) };
}

const found = ({ files: listed, problems }: FolderScan) => ({
  files: listed.map(file => file.path),
  problems: problems.map(({ path: place, kind }) => `${place} ${kind}`),
});

/** What a run would forget of these files, all of which were indexed before. */
function forgotten(scan: FolderScan, paths: readonly string[]): readonly string[] {
  const rows = paths.map(place => ({ path: place as AssetPath, bytes: 0, modified: 0 }));
  return planIndex(scan, rows, () => false).forget;
}

test('a folder whose drive does not answer is one problem, and the others are listed', async t => {
  const root = temporaryFolder(t, files);
  const { calls, asked, letGo } = callsThatHang(root, ['mount']);
  const scan = await scanFolder(root, patterns, undefined, calls);
  assert.deepEqual(found(scan), { files: ['a/x.png', 'w.png'], problems: ['mount timed-out'] });
  assert.equal(
    scan.problems[0]!.detail,
    'The images in this folder could not be listed: its drive does not answer. Check the connection, and index again, or exclude it.',
  );
  assert.deepEqual(forgotten(scan, [...Object.keys(files), 'a/gone.png', 'mounted.png']), [
    'a/gone.png',
    'mounted.png',
  ]);

  // As long as it hangs it is not asked again, neither for all of it nor for a place below it.
  const count = asked.filter(name => name.startsWith('mount')).length;
  assert.deepEqual(found(await scanFolder(root, patterns, undefined, calls)).problems, ['mount timed-out']);
  const places = await scanPlaces(root, patterns, ['mount/deep/z.png' as AssetPath], undefined, calls);
  assert.deepEqual(found(places), { files: [], problems: ['mount/deep timed-out'] });
  assert.deepEqual(forgotten(places, ['mount/deep/z.png']), []);
  assert.equal(asked.filter(name => name.startsWith('mount')).length, count);

  letGo();
  await new Promise(resolve => setTimeout(resolve, 50));
  const healed = found(await scanFolder(root, patterns, undefined, calls));
  assert.deepEqual(healed, { files: Object.keys(files).sort(), problems: [] });
});

test('files whose drive stops answering after they were listed are one problem of their folder', async t => {
  const root = temporaryFolder(t, files);
  const { calls } = callsThatHang(root, ['mount/y.png']);
  const scan = await scanFolder(root, patterns, undefined, calls);
  assert.deepEqual(found(scan).problems, ['mount timed-out']);
  assert.deepEqual(found(scan).files, ['a/x.png', 'w.png']);
  assert.deepEqual(forgotten(scan, Object.keys(files)), []);
  const { calls: others } = callsThatHang(root, ['mount/y.png']);
  const places = await scanPlaces(root, patterns, ['mount/y.png', 'w.png'] as AssetPath[], undefined, others);
  assert.deepEqual(found(places), { files: ['w.png'], problems: ['mount timed-out'] });
  assert.deepEqual(forgotten(places, ['mount/y.png', 'w.png']), []);
});

test('a drive that is slow, but answers, is waited for', async t => {
  const names = Array.from({ length: 64 }, (_, place) => `mount/${place}.png`);
  const root = temporaryFolder(t, Object.fromEntries(names.map(name => [name, ''])));
  const { calls } = callsThatHang(root, []);
  // Sixteen at a time, each in a third of the limit: all of them take longer than it.
  const stat: ScanCalls['stat'] = async file => {
    await new Promise(resolve => setTimeout(resolve, 70));
    return calls.stat(file);
  };
  assert.deepEqual(found(await scanFolder(root, patterns, undefined, { ...calls, stat })).problems, []);
});

test('a folder that does not answer itself fails, so that nobody takes it for an empty one', async t => {
  const root = temporaryFolder(t, files);
  for (const look of [
    (calls: ScanCalls) => scanFolder(root, patterns, undefined, calls),
    (calls: ScanCalls) => scanPlaces(root, patterns, ['w.png' as AssetPath], undefined, calls),
  ]) {
    await assert.rejects(look(callsThatHang(root, ['']).calls), (error: unknown) => {
      assert.ok(LensError.is(error, 'not-found'));
      assert.match(error.message, /its drive does not answer/);
      return true;
    });
  }
});

test('where every thread hangs, nobody else is asked, and the listing ends', async t => {
  const mounts = Array.from({ length: 40 }, (_, place) => `mount-${String(place).padStart(2, '0')}`);
  const root = temporaryFolder(t, Object.fromEntries(mounts.map(name => [`${name}/x.png`, ''])));
  const { calls, asked } = callsThatHang(root, mounts);
  const scan = await scanFolder(root, patterns, undefined, calls);
  assert.deepEqual(
    found(scan).problems,
    mounts.map(name => `${name} timed-out`),
  );
  // The top, and those that were asked side by side before the first was found to hang.
  assert.ok(asked.length < 20, asked.join());
});

// Longer than the step of the limit in which it is noticed, shorter than the limit.
test('it stops when asked to although a drive hangs', { timeout: 10_000 }, async t => {
  const root = temporaryFolder(t, files);
  const { calls, asked, letGo } = callsThatHang(root, ['mount'], 20);
  t.after(() => letGo());
  const stop = new AbortController();
  const scan = scanFolder(root, patterns, stop.signal, calls);
  while (!asked.includes('mount')) await new Promise(resolve => setTimeout(resolve, 10));
  // All that answers has answered, and the listing waits for the drive alone.
  setTimeout(() => stop.abort(), 100);
  await assert.rejects(scan, error => LensError.is(error, 'aborted'));
});
