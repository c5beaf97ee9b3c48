// Search in memory: the best rows, their exact order, query composition, bands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashTags } from '../../src/protocol/query.ts';
import { backgroundOf, countBands } from '../../src/search/bands.ts';
import { Scan, candidatesFor, cosineOf, forEveryKind } from '../../src/search/scan.ts';
import { composeQuery } from '../../src/search/query.ts';
import { rerank } from '../../src/search/rerank.ts';
import { TopRows } from '../../src/search/topRows.ts';
import { VectorCodes, sliceRows } from '../../src/search/codes.ts';
import { clustered, hashOfNumber, seeded, unit } from './seeded.ts';

/** Ranks by codes and then exactly, as the Lens does. */
async function ranked(vectors: readonly Float32Array[], query: Float32Array, limit: number, kept: number) {
  const codes = new VectorCodes(query.length);
  vectors.forEach((vector, row) => codes.set(hashOfNumber(row), vector));
  const scan = new Scan(codes, forEveryKind(query), codes.rowsInUse(), kept);
  while (scan.step());
  let exactRows = 0;
  const answer = await rerank(scan.result(), limit, codes.scoreError, async rows => {
    exactRows += rows.length;
    return Float32Array.from(rows, row => cosineOf(vectors[row]!, query));
  });
  return { ...answer, exactRows };
}

for (const seed of [1, 2, 3, 20261124]) {
  test(`the best rows of a stream are those of a full sort (seed ${seed})`, () => {
    const random = seeded(seed);
    const count = 1 + Math.floor(random() * 4000);
    const keep = 1 + Math.floor(random() * 500);
    const top = new TopRows(keep);
    const scores = Float32Array.from({ length: count }, () => (random() < 0.01 ? NaN : random() - 0.5));
    const rows = Uint32Array.from({ length: count }, (_, row) => row);
    for (let first = 0; first < count; first += 100)
      top.addAll(rows.subarray(first, first + 100), scores.subarray(first, first + 100));
    const expected = rows.filter(row => !Number.isNaN(scores[row])).sort((a, b) => scores[b]! - scores[a]!);
    assert.deepEqual(top.inOrder().rows, expected.slice(0, keep));
  });

  test(`the best by codes and exact vectors are the exactly best (seed ${seed})`, async () => {
    const random = seeded(seed);
    const vectors = clustered(random, 5000, 128);
    for (const query of clustered(random, 10, 128)) {
      const { rows, isSure, exactRows } = await ranked(vectors, query, 50, candidatesFor(50));
      const cosines = vectors.map(vector => cosineOf(vector, query));
      const expected = cosines.map((_, row) => row).sort((a, b) => cosines[b]! - cosines[a]!);
      assert.deepEqual(
        rows.map(({ row, score }) => [row, score]),
        expected.slice(0, 50).map(row => [row, cosines[row]]),
      );
      assert.ok(isSure);
      assert.ok(exactRows < 1000, `${exactRows} exact vectors were read`);
    }
  });
}

test('more rows of one score than candidates: the answer says that it is not sure', async () => {
  const same = unit([1, 2, 3, 4]);
  const vectors = Array.from({ length: 500 }, () => same);
  const unsure = await ranked(vectors, same, 10, 200);
  assert.deepEqual([unsure.rows.length, unsure.isSure], [200, false]);
  const sure = await ranked(vectors, same, 10, 500);
  assert.deepEqual([sure.rows.length, sure.isSure], [500, true], 'equal ones are all there');
});

test('a row whose exact vector is missing is left out', async () => {
  const scanned = { rows: Uint32Array.of(3, 1, 2), scores: Float32Array.of(0.9, 0.8, 0.7), isAll: true };
  const { rows } = await rerank(scanned, 2, 0.01, async asked =>
    Float32Array.from(asked, row => (row === 3 ? NaN : row / 10)),
  );
  assert.deepEqual(
    rows.map(({ row }) => row),
    [2, 1],
  );
});

test('a scan samples the scores of the whole crowd', () => {
  const random = seeded(6);
  const vectors = clustered(random, 2 * sliceRows + 77, 16);
  const codes = new VectorCodes(16);
  vectors.forEach((vector, row) => codes.set(hashOfNumber(row), vector));
  const scan = new Scan(codes, forEveryKind(vectors[0]!), codes.rowsInUse(), 10);
  let steps = 1;
  while (scan.step()) steps++;
  const { sample } = scan.result();
  assert.equal(steps, 3);
  const every = Math.floor(vectors.length / 4096);
  const expected = vectors.filter((_, row) => row % every === 0);
  assert.equal(sample.length, expected.length);
  sample.forEach((score, place) => {
    assert.ok(Math.abs(score - cosineOf(expected[place]!, vectors[0]!)) < codes.scoreError);
  });
});

test('what is not wanted is moved away, an example pulls along', () => {
  const text = unit([1, 0, 0]);
  const other = unit([1, 1, 0]);
  const query = composeQuery({ text, like: null, not: other })!;
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  assert.ok(dot(query, other) < dot(text, other));
  assert.ok(Math.abs(dot(query, query) - 1) < 1e-6);
  const pulled = composeQuery({ text, like: unit([0, 0, 1]), not: null })!;
  assert.ok(pulled[2]! > 0 && pulled[0]! > pulled[2]!);
  assert.equal(composeQuery({ text: null, like: null, not: null }), null);
});

test('a score that stands out is strong, one of the crowd is weak', () => {
  const random = seeded(11);
  // Sum of 12 uniform numbers less 6: very nearly a normal distribution.
  const normal = () => Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6);
  const crowd = Float32Array.from({ length: 1000 }, () => 0.1 + 0.02 * normal());
  const background = backgroundOf(crowd);
  assert.ok(Math.abs(background.median - 0.1) < 0.005 && Math.abs(background.deviation - 0.02) < 0.003);
  const crowdOnly = countBands(
    [...crowd].sort((a, b) => b - a),
    background,
    crowd.length,
  );
  assert.equal(crowdOnly.strong, 0, 'chance alone is never strong');
  const withHits = countBands([0.3, 0.25, 0.17, 0.1], background, crowd.length);
  assert.equal(withHits.strong, 2);
});

test('among a handful of images nothing is called weak, and nothing strong', () => {
  const bandsOf = (...bestFirst: number[]) =>
    countBands(bestFirst, backgroundOf(Float32Array.from(bestFirst)), bestFirst.length);
  // Four of six fit: they are the crowd, and by its spread nothing would stand out.
  assert.deepEqual(bandsOf(0.31, 0.31, 0.3, 0.3, 0.12, 0.1), { strong: 0, fair: 6 });
  assert.deepEqual(bandsOf(0.2), { strong: 0, fair: 1 });
  assert.deepEqual(bandsOf(), { strong: 0, fair: 0 });
});

test('from 20 images on, one that stands out is strong and the others are weak', () => {
  const crowd = Array.from({ length: 19 }, (_, i) => 0.12 - i / 1000);
  const among = (count: number) => {
    const scores = Float32Array.of(0.4, ...crowd.slice(0, count - 1));
    return countBands(scores, backgroundOf(scores), count);
  };
  assert.deepEqual(among(19), { strong: 0, fair: 19 });
  assert.deepEqual(among(20), { strong: 1, fair: 0 });
});

test('tags among the words of a search are told by their sign, at the beginning of a word alone', () => {
  assert.deepEqual(hashTags('boats #blue'), { text: 'boats', names: ['blue'] });
  assert.deepEqual(hashTags('#"traffic light" at #night'), { text: 'at', names: ['traffic light', 'night'] });
  assert.deepEqual(hashTags('#a #b'), { text: '', names: ['a', 'b'] });
  for (const words of ['', '#', 'C# code', 'a # b', '##', '#"open']) {
    assert.deepEqual(hashTags(words), { text: words, names: [] }, words);
  }
});
