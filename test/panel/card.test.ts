// What a screen reader says of a card.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardName, copiesText, dimensionsText } from '../../src/panel/card.ts';
import { tagLines } from '../../src/panel/tagLines.ts';
import { cardOf, format, t } from './view.ts';

const plain = { tags: [], band: null, inGroup: null, t, format };

test('a card is named by its file and folder', () => {
  assert.equal(cardName(cardOf({}), plain), 'home.png, icons');
  assert.equal(cardName(cardOf({ path: 'home.png' }), plain), 'home.png');
});

test('tags, score band and copies follow', () => {
  const card = cardOf({
    tags: [
      { label: 'house', group: null, state: 'suggested', probability: 0.8, color: null },
      { label: 'tree', group: null, state: 'suggested', probability: 0.1, color: null },
    ],
    copies: 2,
  });
  assert.equal(
    cardName(card, { ...plain, tags: tagLines(card, [], []), band: 'strong' }),
    'home.png, house 80 %, tree 10 %, Strong match, 2 copies, icons',
  );
  const decided = [
    { group: '', label: 'house', state: 'rejected', facts: [] },
    { group: '', label: 'garden', state: 'by-hand', facts: [] },
  ] as const;
  assert.equal(
    cardName(card, { ...plain, tags: tagLines(card, decided, []) }),
    'home.png, garden by hand, tree 10 %, 2 copies, icons',
  );
});

test('in a group of copies it says which one to keep, not how many there are', () => {
  assert.equal(cardName(cardOf({ copies: 2 }), { ...plain, inGroup: 0 }), 'home.png, Keep, icons');
  assert.equal(cardName(cardOf({ copies: 2 }), { ...plain, inGroup: 1 }), 'home.png, icons');
});

test('numbers are words for people', () => {
  assert.equal(copiesText(1, t), '1 copy');
  assert.equal(dimensionsText(cardOf({ width: 1920 }), format), '1,920 × 600');
});
