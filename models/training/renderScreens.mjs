// Draws screenshots, charts and diagrams in a headless browser, with captions that are true by construction.
//   node renderScreens.mjs --packages <node_modules> --out <folder> [--count 3600] [--seed N] [--only <name>]
// Writes screens.bin (RGB, SIZE×SIZE a picture) and screens.json: { size, rows: [{ kind, name, texts }] }.
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser } from './screens/browser.mjs';
import { captions } from './screens/captions.mjs';
import { openHighlighter } from './screens/developer.mjs';
import { allKinds } from './screens/kinds.mjs';
import { chooseLook, styleOf } from './screens/look.mjs';
import { seeded } from './screens/random.mjs';
import { openThings } from './screens/things.mjs';
import { writer } from './screens/words.mjs';

const SIZE = 224;
/** Pages that draw at the same time: while one is photographed, another is laid out. */
const LANES = 3;
const { values: options } = parseArgs({
  options: {
    packages: { type: 'string' },
    out: { type: 'string' },
    count: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '20261126' },
    only: { type: 'string' },
  },
});
const count = Number(options.count);
const seed = Number(options.seed);
const packages = path.resolve(options.packages);
const sharp = createRequire(import.meta.url)('sharp');
sharp.concurrency(1);

const all = allKinds(packages);
const kinds = options.only === undefined ? all : all.filter(kind => kind.name.includes(options.only));

/** Which kind is drawn how often: by weight, each kind's share spread over the whole run. */
function schedule() {
  const total = kinds.reduce((sum, kind) => sum + (kind.weight ?? 1), 0);
  const turns = kinds.flatMap((kind, at) => {
    const share = ((kind.weight ?? 1) / total) * count;
    return Array.from({ length: Math.ceil(share) }, (_, i) => ({ kind, when: (i + (at % 7) / 7) / share }));
  });
  return turns
    .sort((a, b) => a.when - b.when)
    .slice(0, count)
    .map(turn => turn.kind);
}

/** Sizes as people's screens and figures have them. */
function sizeOf(r, shape) {
  const width = r.int(640, 1400);
  if (shape === 'phone') return [r.pick([360, 390, 412, 430]), r.int(740, 930)];
  if (shape === 'wide')
    return [Math.max(width, 900), Math.round(Math.max(width, 900) / r.pick([16 / 9, 16 / 10, 4 / 3, 3 / 2, 1.9, 1.2]))];
  if (shape === 'tall') return [r.int(700, 1000), r.int(1000, 1400)];
  if (shape === 'square') return [width, Math.round(width / r.between(0.9, 1.15))];
  return [width, Math.round(width / r.pick([1, 4 / 3, 3 / 2, 16 / 9, 1.25, 0.8]))];
}

const things = openThings(packages);
const highlighter = openHighlighter(packages);

function specimen(kind, i) {
  const r = seeded(seed * 7919 + i);
  const [W, H] = sizeOf(r, kind.shape);
  const look = chooseLook(r, kind.look);
  const drawn = kind.draw({ r, w: writer(r), look, W, H, things, highlighter });
  const medium = kind.kind;
  const dark = drawn.dark === null ? undefined : (drawn.dark ?? look.dark);
  const texts = captions(r, { ...drawn, dark, medium });
  return {
    row: { kind: kind.kind, name: kind.name, texts },
    W,
    H,
    html: `<style>${styleOf(look)}</style>${drawn.html}`,
    script: drawn.script,
  };
}

mkdirSync(options.out, { recursive: true });
const stream = createWriteStream(path.join(options.out, 'screens.bin'));
const rows = [];
let failed = 0;
const started = Date.now();

/** The list of what the pixels show; also written on the way, so that a run that is stopped is of use. */
const writeRows = () => writeFileSync(path.join(options.out, 'screens.json'), JSON.stringify({ size: SIZE, rows }));

async function pixelsOf(page, { W, H, html, script }) {
  const picture = await page.draw(html, W, H, script);
  const pixels = await sharp(picture).removeAlpha().resize(SIZE, SIZE, { fit: 'fill', kernel: 'cubic' }).raw().toBuffer();
  if (pixels.length !== SIZE * SIZE * 3 || pixels.every(value => value === pixels[0])) throw new Error('blank');
  return pixels;
}

const turns = schedule();
const finished = new Map();
let next = 0;
let written = 0;

/** Writes what is finished in the order of the turns, whichever page was faster. */
function writeFinished() {
  for (; finished.has(written); written++) {
    const { row, pixels } = finished.get(written);
    finished.delete(written);
    if (pixels === undefined) continue;
    stream.write(pixels);
    rows.push(row);
    if (rows.length % 200 === 0) {
      writeRows();
      console.log(`${rows.length} of ${count}, ${Math.round((Date.now() - started) / rows.length)} ms each`);
    }
  }
}

async function lane(browser) {
  const page = await browser.newPage();
  while (next < turns.length) {
    const turn = next++;
    const drawing = specimen(turns[turn], turn);
    let pixels;
    try {
      pixels = await pixelsOf(page, drawing);
    } catch (error) {
      // Someone stopped the run: the drawings that are left did not fail.
      if (!browser.isOpen()) return;
      failed++;
      console.error(`${turns[turn].name}: ${error.message.split('\n')[0]}`);
    }
    finished.set(turn, { row: drawing.row, pixels });
    writeFinished();
    if (stream.writableNeedDrain) await new Promise(resolve => stream.once('drain', resolve));
  }
}

const browser = await openBrowser(packages);
try {
  await Promise.all(Array.from({ length: LANES }, () => lane(browser)));
} finally {
  await browser.close();
}
await new Promise(resolve => stream.end(resolve));
writeRows();
console.log(`screens: ${rows.length}, kinds: ${kinds.length}, left out because they could not be drawn: ${failed}`);
