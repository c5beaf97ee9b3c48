// The nearest vectors of many, in this thread and in one of its own: the same from both, who waits for whom, and what changes meanwhile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DuplicateAsset } from '../../src/duplicates/candidates.ts';
import { likelyPairs } from '../../src/lens/copyChoice.ts';
import { VectorCodes } from '../../src/search/codes.ts';
import { neighboursEach, noRow, vectorGaps } from '../../src/lens/vectorGaps.ts';
import { vectorGapsInThread } from '../../src/lens/vectorGapsThread.ts';
import { clustered, hashOfNumber, seeded } from '../pure/seeded.ts';

const rest = async () => undefined;

function filled(count: number) {
  const codes = new VectorCodes(32);
  const rows = Uint32Array.from(clustered(seeded(3), count, 32), (vector, at) =>
    codes.set(hashOfNumber(at), vector),
  );
  return { codes, rows: rows.filter(row => row % 7 > 0) };
}

test('a thread of its own finds the same, whichever rows are asked about', async () => {
  const { codes, rows } = filled(6000);
  const asked = Uint32Array.from(rows.keys()).filter(place => place % 3 === 1);
  const here = await vectorGaps(codes, rows, asked, rest);
  const there = await vectorGapsInThread(codes, rows, asked, rest, new AbortController().signal);
  assert.deepEqual(there, here);
  assert.deepEqual([...here.asked].sort((a, b) => a - b), [...asked]); // prettier-ignore
  assert.equal(here.near.length, neighboursEach * asked.length);
  assert.ok(here.gaps.every(gap => gap >= 0 && gap <= 1) && here.gaps.some(gap => gap > 0));
});

test('where there are few rows, places are left empty', async () => {
  const { codes } = filled(2);
  const { near } = await vectorGaps(codes, Uint32Array.of(1, 0), Uint32Array.of(0), rest);
  assert.deepEqual([...near], [1, noRow, noRow]);
});

test('the thread waits for who goes first', async () => {
  const { codes, rows } = filled(6000);
  let letGo: () => void = () => undefined;
  const calm = new Promise<void>(resolve => (letGo = resolve));
  let isOver = false;
  const asked = Uint32Array.from(rows.keys());
  const found = vectorGapsInThread(codes, rows, asked, () => calm, new AbortController().signal);
  void found.then(() => (isOver = true));
  // Long enough to be through several times; were it slower, this test could not fail for it.
  await sleep(1000);
  assert.equal(isOver, false);
  letGo();
  assert.equal((await found).asked.length, asked.length);
});

test('it ends when it is told to, and with what a rest throws', async () => {
  const { codes, rows } = filled(6000);
  const asked = Uint32Array.from(rows.keys());
  const ending = new AbortController();
  const never = () => new Promise<void>(() => undefined);
  const found = vectorGapsInThread(codes, rows, asked, never, ending.signal);
  ending.abort();
  await assert.rejects(found, { code: 'aborted' });
  await assert.rejects(vectorGapsInThread(codes, rows, asked, never, ending.signal), { code: 'aborted' });
  const failing = async () => {
    throw new Error('no rest');
  };
  await assert.rejects(vectorGapsInThread(codes, rows, asked, failing, new AbortController().signal), /no rest/); // prettier-ignore
});

test('an index that gives a row to another content meanwhile ends no search', async () => {
  const count = 6000;
  const vectors = clustered(seeded(3), count, 32);
  const codes = new VectorCodes(32);
  for (const [at, vector] of vectors.entries()) codes.set(hashOfNumber(at), vector);
  const assets = Array.from(
    { length: count },
    (_, at) => ({ hash: hashOfNumber(at), kind: 'photograph' }) as DuplicateAsset,
  );
  const [first, last] = [hashOfNumber(0), hashOfNumber(count - 1)];
  // Both were looked up in the one slice or the other: the row of one is that of the other then, which had its own before.
  let isSecond = false;
  const lookUp = codes.row.bind(codes);
  codes.row = hash => {
    const row = lookUp(hash);
    if (hash === last && !isSecond) {
      isSecond = true;
      codes.remove(last);
      codes.remove(first);
      codes.set(last, vectors.at(-1)!);
      assert.equal(lookUp(last), 0);
    }
    return row;
  };
  const company = { isAsked: () => true, rest, sure: () => undefined };
  async function* glimpses() {
    yield assets.map(() => null);
  }
  const pairs = await likelyPairs({ codes: async () => codes }, assets, glimpses(), company);
  assert.ok(pairs.length > 0);
  assert.ok(
    pairs.every(({ a, b }) => a !== 0 && b !== count - 1),
    'of what has gone nothing is told',
  );
});
