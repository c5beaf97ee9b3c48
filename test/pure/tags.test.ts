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

/** Labels files with a mistake, and what is said about it. */
const broken: readonly (readonly [text: string, says: string])[] = [
  ['', 'it is not JSON (line 1, column 1: the text ends too early).'],
  ['{', `it is not JSON (line 1, column 2: expected property name or '}').`],
  ['{"labels":\n[{"name" "a"}]}', `it is not JSON (line 2, column 10: expected ':' after property name).`],
  ['{"labels":\r\n[{"name":"a",}]}', 'it is not JSON (line 2, column 14: expected double-quoted property name).'],
  ['{"labels":[\n{"name":"a"},', 'it is not JSON (line 2, column 14: the text ends too early).'],
  ['{"labels":[\n {"name": cat}]}', `it is not JSON (line 2, column 11: unexpected token 'c').`],
  ['// cats\n{"labels":[]}', `it is not JSON (line 1, column 1: unexpected token '/').`],
  ['{"labels":[]}}', 'it is not JSON (line 1, column 14: unexpected non-whitespace character).'],
  ['3', 'it is no object with a list "labels".'],
  ['[]', 'there is no list "labels".'],
  ['{"label":[]}', 'there is no list "labels".'],
  ['{"labels":{"name":"a"}}', '"labels" is not a list.'],
  ['{"labels":[]}', '"labels" holds no label.'],
  ['{"labels":["a"]}', 'label 1 is no object with a "name".'],
  ['{"labels":[{"name":"a"},{}]}', 'label 2 has no "name".'],
  ['{"labels":[{"Name":"a"}]}', 'label 1: there is no "Name"; did you mean "name"?'],
  ['{"labels":[{"name":" "}]}', 'label 1: its "name" is empty.'],
  ['{"labels":[{"name":7}]}', 'label 1: its "name" is not text.'],
  ['{"labels":[{"name":"cat","prompt":["b"]}]}', 'label 1 (cat): there is no "prompt"; did you mean "prompts"?'],
  ['{"labels":[{"name":"cat","colour":1}]}', 'label 1 (cat): there is no "colour"; a label has "name" and "prompts".'],
  ['{"labels":[{"name":"a","prompts":"b"}]}', 'label 1 (a): its "prompts" is not a list.'],
  ['{"labels":[{"name":"a","prompts":["b",""]}]}', 'label 1 (a): prompt 2 is empty.'],
  ['{"labels":[{"name":"a"},{"name":"b"},{"name":"a "}]}', 'label 1 and label 3 have the same name "a".'],
]; // prettier-ignore
for (const [text, says] of broken) {
  test(`a mistake in a labels file is named with its place: ${JSON.stringify(text)}`, () => {
    assert.throws(
      () => parseLabelSet(text, 'l.json'),
      (error: unknown) => {
        assert.ok(LensError.is(error, 'labels-invalid'));
        const [, said] =
          /^The labels file l\.json cannot be used: (.*) Expected \{"labels":/s.exec(error.message) ?? [];
        assert.equal(said, says);
        return true;
      },
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
