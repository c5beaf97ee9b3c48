/** The form that ships: its size, its speed, and whether it says the same in every batch and as the float form does. */
import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { readModelCard } from '../../src/models/modelCard.ts';
import { inputSizeOf } from '../../src/models/preprocessing.ts';
import { loadRuntime } from '../../src/encoder/nativeModules.ts';
import { openVision } from '../../src/encoder/session.ts';
import { runBatch } from '../../src/encoder/towerGraphs.ts';
import { cosineOf, type Model, rowOf, type Vectors } from './model.ts';
import { assetsOf, type Bench, photosOf } from './places.ts';
import { randomNumbers, seed } from './random.ts';
import type { Figure, Measurement, Row } from './rows.ts';

/** How many images and texts the two forms of a model are compared on. */
const comparedImages = 500;
const comparedTexts = 200;
const speedThreads = 2;
const speedRounds = 5;
const batchesInRound = 8;

export function form(bench: Bench): Promise<Measurement> {
  const { files, texts } = comparedOn(bench);
  return Promise.resolve(async (model: Model) => [
    await sizeOf(model.folder),
    await speedOf(model.folder),
    ...(await aloneAndTogether(model, files.slice(0, 24), texts.slice(0, 24))),
  ]);
}

/** Mean and lowest cosine of the vectors of two models, over the same images and texts. */
export async function agreement(bench: Bench, model: Model, other: Model): Promise<readonly Row[]> {
  const { files, texts } = comparedOn(bench);
  if (files.length === 0)
    return [
      { kind: 'not measured', name: 'cosine to the float form', why: 'there are no evaluation pictures' },
    ];
  const images = pairwise(await model.images(files), await other.images(files));
  const words = pairwise(await model.texts(texts), await other.texts(texts));
  return [
    cosineRow(`mean cosine to the float form, ${files.length} images`, images),
    cosineRow(`mean cosine to the float form, ${texts.length} texts`, words),
  ];
}

/** Photographs first, then every second asset; class names, then what file names say. */
function comparedOn({ places }: Bench): { files: readonly string[]; texts: readonly string[] } {
  const photos = photosOf(places);
  const assets = assetsOf(places);
  if (typeof photos === 'string' || typeof assets === 'string') return { files: [], texts: [] };
  const some = assets.filter((_, place) => place % 2 === 0);
  return {
    files: [...photos, ...some].slice(0, comparedImages).map(({ path }) => path),
    texts: [
      ...photos.slice(0, comparedTexts / 2).map(photo => `a photo of a ${photo.name}`),
      ...some.slice(0, comparedTexts / 2).map(asset => asset.nameSays),
    ],
  };
}

/** Graphs, tokenizer and settings: what a package carries of the model, without its card. */
async function sizeOf(folder: string): Promise<Figure> {
  const card = await readModelCard(folder);
  const files = [card.visionGraph, card.textGraph, card.tokenizer, card.tokenizerConfig ?? []].flat();
  const bytes = files.map(file => statSync(file).size);
  const sizes = bytes.map(size => (size / 1e6).toFixed(1));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  return {
    kind: 'figure',
    name: 'size of towers and tokenizer',
    value: total / 1e6,
    unit: 'MB',
    digits: 1,
    note: `image tower ${sizes[0]}, text tower ${sizes[1]}, tokenizer ${sizes[2]}; ${(total / 2 ** 20).toFixed(1)} MiB`,
  };
}

/** The image tower alone, on noise: nothing is decoded. The best round counts, other work only ever adds. */
async function speedOf(folder: string): Promise<Figure> {
  const card = await readModelCard(folder);
  const size = inputSizeOf(card.preprocessing);
  const tower = await openVision(
    { runtime: loadRuntime(), card, provider: 'cpu', threads: speedThreads },
    size,
  );
  const random = randomNumbers(seed);
  const noise = Float32Array.from(
    { length: runBatch * 3 * size.width * size.height },
    () => 2 * random() - 1,
  );
  const rates: number[] = [];
  for (let round = 0; round < speedRounds; round++) {
    const started = performance.now();
    for (let batch = 0; batch < batchesInRound; batch++) await tower.encode(noise, runBatch);
    rates.push((1000 * batchesInRound * runBatch) / (performance.now() - started));
  }
  await tower.release();
  const sorted = rates.toSorted((a, b) => b - a);
  return {
    kind: 'figure',
    name: `bare session, ${speedThreads} threads, best of ${speedRounds} rounds`,
    value: sorted[0]!,
    unit: 'images/s',
    digits: 1,
    note: `median ${sorted[sorted.length >> 1]!.toFixed(1)}; load average ${loadavg()[0]!.toFixed(1)} at that time`,
  };
}

/** 0 where every number is the same. Texts of different lengths are padded in a batch and not alone. */
async function aloneAndTogether(
  model: Model,
  files: readonly string[],
  texts: readonly string[],
): Promise<readonly Row[]> {
  if (files.length === 0)
    return [{ kind: 'not measured', name: 'alone or in a batch', why: 'there are no evaluation pictures' }];
  const together = await model.encodeTogether(files);
  let images = 0;
  for (const [i, file] of files.entries())
    images = Math.max(images, largestDifference((await model.encodeTogether([file]))[0]!, together[i]!));
  const batch = await model.texts(texts);
  let words = 0;
  for (const [i, text] of texts.entries())
    words = Math.max(words, largestDifference((await model.texts([text])).data, rowOf(batch, i)));
  const row = (what: string, value: number): Figure => ({
    kind: 'figure',
    name: `alone or in a batch, largest difference, ${what}`,
    value,
    unit: '',
    digits: 9,
    note: 'of numbers within -1 and 1; 0 is the same bits',
  });
  return [row(`${files.length} images`, images), row(`${texts.length} texts`, words)];
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

function pairwise(first: Vectors, second: Vectors): number[] {
  return Array.from({ length: first.rows }, (_, row) => cosineOf(rowOf(first, row), rowOf(second, row)));
}

function cosineRow(name: string, cosines: readonly number[]): Figure {
  return {
    kind: 'figure',
    name,
    value: cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length,
    unit: '',
    digits: 4,
    note: `lowest ${Math.min(...cosines).toFixed(4)}`,
  };
}
