// Search alone: latency, recall, memory and the time to open, on made-up clustered vectors of 512 numbers.
// Nothing here passes or fails; ratios are to the time that one thread takes to read the codes' own bytes in this run.
// Times are those of the processor, which other work on the machine lengthens little, and those of the clock beside them.
// A million of them take 3.5 GB of disk.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../src/catalog/store.ts';
import { Lens } from '../../src/lens/lens.ts';
import { search as answer } from '../../src/lens/searching.ts';
import { codesOfSnapshots, keepOnly, saveCodes } from '../../src/lens/codes.ts';
import { VectorCodes } from '../../src/search/codes.ts';
import { hashWords, wordsOf } from '../../src/search/rowsByHash.ts';
import { rerank } from '../../src/search/rerank.ts';
import { Scan, candidatesFor, cosineOf, forEveryKind } from '../../src/search/scan.ts';
import { plainSettings } from '../lens/plainSettings.ts';
import { query as asking } from './engine.mjs';
import { percentile, seeded } from './numbers.mjs';

const dimensions = 512;
const limit = 50;
const queries = 100;
const checkedQueries = 20;
const space = 'bench';
const seed = 20261126;

/** Measures search over so many vectors, for each of the sizes. */
export async function vectors({ sizes, tell = () => undefined }) {
  const results = [];
  for (const size of sizes) {
    tell(`vectors: ${size}`);
    results.push(await bench(size));
  }
  return results;
}

async function bench(count) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-search-bench-'));
  try {
    return await benchIn(scratch, count);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function benchIn(scratch, count) {
  const random = seeded(seed);
  const centres = Array.from({ length: 200 }, () => gaussian(random, dimensions));
  const noise = gaussian(random, 4_000_037);
  const vectorAt = () => around(centres[Math.floor(random() * centres.length)], noise, random);
  const asked = Array.from({ length: queries }, vectorAt);
  const folder = { id: '/bench', path: '/bench', name: 'bench' };
  const store = openStore(scratch);
  mkdirSync(path.join(scratch, 'folders'));
  const source = { store, folders: [folder], space, dimensions };

  const codes = new VectorCodes(dimensions);
  const hashes = [];
  // The best by float32, found as the vectors pass by: the floats of a million rows are never in memory.
  const truth = asked.slice(0, checkedQueries).map(() => []);
  for (let first = 0; first < count; first += 1000) {
    const batch = Math.min(1000, count - first);
    const vectors = new Float32Array(batch * dimensions);
    const images = [];
    for (let row = 0; row < batch; row++) {
      const vector = vectorAt();
      vectors.set(vector, row * dimensions);
      const hash = createHash('sha256')
        .update(`${first + row}`)
        .digest('hex');
      images.push(imageOf(hash, row));
      hashes.push(hash);
      codes.set(hash, vector);
      truth.forEach((best, query) => keepBest(best, hash, cosineOf(vector, asked[query])));
    }
    await store.saveEncoded(space, images, vectors, dimensions);
  }
  await fillCatalog(store, folder.path, hashes);
  const isNoted = assets => assets.map(hash => ({ hash }));

  const bound = readingTime(codes.size * codes.codes);
  const all = codes.rowsInUse();
  const tenth = all.filter(() => random() < 0.1);
  const whole = [];
  const filtered = [];
  const found = [];
  for (const [place, query] of asked.entries()) {
    whole.push(await timed(async () => found.push(await search(store, codes, query, all))));
    filtered.push(await timed(() => search(store, codes, query, tenth)));
    if (place === 0) ((whole.length = 0), (filtered.length = 0)); // the first one compiles
  }
  const recalls = truth.map((best, query) => {
    const names = new Set(found[query].rows.map(({ row }) => codes.hash(row)));
    return best.filter(({ hash }) => names.has(hash)).length / limit;
  });
  const codeBytes = codes.size * dimensions;

  await saveCodes(codes, source, folder, isNoted(hashes));
  const digests = hashes.map(hash => wordsOf(hash, new Uint32Array(hashWords)));
  const opens = [];
  for (let round = 0; round < 3; round++) {
    opens.push(
      await timed(async () => {
        const opened = await codesOfSnapshots(source);
        keepOnly(opened, digests);
        await search(store, opened, asked[0], opened.rowsInUse());
      }),
    );
  }
  store.close();
  const wholes = [];
  for (let round = 0; round < 3; round++)
    wholes.push(await timed(() => openAndAsk(scratch, folder, asked[0])));
  const result = {
    vectors: count,
    dimensions,
    boundMs: bound,
    p50: both(whole, 50),
    p95: both(whole, 95),
    filteredP50: both(filtered, 50),
    filteredP95: both(filtered, 95),
    recallAt50: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    open: both(opens, 50),
    openFolder: both(wholes, 50),
    memoryOverCodes: codes.bytes / codeBytes,
  };
  return result;
}

/** The files of a folder as an index run lists them: a hundred in each of its folders. */
async function fillCatalog(store, folderPath, hashes) {
  const catalog = store.openCatalog(folderPath);
  await store.nameSpace({ name: space, model: 'bench', dimensions });
  await catalog.setSpace(space);
  for (let first = 0; first < hashes.length; first += 10_000) {
    const upsert = hashes.slice(first, first + 10_000).map((hash, place) => {
      const at = `assets/group ${Math.floor((first + place) / 100)}/image ${first + place}.png`;
      return { path: at, bytes: 1, modified: 1, hash, problem: null, reader: null, aspect: 4 / 3 };
    });
    await catalog.apply({ upsert, remove: [] });
  }
  await catalog.setComplete(true);
  catalog.close();
}

/** All that a window does from its settings to the first answer, but for the model, whose place a ready vector takes. */
async function openAndAsk(store, folder, vector) {
  const identity = {
    model: 'bench',
    space,
    dimensions,
    provider: 'cpu',
    wording: 'phrase',
    assumed: [],
    runtime: 'native',
  };
  const encoder = {
    hello: async () => identity,
    encodeTexts: async texts =>
      Float32Array.from({ length: texts.length * dimensions }, (_, i) => vector[i % dimensions]),
    dispose: async () => undefined,
  };
  const lens = new Lens(
    // As people set them who set nothing: what VS Code leaves out by itself, and a pattern of one's own.
    {
      ...plainSettings,
      folderExclude: { [folder.id]: ['**/.git', '**/.svn', '**/.hg', '**/.DS_Store', '**/Thumbs.db'] },
      exclude: ['**/build/**'],
      folders: [folder],
      store,
    },
    encoder,
    { progress: () => undefined, changed: () => undefined, status: () => undefined },
  );
  try {
    const { ids } = await answer(lens, asking('a photo of two boats'), new AbortController().signal);
    if (ids.length !== 50) throw new Error(`Expected 50 pictures but found ${ids.length}.`);
  } finally {
    await lens.dispose();
  }
}

async function search(store, codes, query, rows) {
  const scan = new Scan(codes, forEveryKind(query), rows, candidatesFor(limit));
  while (scan.step());
  return rerank(scan.result(), limit, codes.scoreError, async exactRows => {
    const { vectors } = store.vectors(
      space,
      Array.from(exactRows, row => codes.hash(row)),
      dimensions,
    );
    return Float32Array.from(exactRows, (_, place) =>
      cosineOf(vectors.subarray(place * dimensions, (place + 1) * dimensions), query),
    );
  });
}

/** The bound: so long it takes one thread to read as many bytes, best of ten. */
function readingTime(bytes) {
  const numbers = new Float64Array(bytes / 8).fill(1);
  let best = Infinity;
  let sum = 0;
  for (let round = 0; round < 10; round++) {
    const started = performance.now();
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < numbers.length; i += 32) {
      // One number of each cache line and a half: the lines all come, and the adding is no part of the time.
      a += numbers[i];
      b += numbers[i + 8];
      c += numbers[i + 16];
      d += numbers[i + 24];
    }
    sum += a + b + c + d;
    best = Math.min(best, performance.now() - started);
  }
  if (Number.isNaN(sum)) throw new Error('The sum is needed, so that nothing is left out.');
  return best;
}

function keepBest(best, hash, score) {
  if (best.length === limit && score <= best[limit - 1].score) return;
  let place = best.length;
  while (place > 0 && best[place - 1].score < score) place--;
  best.splice(place, 0, { hash, score });
  if (best.length > limit) best.pop();
}

function imageOf(hash, index) {
  const facts = {
    width: 4, height: 3, format: 'png', hasAlpha: false, fingerprint: '0'.repeat(16), thumbnail: null, kind: null,
  }; // prettier-ignore
  return { index, hash, bytes: 1, facts };
}

/** Nearly normal numbers: the sum of four even ones. */
function gaussian(random, count) {
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = random() + random() + random() + random() - 2;
  return numbers;
}

/** A unit vector near a centre; the noise comes from a table, of which a random part is taken. */
function around(centre, noise, random) {
  const vector = new Float32Array(dimensions);
  const first = Math.floor(random() * (noise.length - dimensions));
  let squares = 0;
  for (let i = 0; i < dimensions; i++) {
    const value = centre[i] + 0.8 * noise[first + i];
    vector[i] = value;
    squares += value * value;
  }
  const norm = Math.sqrt(squares);
  for (let i = 0; i < dimensions; i++) vector[i] /= norm;
  return vector;
}

/** Milliseconds by the clock, and of the processor in all threads of this process. */
async function timed(work) {
  const started = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: performance.now() - started, processor: (user + system) / 1000 };
}

function both(times, percent) {
  return {
    clockMs: percentile(times.map(time => time.clock), percent),
    processorMs: percentile(times.map(time => time.processor), percent),
  }; // prettier-ignore
}
