// Search alone: latency, recall, memory and the time to open, on made-up clustered vectors of 512 numbers.
// Nothing here passes or fails; ratios are to the time that one thread takes to read the codes' own bytes in this run.
// Times are those of the processor, which other work on the machine lengthens little, and those of the clock beside them.
//   node test/bench/search.bench.mjs [10000 100000 …]   (without numbers: 10,000 and 100,000; 1,000,000 takes 3.5 GB of disk)
//   --json <file> writes the figures, too
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { openStore } from '../../src/catalog/store.ts';
import { codesOfSnapshots, keepOnly, saveCodes } from '../../src/lens/codes.ts';
import { VectorCodes } from '../../src/search/codes.ts';
import { rerank } from '../../src/search/rerank.ts';
import { Scan, candidatesFor, cosineOf, forEveryKind } from '../../src/search/scan.ts';

const dimensions = 512;
const limit = 50;
const queries = 100;
const checkedQueries = 20;
const space = 'bench';
const seed = 20261126;

const words = process.argv.slice(2);
const jsonAt = words.indexOf('--json');
const json = jsonAt < 0 ? null : words.splice(jsonAt, 2)[1];
const sizes = words.length > 0 ? words.map(Number) : [10_000, 100_000];

console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, load ${loadavg()[0].toFixed(1)}, seed ${seed}`,
);
const results = [];
for (const size of sizes) results.push(await bench(size));
if (json) writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);

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
    store.saveEncoded(space, images, vectors, dimensions);
  }
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
  const opens = [];
  for (let round = 0; round < 3; round++) {
    opens.push(
      await timed(async () => {
        const opened = await codesOfSnapshots(source);
        keepOnly(opened, hashes);
        await search(store, opened, asked[0], opened.rowsInUse());
      }),
    );
  }
  store.close();
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
    memoryOverCodes: codes.bytes / codeBytes,
  };
  print(result);
  return result;
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

function print(result) {
  const ms = value => `${value.toFixed(1)} ms`;
  const line = (name, { processorMs, clockMs }) =>
    console.log(
      `  ${name.padEnd(36)} ${ms(processorMs).padStart(10)}  ${(processorMs / result.boundMs).toFixed(2).padStart(6)} × bound  (clock ${ms(clockMs)})`,
    );
  console.log(`\n${result.vectors.toLocaleString('en')} vectors of ${dimensions} numbers, the best ${limit}`);
  console.log(`  reading the codes once: ${ms(result.boundMs)}`);
  line('search, p50', result.p50);
  line('search, p95', result.p95);
  line('with a filter that keeps 10 %, p50', result.filteredP50);
  line('with a filter that keeps 10 %, p95', result.filteredP95);
  line('from snapshot to first answer', result.open);
  console.log(
    `  recall@${limit} against float32: ${result.recallAt50.toFixed(4)}, of ${checkedQueries} queries`,
  );
  console.log(`  memory of the index over codes: ${result.memoryOverCodes.toFixed(3)}`);
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

function percentile(values, percent) {
  return values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor((values.length * percent) / 100))
  ];
}

function seeded(from) {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
