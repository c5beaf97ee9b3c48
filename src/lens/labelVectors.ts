/** Labels as vectors: labels → sentences → text vectors → cosines, probabilities and suggestions of an image. */
import type { ContentHash } from '../protocol/asset.ts';
import type { LabelGroup, LabelSet } from '../protocol/tag.ts';
import { PackedVectors } from '../search/matrixProduct.ts';
import {
  type Background,
  backgroundOf,
  backgroundOfImage,
  boundedBackground,
  fewestForBackground,
} from '../tags/background.ts';
import { nothingInParticular, promptsByKind, worded } from '../tags/prompts.ts';
import { meanUnitVector, without } from '../tags/score.ts';
import { Suggester, type TagRows } from '../tags/suggest.ts';
import { kindNumber } from './codes.ts';
import { textVectors } from './embedding.ts';
import { eachBlock } from './exactVectors.ts';
import type { Lens } from './lens.ts';
import type { LabelVectors, LearnedLabels, VectorBlock } from './toldTags.ts';

export async function labelVectors(
  lens: Lens,
  { groups }: LabelSet,
  signal: AbortSignal,
): Promise<LabelVectors> {
  const { dimensions, temperature, scoring, bias, wording } = await lens.identity(signal);
  const labels = groups.flatMap(group =>
    group.labels.map(label => ({ byKind: promptsByKind(label, group, wording), not: label.not })),
  );
  const isShort = groups.every(group => group.name === null);
  const nothing = nothingInParticular.map(phrase => worded(phrase, wording));
  const texts = labels.flatMap(({ byKind, not }) => [...byKind.flat(), ...not]);
  const wanted = isShort ? texts : [...texts, ...nothing];
  const byText = await textVectors(lens, [...new Set(wanted)], signal);
  const mean = (sentences: readonly string[]) => {
    const rows = new Float32Array(sentences.length * dimensions);
    sentences.forEach((text, row) => rows.set(byText.get(text)!, row * dimensions));
    return meanUnitVector(rows, 0, sentences.length, dimensions);
  };
  const kinds = labels[0]?.byKind.length ?? 0;
  const byKind = Array.from({ length: kinds }, () => new Float32Array(labels.length * dimensions));
  labels.forEach(({ byKind: sentences, not }, place) => {
    const unwanted = not.length > 0 ? mean(not) : null;
    byKind.forEach((vectors, kind) => {
      const wantedVector = mean(sentences[kind]!);
      vectors.set(unwanted ? without(wantedVector, unwanted) : wantedVector, place * dimensions);
    });
  });
  return {
    labelCount: labels.length,
    dimensions,
    products: lens.products,
    byKind,
    nothing: isShort ? null : mean(nothing),
    temperature,
    sigmoid: scoring === 'sigmoid' ? { bias } : null,
  };
}

/** Dot products of blocks of images with the labels, in the words of each image's kind, and with further vectors. */
export class LabelCosines {
  /** Columns of a row: the labels, then the further ones. */
  readonly width: number;
  readonly #vectors: LabelVectors;
  readonly #further: readonly Float32Array[];
  readonly #packed = new Map<number, PackedVectors>();
  #results = new Float32Array(0);

  constructor(vectors: LabelVectors, further: readonly Float32Array[] = []) {
    this.#vectors = vectors;
    this.#further = further;
    this.width = vectors.labelCount + further.length;
  }

  /** Visits the row of each image, which begins at `from` in `cosines`; valid until the next call. */
  each(block: VectorBlock, visit: (row: number, cosines: Float32Array, from: number) => void): void {
    const rows = Array.from(block.places.keys());
    for (const [kind, own] of Map.groupBy(rows, row => kindNumber(block.kinds[row] ?? null))) {
      if (this.#results.length < own.length * this.width)
        this.#results = new Float32Array(own.length * this.width);
      this.#ofKind(kind).products(block.vectors, own, this.#results);
      own.forEach((row, place) => visit(row, this.#results, place * this.width));
    }
  }

  #ofKind(kind: number): PackedVectors {
    const known = this.#packed.get(kind);
    if (known) return known;
    const labels = this.#vectors.byKind[kind]!;
    const { dimensions, products } = this.#vectors;
    const all = new Float32Array(this.width * dimensions);
    all.set(labels);
    this.#further.forEach((vector, place) => all.set(vector, labels.length + place * dimensions));
    const packed = new PackedVectors(all, dimensions, products);
    this.#packed.set(kind, packed);
    return packed;
  }
}

/** Tells scores, probabilities and suggestions of blocks of images. */
export class BlockTagger {
  readonly #cosines: LabelCosines;
  readonly #suggester: Suggester;
  readonly #temperature: number;
  /** The column of what an image is compared with where there is no crowd; null where that is not needed. */
  readonly #nothing: number | null;
  readonly #learned: LearnedLabels | null;
  /** For each label, the column of what decisions add; −1 for none. */
  readonly #columns: readonly number[];
  readonly #moves: Float32Array;

  constructor(
    groups: readonly LabelGroup[],
    vectors: LabelVectors,
    backgrounds: readonly Background[] | null,
    learned: LearnedLabels | null,
  ) {
    const { labelCount, nothing, temperature, sigmoid, dimensions } = vectors;
    const further: Float32Array[] = [];
    this.#nothing = nothing && !backgrounds ? labelCount + further.push(nothing) - 1 : null;
    this.#columns = Array.from({ length: labelCount }, (_, label) => {
      if (!learned?.learnings[label]?.usesDecisions) return -1;
      const from = label * dimensions;
      return labelCount + further.push(learned.corrections.subarray(from, from + dimensions)) - 1;
    });
    this.#learned = this.#columns.some(column => column >= 0) ? learned : null;
    this.#moves = new Float32Array(labelCount);
    this.#cosines = new LabelCosines(vectors, further);
    this.#suggester = new Suggester(groups, temperature, backgrounds, sigmoid);
    this.#temperature = temperature;
  }

  /** Fills the row of each image, which begins at what `rowAt` says for its place. */
  fill(block: VectorBlock, into: TagRows, rowAt: (place: number) => number): void {
    this.#cosines.each(block, (row, cosines, from) => {
      const own =
        this.#nothing === null ? null : backgroundOfImage(cosines[from + this.#nothing]!, this.#temperature);
      const learned = this.#learned && this.#movesOf(this.#learned, cosines, from);
      this.#suggester.fill(cosines, from, learned, own, into, rowAt(block.places[row]!));
    });
  }

  #movesOf({ offsets }: LearnedLabels, cosines: Float32Array, from: number): Float32Array {
    this.#columns.forEach((column, label) => {
      if (column >= 0) this.#moves[label] = cosines[from + column]! - offsets[label]!;
    });
    return this.#moves;
  }
}

/** How the crowd scores under each label; null where it is too small, or nothing is compared with it. */
export async function backgroundsOf(
  lens: Lens,
  vectors: LabelVectors,
  crowd: readonly ContentHash[],
  signal: AbortSignal,
): Promise<readonly Background[] | null> {
  const { nothing, temperature, sigmoid } = vectors;
  if (!nothing || crowd.length < fewestForBackground) return null;
  const cosines = new LabelCosines(vectors, [nothing]);
  const scores = Array.from({ length: cosines.width }, () => new Float32Array(crowd.length));
  let seen = 0;
  await eachBlock(lens, crowd, signal, block => {
    cosines.each(block, (_, row, from) => {
      scores.forEach((own, column) => (own[seen] = row[from + column]!));
      seen++;
    });
  });
  if (seen < fewestForBackground) return null;
  const backgrounds = scores.map(own => backgroundOf(own.subarray(0, seen), temperature));
  const usual = backgrounds.pop()!;
  // How far labels of a model spread that judges each by itself was not measured.
  if (sigmoid) return backgrounds;
  return backgrounds.map(own => boundedBackground(own, usual, temperature));
}
