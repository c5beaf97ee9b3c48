import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { helpText } from '../../src/cli/help.ts';
import { commandNames } from '../../src/cli/command.ts';
import { problemKinds, readableExtensions } from '../../src/protocol/asset.ts';
import { defaultTemplates } from '../../src/tags/prompts.ts';
import { repository } from './assetLens.ts';
import { type Results, schemaErrors, schemaFile } from './results.ts';

const page = readFileSync(path.join(repository, 'docs', 'cli.md'), 'utf8');

/** The text below a heading, up to the next one of its kind. */
function section(heading: string): string {
  const [, text] = page.split(`\n## ${heading}\n`);
  assert.ok(text !== undefined, heading);
  return text.split('\n## ')[0]!;
}

function jsonBlocks(text: string): string[] {
  return [...text.matchAll(/```json\n([^`]*)```/g)].map(([, block]) => block!);
}

test('each example in docs/cli.md is as the schema says', () => {
  const expected: readonly (readonly [heading: string, definitions: readonly (keyof Results)[]])[] = [
    ['index', ['index']],
    ['search', ['search', 'searchQueries']],
    ['tag', ['tag', 'labelsFile', 'labelsFile', 'tag']],
    ['labels', ['labels']],
    ['decide', ['decide']],
    ['eval', ['eval']],
    ['export', ['export', 'exportedTags']],
    ['import', ['import']],
    ['duplicates', ['duplicates']],
    ['references', ['references', 'allReferences']],
    ['unused', ['unused']],
    ['embed', ['embed']],
    ['prepare', ['prepare', 'prepareRemove']],
    ['doctor', ['doctor']],
    ['gpu', ['gpu', 'gpu']],
    ['models', ['models', 'modelRemoved']],
  ];
  for (const [heading, definitions] of expected) {
    const blocks = jsonBlocks(section(heading));
    assert.equal(blocks.length, definitions.length, heading);
    blocks.forEach((block, place) =>
      assert.equal(schemaErrors(definitions[place]!, JSON.parse(block)), undefined, block),
    );
  }
});

test('docs/cli.md and --help tell of the same options', () => {
  const optionsIn = (text: string) => new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g));
  const shared = [
    '--json',
    '--model',
    '--store',
    '--include',
    '--exclude',
    '--no-settings',
    '--provider',
    '--no-pictures',
  ];
  for (const name of commandNames) {
    const documented = optionsIn(section(name));
    for (const option of optionsIn(helpText(name)))
      assert.ok(shared.includes(option) || documented.has(option), `${name} ${option}`);
    for (const option of documented)
      assert.ok(optionsIn(helpText(name)).has(option), `${name} ${option} is not in --help`);
  }
  const common = optionsIn(section('For every command'));
  for (const option of shared) assert.ok(common.has(option), option);
});

test('docs/cli.md names every kind of problem, every extension and every template', () => {
  const problems = section('Files that cannot be read');
  for (const kind of problemKinds) assert.match(problems, new RegExp(`^\\| \`${kind}\` \\|`, 'm'));
  const indexed = section('What is indexed');
  for (const extension of readableExtensions) assert.ok(indexed.includes(`\`${extension}\``), extension);
  for (const template of defaultTemplates) assert.ok(section('tag').includes(`\`${template}\``), template);
});

test('the schema knows the same kinds of problem as the engine, and refuses what it does not know', () => {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8')) as {
    $defs: { problem: { properties: { kind: { enum: readonly string[] } } } };
  };
  assert.deepEqual(schema.$defs.problem.properties.kind.enum, problemKinds);
  assert.equal(schemaErrors('search', [{ path: 'a/b.png', score: 0.5, band: 'fair' }]), undefined);
  for (const wrong of [
    [{ path: '/a/b.png', score: 0.5, band: 'fair' }],
    [{ path: '../b.png', score: 0.5, band: 'fair' }],
    [{ path: 'b.png', score: 1.5, band: 'fair' }],
    [{ path: 'b.png', score: '0.5', band: 'fair' }],
    [{ path: 'b.png' }],
    [{ path: 'b.png', score: 0.5, band: 'good' }],
    { path: 'b.png', score: 0.5, band: 'fair' },
  ])
    assert.notEqual(schemaErrors('search', wrong), undefined, JSON.stringify(wrong));
});
