// Photographs as Pillow resizes them, by both filters that models ask for: at most one level of 255 off on average.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { prepareImage } from '../../src/encoder/image.ts';
import { tensorOf } from '../../src/encoder/tensor.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadSharp } from '../../src/encoder/nativeModules.ts';
import type { Preprocessing } from '../../src/models/preprocessing.ts';
import { fixtures } from './models.ts';

const python = process.env['ASSET_LENS_PYTHON'] ?? 'python3';
const edge = 224;
const bytesEach = edge * edge * 3;

/** Both filters, squashed and cut to the middle, one after another, of each file; `None` where Pillow cannot read it. */
const program = `
import sys
from PIL import Image, ImageOps
edge = ${edge}
for name in sys.argv[1:]:
    image = ImageOps.exif_transpose(Image.open(name)).convert("RGB")
    for kind in (Image.BICUBIC, Image.BILINEAR):
        sys.stdout.buffer.write(image.resize((edge, edge), kind).tobytes())
        width, height = image.size
        size = (edge, max(edge, edge * height // width)) if width <= height else (max(edge, edge * width // height), edge)
        left, top = (size[0] - edge) // 2, (size[1] - edge) // 2
        sys.stdout.buffer.write(image.resize(size, kind).crop((left, top, left + edge, top + edge)).tobytes())
`;

/** Drawn ones of the fixtures, and every seventh photograph where they are at hand. */
function photographs(): string[] {
  const drawn = path.join(fixtures, 'parity', 'pictures');
  const files = ['photo-square.jpg', 'photo-wide.jpg', 'photo-small.png'].map(name => path.join(drawn, name));
  const photos = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace', 'photos');
  if (!existsSync(photos)) return files;
  const names = readdirSync(photos).filter(name => name.endsWith('.jpg')).sort(); // prettier-ignore
  return [...files, ...names.filter((_, place) => place % 7 === 0).map(name => path.join(photos, name))];
}

test('bicubic and bilinear are those of Pillow, with its antialiasing', { timeout: 120_000 }, async t => {
  const files = photographs();
  let expected: Buffer;
  try {
    expected = execFileSync(python, ['-c', program, ...files], {
      maxBuffer: 1 << 29,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return t.skip('there is no Python with Pillow; name one in ASSET_LENS_PYTHON');
  }
  const decoders = { sharp: loadSharp(), magick: new Magick() };
  const errors = new Map<string, number[]>();
  let at = 0;
  for (const file of files) {
    for (const filter of ['bicubic', 'bilinear'] as const) {
      for (const kind of ['squash', 'shortest'] as const) {
        const how: Preprocessing = {
          resize: kind === 'squash' ? { kind, width: edge, height: edge } : { kind, edge },
          filter,
          crop: { width: edge, height: edge },
          rescale: 1,
          mean: [0, 0, 0],
          deviation: [1, 1, 1],
          alphaBackground: [255, 255, 255],
        };
        const { views } = await prepareImage(decoders, readFileSync(file), how);
        const pixels = expected.subarray(at, (at += bytesEach));
        // A long picture is shown in squares of itself, which Pillow was not asked for.
        if (views.length > 1) continue;
        const tensor = tensorOf(views, how);
        let sum = 0;
        for (let i = 0; i < bytesEach; i++)
          sum += Math.abs(tensor[(i % 3) * edge * edge + Math.floor(i / 3)]! - pixels[i]!);
        const way = `${filter}, ${kind}`;
        errors.set(way, [...(errors.get(way) ?? []), sum / bytesEach]);
      }
    }
  }
  for (const [way, found] of errors) {
    const mean = found.reduce((all, one) => all + one, 0) / found.length;
    t.diagnostic(
      `${way}: ${mean.toFixed(3)} levels on average of ${found.length}, ${Math.max(...found).toFixed(3)} at most`,
    );
    assert.ok(found.length >= 3 && Math.max(...found) <= 1, way);
  }
});
