// Preprocessing against Pillow's own, which CLIP models are trained with: `test/fixtures/parity/make.py` drew the
// pictures and kept what Pillow made of them. (transformers.js is no reference: it does not filter when it shrinks.)
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { prepareImage } from '../../src/encoder/image.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { resample, type FilterName } from '../../src/encoder/resample.ts';
import { tensorOf } from '../../src/encoder/tensor.ts';
import type { Preprocessing } from '../../src/models/preprocessing.ts';
import { fixtures } from './models.ts';

interface Expected {
  readonly edge: number;
  /** A result in hexadecimal digits, for each filter: size-3x7.png as 10 × 5. */
  readonly filters: Readonly<Record<FilterName, string>>;
  /** SHA-256 of the RGB bytes of both ways, for each picture. */
  readonly digests: Readonly<Record<string, readonly [squash: string, shortest: string]>>;
}

const folder = path.join(fixtures, 'parity');
const expected = JSON.parse(readFileSync(path.join(folder, 'expected.json'), 'utf8')) as Expected;
const { edge } = expected;
const names = Object.keys(expected.digests);
const sharp = loadSharp();

/** Leaves 0..1, so that the error below is in those units. */
const plain = {
  filter: 'bicubic',
  rescale: 1 / 255,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  alphaBackground: 'contrast',
} as const;
const ways: readonly (readonly [what: string, how: Preprocessing])[] = [
  ['squashed to 224', { ...plain, resize: { kind: 'squash', width: edge, height: edge }, crop: null }],
  [
    'shortest edge to 224, middle cut out',
    { ...plain, resize: { kind: 'shortest', edge }, crop: { width: edge, height: edge } },
  ],
];

const shownInParts = [
  'large-banner.jpg',
  'moving.gif',
  'size-1024x16.png',
  'size-1x300.png',
  'size-300x1.png',
  'size-7x500.png',
];

/** Pillow's RGB bytes. Both ways lie below each other where they differ. */
async function pillows(name: string, way: number): Promise<Buffer> {
  const digests = expected.digests[name]!;
  const file = path.join(folder, 'expected', `${name}.webp`);
  const sheet = await sharp(file).removeAlpha().raw().toBuffer();
  const bytes = edge * edge * 3;
  const part = digests[0] === digests[1] ? sheet : sheet.subarray(way * bytes, (way + 1) * bytes);
  assert.equal(createHash('sha256').update(part).digest('hex'), digests[way], `${name} was not read exactly`);
  return part;
}

function meanError(tensor: Float32Array, bytes: Buffer): number {
  const plane = edge * edge;
  assert.deepEqual([tensor.length, bytes.length], [3 * plane, 3 * plane]);
  let sum = 0;
  tensor.forEach((value, place) => {
    const [channel, pixel] = [Math.floor(place / plane), place % plane];
    sum += Math.abs(value - bytes[pixel * 3 + channel]! / 255);
  });
  return sum / tensor.length;
}

describe('preprocessing equals Pillow to a level in 255', () => {
  test('on enough pictures of every kind', () => {
    assert.ok(names.length >= 30, `${names.length} pictures`);
    assert.deepEqual(readdirSync(path.join(folder, 'pictures')).sort(), [...names].sort());
  });

  ways.forEach(([what, how], way) => {
    test(what, async t => {
      const errors = new Map<string, number>();
      const inParts: string[] = [];
      for (const name of names) {
        const bytes = readFileSync(path.join(folder, 'pictures', name));
        const { views } = await prepareImage({ sharp, magick: new Magick() }, bytes, how);
        // Pictures much longer than high are shown in parts, animations in two frames (pixels.test.ts, animations.test.ts).
        if (views.length > 1) {
          inParts.push(name);
          continue;
        }
        errors.set(name, meanError(tensorOf(views, how), await pillows(name, way)));
      }
      const worst = [...errors].sort(([, a], [, b]) => b - a).slice(0, 3);
      const told = worst.map(([name, error]) => `${name} ${(error * 255).toFixed(2)}/255`).join(', ');
      t.diagnostic(`${names.length} pictures; the worst: ${told}`);
      assert.deepEqual(inParts.sort(), shownInParts);
      assert.deepEqual(
        [...errors].filter(([, error]) => !(error <= 1 / 255)),
        [],
      );
    });
  });
});

describe('enlarging equals Pillow to the bit', () => {
  for (const [filter, digits] of Object.entries(expected.filters)) {
    test(`with the filter ${filter}`, async () => {
      const file = path.join(folder, 'pictures', 'size-3x7.png');
      const data = await sharp(file).removeAlpha().raw().toBuffer();
      // The file's keys are names of filters.
      const result = resample({ data, width: 3, height: 7 }, 10, 5, filter as FilterName);
      assert.equal(result.toString('hex'), digits);
    });
  }
});
