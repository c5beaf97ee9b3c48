// Which journal a place allows, and what becomes of a store that moves.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isRemote, journalModeFor } from '../../src/catalog/journal.ts';
import { openStore } from '../../src/catalog/store.ts';
import { dimensions, encoded, hashOfName, vectorsOf } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts';

describe('a folder', () => {
  const never = () => assert.fail('is not asked');
  const cases: readonly (readonly [boolean, string, NodeJS.Platform, () => number])[] = [
    [false, '/home/me/.cache', 'linux', () => 0xef53], // ext4
    [false, '/home/me/.cache', 'linux', () => 0x794c7630], // overlayfs
    [true, '/home/me/.cache', 'linux', () => 0x6969],
    [true, '/mnt/share', 'linux', () => 0xff534d42],
    [true, '/mnt/share', 'linux', () => 0xff534d42 | 0], // the same with a sign
    [true, '/mnt/c/Users/me', 'linux', () => 0x01021997],
    [false, '/Users/me/Library/Caches', 'darwin', never],
    [true, '/Volumes/Pictures', 'darwin', never],
    [true, '/Network/Servers/x', 'darwin', never],
    [false, '/Volumesque', 'darwin', never],
    [false, 'C:\\Users\\me\\AppData\\Local', 'win32', never],
    [false, '\\\\?\\C:\\long', 'win32', never],
    [true, '\\\\server\\share\\x', 'win32', never],
    [true, '\\\\?\\UNC\\server\\share', 'win32', never],
  ];
  for (const [remote, folder, platform, type] of cases) {
    test(`${folder} on ${platform} ${remote ? 'may be' : 'is not'} on another machine${type === never ? '' : ` (${type().toString(16)})`}`, () => {
      assert.equal(isRemote(folder, platform, type), remote);
    });
  }

  test('of the system for what is temporary is asked for its type without a mistake', t => {
    assert.match(journalModeFor(temporaryFolder(t)), /^(wal|truncate)$/);
  });
}); // prettier-ignore

describe('a store', () => {
  test('on a network drive has no log that all readers must share, and is read while it is written', async t => {
    const folder = temporaryFolder(t);
    const [writing, reading] = [openStore(folder, { journal: 'truncate' }), openStore(folder, { journal: 'truncate' })];
    t.after(() => [writing, reading].forEach(store => store.close()));
    for (const name of ['a', 'b']) {
      await writing.saveEncoded('space', encoded([name]), vectorsOf([name]), dimensions);
      assert.deepEqual(reading.vectors('space', [hashOfName(name)], dimensions).vectors, vectorsOf([name]));
    }
    assert.equal(existsSync(path.join(folder, 'vectors.sqlite-shm')), false);
  }); // prettier-ignore

  test('that moves to a network drive and back keeps all that it has', async t => {
    const folder = temporaryFolder(t);
    for (const [place, journal] of (['wal', 'truncate', 'wal'] as const).entries()) {
      const store = openStore(folder, { journal });
      await store.saveEncoded(
        'space',
        encoded([`image ${place}`]),
        vectorsOf([`image ${place}`]),
        dimensions,
      );
      assert.equal(existsSync(path.join(folder, 'vectors.sqlite-wal')), journal === 'wal');
      store.close();
    }
    const store = openStore(folder);
    t.after(() => store.close());
    const names = [0, 1, 2].map(place => `image ${place}`);
    assert.deepEqual(store.vectors('space', names.map(hashOfName), dimensions).vectors, vectorsOf(names));
  });
});
