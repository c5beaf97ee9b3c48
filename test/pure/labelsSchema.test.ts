// The schema of the labels file, which editors read, and the parser, which has the last word, agree.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readLabels } from '../../src/tags/labels.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) =>
  JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, unknown>;

const ofEditor = new Ajv({ strictTypes: false, allErrors: true });
// VS Code's own two words.
ofEditor.addVocabulary(['allowComments', 'allowTrailingCommas']);
const validInEditor = ofEditor.compile(read('media/labels.schema.json'));
const ofCommand = new Ajv2020({ strictTypes: false, allErrors: true });
ofCommand.addSchema(read('docs/cli.schema.json'), 'cli');
const validOnCommandLine = ofCommand.getSchema('cli#/$defs/labelsFile')!;

const inGroup = (label: unknown) => ({ groups: [{ name: 'g', kind: 'any-of', labels: [label] }] });

const good: readonly unknown[] = [
  { labels: [{ name: 'cat' }] },
  { labels: [{ name: 'cat', prompts: [] }, { name: 'dog', prompts: ['a dog'] }], more: 1 },
  { $schema: 'labels.schema.json', labels: [{ name: 'cat' }] },
  { labels: [{ name: 'cat', not: ['a tiger'], aliases: ['kitten'], threshold: 0.5, color: '#abc' }] },
  inGroup({ name: 'cat' }),
  inGroup({ name: 'cat', threshold: 0, color: '#A0b1C2' }),
  inGroup({ name: 'cat', threshold: 1, prompts: ['a', 'b'], not: [], aliases: [] }),
  { $schema: 'x', groups: [{ name: 'g', kind: 'one-of', labels: [{ name: 'a' }, { name: 'b', parent: 'a' }] }] },
]; // prettier-ignore

const bad: readonly unknown[] = [
  null, 3, 'cat', [], {}, { label: [] }, { labels: [] }, { labels: {} }, { labels: ['cat'] }, { labels: [null] },
  { labels: [{}] }, { labels: [{ name: '' }] }, { labels: [{ name: ' ' }] }, { labels: [{ name: 1 }] },
  { labels: [{ name: 'cat', prompt: ['a'] }] }, { labels: [{ name: 'cat', prompts: 'a' }] },
  { labels: [{ name: 'cat', prompts: null }] }, { labels: [{ name: 'cat', prompts: [' '] }] },
  { $schema: 1, labels: [{ name: 'cat' }] },
  { groups: [] }, { groups: {} }, { groups: [1] }, { groups: [{ kind: 'any-of', labels: [{ name: 'a' }] }] },
  { groups: [{ name: 'g', labels: [{ name: 'a' }] }] }, { groups: [{ name: 'g', kind: 'any-of' }] },
  { groups: [{ name: 'g', kind: 'any', labels: [{ name: 'a' }] }] },
  { groups: [{ name: 'g', kind: 'any-of', labels: [] }] },
  { groups: [{ name: 'g', kind: 'any-of', labels: [{ name: 'a' }], color: '#fff' }] },
  { groups: [{ name: 'g', kind: 'any-of', labels: [{ name: 'a' }] }], labels: [{ name: 'b' }] },
  { groups: [{ name: 'g', kind: 'any-of', labels: [{ name: 'a' }] }], more: 1 },
  inGroup({ name: 'cat', not: 'a' }), inGroup({ name: 'cat', not: [1] }), inGroup({ name: 'cat', aliases: [''] }),
  inGroup({ name: 'cat', parent: '' }), inGroup({ name: 'cat', parent: null }), inGroup({ name: 'cat', parent: ['a'] }),
  inGroup({ name: 'cat', threshold: -0.1 }), inGroup({ name: 'cat', threshold: 1.1 }), inGroup({ name: 'cat', threshold: '0.5' }),
  inGroup({ name: 'cat', color: 'red' }), inGroup({ name: 'cat', color: '#ab' }), inGroup({ name: 'cat', color: 7 }),
]; // prettier-ignore

for (const [values, isGood] of [
  [good, true],
  [bad, false],
] as const) {
  for (const value of values) {
    test(`schema and parser ${isGood ? 'accept' : 'refuse'} ${JSON.stringify(value)}`, () => {
      const { mistakes } = readLabels(JSON.stringify(value));
      assert.ok(mistakes.every(({ isBeyondSchema }) => !isBeyondSchema));
      assert.deepEqual(
        [validInEditor(value), validOnCommandLine(value), readLabels(JSON.stringify(value)).labels !== null],
        [isGood, isGood, isGood],
      );
    });
  }
}

test('the parser knows more than a schema can say: names that differ, and parents that are there', () => {
  const labels = (...all: unknown[]) => ({ groups: [{ name: 'g', kind: 'any-of', labels: all }] });
  for (const value of [
    labels({ name: 'a' }, { name: 'a' }),
    labels({ name: 'a', parent: 'b' }),
    labels({ name: 'a', parent: 'a' }),
  ]) {
    assert.ok(validInEditor(value));
    const { mistakes } = readLabels(JSON.stringify(value));
    assert.deepEqual(mistakes.map(({ isBeyondSchema }) => isBeyondSchema), [true]); // prettier-ignore
  }
});

test('everything that a person may write has a description for the editor to show', () => {
  type Schema = { readonly properties: Record<string, { readonly description?: string }> };
  const schema = read('media/labels.schema.json') as unknown as Schema & {
    readonly definitions: { readonly label: Schema; readonly group: Schema };
  };
  for (const { properties } of [schema, schema.definitions.label]) {
    for (const [name, { description }] of Object.entries(properties)) assert.ok(description, name);
  }
  assert.ok(schema.definitions.group.properties['kind']!.description);
});

test('VS Code takes the schema for the labels file of a folder, and the file for JSON with comments', () => {
  const { contributes } = read('package.json') as {
    contributes: {
      jsonValidation: readonly { fileMatch: string; url: string }[];
      languages: readonly { id: string; filenamePatterns: readonly string[] }[];
    };
  };
  const file = '**/.vscode/asset-lens.json';
  assert.deepEqual(contributes.jsonValidation, [{ fileMatch: file, url: './media/labels.schema.json' }]);
  assert.deepEqual(contributes.languages, [{ id: 'jsonc', filenamePatterns: [file] }]);
});
