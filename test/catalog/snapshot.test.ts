// The file of records beside a catalog: read whole, or from its beginning to the first wrong part, or not at all.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type SnapshotForm, readSnapshot, writeSnapshot } from '../../src/catalog/snapshot.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const form: SnapshotForm = { space: 'a space', recordBytes: 1024 };
/** Three parts: two of 4,096 records and a rest. */
const count = 10_000;
const partBytes = 4 + 4096 * 1024;

function recordAt(place: number): Uint8Array {
  return new Uint8Array(1024).fill((place * 7) % 251);
}

async function read(file: string, asked: SnapshotForm = form) {
  let records = 0;
  const isWhole = await readSnapshot(file, asked, part => {
    for (let first = 0; first < part.length; first += 1024) {
      const record = part.subarray(first, first + 1024);
      assert.ok(Buffer.from(recordAt(records)).equals(record), `record ${records}`);
      records++;
    }
    return true;
  });
  return { records, isWhole };
}

test('what was written is read again, and nothing else lies beside it', async t => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'a.codes');
  assert.ok(await writeSnapshot(file, form, count, recordAt));
  assert.deepEqual(await read(file), { records: count, isWhole: true });
  assert.ok(await writeSnapshot(file, form, 0, recordAt), 'over the old one');
  assert.deepEqual(await read(file), { records: 0, isWhole: true });
  assert.deepEqual(readdirSync(folder), ['a.codes']);
});

test('a missing file, another space, another form and another version are passed over', async t => {
  const file = path.join(temporaryFolder(t), 'a.codes');
  assert.deepEqual(await read(file), { records: 0, isWhole: false });
  await writeSnapshot(file, form, 3, recordAt);
  assert.deepEqual(await read(file, { ...form, space: 'another' }), { records: 0, isWhole: false });
  assert.deepEqual(await read(file, { ...form, recordBytes: 512 }), { records: 0, isWhole: false });
  const newer = readFileSync(file, 'latin1').replace('"version":1', '"version":2');
  writeFileSync(file, newer, 'latin1');
  assert.deepEqual(await read(file), { records: 0, isWhole: false });
  for (const text of ['', '\n', '{}\n', 'null\n', 'x'.repeat(9000)]) {
    writeFileSync(file, text);
    assert.deepEqual(await read(file), { records: 0, isWhole: false });
  }
});

test('one wrong byte anywhere ends the reading before it', async t => {
  const file = path.join(temporaryFolder(t), 'a.codes');
  await writeSnapshot(file, form, count, recordAt);
  const sound = readFileSync(file);
  const header = sound.indexOf(10) + 1;
  for (const [at, records] of [
    [header - 10, 0],
    [header + 2, 0],
    [header + 1000, 0],
    [header + partBytes + 5000, 4096],
    [sound.length - 1, 8192],
  ] as const) {
    const damaged = Buffer.from(sound);
    damaged[at]! ^= 1;
    writeFileSync(file, damaged);
    assert.deepEqual(await read(file), { records, isWhole: false }, `a byte at ${at}`);
  }
  // Two parts of the same length change places: each is sound, and neither is where it belongs.
  const first = sound.subarray(header, header + partBytes);
  const second = sound.subarray(header + partBytes, header + 2 * partBytes);
  const rest = sound.subarray(header + 2 * partBytes);
  writeFileSync(file, Buffer.concat([sound.subarray(0, header), second, first, rest]));
  assert.deepEqual(await read(file), { records: 0, isWhole: false });
});

test('a file that ends early is read up to its last whole part', async t => {
  const file = path.join(temporaryFolder(t), 'a.codes');
  await writeSnapshot(file, form, count, recordAt);
  truncateSync(file, partBytes + 2000);
  assert.deepEqual(await read(file), { records: 4096, isWhole: false });
});

test('a part that the reader refuses ends the reading', async t => {
  const file = path.join(temporaryFolder(t), 'a.codes');
  await writeSnapshot(file, form, count, recordAt);
  let seen = 0;
  assert.equal(await readSnapshot(file, form, () => ++seen < 2), false);
  assert.equal(seen, 2);
});

test('one writes at a time, and a writer that died is in nobody’s way for long', async t => {
  const file = path.join(temporaryFolder(t), 'a.codes');
  const both = await Promise.all([
    writeSnapshot(file, form, count, recordAt),
    writeSnapshot(file, form, count, recordAt),
  ]);
  assert.deepEqual(both.sort(), [false, true]);
  assert.deepEqual(await read(file), { records: count, isWhole: true });
  writeFileSync(`${file}.new`, 'half of it');
  assert.equal(await writeSnapshot(file, form, 1, recordAt), false);
  const longAgo = Date.now() / 1000 - 120;
  utimesSync(`${file}.new`, longAgo, longAgo);
  assert.equal(await writeSnapshot(file, form, 1, recordAt), true);
  assert.deepEqual(await read(file), { records: 1, isWhole: true });
});

test('a writer that fails leaves the old file and nothing of the new one', async t => {
  const file = path.join(temporaryFolder(t), 'a.codes');
  await writeSnapshot(file, form, 2, recordAt);
  const failing = writeSnapshot(file, form, 9, () => {
    throw new Error('no record');
  });
  await assert.rejects(failing, /no record/);
  assert.deepEqual(await read(file), { records: 2, isWhole: true });
  assert.equal(existsSync(`${file}.new`), false);
});
