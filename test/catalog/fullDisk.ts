/** A process that fills the small disk that it is given, and checks what the store makes of it; it throws where that is wrong. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openStore } from '../../src/catalog/store.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { encoded, hashOfName, row, vectorsOf } from './contents.ts';

const [disk] = process.argv.slice(2);
const dimensions = 512;
const batch = (number: number) => Array.from({ length: 8 }, (_, place) => `${number * 8 + place}`);
const filler = path.join(disk!, 'filler');
writeFileSync(filler, Buffer.alloc(4_000_000));

const store = openStore(path.join(disk!, 'store'));
const catalog = store.openCatalog('/pictures');
let told = 0;
const write = async () => {
  const names = batch(told);
  await store.saveEncoded('space', encoded(names), vectorsOf(names, dimensions), dimensions);
  await catalog.apply({ upsert: names.map(name => row(name, name)), remove: [] });
  told++;
};
await assert.rejects(
  async () => {
    for (;;) await write();
  },
  (error: unknown) => LensError.is(error, 'store-failed') && /the disk is full\. Free some space/.test(error.message),
); // prettier-ignore
assert.ok(told > 10, `${told} batches`);

// A search goes on: what it would only remember is not remembered.
store.saveTextVectors('space', ['cat'], vectorsOf(['cat'], dimensions), dimensions);

const check = (opened: typeof store) => {
  assert.deepEqual(opened.warnings, []);
  for (let number = 0; number < told; number++) {
    const names = batch(number);
    const { vectors } = opened.vectors('space', names.map(hashOfName), dimensions);
    assert.deepEqual(vectors, vectorsOf(names, dimensions), `batch ${number}`);
  }
};
check(store);

// Once there is room again, it goes on where it stopped, without being opened again.
rmSync(filler);
for (let more = 0; more < 20; more++) await write();
catalog.close();
store.close();
const again = openStore(path.join(disk!, 'store'));
check(again);
const files = again.openCatalog('/pictures');
assert.equal(files.files().length, told * 8);
files.close();
again.close();
process.stdout.write('all well\n');
