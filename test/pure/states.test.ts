// What people decided over what a model suggests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DecidedTag } from '../../src/protocol/decision.ts';
import { type Label, type LabelGroup, tagStates } from '../../src/protocol/tag.ts';
import { StateColumns, sureness } from '../../src/tags/states.ts';

const label = (name: string, more: Partial<Label> = {}): Label => ({
  name, prompts: [], not: [], aliases: [], parent: null, threshold: null, color: null, ...more,
}); // prettier-ignore

const group = (kind: LabelGroup['kind'], ...labels: Label[]): LabelGroup => ({ name: 'g', kind, labels });

const said = (name: string, state: DecidedTag['state'], of = 'g'): DecidedTag => ({
  group: of, label: name, state, facts: [],
}); // prettier-ignore

/** The states after decisions, where `suggested` names the places that the model suggests. */
function combined(of: LabelGroup, probabilities: number[], suggested: number[], ...decided: DecidedTag[]) {
  const states = new Uint8Array(probabilities.length);
  for (const place of suggested) states[place] = tagStates.indexOf('suggested');
  new StateColumns([of]).combine(decided, Float32Array.from(probabilities), states);
  return Array.from(states, number => tagStates[number]!);
}

const oneOf = group('one-of', label('cat'), label('dog'), label('cow', { threshold: 0.2 }));
const anyOf = group('any-of', label('cat'), label('pet'), label('dog'));

test('an accepted label settles a one-of group, and none of another', () => {
  assert.deepEqual(combined(oneOf, [0.6, 0.2, 0.1, 0.1], [0], said('dog', 'accepted')), ['none', 'accepted', 'none', 'none']);
  assert.deepEqual(combined(oneOf, [0.6, 0.2, 0.1, 0.1], [0], said('cow', 'by-hand')), ['none', 'none', 'by-hand', 'none']);
  assert.deepEqual(combined(anyOf, [0.9, 0.8, 0.1], [0, 1], said('dog', 'accepted')), ['suggested', 'suggested', 'accepted']);
  assert.deepEqual(combined(oneOf, [0.6, 0.2, 0.1, 0.1], [0], said('dog', 'accepted', 'h')), ['suggested', 'none', 'none', 'none']);
}); // prettier-ignore

test('a rejected label is not suggested again; the next likeliest is, from its threshold on', () => {
  assert.deepEqual(combined(oneOf, [0.6, 0.25, 0.1, 0.05], [0], said('cat', 'rejected')), ['rejected', 'suggested', 'none', 'none']);
  assert.deepEqual(combined(oneOf, [0.6, 0.1, 0.25, 0.05], [0], said('cat', 'rejected')), ['rejected', 'none', 'suggested', 'none']);
  assert.deepEqual(combined(oneOf, [0.7, 0.1, 0.15, 0.05], [0], said('cat', 'rejected')), ['rejected', 'none', 'none', 'none']);
  assert.deepEqual(combined(oneOf, [0.6, 0.1, 0.05, 0.25], [0], said('cat', 'rejected')), ['rejected', 'none', 'none', 'suggested']);
  assert.deepEqual(combined(anyOf, [0.9, 0.8, 0.1], [0, 1], said('cat', 'rejected')), ['rejected', 'suggested', 'none']);
}); // prettier-ignore

test('who rejects every label of a group says that it has none of them', () => {
  const all = ['cat', 'dog', 'cow'].map(name => said(name, 'rejected'));
  assert.deepEqual(combined(oneOf, [0.6, 0.2, 0.1, 0.1], [0], ...all), ['rejected', 'rejected', 'rejected', 'accepted']);
}); // prettier-ignore

test('below a rejected label nothing is suggested', () => {
  const above = group('any-of', label('cat', { parent: 'pet' }), label('pet'), label('tom', { parent: 'cat' }));
  assert.deepEqual(combined(above, [0.9, 0.9, 0.9], [0, 1, 2], said('pet', 'rejected')), ['none', 'rejected', 'none']);
  assert.deepEqual(combined(above, [0.9, 0.9, 0.9], [0, 1, 2], said('cat', 'rejected')), ['rejected', 'suggested', 'none']);
}); // prettier-ignore

test('while a label is disputed, a one-of group suggests nothing', () => {
  assert.deepEqual(combined(oneOf, [0.6, 0.2, 0.1, 0.1], [0], said('dog', 'disputed')), ['none', 'disputed', 'none', 'none']);
  assert.deepEqual(combined(anyOf, [0.6, 0.2, 0.1], [0], said('dog', 'disputed')), ['suggested', 'none', 'disputed']);
}); // prettier-ignore

test('an image without a vector has what people said, and no suggestion', () => {
  assert.deepEqual(combined(oneOf, [0, 0, 0, 0], [], said('cat', 'rejected')), ['rejected', 'none', 'none', 'none']);
  assert.deepEqual(combined(anyOf, [0, 0, 0], [], said('cat', 'accepted')), ['accepted', 'none', 'none']);
}); // prettier-ignore

test('names are the same however their accents are written', () => {
  const decomposed = 'cafe\u0301';
  const of = group('any-of', label('caf\u00e9'));
  assert.deepEqual(combined(of, [0.9], [0], said(decomposed, 'rejected')), ['rejected']);
});

test('the model is least sure near a threshold, or where two labels are equally likely', () => {
  const sure = (of: LabelGroup, place: number, ...probabilities: number[]) =>
    Number(sureness(of, place, Float32Array.from(probabilities)).toFixed(4));
  assert.equal(sure(anyOf, 0, 0.52, 0, 0), 0.02);
  assert.equal(sure(anyOf, 0, 0.1, 0, 0), 0.4);
  assert.equal(sure(group('any-of', label('cat', { threshold: 0.9 })), 0, 0.8), 0.1);
  assert.equal(sure(oneOf, 0, 0.4, 0.35, 0.15, 0.1), 0.05);
  assert.equal(sure(oneOf, 0, 0.4, 0.1, 0.15, 0.35), 0.05);
});
