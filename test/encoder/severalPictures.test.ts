// Files that hold several pictures, written byte by byte where no library writes them: of them only the bytes are compared.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { holdsSeveralPictures } from '../../src/encoder/severalPictures.ts';
import { inColour, inRed } from './handmade.ts';
import { listed } from './listedFiles.ts';
import { fixtures } from './models.ts';
import { type Colour, blue, chunk, green, plainPng, red } from './plainPng.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { tiffFile } from './tiffFile.ts';

const sharp = loadSharp();
const latin = (text: string) => Buffer.from(text, 'latin1');
const number = (value: number, bytes: 2 | 4) => {
  const word = Buffer.alloc(bytes);
  word.writeUIntBE(value, 0, bytes);
  return word;
};

/** A PNG file whose own picture is the first colour, and the first frame unless it is hidden; the others are later frames. */
function movingPng(colours: readonly Colour[], isHidden = false): Buffer {
  const [first, ...later] = colours;
  const still = plainPng(first!);
  const start = still.indexOf('IDAT') - 4;
  const end = still.length - 12;
  let place = 0;
  const control = () =>
    chunk('fcTL', Buffer.concat([number(place++, 4), number(20, 4), number(20, 4), Buffer.alloc(8), Buffer.of(0, 1, 0, 10, 0, 0)])); // prettier-ignore
  const shown = isHidden ? [] : [control()];
  const frames = later.flatMap(colour => {
    const line = Buffer.concat([Buffer.of(0), ...Array<Buffer>(20).fill(Buffer.from(colour.map(Number)))]);
    const picture = deflateSync(Buffer.concat(Array<Buffer>(20).fill(line)));
    return [control(), chunk('fdAT', Buffer.concat([number(place++, 4), picture]))];
  });
  const count = later.length + (isHidden ? 0 : 1);
  const clock = chunk('acTL', Buffer.concat([number(count, 4), number(0, 4)]));
  return Buffer.concat([still.subarray(0, start), clock, ...shown, still.subarray(start, end), ...frames, still.subarray(end)]);
} // prettier-ignore

const frames = (colours: readonly Colour[]) =>
  colours.length === 1
    ? sharp(plainPng(colours[0]!))
    : sharp(colours.map(colour => plainPng(colour)), { join: { animated: true } }); // prettier-ignore

const box = (kind: string, ...parts: readonly Buffer[]) => {
  const content = Buffer.concat(parts);
  return Buffer.concat([number(8 + content.length, 4), latin(kind), content]);
};
const fullBox = (kind: string, flags: number, ...parts: readonly Buffer[]) =>
  box(kind, Buffer.of(0, 0, 0, flags), ...parts);

/** The boxes of a HEIF file as far as they tell of pictures: items by number, and what points from one to others. */
function heif(
  items: readonly (readonly [kind: string, isHidden?: boolean])[],
  references: readonly (readonly [kind: string, from: number, ...to: number[]])[] = [],
  ...others: readonly Buffer[]
): Buffer {
  const entries = items.map(([kind, isHidden = false], at) =>
    box('infe', Buffer.of(2, 0, 0, isHidden ? 1 : 0), number(at + 1, 2), number(0, 2), latin(kind), Buffer.of(0)),
  );
  const pointers = references.map(([kind, from, ...to]) =>
    box(kind, number(from, 2), number(to.length, 2), ...to.map(item => number(item, 2))),
  );
  const meta = fullBox('meta', 0, fullBox('iinf', 0, number(items.length, 2), ...entries), fullBox('iref', 0, ...pointers));
  return Buffer.concat([box('ftyp', latin('heic\0\0\0\0mif1heic')), meta, ...others]);
} // prettier-ignore

/** The first bits of a JPEG XL file, each as its value and how many bits it has. */
function jxl(...fields: readonly (readonly [value: number, bits: number])[]): Buffer {
  const bits = fields.flatMap(([value, count]) => Array.from({ length: count }, (_, bit) => (value >> bit) & 1));
  const code = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, at) => (code[at >> 3]! |= bit << (at & 7)));
  return Buffer.concat([Buffer.of(0xff, 0x0a), code, Buffer.alloc(8)]);
} // prettier-ignore
const eights = [[1, 1], [3, 5], [1, 3]] as const; // prettier-ignore

/** A JPEG file with a list of pictures of these sorts behind it. */
function jpegWith(still: Buffer, ...sorts: readonly number[]): Buffer {
  const list = Buffer.alloc(8 + 2 + 12 + 4 + 16 * sorts.length);
  list.write('MM\0*', 'latin1');
  list.writeUInt32BE(8, 4);
  list.writeUInt16BE(1, 8);
  list.writeUInt16BE(0xb002, 10);
  list.writeUInt16BE(7, 12);
  list.writeUInt32BE(16 * sorts.length, 14);
  list.writeUInt32BE(26, 18);
  sorts.forEach((sort, at) => list.writeUInt32BE(sort, 26 + 16 * at));
  const segment = Buffer.concat([Buffer.of(0xff, 0xe2), number(6 + list.length, 2), latin('MPF\0'), list]);
  return Buffer.concat([still.subarray(0, 2), segment, still.subarray(2)]);
}

function dds(fields: readonly (readonly [offset: number, value: number | string])[]): Buffer {
  const header = Buffer.alloc(148);
  header.write('DDS ', 'latin1');
  for (const [offset, value] of fields)
    if (typeof value === 'string') header.write(value, offset, 'latin1');
    else header.writeUInt32LE(value, offset);
  return header;
}

const exr = (flags: number) => Buffer.concat([latin('v/1\x01'), Buffer.of(2, flags, 0, 0)]);

async function severalOf(): Promise<Record<string, Buffer>> {
  const still = await sharp(plainPng(red)).jpeg().toBuffer();
  return {
    'a.png': movingPng([red, green]),
    'hidden.png': movingPng([red, green], true),
    'a.gif': await frames([red, green]).gif().toBuffer(),
    'a.webp': await frames([red, green]).webp({ lossless: true }).toBuffer(),
    'a.tif': tiffFile([{ colour: red }, { colour: green }]),
    'a.ico': inColour['two-sizes.ico']!,
    'a.cur': inColour['pointer.cur']!,
    'film.avif': Buffer.concat([box('ftyp', latin('avis\0\0\0\0avisavif')), box('moov')]),
    'film.heic': heif([['hvc1']], [], box('moov')),
    'two.heic': heif([['hvc1'], ['hvc1'], ['Exif']], [['cdsc', 3, 1]]),
    'film.jxl': jxl(...eights, [0, 1], [1, 1], [0, 3], [0, 1], [0, 1], [1, 1]),
    'eyes.jpg': jpegWith(still, 0x20020002, 0x00020002),
    'cube.dds': dds([[112, 0xfe00]]),
    'array.dds': dds([[84, 'DX10'], [140, 3]]),
    'parts.exr': exr(0x10),
  };
} // prettier-ignore

async function singles(): Promise<Record<string, Buffer>> {
  const still = await sharp(plainPng(red)).jpeg().toBuffer();
  return {
    'a.png': plainPng(red),
    'one frame.png': movingPng([red]),
    'a.gif': await frames([red]).gif().toBuffer(),
    'a.webp': await frames([red]).webp({ lossless: true }).toBuffer(),
    'a.avif': await frames([red]).avif().toBuffer(),
    'a.jpg': still,
    'with previews.jpg': jpegWith(still, 0x20030000, 0x00010001, 0),
    'a.tif': tiffFile([{ colour: red }, { colour: red, width: 5, height: 5, kind: 1 }]),
    'a.dds': dds([[112, 0]]),
    'a.exr': exr(0),
    'tiles.heic': heif([['grid'], ['hvc1'], ['hvc1', true], ['hvc1'], ['hvc1']], [['dimg', 1, 2, 3], ['thmb', 4, 1], ['auxl', 5, 1]]),
    'light.heic': heif([['hvc1'], ['tmap'], ['hvc1']], [['dimg', 2, 1, 3]]),
    'all alike.jxl': jxl(...eights, [1, 1]),
    'deep.jxl': jxl(...eights, [0, 1], [0, 1], [0, 1], [2, 2]),
    ...Object.fromEntries(
      ['quarters.heic', 'turned.heic', 'quarters.jxl', 'clear.jxl', 'quarters.exr'].map(name => [
        name,
        readFileSync(path.join(fixtures, 'formats', name)),
      ]),
    ),
    ...inRed,
  };
} // prettier-ignore

describe('by the bytes alone', () => {
  test('a file of several pictures is told from one of a single picture', async () => {
    for (const [name, bytes] of Object.entries(await severalOf()))
      assert.ok(holdsSeveralPictures(bytes), `${name} holds several`);
    for (const [name, bytes] of Object.entries(await singles()))
      assert.ok(!holdsSeveralPictures(bytes), `${name} holds one`);
  });

  test('a file that ends early, or says that it is longer than it is, is no trap', async () => {
    for (const [name, bytes] of Object.entries({ ...(await singles()), ...(await severalOf()) })) {
      for (let length = 0; length < Math.min(bytes.length, 2000); length++) {
        holdsSeveralPictures(bytes.subarray(0, length));
        const wrong = Buffer.from(bytes);
        wrong[length] = 0xff;
        assert.equal(typeof holdsSeveralPictures(wrong), 'boolean', name);
      }
    }
  });
});

describe('of a file that holds several pictures', { timeout: 60_000 }, () => {
  test('the digest of its pixels is that of its bytes, and what chooses copies is empty', async t => {
    const files = {
      'still.png': plainPng(red),
      'moving.png': movingPng([red, green]),
      'otherwise.png': movingPng([red, blue]),
      'moving.gif': await frames([red, green]).gif().toBuffer(),
      'otherwise.gif': await frames([red, blue]).gif().toBuffer(),
      'again.gif': await frames([red, green]).gif().toBuffer(),
      'two-sizes.ico': inColour['two-sizes.ico']!,
      'plain.bmp': inColour['plain.bmp']!,
    };
    const folder = temporaryFolder(t, files);
    const encoder = await openEncoder(t);
    const paths = Object.keys(files).map(name => path.join(folder, name));
    const [still, moving, otherwise, gif, otherGif, sameGif, icon, bitmap] = await encoder.hashPixels(listed(paths));
    assert.equal(gif, sameGif);
    assert.equal(new Set([still, moving, otherwise, gif, otherGif, icon, bitmap]).size, 7);
    const isEmpty = [false, true, true, true, true, true, true, false];
    const made = await encoder.glimpse(listed(paths));
    assert.deepEqual(made.map(glimpse => glimpse!.tiny.length === 0), isEmpty);
    const { images } = await encoder.encodeImages(paths, null);
    assert.deepEqual(images.map(({ glimpse }) => glimpse!.tiny.length + glimpse!.corners.length === 0), isEmpty);
  }); // prettier-ignore
});
