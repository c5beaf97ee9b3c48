// What sort of asset a picture is, told from its pixels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assetKindOf } from '../../src/encoder/assetKind.ts';
import { traitsOf } from '../../src/encoder/assetTraits.ts';
import type { ImageFormat } from '../../src/protocol/asset.ts';

type Paint = (x: number, y: number) => readonly [number, number, number, number];

function picture(width: number, height: number, paint: Paint) {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(paint(x, y), (y * width + x) * 4);
  }
  return { data, width, height, channels: 4 as const };
}

/** Numbers in 0..255 that look like grain. */
function grain(x: number, y: number): number {
  let mixed = Math.imul(x, 374761393) + Math.imul(y, 668265263);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 1274126177);
  return (mixed ^ (mixed >>> 16)) & 255;
}

function kindOf(format: ImageFormat, width: number, height: number, paint: Paint) {
  return assetKindOf(picture(width, height, paint), { format, width, height });
}

const landscape: Paint = (x, y) => [
  Math.min(255, x / 2 + grain(x, y) / 8),
  Math.min(255, y / 2 + grain(y, x) / 8),
  Math.min(255, 90 + grain(x + 7, y) / 4),
  255,
];

test('many colours and no two neighbours alike are a photograph, in any format', () => {
  for (const format of ['jpeg', 'png', 'webp'] as const)
    assert.equal(kindOf(format, 400, 300, landscape), 'photograph');
});

test('a dark photograph of few colours is one, too', () => {
  const dark: Paint = (x, y) => [grain(x, y) / 5, grain(y, x) / 6, grain(x, y + 3) / 5, 255];
  assert.equal(kindOf('jpeg', 400, 300, dark), 'photograph');
});

test('noise in a square that repeats is a texture', () => {
  // Noise has no seam: its last column is to its first as any is to the next.
  const stone: Paint = (x, y) => [90 + grain(x, y) / 2, 80 + grain(x, y) / 3, grain(y, x) / 2, 255];
  assert.equal(kindOf('png', 256, 256, stone), 'texture');
  assert.equal(kindOf('png', 16, 16, stone), 'texture');
});

test('flat areas with sharp text, wide and opaque, are a screenshot', () => {
  const window: Paint = (x, y) =>
    y % 20 < 10 && x % 9 < 2 && x < 600
      ? [30, 30, 30, 255]
      : x < 200
        ? [240, 240, 245, 255]
        : [255, 255, 255, 255];
  assert.equal(kindOf('png', 800, 500, window), 'screenshot');
});

test('a drawing on nothing is a sprite, a square one in one colour an icon, and so is every SVG file', () => {
  const inside = (x: number, y: number) => (x - 32) ** 2 + (y - 32) ** 2 < 700;
  const ship: Paint = (x, y) => (inside(x, y) ? [200, (x >> 3) * 30, (y >> 3) * 30, 255] : [0, 0, 0, 0]);
  assert.equal(kindOf('png', 64, 64, ship), 'sprite');
  const dot: Paint = (x, y) => (inside(x, y) ? [0, 0, 0, 255] : [0, 0, 0, 0]);
  assert.equal(kindOf('png', 64, 64, dot), 'icon');
  assert.equal(kindOf('svg', 400, 300, landscape), 'icon');
});

test('a large drawing that fills its rectangle is an illustration, one that is cut out or small a sprite', () => {
  const hills: Paint = (x, y) => {
    const height = y - 40 * Math.sin(x / 60);
    if (height > 350) return [60, 110, 50, 255];
    return height > 200 ? [90, 160, 70, 255] : [150, 200, 240, 255];
  };
  assert.equal(kindOf('png', 512, 512, hills), 'illustration');
  const cutOut: Paint = (x, y) => ((x - 256) ** 2 + (y - 256) ** 2 < 40_000 ? hills(x, y) : [0, 0, 0, 0]);
  assert.equal(kindOf('png', 512, 512, cutOut), 'sprite');
  assert.equal(
    kindOf('png', 256, 256, (x, y) => hills(2 * x, 2 * y)),
    'sprite',
  );
});

test('what cannot be seen counts for nothing but its share, and an empty picture has traits, too', () => {
  const half = picture(10, 10, x => (x < 5 ? [x * 40, 9, 9, 0] : [200, 0, 0, 255]));
  const traits = traitsOf(half.data, 10, 10, 4);
  assert.deepEqual([traits.clear, traits.flat, traits.colours, traits.commonest], [0.5, 1, 1, 1]);
  const empty = traitsOf(new Uint8Array(4), 1, 1, 4);
  assert.ok(Object.values(empty).every(Number.isFinite));
});
