// What a document of several pages is known by: its first page, the middle one and the last.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openImage, type OpenedImage } from '../../src/encoder/decode.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { tiffPages } from '../../src/encoder/tiffPages.ts';
import { listed } from './listedFiles.ts';
import { blue, type Colour, green, plainPng, red } from './plainPng.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { type Page, tiffFile } from './tiffFile.ts';
import { cosine, rowsOf } from './vectors.ts';

const picturePages = (bytes: Buffer) => tiffPages(bytes).pictures;
const black: Colour = [0, 0, 0];
const plain = (...colours: readonly Colour[]): Page[] => colours.map(colour => ({ colour }));
const shapes = [{}, { order: 'MM' }, { isBig: true }, { order: 'MM', isBig: true }] as const;

/** The first pixel of the first page and of those that are shown with it, and their sizes. */
async function shown(bytes: Buffer): Promise<string[]> {
  const image = await openImage({ sharp: loadSharp(), magick: new Magick() }, bytes);
  const told = async (page: OpenedImage) => {
    const { data, width, height } = await page.pixels(page.pipeline());
    return `${[...data.subarray(0, 3)].join()} ${width}×${height}`;
  };
  return Promise.all([image, ...image.laterPages].map(told));
}

describe('a TIFF file of several pages', { timeout: 120_000 }, () => {
  test('is as near to its first page as to the middle one and the last', async t => {
    const files = {
      'red.png': plainPng(red),
      'green.png': plainPng(green),
      'blue.png': plainPng(blue),
      'pages.tif': tiffFile(plain(red, red, red, green, black, blue)),
      'two.tif': tiffFile(plain(red, green)),
      'one.tif': tiffFile(plain(red)),
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const { images, vectors, problems } = await encoder.encodeImages(
      Object.keys(files).map(name => path.join(folder, name)),
      null,
    );
    assert.deepEqual([problems, images.length], [[], 6]);
    const [first, middle, last, pages, two, one] = rowsOf(vectors, vectors.length / 6);
    assert.ok(Math.abs(Math.hypot(...pages!) - 1) < 1e-5);
    const near = [first, middle, last].map(page => cosine(pages!, page!));
    assert.ok(Math.max(...near) - Math.min(...near) < 0.01, near.join());
    assert.ok(Math.abs(cosine(two!, first!) - cosine(two!, middle!)) < 0.01);
    assert.ok(cosine(two!, first!) > cosine(two!, last!) + 0.1);
    assert.ok(cosine(one!, first!) > 0.999);
  });

  test('is read in every order of bytes and every size of offsets, each page in its own size', async () => {
    const pages = [
      { colour: red },
      { colour: black },
      { colour: green, width: 9, height: 40 },
      { colour: blue, width: 33, height: 5 },
    ];
    for (const shape of shapes) {
      const found = await shown(tiffFile(pages, shape));
      assert.deepEqual(found, ['255,0,0 20×20', '0,255,0 9×40', '0,0,255 33×5'], JSON.stringify(shape));
    }
  });

  test('is not shown by smaller copies of a page, nor by masks', async () => {
    const copies = [
      { colour: red, kind: 0 },
      { colour: red, width: 5, height: 5, kind: 1 },
      { colour: black, kind: 4 },
      { colour: black, kind: 5 },
    ];
    for (const shape of shapes) {
      assert.deepEqual(picturePages(tiffFile(copies, shape)), [0], JSON.stringify(shape));
      assert.deepEqual(picturePages(tiffFile([...copies, { colour: green, kind: 2 }], shape)), [0, 4]);
    }
    assert.deepEqual(await shown(tiffFile([...copies, { colour: green }])), [
      '255,0,0 20×20',
      '0,255,0 20×20',
    ]);
    // A file may begin with the small copy: it is what every program shows first.
    assert.deepEqual(picturePages(tiffFile([{ colour: red, kind: 1 }, { colour: red }])), [0, 1]);
  });

  test('is known by what can be read of it where later pages cannot', async t => {
    const files = {
      // A way to pack of which nobody has heard.
      'unknown.tif': tiffFile([{ colour: red }, { colour: green, compression: 60_000 }, { colour: blue }]),
      'red.png': plainPng(red),
      'blue.png': plainPng(blue),
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const paths = Object.keys(files).map(name => path.join(folder, name));
    const { vectors, problems } = await encoder.encodeImages(paths, null);
    assert.deepEqual(problems, []);
    const [unknown, first, last] = rowsOf(vectors, vectors.length / 3);
    assert.ok(Math.abs(cosine(unknown!, first!) - cosine(unknown!, last!)) < 0.01);
  }); // prettier-ignore

  test('whose chain of pages runs in a circle or beyond its end is no trap', () => {
    const circle = tiffFile(plain(red, green));
    // The word after the last directory leads back to the first.
    circle.copy(circle, circle.length - 4, 4, 8);
    assert.deepEqual(picturePages(circle), [0, 1]);
    const whole = tiffFile(plain(red, green, blue));
    for (let length = 0; length < whole.length; length++) {
      const pages = picturePages(whole.subarray(0, length));
      assert.deepEqual(pages, [0, 1, 2].slice(0, pages.length));
    }
    assert.deepEqual(picturePages(Buffer.from('II*\0\xff\xff\xff\xff', 'latin1')), []);
  });

  test('is compared by its bytes alone, as an animation is: the first of its pixels say nothing of the others', async t => {
    const sharp = loadSharp();
    const frames = (...colours: readonly Colour[]) =>
      sharp(colours.map(colour => plainPng(colour)), { join: { animated: true } }).gif().toBuffer();
    const files = {
      'a.tif': tiffFile(plain(red, green)),
      'b.gif': await frames(red, green),
      'c.tif': tiffFile([{ colour: red }, { colour: red, width: 5, height: 5, kind: 1 }]),
      'd.png': plainPng(red),
      'e.tif': tiffFile(plain(red, blue)),
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const hashes = await encoder.hashPixels(listed(Object.keys(files).map(name => path.join(folder, name))));
    assert.equal(hashes[2], hashes[3]);
    assert.equal(new Set(hashes).size, 4);
    assert.ok(!hashes.includes(null));
  }); // prettier-ignore
});
