// What a folder's own settings for VS Code say to who has no VS Code.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { defaultVariantRules } from '../../src/protocol/variant.ts';
import { folderSettings } from '../../src/lens/folderSettings.ts';

function folderWith(t: TestContext, text: string | null): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'asset-lens-settings-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, '.vscode'));
  if (text !== null) writeFileSync(path.join(folder, '.vscode', 'settings.json'), text);
  return folder;
}

test('a folder’s settings are read as people write them, with comments and commas at the end', t => {
  const folder = folderWith(
    t,
    `\uFEFF{
      // Not the drafts.
      "assetLens.exclude": ["drafts/**", 3],
      "assetLens.include": ["icons"],
      "files.exclude": { "out": true, "shown": false, "x.png": { "when": "$(basename).psd" } },
      "search.exclude": { "**/vendor": true, "**/node_modules": true }, /* as out of the box */
      "editor.tabSize": 2,
      "assetLens.duplicates.variants": ["theme", { "name": "own", "pattern": "(x)$" }, "none"],
    }`,
  );
  assert.deepEqual(folderSettings(folder), {
    exclude: ['drafts/**', 'out', '**/vendor'],
    include: ['icons'],
    variantRules: [
      defaultVariantRules.find(({ name }) => name === 'theme'),
      { name: 'own', pattern: '(x)$', plain: false },
    ],
    mistake: null,
  });
});

test('where there are none, or none of ours, nothing is left out', t => {
  const nothing = { exclude: [], include: [], variantRules: null, mistake: null };
  assert.deepEqual(folderSettings(folderWith(t, null)), nothing);
  for (const text of [
    '{}',
    '[]',
    '{"assetLens.exclude":"drafts","files.exclude":null,"search.exclude":7,"assetLens.duplicates.variants":7}',
  ])
    assert.deepEqual(folderSettings(folderWith(t, text)), nothing, text);
  // What a link points to may lie anywhere.
  const outside = folderWith(t, '{"assetLens.exclude":["drafts"]}');
  const linked = folderWith(t, null);
  symlinkSync(path.join(outside, '.vscode', 'settings.json'), path.join(linked, '.vscode', 'settings.json'));
  assert.deepEqual(folderSettings(linked), nothing);
});

test('a mistake is told with its place, and what could be read counts', t => {
  const { exclude, mistake } = folderSettings(
    folderWith(t, '{\n  "assetLens.exclude": ["drafts"],\n  oops\n}'),
  );
  assert.deepEqual(exclude, ['drafts']);
  assert.match(mistake ?? '', /settings\.json, line 3, column 3: found .+, expected .+ counts\.$/);
});
