// Labels as text, prompts, and CLIP's zero-shot scores.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetKinds } from '../../src/protocol/asset.ts';
import type { Label } from '../../src/protocol/tag.ts';
import { wordsByKind } from '../../src/search/kindWords.ts';
import { defaultTemplates, kindTemplates, promptsByKind } from '../../src/tags/prompts.ts';
import { meanUnitVector, ranking, softmax, without } from '../../src/tags/score.ts';

const label = (name: string, more: Partial<Label> = {}): Label => ({
  name, prompts: [], not: [], aliases: [], parent: null, threshold: null, color: null, ...more,
}); // prettier-ignore

const kinds = [null, ...assetKinds];

test('in the short form a label without prompts gets the default templates for every kind, one with prompts its own', () => {
  const filled = defaultTemplates.map(template => template.split('{}').join('$& cat'));
  assert.deepEqual(
    promptsByKind(label('$& cat'), { name: null }),
    kinds.map(() => filled),
  );
  assert.deepEqual(
    promptsByKind(label('cat', { prompts: ['x'] }), { name: null }),
    kinds.map(() => ['x']),
  );
});

test('in a group each kind of asset gets sentences of its own, aliases are put into them, too', () => {
  const prompts = promptsByKind(label('cat', { prompts: ['x'], aliases: ['kitten'] }), { name: 'animals' });
  kinds.forEach((kind, number) => {
    const templates = kind === null ? defaultTemplates : kindTemplates[kind];
    assert.deepEqual(prompts[number], ['x', ...templates.map(template => template.replace('{}', 'kitten'))]);
  });
});

test('a label that is a name of a kind is asked of all pictures alike, in a group, too', () => {
  for (const name of ['icon', 'Textures', 'photo', 'illustration']) {
    const filled = defaultTemplates.map(template => template.replace('{}', name));
    assert.deepEqual(
      promptsByKind(label(name), { name: 'kind' }),
      kinds.map(() => filled),
    );
  }
  const [, photograph] = promptsByKind(label('glass', { aliases: ['icon'] }), { name: 'kind' });
  assert.deepEqual(photograph, [
    ...kindTemplates.photograph.map(template => template.replace('{}', 'glass')),
    ...defaultTemplates.map(template => template.replace('{}', 'icon')),
  ]);
});

test('what a search asks each kind of asset is one of the sentences of its labels', () => {
  wordsByKind('cat').forEach((words, number) => {
    assert.ok(promptsByKind(label('cat'), { name: 'animals' })[number]!.includes(words), words);
  });
});

test('the mean of unit vectors is a unit vector between them', () => {
  const mean = meanUnitVector(Float32Array.of(9, 9, 1, 0, 0, 1), 1, 2, 2);
  assert.ok(Math.abs(mean[0]! - Math.SQRT1_2) < 1e-6 && Math.abs(mean[1]! - Math.SQRT1_2) < 1e-6);
});

test('what a label does not mean is taken away from it, and a unit vector is left', () => {
  const rest = without(Float32Array.of(0.6, 0.8), Float32Array.of(0, 1));
  assert.ok(Math.abs(Math.hypot(...rest) - 1) < 1e-6);
  assert.ok(rest[1]! < 0.8 && rest[1]! > 0);
});

test('probabilities are the softmax of temperature times cosine and sum to 1', () => {
  const cosines = Float32Array.of(0.6, 0.8, -0.6);
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

test('a model that was shown sentences gets templates as sentences, and what people wrote as it stands', () => {
  const prompts = promptsByKind(
    label('cat', { aliases: ['kitten'] }),
    { name: 'animals' },
    'sentence',
  ).flat();
  assert.ok(prompts.includes('cat') && prompts.includes('This is a photo of a cat.'));
  assert.ok(prompts.includes('This is a kitten symbol.'));
  assert.deepEqual(
    promptsByKind(label('cat', { prompts: ['a photo of a cat'] }), { name: null }, 'sentence')[0],
    ['a photo of a cat'],
  );
});
