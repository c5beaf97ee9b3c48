// What the review of duplicates calls images, and what it says when another one is looked at.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CopiesView } from '../../src/panel/copiesRun.ts';
import { namesOf } from '../../src/panel/copiesText.ts';
import { copiesSpeech } from '../../src/panel/speech.ts';
import type { AssetPath } from '../../src/protocol/asset.ts';
import { cardOf, format, group, t } from './view.ts';

const called = (one: string, other: string) => namesOf(one as AssetPath, other as AssetPath);

describe('two images beside each other', () => {
  test('are called by their names', () => {
    assert.deepEqual(called('icons/home.png', 'old/house.png'), ['home.png', 'house.png']);
  });

  test('are called by their paths where the names are the same', () => {
    assert.deepEqual(called('icons/home.png', 'home.png'), ['icons/home.png', 'home.png']);
  });
});

describe('another group or another image of it', () => {
  const cards = [cardOf({ id: 1, path: 'icons/home.png' }), cardOf({ id: 2, path: 'old/home.png' })];
  const [one, two] = cards.map(({ id }) => id);
  const view: CopiesView = {
    at: 1,
    total: 1204,
    isWhole: true,
    isStopped: false,
    isBusy: false,
    current: {
      group: group('same-bytes', [1, 2]),
      cards,
      members: [],
      best: null,
      reason: null,
      kept: two!,
      other: one!,
    },
  };

  test('is told with its place, the kept image and the compared one', () => {
    assert.equal(
      copiesSpeech(view, t, format),
      'Group 2 of 1,204, old/home.png is kept, icons/home.png is compared',
    );
  });

  test('is told to be missing at the end', () => {
    assert.equal(copiesSpeech({ ...view, current: null }, t, format), 'No copies');
  });
});
