// The measures of `npm run eval:model`, against small examples computed by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { difference, estimate, independent } from '../evaluation/interval.ts';
import { firstOf, precisionOfFirst, rankOf, rankOfFirstRight } from '../evaluation/measures.ts';
import { randomNumbers } from '../evaluation/random.ts';
import { share } from '../evaluation/rows.ts';
import { linesOf, markdown } from '../evaluation/table.ts';
import { lineage, synsetOf, type WordNet } from '../evaluation/wordnet.ts';

describe('ranks', () => {
  test('the rank counts those that score higher', () => {
    assert.equal(rankOf([0.1, 0.9, 0.5], 1), 0);
    assert.equal(rankOf([0.1, 0.9, 0.5], 2), 1);
    assert.equal(rankOf([0.1, 0.9, 0.5], 0), 2);
  });

  test('a model that gives every picture the same score finds nothing', () => {
    assert.equal(rankOf([0.5, 0.5, 0.5], 0), 2);
    assert.equal(rankOfFirstRight([0.5, 0.5, 0.5], new Set([1])), 2);
    assert.equal(precisionOfFirst([0.5, 0.5, 0.5, 0.5], new Set([0, 1]), 2), 0);
  });

  test('the first right one is as far down as there are wrong ones before it', () => {
    const scores = [0.9, 0.8, 0.7, 0.6];
    assert.equal(rankOfFirstRight(scores, new Set([2, 3])), 2);
    assert.equal(rankOfFirstRight(scores, new Set([0, 3])), 0);
    assert.equal(rankOfFirstRight(scores, new Set()), Infinity);
  });

  test('the first ones are the best, and of equal ones the wrong', () => {
    assert.deepEqual(firstOf([0.2, 0.9, 0.2, 0.4], new Set([0]), 3), [1, 3, 2]);
  });

  test('precision is the share of right ones among the first, or among as many as there are', () => {
    const scores = [0.9, 0.8, 0.7, 0.6, 0.5];
    assert.equal(precisionOfFirst(scores, new Set([0, 2, 3]), 2), 1 / 2);
    assert.equal(precisionOfFirst(scores, new Set([0, 1, 4]), 10), 2 / 3);
    assert.equal(precisionOfFirst(scores, new Set(), 10), 0);
  });
});

describe('intervals', () => {
  const half = independent(Array.from({ length: 100 }, (_, i) => i < 50));

  test('the mean is exact, and the interval is that of the binomial', () => {
    const { mean, interval, count } = estimate(half);
    assert.equal(mean, 0.5);
    assert.equal(count, 100);
    // 1.96 × √(0.25 / 100) = 0.098 on either side; 2,000 resamples of 100 leave a few thousandths.
    assert.ok(Math.abs(interval![0] - 0.402) <= 0.02, String(interval));
    assert.ok(Math.abs(interval![1] - 0.598) <= 0.02, String(interval));
  });

  test('the same values always get the same interval', () => {
    assert.deepEqual(estimate(half), estimate(half));
  });

  test('values that are all the same leave no doubt, and a single one says nothing of it', () => {
    assert.deepEqual(estimate(independent([1, 1, 1])).interval, [1, 1]);
    assert.equal(estimate(independent([1])).interval, null);
  });

  test('values that stand and fall together count as one', () => {
    const together = estimate([Array.from({ length: 20 }, (_, i) => Array<number>(5).fill(i % 2))]);
    const apart = estimate(independent(Array.from({ length: 100 }, (_, i) => i % 2)));
    assert.equal(together.mean, apart.mean);
    assert.equal(together.count, apart.count);
    const width = ({ interval }: typeof together) => interval![1] - interval![0];
    // √5 times as wide where five always agree.
    assert.ok(width(together) > 1.8 * width(apart), `${width(together)} ${width(apart)}`);
  });

  test('the mean of kinds does not depend on how many of each there are', () => {
    const many = Array.from({ length: 30 }, () => [1]);
    assert.equal(estimate([many, [[0], [0]]]).mean, 0.5);
  });

  test('two models are compared value by value', () => {
    const lost = difference(independent([1, 1, 1, 0]), independent([1, 1, 0, 0]));
    assert.deepEqual(lost, [[[0], [0], [1], [0]]]);
    assert.equal(estimate(lost).mean, 0.25);
    assert.deepEqual(estimate(difference(half, half)).interval, [0, 0]);
  });

  test('random numbers are in 0..1 and begin as the author of the method has them', () => {
    const random = randomNumbers(1);
    assert.equal(random(), 0.6270739405881613);
    for (let i = 0; i < 1000; i++) {
      const value = random();
      assert.ok(value >= 0 && value < 1);
    }
  });
});

describe('the table', () => {
  test('a line that could not be measured says so and why', () => {
    const [line] = linesOf([{ kind: 'not measured', name: 'captions', why: 'no folder' }], []);
    assert.equal(line!.value, null);
    assert.match(markdown([line!]), /\| captions \| \*\*not measured: no folder\*\* \|/);
  });

  test('what the small form loses against the float form stands beside it', () => {
    const [line] = linesOf([share('x', [1, 0, 0, 0])], [share('x', [1, 1, 0, 0])]);
    assert.equal(line!.value, 25);
    assert.equal(line!.float!.value, 50);
    assert.equal(line!.float!.lost, 25);
    assert.match(markdown([line!]), /\| x \| 25\.0 % \|.*\| 4 \| 50\.0 \| 25\.0 /);
  });
});

describe('WordNet', () => {
  const wordNet: WordNet = new Map(
    [
      { offset: 10, names: ['animal'], parents: [] },
      { offset: 20, names: ['bird'], parents: [10] },
      { offset: 31, names: ['crane'], parents: [20] },
      { offset: 80, names: ['machine'], parents: [] },
      { offset: 90, names: ['crane'], parents: [80] },
    ].map(synset => [synset.offset, synset]),
  );
  const photo = { path: '', name: 'crane', names: ['crane'] };

  test('of two things with one name, the class is the one at the place of its id', () => {
    assert.equal(synsetOf(wordNet, { ...photo, wnid: 'n00000030' }), 31);
    assert.equal(synsetOf(wordNet, { ...photo, wnid: 'n00000088' }), 90);
  });

  test('a thing is all that its parents are', () => {
    assert.deepEqual([...lineage(wordNet, 31)], [31, 20, 10]);
  });
});

test('there are forty free queries, each asked once, with right pictures to each', () => {
  const file = path.join(import.meta.dirname, '..', 'evaluation', 'queries.json');
  // The form that the test is about.
  const queries = JSON.parse(readFileSync(file, 'utf8')) as readonly {
    readonly query: string;
    readonly about: string;
    readonly right: readonly string[];
  }[];
  assert.equal(queries.length, 40);
  assert.equal(new Set(queries.map(({ query }) => query)).size, 40);
  for (const { query, about, right } of queries) {
    assert.ok(query !== '' && about !== '' && right.length > 0, query);
    assert.equal(new Set(right).size, right.length, query);
    for (const file of right) assert.match(file, /^(photos|assets)\/[^\\]+\.(jpg|png|svg)$/);
  }
});
