// A short query is asked of each kind of asset in its own words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetKinds } from '../../src/protocol/asset.ts';
import { wordsByKind } from '../../src/search/kindWords.ts';

function check(text: string, photograph: string): void {
  const byKind = wordsByKind(text);
  assert.equal(byKind.length, 1 + assetKinds.length);
  assetKinds.forEach((kind, place) =>
    assert.equal(byKind[1 + place], kind === 'photograph' ? photograph : text, kind),
  );
  assert.equal(byKind[0], text, 'and of a picture of an unknown kind as it stands');
}

test('one to three words are asked of photographs as a photo, of drawings as they stand', () => {
  check('dog', 'a photo of a dog');
  check('owl', 'a photo of an owl');
  check('great white shark', 'a photo of a great white shark');
});

test('a model that was shown sentences is asked in one, with a full stop', () => {
  assert.equal(
    wordsByKind('dog', 'sentence')[1 + assetKinds.indexOf('photograph')],
    'This is a photo of a dog.',
  );
  assert.equal(wordsByKind('dog icon', 'sentence')[1], 'dog icon');
});

test('what has an article or a number already gets no second one', () => {
  check('a dog', 'a photo of a dog');
  check('The Eiffel tower', 'a photo of The Eiffel tower');
  check('two dogs', 'a photo of two dogs');
  check('3 red cars', 'a photo of 3 red cars');
});

test('a sentence, and words that name a kind, are asked of all kinds as they stand', () => {
  check('a dog on a beach', 'a dog on a beach');
  check('dog icon', 'dog icon');
  check('photos of dogs', 'photos of dogs');
  check('wood texture', 'wood texture');
});
