// From an answer to what the grid draws: bands, groups, and the headings between them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bandName, duplicateContent, groupTitle, searchContent } from '../../src/panel/sections.ts';
import type { AssetId, AssetPath } from '../../src/protocol/asset.ts';
import type { VariantSet } from '../../src/protocol/variant.ts';
import { folderId, format, group, replyOf, t } from './view.ts';

describe('the hits of a search', () => {
  test('stand without a heading while they are good, and below one where they are weak', () => {
    const content = searchContent(replyOf({ count: 6, strong: 2, fair: 1 }), true, t);
    assert.deepEqual(content.sections, [
      { first: 0, title: null },
      { first: 3, title: 'Weaker matches' },
    ]);
    assert.deepEqual([0, 1, 2, 3].map(content.band), ['strong', 'strong', 'fair', 'weak']);
    assert.equal(content.group(0), null);
  });

  test('have no second heading when all are good', () => {
    const content = searchContent(replyOf({ count: 3, strong: 1, fair: 2 }), true, t);
    assert.deepEqual(content.sections, [{ first: 0, title: null }]);
  });

  test('say so when none is good', () => {
    const content = searchContent(replyOf({ count: 6 }), true, t);
    assert.deepEqual(content.sections, [{ first: 0, title: 'No good match. Closest:' }]);
    assert.equal(content.band(0), 'weak');
  });

  test('are nothing where nothing is indexed', () => {
    assert.deepEqual(searchContent(replyOf({ count: 0 }), true, t).sections, []);
  });
});

test('a list of everything has neither headings nor bands', () => {
  const content = searchContent(replyOf({ count: 6 }), false, t);
  assert.deepEqual(content.sections, [{ first: 0, title: null }]);
  assert.equal(content.band(0), null);
});

describe('duplicates', () => {
  const content = duplicateContent(
    [group('same-bytes', [4, 9]), group('look-alike', [2, 3, 8], 0.93)],
    [],
    t,
    format,
  );

  test('have one heading a group, in the order of the engine', () => {
    assert.deepEqual([...content.ids], [4, 9, 2, 3, 8]);
    assert.deepEqual(content.sections, [
      { first: 0, title: '2 copies of the same file' },
      { first: 2, title: '3 images that look alike (93 %)' },
    ]);
  });

  test('know the group of each picture', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5].map(content.group), [0, 0, 1, 1, 1, null]);
    assert.equal(content.band(0), null);
  });

  test('lie in cells of one width, so that what differs is easy to see', () => {
    assert.equal(new Set(Array.from(content.aspects)).size, 1);
    assert.equal(content.aspects.length, 5);
  });

  test('are followed by sets of variants, of which none is kept, with what is missing', () => {
    const set = (assets: readonly number[], missing: readonly string[]): VariantSet => ({
      kind: 'variants', folder: folderId, rules: ['scale'], assets: assets as readonly AssetId[], missing: missing as readonly AssetPath[],
    }); // prettier-ignore
    const sets = [
      set([7, 8], ['icons/a@2x.png']),
      set([9], ['a@2x.png', 'a@3x.png', 'a@4x.png', 'a@5x.png']),
    ];
    const both = duplicateContent([group('same-bytes', [4, 9])], sets, t, format);
    assert.deepEqual([...both.ids], [4, 9, 7, 8, 9]);
    assert.deepEqual(both.sections, [
      { first: 0, title: '2 copies of the same file' },
      { first: 2, title: '2 variants (scale) · missing: a@2x.png' },
      { first: 4, title: '1 variant (scale) · missing: a@2x.png, a@3x.png, a@4x.png and 1 more' },
    ]);
    assert.deepEqual([0, 1, 2, 3, 4].map(both.isVariant), [false, false, true, true, true]);
    assert.deepEqual([0, 1, 2, 3, 4].map(both.group), [0, 0, 1, 1, 2]);
  });

  test('are none where there are none', () => {
    const none = duplicateContent([], [], t, format);
    assert.deepEqual([...none.ids], []);
    assert.deepEqual(none.sections, []);
  });
});

test('each kind of evidence and each band has its own words', () => {
  const kinds = ['same-bytes', 'same-pixels', 'transformed', 'look-alike'] as const;
  assert.deepEqual(
    kinds.map(kind => groupTitle(group(kind, [1, 2], 0.999), t, format)),
    [
      '2 copies of the same file',
      '2 files with the same pixels',
      '2 edited copies',
      '2 images that look alike (99 %)',
    ],
  );
  assert.deepEqual(
    (['strong', 'fair', 'weak'] as const).map(band => bandName(band, t)),
    ['Strong match', 'Fair match', 'Weak match'],
  );
});
