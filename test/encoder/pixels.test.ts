// The small pieces of preprocessing, each by itself.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contrastBackground, flatten, isTransparent } from '../../src/encoder/alpha.ts';
import { differenceHash } from '../../src/encoder/fingerprint.ts';
import { prepareImage, resizedSize } from '../../src/encoder/image.ts';
import { tensorOf } from '../../src/encoder/tensor.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { chooseThreads } from '../../src/encoder/providers.ts';
import type { Preprocessing } from '../../src/models/preprocessing.ts';

/** An RGB picture from a grey level for each place. */
function grey(width: number, height: number, level: (x: number, y: number) => number) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(level(x, y), (y * width + x) * 3, (y * width + x + 1) * 3);
  }
  return { data, width, height };
}

describe('the fingerprint', () => {
  test('tells for each of 64 cells whether it is darker than the next one', () => {
    assert.equal(differenceHash(grey(90, 80, x => x)), 'ffffffffffffffff');
    assert.equal(differenceHash(grey(90, 80, x => 255 - x)), '0000000000000000');
    assert.equal(differenceHash(grey(90, 80, () => 100)), '0000000000000000');
    // The upper half brightens to the right, the lower one darkens.
    assert.equal(differenceHash(grey(90, 80, (x, y) => (y < 40 ? x : 90 - x))), 'ffffffff00000000');
  });

  test('does not depend on the size of the picture', () => {
    const wave = (size: number) =>
      grey(size, size, (x, y) => 128 + 120 * Math.sin((x / size) * 9 + (y / size) * 4));
    assert.equal(differenceHash(wave(288)), differenceHash(wave(576)));
  });

  test('exists for pictures smaller than its grid', () => {
    for (const [width, height] of [[1, 1], [1, 300], [3, 7], [300, 1]] as const) {
      assert.match(differenceHash(grey(width, height, x => x)), /^[0-9a-f]{16}$/);
    }
  }); // prettier-ignore
});

describe('the background of a transparent picture', () => {
  const [white, darkGrey] = [[255, 255, 255], [32, 32, 32]]; // prettier-ignore

  test('is white, unless what is seen of the picture is nearly white', () => {
    assert.deepEqual(contrastBackground(Buffer.of(0, 0, 0, 255)), white);
    assert.deepEqual(contrastBackground(Buffer.of(200, 200, 200, 255)), white);
    assert.deepEqual(contrastBackground(Buffer.of(201, 201, 201, 255)), darkGrey);
    // Yellow is light, blue is not: green counts the most.
    assert.deepEqual(contrastBackground(Buffer.of(255, 240, 90, 255)), darkGrey);
    assert.deepEqual(contrastBackground(Buffer.of(90, 90, 255, 255)), white);
  });

  test('does not depend on what cannot be seen', () => {
    assert.deepEqual(contrastBackground(Buffer.of(0, 0, 0, 255, 255, 255, 255, 0)), white);
    assert.deepEqual(contrastBackground(Buffer.of(255, 255, 255, 255, 0, 0, 0, 0)), darkGrey);
    assert.deepEqual(contrastBackground(Buffer.of(255, 255, 255, 0)), white);
  });

  test('shows through by the measure of alpha', () => {
    const pixels = Buffer.of(200, 100, 0, 255, 200, 100, 0, 0, 200, 100, 0, 51);
    assert.deepEqual([...flatten(pixels, [10, 20, 30])], [200, 100, 0, 10, 20, 30, 48, 36, 24]);
    assert.equal(isTransparent(pixels), true);
    assert.equal(isTransparent(pixels.subarray(0, 4)), false);
  });
});

test('a picture within a square keeps its shape, and the rest has the colour that was asked for', async () => {
  const sharp = loadSharp();
  const png = await sharp({
    create: { width: 40, height: 20, channels: 3, background: { r: 200, g: 0, b: 0 } },
  })
    .png()
    .toBuffer();
  const how: Preprocessing = {
    resize: { kind: 'longest', edge: 8 },
    filter: 'bicubic',
    crop: { width: 8, height: 8 },
    fill: [1, 2, 3],
    rescale: 1,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    alphaBackground: [255, 255, 255],
  };
  const { views } = await prepareImage({ sharp, magick: new Magick() }, png, how);
  const tensor = tensorOf(views, how);
  const red = Array.from(tensor.subarray(0, 64));
  const rows = Array.from({ length: 8 }, (_, y) => red.slice(y * 8, y * 8 + 8));
  assert.deepEqual(
    rows.map(row => [...new Set(row)]),
    [[1], [1], [200], [200], [200], [200], [1], [1]],
  );
  assert.equal(tensor[64], 2);
  assert.equal(tensor[128], 3);
  assert.deepEqual(resizedSize(1000, 333, how.resize), { width: 8, height: 3 });
  assert.deepEqual(resizedSize(1, 1000, how.resize), { width: 1, height: 8 });
});

describe('the size after resizing', () => {
  const shortest = (width: number, height: number) => {
    const size = resizedSize(width, height, { kind: 'shortest', edge: 224 });
    return [size.width, size.height];
  };

  test('has the shortest edge exact and the other one rounded down, never below', () => {
    assert.deepEqual(shortest(400, 300), [298, 224]);
    assert.deepEqual(shortest(300, 400), [224, 298]);
    assert.deepEqual(shortest(500, 500), [224, 224]);
    assert.deepEqual(shortest(1000, 999), [224, 224]);
    assert.deepEqual(shortest(7, 500), [224, 16000]);
  });
});

describe('a picture is cut from its middle', () => {
  const sharp = loadSharp();
  const how: Preprocessing = {
    resize: { kind: 'shortest', edge: 8 },
    filter: 'bicubic',
    crop: { width: 8, height: 8 },
    rescale: 1,
    mean: [0, 0, 0],
    deviation: [1, 1, 1],
    alphaBackground: [255, 255, 255],
  };
  const prepared = async ({ data, width, height }: ReturnType<typeof grey>, changes = {}) => {
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const way = { ...how, ...changes };
    const { views } = await prepareImage({ sharp, magick: new Magick() }, png, way);
    return [...tensorOf(views, way).subarray(0, 64)];
  };

  test('and stays black where it is smaller than the cut', async () => {
    const found = await prepared(grey(8, 8, () => 90), { crop: { width: 10, height: 10 } });
    // A row of black, then a black pixel, eight of the picture, a black pixel again.
    assert.deepEqual(found.slice(0, 21), [...Array<number>(11).fill(0), ...Array<number>(8).fill(90), 0, 0]);
  }); // prettier-ignore
});

describe('a picture that is much longer than high', () => {
  const sharp = loadSharp();
  const ways: readonly (readonly [string, Pick<Preprocessing, 'resize' | 'crop'>])[] = [
    ['squeezed', { resize: { kind: 'squash', width: 8, height: 8 }, crop: null }],
    ['cut to its middle', { resize: { kind: 'shortest', edge: 8 }, crop: { width: 8, height: 8 } }],
  ];
  const colours = { rescale: 1, mean: [0, 0, 0], deviation: [1, 1, 1], alphaBackground: [255, 255, 255] } as const;
  const prepared = async ({ data, width, height }: ReturnType<typeof grey>, way: (typeof ways)[number][1]) => {
    const png = await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer();
    const how = { ...colours, ...way, filter: 'bicubic' } as const;
    const { views } = await prepareImage({ sharp, magick: new Magick() }, png, how);
    return { views: views.length, tensor: tensorOf(views, how) };
  };

  for (const [what, way] of ways) {
    test(`is shown as three squares, the ends and the middle, by a model whose pictures are ${what}`, async () => {
      const parts = (at: number) => (at < 20 ? 10 : at < 1980 ? 90 : at < 2020 ? 170 : at < 3980 ? 90 : 250);
      for (const strip of [grey(20, 4000, (_, y) => parts(y)), grey(4000, 20, x => parts(x))]) {
        const { tensor, views } = await prepared(strip, way);
        assert.equal(views, 3);
        const [left, middle, right] = [0, 1, 2].map(view => tensor.subarray(view * 192, view * 192 + 64));
        assert.deepEqual([...left!, ...right!], [...Array(64).fill(10), ...Array(64).fill(250)]);
        assert.deepEqual([...middle!], Array(64).fill(170));
      }
    });
  }

  test('begins at two and a half times the height', async () => {
    for (const [width, wanted] of [[24, 1], [25, 3]] as const) {
      assert.equal((await prepared(grey(width, 10, x => x), ways[0]![1])).views, wanted);
    }
  });

  test('may be a line of one pixel', async () => {
    assert.equal((await prepared(grey(8000, 1, () => 90), ways[1]![1])).tensor.length, 3 * 192);
  });
}); // prettier-ignore

test('a small machine gives the network both cores; of more, one is left to decoding', () => {
  const chosen = [[0, 1], [0, 2], [0, 4], [0, 64], [3, 2]].map(([wish, cores]) => chooseThreads(wish!, cores!));
  assert.deepEqual(chosen, [1, 2, 3, 8, 3]);
}); // prettier-ignore
