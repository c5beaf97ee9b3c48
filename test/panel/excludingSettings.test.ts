// What a person is told where no image was found: the settings that may be the reason, and no others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excludingSettings } from '../../src/extension/excludingSettings.ts';

test('settings that leave something out are named, ours with their patterns', () => {
  assert.deepEqual(
    excludingSettings({
      include: ['assets/**'],
      exclude: ['icons/**', '*.svg'],
      editor: ['files.exclude', 'search.exclude'],
    }),
    [
      'assetLens.include (assets/**)',
      'assetLens.exclude (icons/**, *.svg)',
      'files.exclude',
      'search.exclude',
    ],
  );
});

test('settings without patterns are not', () => {
  assert.deepEqual(excludingSettings({ include: [], exclude: [], editor: [] }), []);
  assert.deepEqual(excludingSettings({ include: [], exclude: ['old'], editor: [] }), [
    'assetLens.exclude (old)',
  ]);
});
