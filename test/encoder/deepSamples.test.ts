// Which files have finer samples than 8 bits: what such files show in 8 bits makes them not the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isDeep } from '../../src/encoder/deepSamples.ts';
import { fileKind } from '../../src/encoder/fileKind.ts';
import { jxlHeader } from '../../src/encoder/jxlHeader.ts';
import { inBlack, inColour, inGrey, inRed } from './handmade.ts';
import { listed } from './listedFiles.ts';
import { fixtures } from './models.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const made = (name: string) => readFileSync(path.join(fixtures, 'formats', name));
const latin = (text: string) => Buffer.from(text, 'latin1');

test('files of 8 bits are told from finer ones by their bytes, and what does not tell counts as fine', () => {
  const all = { ...inColour, ...inRed, ...inGrey, ...inBlack };
  for (const name of ['quarters.jp2', 'quarters.j2k', 'quarters.jxl', 'quarters.heic', 'quarters.exr'])
    all[name] = made(name);
  const fine = Object.entries(all).filter(([, bytes]) => isDeep(fileKind(bytes)!.format, bytes));
  const names = fine.map(([name]) => name).sort();
  assert.deepEqual(names, ['flat-16.psd', 'plain.hdr', 'quarters.exr', 'text-16.pgm']);
  assert.ok(isDeep('pnm', latin('P6\n# 9 9 255\n4 4\n65535\n')));
  assert.ok(isDeep('pnm', latin('PF\n4 4\n-1.0\n')));
  assert.ok(isDeep('sgi', Buffer.of(1, 0xda, 0, 2)));
  for (const format of ['psd', 'sgi', 'pnm', 'jp2', 'jxl'] as const) assert.ok(isDeep(format, latin('')), format);
  const [deepHeic, deepJp2] = [made('quarters.heic'), made('quarters.jp2')];
  deepHeic[deepHeic.indexOf('hvcC') + 4 + 17]! |= 2;
  deepJp2[deepJp2.indexOf('\xff\x4f\xff\x51', 0, 'latin1') + 42] = 11;
  assert.deepEqual([isDeep('heic', deepHeic), isDeep('jp2', deepJp2)], [true, true]);
}); // prettier-ignore

test('the header of a JPEG XL file is read as its own library writes it, alone and in boxes', () => {
  for (const name of ['quarters.jxl', 'clear.jxl'])
    assert.deepEqual(jxlHeader(made(name)), { isAnimated: false, bits: 8 }, name);
  const code = Buffer.concat([Buffer.from([0, 0, 0, 0]), Buffer.of(0xff, 0x0a, 0b1001_0111, 0b1, 0, 0)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(8 + code.length);
  const start = Buffer.concat([Buffer.of(0, 0, 0, 12), latin('JXL \r\n\x87\n')]);
  assert.deepEqual(jxlHeader(Buffer.concat([start, length, latin('jxlp'), code])), {
    isAnimated: false,
    bits: 8,
  });
  assert.equal(jxlHeader(start), null);
});

test('two pictures of light that differ where they are brighter than white are not the same', async t => {
  const bright = Buffer.from(inColour['plain.hdr']!);
  // The last pixel is white; its exponent makes it four times as bright.
  bright[bright.length - 1]! += 2;
  const files = { 'a.hdr': inColour['plain.hdr']!, 'b.hdr': bright, 'again.hdr': inColour['plain.hdr']! };
  const folder = temporaryFolder(t, files);
  const encoder = await openEncoder(t);
  const hashes = await encoder.hashPixels(listed(Object.keys(files).map(name => path.join(folder, name))));
  assert.deepEqual(hashes.map(hash => hash === hashes[0]), [true, false, true]);
}); // prettier-ignore
