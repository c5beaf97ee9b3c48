// Draws the icons and emoji of Iconify's sets to raw pixels for the training.
//   node renderIcons.mjs --packages <node_modules> --shared <held-out lists> --out <folder> [--held-out]
// Writes shapes.bin (alpha only, SIZE×SIZE a picture) with shapes.json, and pictures.bin (RGBA) with pictures.json.
// With --held-out it writes held.bin and held.json instead: the game icons that only evaluation may read.
import { createWriteStream, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';

const heldOut = process.argv.includes('--held-out');
/** Evaluation pictures are drawn as large as the encoder draws vector graphics. */
const SIZE = heldOut ? 512 : 160;
/** A name is drawn by two sets at the most: many names teach more than many drawings of one. */
const PER_NAME = 2;
/** Drawn whole, and first: silhouettes of things, where most sets draw signs of interfaces. */
const WHOLE_SETS = new Set(['game-icons']);
const SEED = 20261124;

const { values: options } = parseArgs({
  options: { packages: { type: 'string' }, shared: { type: 'string' }, out: { type: 'string' }, 'held-out': { type: 'boolean' } },
});
const packages = path.resolve(options.packages);
const sharp = createRequire(import.meta.url)('sharp');
sharp.concurrency(1);

/** Words of a name that say how an icon is drawn, not what it shows. */
const style = new Set(
  ('outline outlined filled fill solid bold thin light duotone duo regular rounded round sharp linear line lines broken twotone ' +
    'tone two alt mini micro baseline ios md logo color flat small big large medium black white ui icon 1 2 3 4 5 8 10 12 14 15 16 18 20 24 28 32 48 64 96 128')
    .split(' '),
);

const words = name => name.toLowerCase().split(/[-_\s]+/).filter(Boolean);
const plain = name => words(name).filter(word => !style.has(word)).join(' ');
const squeezed = name => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const list = file => readFileSync(path.join(options.shared, 'training', file), 'utf8').split('\n').map(line => line.trim()).filter(Boolean);
const heldIcons = new Set(list('icons-held-out.txt').map(line => squeezed(line.split('/')[1])));
const heldCodes = new Set(list('emoji-held-out.txt').map(code => code.toLowerCase().replace(/-fe0f/g, '')));
const emojiData = JSON.parse(readFileSync(path.join(packages, 'emojibase-data/en/data.json'), 'utf8'));
const byCode = new Map(emojiData.map(emoji => [emoji.hexcode.toLowerCase().replace(/-fe0f/g, ''), emoji]));
const heldNames = new Set([...heldCodes].map(code => squeezed(byCode.get(code)?.label ?? code)));
const tagsOf = new Map(emojiData.map(emoji => [squeezed(emoji.label), emoji.tags ?? []]));

let state = SEED;
/** mulberry32: a small seeded generator. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const collections = JSON.parse(readFileSync(path.join(packages, '@iconify/json/collections.json'), 'utf8'));
const jobs = [];
for (const file of heldOut ? ['game-icons.json'] : readdirSync(path.join(packages, '@iconify/json/json')).sort()) {
  const set = JSON.parse(readFileSync(path.join(packages, '@iconify/json/json', file), 'utf8'));
  const info = collections[set.prefix] ?? {};
  const isEmoji = info.category === 'Emoji';
  const codes = new Map();
  for (const [code, name] of Object.entries(set.chars ?? {})) if (isEmoji) codes.set(name, code.replace(/-fe0f/g, ''));
  let names = Object.keys(set.icons).filter(name => plain(name) !== '' && !/skin-tone|-tone\d?$/.test(name));
  names = names.filter(name => {
    const key = squeezed(plain(name));
    if (heldOut) return heldIcons.has(squeezed(name));
    if (heldIcons.has(key) || heldIcons.has(squeezed(name))) return false;
    return !heldNames.has(key) && !heldNames.has(squeezed(name)) && !heldCodes.has(codes.get(name));
  });
  for (const name of names) {
    const icon = set.icons[name];
    const emoji = isEmoji ? byCode.get(codes.get(name)) : undefined;
    const label = emoji?.label ?? (heldOut ? words(name).join(' ') : plain(name));
    jobs.push({
      order: random(),
      set: set.prefix,
      kind: isEmoji ? 'emoji' : info.category === 'Logos' || info.category === 'Flags / Maps' ? 'logo' : 'icon',
      category: info.category ?? '',
      name: label.toLowerCase(),
      tags: emoji?.tags ?? tagsOf.get(squeezed(plain(name))) ?? [],
      palette: info.palette === true,
      body: icon.body,
      box: [icon.left ?? 0, icon.top ?? 0, icon.width ?? set.width ?? 16, icon.height ?? set.height ?? 16],
    });
  }
}

const drawnOf = new Map();
const rank = job => (job.kind === 'emoji' || WHOLE_SETS.has(job.set) ? 0 : 1);
const chosen = heldOut
  ? jobs
  : jobs
      .sort((a, b) => rank(a) - rank(b) || a.order - b.order)
      .filter(job => {
        if (rank(job) === 0) return true;
        const drawn = (drawnOf.get(job.name) ?? 0) + 1;
        drawnOf.set(job.name, drawn);
        return drawn <= PER_NAME;
      })
      .sort((a, b) => a.order - b.order);

const outputs = heldOut
  ? { held: { stream: createWriteStream(path.join(options.out, 'held.bin')), rows: [] } }
  : {
  shapes: { stream: createWriteStream(path.join(options.out, 'shapes.bin')), rows: [] },
  pictures: { stream: createWriteStream(path.join(options.out, 'pictures.bin')), rows: [] },
    };
let next = 0;
let failed = 0;
async function lane() {
  while (next < chosen.length) {
    const { body, box, palette, order: _order, ...row } = chosen[next++];
    const [left, top, width, height] = box;
    const side = Math.max(width, height);
    const view = `${left - (side - width) / 2} ${top - (side - height) / 2} ${side} ${side}`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${view}" width="${SIZE}" height="${SIZE}" color="black">${body}</svg>`;
    try {
      let image = sharp(Buffer.from(svg)).ensureAlpha();
      if (!palette) image = image.extractChannel(3);
      const pixels = await image.raw().toBuffer();
      const expected = SIZE * SIZE * (palette ? 4 : 1);
      if (pixels.length !== expected || pixels.every(value => value === pixels[0])) throw new Error('blank');
      const output = outputs.held ?? (palette ? outputs.pictures : outputs.shapes);
      output.rows.push(row);
      if (!output.stream.write(pixels)) await new Promise(resolve => output.stream.once('drain', resolve));
    } catch {
      failed++;
    }
  }
}
await Promise.all(Array.from({ length: 4 }, lane));
for (const [name, { stream, rows }] of Object.entries(outputs)) {
  await new Promise(resolve => stream.end(resolve));
  writeFileSync(path.join(options.out, `${name}.json`), JSON.stringify({ size: SIZE, rows }));
  console.log(`${name}: ${rows.length}`);
}
console.log(`left out because they could not be drawn: ${failed}`);
