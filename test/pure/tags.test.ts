// Labels as text, prompts, and CLIP's zero-shot scores.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LensError } from '../../src/protocol/errors.ts';
import { parseLabelSet } from '../../src/tags/labels.ts';
import { defaultTemplates, promptsOf } from '../../src/tags/prompts.ts';
import { labelCosines, meanUnitVector, ranking, softmax } from '../../src/tags/score.ts';

test('a labels file is read, prompts may be left out', () => {
  const set = parseLabelSet(
    '\uFEFF{"labels":[{"name":" cat ","prompts":["a photo of a cat"]},{"name":"dog"}]}',
    'l.json',
  );
  assert.deepEqual(set.labels, [
    { name: 'cat', prompts: ['a photo of a cat'] },
    { name: 'dog', prompts: [] },
  ]);
});

const broken: readonly [text: string, says: RegExp][] = [
  ['{', /not JSON/],
  ['[]', /labels/],
  ['{"labels":[]}', /at least one/],
  ['{"labels":[{"name":""}]}', /labels\.0\.name/],
  ['{"labels":[{"name":"a","prompts":"b"}]}', /labels\.0\.prompts/],
  ['{"labels":[{"name":"a","promts":["b"]}]}', /promts/],
  ['{"labels":[{"name":"a"},{"name":"a"}]}', /twice/],
];
for (const [text, says] of broken) {
  test(`a mistake is named: ${text}`, () => {
    assert.throws(
      () => parseLabelSet(text, 'l.json'),
      (error: unknown) =>
        LensError.is(error, 'labels-invalid') && says.test(error.message) && /l\.json/.test(error.message),
    );
  });
}

test('a label without prompts gets the default templates, one with prompts its own', () => {
  assert.deepEqual(
    promptsOf({ name: '$& cat', prompts: [] }),
    defaultTemplates.map(t => t.split('{}').join('$& cat')),
  );
  assert.deepEqual(promptsOf({ name: 'cat', prompts: ['x'] }), ['x']);
});

test('the mean of unit vectors is a unit vector between them', () => {
  const mean = meanUnitVector(Float32Array.of(9, 9, 1, 0, 0, 1), 1, 2, 2);
  assert.ok(Math.abs(mean[0]! - Math.SQRT1_2) < 1e-6 && Math.abs(mean[1]! - Math.SQRT1_2) < 1e-6);
});

test('probabilities are the softmax of temperature times cosine and sum to 1', () => {
  const cosines = new Float32Array(3);
  labelCosines(Float32Array.of(0.6, 0.8), Float32Array.of(1, 0, 0, 1, -1, 0), cosines);
  assert.deepEqual(
    [...cosines].map(c => Math.round(c * 10) / 10),
    [0.6, 0.8, -0.6],
  );
  const probabilities = new Float32Array(3);
  softmax(cosines, 10, probabilities);
  const weights = [0.6, 0.8, -0.6].map(c => Math.exp(10 * c));
  const sum = weights.reduce((a, b) => a + b);
  weights.forEach((weight, i) => assert.ok(Math.abs(probabilities[i]! - weight / sum) < 1e-6));
  assert.ok(Math.abs(probabilities.reduce((a, b) => a + b) - 1) < 1e-6);
  assert.deepEqual(ranking(probabilities), [1, 0, 2]);
});

test('a temperature of 100 does not overflow', () => {
  const probabilities = new Float32Array(2);
  softmax(Float32Array.of(1, -1), 100, probabilities);
  assert.deepEqual([...probabilities], [1, 0]);
});
