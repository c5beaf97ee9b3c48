// What the store survives: killed writers, several writers at once, and damaged files.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import type { JournalMode } from '../../src/catalog/journal.ts';
import { catalogFile } from '../../src/catalog/place.ts';
import { openStore } from '../../src/catalog/store.ts';
import { isStoreDamage } from '../../src/catalog/storeError.ts';
import type { LensError } from '../../src/protocol/errors.ts';
import { dimensions, encoded, hashOfName, row, vectorsOf } from './contents.ts';
import { temporaryFolder } from './temporaryFolder.ts'; // prettier-ignore

const batchSize = 8;

function startWriter(folder: string, folderPath: string, names: string, batches: number, journal: JournalMode = 'wal'): ChildProcess {
  const writer = path.join(import.meta.dirname, 'writer.ts');
  const childArguments = ['--disable-warning=ExperimentalWarning', writer, folder, folderPath, names, String(batches), journal];
  return spawn(process.execPath, childArguments, { stdio: ['ignore', 'pipe', 'pipe'] });
} // prettier-ignore

/** Kills a writer after it has told of `batches`; returns how many it told of in the end. */
async function killAfter(writer: ChildProcess, batches: number): Promise<number> {
  let told = 0;
  for await (const chunk of writer.stdout!) {
    told = Number(String(chunk).trimEnd().split('\n').at(-1));
    if (told >= batches) writer.kill('SIGKILL');
  }
  return told;
}

/** Every batch that was told of is whole, and no batch is there in part. */
function checkBatches(
  folder: string,
  folderPath: string,
  names: string,
  told: number,
  journal: JournalMode = 'wal',
): void {
  const store = openStore(folder, { journal });
  const catalog = store.openCatalog(folderPath);
  const files = new Set(catalog.files().map(file => file.path));
  assert.deepEqual(store.warnings, []);
  for (let batch = 0; batch < told + 2; batch++) {
    const written = Array.from({ length: batchSize }, (_, place) => `${names} ${batch * batchSize + place}`);
    const { hashes, vectors } = store.vectors('space', written.map(hashOfName), dimensions);
    if (batch < told || hashes.length > 0) assert.deepEqual(vectors, vectorsOf(written), `batch ${batch}`);
    const listed = written.filter(name => files.has(row(`${name}.png`, name).path)).length;
    assert.ok(listed === batchSize || (batch >= told && listed === 0), `${listed} rows of batch ${batch}`);
  }
  catalog.close();
  store.close();
}

for (const [journal, place] of [
  ['wal', 'on a disk of this machine'],
  ['truncate', 'on a network drive'],
] as const) {
  describe(`a killed writer ${place}`, () => {
    test('has lost nothing that it told of, and left nothing half written', async t => {
      const folder = temporaryFolder(t);
      for (let round = 0; round < 6; round++) {
        const writer = startWriter(folder, '/pictures', `round ${round}`, 100_000, journal);
        const told = await killAfter(writer, 1 + round * 7);
        assert.equal(writer.signalCode ?? (await once(writer, 'exit'))[1], 'SIGKILL');
        assert.ok(told > round * 7);
        checkBatches(folder, '/pictures', `round ${round}`, told, journal);
      }
    });
  });

  describe(`several writers at once ${place}`, () => {
    test('all finish without a word of locks, on a store that none of them found', async t => {
      const folder = path.join(temporaryFolder(t), 'store');
      const batches = 60;
      const started = ['one', 'two', 'three'].map(async name => {
        const writer = startWriter(folder, '/shared', name, batches, journal);
        const [output, errors, [code]] = await Promise.all([
          text(writer.stdout!),
          text(writer.stderr!),
          once(writer, 'exit'),
        ]);
        assert.deepEqual([code, errors], [0, '']);
        assert.equal(output.trimEnd().split('\n').length, batches);
        return name;
      });
      for (const name of await Promise.all(started)) checkBatches(folder, '/shared', name, batches, journal);
    });
  });
}

describe('several writers at once', () => {
  test('may write the same contents', async t => {
    const folder = temporaryFolder(t);
    const writers = ['/a', '/b'].map(folderPath => startWriter(folder, folderPath, 'same', 40));
    for (const writer of writers) writer.stdout?.resume();
    const codes = await Promise.all(writers.map(async writer => (await once(writer, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0]);
    for (const folderPath of ['/a', '/b']) checkBatches(folder, folderPath, 'same', 40);
  });

  test('do not keep anyone from reading', async t => {
    const folder = temporaryFolder(t);
    const [writing, reading] = [openStore(folder), openStore(folder)];
    t.after(() => [writing, reading].forEach(store => store.close()));
    for (const name of ['a', 'b', 'c']) {
      await writing.saveEncoded('space', encoded([name]), vectorsOf([name]), dimensions);
      assert.deepEqual(reading.vectors('space', [hashOfName(name)], dimensions).vectors, vectorsOf([name]));
    }
  });
});

describe('a damaged file', () => {
  /** A store with enough rows to have pages beyond the first, closed. */
  async function filledStore(folder: string): Promise<void> {
    const names = Array.from({ length: 2000 }, (_, number) => `image ${number}`);
    const store = openStore(folder);
    await store.saveEncoded('space', encoded(names), vectorsOf(names), dimensions);
    const catalog = store.openCatalog('/pictures');
    await catalog.apply({ upsert: names.map(name => row(`${name}.png`, name)), remove: [] });
    catalog.close();
    store.close();
  }

  function overwrite(file: string, position: number): void {
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(40_000, 0x5a), 0, 40_000, position);
    closeSync(handle);
  }

  const damages: Readonly<Record<string, (file: string) => void>> = {
    'is no database': file => writeFileSync(file, 'not a database at all '.repeat(1000)),
    'lost its head': file => overwrite(file, 0),
    'has other bytes in its middle': file => overwrite(file, 100_000),
    'ends early': file => truncateSync(file, 70_000),
  };

  for (const [what, damage] of Object.entries(damages)) {
    test(`that ${what} is moved aside with a word, and made again`, async t => {
      const folder = temporaryFolder(t);
      await filledStore(folder);
      const file = path.join(folder, 'vectors.sqlite');
      damage(file);
      const damaged = readFileSync(file);
      const store = openStore(folder);
      t.after(() => store.close());
      assert.equal(store.warnings.length, 1);
      assert.match(store.warnings[0]!, /was damaged.*vectors\.sqlite\.damaged-1.*made again/);
      assert.deepEqual(readFileSync(`${file}.damaged-1`), damaged);
      assert.deepEqual(store.known('space', [hashOfName('image 1')]), new Set());
      await store.saveEncoded('space', encoded(['new']), vectorsOf(['new']), dimensions);
      assert.equal(store.vectors('space', [hashOfName('new')], dimensions).hashes.length, 1);
    });
  }

  test('that has no byte left is made again with a word; one that is being made is not spoken of', async t => {
    const folder = temporaryFolder(t);
    await filledStore(folder);
    const file = path.join(folder, 'vectors.sqlite');
    truncateSync(file, 0);
    utimesSync(file, 1, 1);
    const reading = openStore(folder, { readOnly: true });
    assert.match(
      reading.warnings.join(),
      /has lost all of its content. Index again where writing is allowed/,
    );
    assert.deepEqual(reading.known('space', [hashOfName('image 1')]), new Set());
    reading.close();
    const store = openStore(folder);
    assert.deepEqual(store.warnings, [`The index ${file} was empty, and is made again.`]);
    assert.deepEqual(store.known('space', [hashOfName('image 1')]), new Set());
    store.close();
    const fresh = path.join(temporaryFolder(t), 'store');
    mkdirSync(fresh);
    writeFileSync(path.join(fresh, 'vectors.sqlite'), '');
    const early = openStore(fresh, { readOnly: true });
    assert.deepEqual(early.warnings, []);
    early.close();
    const made = openStore(fresh);
    assert.deepEqual(made.warnings, []);
    made.close();
  });

  test('that has no byte yet, since its maker was killed before the first page, is opened without a word', async t => {
    const folder = path.join(temporaryFolder(t), 'store');
    openStore(folder).close();
    const [contents, catalog] = [path.join(folder, 'vectors.sqlite'), catalogFile(folder, '/pictures')];
    const empty = (file: string) => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, '');
      utimesSync(file, 1, 1);
    };
    const warnings = (readOnly: boolean) => {
      const store = openStore(folder, { readOnly });
      store.openCatalog('/pictures').close();
      store.close();
      return store.warnings;
    };
    for (const readOnly of [true, false]) {
      for (const file of [contents, catalog]) empty(file);
      assert.deepEqual(warnings(readOnly), []);
    }
    // Another folder of this store was indexed: now something can have been lost.
    await filledStore(folder);
    empty(catalogFile(folder, '/others'));
    const store = openStore(folder);
    t.after(() => store.close());
    store.openCatalog('/others').close();
    assert.match(store.warnings.join(), /folders.*was empty, and is made again/);
  });

  for (const [trace, file] of [
    ['a thumbnail', 'thumbnails/ab/cd.webp'],
    ['a snapshot', `folders/${'0'.repeat(32)}.codes`],
    ['a catalog', `folders/${'0'.repeat(32)}.sqlite`],
  ] as const)
    test(`that has no byte is told of where ${trace} tells of an index`, t => {
      const folder = temporaryFolder(t);
      mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(folder, file), 'something');
      const contents = path.join(folder, 'vectors.sqlite');
      writeFileSync(contents, '');
      utimesSync(contents, 1, 1);
      const store = openStore(folder);
      t.after(() => store.close());
      assert.deepEqual(store.warnings, [`The index ${contents} was empty, and is made again.`]);
    });

  test('does not replace an earlier one that was moved aside', t => {
    const folder = temporaryFolder(t);
    const file = path.join(folder, 'vectors.sqlite');
    for (const number of [1, 2, 3]) {
      writeFileSync(file, `damage ${number}`.repeat(200));
      openStore(folder).close();
      assert.match(readFileSync(`${file}.damaged-${number}`, 'utf8'), new RegExp(`^damage ${number}`));
    }
  });

  test('that is a catalog costs only that catalog', async t => {
    const folder = temporaryFolder(t);
    await filledStore(folder);
    overwrite(catalogFile(folder, '/pictures'), 0);
    const store = openStore(folder);
    t.after(() => store.close());
    const catalog = store.openCatalog('/pictures');
    t.after(() => catalog.close());
    assert.deepEqual([catalog.files(), catalog.complete], [[], false]);
    assert.equal(store.warnings.length, 1);
    assert.equal(store.known('space', [hashOfName('image 1')]).size, 1);
  });

  test('is left where it is by someone who may only read, who finds an empty index', async t => {
    const folder = temporaryFolder(t);
    await filledStore(folder);
    const file = path.join(folder, 'vectors.sqlite');
    overwrite(file, 0);
    const store = openStore(folder, { readOnly: true });
    t.after(() => store.close());
    assert.deepEqual(store.known('space', [hashOfName('image 1')]), new Set());
    assert.match(store.warnings[0]!, /is damaged/);
    assert.deepEqual(readdirSync(folder).filter(name => name.includes('damaged')), []);
  }); // prettier-ignore

  test('in which damage shows only later is named, and moved aside at the next look', async t => {
    const folder = temporaryFolder(t);
    const file = path.join(folder, 'vectors.sqlite');
    const names = Array.from({ length: 1500 }, (_, number) => `image ${number}`);
    const store = openStore(folder);
    await store.saveEncoded('space', encoded(names), vectorsOf(names, 1024), 1024);
    store.close();
    const reading = openStore(folder);
    for (let at = 200_000; at < statSync(file).size - 200_000; at += 40_000) overwrite(file, at);
    assert.throws(
      () => reading.vectors('space', names.map(hashOfName), 1024),
      error => isStoreDamage(error) && /is damaged. Index again/.test((error as LensError).message),
    );
    assert.equal(existsSync(`${file}.suspect`), true);
    assert.deepEqual(reading.known('space', [hashOfName('image 1')]), new Set());
    assert.match(reading.warnings[0]!, /was damaged/);
    assert.equal(existsSync(`${file}.suspect`), false);
    await reading.saveEncoded('space', encoded(['new']), vectorsOf(['new']), dimensions);
    reading.close();
    const again = openStore(folder);
    t.after(() => again.close());
    assert.deepEqual([again.warnings, again.known('space', [hashOfName('new')]).size], [[], 1]);
  });

  for (const [left, finds] of [
    [true, 'at once'],
    [false, 'when it comes to it'],
  ] as const) {
    test(`of some size is found ${finds} where ${left ? 'it was not closed' : 'all was closed well'}`, async t => {
      const folder = temporaryFolder(t);
      const file = path.join(folder, 'vectors.sqlite');
      const names = Array.from({ length: 2500 }, (_, number) => `image ${number}`);
      const writing = openStore(folder);
      await writing.saveEncoded('space', encoded(names), vectorsOf(names, 1024), 1024);
      // A copy of the open files is what a process that died here would leave.
      const copy = temporaryFolder(t);
      const abandoned = path.join(copy, 'vectors.sqlite');
      if (!left) writing.close();
      for (const suffix of left ? ['', '-wal'] : ['']) copyFileSync(file + suffix, abandoned + suffix);
      if (left) writing.close();
      if (left) {
        // The log is on its way into the file, and something else has overwritten that.
        const moving = openStore(copy);
        moving.close();
        writeFileSync(`${abandoned}-wal`, Buffer.alloc(64, 1));
      }
      const size = statSync(abandoned).size;
      assert.ok(size > 10_000_000, `${size}`);
      for (let at = 4_000_000; at < size - 200_000; at += 40_000) overwrite(abandoned, at);
      const store = openStore(copy);
      t.after(() => store.close());
      assert.equal(store.warnings.length, left ? 1 : 0);
      const read = () => store.vectors('space', names.map(hashOfName), 1024);
      if (left) assert.equal(read().hashes.length, 0);
      else assert.throws(read, /is damaged. Index again/);
    });
  }

  test('of no bytes is a new one', t => {
    const folder = temporaryFolder(t, { 'vectors.sqlite': '' });
    const store = openStore(folder);
    t.after(() => store.close());
    assert.deepEqual(store.warnings, []);
    assert.ok(statSync(path.join(folder, 'vectors.sqlite')).size > 0);
    assert.equal(existsSync(path.join(folder, 'vectors.sqlite.damaged-1')), false);
  });
});
