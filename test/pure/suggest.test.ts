// From scores to probabilities and states: groups, none of these, and the background of a workspace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GroupKind, type Label, type LabelGroup, tagStates } from '../../src/protocol/tag.ts';
import {
  type Background,
  type Sigmoid,
  backgroundOf,
  boundedBackground,
  backgroundOfImage,
  calibrated,
  scoreOfNone,
} from '../../src/tags/background.ts';
import { exponential } from '../../src/tags/exponential.ts';
import { ancestorsOf, columnsOf, Suggester } from '../../src/tags/suggest.ts';

const temperature = 30;

const label = (name: string, more: Partial<Label> = {}): Label => ({
  name, prompts: [], not: [], aliases: [], parent: null, threshold: null, color: null, ...more,
}); // prettier-ignore

function group(name: string | null, kind: GroupKind, ...labels: Label[]): LabelGroup {
  return { name, kind, labels };
}

function tags(
  groups: readonly LabelGroup[],
  cosines: readonly number[],
  backgrounds: readonly Background[] | null,
  sigmoid: Sigmoid | null = null,
) {
  const columns = columnsOf(groups);
  const row = {
    scores: new Float32Array(columns.length),
    probabilities: new Float32Array(columns.length),
    states: new Uint8Array(columns.length),
  };
  new Suggester(groups, temperature, backgrounds, sigmoid).fill(
    Float32Array.from(cosines),
    0,
    null,
    null,
    row,
    0,
  );
  return columns.map((column, i) => ({
    ...column,
    score: row.scores[i]!,
    probability: row.probabilities[i]!,
    state: tagStates[row.states[i]!],
  }));
}

/** Numbers that look random and are the same in each run (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const usual: Background = { level: 0.1, deviation: 0.05 };

test('a model of the sigmoid judges each label by itself: another one changes nothing', () => {
  const two = group('kind', 'one-of', label('a'), label('b'));
  const [a, b, none] = tags([two], [0.35, 0.3], [usual, usual], { bias: null });
  const [alone] = tags([group('kind', 'one-of', label('a'))], [0.35], [usual], { bias: null });
  assert.equal(a!.probability, alone!.probability);
  assert.ok(Math.abs(a!.probability - calibrated(0.35, usual)) < 1e-6, 'as in a group that is any-of');
  assert.ok(Math.abs(none!.probability - (1 - a!.probability) * (1 - b!.probability)) < 1e-6);
  assert.deepEqual([a!.state, b!.state, none!.state], ['suggested', 'none', 'none']);
  // By softmax the two would share what there is.
  assert.ok(tags([two], [0.35, 0.3], [usual, usual])[0]!.probability < a!.probability);
  const unlike = tags([two], [0.1, 0.05], [usual, usual], { bias: null });
  assert.equal(unlike[2]!.state, 'suggested', 'none of these');
});

test('the short form goes by scale and bias of the sigmoid where they are known, and by the softmax where not', () => {
  const short = [group(null, 'one-of', label('a'), label('b'))];
  const [a] = tags(short, [0.2, 0.1], null, { bias: -5 });
  assert.ok(Math.abs(a!.probability - 1 / (1 + Math.exp(-(temperature * 0.2 - 5)))) < 1e-6);
  assert.deepEqual(tags(short, [0.2, 0.1], null, { bias: null }), tags(short, [0.2, 0.1], null));
});

test('the short form has no entry for none, and the likeliest label is suggested whatever its score', () => {
  const found = tags([group(null, 'one-of', label('a'), label('b'))], [-0.2, -0.1], null);
  assert.deepEqual(
    found.map(tag => [tag.label, tag.group, tag.state]),
    [
      ['a', null, 'none'],
      ['b', null, 'suggested'],
    ],
  );
  assert.ok(Math.abs(found[0]!.probability + found[1]!.probability - 1) < 1e-6);
});

test('a one-of group sums to 1 with none of these, which wins where no label stands out', () => {
  const groups = [group('g', 'one-of', label('a'), label('b'))];
  for (const [cosines, wins] of [
    [[0.5, 0.1], 'a'],
    [[0.1, 0.12], null],
    [[0.1, 0.4], 'b'],
  ] as const) {
    const found = tags(groups, cosines, [usual, usual]);
    assert.ok(Math.abs(found.reduce((sum, tag) => sum + tag.probability, 0) - 1) < 1e-6);
    assert.deepEqual(
      found.filter(tag => tag.state === 'suggested').map(tag => tag.label),
      [wins],
    );
    assert.deepEqual([found.length, found[2]!.label, found[2]!.group], [3, null, 'g']);
  }
});

test('none of these asks more of the best of many labels than of the best of few', () => {
  const of = (count: number) => scoreOfNone(Array<Background>(count).fill(usual));
  assert.ok(of(1) > usual.level && of(1) < of(3) && of(3) < of(30));
});

test('a threshold is a probability: a label below its own is not suggested, in either kind of group', () => {
  const states = (kind: GroupKind, threshold: number) =>
    tags([group('g', kind, label('a', { threshold }))], [0.3], [usual])[0]!;
  for (const kind of ['one-of', 'any-of'] as const) {
    const { probability } = states(kind, 0);
    assert.ok(probability > 0.01 && probability < 0.999, `${kind} ${probability}`);
    assert.equal(states(kind, probability - 0.005).state, 'suggested');
    assert.equal(states(kind, probability + 0.001).state, 'none');
  }
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`in any-of, adding labels changes no other, seed ${seed}`, () => {
    const next = random(seed);
    const count = 1 + Math.floor(next() * 8);
    const labels = Array.from({ length: count + 5 }, (_, i) =>
      label(`label ${i}`, next() < 0.3 ? { threshold: next() } : {}),
    );
    const cosines = labels.map(() => next() * 0.6 - 0.1);
    const backgrounds = labels.map(() => ({ level: next() * 0.2, deviation: 0.02 + next() * 0.1 }));
    const few = tags(
      [group('g', 'any-of', ...labels.slice(0, count))],
      cosines.slice(0, count),
      backgrounds.slice(0, count),
    );
    const more = tags([group('g', 'any-of', ...labels)], cosines, backgrounds);
    assert.deepEqual(more.slice(0, count), few);
  });

  test(`a threshold means the same for every label: scores that are moved and stretched keep their probabilities, seed ${seed}`, () => {
    const next = random(seed);
    const scores = Float32Array.from({ length: 200 }, () => 0.1 + (next() + next() + next() - 1.5) * 0.1);
    const [by, times] = [next() * 0.2, 0.5 + next()];
    const moved = scores.map(score => score * times + by);
    const [here, there] = [backgroundOf(scores, temperature), backgroundOf(moved, temperature)];
    scores.forEach((score, i) => {
      assert.ok(Math.abs(calibrated(score, here) - calibrated(moved[i]!, there)) < 1e-3);
    });
  });
}

test('the images that a label fits hardly move its background', () => {
  const next = random(7);
  const crowd = Array.from({ length: 200 }, () => 0.1 + (next() + next() + next() - 1.5) * 0.1);
  const before = backgroundOf(Float32Array.from(crowd), temperature);
  const after = backgroundOf(Float32Array.from([...crowd, ...Array<number>(20).fill(0.7)]), temperature);
  assert.ok(Math.abs(after.level - before.level) < before.deviation / 4);
  assert.ok(after.deviation < 1.3 * before.deviation);
  assert.ok(calibrated(0.7, after) > 0.9 && calibrated(before.level, after) < 0.05);
});

test('a crowd of what a label names does not hide it, and one that is mixed is left as it is', () => {
  const unit = 2.3 / temperature;
  const nothing = { level: 0.1, deviation: 0.8 * unit };
  const mixed = { level: 0.1 + 0.2 * unit, deviation: unit };
  assert.deepEqual(boundedBackground(mixed, nothing, temperature), mixed);
  const next = random(8);
  const crowd = Array.from({ length: 200 }, () => nothing.level + (7 + next() + next() - 1) * unit);
  const alone = backgroundOf(Float32Array.from(crowd), temperature);
  const bounded = boundedBackground(alone, nothing, temperature);
  const suggested = (background: Background) =>
    crowd.filter(score => calibrated(score, background) >= 0.5).length;
  assert.equal(suggested(alone), 0);
  assert.equal(suggested(bounded), 200);
  // Nor does it where they have it less clearly; and what lies a little above the usual for all is suggested for none.
  for (const [above, share] of [
    [4.5, 200],
    [2, 0],
  ] as const) {
    const all = Float32Array.from(crowd, score => score + (above - 7) * unit);
    const own = boundedBackground(backgroundOf(all, temperature), nothing, temperature);
    assert.equal(all.filter(score => calibrated(score, own) >= 0.5).length, share, String(above));
  }
  // Where half of the crowd has it, the median lies between, and the spread is that of the two halves.
  const half = crowd.map((score, i) => (i % 2 === 0 ? score : nothing.level));
  const wide = boundedBackground(backgroundOf(Float32Array.from(half), temperature), nothing, temperature);
  half.forEach((score, i) => assert.equal(calibrated(score, wide) >= 0.5, i % 2 === 0));
  // A model whose scores spread wider altogether is left as it is, too.
  const wider = { level: 0.1, deviation: 3 * unit };
  assert.deepEqual(boundedBackground(wider, { ...wider, level: 0 }, temperature), wider);
});

test('a crowd is doubted by degrees: a little more of what a label names changes its background a little', () => {
  const unit = 2.3 / temperature;
  const nothing = { level: 0.1, deviation: unit };
  let last: Background | null = null;
  for (let above = -1; above < 3; above += 0.01) {
    const crowd = { level: nothing.level + above * unit, deviation: (1 + above / 4) * unit };
    const now = boundedBackground(crowd, nothing, temperature);
    if (last) {
      assert.ok(Math.abs(now.level - last.level) < 0.02 * unit, `the level at ${above}`);
      assert.ok(Math.abs(now.deviation - last.deviation) < 0.02 * unit, `the deviation at ${above}`);
    }
    last = now;
  }
});

test('images that are all alike divide by nothing', () => {
  const background = backgroundOf(new Float32Array(30).fill(0.2), temperature);
  assert.ok(background.deviation > 0);
  assert.ok(calibrated(0.2, background) < 0.5);
});

test('without a crowd a label has to exceed what says nothing in particular', () => {
  const background = backgroundOfImage(0.2, temperature);
  assert.ok(calibrated(0.2, background) < 0.05);
  assert.ok(calibrated(0.9, background) > 0.95);
});

test('a label is a kind of all labels above it', () => {
  const groups = [
    group(
      'g',
      'any-of',
      label('cat', { parent: 'pet' }),
      label('pet', { parent: 'animal' }),
      label('animal'),
    ),
  ];
  assert.deepEqual(
    [...ancestorsOf(groups)],
    [
      ['cat', ['cat', 'pet', 'animal']],
      ['pet', ['pet', 'animal']],
      ['animal', ['animal']],
    ],
  );
});

test('the exponential from tables is that of the language, but for the twelfth digit', () => {
  for (let x = -700; x < 700; x += 0.0937) {
    assert.ok(Math.abs(exponential(x) / Math.exp(x) - 1) < 1e-12, `${x}`);
  }
  assert.deepEqual([0, -Infinity, -1000, Infinity, 1000, NaN].map(exponential), [1, 0, 0, Infinity, Infinity, NaN]); // prettier-ignore
});

for (const seed of [3, 20261127]) {
  test(`many rows at once are, within a millionth, what the formulas say of each label, seed ${seed}`, () => {
    const next = random(seed);
    const groups = [
      group('one', 'one-of', ...Array.from({ length: 9 }, (_, i) => label(`a${i}`))),
      group('any', 'any-of', ...Array.from({ length: 13 }, (_, i) => label(`b${i}`))),
    ];
    const backgrounds = Array.from({ length: 22 }, () => ({ level: 0.3 * next(), deviation: 0.02 + 0.04 * next() })); // prettier-ignore
    for (let row = 0; row < 200; row++) {
      const cosines = Float32Array.from({ length: 22 }, () => 0.7 * next() - 0.1);
      const found = tags(groups, [...cosines], backgrounds).map(({ probability }) => probability);
      const scores = [...cosines.subarray(0, 9), Math.fround(scoreOfNone(backgrounds.slice(0, 9)))];
      const weights = scores.map(score => Math.exp(temperature * score));
      const sum = weights.reduce((a, b) => a + b);
      const wanted = [
        ...weights.map(weight => weight / sum),
        ...Array.from(cosines.subarray(9), (score, i) => calibrated(score, backgrounds[9 + i]!)),
      ];
      found.forEach((probability, i) => assert.ok(Math.abs(probability - wanted[i]!) < 1e-6, `${row}, ${i}: ${probability} is not ${wanted[i]}`)); // prettier-ignore
    }
  });
}
