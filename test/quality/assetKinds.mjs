// How often the kind of an asset is told rightly, on the pictures of ../shared/workspace, in two halves by the digest of
// their paths: the numbers in src/encoder/assetKind.ts were chosen on the first, the second was only measured.
//   node test/quality/assetKinds.mjs
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { assetKindOf } from '../../src/encoder/assetKind.ts';

const workspace = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace');
if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
  process.exit(0);
}

const kindOfFolder = { sprites: 'sprite', textures: 'texture', icons: 'icon', screenshots: 'screenshot' };
const { photos } = JSON.parse(readFileSync(path.join(workspace, 'photos.json'), 'utf8'));
const { files } = JSON.parse(readFileSync(path.join(workspace, 'assets.json'), 'utf8'));
const pictures = [
  ...photos.map(photo => ({ file: photo.path, kind: 'photograph' })),
  ...files.map(file => ({ file: file.path, kind: kindOfFolder[file.kind] })),
];

const halves = [[], []];
for (const { file, kind } of pictures) {
  const half = createHash('sha256').update(file).digest()[0] % 2;
  halves[half].push({ kind, told: await tell(path.join(workspace, file)) });
}
for (const [place, half] of halves.entries()) {
  const share = isRight => `${((100 * half.filter(isRight).length) / half.length).toFixed(1)} %`;
  const right = share(({ kind, told }) => kind === told);
  const rightPhotographs = share(({ kind, told }) => (kind === 'photograph') === (told === 'photograph'));
  console.log(
    `half ${place + 1}: ${half.length} pictures, kind ${right}, photograph or not ${rightPhotographs}`,
  );
}

/** Decodes as the encoder does: drawings at 512 pixels, large pictures three times as large as the network needs. */
async function tell(file) {
  const bytes = readFileSync(file);
  const meta = await sharp(bytes).metadata();
  const { width, height } = meta.autoOrient;
  const density = meta.format === 'svg' ? (72 * 512) / Math.max(width, height) : undefined;
  let image = sharp(bytes, { density }).autoOrient();
  const scale = 672 / Math.min(width, height);
  if (meta.format !== 'svg' && width * height > 1_200_000 && scale < 1) {
    image = image.resize(Math.round(width * scale), Math.round(height * scale), {
      fit: 'fill',
      kernel: 'cubic',
    });
  }
  image = image.toColourspace('srgb');
  image = meta.hasAlpha ? image.ensureAlpha() : image.removeAlpha();
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const picture = { data, width: info.width, height: info.height, channels: info.channels };
  return assetKindOf(picture, { format: meta.format, width, height });
}
