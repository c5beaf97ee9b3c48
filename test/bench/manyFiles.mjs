// What a folder of very many files costs besides their pictures: listing, hashing, reading the catalog, answering. The files
// are hard links to a few thousand small pictures, so that they take no room and little encoding. Prints a table.
//   npm run build && node test/bench/manyFiles.mjs [count] [folder]
// Where nothing is said, 1,000,000 files in a folder that goes at the end; one that is named stays, and is used again.
import { existsSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { plainPng } from '../encoder/plainPng.ts';
import { runCommand } from './command.mjs';
import { openEngine, query } from './engine.mjs';

const count = Number(process.argv[2] ?? 1_000_000);
const kept = process.argv[3];
const contents = 2000;
const perFolder = 1000;

const folder = kept ? path.resolve(kept) : mkdtempSync(path.join(tmpdir(), 'many-files-'));
const [pictures, sources, store] = ['pictures', 'sources', 'store'].map(name => path.join(folder, name));
try {
  if (!existsSync(pictures)) makeFiles();
  rmSync(store, { recursive: true, force: true });
  await bench();
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true });
}

async function bench() {
  const load = loadavg()[0];
  const words = ['index', pictures, '--store', store, '--json'];
  const first = await runCommand(words);
  const again = await runCommand(words);
  const window = await inWindow();
  const seconds = value => `${value.toFixed(1)} s`;
  const memory = ({ peaks }) => (peaks ? `${Math.round(peaks.command)} MB` : '–');
  console.log(`${count.toLocaleString('en')} files of ${contents.toLocaleString('en')} contents; load before: ${load.toFixed(1)}`); // prettier-ignore
  console.log('| what | time | memory, without the encoder |');
  console.log('| --- | --- | --- |');
  console.log(`| index from nothing | ${seconds(first.seconds)} | ${memory(first)} |`);
  console.log(`| index again, nothing changed | ${seconds(again.seconds)} | ${memory(again)} |`);
  for (const [what, value] of Object.entries(window.seconds))
    console.log(`| ${what} | ${seconds(value)} | |`);
  console.log(`| the process of the window's engine in the end | | ${Math.round(window.megabytes)} MB |`);
}

/** As a window asks, which looks at no file before. */
async function inWindow() {
  const picture = path.join(sources, '0.png');
  const modelFolder = path.resolve(import.meta.dirname, '..', '..', 'models', 'starter');
  const lens = await openEngine({ folder: pictures, store, modelFolder, threads: 0, picture });
  const seconds = {};
  const ask = async (what, question) => {
    const started = performance.now();
    const { ids } = await lens.channel.ask('search', question);
    seconds[what] = (performance.now() - started) / 1000;
    return ids.length;
  };
  await ask('a window, the first answer of 50', query('a red square'));
  const all = await ask('all files in their order', { ...query(''), limit: Number.MAX_SAFE_INTEGER });
  if (all !== count) throw new Error(`Expected ${count} files but found ${all}.`);
  await ask('other words', query('a green square'));
  const megabytes = process.memoryUsage().rss / 1e6;
  await lens.dispose();
  return { seconds, megabytes };
}

function makeFiles() {
  mkdirSync(sources, { recursive: true });
  for (let place = 0; place < contents; place++)
    writeFileSync(
      path.join(sources, `${place}.png`),
      plainPng([place % 256, ((place >> 8) * 30) % 256, (place * 7) % 256]),
    );
  for (let place = 0; place < count; place++) {
    const group = path.join(pictures, `group ${Math.floor(place / perFolder)}`);
    if (place % perFolder === 0) mkdirSync(group, { recursive: true });
    linkSync(path.join(sources, `${place % contents}.png`), path.join(group, `image ${place}.png`));
  }
}
