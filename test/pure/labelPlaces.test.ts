// Where labels stand in the text of a labels file, and how a new one gets in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstLabelsText, groupNames, labelInsertion, labelPlaces } from '../../src/tags/labelPlaces.ts';
import { parseLabelSet } from '../../src/tags/labels.ts';

const text = `{
  // Comments stay.
  "groups": [
    { "name": "kind", "kind": "one-of", "labels": [
      { "name": "icon", "prompts": ["a \\"small\\" icon"] }, // the first
      { "name": "photo" } // the last
    ] },
    { "name": "shows", "kind": "any-of", "labels": [{ "name": "cat" }] },
  ]
}
`;

function inserted(into: string, group: string | null, label: string): string {
  const insertion = labelInsertion(into, group, label);
  assert.ok(insertion);
  return into.slice(0, insertion.at) + insertion.text + into.slice(insertion.at);
}

test('every label has the place of its name and of its sentences', () => {
  const places = labelPlaces(text);
  assert.deepEqual(
    places.map(({ group, label, name }) => [group, label, text.slice(name.from, name.to)]),
    [
      ['kind', 'icon', '"icon"'],
      ['kind', 'photo', '"photo"'],
      ['shows', 'cat', '"cat"'],
    ],
  );
  const [sentence] = places[0]!.texts;
  assert.equal(sentence?.text, 'a "small" icon');
  assert.equal(text.slice(sentence?.from, sentence?.to), '"a \\"small\\" icon"');
});

test('a text with a mistake tells what can be read of it', () => {
  assert.deepEqual(
    labelPlaces('{"labels":[{"name":"cat"},{"nam":"dog"},{"name":7},{"name":"bird"').map(
      ({ label }) => label,
    ),
    ['cat', 'bird'],
  );
  assert.deepEqual(labelPlaces('[]'), []);
  assert.deepEqual(labelPlaces(''), []);
});

test('a new label comes at the end of its group, as its neighbours are written', () => {
  const longer = inserted(text, 'kind', 'sprite "2"');
  assert.match(longer, /\{ "name": "photo" \},\n {6}\{ "name": "sprite \\"2\\"" \} \/\/ the last\n/);
  const both = inserted(longer, 'shows', 'dog');
  assert.match(both, /\[\{ "name": "cat" \}, \{ "name": "dog" \}\]/);
  assert.deepEqual(
    parseLabelSet(both, 'test').groups.map(({ labels }) => labels.map(({ name }) => name)),
    [
      ['icon', 'photo', 'sprite "2"'],
      ['cat', 'dog'],
    ],
  );
});

test('commas at the end, empty lists and the short form take a new label, too', () => {
  for (const short of [
    '{"labels":[]}',
    '{"labels":[{"name":"cat"},]}',
    '{\r\n"labels":[\r\n{"name":"cat"}\r\n]}',
  ]) {
    const { groups } = parseLabelSet(inserted(short, null, 'dog'), 'test');
    assert.equal(groups[0]?.labels.at(-1)?.name, 'dog');
  }
  assert.deepEqual(groupNames('{"labels":[]}'), [null]);
  assert.equal(labelInsertion(text, 'no such group', 'x'), null);
  assert.equal(parseLabelSet(firstLabelsText('tags', 'a "b"'), 'test').groups[0]?.labels[0]?.name, 'a "b"');
});
