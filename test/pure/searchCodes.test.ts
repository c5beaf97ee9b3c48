// Vectors in memory as codes: how they are kept, found, removed and scored.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble } from '../../src/search/assemble.ts';
import { cosineOf, forEveryKind, rowsThatReach } from '../../src/search/scan.ts';
import { quantizeQueries, quantizeRow, scoreError } from '../../src/search/quantize.ts';
import { VectorCodes, kindCount, sliceRows } from '../../src/search/codes.ts';
import { clustered, hashOfNumber, seeded, unit } from './seeded.ts';

function codesOf(vectors: readonly Float32Array[], kind: (row: number) => number = () => 0): VectorCodes {
  const codes = new VectorCodes(vectors[0]!.length);
  vectors.forEach((vector, row) => codes.set(hashOfNumber(row), vector, kind(row)));
  return codes;
}

/** The same sums as the scan's, without it. */
function plainScore(vector: Float32Array, query: Float32Array): number {
  const codes = new Int8Array(vector.length);
  const step = quantizeRow(vector, codes);
  const { numbers, step: queryStep } = quantizeQueries([query], Math.ceil(query.length / 16) * 16);
  return codes.reduce((sum, code, i) => sum + code * numbers[i]!, 0) * step * queryStep;
}

for (const dimensions of [1, 4, 16, 17, 250, 256, 512, 768, 2048]) {
  test(`the scan gives the sums of the codes, at ${dimensions} dimensions`, () => {
    const random = seeded(dimensions);
    const vectors = clustered(random, 300, dimensions);
    const codes = codesOf(vectors);
    const [query] = clustered(random, 1, dimensions);
    const rows = Uint32Array.of(299, 0, 7, 7, 150);
    const scores = codes.scores(quantizeQueries(forEveryKind(query!), codes.codes), rows);
    rows.forEach((row, place) =>
      assert.ok(Math.abs(scores[place]! - plainScore(vectors[row]!, query!)) < 1e-6, `row ${row}`),
    );
  });
}

test('the largest sum that codes can give does not overflow', () => {
  for (const dimensions of [16, 1024, 4096]) {
    const vector = unit(new Float32Array(dimensions).fill(1));
    const codes = codesOf([vector]);
    const [score] = codes.scores(quantizeQueries(forEveryKind(vector), codes.codes), Uint32Array.of(0));
    assert.ok(Math.abs(score! - 1) < 1e-3, `${score} at ${dimensions} dimensions`);
  }
});

test('no score errs by more than is promised', () => {
  for (const [seed, dimensions] of [[1, 64], [2, 256], [3, 512]] as const) {
    const random = seeded(seed);
    const vectors = clustered(random, 2000, dimensions);
    const codes = codesOf(vectors);
    const rows = codes.rowsInUse();
    for (const query of clustered(random, 20, dimensions)) {
      const scores = codes.scores(quantizeQueries(forEveryKind(query), codes.codes), rows);
      rows.forEach((row, place) => {
        const error = Math.abs(scores[place]! - cosineOf(vectors[row]!, query));
        assert.ok(error < codes.scoreError, `${error} against ${codes.scoreError}`);
      });
    }
  }
  assert.ok(scoreError(0.002) < 0.004, 'and that is little');
}); // prettier-ignore

test('each kind of row is scored with its own query', () => {
  const random = seeded(4);
  const vectors = clustered(random, 40, 32);
  const codes = codesOf(vectors, row => row % kindCount);
  const queries = clustered(random, kindCount, 32);
  const scores = codes.scores(quantizeQueries(queries, codes.codes), codes.rowsInUse());
  vectors.forEach((vector, row) => {
    assert.equal(codes.kind(row), row % kindCount);
    assert.ok(Math.abs(scores[row]! - cosineOf(vector, queries[row % kindCount]!)) < codes.scoreError);
  });
});

for (const seed of [1, 2, 3, 20261126]) {
  test(`contents that come, change and go are found as in a map (seed ${seed})`, () => {
    const random = seeded(seed);
    const codes = new VectorCodes(8);
    const expected = new Map<number, Float32Array>();
    let most = 0;
    for (let time = 0; time < 6000; time++) {
      const content = Math.floor(random() * 1500);
      if (random() < 0.4) {
        codes.remove(hashOfNumber(content));
        expected.delete(content);
      } else {
        const vector = unit(Array.from({ length: 8 }, () => random() - 0.5));
        const before = codes.row(hashOfNumber(content));
        const row = codes.set(hashOfNumber(content), vector);
        if (before !== undefined) assert.equal(row, before, 'a content keeps its row');
        expected.set(content, vector);
      }
      most = Math.max(most, expected.size);
    }
    assert.equal(codes.size, expected.size);
    assert.equal(codes.rows, most, 'rows of removed contents are used again');
    const used = new Set(codes.rowsInUse());
    assert.equal(used.size, expected.size);
    for (let content = 0; content < 1500; content++) {
      const row = codes.row(hashOfNumber(content));
      const vector = expected.get(content);
      assert.equal(row !== undefined, vector !== undefined);
      if (row === undefined || !vector) continue;
      assert.ok(used.has(row));
      assert.equal(codes.hash(row), hashOfNumber(content));
      const [score] = codes.scores(quantizeQueries(forEveryKind(vector), 16), Uint32Array.of(row));
      assert.ok(Math.abs(score! - 1) < 0.01);
    }
  });
}

test('memory grows where it is, and takes little more than the codes', () => {
  const codes = new VectorCodes(512);
  const vector = unit(new Float32Array(512).fill(1));
  const count = 3 * sliceRows;
  for (let content = 0; content < count; content++) codes.set(hashOfNumber(content), vector);
  assert.ok(codes.bytes < 1.3 * 512 * count, `${codes.bytes / (512 * count)}`);
  const last = codes.row(hashOfNumber(count - 1))!;
  const [score] = codes.scores(quantizeQueries(forEveryKind(vector), 512), Uint32Array.of(last));
  assert.ok(score! > 0.999);
});

test('records of one memory make another one that scores the same, and wrong ones are refused', () => {
  const random = seeded(9);
  const vectors = clustered(random, 100, 24);
  const codes = codesOf(vectors, row => row % 3);
  codes.remove(hashOfNumber(50));
  const copy = new VectorCodes(24);
  const rows = codes.rowsInUse();
  for (const row of rows) assert.ok(copy.append(codes.record(row)));
  assert.ok(copy.append(codes.record(0)), 'a second time it is passed over');
  assert.equal(copy.size, 99);
  const queries = quantizeQueries(clustered(random, kindCount, 24), codes.codes);
  const before = codes.scores(queries, rows).slice();
  const there = Uint32Array.from(rows, row => copy.row(codes.hash(row))!);
  assert.deepEqual(copy.scores(queries, there), before);
  assert.equal(copy.scoreError, codes.scoreError);

  const record = codes.record(0);
  assert.equal(copy.append(record.subarray(1)), false, 'too short');
  const wrong = (offset: number, value: number) => {
    const changed = record.slice();
    new DataView(changed.buffer).setUint32(codes.codes + offset, value, true);
    return copy.append(changed);
  };
  assert.equal(wrong(0, 0x7fc00000), false, 'a step that is no number');
  assert.equal(wrong(0, 0xbf000000), false, 'a step below zero');
  assert.equal(wrong(4, kindCount), false, 'a kind that there is not');
});

test('rows that reach a score are found with their queries, none is missed', () => {
  const random = seeded(12);
  const vectors = clustered(random, 3000, 64);
  const codes = codesOf(vectors);
  const rows = codes.rowsInUse();
  const found = new Set(rowsThatReach(codes, vectors[0]!, rows, 0.6));
  const expected = vectors.flatMap((vector, row) => (cosineOf(vector, vectors[0]!) >= 0.6 ? [row] : []));
  assert.ok(expected.length > 50, 'there is something to find');
  for (const row of expected) assert.ok(found.has(row));
  assert.ok(found.size < 1.5 * expected.length);
});

test('a vector of another length is refused, one of zeros scores nothing', () => {
  const codes = new VectorCodes(16);
  assert.throws(() => codes.set(hashOfNumber(1), new Float32Array(15)), RangeError);
  codes.set(hashOfNumber(1), new Float32Array(16));
  const query = unit(new Float32Array(16).fill(1));
  const [score] = codes.scores(quantizeQueries(forEveryKind(query), 16), Uint32Array.of(0));
  assert.equal(score, 0);
  assert.throws(() => codes.row('short' as ReturnType<typeof hashOfNumber>), RangeError);
});

test('an instruction or a local that is not known is told, and a module of the others is valid', () => {
  const empty = { name: 'f', params: ['$a'], locals: [], body: '' };
  assert.ok(assemble({ ...empty, body: 'local.get $a\n local.set $a ;; a comment' }).length > 30);
  assert.throws(() => assemble({ ...empty, body: 'i64.rotl' }), /no instruction "i64.rotl"/);
  assert.throws(() => assemble({ ...empty, body: 'local.get $b' }), /no local "\$b"/);
  assert.throws(() => assemble({ ...empty, body: 'i32.const 64' }), /from 0 to 63/);
  assert.throws(() => assemble({ ...empty, body: 'i32.load 4' }), /offset=/);
});
