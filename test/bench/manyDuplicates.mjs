// How long a search for duplicates takes in a large folder: pictures that are made by a procedure, one in ten of them with an
// edited copy. Indexing is not counted. Prints the time to the first groups, to the candidates and to the end, the memory of the
// process that holds the index, pairs that were verified, and how many of the copies that there are were found.
//   npm run build && node test/bench/manyDuplicates.mjs [count]        (5,000 where nothing is said)
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { randomNumbers, seed } from '../evaluation/random.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const cli = path.join(root, 'dist', 'cli.js');
const count = Number(process.argv[2] ?? 5000);
const copyShare = 0.1;
const perFolder = 1000;

const folder = mkdtempSync(path.join(tmpdir(), 'many-duplicates-'));
try {
  await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench() {
  const pictures = path.join(folder, 'pictures');
  const copies = await makePictures(pictures);
  console.log(
    `${count} pictures of 160 × 120, ${copies.length} of them edited copies; ${cpus()[0]?.model ?? '?'}, ${cpus().length} cores`,
  );
  const indexed = await run(['index', pictures]);
  console.log(`indexing: ${indexed.seconds.toFixed(0)} s`);
  const first = await run(['duplicates', pictures]);
  const again = await run(['duplicates', pictures]);
  const groups = JSON.parse(first.output);
  const groupOf = new Map(groups.flatMap((group, at) => group.assets.map(asset => [asset, at])));
  const found = copies.filter(
    ([original, copy]) => groupOf.has(copy) && groupOf.get(original) === groupOf.get(copy),
  );
  const sources = new Map(copies.map(([original, copy]) => [copy, original]));
  const sourceOf = asset => sources.get(asset) ?? asset;
  const verified = groups.flatMap(({ pairs }) => pairs);
  const wrong = verified.filter(({ a, b }) => sourceOf(a) !== sourceOf(b));
  console.log(
    `first search: ${first.seconds.toFixed(0)} s, at most ${Math.round(first.megabytes)} MB; again: ${again.seconds.toFixed(0)} s`,
  );
  console.log(
    `pairs that are copies: ${verified.length}, wrong: ${wrong.length}; copies found: ${found.length} of ${copies.length}`,
  );
}

/** Pairs of an original and its copy, by path. */
async function makePictures(pictures) {
  const copies = [];
  const originals = Math.round(count / (1 + copyShare));
  for (let place = 0; place < originals; place++) {
    const directory = path.join(pictures, String(Math.floor(place / perFolder)));
    if (place % perFolder === 0) mkdirSync(directory, { recursive: true });
    const random = randomNumbers(seed + place);
    const picture = await sharp(Buffer.from(drawing(random)))
      .removeAlpha()
      .jpeg({ quality: 85 })
      .toBuffer();
    const name = `${Math.floor(place / perFolder)}/${place}.jpg`;
    writeFileSync(path.join(pictures, name), picture);
    if (place % 10 > 0) continue;
    const copy = name.replace('.jpg', ' copy.jpg');
    writeFileSync(path.join(pictures, copy), await edited(sharp(picture), random));
    copies.push([name, copy]);
  }
  return copies;
}

function drawing(random) {
  const paint = () =>
    `hsl(${Math.floor(random() * 360)},${20 + Math.floor(random() * 70)}%,${15 + Math.floor(random() * 70)}%)`;
  const shapes = Array.from({ length: 60 }, () => {
    const [x, y, size] = [random() * 160, random() * 120, 4 + random() * 30];
    return random() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${paint()}"/>`
      : `<rect x="${x}" y="${y}" width="${size}" height="${size / 2}" transform="rotate(${random() * 90} ${x} ${y})" fill="${paint()}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><rect width="160" height="120" fill="${paint()}"/>${shapes.join('')}</svg>`;
}

function edited(image, random) {
  switch (Math.floor(random() * 5)) {
    case 0:
      return image.extract({ left: 16, top: 12, width: 112, height: 90 }).jpeg().toBuffer();
    case 1:
      return image.rotate(90).jpeg().toBuffer();
    case 2:
      return image.flop().jpeg().toBuffer();
    case 3:
      return image.resize(96).jpeg({ quality: 50 }).toBuffer();
    default:
      return image.modulate({ hue: 120 }).jpeg().toBuffer();
  }
}

/** Runs the command, and looks at the memory of its process ten times a second. */
function run(words) {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, ...words, '--json', '--store', path.join(folder, 'store')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let megabytes = 0;
  const watch = setInterval(() => (megabytes = Math.max(megabytes, residentMegabytes(child.pid))), 100);
  const chunks = [];
  child.stdout.on('data', chunk => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('close', status => {
      clearInterval(watch);
      if (status !== 0) reject(new Error(`asset-lens ${words[0]} ended with ${status}`));
      else
        resolve({
          output: Buffer.concat(chunks).toString(),
          seconds: (performance.now() - began) / 1000,
          megabytes,
        });
    });
  });
}

function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // It has just ended, or this system has no such file: then nothing is told of memory.
    return 0;
  }
}
