// What the status bar says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesText, durationText, foundText, statusText } from '../../src/extension/statusText.ts';
import type { IndexProgress, LensStatus } from '../../src/protocol/lens.ts';
import { folderStatus, idle, t } from './view.ts';

/** As the extension makes them: with a digit behind the point where there is one. */
const words = { t, count: new Intl.NumberFormat('en').format };
const say = (status: LensStatus | undefined, progress?: IndexProgress, endReason?: string) =>
  statusText(status, progress, endReason, words);

const many: LensStatus = {
  ...idle,
  model: 'starter@1a2b3c4d' as NonNullable<LensStatus['model']>,
  provider: 'cpu',
  deviceFailure: null,
  providerReason: 'The settings ask for the CPU.',
  folders: [
    folderStatus({ assets: 1200, indexed: true }),
    folderStatus({ name: 'icons', assets: 4, indexed: true }),
  ],
};
const progress: IndexProgress = { done: 758, total: 1204, imagesPerSecond: 41.4, remainingSeconds: 12.3 };

test('nothing is said while nothing is known', () => {
  assert.equal(say(undefined), null);
});

describe('idle', () => {
  test('it counts the images of all folders', () => {
    assert.deepEqual(say(many), {
      text: '$(eye) 1,204',
      spoken: 'Asset Lens: 1,204 images',
      lines: [
        'pictures: 1,200 images',
        'icons: 4 images',
        'Model starter@1a2b3c4d on CPU. The settings ask for the CPU.',
      ],
      isTrouble: false,
    });
  });

  test('it counts the problems, too, which are no alarm', () => {
    const folders = [folderStatus({ assets: 1200, indexed: true, problems: 3 })];
    const said = say({ ...many, folders });
    assert.equal(said?.text, '$(eye) 1,200  $(warning) 3');
    assert.equal(said?.spoken, 'Asset Lens: 1,200 images, 3 problems');
    assert.equal(said?.lines[0], 'pictures: 1,200 images, 3 problems');
    assert.equal(said?.isTrouble, false);
  });

  test('it says why a folder could not be listed, below its images, which are still found', () => {
    const unlisted = 'The folder /icons could not be listed: it is not there. Check that it is there.';
    const [pictures] = many.folders;
    const gone = folderStatus({ name: 'icons', assets: 4, indexed: true, problems: 1, unlisted });
    const said = say({ ...many, folders: [pictures!, gone] });
    assert.equal(said?.text, '$(eye) 1,204  $(warning) 1');
    assert.deepEqual(said?.lines.slice(0, 3), [
      'pictures: 1,200 images',
      'icons: 4 images, 1 problem',
      unlisted,
    ]);
    const never = say({ ...many, folders: [folderStatus({ name: 'icons', problems: 1, unlisted })] });
    assert.deepEqual(never?.lines.slice(0, 2), ['icons: 0 images, 1 problem', unlisted]);
  });

  test('one is said as one', () => {
    const folders = [folderStatus({ assets: 1, indexed: true, problems: 1 })];
    const said = say({ ...many, folders });
    assert.equal(said?.spoken, 'Asset Lens: 1 image, 1 problem');
    assert.equal(said?.lines[0], 'pictures: 1 image, 1 problem');
  });

  test('it names a folder that waits to be indexed', () => {
    assert.deepEqual(say({ ...idle, folders: [folderStatus({})] })?.lines, ['pictures: not indexed yet']);
  });
});

describe('indexing', () => {
  const indexing: LensStatus = { ...many, state: 'indexing' };

  test('it tells part, rate and remaining time', () => {
    const said = say(indexing, progress);
    assert.equal(said?.text, '$(sync~spin) 62 % · 41/s · 12 s');
    assert.equal(said?.spoken, 'Asset Lens: indexing, 62 %');
    assert.equal(said?.lines[0], 'Indexing 758 of 1,204 images');
  });

  test('it leaves out what cannot be told yet', () => {
    const early = { ...progress, imagesPerSecond: 0.2, remainingSeconds: null };
    assert.equal(say(indexing, early)?.text, '$(sync~spin) 62 %');
    assert.equal(say(indexing)?.text, '$(sync~spin) looking for images');
    assert.equal(say(indexing, { ...early, done: 0, total: 0 })?.text, '$(sync~spin) looking for images');
  });

  test('it takes the progress of the status where no event came yet', () => {
    assert.equal(say({ ...indexing, progress })?.text, '$(sync~spin) 62 % · 41/s · 12 s');
  });

  test('it never says all before all is done', () => {
    assert.match(say(indexing, { ...progress, done: 1203 })!.text, / 99 % /);
  });
});

describe('paused', () => {
  const resting: LensStatus = { ...many, state: 'paused' };

  test('it tells how far it is, and no speed', () => {
    const said = say(resting, progress);
    assert.equal(said?.text, '$(debug-pause) 62 %');
    assert.equal(said?.spoken, 'Asset Lens: indexing is paused at 62 %');
    assert.equal(said?.lines[0], 'Paused at 758 of 1,204 images');
    assert.equal(said?.isTrouble, false);
  });

  test('before anything was found, it says that alone', () => {
    assert.equal(say(resting)?.text, '$(debug-pause) paused');
  });
});

describe('trouble', () => {
  test('of the encoder is a restart, and no alarm', () => {
    const said = say({ ...many, state: 'restarting' });
    assert.equal(said?.text, '$(sync~spin) restarting');
    assert.equal(said?.isTrouble, false);
  });

  test('of the engine is told with its reason', () => {
    const said = say({ ...many, state: 'failed', reason: 'The model has no tokenizer.' });
    assert.equal(said?.text, '$(warning) Asset Lens');
    assert.equal(said?.spoken, 'Asset Lens: The model has no tokenizer.');
    assert.equal(said?.lines[0], 'The model has no tokenizer.');
    assert.equal(said?.isTrouble, true);
  });

  test('without a reason is told all the same, with no empty line', () => {
    const said = say({ ...idle, state: 'failed' });
    assert.equal(said?.spoken, 'Asset Lens: failed');
    assert.deepEqual(said?.lines, ['pictures: 3 images']);
  });

  test('at the end of the engine outweighs what was known before', () => {
    assert.deepEqual(say(many, progress, 'It crashed.'), {
      text: '$(error) Asset Lens',
      spoken: 'Asset Lens: the engine has stopped',
      lines: ['It crashed.'],
      isTrouble: true,
    });
  });
});

test('durations and sizes have one unit', () => {
  assert.deepEqual(
    [0, 12.4, 99, 100, 5969, 6000].map(seconds => durationText(seconds, t)),
    ['1 s', '12 s', '99 s', '2 min', '99 min', '2 h'],
  );
  assert.deepEqual(
    [0, 999, 1000, 1_234_567, 123_456_789, 999_600].map(bytes => bytesText(bytes, words.count)),
    ['0 B', '999 B', '1 kB', '1.2 MB', '123 MB', '1 MB'],
  );
});

test('what an index run found is said in sentences', () => {
  assert.equal(foundText(1204, 0, words), '1,204 images are indexed.');
  assert.equal(foundText(1, 1, words), '1 image is indexed. 1 file has problems.');
  assert.equal(foundText(2, 3000, words), '2 images are indexed. 3,000 files have problems.');
  assert.equal(foundText(0, 1, words), 'No image could be read. 1 file has problems.');
});
