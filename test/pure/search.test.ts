// Search in memory: scan, best, query composition, bands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backgroundOf, countBands } from '../../src/search/bands.ts';
import { best, scanRows } from '../../src/search/nearest.ts';
import { composeQuery } from '../../src/search/query.ts';
import { VectorMatrix } from '../../src/search/vectors.ts';

/** mulberry32: seeded numbers in 0..1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function unit(values: number[]): Float32Array {
  const norm = Math.hypot(...values);
  return Float32Array.from(values, value => value / norm);
}

for (const seed of [1, 2, 3, 20261124]) {
  test(`the best of many are those of a full sort (seed ${seed})`, () => {
    const random = seeded(seed);
    const count = 1 + Math.floor(random() * 400);
    const limit = 1 + Math.floor(random() * 50);
    // Few different scores, so that ties are common.
    const scores = Array.from({ length: count }, () => Math.floor(random() * 20));
    const expected = scores
      .map((_, i) => i)
      .sort((a, b) => scores[b]! - scores[a]! || a - b)
      .slice(0, limit);
    const found = best({ count, score: i => scores[i]!, order: (a, b) => a - b }, limit);
    assert.deepEqual(found, expected);
  });
}

test('a scan gives the cosine of every row of its range and leaves the others', () => {
  const random = seeded(5);
  const dimensions = 7;
  const matrix = new VectorMatrix<number>(dimensions);
  for (let key = 0; key < 300; key++)
    matrix.set(key, unit(Array.from({ length: dimensions }, () => random() - 0.5)));
  const query = unit(Array.from({ length: dimensions }, () => random() - 0.5));
  const scores = new Float32Array(300).fill(9);
  scanRows(matrix.data, query, scores, 10, 290);
  for (let row = 0; row < 300; row++) {
    const expected = matrix.at(row).reduce((sum, value, i) => sum + value * query[i]!, 0);
    if (row < 10 || row >= 290) assert.equal(scores[row], 9);
    else assert.ok(Math.abs(scores[row]! - expected) < 1e-6);
  }
});

test('a matrix keeps the row of a key when its vector is set again', () => {
  const matrix = new VectorMatrix<string>(2);
  assert.equal(matrix.set('a', unit([1, 0])), 0);
  assert.equal(matrix.set('b', unit([0, 1])), 1);
  assert.equal(matrix.set('a', unit([0, -1])), 0);
  assert.deepEqual([...matrix.at(0)], [0, -1]);
  assert.throws(() => matrix.set('c', new Float32Array(3)), RangeError);
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
