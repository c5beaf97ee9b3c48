/** Pictures that the tests draw themselves. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { randomNumbers } from '../evaluation/random.ts';

export const red = '#ff0000';
export const green = '#00ff00';
export const blue = '#0000ff';
export const yellow = '#ffff00';

/** One colour all over, as a PNG. */
export function png(colour: string, width = 64, height = 48): Promise<Buffer> {
  return flat(colour, width, height).png().toBuffer();
}

/** The same pixels as `png` makes, in other bytes. */
export function losslessWebp(colour: string, width = 64, height = 48): Promise<Buffer> {
  return flat(colour, width, height).webp({ lossless: true }).toBuffer();
}

/** A picture full of patches of many colours, as a PNG; every seed gives another one. */
export function patches(seed: number, width = 640, height = 480): Promise<Buffer> {
  const random = randomNumbers(seed);
  const paint = () => `hsl(${Math.floor(random() * 360)},60%,${20 + Math.floor(random() * 60)}%)`;
  const drawn = Array.from({ length: 160 }, () => {
    const [x, y, size] = [random() * width, random() * height, 10 + random() * 80];
    return `<rect x="${x}" y="${y}" width="${size}" height="${size / 2}" rx="${random() * 20}" fill="${paint()}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${paint()}"/>${drawn.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** A PNG that ends in the middle of its pixels. */
export async function truncatedPng(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const whole = await sharp({ create: { width: 200, height: 200, channels: 3, background: red, noise } })
    .png()
    .toBuffer();
  return whole.subarray(0, whole.length >> 1);
}

/**
 * The same picture again and again, each time with other bytes: a comment with its number follows the header.
 * Large enough that each takes some milliseconds to decode.
 */
export async function manyPngs(count: number, width = 2400, height = 1600): Promise<Buffer[]> {
  const picture = await png('#aa5500', width, height);
  // The signature has 8 bytes, the chunk IHDR 25.
  const header = picture.subarray(0, 33);
  const rest = picture.subarray(33);
  return Array.from({ length: count }, (_, number) =>
    Buffer.concat([header, pngChunk('tEXt', `Comment\0${number}`), rest]),
  );
}

/** Length, type, data and checksum of the two (PNG specification, §5.3). */
function pngChunk(type: string, data: string): Buffer {
  const body = Buffer.from(type + data, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - type.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

function flat(colour: string, width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: colour } });
}
