/** Pictures that differ from each other all over, by a formula: waves of colour, whose lengths follow from a seed. */
import { deflateSync } from 'node:zlib';
import { chunk } from '../plainPng.ts';
import { randomNumbers } from './randomWeights.ts';

export interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, line after line. */
  readonly rgb: Uint8Array;
}

export function drawPicture(seed: number, width: number, height: number): DrawnPicture {
  const random = randomNumbers(seed);
  const waves = Array.from({ length: 3 }, () => [random() * 0.3, random() * 0.3, random() * 6] as const);
  const rgb = Uint8Array.from({ length: width * height * 3 }, (_, place) => {
    const [x, y] = [Math.floor(place / 3) % width, Math.floor(place / 3 / width)];
    const [across, down, start] = waves[place % 3]!;
    return Math.round(127.5 + 127.5 * Math.sin(x * across + y * down + start));
  });
  return { width, height, rgb };
}

export function pngOf({ width, height, rgb }: DrawnPicture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, colours without alpha.
  header.set([8, 2], 8);
  const lines = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.of(0), rgb.subarray(y * width * 3, (y + 1) * width * 3)]),
  );
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
