// Learning from decisions: the algebra against plain ways of doing it, and what it promises.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeQuery } from '../../src/search/query.ts';
import { ProductBench } from '../../src/search/matrixProduct.ts';
import { learn, likedDirection } from '../../src/tags/learn.ts';
import { type Regression, plainProduct, ridge } from '../../src/tags/ridge.ts';
import { type PromptLesson, scoreLesson } from './lessons.ts';
import { clustered, seeded, unit } from './seeded.ts';

/** Solves by Gauss-Jordan elimination what `ridge` solves, one target. */
function plainRidge(rows: number[][], targets: number[], weights: number[], penalty: number): number[] {
  const size = rows[0]!.length;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) =>
      rows.reduce((sum, row, n) => sum + weights[n]! * row[i]! * row[j]!, i === j ? penalty : 0),
    ),
    rows.reduce((sum, row, n) => sum + weights[n]! * row[i]! * targets[n]!, 0),
  ]);
  for (let i = 0; i < size; i++) {
    const pivot = system[i]![i]!;
    system[i] = system[i]!.map(value => value / pivot);
    for (let j = 0; j < size; j++) {
      if (j !== i) system[j] = system[j]!.map((value, k) => value - system[j]![i]! * system[i]![k]!);
    }
  }
  return system.map(row => row[size]!);
}

for (const [count, dimensions, targetCount] of [
  [1, 4, 1],
  [3, 8, 2],
  [7, 7, 3],
  [8, 7, 1],
  [21, 6, 4],
] as const) {
  test(`ridge regression of ${count} rows in ${dimensions} dimensions is the plain one, and leaves each row out exactly`, () => {
    const random = seeded(count * 100 + dimensions);
    const numbers = (length: number) => Float64Array.from({ length }, () => random() * 2 - 1);
    const regression: Regression = {
      rows: Float32Array.from(numbers(count * dimensions)),
      targets: numbers(count * targetCount),
      weights: numbers(count).map(value => value + 1.5),
      count,
      dimensions,
      targetCount,
      penalty: 0.3,
    };
    for (const product of [plainProduct, new ProductBench().product]) {
      const fit = ridge(regression, product);
      const all = Array.from({ length: count }, (_, row) => row);
      const rowOf = (row: number) => [...regression.rows.slice(row * dimensions, (row + 1) * dimensions)];
      const solve = (among: number[], target: number) =>
        plainRidge(
          among.map(rowOf),
          among.map(row => regression.targets[row * targetCount + target]!),
          among.map(row => regression.weights[row]!),
          0.3,
        );
      const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 2e-5, `${a} is not ${b}`);
      for (let target = 0; target < targetCount; target++) {
        solve(all, target).forEach((value, i) => near(fit.solution[target * dimensions + i]!, value));
        for (const row of all) {
          const others = all.filter(other => other !== row);
          const without = others.length > 0 ? solve(others, target) : new Array<number>(dimensions).fill(0);
          const told = rowOf(row).reduce((sum, value, i) => sum + value * without[i]!, 0);
          near(fit.leftOut[row * targetCount + target]!, told);
        }
      }
    }
  });
}

const dimensions = 24;

/** A group whose prompts point near the middle of their label's images, as far off as asked. */
function group(seed: number, { labels, each, off }: { labels: number; each: number; off: number }) {
  const random = seeded(seed);
  const spread = () => random() + random() + random() + random() - 2;
  const random24 = () => Float32Array.from({ length: dimensions }, spread);
  const common = random24();
  const centres = Array.from({ length: labels }, random24);
  const imageOf = (label: number) =>
    unit(common.map((value, i) => value + centres[label]![i]! + 0.8 * spread()));
  const prompts = new Float32Array(labels * dimensions);
  centres.forEach((centre, label) => {
    prompts.set(unit(centre.map(value => value + off * spread())), label * dimensions);
  });
  const images = centres.flatMap((_, label) =>
    Array.from({ length: each }, () => ({ label, vector: imageOf(label) })),
  );
  const others = centres.flatMap((_, label) =>
    Array.from({ length: 50 }, () => ({ label, vector: imageOf(label) })),
  );
  const middle = new Float32Array(dimensions);
  for (const { vector } of others) vector.forEach((value, i) => (middle[i]! += value / others.length));
  const examples = new Float32Array(images.length * dimensions);
  images.forEach(({ vector }, row) => examples.set(vector, row * dimensions));
  const verdicts = new Int8Array(images.length * labels);
  images.forEach(({ label }, row) => (verdicts[row * labels + label] = 1));
  const lesson: PromptLesson = {
    kind: 'one-of',
    dimensions,
    prompts,
    offsets: new Float64Array(labels),
    temperature: 20,
    middle,
    examples,
    verdicts,
  };
  return { lesson, others };
}

/** What a group learns, with the prompts and what is added to them as one. */
function taught(lesson: PromptLesson) {
  const { labels, corrections, offsets } = learn(scoreLesson(lesson), new ProductBench().product);
  const total = (of: (learning: (typeof labels)[number]) => { right: number; of: number }) =>
    lesson.kind === 'one-of'
      ? of(labels[0]!)
      : labels.map(of).reduce((sum, one) => ({ right: sum.right + one.right, of: sum.of + one.of }));
  return {
    weights: corrections.map((value, i) => lesson.temperature * lesson.prompts[i]! + value),
    offsets: offsets.map((value, label) => value + lesson.offsets[label]!),
    usesDecisions: labels.some(({ usesDecisions }) => usesDecisions),
    before: total(({ before }) => before),
    after: total(({ after }) => after),
  };
}

function scoresOf(
  { weights, offsets }: { weights: Float32Array; offsets: Float64Array },
  vector: Float32Array,
) {
  return [...offsets].map((offset, label) =>
    vector.reduce((sum, value, i) => sum + value * weights[label * dimensions + i]!, -offset),
  );
}

function shareRight(
  learned: ReturnType<typeof taught>,
  others: readonly { label: number; vector: Float32Array }[],
) {
  const right = others.filter(({ label, vector }) => {
    const scores = scoresOf(learned, vector);
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return right.length / others.length;
}

test('where the prompts are poor, decisions make labels better, also for images that nobody decided on', () => {
  const { lesson, others } = group(1, { labels: 6, each: 8, off: 2.5 });
  const learned = taught(lesson);
  const alone = taught({ ...lesson, verdicts: new Int8Array(lesson.verdicts.length) });
  assert.equal(learned.usesDecisions, true);
  assert.ok(learned.after.right > learned.before.right, JSON.stringify(learned.after));
  assert.ok(shareRight(learned, others) > shareRight(alone, others) + 0.05);
});

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`leaving each decision out, what is used is never worse than the prompts alone, seed ${seed}`, () => {
    const random = seeded(seed);
    for (const kind of ['one-of', 'any-of'] as const) {
      const { lesson } = group(seed, { labels: 2 + (seed % 4), each: 1 + (seed % 5), off: random() * 3 });
      const labels = lesson.offsets.length;
      // Decisions by chance, which have nothing to teach.
      const verdicts = lesson.verdicts.map(verdict =>
        random() < 0.5 ? verdict : Math.floor(random() * 3) - 1,
      );
      if (kind === 'one-of') {
        for (let row = 0; row < verdicts.length; row += labels) {
          const has = verdicts.indexOf(1, row);
          for (let i = row; i < row + labels; i++) if (i !== has && verdicts[i] === 1) verdicts[i] = 0;
        }
      }
      const learned = taught({ ...lesson, kind, verdicts });
      assert.equal(learned.before.of, learned.after.of);
      assert.ok(learned.after.right >= learned.before.right, kind);
      if (learned.usesDecisions) continue;
      assert.deepEqual(learned.after, learned.before);
      assert.deepEqual(
        learned.weights,
        lesson.prompts.map(value => lesson.temperature * value),
      );
      assert.deepEqual(learned.offsets, lesson.offsets);
    }
  });
}

test('with no decision, or with one, the prompts alone stay', () => {
  const { lesson } = group(3, { labels: 4, each: 1, off: 2 });
  const labels = lesson.offsets.length;
  const none = taught({ ...lesson, examples: new Float32Array(0), verdicts: new Int8Array(0) });
  assert.deepEqual([none.usesDecisions, none.before], [false, { right: 0, of: 0 }]);
  for (const kind of ['one-of', 'any-of'] as const) {
    const one = {
      examples: lesson.examples.slice(0, dimensions),
      verdicts: lesson.verdicts.slice(0, labels),
    };
    const learned = taught({ ...lesson, kind, ...one });
    assert.deepEqual([learned.usesDecisions, learned.before.of], [false, 1]);
  }
});

test('the accuracy that is told is that of leaving each decision out by hand', () => {
  const { lesson } = group(5, { labels: 3, each: 6, off: 2.5 });
  const all = taught(lesson);
  const labels = lesson.offsets.length;
  const count = lesson.verdicts.length / labels;
  // The share is chosen with all decisions; where leaving one out chooses the same, the scores are the same.
  const without = (row: number) => {
    const verdicts = lesson.verdicts.slice();
    verdicts.fill(0, row * labels, (row + 1) * labels);
    return taught({ ...lesson, verdicts });
  };
  const right = Array.from({ length: count }, (_, row) => {
    const scores = scoresOf(without(row), lesson.examples.subarray(row * dimensions, (row + 1) * dimensions));
    return scores.indexOf(Math.max(...scores)) === lesson.verdicts.indexOf(1, row * labels) - row * labels;
  }).filter(Boolean).length;
  assert.ok(all.usesDecisions);
  assert.ok(Math.abs(right - all.after.right) <= 1, `${right} by hand, ${all.after.right} told`);
});

test('an image like all others keeps its scores, whatever is learned', () => {
  for (const kind of ['one-of', 'any-of'] as const) {
    const { lesson } = group(6, { labels: 4, each: 8, off: 3 });
    const labels = lesson.offsets.length;
    const verdicts = kind === 'one-of' ? lesson.verdicts : lesson.verdicts.map(verdict => verdict || -1);
    const learned = taught({ ...lesson, kind, verdicts, offsets: new Float64Array(labels).fill(3) });
    assert.ok(learned.usesDecisions, kind);
    const alone = {
      weights: lesson.prompts.map(value => value * 20),
      offsets: new Float64Array(labels).fill(3),
    };
    scoresOf(learned, lesson.middle).forEach((score, label) => {
      assert.ok(Math.abs(score - scoresOf(alone, lesson.middle)[label]!) < 1e-4);
    });
  }
});

test('in a group of which many can be, a decision about one label changes no other', () => {
  const { lesson } = group(7, { labels: 4, each: 8, off: 3 });
  const verdicts = lesson.verdicts.map((verdict, i) => (i % 4 === 0 ? verdict || -1 : 0));
  const learned = taught({ ...lesson, kind: 'any-of', verdicts, offsets: new Float64Array(4).fill(2) });
  assert.ok(learned.usesDecisions);
  const prompts = lesson.prompts.map(value => value * lesson.temperature);
  assert.deepEqual(learned.weights.subarray(dimensions), prompts.subarray(dimensions));
  assert.notDeepEqual(learned.weights.subarray(0, dimensions), prompts.subarray(0, dimensions));
});

test('rejections alone teach a group of which one can be', () => {
  const { lesson } = group(8, { labels: 4, each: 10, off: 2.5 });
  const labels = lesson.offsets.length;
  // Each image is said not to have one of the labels that it has not.
  const verdicts = new Int8Array(lesson.verdicts.length);
  for (let row = 0; row < verdicts.length; row += labels) {
    const has = lesson.verdicts.indexOf(1, row) - row;
    verdicts[row + ((has + 1 + ((row / labels) % (labels - 1))) % labels)] = -1;
  }
  const learned = taught({ ...lesson, verdicts });
  assert.equal(learned.before.of, verdicts.length / labels);
  assert.ok(learned.after.right >= learned.before.right);
});

test('the same lesson gives the same labels, digit by digit', () => {
  const { lesson } = group(9, { labels: 5, each: 9, off: 2 });
  assert.deepEqual(taught(lesson), taught(structuredClone(lesson)));
});

test('more like this, less like this: liked ones come first, disliked ones last, and a text still counts', () => {
  const random = seeded(10);
  const images = clustered(random, 400, dimensions);
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const near = images.toSorted((a, b) => dot(b, images[0]!) - dot(a, images[0]!));
  const [liked, disliked] = [near.slice(0, 3), near.slice(-3)];
  const direction = likedDirection(liked, disliked);
  assert.ok(Math.abs(Math.hypot(...direction) - 1) < 1e-6);
  const ranked = images.toSorted((a, b) => dot(b, direction) - dot(a, direction));
  const places = (some: readonly Float32Array[]) => some.map(one => ranked.indexOf(one));
  assert.ok(Math.max(...places(liked)) < 20, String(places(liked)));
  assert.ok(Math.min(...places(disliked)) > 380, String(places(disliked)));
  const one = likedDirection([images[0]!], []);
  assert.ok(dot(one, images[0]!) > 0.999999, 'one liked image is an example image');
  assert.ok(dot(likedDirection([], [images[0]!]), images[0]!) < -0.999999);
  const text = unit(images[5]!.map((value, i) => value + images[9]![i]!));
  const both = composeQuery({ text, like: direction, not: null })!;
  assert.ok(dot(both, text) > dot(direction, text));
});
