// What the choice of pictures costs in a large folder, without a look at any file: a folder that `manyDuplicates.mjs` has
// painted and indexed. Prints how many of the copies are chosen, after how many looks, which kinds are missed, and the time
// of the processor.
//   node test/bench/copyChoice.mjs folder [pictures]
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { openStore } from '../../src/catalog/store.ts';
import { chosenPairs } from '../../src/duplicates/likely.ts';
import { folderAt } from '../../src/lens/client.ts';
import { likelyPairs } from '../../src/lens/copyChoice.ts';
import { VectorCodes } from '../../src/search/codes.ts';

const [folder, most = Infinity] = process.argv.slice(2);
const atOnce = 500;
const store = openStore(path.join(folder, 'store'));
const catalog = store.openCatalog(folderAt(path.join(folder, 'pictures')).path);
const files = catalog.files().filter(file => file.hash).slice(0, Number(most)); // prettier-ignore
catalog.close();

const [{ space }] = store.vectorSets();
const dimensions = store.dimensionsOf(space);
const codes = new VectorCodes(dimensions);
for (const hashes of batches()) {
  const { hashes: found, vectors } = store.vectors(space, hashes, dimensions);
  found.forEach((hash, row) => codes.set(hash, vectors.subarray(row * dimensions, (row + 1) * dimensions)));
}

const began = process.cpuUsage();
const seconds = () => Object.values(process.cpuUsage(began)).reduce((sum, time) => sum + time / 1e6, 0);
let firstSure = null;
let megabytes = 0;
let rests = 0;
const beganAt = performance.now();
const assets = files.map(({ hash }) => ({ hash, kind: 'photograph' }));
const lens = { codes: async () => codes };
const pairs = await likelyPairs(lens, assets, glimpses(), {
  isAsked: () => true,
  rest: async () => {
    if (rests++ % 64 === 0) megabytes = Math.max(megabytes, process.memoryUsage.rss() / 1e6);
    // As in a search: what comes from another thread is heard between two slices.
    await pause();
  },
  sure: some => void (firstSure ??= some.length > 0 ? seconds() : null),
});
const chosen = chosenPairs(pairs, assets.length);
const all = seconds();
const byClock = (performance.now() - beganAt) / 1000;
store.close();

const placeOf = new Map(files.map((file, place) => [file.path, place]));
const copies = new Map(
  JSON.parse(readFileSync(path.join(folder, 'copies.json'), 'utf8'))
    .filter(([original, copy]) => placeOf.has(original) && placeOf.has(copy))
    .map(([original, copy, edit]) => [keyOf(placeOf.get(original), placeOf.get(copy)), edit]),
);
const looks = chosen.flatMap(({ a, b }, place) => (copies.has(keyOf(a, b)) ? [place] : []));
const found = new Set(chosen.map(({ a, b }) => keyOf(a, b)));
const missed = [...copies].flatMap(([key, edit]) => (found.has(key) ? [] : [edit]));
const pictures = new Set(chosen.flatMap(({ a, b }) => [a, b])).size;
console.log(`${files.length} pictures, ${copies.size} copies: ${looks.length} chosen, with ${pictures} pictures in ${chosen.length} pairs`); // prettier-ignore
for (const share of [0.5, 0.8, 0.9, 0.95, 0.98])
  console.log(`${share} of these after ${looks[Math.floor(share * looks.length)]} looks`);
for (const [edit, some] of Object.entries(Object.groupBy(missed, edit => edit)))
  console.log(`missed: ${edit} ${some.length}`);
console.log(`processor: ${all.toFixed(1)} s, all threads, in ${byClock.toFixed(1)} s by the clock, the first sure pair after ${firstSure?.toFixed(2)} s; ${Math.round(megabytes)} MB`); // prettier-ignore

function* batches() {
  for (let first = 0; first < files.length; first += atOnce)
    yield files.slice(first, first + atOnce).map(({ hash }) => hash);
}

async function* glimpses() {
  for (const hashes of batches()) {
    const known = store.glimpses(hashes);
    yield hashes.map(hash => known.get(hash) ?? null);
  }
}

function keyOf(a, b) {
  return Math.min(a, b) * files.length + Math.max(a, b);
}
