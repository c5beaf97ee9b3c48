// What is kept of every picture from its decode for the index, by which the search for duplicates chooses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CornerSamples } from '../../src/duplicates/cornerSamples.ts';
import { likeCorners } from '../../src/duplicates/cornerVotes.ts';
import { Wholes } from '../../src/duplicates/wholes.ts';
import type { Pixels } from '../../src/encoder/decode.ts';
import { glimpseOf } from '../../src/encoder/glimpse.ts';
import { cornerBytes, glimpsedCorners, tinySide } from '../../src/protocol/encoder.ts';
import { randomNumbers } from '../evaluation/random.ts';

/** Squares of many greys over each other. */
function picture(seed: number, width = 320, height = 240): Pixels {
  const random = randomNumbers(seed);
  const data = Buffer.alloc(width * height * 3, 128);
  for (let square = 0; square < 60; square++) {
    const [left, top, side] = [random() * width, random() * height, 15 + 50 * random()];
    const grey = Math.floor(255 * random());
    for (let y = Math.floor(top); y < Math.min(height, top + side); y++)
      data.fill(grey, 3 * (y * width + Math.floor(left)), 3 * (y * width + Math.floor(Math.min(width, left + side)))); // prettier-ignore
  }
  return { data, width, height, channels: 3 };
}

function bordered({ data, width, height }: Pixels, border: number, grey: number): Pixels {
  const [across, down] = [width + 2 * border, height + 2 * border];
  const framed = Buffer.alloc(across * down * 3, grey);
  for (let y = 0; y < height; y++)
    data.copy(framed, 3 * ((y + border) * across + border), 3 * y * width, 3 * (y + 1) * width);
  return { data: framed, width: across, height: down, channels: 3 };
}

function cropped({ data, width }: Pixels, left: number, top: number, across: number, down: number): Pixels {
  const part = Buffer.alloc(across * down * 3);
  for (let y = 0; y < down; y++)
    data.copy(part, 3 * y * across, 3 * ((y + top) * width + left), 3 * ((y + top) * width + left + across));
  return { data: part, width: across, height: down, channels: 3 };
}

function withAlpha({ data, width, height }: Pixels, alpha: number): Pixels {
  const rgba = Buffer.alloc(width * height * 4, alpha);
  for (let at = 0; at < width * height; at++) data.copy(rgba, 4 * at, 3 * at, 3 * at + 3);
  return { data: rgba, width, height, channels: 4 };
}

/** In how many bits the hashes of their wholes differ; null where in too many to be found. */
function distance(a: Pixels, b: Pixels): number | null {
  const wholes = new Wholes(2);
  let found: number | null = null;
  wholes.add(glimpseOf(a).tiny, 1, () => undefined);
  wholes.add(glimpseOf(b).tiny, 1, (_, bits) => (found = bits));
  return found;
}

test('a border of one colour changes nothing of the tiny picture', () => {
  const original = picture(1);
  for (const grey of [0, 90, 255]) {
    const bits = distance(original, bordered(original, 28, grey));
    assert.ok(bits !== null && bits <= 3, `on ${grey}: ${bits}`);
  }
  assert.equal(distance(original, picture(2)), null);
});

test('a picture of one colour has a tiny picture of it and no corners', () => {
  const blank: Pixels = { data: Buffer.alloc(40 * 40 * 3, 77), width: 40, height: 40, channels: 3 };
  const { tiny, corners } = glimpseOf(blank);
  assert.deepEqual([...tiny], Array<number>(tinySide ** 2).fill(77));
  assert.equal(corners.length, 0);
});

test('transparent pictures are seen on white, opaque ones are the same with a fourth channel', () => {
  const original = picture(3);
  assert.deepEqual(glimpseOf(withAlpha(original, 255)), glimpseOf(original));
  const { tiny } = glimpseOf(withAlpha(original, 0));
  assert.deepEqual([...tiny], Array<number>(tinySide ** 2).fill(255));
});

test('pictures of any size have a glimpse', () => {
  for (const [width, height] of [[1, 1], [1, 400], [3, 2], [16, 16], [1500, 9], [1600, 1200]] as const) {
    const { tiny, corners } = glimpseOf(picture(4, width, height));
    assert.equal(tiny.length, tinySide ** 2);
    assert.equal(corners.length % cornerBytes, 0);
    assert.ok(corners.length <= glimpsedCorners * cornerBytes);
  } // prettier-ignore
});

test('a crop to three quarters of its sides is found by its corners, a stranger is not', async () => {
  const original = picture(5);
  const pictures = [original, picture(6), cropped(original, 50, 40, 240, 180), picture(7)];
  const samples = new CornerSamples(pictures.length);
  for (const pixels of pictures) samples.add(glimpseOf(pixels).corners);
  const excesses = new Map<string, number>();
  const visit = (a: number, b: number, _view: number, excess: number) =>
    void excesses.set(`${a} ${b}`, excess);
  await likeCorners(
    samples,
    10,
    () => true,
    visit,
    async () => undefined,
  );
  const { '0 2': copy = 0, ...strangers } = Object.fromEntries(excesses);
  assert.ok(
    copy >= 3 + Math.max(0, ...Object.values(strangers)),
    JSON.stringify(Object.fromEntries(excesses)),
  );
});
