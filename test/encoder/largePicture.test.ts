// Larger pictures of files that no browser shows, made by the real process.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { inColour } from './handmade.ts';
import { fixtures } from './models.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';

test(
  'a larger picture of what browsers do not show is a file beside the thumbnails',
  { timeout: 60_000 },
  async t => {
    const made = readdirSync(path.join(fixtures, 'formats'));
    const folder = temporaryFolder(t, {
      'plain.bmp': inColour['plain.bmp']!,
      'large.tif': await sharp({ create: { width: 3000, height: 1500, channels: 3, background: '#c04020' } })
        .tiff()
        .toBuffer(),
      'clear.tif': await sharp({
        create: { width: 30, height: 60, channels: 4, background: { r: 192, g: 64, b: 32, alpha: 0.5 } },
      })
        .tiff({ compression: 'deflate' })
        .toBuffer(),
      'broken.tif': 'II*\0 no picture',
      ...Object.fromEntries(
        made
          .filter(name => /\.(exr|dds|heic|psd|jxl)$/.test(name))
          .map(name => [name, readFileSync(path.join(fixtures, 'formats', name))]),
      ),
    });
    const store = temporaryFolder(t);
    const encoder = await openEncoder(t);
    const render = (name: string) => encoder.renderFile(path.join(folder, name), 'large', store);

    const large = await render('large.tif');
    assert.match(large ?? '', /^[0-9a-f]{2}\/[0-9a-f]{64}\.large\.jpg$/);
    const { width, height, format } = await sharp(path.join(store, large!)).metadata();
    assert.deepEqual({ width, height, format }, { width: 1600, height: 800, format: 'jpeg' });
    const { dominant } = await sharp(path.join(store, large!)).stats();
    assert.ok(Math.abs(dominant.r - 0xc0) < 20 && Math.abs(dominant.b - 0x20) < 20, JSON.stringify(dominant));

    // What one sees through stays so, and nothing is made larger than it is.
    const clear = await render('clear.tif');
    assert.match(clear ?? '', /\.large\.webp$/);
    const shape = await sharp(path.join(store, clear!)).metadata();
    assert.deepEqual([shape.width, shape.height, shape.hasAlpha], [30, 60, true]);

    assert.equal(await render('broken.tif'), null);
    assert.equal(await render('not there.tif'), null);

    const others = readdirSync(folder).filter(name => !/^(large|clear|broken)\./.test(name));
    for (const name of others) {
      const file = await render(name);
      assert.ok(file !== null, name);
      assert.ok(statSync(path.join(store, file)).size > 0, name);
    }

    // With the next wish it is there already.
    const before = statSync(path.join(store, large!)).mtimeMs;
    assert.equal(await render('large.tif'), large);
    assert.equal(statSync(path.join(store, large!)).mtimeMs, before);
  },
);

test('a thumbnail that is made again is the one of indexing, to the byte', { timeout: 60_000 }, async t => {
  const names = ['plain.bmp', 'icon-soft.png'];
  const folder = temporaryFolder(t, {
    'plain.bmp': inColour['plain.bmp']!,
    'icon-soft.png': readFileSync(path.join(fixtures, 'parity', 'pictures', 'icon-soft.png')),
  });
  const [first, again] = [temporaryFolder(t), temporaryFolder(t)];
  const encoder = await openEncoder(t);
  const files = names.map(name => path.join(folder, name));
  const { images } = await encoder.encodeImages(files, first);
  for (const { index, facts } of images) {
    const { thumbnail } = facts;
    assert.equal(await encoder.renderFile(files[index]!, 'thumbnail', again), thumbnail);
    assert.deepEqual(readFileSync(path.join(again, thumbnail!)), readFileSync(path.join(first, thumbnail!)));
  }
  assert.equal(images.length, names.length);
});
