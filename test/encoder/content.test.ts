// Where the content of a picture is, whatever margin it has: by it glimpses and outlines are made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { contentBoxOf, tinyOf } from '../../src/encoder/content.ts';
import { smallPicture } from '../../src/encoder/smallPicture.ts';
import type { Sketch } from '../../src/protocol/encoder.ts';
import { randomNumbers } from '../evaluation/random.ts';

/** Left, top, width, height and luma of a rectangle. */
type Rectangle = readonly [number, number, number, number, number];

function sketch(width: number, height: number, ground: number, ...drawn: readonly Rectangle[]): Sketch {
  const luma = new Uint8Array(width * height).fill(ground);
  for (const [left, top, wide, high, value] of drawn)
    for (let y = top; y < top + high; y++) luma.fill(value, y * width + left, y * width + left + wide);
  const cells = Math.ceil(width / 4) * Math.ceil(height / 4);
  return { width, height, luma, chroma: new Uint8Array(2 * cells).fill(128), alpha: null, enlarged: 1 };
}

test('the content of a picture is what its margin of one colour leaves, whatever colour each side has', () => {
  const framed = sketch(80, 60, 250, [10, 20, 40, 30, 60], [0, 55, 80, 5, 10]);
  assert.deepEqual(contentBoxOf(framed), { left: 0, top: 20, right: 80, bottom: 55 });
  assert.deepEqual(contentBoxOf(sketch(80, 60, 250, [10, 20, 40, 30, 60])), {
    left: 10,
    top: 20,
    right: 50,
    bottom: 50,
  });
});

test('noise of JPEG in a margin is none of the content, a line is', () => {
  const faint: Rectangle = [3, 2, 20, 1, 245];
  const line: Rectangle = [3, 2, 20, 1, 200];
  const content: Rectangle = [10, 20, 40, 30, 60];
  assert.equal(contentBoxOf(sketch(80, 60, 250, content, faint)).top, 20);
  assert.equal(contentBoxOf(sketch(80, 60, 250, content, line)).top, 2);
});

test('a transparent margin is one, although its luma is that of the content', () => {
  const drawn = sketch(40, 40, 0);
  const alpha = new Uint8Array(1600);
  for (let y = 12; y < 30; y++) alpha.fill(255, y * 40 + 8, y * 40 + 33);
  assert.deepEqual(contentBoxOf({ ...drawn, alpha }), { left: 8, top: 12, right: 33, bottom: 30 });
});

test('an empty picture and a speck count as wholes', () => {
  const all = { left: 0, top: 0, right: 80, bottom: 60 };
  assert.deepEqual(contentBoxOf(sketch(80, 60, 90)), all);
  assert.deepEqual(contentBoxOf(sketch(80, 60, 90, [40, 30, 5, 5, 0])), all);
});

test('the tiny picture of a content is the same with and without a margin', () => {
  const content: Rectangle[] = [
    [0, 0, 16, 16, 20],
    [16, 0, 16, 16, 90],
    [0, 16, 16, 16, 60],
    [16, 16, 16, 16, 140],
    [8, 4, 10, 20, 180],
  ];
  const moved = content.map(([x, y, ...rest]): Rectangle => [x + 12, y + 6, ...rest]);
  const [bare, framed] = [sketch(32, 32, 0, ...content), sketch(64, 48, 255, ...moved)];
  const tiny = tinyOf(bare, contentBoxOf(bare));
  assert.deepEqual(tinyOf(framed, contentBoxOf(framed)), tiny);
  assert.deepEqual([tiny[0], tiny[2 * 16 + 4], tiny.length], [20, 180, 256]);
});

test('a border is found although JPEG leaves waves beside its edge', async () => {
  const random = randomNumbers(11);
  const [width, height, border] = [160, 120, 14];
  for (let time = 0; time < 6; time++) {
    const shapes = Array.from(
      { length: 40 },
      () => `<rect x="${random() * width}" y="${random() * height}" width="${5 + random() * 40}" height="${5 + random() * 30}" fill="hsl(${random() * 360},60%,${30 + random() * 50}%)"/>`,
    );
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#c96"/>${shapes.join('')}</svg>`;
    const sides = { top: border, bottom: border, left: border, right: border };
    const framed = await sharp(Buffer.from(svg)).extend({ ...sides, background: '#000' }).flatten().jpeg({ quality: 60 }).toBuffer();
    const { data, info } = await sharp(framed).raw().toBuffer({ resolveWithObject: true });
    const small = smallPicture({ data, width: info.width, height: info.height, channels: 3 });
    const scale = small.width / info.width;
    const { left, top, right, bottom } = contentBoxOf(small);
    const wanted = [border, border, border + width, border + height].map(side => side * scale);
    for (const [at, side] of [left, top, right, bottom].entries())
      assert.ok(Math.abs(side - wanted[at]!) <= 1.5, `${[left, top, right, bottom].join()} instead of ${wanted.join()}`);
  }
}); // prettier-ignore

test('a sky that grows darker slowly is no margin', () => {
  const sky = sketch(80, 60, 0);
  for (let y = 0; y < 60; y++) sky.luma.fill(200 - 2 * y, 80 * y, 80 * (y + 1));
  const { top, bottom } = contentBoxOf(sky);
  assert.ok(top <= 3 && bottom >= 57, `${top}..${bottom}`);
});
