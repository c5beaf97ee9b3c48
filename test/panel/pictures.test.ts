// Which file a card shows: the thumbnail, unless it would look soft and the file itself is light enough.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  absoluteFile,
  cardPicture,
  detailsPicture,
  examplePicture,
  originalPicture,
} from '../../src/panel/pictures.ts';
import type { AssetPath, FolderId } from '../../src/protocol/asset.ts';
import { cardOf, folderId, setup } from './view.ts';

const original = 'https://files/pictures/icons/home.png?1700000000000';
const thumbnail = 'https://files/thumbnails/ab/cd.webp';

describe('a card', () => {
  test('shows the thumbnail at its own size', () => {
    assert.equal(cardPicture(setup, cardOf({}), 140), thumbnail);
  });

  test('shows the file where the thumbnail would look soft', () => {
    // 800 × 600 has a thumbnail 192 px high; up to 1.3 times that is tolerable.
    assert.equal(cardPicture(setup, cardOf({}), 249), thumbnail);
    assert.equal(cardPicture(setup, cardOf({}), 251), original);
  });

  test('does not load a heavy file for it', () => {
    assert.equal(cardPicture(setup, cardOf({ bytes: 1_500_001 }), 640), thumbnail);
  });

  test('does not load what the browser cannot show', () => {
    assert.equal(cardPicture(setup, cardOf({ format: 'tiff' }), 640), thumbnail);
    assert.equal(cardPicture(setup, cardOf({ format: 'tiff', thumbnail: null }), 140), null);
  });

  test('does not load a small picture again that the thumbnail holds whole', () => {
    assert.equal(cardPicture(setup, cardOf({ width: 64, height: 64 }), 640), thumbnail);
  });

  test('draws a vector sharp at any size', () => {
    assert.equal(cardPicture(setup, cardOf({ format: 'svg', width: 24, height: 24 }), 140), original);
  });

  test('keeps an animation still', () => {
    assert.equal(cardPicture(setup, cardOf({ format: 'gif' }), 640), thumbnail);
  });

  test('without a thumbnail shows the file, if it can be shown', () => {
    assert.equal(cardPicture(setup, cardOf({ thumbnail: null }), 140), original);
    assert.equal(cardPicture(setup, cardOf({ thumbnail: null, bytes: 50_000_000 }), 140), null);
  });
});

describe('the details', () => {
  test('show the file itself, heavier ones too', () => {
    assert.equal(detailsPicture(setup, cardOf({ bytes: 30_000_000 }), null), original);
  });

  test('show the thumbnail of what the browser cannot show or hold', () => {
    assert.equal(detailsPicture(setup, cardOf({ format: 'tiff' }), null), thumbnail);
    assert.equal(detailsPicture(setup, cardOf({ bytes: 40_000_001 }), null), thumbnail);
    assert.equal(detailsPicture(setup, cardOf({ format: 'tiff', thumbnail: null }), null), null);
  });

  test('show the larger picture that the Lens made of it, where there is one', () => {
    const large = 'ab/abc.large.jpg';
    assert.equal(detailsPicture(setup, cardOf({ format: 'tiff' }), large), `${setup.thumbnails}/${large}`);
  });
});

test('the details show icons and bitmaps as they are, cards never a bitmap, which may be of a rare kind', () => {
  for (const format of ['ico', 'bmp'] as const)
    assert.equal(detailsPicture(setup, cardOf({ format }), null), original, format);
  assert.equal(cardPicture(setup, cardOf({ format: 'bmp' }), 640), thumbnail);
  assert.equal(cardPicture(setup, cardOf({ format: 'bmp', thumbnail: null }), 140), null);
  assert.equal(cardPicture(setup, cardOf({ format: 'ico', thumbnail: null }), 140), original);
});

describe('an address', () => {
  test('takes every sign of a file name', () => {
    const path = 'a b/100% #1?.png' as AssetPath;
    assert.equal(
      originalPicture(setup, { folder: folderId, path, modified: 5.9 }),
      'https://files/pictures/a%20b/100%25%20%231%3F.png?5',
    );
  });

  test('is new when the file is', () => {
    assert.notEqual(
      originalPicture(setup, cardOf({ modified: 1 })),
      originalPicture(setup, cardOf({ modified: 2 })),
    );
  });

  test('is none for a folder that is not open', () => {
    assert.equal(originalPicture(setup, cardOf({ folder: '/elsewhere' as FolderId })), null);
  });
});

test('a file has the absolute path of its platform', () => {
  const windows = { ...setup, folders: [{ ...setup.folders[0]!, path: 'C:\\pictures' }] };
  assert.equal(absoluteFile(setup, cardOf({})), '/pictures/icons/home.png');
  assert.equal(absoluteFile(windows, cardOf({})), 'C:\\pictures\\icons\\home.png');
  assert.equal(absoluteFile(setup, cardOf({ folder: '/elsewhere' as FolderId })), null);
});

describe('the example of a search', () => {
  const pictureOf = (file: string, root = '/pictures') =>
    examplePicture(
      { ...setup, folders: [{ id: folderId, name: 'pictures', path: root, base: 'https://files/pictures' }] },
      { file, name: 'home.png' },
    );

  test('is shown where it lies in a folder of the workspace, on any system', () => {
    assert.equal(pictureOf('/pictures/my icons/home.png'), 'https://files/pictures/my%20icons/home.png');
    assert.equal(pictureOf('c:\\pics\\icons\\home.png', 'c:\\pics'), 'https://files/pictures/icons/home.png');
  });

  test('is not shown from elsewhere, such as a folder whose name begins alike', () => {
    assert.equal(pictureOf('/pictures-old/home.png'), null);
    assert.equal(pictureOf('/tmp/shot.png'), null);
  });
});
