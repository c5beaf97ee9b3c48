/** Pictures that the tests draw themselves. */
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

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
