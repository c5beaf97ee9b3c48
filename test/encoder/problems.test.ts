// Every way in which a file can be no picture, told apart by the real process.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import type { ProblemKind } from '../../src/protocol/asset.ts';
import { asNobody } from '../catalog/asNobody.ts';
import { inColour } from './handmade.ts';
import { listed } from './listedFiles.ts';
import { colours, fixtures } from './models.ts';
import { chunk, plainPng, red } from './plainPng.ts';
import { ImageReader } from '../../src/encoder/readImage.ts';
import { builtEncoder, openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { tiffFile } from './tiffFile.ts';

const picture = (name: string) => readFileSync(path.join(fixtures, 'parity', 'pictures', name));
const made = (name: string) => readFileSync(path.join(fixtures, 'formats', name));
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1);
const latin = (text: string) => Buffer.from(text, 'latin1');

/** Other bytes from here to there, the end as it was. */
const damaged = (bytes: Buffer, from: number, to: number) => Buffer.from(bytes).fill(0xa5, from, to);

/** The place of a JPEG marker's contents. */
const huffmanTable = (bytes: Buffer) => bytes.indexOf(Buffer.of(0xff, 0xc4)) + 4;

/** A PNG file that says it is as large as this, with hardly any pixels. */
function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  return Buffer.concat([
    latin('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 90210\n`;
const photo = picture('photo-wide.jpg');
const svg = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`;

/** A bitmap that says that it is 60,000 pixels a side, and has 256 of them. */
const wideBmp = Buffer.from(inColour['plain.bmp']!);
wideBmp.writeInt32LE(60_000, 18);
wideBmp.writeInt32LE(60_000, 22);

const files: readonly (readonly [name: string, contents: Buffer | string, kind: ProblemKind])[] = [
  ['damaged.png', damaged(picture('photo-small.png'), 5000, 5064), 'corrupt'],
  ['damaged.jpg', damaged(photo, huffmanTable(photo), huffmanTable(photo) + 20), 'corrupt'],
  ['damaged.webp', damaged(picture('photo-wide.webp'), 20, 40), 'corrupt'],
  ['damaged.tiff', damaged(picture('packed.tiff'), 100, 500), 'corrupt'],
  ['no-frames.gif', Buffer.concat([latin('GIF89a\x01\0\x01\0\0\0\0'), Buffer.alloc(50, 0x99), latin(';')]), 'corrupt'],
  ['no-width.png', hugePng(0, 5), 'corrupt'],
  ['no-value.svg', svg('<rect width height="9"/>'), 'corrupt'],
  ['no-quotes.svg', svg('<rect width=9 height="9"/>'), 'corrupt'],
  ['open-quote.svg', svg('<rect width="9 height="9"/>'), 'corrupt'],
  ['open-tag.svg', svg('<rect width="9" <g/>'), 'corrupt'],
  ['open-group.svg', svg('<g><rect width="9"/>'), 'corrupt'],
  ['open-comment.svg', svg('<!-- <rect width="9"/>'), 'corrupt'],
  ['two.svg', svg('') + svg(''), 'corrupt'],
  ['more.svg', `${svg('')}more`, 'corrupt'],
  ['twice.svg', svg('<rect width="9" width="9"/>'), 'corrupt'],
  ['twice-timeout.svg', svg('<rect timeout="9" timeout="9"/>'), 'corrupt'],
  ['twice-truncated.svg', svg('<rect truncated="9" truncated="9"/>'), 'corrupt'],
  ['no-prefix.svg', svg('<rect xlink:href="#a"/>'), 'corrupt'],
  ['no-entity.svg', svg('<text>&nbsp;</text>'), 'corrupt'],
  ['half-group.svg', svg('<g><rect width="9"/></g>').replace('</svg>', ''), 'truncated'],
  ['half-group-open.svg', svg('<g><rect width="9"/>').replace('</svg>', ''), 'truncated'],
  ['half-end.svg', svg('<g><rect width="9"/></g>').replace('</svg>', '</s'), 'truncated'],
  ['half-comment.svg', svg('<!-- <rect width="9"/>').replace('</svg>', ''), 'truncated'],
  ['encoding.svg', `<?xml version="1.0" encoding="none-such"?>${svg('')}`, 'unsupported'],
  ['half.tif', half(tiffFile([{ colour: red }])), 'truncated'],
  ['half-directory.tif', tiffFile([{ colour: red }]).subarray(0, -10), 'truncated'],
  ['half-pages.tif', tiffFile([{ colour: red }, { colour: red }, { colour: red }]).subarray(0, 3500), 'truncated'],
  ['unclosed.svg', svg('<rect width="9"').replace('</svg>', '</svg'), 'corrupt'],
  ['half.png', half(picture('photo-small.png')), 'truncated'],
  ['half.jpg', half(photo), 'truncated'],
  ['half-progressive.jpg', half(picture('photo-tall.jpg')), 'truncated'],
  ['half-large.jpg', half(picture('large-wide.jpg')), 'truncated'],
  ['half.webp', half(picture('photo-wide.webp')), 'truncated'],
  ['half.gif', half(picture('palette.gif')), 'truncated'],
  ['half.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"', 'truncated'],
  ['no-size.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>', 'unsupported'],
  ['less-than-a-pixel.svg', svg('<rect width="9" height="9"/>').replaceAll('"9"', '"0.3"'), 'unsupported'],
  ['half-root.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="', 'truncated'],
  ['start.png', plainPng(red).subarray(0, 20), 'truncated'],
  ['empty.png', '', 'empty'],
  ['empty.svg', '', 'empty'],
  ['text.png', 'This is not a picture.\n', 'not-an-image'],
  ['text.jpg', 'Ceci n’est pas une image : voilà.', 'not-an-image'],
  ['page.png', '<!DOCTYPE html>\n<html><body>404</body></html>', 'not-an-image'],
  ['page.jpg', '\n<HTML><head></head></HTML>', 'not-an-image'],
  ['page.svg', '<!doctype html><title>Not found</title>', 'not-an-image'],
  ['program.gif', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0]), 'not-an-image'],
  ['archive.png', latin('PK\x03\x04\x14\x00\x00\x00\x08\x00'), 'not-an-image'],
  ['one-byte.png', latin('\x89'), 'not-an-image'],
  ['zeros.jpg', Buffer.alloc(5000), 'not-an-image'],
  ['bitmap.png', Buffer.concat([latin('BM'), Buffer.alloc(60)]), 'corrupt'],
  ['half.bmp', half(inColour['plain.bmp']!), 'truncated'],
  ['icon.png', Buffer.concat([latin('\0\0\x01\0'), Buffer.alloc(60)]), 'corrupt'],
  ['cursor.png', Buffer.concat([latin('\0\0\x02\0'), Buffer.alloc(60)]), 'corrupt'],
  ['half.ico', half(inColour['two-sizes.ico']!), 'truncated'],
  ['phone.jpg', Buffer.concat([latin('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), Buffer.alloc(60)]), 'truncated'],
  ['phone-too.jpg', Buffer.concat([latin('\0\0\0\x18ftypmif1\0\0\0\0mif1heic'), Buffer.alloc(60)]), 'truncated'],
  ['layers.png', Buffer.concat([latin('8BPS\0\x01'), Buffer.alloc(60)]), 'corrupt'],
  ['half.psd', half(inColour['flat.psd']!), 'truncated'],
  ['jxl.png', Buffer.concat([latin('\xff\x0a'), Buffer.alloc(60, 3)]), 'truncated'],
  ['half.tga', half(inColour['packed.tga']!), 'truncated'],
  ['half.qoi', half(inColour['plain.qoi']!), 'truncated'],
  ['half.ppm', half(inColour['binary.ppm']!), 'truncated'],
  ['half.sgi', half(inColour['plain.sgi']!), 'truncated'],
  ['half.pcx', half(inColour['packed.pcx']!), 'truncated'],
  ['half.jp2', half(made('quarters.jp2')), 'truncated'],
  ['half.heic', half(made('quarters.heic')), 'truncated'],
  ['wide.tga', Buffer.from(inColour['plain.tga']!).fill(0xff, 12, 16), 'too-large'],
  ['wide.qoi', latin('qoif\xff\xff\xff\xff\xff\xff\xff\xff\x03\x00'), 'too-large'],
  ['wide.bmp', wideBmp, 'truncated'],
  ['texture.dds', Buffer.concat([latin('DDS \x7c'), Buffer.alloc(130)]), 'corrupt'],
  ['document.png', '%PDF-1.7\n%âãÏÓ', 'unsupported'],
  ['layers.xcf', latin('gimp xcf v011\0\0\0\x01'), 'unsupported'],
  ['texture.ktx', latin('\xabKTX 20\xbb\r\n\x1a\n'), 'unsupported'],
  ['sprite.aseprite', Buffer.concat([latin('\x20\x10\0\0\xe0\xa5'), Buffer.alloc(122)]), 'unsupported'],
  ['icon.icns', latin('icns\0\0\x10\0'), 'unsupported'],
  ['packed.svgz', gzipSync('no drawing'), 'not-an-image'],
  ['half.svgz', half(gzipSync(svg('<rect width="9"/>'.repeat(99)))), 'truncated'],
  ['drawn-page.svg', '<html><body><svg width="9" height="9"></svg></body></html>', 'not-an-image'],
  ['entities.svg', `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>${svg('&a;')}`, 'unsupported'],
  ['wide.svg', Buffer.from(`\uFEFF<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>${svg('&a;')}`, 'utf16le'), 'unsupported'],
  ['half-wide.svg', half(Buffer.from(`\uFEFF${svg('<rect width="9"/>'.repeat(99))}`, 'utf16le')), 'truncated'],
  ['wide-page.svg', Buffer.from('\uFEFF<html><body><svg width="9"></svg></body></html>', 'utf16le'), 'not-an-image'],
  ['bomb.svgz', gzipSync(Buffer.concat([Buffer.from(svg('')), Buffer.alloc(17 * 1024 * 1024, 0x20)])), 'too-large'],
  ['bomb.png', hugePng(60_000, 60_000), 'too-large'],
  ['pointer.png', pointer, 'lfs-pointer'],
  ['pointer.svg', pointer, 'lfs-pointer'],
]; // prettier-ignore

describe('a file that is no picture is told by its kind', { timeout: 60_000 }, () => {
  test('and by one sentence for people', async t => {
    const folder = temporaryFolder(t, Object.fromEntries(files.map(([name, contents]) => [name, contents])));
    const encoder = await openEncoder(t);
    const paths = files.map(([name]) => path.join(folder, name));
    const { images, vectors, problems } = await encoder.encodeImages(paths, null);
    assert.deepEqual([images.length, vectors.length], [0, 0]);
    const kinds = new Map(problems.map(({ index, kind }) => [index, kind]));
    const found = files.map(([name], index) => [name, kinds.get(index)]);
    assert.deepEqual(
      found,
      files.map(([name, , kind]) => [name, kind]),
    );
    for (const { detail } of problems) {
      // What is wrong, and what to do; no word from inside the decoder.
      assert.match(detail, /^[A-Z].+[a-z)"]\. [A-Z][a-z]+ .+\.$/);
      assert.doesNotMatch(detail, /vips|libpng|glib|corrupt header|Error domain|error code|Unknown error/i);
    }
  });

  test('also without decoding, where the first bytes tell', async t => {
    const byFirstBytes: readonly ProblemKind[] = ['empty', 'not-an-image', 'unsupported', 'lfs-pointer'];
    const insideDrawings = ['packed.svgz', 'entities.svg', 'encoding.svg', 'wide.svg', 'no-size.svg', 'less-than-a-pixel.svg'];
    const chosen = files.filter(([name, , kind]) => byFirstBytes.includes(kind) && !insideDrawings.includes(name));
    const folder = temporaryFolder(t, Object.fromEntries(chosen.map(([name, contents]) => [name, contents])));
    const encoder = await openEncoder(t);
    const answer = await encoder.identify(chosen.map(([name]) => path.join(folder, name)));
    assert.deepEqual(answer.files, []);
    const kinds = new Map(answer.problems.map(({ index, kind }) => [index, kind]));
    assert.deepEqual(
      chosen.map((_, index) => kinds.get(index)),
      chosen.map(([, , kind]) => kind),
    );
  }); // prettier-ignore

  test('nor has it pixels or a preview', async t => {
    const folder = temporaryFolder(t, Object.fromEntries(files.map(([name, contents]) => [name, contents])));
    const encoder = await openEncoder(t);
    const paths = files.map(([name]) => path.join(folder, name));
    const hashes = await encoder.hashPixels(listed(paths));
    // Files of several pictures are compared by their bytes, which can be read: they are not decoded for that.
    const hashed = files.filter((_, index) => hashes[index] !== null).map(([name]) => name);
    assert.deepEqual(hashed.sort(), ['half-pages.tif', 'half.ico']);
    for (const file of paths) assert.equal(await encoder.render(file, 64, 'png'), null);
  }); // prettier-ignore
});

describe('a file that cannot be read', { timeout: 60_000 }, () => {
  /** As long as that without taking the space. */
  function sparse(file: string, bytes: number): string {
    const handle = openSync(file, 'w');
    ftruncateSync(handle, bytes);
    closeSync(handle);
    return file;
  }

  test('has vanished when it is no longer there', async t => {
    const folder = temporaryFolder(t, { 'a.png': plainPng(red) });
    const encoder = await openEncoder(t);
    const paths = [path.join(folder, 'gone.png'), path.join(folder, 'a.png', 'below-a-file.png')];
    for (const { problems } of [await encoder.encodeImages(paths, null), await encoder.identify(paths)]) {
      assert.deepEqual(problems.map(({ kind }) => kind), ['vanished', 'vanished']);
    }
  }); // prettier-ignore

  test('is too large before it is read', async t => {
    const folder = temporaryFolder(t);
    const paths = [
      sparse(path.join(folder, 'large.png'), 513 * 1024 * 1024),
      sparse(path.join(folder, 'large.svg'), 17 * 1024 * 1024),
    ];
    const encoder = await openEncoder(t);
    const { problems } = await encoder.encodeImages(paths, null);
    assert.deepEqual(problems.map(({ kind }) => kind), ['too-large', 'too-large']);
    assert.match(problems[0]!.detail, /538 MB/);
  }); // prettier-ignore

  test('is named when its drive does not answer', async t => {
    if (process.platform === 'win32') return t.skip('There are no named pipes in folders on Windows.');
    // A pipe that nobody writes to keeps its reader waiting, as a drive does whose network went away.
    const pipe = path.join(temporaryFolder(t), 'hangs.png');
    execFileSync('mkfifo', [pipe]);
    try {
      await assert.rejects(
        new ImageReader(0.2).read(pipe, async () => null),
        { kind: 'timed-out' },
      );
    } finally {
      // A writer lets the reader go.
      closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
    }
  });

  test('is not read where a link has taken its place', { skip: process.platform === 'win32' }, async t => {
    const outside = temporaryFolder(t, { 'secret.png': plainPng(red) });
    const folder = temporaryFolder(t);
    symlinkSync(path.join(outside, 'secret.png'), path.join(folder, 'a.png'));
    const encoder = await openEncoder(t);
    const file = path.join(folder, 'a.png');
    for (const { problems } of [await encoder.identify([file]), await encoder.encodeImages([file], null)])
      assert.deepEqual(problems.map(({ kind, detail }) => [kind, /become a link/.test(detail)]), [['vanished', true]]);
    assert.equal(await encoder.render(file, 64, 'png'), null);
  }); // prettier-ignore

  test('is denied when it is a folder', async t => {
    const folder = temporaryFolder(t);
    mkdirSync(path.join(folder, 'album.png'));
    const encoder = await openEncoder(t);
    const { problems } = await encoder.encodeImages([path.join(folder, 'album.png')], null);
    assert.deepEqual(problems.map(({ kind }) => kind), ['denied']);
  }); // prettier-ignore

  test('is denied when its permissions say so', async t => {
    const entry = await builtEncoder();
    const folder = temporaryFolder(t, { 'secret.png': plainPng(red), 'open.png': plainPng(red) });
    chmodSync(path.join(folder, 'secret.png'), 0o000);
    chmodSync(path.join(folder, 'open.png'), 0o644);
    try {
      // The superuser may read everything, so that this test becomes somebody else, who must be able to read the house.
      await asNobody(() => {
        for (const file of [process.execPath, entry, path.join(colours, 'config.json')]) {
          accessSync(file, constants.R_OK);
        }
      });
    } catch (error) {
      t.skip(`This runs as the superuser, and nobody else may read the repository: ${String(error)}`);
      return;
    }
    await asNobody(async () => {
      const encoder = await openEncoder(t, { entry });
      const paths = ['secret.png', 'open.png'].map(name => path.join(folder, name));
      const { images, problems } = await encoder.encodeImages(paths, null);
      assert.deepEqual(problems.map(({ index, kind }) => [index, kind]), [[0, 'denied']]);
      assert.deepEqual(images.map(({ index }) => index), [1]);
      await encoder.dispose();
    });
  }); // prettier-ignore
});

test('a picture is read under any name', { timeout: 60_000 }, async t => {
  const folder = temporaryFolder(t, {
    'a.jpg': plainPng(red),
    'b.png': photo,
    'c.gif': picture('photo-wide.webp'),
    'no extension': picture('palette.gif'),
    'd.png': svg('<rect width="9" height="9"/>'),
    'e.svg': gzipSync(svg('<rect width="9" height="9"/>')),
    'with spaces, ümläuts and 猫.png': plainPng(red),
    'f.avif': picture('photo-odd.avif'),
  });
  const names = ['a.jpg', 'b.png', 'c.gif', 'no extension', 'd.png', 'e.svg', 'with spaces, ümläuts and 猫.png', 'f.avif'];
  const encoder = await openEncoder(t);
  const { images, problems } = await encoder.encodeImages(names.map(name => path.join(folder, name)), null);
  assert.deepEqual(problems, []);
  const formats = ['png', 'jpeg', 'webp', 'gif', 'svg', 'svg', 'png', 'avif'];
  assert.deepEqual(images.map(({ facts }) => facts.format), formats);
}); // prettier-ignore
