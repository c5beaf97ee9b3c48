import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import sharp from 'sharp';
import { cosine, shortest } from '../../src/cli/output.ts';
import { pictureSequence } from '../../src/cli/pictures.ts';
import { barWidth, rateText, remainingText } from '../../src/cli/progress.ts';
import { png } from './drawing.ts';

/** Bytes as they come from another process: a view on a buffer that holds other things, too. */
function fromWire(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(bytes.length + 7).fill(99);
  shared.set(bytes, 3);
  return shared.subarray(3, 3 + bytes.length);
}

test('the picture for kitty is the PNG in chunks of at most 4096 characters, four lines high', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const bytes = await sharp({ create: { width: 96, height: 96, channels: 3, background: '#000', noise } })
    .png()
    .toBuffer();
  const sequence = pictureSequence('kitty', { bytes: fromWire(bytes), width: 96, height: 96 });
  const chunks = [...sequence.matchAll(/\u001b_G([^;]*);([^\u001b]*)\u001b\\/g)];
  assert.ok(chunks.length > 1);
  assert.equal(chunks.map(([whole]) => whole).join('') + '\n', sequence);
  assert.match(chunks[0]![1]!, /^a=T,f=100,r=4,q=2,m=1$/);
  assert.match(chunks.at(-1)![1]!, /m=0$/);
  for (const [, , data] of chunks) assert.ok(data!.length <= 4096);
  assert.deepEqual(Buffer.from(chunks.map(([, , data]) => data).join(''), 'base64'), bytes);
});

test('the picture for iTerm2 is the PNG, four lines high', async () => {
  const bytes = await png('#336699', 32, 32);
  const sequence = pictureSequence('iterm2', { bytes: fromWire(bytes), width: 32, height: 32 });
  const [, keys, data] = /^\u001b\]1337;File=([^:]*):([^\u0007]*)\u0007\n$/.exec(sequence)!;
  assert.match(keys!, /inline=1/);
  assert.match(keys!, /height=4/);
  assert.deepEqual(Buffer.from(data!, 'base64'), bytes);
});

test('the picture in sixels has the pixels of the picture, what is transparent shown on white', () => {
  const width = 12;
  const height = 9;
  const pixels = width * height;
  const colour = (place: number) => (place < pixels / 2 ? [200, 40, 10, 255] : [0, 0, 0, 0]);
  const rgba = Array.from({ length: pixels }, (_, place) => colour(place)).flat();
  const sequence = pictureSequence('sixel', { bytes: fromWire(Uint8Array.from(rgba)), width, height });
  const [, sixels] = /^\u001bP0;0;q([^\u001b]*)\u001b\\\n$/.exec(sequence)!;
  // The decoder of the package describes what it makes; its types are not those of a module.
  const { decode } = createRequire(import.meta.url)('sixel') as {
    decode(data: string): { data32: Uint32Array; width: number; height: number };
  };
  const picture = decode(sixels!);
  assert.deepEqual([picture.width, picture.height], [width, height]);
  const channels = new Uint8Array(picture.data32.buffer, picture.data32.byteOffset, pixels * 4);
  for (let place = 0; place < pixels; place++) {
    const expected = place < pixels / 2 ? [200, 40, 10] : [255, 255, 255];
    expected.forEach((value, channel) => {
      // Sixels tell colours in hundredths, and the encoder spreads what is left over.
      assert.ok(
        Math.abs(channels[place * 4 + channel]! - value) <= 8,
        `channel ${channel} of pixel ${place}`,
      );
    });
  }
});

test('the progress bar tells rate and remaining time in words that fit', () => {
  assert.deepEqual([0, 0.42, 9.96, 31.4].map(rateText), ['', '0.4 images/s', '10.0 images/s', '31 images/s']);
  assert.deepEqual([null, 0.2, 89, 200].map(remainingText), ['', '1 s left', '89 s left', '4 min left']);
  assert.deepEqual([undefined, 0, 40, 80, 200].map(barWidth), [28, 28, 10, 28, 40]);
  const words = `Indexing  123456/123456  ${rateText(100)}  ${remainingText(7200)}`;
  assert.ok(words.length + barWidth(80) <= 80, words);
});

test('a 32-bit number is written with no digits of the conversion, a cosine never beyond 1', () => {
  assert.equal(shortest(Math.fround(0.1)), 0.1);
  assert.equal(Math.fround(shortest(Math.fround(1 / 3))), Math.fround(1 / 3));
  assert.deepEqual([cosine(Math.fround(1.0000001)), cosine(-2), cosine(0.5)], [1, -1, 0.5]);
});
