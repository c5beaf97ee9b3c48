// Looks in threads of their own are those of this thread, whatever comes beside and after.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pixels } from '../../src/encoder/decode.ts';
import { lookAt } from '../../src/encoder/look.ts';
import { lookThreadsFor, startLooking } from '../../src/encoder/lookThreads.ts';

/** Coloured blocks, some of them transparent where there is a channel for that. */
function picture(seed: number, width: number, height: number, channels: 3 | 4): Pixels {
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const block = ((x >> 4) * 31 + (y >> 4) * 17 + seed * 7) % 11;
      for (let channel = 0; channel < channels; channel++)
        data[(y * width + x) * channels + channel] =
          channel === 3 && block < 3 ? 0 : 20 * block + 9 * channel;
    }
  }
  return { data, width, height, channels };
}

test('a look in a thread is the look in this one, for small and large pictures in any order', async () => {
  const look = startLooking(2);
  const file = (pixels: Pixels) => ({ format: 'png' as const, width: pixels.width, height: pixels.height });
  // The second needs more memory than a thread begins with.
  const pictures = [
    picture(1, 320, 200, 3),
    picture(2, 900, 700, 4),
    // A strip, whose memory is not kept.
    picture(6, 100, 60_000, 3),
    picture(3, 64, 64, 4),
    picture(4, 500, 375, 3),
    picture(5, 16, 16, 3),
  ];
  const looks = await Promise.all(pictures.map(pixels => look(pixels, file(pixels))));
  assert.deepEqual(
    looks,
    pictures.map(pixels => lookAt(pixels, file(pixels))),
  );
  assert.ok(looks.some(({ glimpse }) => glimpse.corners.length > 0));
});

test('threads of their own are for machines with cores to spare', () => {
  assert.deepEqual([1, 2, 4, 7, 8, 16, 64].map(lookThreadsFor), [0, 0, 0, 0, 2, 4, 4]);
});
