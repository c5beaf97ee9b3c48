// Numbers, names and sentences as people read and hear them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { baseName, folderName, formatFor } from '../../src/panel/format.ts';
import { footerText, modelName, progressText } from '../../src/panel/footer.ts';
import { searchSpeech, stateSpeech, tenthPassed } from '../../src/panel/speech.ts';
import { translator } from '../../src/panel/words.ts';
import { startAddress } from '../../src/panel/address.ts';
import { type SearchView, copiesProgressText } from '../../src/panel/searchText.ts';
import type { DuplicateProgress } from '../../src/protocol/duplicate.ts';
import type { LensStatus } from '../../src/protocol/lens.ts';
import {
  duplicatesAnswer,
  format,
  group,
  idle,
  imagesAnswer,
  problem,
  problemsAnswer,
  replyOf,
  t,
  viewOf,
} from './view.ts';

describe('a sentence', () => {
  test('is itself where there is no translation', () => {
    assert.equal(translator({})('Open Folder'), 'Open Folder');
  });

  test('takes its values in any order', () => {
    const german = translator({ '{0} of {1}': 'von {1} sind es {0}' });
    assert.equal(german('{0} of {1}', 18, '1.204'), 'von 1.204 sind es 18');
  });

  test('never takes a value for a place', () => {
    assert.equal(t('{0} of {1}', '{1}', 'b'), '{1} of b');
    assert.equal(t('{0} of {1}', 'a'), 'a of {1}');
  });

  test('may be called like a property of every object', () => {
    assert.equal(t('toString'), 'toString');
  });
});

describe('numbers', () => {
  test('have the separators of the language', () => {
    assert.equal(format.count(1204), '1,204');
    assert.equal(formatFor('de').count(1204), '1.204');
  });

  test('are English where the language is a private tag or none', () => {
    for (const language of ['qps-ploc', '', 'no such language'])
      assert.equal(formatFor(language).count(1204), '1,204');
  });

  test('of parts are whole per cents, and all is only all', () => {
    assert.equal(format.percent(1, 3), '33 %');
    assert.equal(format.percent(999, 1000), '99 %');
    assert.equal(format.percent(1000, 1000), '100 %');
    assert.equal(format.percent(0, 0), '0 %');
  });

  test('of a probability are not cut by a rounding error', () => {
    assert.equal(format.percent(0.29, 1), '29 %');
    assert.equal(format.percent(0.57, 1), '57 %');
  });

  test('of bytes have units of a thousand', () => {
    assert.deepEqual(
      [0, 999, 1000, 1234, 12_345, 123_456, 999_499, 999_500, 1_200_000, 5e9, 5e15].map(format.bytes),
      ['0 B', '999 B', '1 kB', '1.2 kB', '12.3 kB', '123 kB', '999 kB', '1 MB', '1.2 MB', '5 GB', '5,000 TB'],
    );
  });

  test('of time have one unit', () => {
    assert.deepEqual([0, 0.4, 12.4, 99.4, 99.6, 600, 5940, 6000, 9000].map(format.seconds), [
      '1 s', '1 s', '12 s', '99 s', '2 min', '10 min', '99 min', '1.7 h', '2.5 h',
    ]); // prettier-ignore
    assert.deepEqual([0, 9.4, 999, 1000, 1250].map(format.milliseconds), [
      '1 ms', '9 ms', '999 ms', '1 s', '1.3 s',
    ]); // prettier-ignore
  });
});

describe('a file name', () => {
  test('is the last part of a path of either kind', () => {
    assert.equal(baseName('icons/home.png'), 'home.png');
    assert.equal(baseName('C:\\icons\\home.png'), 'home.png');
    assert.equal(baseName('home.png'), 'home.png');
    assert.equal(folderName('icons/small/home.png'), 'icons/small');
    assert.equal(folderName('home.png'), '');
  });
});

describe('the live region', () => {
  test('says how many images there are', () => {
    assert.equal(searchSpeech(replyOf({ count: 1204 }), false, t, format), '1,204 images');
    assert.equal(searchSpeech(replyOf({ count: 1 }), false, t, format), '1 image');
  });

  test('says how many match, and that none does', () => {
    const said = (strong: number, fair: number, searched = 1204) =>
      searchSpeech(replyOf({ count: 9, searched, strong, fair }), true, t, format);
    assert.equal(said(0, 0), 'No good match in 1,204 images');
    assert.equal(said(1, 0), '1 match in 1,204 images');
    assert.equal(said(0, 0, 1), 'No good match in 1 image');
    assert.equal(said(0, 1, 1), '1 match in 1 image');
    assert.equal(said(2, 3), '5 matches in 1,204 images');
  });

  test('speaks at every tenth per cent, once, and not at the end, which is told as such', () => {
    const at = (done: number, total = 100) => ({ done, total, imagesPerSecond: 1, remainingSeconds: null });
    assert.equal(tenthPassed(null, at(5)), null);
    assert.equal(tenthPassed(at(9), at(10)), 10);
    assert.equal(tenthPassed(at(10), at(19)), null);
    assert.equal(tenthPassed(at(19), at(45)), 40);
    assert.equal(tenthPassed(at(95), at(100)), null);
    assert.equal(tenthPassed(null, at(0, 0)), null);
  });

  test('says when work starts, ends and fails, and nothing twice', () => {
    assert.equal(stateSpeech('idle', 'indexing', t), 'Indexing started');
    assert.equal(stateSpeech('indexing', 'indexing', t), null);
    assert.equal(stateSpeech('indexing', 'idle', t), 'Indexing finished');
    assert.equal(stateSpeech('restarting', 'indexing', t), null);
    assert.equal(stateSpeech('indexing', 'paused', t), 'Indexing is paused');
    assert.equal(stateSpeech('paused', 'indexing', t), 'Indexing goes on');
    assert.equal(stateSpeech('paused', 'idle', t), 'Indexing was stopped');
    assert.equal(stateSpeech(null, 'idle', t), null);
    assert.equal(stateSpeech('idle', 'failed', t), 'Something failed');
  });
});

describe('the footer', () => {
  const progress = { done: 212, total: 1204, imagesPerSecond: 41.4, remainingSeconds: 12 };
  const line = (change: Parameters<typeof viewOf>[0]) => footerText(viewOf(change), t, format);

  test('counts what there is', () => {
    assert.equal(line({}), '');
    assert.equal(line({ answer: imagesAnswer(replyOf({ count: 1204 })) }), '1,204 images');
    assert.equal(line({ answer: imagesAnswer(replyOf({ count: 1 })) }), '1 image');
    const answer = duplicatesAnswer([group('same-bytes', [1, 2])]);
    const search: SearchView = { progress: null, groups: 1, isWhole: true, isStopped: false };
    assert.equal(line({ answer, search }), '1 group');
    assert.equal(line({ answer, search: { ...search, isWhole: false } }), '1 group so far');
    const stopped = { ...search, groups: 1204, isWhole: false, isStopped: true };
    assert.equal(line({ answer, search: stopped }), '1,204 groups so far · search stopped');
    assert.equal(line({ answer: problemsAnswer([problem('a.png'), problem('b.png')]) }), '2 problems');
  });

  test('says what a search for duplicates does, how fast, and how long that takes yet', () => {
    const told: DuplicateProgress = {
      step: 'looking', done: 250, total: 1000, copies: 3, compared: 250, outlined: 90, perSecond: 52.4, remainingSeconds: 14.3,
    }; // prettier-ignore
    const said = (change: Partial<DuplicateProgress>) => {
      const progress = { ...told, ...change };
      return copiesProgressText({ progress, groups: 3, isWhole: false, isStopped: false }, t, format);
    };
    assert.equal(said({}), `Comparing likely pairs 25 % · 52/s · ${format.seconds(14.3)}`);
    assert.equal(said({ perSecond: 0, remainingSeconds: null }), 'Comparing likely pairs 25 %');
    assert.equal(said({ step: 'comparing', total: 0, perSecond: 0, remainingSeconds: null }), 'Comparing other pairs'); // prettier-ignore
    assert.equal(said({ step: 'waiting' }), 'Looking for duplicates when nothing else is to be done');
  });

  test('says how far a paused run is, and no speed', () => {
    const status: LensStatus = { ...idle, state: 'paused' };
    assert.equal(
      progressText(viewOf({ status, progress }), t, format),
      `Paused at ${format.percent(212, 1204)}`,
    );
    assert.equal(progressText(viewOf({ status }), t, format), 'Paused');
  });

  test('says how many match, of how many, and how long it took', () => {
    const answer = imagesAnswer(replyOf({ count: 30, strong: 10, fair: 8, searched: 1204 }), {
      text: 'boats',
    });
    assert.equal(line({ answer }), '18 of 1,204 · 9 ms');
  });

  test('says where a search looked while the rest is still to come', () => {
    const address = { ...startAddress, text: 'boats' };
    const answer = imagesAnswer(replyOf({ count: 3, strong: 3, searched: 212 }), address);
    assert.equal(line({ answer, address, progress }), '3 of 212 · 9 ms · searching in 212 of 1,204');
  });

  test('tells progress with rate and remaining time, as far as they are known', () => {
    assert.equal(progressText(viewOf({ progress }), t, format), 'Indexing 17 % · 41/s · 12 s');
    const early = { ...progress, imagesPerSecond: 0, remainingSeconds: null };
    assert.equal(progressText(viewOf({ progress: early }), t, format), 'Indexing 17 %');
    assert.equal(progressText(viewOf({}), t, format), 'Looking for images');
  });

  test('calls a model by its name', () => {
    assert.equal(modelName('starter@1a2b3c4d'), 'Starter');
    assert.equal(modelName('my-clip'), 'My-clip');
  });
});
