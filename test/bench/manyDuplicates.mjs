// How long a search for duplicates takes in a large folder: pictures that are painted by a procedure, one in ten of them with an
// edited copy. The index is written without the model, which would take hours: a vector stands for colours and where they are
// (`--model` indexes them as a person does). Making all that is not counted. Prints a table: when the first groups were there, when the candidates
// were, when all was, how many pairs were looked at, the processor's time, the memory, and how many of the copies were found.
//   npm run build && node test/bench/manyDuplicates.mjs [--model] [--prepare] [count] [folder]
// Where nothing is said, 5,000 pictures in a folder that goes at the end. A folder that is named stays, with its pictures and
// its index, and is used again; with `--prepare` it is only made, for a search on an idle machine later.
// The search has as many cores as the command is given, by `taskset` or otherwise.
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { openStore } from '../../src/catalog/store.ts';
import { folderAt, startLens } from '../../src/lens/client.ts';
import { randomNumbers, seed } from '../evaluation/random.ts';
import { plainSettings } from '../lens/plainSettings.ts';
import { wholeIndex } from './engine.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');
const { values: options, positionals } = parseArgs({
  options: { model: { type: 'boolean', default: false }, prepare: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const count = Number(positionals[0] ?? 5000);
const kept = positionals[1];
const copyShare = 0.1;
const perFolder = 1000;
const [width, height] = [160, 120];

const edits = {
  cropped: image => image.extract({ left: 16, top: 12, width: 112, height: 90 }),
  'turned by a quarter': image => image.rotate(90),
  mirrored: image => image.flop(),
  'made smaller': image => image.resize(96),
  'turned by 7 degrees': image => image.rotate(7, { background: 'white' }),
  'hue turned': image => image.modulate({ hue: 120 }),
  bordered: image => image.extend({ top: 14, bottom: 14, left: 14, right: 14, background: 'black' }),
};
const editNames = Object.keys(edits);

const folder = kept ? path.resolve(kept) : mkdtempSync(path.join(tmpdir(), 'many-duplicates-'));
try {
  await bench();
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

async function bench() {
  const pictures = path.join(folder, 'pictures');
  const copies = await makePictures(pictures);
  const processor = `${cpus()[0]?.model ?? '?'}, ${availableParallelism()} cores`;
  console.log(
    `${count} pictures of ${width} × ${height}, ${copies.length} of them edited copies; ${processor}`,
  );
  if (options.model) await withLens(pictures, lens => lens.channel.ask('index', wholeIndex));
  else if (!existsSync(path.join(folder, 'indexed'))) await writeIndex(pictures);
  console.log(options.model ? 'indexed by the model\n' : 'indexed without a model\n');
  if (options.prepare) return;
  const rows = [];
  for (const title of ['first search', 'again, with all kept']) {
    const load = loadavg()[0];
    const found = await withLens(pictures, search);
    rows.push([title, { ...found, ...(await judged(found, copies)), load }]);
  }
  table(rows);
}

/** What a face sees that asks for the groups so far, twice a second. */
async function search(lens) {
  const request = { lookAlikes: false, folder: null };
  // Opening the index is not the search.
  await lens.channel.ask('search', { text: 'a', plain: false, not: '', like: null, folder: null, label: null, limit: 1 }); // prettier-ignore
  const measured = { candidates: null, first: null, verified: null, compared: 0, outlined: 0 };
  const used = { lens: processorSeconds(process.pid), encoders: 0 };
  let megabytes = 0;
  let childMegabytes = 0;
  let allMegabytes = 0;
  const seconds = () => (performance.now() - began) / 1000;
  const stop = lens.channel.on('duplicates', ({ step, copies, compared, outlined }) => {
    if (step === 'looking' || step === 'comparing') measured.candidates ??= seconds();
    if (copies > 0) measured.verified ??= seconds();
    measured.compared = compared;
    measured.outlined = outlined;
  });
  const watch = setInterval(() => {
    const own = residentMegabytes(process.pid);
    const ofChildren = children().reduce((sum, pid) => sum + residentMegabytes(pid), 0);
    megabytes = Math.max(megabytes, own);
    childMegabytes = Math.max(childMegabytes, ofChildren);
    allMegabytes = Math.max(allMegabytes, own + ofChildren);
  }, 250);
  const encodersBefore = children().reduce((sum, pid) => sum + processorSeconds(pid), 0);
  const began = performance.now();
  let page;
  do {
    page = await lens.channel.ask('duplicatesPage', { ...request, first: 0, count: 1 });
    if (page.total > 0) measured.first ??= seconds();
    await new Promise(resolve => setTimeout(resolve, page.isWhole ? 0 : 500));
  } while (!page.isWhole);
  const all = seconds();
  const groups = [];
  for (let first = 0; first < page.total; first += 1000)
    groups.push(...(await lens.channel.ask('duplicatesPage', { ...request, first, count: 1000 })).groups);
  clearInterval(watch);
  stop();
  const cards = new Map();
  const ids = [...new Set(groups.flatMap(({ assets }) => assets))];
  for (let first = 0; first < ids.length; first += 1000) {
    const some = ids.slice(first, first + 1000);
    for (const card of await lens.channel.ask('cards', { ids: some })) cards.set(card.id, card.path);
  }
  const encoders = children().reduce((sum, pid) => sum + processorSeconds(pid), 0) - encodersBefore;
  const own = processorSeconds(process.pid) - used.lens;
  return { ...measured, all, groups, cards, megabytes, childMegabytes, allMegabytes, own, encoders };
}

function judged({ groups, cards }, copies) {
  const groupOf = new Map(groups.flatMap(({ assets }, at) => assets.map(id => [cards.get(id), at])));
  const found = copies.filter(
    ([original, copy]) => groupOf.has(copy) && groupOf.get(original) === groupOf.get(copy),
  );
  const missed = copies.filter(copy => !found.includes(copy));
  const sources = new Map(copies.map(([original, copy]) => [copy, original]));
  const sourceOf = asset => sources.get(asset) ?? asset;
  const pairs = groups.flatMap(group => group.pairs);
  const wrong = pairs.filter(({ a, b }) => sourceOf(cards.get(a)) !== sourceOf(cards.get(b)));
  const edits = Object.entries(Object.groupBy(missed, ([, , edit]) => edit));
  return {
    pairs: pairs.length,
    wrong: wrong.length,
    found: found.length,
    copies: copies.length,
    missed: edits.map(([edit, some]) => `${edit} ${some.length}`).join(', '),
  };
}

function table(rows) {
  const time = value => (value === null ? '–' : `${value.toFixed(1)} s`);
  const lines = [
    ['load of the machine when it began', row => row.load.toFixed(1)],
    ['candidates', row => time(row.candidates)],
    ['first verified copies', row => time(row.verified)],
    ['all', row => time(row.all)],
    ['processor, engine and encoder', row => `${time(row.own)} + ${time(row.encoders)}`],
    ['pictures with local features', row => String(row.outlined)],
    ['pairs looked at', row => String(row.compared)],
    ['pairs that are copies, of these wrong', row => `${row.pairs}, ${row.wrong}`],
    ['copies found', row => `${row.found} of ${row.copies} (${((100 * row.found) / row.copies).toFixed(1)} %)`], // prettier-ignore
    ['missed', row => row.missed || 'none'],
    ['memory at most, engine and encoder', row => `${Math.round(row.megabytes)} MB + ${Math.round(row.childMegabytes)} MB`], // prettier-ignore
    ['memory at most, together', row => `${Math.round(row.allMegabytes)} MB`],
  ];
  console.log(`| | ${rows.map(([title]) => title).join(' | ')} |`);
  console.log(`| --- |${rows.map(() => ' --- |').join('')}`);
  for (const [title, cell] of lines)
    console.log(`| ${title} | ${rows.map(([, row]) => cell(row)).join(' | ')} |`);
}

async function withLens(pictures, work) {
  const lens = startLens(
    {
      ...plainSettings,
      folders: [folderAt(pictures)],
      store: path.join(folder, 'store'),
      modelFolder: path.join(root, 'models', 'starter'),
      provider: 'cpu',
    },
    { worker: path.join(root, 'dist', 'worker.js'), encoder: path.join(root, 'dist', 'encoder.js') },
  );
  try {
    return await work(lens);
  } finally {
    await lens.dispose();
  }
}

/** The index as it would be, but for the vectors and what is only shown. */
async function writeIndex(pictures) {
  // One picture tells how the space of the model is called.
  const one = path.join(folder, 'one');
  mkdirSync(one, { recursive: true });
  writeFileSync(path.join(one, '0.jpg'), readFileSync(path.join(pictures, '0', '0.jpg')));
  await withLens(one, lens => lens.channel.ask('index', wholeIndex));
  const store = openStore(path.join(folder, 'store'));
  const [{ space }] = store.vectorSets();
  const dimensions = store.dimensionsOf(space);
  const catalog = store.openCatalog(folderAt(pictures).path);
  const files = readdirSync(pictures).flatMap(name =>
    readdirSync(path.join(pictures, name)).map(file => `${name}/${file}`),
  );
  // What an earlier run that was stopped has written need not be written again.
  const written = new Set(catalog.files().map(row => row.path));
  const left = files.filter(name => !written.has(name));
  // A thread for each core decodes and looks; this one writes.
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('paintedIndex.mjs', import.meta.url), { workerData: { pictures, dimensions } }),
  );
  let first = 0;
  const lane = async worker => {
    while (first < left.length) {
      const names = left.slice(first, (first += 500));
      worker.postMessage(names);
      const [{ images, rows, vectors }] = await once(worker, 'message');
      await store.saveEncoded(space, images, vectors, dimensions);
      await catalog.apply({ upsert: rows, remove: [] });
    }
    await worker.terminate();
  };
  await Promise.all(workers.map(lane));
  await catalog.setComplete(true);
  catalog.close();
  store.close();
  writeFileSync(path.join(folder, 'indexed'), '');
}

/** Original, copy and edit of each, by path. */
async function makePictures(pictures) {
  const truth = path.join(folder, 'copies.json');
  if (existsSync(truth)) return JSON.parse(readFileSync(truth, 'utf8'));
  const copies = [];
  const originals = Math.round(count / (1 + copyShare));
  const lane = async (first, step) => {
    for (let place = first; place < originals; place += step) {
      const directory = String(Math.floor(place / perFolder));
      mkdirSync(path.join(pictures, directory), { recursive: true });
      const random = randomNumbers(seed + place);
      const raw = { width, height, channels: 3 };
      const picture = await sharp(painting(random), { raw }).jpeg({ quality: 85 }).toBuffer();
      const name = `${directory}/${place}.jpg`;
      writeFileSync(path.join(pictures, name), picture);
      if (place % Math.round(1 / copyShare) > 0) continue;
      const copy = name.replace('.jpg', ' copy.jpg');
      const edit = editNames[Math.floor(random() * editNames.length)];
      writeFileSync(path.join(pictures, copy), await edits[edit](sharp(picture)).jpeg().toBuffer());
      copies.push([name, copy, edit]);
    }
  };
  const lanes = 4;
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(at, lanes)));
  writeFileSync(truth, JSON.stringify(copies));
  return copies;
}

/** A ground that fades, discs and slanted bars over it, and a texture over all: their number, sizes and colours are each picture's own. */
function painting(random) {
  const between = (low, high) => low + random() * (high - low);
  const colour = () => [between(0, 255), between(0, 255), between(0, 255)];
  const data = Buffer.alloc(width * height * 3);
  const [from, to] = [colour(), colour()];
  const [across, down] = [random() / width, random() / height];
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) data[at++] = from[c] + (to[c] - from[c]) * Math.min(1, x * across + y * down); // prettier-ignore
  const palette = Array.from({ length: 2 + Math.floor(random() * 6) }, colour);
  const shapes = 15 + Math.floor(random() * 60);
  const largest = between(8, 40);
  const bars = random();
  for (let shape = 0; shape < shapes; shape++) {
    const [x, y, size] = [random() * width, random() * height, between(3, largest)];
    const paint = palette[Math.floor(random() * palette.length)];
    const isBar = random() < bars;
    const [cos, sin] = [Math.cos(random() * 6.3), Math.sin(random() * 6.3)];
    const thin = size * between(0.2, 0.8);
    for (let v = Math.max(0, Math.floor(y - size)); v < Math.min(height, y + size); v++) {
      for (let u = Math.max(0, Math.floor(x - size)); u < Math.min(width, x + size); u++) {
        const [dx, dy] = [u - x, v - y];
        const isInside = isBar
          ? Math.abs(dx * cos + dy * sin) < size && Math.abs(dy * cos - dx * sin) < thin
          : dx * dx + dy * dy < size * size;
        if (isInside) data.set(paint, (v * width + u) * 3);
      }
    }
  }
  // Grain and two waves, so that it has the texture of a photograph.
  const grain = between(6, 24);
  const waves = Array.from({ length: 2 }, () => [between(-0.5, 0.5), between(-0.5, 0.5), between(4, 16)]);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let light = grain * (random() - 0.5);
      for (const [u, v, strength] of waves) light += strength * Math.sin(u * x + v * y);
      for (let c = 0; c < 3; c++, at++) data[at] = Math.max(0, Math.min(255, data[at] + light));
    }
  }
  return data;
}

/** The processes that this one has started: the encoder's. Linux only, as the rest of what is read from /proc. */
function children() {
  try {
    return readdirSync(`/proc/${process.pid}/task`).flatMap(task =>
      readFileSync(`/proc/${process.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
    );
  } catch {
    return [];
  }
}

function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // It has just ended, or this system has no such file: then nothing is told of memory.
    return 0;
  }
}

/** User and system time, in hundredths of a second since its start. */
function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
