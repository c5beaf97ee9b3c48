// Tags of many images from their stored vectors: the whole walk of the engine, on made-up clustered vectors.
// Nothing here passes or fails; the ratio is to the time that reading the same vectors from the store takes in this run.
// Texts are vectors already; the model is no part of it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { folderAt } from '../../src/catalog/place.ts';
import { decideAssets } from '../../src/lens/deciding.ts';
import { eachBlock } from '../../src/lens/exactVectors.ts';
import { Lens } from '../../src/lens/lens.ts';
import { labelCounts } from '../../src/lens/taggedAssets.ts';
import { tagAssets } from '../../src/lens/tagging.ts';
import { plainSettings } from '../lens/plainSettings.ts';
import { seeded } from './numbers.mjs';

const seed = 20261126;
const labelCount = 200;
const rounds = 5;
/** Groups of labels, half of them of each kind. */
const groupCount = 20;

/** Measures so many images, with vectors of the starter's length and of CLIP's. */
export async function tags({ sizes, tell = () => undefined }) {
  const results = [];
  for (const images of sizes) {
    for (const dimensions of [256, 512]) {
      tell(`tags: ${images} images, ${dimensions} numbers`);
      const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-tags-bench-'));
      try {
        results.push(await bench(scratch, images, dimensions));
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    }
  }
  return results;
}

async function bench(scratch, images, dimensions) {
  const random = seeded(seed);
  const folder = path.join(scratch, 'folder');
  mkdirSync(folder);
  const lens = new Lens(
    { ...plainSettings, folders: [folderAt(folder)], store: path.join(scratch, 'store') },
    standIn(random, dimensions),
    { progress: () => undefined, changed: () => undefined, status: () => undefined },
  );
  try {
    const hashes = await fill(lens, images, dimensions, random);
    const { signal } = new AbortController();
    mkdirSync(path.join(folder, '.vscode'));
    writeFileSync(path.join(folder, '.vscode', 'asset-lens.json'), JSON.stringify(labelsFile()));
    // Texts, codes, backgrounds and compiled code are there from now on, as they are after the first look at the tags.
    const request = { labels: null, folder: null };
    await tagAssets(lens, request, signal);
    await labelCounts(lens, signal);
    const [reading, tagging, deciding] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      reading.push(await timed(() => eachBlock(lens, hashes, signal, () => undefined)));
      tagging.push(await timed(() => tagAssets(lens, request, signal)));
      const { id } = lens.assets.inOrder()[round];
      const decision = { group: 'group 0', label: 'label 0', verdict: 'accepted' };
      await decideAssets(lens, { ids: [id], decisions: [decision] }, signal);
      deciding.push(await timed(() => labelCounts(lens, signal)));
    }
    const told = [reading, tagging, deciding].map(least);
    return { images, dimensions, labels: labelCount, reading: told[0], tagging: told[1], deciding: told[2] };
  } finally {
    await lens.dispose();
  }
}

/** Puts images into the store and the table, as an index run does. */
async function fill(lens, images, dimensions, random) {
  const centres = Array.from({ length: 200 }, () => unit(dimensions, random));
  // Each image takes its noise from another place of this: chance for every number would cost more than all that is measured.
  const noise = Float32Array.from({ length: 1 << 20 }, () => random() + random() + random() - 1.5);
  const hashes = [];
  for (let first = 0; first < images; first += 1000) {
    const batch = Math.min(1000, images - first);
    const vectors = new Float32Array(batch * dimensions);
    const rows = [];
    for (let row = 0; row < batch; row++) {
      const centre = centres[Math.floor(random() * centres.length)];
      const from = Math.floor(random() * (noise.length - dimensions));
      const own = normalized(noise.subarray(from, from + dimensions));
      const vector = normalized(centre.map((value, i) => value + 0.6 * own[i]));
      vectors.set(vector, row * dimensions);
      const hash = createHash('sha256')
        .update(`${first + row}`)
        .digest('hex');
      const kind = ['photograph', 'icon', 'sprite', null][row % 4];
      const facts = { width: 4, height: 3, format: 'png', hasAlpha: false, fingerprint: '0'.repeat(16), thumbnail: null, kind }; // prettier-ignore
      rows.push({ index: row, hash, bytes: 1, facts });
      hashes.push(hash);
      const { id } = lens.settings.folders[0];
      lens.assets.put({ folder: id, path: `${first + row}.png`, bytes: 1, modified: 1, hash, aspect: 1 });
    }
    await lens.store.saveEncoded('bench', rows, vectors, dimensions);
  }
  return hashes;
}

function labelsFile() {
  const names = Array.from({ length: labelCount }, (_, i) => `label ${i}`);
  return {
    groups: Array.from({ length: groupCount }, (_, group) => ({
      name: `group ${group}`,
      kind: group % 2 === 0 ? 'one-of' : 'any-of',
      labels: names.filter((_, i) => i % groupCount === group).map(name => ({ name })),
    })),
  };
}

/** An encoder that knows no picture, and gives each text a vector. */
function standIn(random, dimensions) {
  const identity = {
    model: 'bench@1',
    space: 'bench',
    dimensions,
    temperature: 100,
    scoring: 'softmax',
    bias: null,
    wording: 'phrase',
    assumed: [],
    runtime: 'native',
    provider: 'cpu',
    providerReason: 'nothing is encoded',
  };
  return {
    hello: async () => identity,
    encodeTexts: async texts => {
      const vectors = new Float32Array(texts.length * dimensions);
      texts.forEach((_, row) => vectors.set(unit(dimensions, random), row * dimensions));
      return vectors;
    },
    dispose: async () => undefined,
  };
}

function unit(dimensions, random) {
  return normalized(Float32Array.from({ length: dimensions }, () => random() + random() + random() - 1.5));
}

function normalized(vector) {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  return vector.map(value => value / length);
}

async function timed(work) {
  const clock = performance.now();
  const processor = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(processor);
  return { processorMs: (user + system) / 1000, clockMs: performance.now() - clock };
}

/** Of a machine that others share, the round that was disturbed least. */
function least(times) {
  return {
    processorMs: Math.min(...times.map(({ processorMs }) => processorMs)),
    clockMs: Math.min(...times.map(({ clockMs }) => clockMs)),
  };
}
