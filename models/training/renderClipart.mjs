// Draws OpenClipart and the stamps of Tux Paint to raw pixels for the training.
//   node renderClipart.mjs --clipart <unpacked Debian packages> --out <folder>
// Writes clipart.bin (RGBA, SIZE×SIZE a picture) and clipart.json (file, title, description, keywords, as they stand).
import { createWriteStream, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const SIZE = 160;
/** A drawing of megabytes takes minutes. */
const MOST_BYTES = 600_000;

const { values: options } = parseArgs({ options: { clipart: { type: 'string' }, out: { type: 'string' } } });
const sharp = createRequire(import.meta.url)('sharp');
sharp.concurrency(1);

const clipart = path.join(options.clipart, 'openclipart-svg/usr/share/openclipart/svg');
const stamps = path.join(options.clipart, 'tuxpaint-stamps-default/usr/share/tuxpaint/stamps');
const below = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
const inside = (text, tag) => [...text.matchAll(new RegExp(`<${tag}>([^<]{2,60})</${tag}>`, 'g'))].map(match => match[1].trim());

const jobs = [];
for (const file of below(clipart)) {
  if (!file.endsWith('.svg') || statSync(file).size > MOST_BYTES) continue;
  const text = readFileSync(file, 'utf8');
  jobs.push({ set: 'openclipart', file, place: path.relative(clipart, file), title: inside(text, 'dc:title')[0] ?? '', keywords: inside(text, 'rdf:li') });
}
for (const file of below(stamps)) {
  const words = file.replace(/\.(png|svg)$/, '.txt');
  if (words === file || !existsSync(words)) continue;
  const [title] = readFileSync(words, 'utf8').split('\n');
  jobs.push({ set: 'tuxpaint', file, place: path.relative(stamps, file), title: title.trim(), keywords: [] });
}

const stream = createWriteStream(path.join(options.out, 'clipart.bin'));
const rows = [];
let failed = 0;
for (const { file, ...row } of jobs) {
  try {
    const pixels = await sharp(file, { limitInputPixels: 40_000_000 })
      .resize(SIZE, SIZE, { fit: 'contain', background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .timeout({ seconds: 5 })
      .toBuffer();
    if (pixels.length !== SIZE * SIZE * 4 || pixels.every(value => value === pixels[0])) throw new Error('blank');
    rows.push(row);
    if (!stream.write(pixels)) await new Promise(resolve => stream.once('drain', resolve));
  } catch {
    failed++;
  }
}
await new Promise(resolve => stream.end(resolve));
writeFileSync(path.join(options.out, 'clipart.json'), JSON.stringify({ size: SIZE, rows }));
console.log(`clipart: ${rows.length}, left out because they could not be drawn: ${failed}`);
