// Tags in words, in the tree, the hovers and the messages; and paths of images in any text.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  countText,
  decidedText,
  disputedText,
  findingText,
  kindText,
  learnedText,
  stateText,
  tagsText,
} from '../../src/extension/tagText.ts';
import { labelCount, t } from './view.ts';

const words = { t, count: (value: number) => new Intl.NumberFormat('en').format(value) };

describe('tags in words', () => {
  test('are a share where the model suggests them, and a state where people decided', () => {
    assert.equal(stateText('suggested', 0.29, words), '29 %');
    assert.equal(stateText('accepted', 0.29, words), 'accepted');
    assert.equal(stateText('by-hand', null, words), 'by hand');
    const chip = { group: null, color: null };
    assert.equal(
      tagsText(
        [
          { ...chip, label: 'cat', state: 'accepted', probability: 0.9 },
          { ...chip, label: 'dog', state: 'suggested', probability: 0.875 },
        ],
        words,
      ),
      'cat accepted, dog 87 %',
    );
  });

  test('are counted by their states', () => {
    const states = { suggested: 1200, accepted: 3, rejected: 0, 'by-hand': 1, disputed: 0 };
    assert.equal(
      countText(labelCount({ label: 'cat', assets: 1204, states }), words),
      '1,204 images: 1,200 suggested, 3 accepted, 1 by hand',
    );
    const none = { suggested: 0, accepted: 0, rejected: 0, 'by-hand': 0, disputed: 0 };
    assert.equal(countText(labelCount({ label: 'cat', assets: 0, states: none }), words), '0 images');
  });

  test('say what they are a kind of and from where on they are suggested, and how many are disputed', () => {
    const cat = labelCount({ label: 'cat', parents: ['pet', 'animal'], threshold: 0.5 });
    assert.equal(kindText(cat, words), 'animal › pet · suggested from 50 % on');
    assert.equal(kindText(labelCount({ label: 'cat' }), words), '');
    assert.equal(disputedText(1200, words), '1,200 disputed');
  });

  test('say what was learned, and that it is no better than the prompts where it is not', () => {
    const [before, after] = [
      { right: 6, of: 10 },
      { right: 9, of: 10 },
    ];
    const learnedOf = (usesDecisions: boolean) =>
      learnedText(labelCount({ label: 'cat', learned: { usesDecisions, before, after } }), words);
    assert.equal(learnedOf(true), 'Learned from decisions: 9 of 10 right, by the prompts alone 6.');
    assert.match(learnedOf(false), /^Decisions are no better than the prompts yet \(6 of 10 right\)/);
    assert.equal(learnedText(labelCount({ label: 'cat' }), words), '');
  });

  test('say what was decided of how many', () => {
    assert.equal(decidedText('accepted', 1, words), '1 tag accepted');
    assert.equal(decidedText('by-hand', 1500, words), '1,500 tags added');
    assert.equal(decidedText('rejected', 0, words), 'Nothing changed');
  });

  test('say what is odd about a label and what helps', () => {
    assert.match(
      findingText({ kind: 'alike', label: 'boat', other: 'ship', value: 0.99 }, words),
      /^The model hardly tells boat from ship on these images\./,
    );
    assert.match(
      findingText({ kind: 'most', label: 'boat', other: null, value: 0.91 }, words),
      /suggested for 91 % of the images/,
    );
    assert.match(
      findingText({ kind: 'long', label: 'boat', other: 'a …', value: 80 }, words),
      /has 80 tokens/,
    );
    assert.match(findingText({ kind: 'never', label: 'boat', other: null, value: 0 }, words), /for no image/);
  });
});
