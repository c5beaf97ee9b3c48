// The labels file: what it may hold, and what is said of one that holds something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LensError } from '../../src/protocol/errors.ts';
import { parseLabelSet, readLabels } from '../../src/tags/labels.ts';

const plain = { prompts: [], not: [], aliases: [], parent: null, threshold: null, color: null };

test('the short form is one group without a name; prompts may be left out', () => {
  const set = parseLabelSet(
    '\uFEFF{"labels":[{"name":" cat ","prompts":["a photo of a cat"]},{"name":"dog"}],"more":1}',
    'l.json',
  );
  const labels = [
    { ...plain, name: 'cat', prompts: ['a photo of a cat'] },
    { ...plain, name: 'dog' },
  ];
  assert.deepEqual(set, { groups: [{ name: null, kind: 'one-of', labels }] });
});

test('groups are read with all that a label may have, with comments and commas at the end', () => {
  const set = parseLabelSet(
    `// Of this project.
    {
      "$schema": "https://example.org/labels.json",
      "groups": [
        { "name": "animals", "kind": "any-of", /* each by itself */ "labels": [
          { "name": "pet" },
          { "name": "cat", "prompts": ["a cat",], "not": ["a tiger"], "aliases": ["kitten"],
            "parent": "pet", "threshold": 0.7, "color": "#fC0", },
        ] },
      ],
    }`,
    'l.json',
  );
  assert.deepEqual(set.groups, [
    {
      name: 'animals',
      kind: 'any-of',
      labels: [
        { ...plain, name: 'pet' },
        {
          name: 'cat',
          prompts: ['a cat'],
          not: ['a tiger'],
          aliases: ['kitten'],
          parent: 'pet',
          threshold: 0.7,
          color: '#fC0',
        },
      ],
    },
  ]);
});

/** Labels files with mistakes, and all that is said about them. */
const broken: readonly (readonly [text: string, ...says: string[]])[] = [
  ['', '1:1 found the end of the text, expected a value'],
  ['{', '1:2 found the end of the text, expected } for the { of line 1'],
  ['{"labels":\n[{"name" "a"}]}', '2:10 found "a", expected : behind "name"'],
  ['{"labels":[\n{"name":"a"},', '2:14 found the end of the text, expected ] for the [ of line 1'],
  ['{"labels":[\r\n {"name": cat}]}', '2:11 found cat, expected a value'],
  ['{"labels":[\n {"name": "cat}]}', '2:11 found a text without its end, expected "', '2:18 found the end of the text, expected } for the { of line 2'],
  ['{"labels":[]}}', '1:14 found }, expected the end of the text'],
  ["{'labels':[{\"name\":\"a\"}]}", "1:2 found 'labels', expected a name in double quotes, or }"],
  ['{"labels":[{"name":"a" "prompts":["b" "c"]}]}', '1:24 found "prompts", expected , or }', '1:39 found "c", expected , or ]'],
  ['{"labels":[{"name":"\\q"}]} /*', String.raw`1:21 found the escape \q, expected one of \" \\ \/ \b \f \n \r \t \u0000`, '1:28 found a comment without its end, expected */'],
  ['// cats\n{"labels":[]}', '2:11 found an empty list, expected at least one label'],
  ['3', '1:1 found 3, expected an object with "labels" or "groups"'],
  ['[]', '1:1 found a list, expected an object with "labels" or "groups"'],
  ['{"label":[]}', '1:2 found "label", expected "labels"'],
  ['{"x":1}', '1:1 found an object without both, expected an object with "labels" or "groups"'],
  ['{"labels":{"name":"a"}}', '1:11 found an object, expected a list of labels'],
  ['{"labels":["a"]}', '1:12 found "a" as label 1, expected an object such as {"name":"cat"}'],
  ['{"labels":[{"name":"a"},{}]}', '1:25 found label 2 without "name", expected "name"'],
  ['{"labels":[{"Name":"a"}]}', '1:13 found "Name" in label 1, expected "name"'],
  ['{"labels":[{"name":" "}]}', '1:20 found an empty text in label 1, expected words'],
  ['{"labels":[{"name":7}]}', '1:20 found 7 in label 1, expected a text'],
  ['{"labels":[{"name":"a","name":"b"}]}', '1:24 found "name" twice in label 1 (a), expected it once'],
  ['{"labels":[{"name":"cat","prompt":["b"]}]}', '1:26 found "prompt" in label 1 (cat), expected "prompts"'],
  ['{"labels":[{"name":"cat","colour":"#fff"}]}', '1:26 found "colour" in label 1 (cat), expected "color"'],
  ['{"labels":[{"name":"cat","weight":1}]}', '1:26 found "weight" in label 1 (cat), expected one of "name", "prompts", "not", "aliases", "parent", "threshold", "color"'],
  ['{"labels":[{"name":"a","prompts":"b"}]}', '1:34 found "b" in label 1 (a), expected a list of texts'],
  ['{"labels":[{"name":"a","prompts":["b",""]}]}', '1:39 found an empty text as prompt 2 of label 1 (a), expected words'],
  ['{"labels":[{"name":"a","aliases":[3]}]}', '1:35 found 3 as alias 1 of label 1 (a), expected a text'],
  ['{"labels":[{"name":"a","threshold":1.5}]}', '1:36 found 1.5 in label 1 (a), expected a number from 0 to 1'],
  ['{"labels":[{"name":"a","color":"red"}]}', '1:32 found "red" in label 1 (a), expected a colour such as "#c0ffee"'],
  ['{"labels":[{"name":"a"},{"name":"b"},{"name":"a "}]}', '1:46 found the name "a" of label 1 (a) once more in label 3 (a), expected another name'],
  ['{"labels":[{"name":"cat","parent":"animals"},{"name":"animal"}]}', '1:35 found the parent "animals" of label 1 (cat), which is no label, expected "animal"'],
  ['{"labels":[{"name":"a","parent":"b"},{"name":"b","parent":"a"}]}', '1:33 found label 1 (a) among its own parents, expected no circle', '1:59 found label 2 (b) among its own parents, expected no circle'],
  ['{"groups":[]}', '1:11 found an empty list, expected at least one group'],
  ['{"groups":[{"name":"g","kind":"oneof","lables":[]}],"labels":[]}', '1:31 found "oneof" in group 1 (g), expected "one-of" or "any-of"', '1:39 found "lables" in group 1 (g), expected "labels"', '1:53 found "labels" beside "groups", expected one of "$schema", "groups"'],
  ['{"groups":[{"name":"g","labels":[{"name":"a"}]},{"name":"g","kind":"any-of","labels":[{"name":"a"}]}]}', '1:12 found group 1 (g) without "kind", expected "kind"', '1:57 found the name "g" of group 1 (g) once more in group 2 (g), expected another name', '1:95 found the name "a" of label 1 (a) of group 1 (g) once more in label 1 (a) of group 2 (g), expected another name'],
]; // prettier-ignore
for (const [text, ...says] of broken) {
  test(`mistakes in a labels file are named with their places: ${JSON.stringify(text)}`, () => {
    const { labels, mistakes } = readLabels(text);
    assert.equal(labels, null);
    assert.deepEqual(
      mistakes.map(({ line, column, says }) => `${line}:${column} ${says}`),
      says,
    );
  });
}

test('the error names the file, three mistakes, and how many more there are', () => {
  const five = '{"labels":[{"name":1},{"name":2},{"name":3},\n{"name":4},{"name":5}]}';
  assert.throws(
    () => parseLabelSet(five, 'l.json'),
    (error: unknown) => {
      assert.ok(LensError.is(error, 'labels-invalid'));
      assert.equal(
        error.message,
        'The labels file l.json cannot be used: line 1, column 20: found 1 in label 1, expected a text; ' +
          'line 1, column 31: found 2 in label 2, expected a text; line 1, column 42: found 3 in label 3, expected a text; and 2 more.',
      );
      assert.deepEqual(error.details, { file: 'l.json', line: 1, column: 20 });
      return true;
    },
  );
});

test('no text throws or hangs: each beginning of a file, each letter left out, and each one in the place of another', () => {
  const good =
    '// a\n{"groups":[{"name":"g","kind":"any-of","labels":[{"name":"a","not":["b\\n"],"threshold":-0.5e1,},],}]}';
  for (let i = 0; i <= good.length; i++) {
    for (const text of [
      good.slice(0, i),
      good.slice(0, i) + good.slice(i + 1),
      `${good.slice(0, i)}"${good.slice(i + 1)}`,
      `${good.slice(0, i)}{${good.slice(i)}`,
    ]) {
      const { labels, mistakes } = readLabels(text);
      assert.equal(labels === null, mistakes.length > 0, text);
      for (const { from, to } of mistakes) assert.ok(from >= 0 && from <= to && to <= text.length, text);
    }
  }
  assert.ok(readLabels('['.repeat(100_000)).mistakes.length > 0);
});
