// What is shown where the grid has nothing to show, and what helps.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startAddress } from '../../src/panel/address.ts';
import { screenOf, troubleOf } from '../../src/panel/screens.ts';
import { translator } from '../../src/panel/words.ts';
import type { PanelView } from '../../src/panel/panelView.ts';
import type { LensStatus } from '../../src/protocol/lens.ts';
import {
  duplicatesAnswer,
  folderStatus,
  format,
  group,
  idle,
  imagesAnswer,
  problem,
  problemsAnswer,
  replyOf,
  setup,
  t,
  viewOf,
} from './view.ts';

const nothing = imagesAnswer(replyOf({ count: 0 }));
const three = imagesAnswer(replyOf({ count: 3 }));
const empty: LensStatus = { ...idle, folders: [folderStatus({ indexed: true })] };
const fresh: LensStatus = { ...idle, folders: [folderStatus({})] };
const failed: LensStatus = { ...empty, state: 'failed', reason: 'The model has no tokenizer.' };

/** Kind, title, and what the buttons do. */
function shown(change: Partial<PanelView>) {
  const screen = screenOf(viewOf(change), t, format);
  return screen && [screen.kind, screen.title, ...screen.buttons.map(({ command }) => command)];
}

const textOf = (change: Partial<PanelView>) => screenOf(viewOf(change), t, format)?.text;

describe('where the grid has something', () => {
  test('it is shown, whatever else goes wrong', () => {
    assert.equal(shown({ answer: three }), null);
    assert.equal(shown({ answer: three, engineEnd: 'It crashed.' }), null);
    assert.equal(shown({ answer: three, status: failed }), null);
    assert.equal(shown({ answer: duplicatesAnswer([group('same-bytes', [1, 2])]) }), null);
    assert.equal(shown({ answer: problemsAnswer([problem('a.png')]) }), null);
  });

  test('it stays while the encoder is started again', () => {
    assert.equal(shown({ answer: three, status: { ...idle, state: 'restarting' } }), null);
  });
});

test('before the first answer there is calm, not a message', () => {
  assert.deepEqual(shown({ setup: null, status: null }), ['starting', '']);
  assert.deepEqual(shown({ status: null }), ['starting', '']);
});

test('without a folder the panel offers to open one', () => {
  const change = { setup: { ...setup, folders: [] } };
  assert.deepEqual(shown(change), ['message', 'No folder is open', 'openFolder']);
});

describe('a folder that is not indexed', () => {
  test('offers to index it', () => {
    assert.deepEqual(shown({ answer: nothing, status: fresh }), ['message', 'Not indexed yet', 'index']);
    assert.deepEqual(shown({ answer: nothing, status: null }), ['message', 'Not indexed yet', 'index']);
  });

  test('waits for trust in a restricted workspace', () => {
    const change = { setup: { ...setup, trusted: false }, answer: nothing, status: fresh };
    assert.deepEqual(shown(change), ['message', 'Not indexed yet', 'manageTrust']);
    assert.match(textOf(change)!, /restricted.*waits for trust/);
  });
});

describe('a folder without images', () => {
  const change = { answer: nothing, status: empty };

  test('says what was looked for, and offers another try', () => {
    assert.deepEqual(shown(change), ['message', 'No images found', 'index', 'openSettings']);
    assert.equal(
      textOf(change),
      'Looked for PNG, JPEG, WebP, GIF, SVG, AVIF, TIFF, BMP, Photoshop, HEIC and other image files.',
    );
  });

  test('says how many files the ignore rules left out', () => {
    const indexed = { excluded: 1204, settings: [] };
    assert.match(textOf({ ...change, indexed })!, /Left out: 1,204, by \.gitignore, .* or a hidden name\.$/);
  });

  test('names the settings that may have left them out', () => {
    const indexed = { excluded: 12, settings: ['assetLens.exclude (icons/**)', 'files.exclude'] };
    assert.match(
      textOf({ ...change, indexed })!,
      /Left out: 12, by \.gitignore, .* one of the settings assetLens\.exclude \(icons\/\*\*\), files\.exclude\.$/,
    );
  });

  test('says nothing of rules that left nothing out, but what is not looked into', () => {
    const text = textOf({ ...change, indexed: { excluded: 0, settings: ['files.exclude'] } })!;
    assert.doesNotMatch(text, /gitignore|files\.exclude/);
    assert.match(text, /Hidden folders and node_modules .* assetLens\.include/);
  });
});

test('a pause with nothing found yet offers to go on', () => {
  const progress = { done: 1, total: 9, imagesPerSecond: 0, remainingSeconds: null };
  const paused: LensStatus = { ...fresh, state: 'paused' };
  assert.deepEqual(shown({ answer: nothing, status: paused, progress }), [
    'message',
    'Indexing is paused',
    'resumeIndexing',
  ]);
});

describe('while indexing, with nothing found yet,', () => {
  const indexing: LensStatus = { ...fresh, state: 'indexing' };

  test('skeletons stand for what will come, in every mode', () => {
    assert.deepEqual(shown({ answer: nothing, status: indexing }), ['skeleton', '']);
    assert.deepEqual(shown({ answer: duplicatesAnswer([]), status: indexing }), ['skeleton', '']);
    assert.deepEqual(shown({ answer: nothing, status: { ...fresh, state: 'restarting' } }), ['skeleton', '']);
  });

  test('progress alone is enough to know', () => {
    const progress = { done: 1, total: 9, imagesPerSecond: 0, remainingSeconds: null };
    assert.deepEqual(shown({ answer: nothing, status: null, progress }), ['skeleton', '']);
  });
});

describe('nothing to show is good news', () => {
  test('among the problems', () => {
    assert.deepEqual(shown({ answer: problemsAnswer([]) }), ['message', 'No problems']);
  });

  test('among the copies', () => {
    assert.deepEqual(shown({ answer: duplicatesAnswer([]) }), ['message', 'No copies']);
  });

  test('but not before all were looked for', () => {
    const search = { progress: null, groups: 0, isWhole: false, isStopped: false };
    assert.deepEqual(shown({ answer: duplicatesAnswer([]), search }), ['message', 'Looking for duplicates']);
    const stopped = viewOf({ answer: duplicatesAnswer([]), search: { ...search, isStopped: true } });
    assert.deepEqual(
      screenOf(stopped, t, format)?.buttons.map(({ command }) => command),
      ['searchOn'],
    );
    const some = duplicatesAnswer([group('same-bytes', [1, 2])]);
    assert.equal(shown({ answer: some, search: { ...search, groups: 1 } }), null);
  });
});

test('filters that leave nothing over say that it is the filters', () => {
  const address = { ...startAddress, label: 'cat' };
  assert.deepEqual(shown({ address, answer: nothing, status: idle }), ['message', 'Nothing here']);
  assert.deepEqual(shown({ address, answer: nothing, status: empty }), [
    'message',
    'No images found',
    'index',
    'openSettings',
  ]);
});

describe('trouble', () => {
  const modelBroken = { code: 'model-invalid', message: 'The model has no tokenizer.' } as const;

  test('takes the screen only where there is nothing else to show', () => {
    assert.deepEqual(shown({ failure: modelBroken }), [
      'message',
      'The model cannot be used',
      'restart',
      'showLog',
    ]);
    assert.equal(shown({ failure: modelBroken, answer: three }), null);
    assert.equal(
      shown({ failure: modelBroken, answer: nothing, status: empty })?.[1],
      'The model cannot be used',
    );
  });

  test('with a model of one’s own offers the starter model first', () => {
    const view = viewOf({ failure: modelBroken, setup: { ...setup, isModelSet: true } });
    assert.deepEqual(troubleOf(view, t), {
      title: 'The model cannot be used',
      text: 'The model has no tokenizer.',
      buttons: [
        { name: 'Use the Starter Model', command: 'useStarter' },
        { name: 'Try Again', command: 'restart' },
        { name: 'Show Log', command: 'showLog' },
      ],
    });
  });

  test('of the engine offers to start it again', () => {
    assert.deepEqual(shown({ engineEnd: 'It crashed.' }), [
      'message',
      'The engine has stopped',
      'restart',
      'showLog',
    ]);
    assert.equal(textOf({ engineEnd: 'It crashed.' }), 'It crashed.');
  });

  test('with the labels offers their file', () => {
    const failure = { code: 'labels-invalid', message: 'Line 3: a name is missing.' } as const;
    assert.deepEqual(shown({ failure }), ['message', 'The labels cannot be used', 'editLabels']);
  });

  test('is none where another window cleared the index: the words are those of the language, and another is offered', () => {
    const sentence = 'The index of this folder was cleared by another window. Index again.';
    const german = translator({ [sentence]: 'Der Index wurde gelöscht.' });
    const view = viewOf({ failure: { code: 'cleared', message: sentence } });
    assert.equal(troubleOf(view, t)?.text, sentence);
    assert.deepEqual(troubleOf(view, german), {
      title: 'Not indexed yet',
      text: 'Der Index wurde gelöscht.',
      buttons: [{ name: 'Index Again', command: 'index' }],
    });
  });

  test('with what was asked says so, and there is nothing to repair', () => {
    for (const code of ['invalid-argument', 'not-found'] as const) {
      const trouble = troubleOf(viewOf({ failure: { code, message: 'a.bmp cannot be read.' } }), t);
      assert.deepEqual(trouble, {
        title: 'This cannot be searched for',
        text: 'a.bmp cannot be read.',
        buttons: [],
      });
    }
  });

  test('that the engine reports of itself is told with its reason', () => {
    assert.equal(troubleOf(viewOf({ status: failed }), t)?.text, 'The model has no tokenizer.');
    assert.equal(shown({ answer: nothing, status: failed })?.[1], 'This did not work');
  });

  test('is none where nothing failed', () => {
    assert.equal(troubleOf(viewOf(), t), null);
  });
});
