/** A model folder as the product uses it: our encoder decodes, prepares, tokenizes and runs both towers. */
import path from 'node:path';
import { startEncoder } from '../../src/encoder/client.ts';
import type { Encoder, EncoderIdentity } from '../../src/protocol/encoder.ts';
import { meanUnitVector } from '../../src/tags/score.ts';

/** From the sources, not from `dist`: another build may come in between. */
const entry = path.resolve(import.meta.dirname, '..', '..', 'src', 'encoder', 'main.ts');

const imagesAtOnce = 16;
const textsAtOnce = 64;
/** So many batches are under way at once: one is decoded while another is in the network. */
const batchesUnderWay = 2;

/** Unit vectors, one after the other. */
export interface Vectors {
  readonly data: Float32Array;
  readonly dimensions: number;
  readonly rows: number;
}

/** Filled with a name and averaged: those of models/training/evaluation.py. */
export const templates: readonly string[] = ['{}', 'a photo of a {}', 'a picture of a {}', 'a {}'];

export class Model {
  readonly folder: string;
  readonly identity: EncoderIdentity;
  readonly #encoder: Encoder;
  /** Several parts look at the same photographs. */
  readonly #known = new Map<string, Float32Array>();

  constructor(folder: string, identity: EncoderIdentity, encoder: Encoder) {
    this.folder = folder;
    this.identity = identity;
    this.#encoder = encoder;
  }

  /** Vectors of image files, in their order. Throws where one cannot be read: a line with holes would be no measure. */
  async images(files: readonly string[]): Promise<Vectors> {
    const missing = [...new Set(files)].filter(file => !this.#known.has(file));
    await inBatches(missing, imagesAtOnce, async batch => {
      for (const [i, vector] of (await this.encodeTogether(batch)).entries())
        this.#known.set(batch[i]!, vector);
    });
    return joined(
      files.map(file => this.#known.get(file)!),
      this.identity.dimensions,
    );
  }

  /** Vectors of image files that go to the encoder in one request, never from memory. */
  async encodeTogether(files: readonly string[]): Promise<readonly Float32Array[]> {
    const { vectors, problems } = await this.#encoder.encodeImages(files, null);
    const [problem] = problems;
    if (problem) throw new Error(`${files[problem.index]}: ${problem.kind}. ${problem.detail}`);
    return files.map((_, i) => rowOf({ data: vectors, dimensions: this.identity.dimensions }, i));
  }

  /** Vectors of texts as they stand. */
  async texts(texts: readonly string[]): Promise<Vectors> {
    const parts: Float32Array[] = Array<Float32Array>(texts.length);
    const places = texts.map((_, i) => i);
    await inBatches(places, textsAtOnce, async batch => {
      const data = await this.#encoder.encodeTexts(batch.map(place => texts[place]!));
      batch.forEach((place, i) => {
        parts[place] = rowOf({ data, dimensions: this.identity.dimensions }, i);
      });
    });
    return joined(parts, this.identity.dimensions);
  }

  /** Vectors of names, each the mean of its sentences. */
  names(names: readonly string[], forms: readonly string[] = templates): Promise<Vectors> {
    return this.ensembles(names.map(name => forms.map(form => form.replace('{}', () => name))));
  }

  /** Vectors of things that several sentences describe. */
  async ensembles(sentences: readonly (readonly string[])[]): Promise<Vectors> {
    const { data, dimensions } = await this.texts(sentences.flat());
    let first = 0;
    const means = sentences.map(({ length }) => {
      const mean = meanUnitVector(data, first, length, dimensions);
      first += length;
      return mean;
    });
    return joined(means, dimensions);
  }

  dispose(): Promise<void> {
    return this.#encoder.dispose();
  }
}

/** Opens a model folder on the processor; `threads` are those inside one operator. */
export async function openModel(folder: string, threads: number): Promise<Model> {
  const modelFolder = path.resolve(folder);
  const encoder = startEncoder({ entry, settings: { modelFolder, provider: 'cpu', threads } });
  try {
    return new Model(modelFolder, await encoder.hello(), encoder);
  } catch (error) {
    await encoder.dispose();
    throw error;
  }
}

export function rowOf({ data, dimensions }: Pick<Vectors, 'data' | 'dimensions'>, row: number): Float32Array {
  return data.subarray(row * dimensions, (row + 1) * dimensions);
}

/** The cosines of one row of `queries` with all of `vectors`; exact, as the product ranks its best hits. */
export function cosines(queries: Vectors, row: number, vectors: Vectors): Float32Array {
  const query = rowOf(queries, row);
  return Float32Array.from({ length: vectors.rows }, (_, i) => cosineOf(query, rowOf(vectors, i)));
}

/** Of unit vectors. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function joined(rows: readonly Float32Array[], dimensions: number): Vectors {
  const data = new Float32Array(rows.length * dimensions);
  rows.forEach((row, i) => data.set(row, i * dimensions));
  return { data, dimensions, rows: rows.length };
}

async function inBatches<Item>(
  items: readonly Item[],
  size: number,
  visit: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const batch = items.slice(next, next + size);
      next += size;
      await visit(batch);
    }
  };
  await Promise.all(Array.from({ length: batchesUnderWay }, lane));
}
