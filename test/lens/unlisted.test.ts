// One of several folders that cannot be listed: a problem of its own, and no hindrance for the others.
import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Drives } from '../../src/catalog/drives.ts';
import { folderAt } from '../../src/catalog/place.ts';
import { IndexMeter } from '../../src/lens/indexMeter.ts';
import { IndexPace } from '../../src/lens/indexPace.ts';
import { indexFolders } from '../../src/lens/indexing.ts';
import { LabelLooks } from '../../src/lens/labelLooks.ts';
import { Lens } from '../../src/lens/lens.ts';
import { isOutdated } from '../../src/lens/listing.ts';
import { Sight } from '../../src/lens/sight.ts';
import type { AssetPath, Folder } from '../../src/protocol/asset.ts';
import { asNobody } from '../catalog/asNobody.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { plainSettings } from './plainSettings.ts';
import { type OpenedDesk, type Workspace, everything, workspace } from './workspace.ts';

/** The first of the folders comes and goes. */
function twoFolders(t: TestContext): { place: Workspace; folders: [Folder, Folder]; away: string } {
  const place = workspace(t, { 'drive/a.png': 'a cat', 'drive/b.png': 'a dog', 'disk/c.png': 'a boat' });
  const [drive, disk] = ['drive', 'disk'].map(name => folderAt(path.join(place.folder, name)));
  return { place, folders: [drive!, disk!], away: path.join(path.dirname(place.folder), 'away') };
}

const index = ({ ask }: OpenedDesk) => ask('index', { folder: null });
const outdated = ({ ask }: OpenedDesk) => ask('outdated', { changed: null });
const shown = async ({ ask }: OpenedDesk) =>
  (await ask('status', null)).folders.map(({ name, assets, problems, unlisted }) => [name, assets, problems, unlisted !== null]); // prettier-ignore

test('a folder of several that goes away keeps its images and is told, the others are indexed, and it is when it is back', async t => {
  const { place, folders, away } = twoFolders(t);
  const lens = place.open({ folders });
  assert.equal((await index(lens)).encoded, 3);
  const [{ path: drive }] = folders;
  renameSync(drive, away);
  place.write({ 'disk/new.png': 'a tree' });

  assert.equal(await outdated(lens), true, 'that it is gone is news');
  const report = await index(lens);
  assert.deepEqual([report.assets, report.encoded, report.removed], [4, 1, 0]);
  const detail = `The folder ${drive} could not be listed: it is not there. Check that it is there and may be read. Then index again; its images stay in the index meanwhile.`;
  const problem = { folder: folders[0].id, path: '', kind: 'vanished', detail };
  assert.deepEqual(report.problems, [problem]);
  assert.deepEqual(await lens.ask('problems', null), [problem]);
  assert.deepEqual(await shown(lens), [
    ['drive', 2, 1, true],
    ['disk', 2, 0, false],
  ]);
  const status = await lens.ask('status', null);
  assert.deepEqual([status.state, status.folders[0]?.unlisted], ['idle', detail]);
  assert.equal((await lens.ask('search', { ...everything, text: 'a cat' })).searched, 4);
  assert.equal(await outdated(lens), false, 'what was told is none any more');
  const gone = { folder: folders[0].id, path: 'a.png' as AssetPath };
  assert.equal(
    (await lens.ask('index', { folder: null, changed: [gone] })).removed,
    0,
    'its files went with it',
  );

  renameSync(away, drive);
  place.write({ 'drive/later.png': 'a house' });
  assert.equal(await outdated(lens), true, 'that it is back is news, too');
  // A change of one place is told, and what else came while it was away is found all the same.
  const back = await lens.ask('index', { folder: null, changed: [gone] });
  assert.deepEqual([back.encoded, back.problems], [1, []]);
  assert.deepEqual(await shown(lens), [
    ['drive', 3, 0, false],
    ['disk', 2, 0, false],
  ]);
  assert.equal(await outdated(lens), false);
});

test(
  'a folder of several that was never there, and one that may not be read, hinder no other',
  { skip: process.platform === 'win32' && 'chmod takes no right to read there' },
  async t => {
    const { place, folders } = twoFolders(t);
    const gone = folderAt(place.folder);
    const never = {
      ...gone,
      id: `${gone.id}/never` as Folder['id'],
      path: `${gone.path}/never`,
      name: 'never',
    };
    const root = path.dirname(place.folder);
    if (process.getuid?.() === 0) {
      for (const name of ['.', ...readdirSync(root, { recursive: true }).map(String)])
        chownSync(path.join(root, name), 65534, 65534);
    }
    await asNobody(async () => {
      chmodSync(folders[0].path, 0);
      try {
        const lens = place.open({ folders: [never, ...folders] });
        const { assets, problems } = await index(lens);
        assert.equal(assets, 1);
        assert.deepEqual(
        problems.map(({ path: at, kind }) => [at, kind]),
        [['', 'vanished'], ['', 'denied']],
      ); // prettier-ignore
        chmodSync(folders[0].path, 0o700);
        assert.equal((await index(lens)).assets, 3);
        await lens.desk.dispose();
      } finally {
        chmodSync(folders[0].path, 0o700);
      }
    });
  },
);

test('a folder of several whose drive hangs is told, without a wait for what is known to hang, and the others are indexed', async t => {
  const { place, folders } = twoFolders(t);
  const listener = { progress: () => undefined, changed: () => undefined, status: () => undefined };
  const lens = new Lens({ folders, store: place.store, ...plainSettings }, fakeEncoder(), listener);
  t.after(() => lens.dispose());
  t.mock.timers.enable({ apis: ['setInterval'] });
  const hangs = lens.drives.within(folders[0].path, () => new Promise<never>(() => undefined));
  t.mock.timers.tick(60_000);
  await assert.rejects(hangs);
  t.mock.timers.reset();

  const { signal } = new AbortController();
  const company = { meter: new IndexMeter(() => undefined), pace: new IndexPace(), sight: new Sight() };
  const report = await indexFolders(lens, { folders, retry: false, changed: null }, company, signal);
  assert.deepEqual([report.assets, report.problems.map(({ path: at, kind }) => [at, kind])], [1, [['', 'timed-out']]]); // prettier-ignore
  const [drive] = (await lens.status()).folders;
  assert.match(drive?.unlisted ?? '', /drive could not be listed: its drive does not answer\./);
  assert.equal(await isOutdated(lens, null, signal), false);
});

test('a drive that hangs is asked once for its labels file, however often the status is', async t => {
  const { place, folders } = twoFolders(t);
  const drives = new Drives();
  const asked = t.mock.method(drives, 'within', () => new Promise(() => undefined));
  const looks = new LabelLooks(drives);
  void looks.has(folders[0].path);
  void looks.has(folders[0].path);
  assert.equal(asked.mock.callCount(), 1);
  asked.mock.restore();
  assert.equal(await looks.has(folders[1].path), false);
  place.write({ 'disk/.vscode/asset-lens.json': '{}' });
  assert.equal(await looks.has(folders[1].path), true);
});

test('a folder that is open alone, or asked for by itself, fails as a whole', async t => {
  const { place, folders, away } = twoFolders(t);
  const both = place.open({ folders });
  const alone = place.open({ folders: [folders[0]] });
  await index(alone);
  renameSync(folders[0].path, away);
  const message = `The folder ${folders[0].path} could not be listed: it is not there. Check that it is there and may be read.`;
  await assert.rejects(index(alone), { code: 'not-found', message });
  await assert.rejects(outdated(alone), { code: 'not-found', message });
  await assert.rejects(both.ask('index', { folder: folders[0].id }), { code: 'not-found', message });
  const [status] = [await alone.ask('status', null)];
  assert.deepEqual([status.state, status.reason, status.folders[0]?.assets], ['failed', message, 2]);
  mkdirSync(folders[0].path);
  writeFileSync(path.join(folders[0].path, 'a.png'), 'a cat');
  assert.equal((await index(alone)).removed, 1);
});
