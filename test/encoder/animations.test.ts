// What an animation is known by: its first frame and its middle one.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { blue, type Colour, green, plainPng, red } from './plainPng.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { cosine, rowsOf } from './vectors.ts';

const sharp = loadSharp();

async function animation(format: 'gif' | 'webp', colours: readonly Colour[]): Promise<Buffer> {
  const frames = colours.map(colour => plainPng(colour));
  const still = frames.length === 1;
  return (still ? sharp(frames[0]) : sharp(frames, { join: { animated: true } })).toFormat(format, { lossless: true }).toBuffer();
} // prettier-ignore

describe('an animation', { timeout: 120_000 }, () => {
  for (const format of ['gif', 'webp'] as const) {
    test(`of the format ${format} is as near to its first frame as to its middle one`, async t => {
      const folder = temporaryFolder(t, {
        'red.png': plainPng(red),
        'green.png': plainPng(green),
        'blue.png': plainPng(blue),
        [`moving.${format}`]: await animation(format, [red, red, green, blue]),
        [`still.${format}`]: await animation(format, [red]),
      });
      const names = ['red.png', 'green.png', 'blue.png', `moving.${format}`, `still.${format}`];
      const encoder = await openEncoder(t);
      const { images, vectors, problems } = await encoder.encodeImages(
        names.map(name => path.join(folder, name)),
        null,
      );
      assert.deepEqual([problems, images.length], [[], 5]);
      const [first, middle, last, moving, still] = rowsOf(vectors, vectors.length / 5);
      assert.ok(Math.abs(Math.hypot(...moving!) - 1) < 1e-5);
      assert.ok(Math.abs(cosine(moving!, first!) - cosine(moving!, middle!)) < 0.01);
      assert.ok(cosine(moving!, middle!) > cosine(moving!, last!) + 0.1);
      assert.ok(cosine(still!, first!) > 0.999);
    });
  }
});
