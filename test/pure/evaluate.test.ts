// How well labels fit: shares with intervals, what is known of whom, confusions, and thresholds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AssetId, ContentHash } from '../../src/protocol/asset.ts';
import type { GroupKind, Label, LabelGroup } from '../../src/protocol/tag.ts';
import { type Judged, evaluate as steps } from '../../src/tags/evaluate.ts';
import { adviseThreshold } from '../../src/tags/threshold.ts';
import { truthRow } from '../../src/tags/truth.ts';
import { f1Share, wilson } from '../../src/tags/wilson.ts';

const label = (name: string, more: Partial<Label> = {}): Label => ({
  name, prompts: [], not: [], aliases: [], parent: null, threshold: null, color: null, ...more,
}); // prettier-ignore

const group = (name: string | null, kind: GroupKind, ...labels: Label[]): LabelGroup => ({
  name,
  kind,
  labels,
});

/** An image by what is known of it and what the model says, column by column. */
function judged(place: number, known: readonly number[], probabilities: readonly number[]): Judged {
  return {
    hash: String(place).padStart(64, '0') as ContentHash,
    id: place as AssetId,
    truth: Int8Array.from(known),
    probabilities: Float32Array.from(probabilities),
  };
}

/** All its steps at once. */
function evaluate(...words: Parameters<typeof steps>) {
  const running = steps(...words);
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}

const rounded = (share: ReturnType<typeof wilson>) =>
  share && [share.value, share.low, share.high].map(value => Math.round(value * 1e4) / 1e4);

test('the intervals are those that are printed for the Wilson score', () => {
  // As statistical packages print them for 8 of 10 and 0 of 10, without a correction for continuity.
  assert.deepEqual(rounded(wilson(8, 10)), [0.8, 0.4902, 0.9433]);
  assert.deepEqual(rounded(wilson(0, 10)), [0, 0, 0.2775]);
  assert.equal(wilson(0, 0), null);
});

test('F1 is the harmonic mean of precision and recall, and lies in its interval', () => {
  for (const [hits, wrong, missed] of [[8, 2, 1], [0, 3, 4], [5, 0, 0], [1, 9, 30]] as const) {
    const { value, low, high } = f1Share(hits, wrong, missed)!;
    const [precision, recall] = [hits / (hits + wrong), hits / (hits + missed)];
    assert.ok(Math.abs(value - (hits === 0 ? 0 : (2 * precision * recall) / (precision + recall))) < 1e-12);
    assert.ok(low <= value && value <= high && low >= 0 && high <= 1);
  }
  assert.equal(f1Share(0, 0, 0), null);
}); // prettier-ignore

test('a label says what is above it, and of its group what else is not so', () => {
  const groups = [
    group(
      'animals',
      'one-of',
      label('animal'),
      label('cat', { parent: 'animal' }),
      label('dog', { parent: 'animal' }),
    ),
    group('mood', 'any-of', label('calm'), label('dark')),
  ];
  const row = (has: string[], hasNot: string[], complete: string[]) => {
    const found = truthRow(groups, {
      has: new Set(has),
      hasNot: new Set(hasNot),
      isComplete: ({ name }) => complete.includes(name!),
    });
    return found && [...found].join(' ');
  };
  // animal cat dog (none) calm dark
  assert.equal(row(['cat'], [], ['animals']), '1 1 0 -1 -1 -1');
  assert.equal(row(['animal'], [], ['animals']), '1 -1 -1 -1 -1 -1', 'an animal may be a cat');
  assert.equal(row([], ['animal'], []), '0 0 0 -1 -1 -1', 'no animal is no cat');
  assert.equal(row(['calm'], [], ['mood']), '-1 -1 -1 -1 1 0');
  assert.equal(row(['calm'], [], []), '-1 -1 -1 -1 1 -1');
  assert.equal(row([], [], ['animals']), '0 0 0 -1 -1 -1', 'it has none of them');
  assert.equal(row(['cat', 'dog'], [], []), null, 'it cannot be both');
  assert.equal(row(['cat'], ['animal'], []), null);
});

test('what is suggested is compared with what is known, and a pair is named with its images', () => {
  const groups = [group('animals', 'one-of', label('cat'), label('dog'))];
  const { labels, average, confusions } = evaluate(groups, [
    judged(1, [1, 0, -1], [0.8, 0.1, 0.1]),
    judged(2, [1, 0, -1], [0.2, 0.7, 0.1]),
    judged(3, [1, 0, -1], [0.1, 0.85, 0.05]),
    judged(4, [0, 1, -1], [0.1, 0.1, 0.8]),
    judged(5, [0, 0, -1], [0.6, 0.2, 0.2]),
    judged(6, [-1, 0, -1], [0.9, 0.05, 0.05]),
  ]);
  const counts = labels.map(({ hits, wrong, missed, others }) => [hits, wrong, missed, others]);
  assert.deepEqual(counts, [[1, 1, 2, 1], [0, 2, 1, 3]]); // prettier-ignore
  assert.deepEqual(
    labels.map(({ precision, recall, f1 }) => [precision?.value, recall?.value, f1?.value]),
    [[1 / 2, 1 / 3, 0.4], [0, 0, 0]],
  ); // prettier-ignore
  assert.deepEqual(average, { labels: 2, precision: 0.25, recall: 1 / 6, f1: 0.2 });
  assert.deepEqual(confusions, [
    { group: 'animals', truth: 'cat', suggested: 'dog', count: 2, ids: [3, 2] },
    { group: 'animals', truth: 'dog', suggested: null, count: 1, ids: [4] },
    { group: 'animals', truth: null, suggested: 'cat', count: 1, ids: [5] },
  ]);
});

test('a suggested label brings those above it, and one that is not known to be wrong is no confusion', () => {
  const groups = [group('things', 'any-of', label('animal'), label('cat', { parent: 'animal' }))];
  const { labels, confusions } = evaluate(groups, [
    judged(1, [1, -1], [0.1, 0.9]),
    judged(2, [0, 0], [0.1, 0.6]),
  ]);
  assert.deepEqual(
    labels.map(({ hits, wrong, missed, others }) => [hits, wrong, missed, others]),
    [[1, 1, 0, 0], [0, 1, 0, 0]],
  ); // prettier-ignore
  assert.deepEqual(confusions, [{ group: 'things', truth: null, suggested: 'cat', count: 1, ids: [2] }]);
  assert.equal(labels[0]!.threshold.reason, 'parent');
});

test('a threshold is chosen on one half and told with what it does on the other; of few images there is none', () => {
  // Right ones at 0.3 to 0.4, others below 0.2: the present threshold finds none of them.
  const known = Array.from({ length: 40 }, (_, i) => ({
    isRight: i % 2 === 0,
    probability: i % 2 === 0 ? 0.3 + i / 400 : 0.2 - i / 400,
    isOffered: true,
  }));
  const { suggested, before, after, of, reason } = adviseThreshold(known, 0.5, false);
  assert.ok(suggested! > 0.1975 && suggested! <= 0.3, String(suggested));
  assert.deepEqual([before, after, of, reason], [0, 1, 20, null]);
  assert.equal(adviseThreshold(known.slice(0, 18), 0.5, false).reason, 'few');
  assert.equal(adviseThreshold(known, 0.25, false).reason, 'no-better');
  // What one half says by chance is not suggested where the other half knows better.
  const chance = Array.from({ length: 40 }, (_, i) => ({
    isRight: i < 20,
    probability: i < 20 ? (i % 2 === 0 ? 0.3 : 0.6) : i % 2 === 0 ? 0.1 : 0.4,
    isOffered: true,
  }));
  const advice = adviseThreshold(chance, 0.5, false);
  assert.deepEqual([advice.suggested, advice.reason, advice.before], [null, 'no-better', 1]);
  assert.ok(advice.after! < 1);
});

test('of one-of, no threshold brings a label that another one beats', () => {
  const known = Array.from({ length: 40 }, (_, i) => ({
    isRight: i < 20,
    probability: i < 10 ? 0.9 : i < 20 ? 0.4 : i < 30 ? 0.6 : 0.1,
    isOffered: i < 10 || (i >= 20 && i < 30),
  }));
  const { suggested, after } = adviseThreshold(known, 0, false);
  assert.ok(suggested! > 0.6 && suggested! <= 0.9);
  assert.equal(after, (2 * 5) / (2 * 5 + 5));
});
