// Files that were hashed before are not read again, and changed ones are.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs'; // prettier-ignore
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { KnownDigests, verifiedName } from '../../src/models/int8/knownDigests.ts';
import { temporaryFolder } from '../encoder/temporaryFolder.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const wrong = 'f'.repeat(64);

/** A model with weights and a place for what is known of them. Its clock is a minute ahead: files count as settled. */
function weightsIn(t: TestContext) {
  const folder = temporaryFolder(t, { 'model/weights': 'one', 'model/form/made': 'two' });
  const model = path.join(folder, 'model');
  const place = path.join(model, 'form');
  const digestOf = async (file: string, now = () => Date.now() + 60_000) =>
    (await new KnownDigests(place, now).digestOf(file)).toString('hex');
  return { model, place, weights: path.join(model, 'weights'), made: path.join(place, 'made'), digestOf };
}

/** Puts a digest that no file has in the place of each that is remembered: who is told it has read no file. */
function spoil(place: string): void {
  const file = path.join(place, verifiedName);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/[0-9a-f]{64}/g, wrong));
}

test('a file is hashed once, beside the form and in it', async t => {
  const { place, weights, made, digestOf } = weightsIn(t);
  assert.deepEqual([await digestOf(weights), await digestOf(made)], [hashOf('one'), hashOf('two')]);
  spoil(place);
  assert.deepEqual([await digestOf(weights), await digestOf(made)], [wrong, wrong]);
});

test('what is known goes along when the model is moved', async t => {
  const { model, place, weights, digestOf } = weightsIn(t);
  await digestOf(weights);
  spoil(place);
  renameSync(model, `${model}-moved`);
  const moved = new KnownDigests(path.join(`${model}-moved`, 'form'));
  assert.equal((await moved.digestOf(path.join(`${model}-moved`, 'weights'))).toString('hex'), wrong);
});

test('another length is noticed', async t => {
  const { weights, digestOf } = weightsIn(t);
  await digestOf(weights);
  writeFileSync(weights, 'three');
  assert.equal(await digestOf(weights), hashOf('three'));
});

test('other contents of the same length and the same time are noticed', async t => {
  const { place, weights, digestOf } = weightsIn(t);
  await digestOf(weights);
  spoil(place);
  const { atime, mtime, ctimeMs } = statSync(weights);
  // The system's own time goes in steps.
  do {
    writeFileSync(weights, 'ten');
    utimesSync(weights, atime, mtime);
  } while (statSync(weights).ctimeMs === ctimeMs);
  assert.equal(await digestOf(weights), hashOf('ten'));
  // And what was found is remembered in the place of the old.
  spoil(place);
  assert.equal(await digestOf(weights), wrong);
});

test('a file that was written a moment ago may change once more: it is hashed again', async t => {
  const { place, weights, digestOf } = weightsIn(t);
  const { ctimeMs } = statSync(weights);
  assert.equal(await digestOf(weights, () => ctimeMs + 1999), hashOf('one'));
  assert.equal(existsSync(path.join(place, verifiedName)), false);
  await digestOf(weights, () => ctimeMs + 2001);
  assert.equal(existsSync(path.join(place, verifiedName)), true);
});

test('a record that is damaged knows nothing, and one that cannot be written harms nobody', async t => {
  const { place, weights, digestOf } = weightsIn(t);
  await digestOf(weights);
  for (const text of ['', '{ "version": 1, "files": [] }', '{ "version": 2, "files": {} }']) {
    writeFileSync(path.join(place, verifiedName), text);
    assert.equal(await digestOf(weights), hashOf('one'));
  }
  const nowhere = path.join(place, 'nowhere');
  assert.equal(
    (await new KnownDigests(nowhere, () => Infinity).digestOf(weights)).toString('hex'),
    hashOf('one'),
  );
  assert.equal(existsSync(nowhere), false);
  // A folder in the record's place: the draft cannot take its name.
  const other = path.join(place, 'other');
  mkdirSync(path.join(other, verifiedName), { recursive: true });
  cpSync(weights, path.join(other, 'made'));
  const digests = new KnownDigests(other, () => Infinity);
  assert.equal((await digests.digestOf(path.join(other, 'made'))).toString('hex'), hashOf('one'));
});
