/**
 * Files of many formats written byte by byte, so that no library is asked to make what it must read.
 * All show the same: four quarters, red, green, blue and white from the left above to the right below.
 */
import { plainPng } from './plainPng.ts';

export const size = 16;

export const quarters: readonly (readonly [number, number, number])[] = [[255, 0, 0], [0, 128, 0], [0, 0, 255], [255, 255, 255]]; // prettier-ignore

const quarterOf = (x: number, y: number) => (y < size / 2 ? 0 : 2) + (x < size / 2 ? 0 : 1);
const colourAt = (x: number, y: number) => quarters[quarterOf(x, y)]!;

/** Values for every pixel, row after row from above. */
const pixels = (value: (colour: (typeof quarters)[number], x: number, y: number) => readonly number[]) =>
  Buffer.from(
    Array.from({ length: size * size }, (_, place) => {
      const [x, y] = [place % size, Math.floor(place / size)];
      return value(colourAt(x, y), x, y);
    }).flat(),
  );
const upsideDown = (rows: Buffer, each: number) =>
  Buffer.concat(
    Array.from({ length: size }, (_, y) =>
      rows.subarray((size - 1 - y) * size * each, (size - y) * size * each),
    ),
  );
const rgb = pixels(([red, green, blue]) => [red, green, blue]);
const bgr = pixels(([red, green, blue]) => [blue, green, red]);
const bgra = pixels(([red, green, blue]) => [blue, green, red, 255]);
const plane = (channel: 0 | 1 | 2) => pixels(colour => [colour[channel]]);
const latin = (text: string) => Buffer.from(text, 'latin1');

/** A header from [offset, bytes, value], little-endian. */
function header(length: number, ...fields: readonly (readonly [number, 1 | 2 | 4, number])[]): Buffer {
  const bytes = Buffer.alloc(length);
  for (const [offset, width, value] of fields) bytes.writeUIntLE(value, offset, width);
  return bytes;
}

const bitmapInfo = (bits: number, height = size) =>
  header(40, [0, 4, 40], [4, 4, size], [8, 4, height], [12, 2, 1], [14, 2, bits]);

function bmp(): Buffer {
  const rows = upsideDown(bgr, 3);
  return Buffer.concat([latin('BM'), header(12, [0, 4, 54 + rows.length], [8, 4, 54]), bitmapInfo(24), rows]);
}

/** An icon of a small black picture and the quarters, as bitmaps with a mask; a cursor is the same with another number. */
function icon(kind: 1 | 2): Buffer {
  const masked = Buffer.concat([bitmapInfo(32, size * 2), upsideDown(bgra, 4), Buffer.alloc(size * 4)]);
  const small = Buffer.concat([
    header(40, [0, 4, 40], [4, 4, 1], [8, 4, 2], [12, 2, 1], [14, 2, 32]),
    Buffer.of(0, 0, 0, 255),
    Buffer.alloc(4),
  ]);
  const entry = (edge: number, bytes: number, offset: number) =>
    header(16, [0, 1, edge], [1, 1, edge], [4, 2, 1], [6, 2, 32], [8, 4, bytes], [12, 4, offset]);
  return Buffer.concat([
    header(6, [2, 2, kind], [4, 2, 2]),
    entry(1, small.length, 38),
    entry(size, masked.length, 38 + small.length),
    small,
    masked,
  ]);
}

/** An icon whose only picture is a PNG file. */
function iconOfPng(): Buffer {
  const png = plainPng([255, 0, 0], size, size);
  return Buffer.concat([
    header(6, [2, 2, 1], [4, 2, 1]),
    header(16, [0, 1, size], [1, 1, size], [4, 2, 1], [6, 2, 32], [8, 4, png.length], [12, 4, 22]),
    png,
  ]);
}

/** Flattened, without layers, no compression; with a fourth channel, it is alpha. */
function psd(bits: 8 | 16): Buffer {
  const start = Buffer.alloc(26);
  start.write('8BPS', 'latin1');
  start.writeUInt16BE(1, 4);
  start.writeUInt16BE(3, 12);
  start.writeUInt32BE(size, 14);
  start.writeUInt32BE(size, 18);
  start.writeUInt16BE(bits, 22);
  start.writeUInt16BE(3, 24);
  const planes = ([0, 1, 2] as const).map(channel =>
    bits === 8 ? plane(channel) : pixels(colour => [colour[channel], colour[channel]]),
  );
  return Buffer.concat([start, Buffer.alloc(12), Buffer.alloc(2), ...planes]);
}

function tga(kind: 2 | 10): Buffer {
  // Rows from above; each run is half a row of one colour.
  const runs = Array.from({ length: size * 2 }, (_, run) => {
    const [red, green, blue] = colourAt((run % 2) * (size / 2), Math.floor(run / 2));
    return [0x80 | (size / 2 - 1), blue, green, red];
  });
  return Buffer.concat([
    header(18, [2, 1, kind], [12, 2, size], [14, 2, size], [16, 1, 24], [17, 1, 0x20]),
    kind === 2 ? bgr : Buffer.from(runs.flat()),
  ]);
}

function qoi(): Buffer {
  const start = Buffer.alloc(14);
  start.write('qoif', 'latin1');
  start.writeUInt32BE(size, 4);
  start.writeUInt32BE(size, 8);
  start.set([3, 0], 12);
  return Buffer.concat([
    start,
    pixels(([red, green, blue]) => [0xfe, red, green, blue]),
    Buffer.of(0, 0, 0, 0, 0, 0, 0, 1),
  ]);
}

/** Uncompressed, or in blocks of 4 × 4 pixels with one colour each (BC1). */
function dds(packed: boolean): Buffer {
  const start = header(
    128,
    [4, 4, 124],
    [8, 4, 0x1007],
    [12, 4, size],
    [16, 4, size],
    [76, 4, 32],
    [108, 4, 0x1000],
    ...(packed
      ? ([
          [80, 4, 4],
          [84, 4, 0x31545844],
        ] as const)
      : ([
          [80, 4, 0x41],
          [88, 4, 32],
          [92, 4, 0xff0000],
          [96, 4, 0xff00],
          [100, 4, 0xff],
          [104, 4, 0xff000000],
        ] as const)),
  );
  start.write('DDS ', 'latin1');
  const blocks = Array.from({ length: (size / 4) ** 2 }, (_, block) => {
    const [red, green, blue] = colourAt((block % 4) * 4, Math.floor(block / 4) * 4);
    const colour = ((red >> 3) << 11) | ((green >> 2) << 5) | (blue >> 3);
    return header(8, [0, 2, colour], [2, 2, colour]);
  });
  return Buffer.concat([start, packed ? Buffer.concat(blocks) : bgra]);
}

/** Three planes a row; runs of half a row. */
function pcx(): Buffer {
  const start = header(
    128,
    [0, 1, 10],
    [1, 1, 5],
    [2, 1, 1],
    [3, 1, 8],
    [8, 2, size - 1],
    [10, 2, size - 1],
    [65, 1, 3],
    [66, 2, size],
    [68, 2, 1],
  );
  const rows = Array.from({ length: size }, (_, y) =>
    ([0, 1, 2] as const).flatMap(channel =>
      [0, size / 2].flatMap(x => [0xc0 | (size / 2), colourAt(x, y)[channel]]),
    ),
  );
  return Buffer.concat([start, Buffer.from(rows.flat())]);
}

function sgi(): Buffer {
  const start = Buffer.alloc(512);
  start.set([0x01, 0xda, 0, 1, 0, 3, 0, size, 0, size, 0, 3]);
  start.writeUInt32BE(255, 16);
  return Buffer.concat([start, ...([0, 1, 2] as const).map(channel => upsideDown(plane(channel), 1))]);
}

/** Light as it is, not as it is seen: 128 of sRGB is 0.2159. */
function linear(value: number): number {
  return value === 128 ? 0.2159 : value / 255;
}

/** 1.0 is 128 × 2^(129 - 136) in Radiance's shared exponent. */
function radiance(): Buffer {
  const data = pixels(colour => [...colour.map(value => Math.round(linear(value) * 128)), 129]);
  return Buffer.concat([latin(`#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y ${size} +X ${size}\n`), data]);
}

const text = (head: string, values: readonly number[]) => latin(`${head}\n${values.join(' ')}\n`);
const greys = pixels(([red, green, blue]) => [Math.round((red + green + blue) / 3)]);
const isDark = pixels((_, x, y) => [quarterOf(x, y) === 3 ? 0 : 1]);

/** Every file shows the quarters. */
export const inColour: Readonly<Record<string, Buffer>> = {
  'plain.bmp': bmp(),
  'two-sizes.ico': icon(1),
  'pointer.cur': icon(2),
  'flat.psd': psd(8),
  'flat-16.psd': psd(16),
  'plain.tga': tga(2),
  'packed.tga': tga(10),
  'plain.qoi': qoi(),
  'plain.dds': dds(false),
  'packed.dds': dds(true),
  'packed.pcx': pcx(),
  'plain.sgi': sgi(),
  'plain.hdr': radiance(),
  'binary.ppm': Buffer.concat([latin(`P6\n${size} ${size}\n255\n`), rgb]),
  'text.ppm': text(`P3\n# a remark\n${size} ${size} 255`, [...rgb]),
  'plain.pam': Buffer.concat([
    latin(`P7\nWIDTH ${size}\nHEIGHT ${size}\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n`),
    rgb,
  ]),
};

/** These are red alone. */
export const inRed: Readonly<Record<string, Buffer>> = { 'packed.ico': iconOfPng() };

/** These show the quarters' mean greys. */
export const inGrey: Readonly<Record<string, Buffer>> = {
  'binary.pgm': Buffer.concat([latin(`P5 ${size} ${size} 255\n`), greys]),
  'text-16.pgm': text(
    `P2 ${size} ${size} 65535`,
    [...greys].map(value => value * 257),
  ),
};

/** These are black, but for the last quarter, which is white. */
export const inBlack: Readonly<Record<string, Buffer>> = {
  'text.pbm': text(`P1 ${size} ${size}`, [...isDark]),
  'plain.xbm': latin(
    `#define q_width 16\n#define q_height 16\nstatic char q_bits[] = {\n${Array.from({ length: size }, (_, y) => (y < 8 ? '0xff, 0xff' : '0xff, 0x00')).join(', ')} };\n`,
  ),
}; // prettier-ignore
