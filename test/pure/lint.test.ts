// What is odd about labels on some images.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LabelGroup } from '../../src/protocol/tag.ts';
import { correlation, lintGroup } from '../../src/tags/lint.ts';

const group = (...names: readonly (readonly [name: string, parent?: string])[]): LabelGroup => ({
  name: 'g',
  kind: 'any-of',
  labels: names.map(([name, parent = null]) => ({
    name, prompts: [], not: [], aliases: [], parent, threshold: null, color: null,
  })),
}); // prettier-ignore

const rising = Float32Array.of(0.1, 0.2, 0.3, 0.5);
const nearly = Float32Array.of(0.21, 0.29, 0.42, 0.6);
const falling = Float32Array.of(0.5, 0.2, 0.3, 0.1);

test('labels whose scores go together are alike, unless one is the parent of the other', () => {
  const labels = [
    { name: 'car', scores: rising, suggested: 1 },
    { name: 'automobile', scores: nearly, suggested: 1 },
    { name: 'cat', scores: falling, suggested: 1 },
  ];
  const [found, ...more] = lintGroup(group(['car'], ['automobile'], ['cat']), labels, 4);
  assert.deepEqual([found!.kind, found!.label, found!.other, more], ['alike', 'car', 'automobile', []]);
  assert.ok(Math.abs(found!.value - correlation(rising, nearly)) < 1e-9);
  assert.deepEqual(lintGroup(group(['car', 'automobile'], ['automobile'], ['cat']), labels, 4), []);
});

test('a label that is suggested for more than half of the images, and one for none, are odd', () => {
  const labels = [
    { name: 'all', scores: rising, suggested: 3 },
    { name: 'half', scores: falling, suggested: 2 },
    { name: 'none', scores: new Float32Array(4), suggested: 0 },
  ];
  assert.deepEqual(lintGroup(group(['all'], ['half'], ['none']), labels, 4), [
    { kind: 'most', label: 'all', other: null, value: 0.75 },
    { kind: 'never', label: 'none', other: null, value: 0 },
  ]);
});

test('the correlation is 1 for what only moved and stretched, −1 for its opposite, and 0 where nothing varies', () => {
  assert.ok(Math.abs(correlation(rising, rising.map(x => 3 * x + 1)) - 1) < 1e-6); // prettier-ignore
  assert.ok(
    Math.abs(
      correlation(
        rising,
        rising.map(x => -x),
      ) + 1,
    ) < 1e-6,
  );
  assert.equal(correlation(rising, new Float32Array(4)), 0);
});
