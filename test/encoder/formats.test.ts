// Every format that is read, against pixels that are known: written byte by byte, or by the format's own library.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import type { ImageFormat } from '../../src/protocol/asset.ts';
import { openImage, type Pixels, readHeader } from '../../src/encoder/decode.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import { inBlack, inColour, inGrey, inRed, quarters, size } from './handmade.ts';
import { fixtures } from './models.ts';
import { chunk } from './plainPng.ts';

const sharp = loadSharp();
const magick = new Magick();
const decoders = { sharp, magick };
after(() => magick.dispose());

const made = (name: string) => readFileSync(path.join(fixtures, 'formats', name));

async function decoded(bytes: Buffer): Promise<Pixels & { format: ImageFormat; hasAlpha: boolean }> {
  const header = await readHeader(decoders, bytes);
  const image = 'image' in header ? header.image : await header.open();
  if ('pixels' in header) assert.equal(header.pixels, image.width * image.height, 'as the header said');
  return { ...(await image.pixels(image.pipeline())), format: image.format, hasAlpha: image.hasAlpha };
}

/** The colour in the middle of each quarter. */
function middles({ data, width, height, channels }: Pixels): number[][] {
  return [[0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]].map(([x, y]) => {
    const at = (Math.floor(y! * height) * width + Math.floor(x! * width)) * channels;
    return [...data.subarray(at, at + channels)];
  });
} // prettier-ignore

/** Equal up to `tolerance` levels. */
function assertNear(found: readonly number[][], wanted: readonly (readonly number[])[], tolerance: number, what: string) {
  const worst = Math.max(...wanted.flatMap((colour, row) => colour.map((value, at) => Math.abs(value - found[row]![at]!))));
  assert.ok(worst <= tolerance, `${what}: ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`);
} // prettier-ignore

const same = (colour: readonly number[]) => [colour, colour, colour, colour];
const greys = quarters.map(([red, green, blue]) =>
  Array<number>(3).fill(Math.round((red + green + blue) / 3)),
);
const blacks = [[0, 0, 0], [0, 0, 0], [0, 0, 0], [255, 255, 255]]; // prettier-ignore

/** A format's name by the ending of a file's name, where they differ. */
const formats: Readonly<Record<string, ImageFormat>> = {
  cur: 'ico', ppm: 'pnm', pgm: 'pnm', pbm: 'pnm', pam: 'pnm', j2k: 'jp2',
}; // prettier-ignore

describe('a file written byte by byte has the pixels that were written', () => {
  const sets = [
    ...Object.entries(inColour).map(([name, bytes]) => [name, bytes, quarters] as const),
    ...Object.entries(inRed).map(([name, bytes]) => [name, bytes, same([255, 0, 0])] as const),
    ...Object.entries(inGrey).map(([name, bytes]) => [name, bytes, greys] as const),
    ...Object.entries(inBlack).map(([name, bytes]) => [name, bytes, blacks] as const),
  ];
  for (const [name, bytes, wanted] of sets) {
    test(name, async () => {
      const pixels = await decoded(bytes);
      assert.deepEqual([pixels.width, pixels.height], [size, size]);
      const ending = name.slice(name.lastIndexOf('.') + 1);
      assert.equal(pixels.format, formats[ending] ?? ending);
      // Six bits of green in a packed DDS, and seven of brightness in a Radiance file, are all that there is.
      assertNear(middles(pixels), wanted, /packed\.dds|hdr/.test(name) ? 3 : 0, name);
    });
  }
});

describe('a file of the format’s own library has the pixels that it was given', () => {
  for (const [name, tolerance] of [
    ['quarters.jp2', 0],
    ['quarters.j2k', 0],
    ['quarters.jxl', 0],
    ['quarters.heic', 2],
    // From linear half floats.
    ['quarters.exr', 2],
  ] as const) {
    test(name, async () => {
      const pixels = await decoded(made(name));
      const ending = name.slice(name.lastIndexOf('.') + 1);
      assert.equal(pixels.format, formats[ending] ?? ending);
      assertNear(middles(pixels), quarters, tolerance, name);
    });
  }

  test('with its alpha', async () => {
    const pixels = await decoded(made('clear.jxl'));
    assert.equal(pixels.hasAlpha, true);
    assert.deepEqual(middles(pixels).map(colour => colour[3]), [255, 255, 255, 0]);
  }); // prettier-ignore

  test('upright', async () => {
    // Orientation 6: what was written at the left below is at the left above.
    const [first, second, third, fourth] = quarters;
    assertNear(middles(await decoded(made('turned.heic'))), [third!, first!, fourth!, second!], 2, 'turned');
  });
});

describe('an animated PNG file is its default picture', () => {
  const [red, green] = [[255, 0, 0], [0, 128, 0]] as const;
  const edge = 4;
  const words = (...values: readonly number[]) => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, place) => bytes.writeUInt32BE(value, place * 4));
    return bytes;
  };
  const packed = (colour: readonly number[]) =>
    deflateSync(Buffer.from(Array.from({ length: edge }, () => [0, ...Array.from({ length: edge }, () => colour).flat()]).flat()));
  /** A frame as large as the picture, shown for a tenth of a second. */
  const control = (number: number) =>
    chunk('fcTL', Buffer.concat([words(number, edge, edge, 0, 0), Buffer.of(0, 1, 0, 10, 0, 0)]));
  const animated = (...inside: readonly Buffer[]) =>
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', Buffer.concat([words(edge, edge), Buffer.of(8, 2, 0, 0, 0)])),
      ...inside,
      chunk('IEND', Buffer.alloc(0)),
    ]);
  for (const [title, file] of [
    [
      'which is its first frame',
      animated(
        chunk('acTL', words(2, 0)),
        control(0),
        chunk('IDAT', packed(red)),
        control(1),
        chunk('fdAT', Buffer.concat([words(2), packed(green)])),
      ),
    ],
    [
      'also where that is no frame',
      animated(
        chunk('acTL', words(1, 0)),
        chunk('IDAT', packed(red)),
        control(0),
        chunk('fdAT', Buffer.concat([words(1), packed(green)])),
      ),
    ],
  ] as const) {
    test(title, async () => {
      const pixels = await decoded(file);
      assert.deepEqual([pixels.width, pixels.height, pixels.format], [edge, edge, 'png']);
      assert.deepEqual(middles(pixels), same(red));
    });
  }
}); // prettier-ignore

describe('colours become sRGB', () => {
  const muted = [200, 50, 100];
  const inProfile = (profile: 'srgb' | 'p3') =>
    sharp({
      create: { width: 4, height: 4, channels: 3, background: { r: 200, g: 50, b: 100 } },
    }).withIccProfile(profile);
  const first = async (bytes: Buffer) => [...(await decoded(bytes)).data.subarray(0, 3)];

  test('from Display P3, in 8 bits and in 16, in PNG and in TIFF', async () => {
    // The numbers of that colour in Display P3, by the matrices of both (CSS Color 4, section 10).
    const wide = [184, 63, 100];
    for (const profile of ['srgb', 'p3'] as const) {
      for (const deep of [false, true]) {
        for (const format of ['png', 'tiff'] as const) {
          const colourspace = deep ? 'rgb16' : 'srgb';
          const shallow = await inProfile(profile).png().toBuffer();
          const file = deep
            ? await sharp(shallow)
                .toColourspace(colourspace)
                .withIccProfile(profile)
                .toFormat(format, { compression: 'lzw' })
                .toBuffer()
            : await inProfile(profile).toFormat(format, { compression: 'lzw' }).toBuffer();
          const what = `${profile} ${format} ${colourspace}`;
          assertNear([await first(file)], [muted], 1, what);
          if (profile !== 'p3' || deep) continue;
          // The file itself holds other numbers: the profile was looked at.
          const { data } = await sharp(file, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
          assertNear([[...data.subarray(0, 3)]], [wide], 1, `${what}, unconverted`);
        }
      }
    }
  });

  test('from the profile of a HEIC file', async () => {
    // The wide green is none of sRGB's: it is clipped. White stays.
    const [red, green, , white] = middles(await decoded(made('wide.heic')));
    assertNear([red!, white!], [[255, 0, 0], [255, 255, 255]], 12, 'wide');
    assert.ok(green![0]! < 12 && green![1]! > 125 && green![1]! < 145 && green![2]! < 12, String(green));
  }); // prettier-ignore

  test('from ink, by a printer’s profile', async () => {
    for (const name of ['ink.jpg', 'ink.tiff']) {
      const [red, green, blue, white] = middles(await decoded(made(name)));
      // Ink is never as pure as light, but everybody knows which is which.
      assert.ok(red![0]! > 200 && red![1]! < 60 && red![2]! < 60, `${name}: red is ${red}`);
      assert.ok(green![1]! > 120 && green![0]! < 60 && green![2]! < 100, `${name}: green is ${green}`);
      assert.ok(blue![2]! > 110 && blue![0]! < 90 && blue![1]! < 90, `${name}: blue is ${blue}`);
      assertNear([white!], [[255, 255, 255]], 2, name);
    }
  });

  test('from 16 bits, grey and with alpha, by their upper half', async () => {
    const pixel = Buffer.of(0x80, 0xff, 0x40, 0x00);
    const header = Buffer.alloc(13);
    header.writeUInt32BE(1, 0);
    header.writeUInt32BE(1, 4);
    header.set([16, 4], 8);
    const png = Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.concat([Buffer.of(0), pixel]))),
      chunk('IEND', Buffer.alloc(0)),
    ]);
    const { data, channels } = await decoded(png);
    assert.deepEqual([channels, ...data], [4, 0x80, 0x80, 0x80, 0x40]);
  });
});

describe('a drawing', () => {
  const svg = (inside: string, head = '') =>
    Buffer.from(
      `${head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="16" height="16">${inside}</svg>`,
    );
  const redBelow = '<rect width="16" height="16" fill="#f00"/>';

  test('is read packed', async () => {
    assert.deepEqual(middles(await decoded(gzipSync(svg(redBelow))))[0], [255, 0, 0, 255]);
  });

  test('loads nothing that it points to', async () => {
    const other = path.join(fixtures, 'parity', 'pictures', 'photo-small.png');
    for (const inside of [
      `<image width="16" height="16" href="file://${other}"/>`,
      `<image width="16" height="16" xlink:href="${other}"/>`,
      '<image width="16" height="16" href="http://127.0.0.1:9/a.png"/>',
      `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://${other}" parse="text"/>`,
      `<style>@import url("file://${other}");</style>`,
      '<script>document.documentElement.remove()</script>',
    ]) {
      assert.deepEqual(middles(await decoded(svg(redBelow + inside)))[3], [255, 0, 0, 255], inside);
    }
  });

  test('a drawing may stand behind a long licence or a long list of names, and have the prefix svg', async () => {
    const long = 'a licence, '.repeat(3000);
    const names = `<!DOCTYPE svg [<!ENTITY ns "${long}">]>`;
    for (const head of [
      `<!--${long}-->`,
      names,
      `<?xml version="1.0"?>\n<!--${long}-->${names}<!-- ${long} -->\n`,
    ])
      assert.deepEqual(middles(await decoded(svg(redBelow, head)))[0], [255, 0, 0, 255]);
    const prefixed = (prefix: string) =>
      Buffer.from(
        svg('<rect width="16" height="16" fill="red"/>')
          .toString()
          .replaceAll(/<(?=\/?\w)(\/?)/g, `<$1${prefix}:`)
          .replace('xmlns=', `xmlns:${prefix}=`),
      );
    assert.deepEqual(middles(await decoded(prefixed('svg')))[0], [255, 0, 0, 255]);
    await assert.rejects(decoded(prefixed('s')), { kind: 'unsupported' });
    await assert.rejects(
      decoded(Buffer.from(`<!--${long}--><html><body>${svg(redBelow).toString()}</body></html>`)),
      {
        kind: 'not-an-image',
      },
    );
  });

  test('may have a name for a namespace, but no entity for a file or for another one', async () => {
    const plain = '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg">]>';
    assert.deepEqual(middles(await decoded(svg(redBelow, plain)))[0], [255, 0, 0, 255]);
    for (const entity of [
      '<!ENTITY a SYSTEM "file:///etc/hostname">',
      '<!ENTITY % a PUBLIC "x" "http://127.0.0.1:9/a.dtd">',
      '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">',
    ]) {
      await assert.rejects(decoded(svg(redBelow, `<!DOCTYPE svg [${entity}]>`)), { kind: 'unsupported' });
    }
  });

  test('is drawn in the size that is needed, however large it says that it is', async () => {
    const size = 'width="100000" height="100000"';
    const huge = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} fill="#00f"/></svg>`;
    const image = await openImage(decoders, Buffer.from(huge));
    const { data, width } = await image.pixels(image.pipeline({ scale: 512 / image.width }));
    assert.ok(width >= 512 && width < 2000, String(width));
    assert.deepEqual([...data.subarray(0, 4)], [0, 0, 255, 255]);
  });

  test('that grows beyond the limit when it is unpacked is too large', async () => {
    const bomb = gzipSync(Buffer.concat([svg(redBelow), Buffer.alloc(20 * 1024 * 1024, 0x20)]));
    assert.ok(bomb.length < 100_000);
    await assert.rejects(decoded(bomb), { kind: 'too-large' });
  });
});
