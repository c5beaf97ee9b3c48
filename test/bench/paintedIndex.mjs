// A thread of `manyDuplicates.mjs`: what the index keeps of painted pictures, but for the vectors and what is only shown.
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { differenceHash } from '../../src/encoder/fingerprint.ts';
import { glimpseOf } from '../../src/encoder/glimpse.ts';

const { pictures, dimensions } = workerData;

parentPort.on('message', async names => {
  const batch = await Promise.all(names.map((name, index) => indexed(pictures, name, index, dimensions)));
  const vectors = new Float32Array(batch.length * dimensions);
  batch.forEach(({ vector }, row) => vectors.set(vector, row * dimensions));
  parentPort.postMessage({
    images: batch.map(({ image }) => image),
    rows: batch.map(({ row }) => row),
    vectors,
  });
});

async function indexed(pictures, name, index, dimensions) {
  const file = path.join(pictures, name);
  const contents = readFileSync(file);
  const { data, info } = await sharp(contents).raw().toBuffer({ resolveWithObject: true });
  const pixels = { data, width: info.width, height: info.height, channels: 3 };
  const hash = createHash('sha256').update(contents).digest('hex');
  const { size: bytes, mtimeMs: modified } = statSync(file);
  const facts = {
    width: info.width, height: info.height, format: 'jpeg', hasAlpha: false, kind: 'photograph',
    fingerprint: differenceHash(pixels), thumbnail: null,
  }; // prettier-ignore
  return {
    image: { index, hash, bytes, facts, glimpse: glimpseOf(pixels) },
    row: { path: name, bytes, modified, hash, problem: null, reader: null, aspect: info.width / info.height },
    vector: standIn(pixels, dimensions),
  };
}

/** Half of a unit vector is how often colours are there, half which colours lie in the ninths of the picture. */
function standIn({ data, width, height }, dimensions) {
  const vector = new Float32Array(dimensions);
  const cells = new Float64Array(27);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const bin = (data[at] >> 6) * 16 + (data[at + 1] >> 6) * 4 + (data[at + 2] >> 6);
      vector[bin]++;
      const cell = 3 * (Math.floor((3 * y) / height) * 3 + Math.floor((3 * x) / width));
      for (let c = 0; c < 3; c++) cells[cell + c] += data[at + c] - 128;
    }
  }
  for (let bin = 0; bin < 64; bin++) vector[bin] = Math.sqrt(vector[bin] / (width * height));
  const strength = Math.hypot(...cells) || 1;
  cells.forEach((value, at) => (vector[64 + at] = value / strength));
  const norm = Math.hypot(...vector);
  return vector.map(value => value / norm);
}
