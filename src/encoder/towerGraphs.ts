/** The graphs of the two towers, running: numbers in, unit vectors out. */
import type * as ort from 'onnxruntime-node';
import type { Provider } from '../protocol/device.ts';
import { LensError } from '../protocol/errors.ts';
import type { ModelCard } from '../models/modelCard.ts';
import { inputSizeOf } from '../models/preprocessing.ts';
import { joined } from './joined.ts';
import { type Scale, scaleOf } from './scaleOf.ts';
import type { TokenBatch } from './text.ts';

export type Runtime = typeof ort;

/** What opens a tower. */
export interface TowerPorts {
  readonly runtime: Runtime;
  readonly card: ModelCard;
  readonly provider: Provider;
  readonly threads: number;
  /** How long a thread without work spins before it sleeps; the runtime's own time where it is left out. */
  readonly spinMicroseconds?: number;
  /** Told of further outputs of the graph at every run. */
  readonly watch?: Watch;
}

/** Values within a network that somebody wants to see, by their names. */
export interface Watch {
  readonly names: readonly string[];
  readonly seen: (name: string, values: Float32Array) => void;
}

/** Batches above this are no faster (measured), and every batch blocks the process while it runs. */
export const runBatch = 8;

export class VisionGraph {
  readonly #runtime: Runtime;
  readonly #session: ort.InferenceSession;
  readonly #input: string;
  readonly #output: string;
  readonly #size: { readonly width: number; readonly height: number };
  readonly #batch: number;
  readonly #watch: Watch | undefined;
  /** Of a graph with both towers: a text that nobody asked for. */
  readonly #others: Readonly<Record<string, ort.Tensor>>;

  constructor(
    { runtime, card, watch }: TowerPorts,
    session: ort.InferenceSession,
    size: { readonly width: number; readonly height: number },
  ) {
    this.#runtime = runtime;
    this.#session = session;
    this.#size = size;
    this.#watch = watch;
    this.#input = inputNamed(card, session, ['pixel_values', 'image', 'input']);
    this.#output = outputOf(card, ownOutputs(session, watch), 'image_embeds');
    this.#batch = batchOf(card, session, this.#input);
    this.#others = fillers(runtime, session, [this.#input], size);
  }

  async encode(tensors: Float32Array, count: number, ran?: () => void): Promise<Float32Array> {
    const each = tensors.length / count;
    const { width, height } = this.#size;
    const parts: Float32Array[] = [];
    for (let first = 0; first < count; first += this.#batch) {
      const rows = Math.min(this.#batch, count - first);
      const pictures = tensors.subarray(first * each, (first + rows) * each);
      // One row takes other kernels than two or more, and its vector other last digits: so it goes twice. A picture
      // has the same vector, bit for bit, whatever it is encoded beside.
      const isLone = rows === 1 && this.#batch > 1;
      const input = this.#floats(isLone ? joined([pictures, pictures]) : pictures, [
        isLone ? 2 : rows,
        3,
        height,
        width,
      ]);
      const vectors = await runFor(
        this.#session,
        { [this.#input]: input, ...this.#others },
        this.#output,
        this.#watch,
      );
      parts.push(unitRows(isLone ? vectors.subarray(0, vectors.length / 2) : vectors, rows));
      ran?.();
    }
    return joined(parts);
  }

  /** Exports in half precision may want their pictures so, too. */
  #floats(values: Float32Array, shape: number[]): ort.Tensor {
    return typeOf(this.#session, this.#input) === 'float16'
      ? new this.#runtime.Tensor('float16', halves(values), shape)
      : new this.#runtime.Tensor('float32', values, shape);
  }
}

export class TextGraph {
  readonly #runtime: Runtime;
  readonly #session: ort.InferenceSession;
  readonly #ids: string;
  readonly #output: string;
  readonly #batch: number;
  /** Some exports fix it at the longest text. */
  readonly #length: number | undefined;
  readonly #watch: Watch | undefined;
  /** Of a graph with both towers: a picture that nobody asked for. */
  readonly #others: Readonly<Record<string, ort.Tensor>>;

  constructor({ runtime, card, watch }: TowerPorts, session: ort.InferenceSession) {
    this.#runtime = runtime;
    this.#watch = watch;
    this.#session = session;
    this.#ids = inputNamed(card, session, ['input_ids', 'text', 'input']);
    this.#output = outputOf(card, ownOutputs(session, watch), 'text_embeds');
    this.#batch = batchOf(card, session, this.#ids);
    this.#length = fixedSize(session, this.#ids, 1);
    if (this.#length !== undefined && this.#length < card.contextLength)
      throw invalid(card, `its text graph takes ${this.#length} tokens, not ${card.contextLength}`);
    const others = [this.#ids, 'attention_mask', 'token_type_ids'];
    this.#others = fillers(runtime, session, others, inputSizeOf(card.preprocessing));
  }

  async encode(tokens: TokenBatch): Promise<Float32Array> {
    const parts: Float32Array[] = [];
    for (const { feeds, count } of this.#batches(tokens))
      parts.push(unitRows(await runFor(this.#session, feeds, this.#output, this.#watch), count));
    return joined(parts);
  }

  /** By the picture of nothing that goes along: which one it is does not matter. */
  async scale(tokens: TokenBatch): Promise<Scale | null> {
    const outputs = ['logits_per_text', 'text_embeds', 'image_embeds'] as const;
    if (!outputs.every(name => this.#session.outputNames.includes(name))) return null;
    const logits: number[] = [];
    const cosines: number[] = [];
    for (const { feeds, count } of this.#batches(tokens)) {
      const results = await this.#session.run(feeds, [...outputs]);
      const [scores, texts, images] = outputs.map(name =>
        Float32Array.from(results[name]!.data as Iterable<number>),
      ) as [Float32Array, Float32Array, Float32Array]; // one for each name
      if (scores.length !== count) return null;
      const [picture, words] = [unitRows(images, 1), unitRows(texts, count)];
      for (let row = 0; row < count; row++) {
        logits.push(scores[row]!);
        cosines.push(picture.reduce((sum, value, i) => sum + value * words[row * picture.length + i]!, 0));
      }
    }
    return scaleOf(logits, cosines);
  }

  *#batches(tokens: TokenBatch): Generator<{ feeds: Record<string, ort.Tensor>; count: number }> {
    const { ids, mask, rows, length } = this.#length === undefined ? tokens : filled(tokens, this.#length);
    for (let first = 0; first < rows; first += this.#batch) {
      const count = Math.min(this.#batch, rows - first);
      const slice = (all: readonly number[]) => all.slice(first * length, (first + count) * length);
      const feeds: Record<string, ort.Tensor> = {
        ...this.#others,
        [this.#ids]: this.#integers(this.#ids, slice(ids), [count, length]),
      };
      if (this.#session.inputNames.includes('attention_mask')) {
        feeds['attention_mask'] = this.#integers('attention_mask', slice(mask), [count, length]);
      }
      if (this.#session.inputNames.includes('token_type_ids')) {
        feeds['token_type_ids'] = this.#integers('token_type_ids', slice(ids.map(() => 0)), [count, length]);
      }
      yield { feeds, count };
    }
  }

  /** Exports differ in whether token ids have 32 or 64 bits. */
  #integers(input: string, values: readonly number[], shape: number[]): ort.Tensor {
    return typeOf(this.#session, input) === 'int32'
      ? new this.#runtime.Tensor('int32', Int32Array.from(values), shape)
      : new this.#runtime.Tensor('int64', BigInt64Array.from(values, BigInt), shape);
  }
}

/**
 * One of each other input, for a graph that has both towers and runs both whatever is asked of it: a picture of nothing, a
 * text of one token.
 */
function fillers(
  { Tensor }: Runtime,
  session: ort.InferenceSession,
  own: readonly string[],
  { width, height }: { readonly width: number; readonly height: number },
): Record<string, ort.Tensor> {
  const others = session.inputNames.filter(name => !own.includes(name));
  return Object.fromEntries(
    others.flatMap((name): [string, ort.Tensor][] => {
      if (['pixel_values', 'image'].includes(name)) {
        const shape = [1, 3, height, width];
        const values = new Float32Array(3 * height * width);
        return typeOf(session, name) === 'float16'
          ? [[name, new Tensor('float16', halves(values), shape)]]
          : [[name, new Tensor('float32', values, shape)]];
      }
      if (!['input_ids', 'attention_mask', 'token_type_ids'].includes(name)) return [];
      const length = fixedSize(session, name, 1) ?? 1;
      const ones = Array<number>(length).fill(name === 'token_type_ids' ? 0 : 1);
      return typeOf(session, name) === 'int32'
        ? [[name, new Tensor('int32', Int32Array.from(ones), [1, length])]]
        : [[name, new Tensor('int64', BigInt64Array.from(ones, BigInt), [1, length])]];
    }),
  );
}

function typeOf(session: ort.InferenceSession, input: string): string | undefined {
  const meta = session.inputMetadata.find(candidate => candidate.name === input);
  return meta?.isTensor ? meta.type : undefined;
}

/** IEEE 754 half precision, as the bits that ONNX Runtime wants; `Float16Array` rounds as the standard says. */
function halves(values: Float32Array): Uint16Array {
  const rounded = Float16Array.from(values);
  return new Uint16Array(rounded.buffer, rounded.byteOffset, rounded.length);
}

async function runFor(
  session: ort.InferenceSession,
  feeds: Record<string, ort.Tensor>,
  output: string,
  watch: Watch | undefined,
): Promise<Float32Array> {
  const names = watch?.names ?? [];
  const results = await session.run(feeds, [output, ...names.filter(name => !(name in feeds))]);
  for (const name of names) {
    const { data } = feeds[name] ?? results[name]!;
    if (data instanceof Float32Array) watch?.seen(name, data);
  }
  const { data } = results[output]!;
  return data instanceof Float32Array ? data : Float32Array.from(data as Iterable<number>); // half floats come as another array of numbers
}

/** Each row divided by its length; a row of zeros, or one that is no number, is a fault of the model. */
function unitRows(values: Float32Array, rows: number): Float32Array {
  const width = values.length / rows;
  const unit = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = row * width; i < (row + 1) * width; i++) squares += values[i]! * values[i]!;
    const norm = Math.sqrt(squares);
    if (!(norm > 0 && Number.isFinite(norm)))
      throw new LensError('encoder-failed', 'The model gave a vector that is no direction.');
    for (let i = row * width; i < (row + 1) * width; i++) unit[i] = values[i]! / norm;
  }
  return unit;
}

function inputNamed(card: ModelCard, session: ort.InferenceSession, names: readonly string[]): string {
  const found = names.find(name => session.inputNames.includes(name));
  if (found !== undefined) return found;
  throw invalid(
    card,
    `its graph has the inputs ${session.inputNames.join(', ')}; expected ${names.join(' or ')}`,
  );
}

/** CLIP's projected vector by its usual names, or the only output there is. */
export function outputOf(card: ModelCard, outputs: readonly string[], usual: string): string {
  const names = [usual, `${usual.replace('embeds', 'embeddings')}`, 'pooler_output', 'embedding', 'output'];
  const found = names.find(name => outputs.includes(name));
  if (found !== undefined) return found;
  if (outputs.length === 1) return outputs[0]!;
  throw invalid(card, `its graph has the outputs ${outputs.join(', ')}; expected ${usual}`);
}

/** Without those that were added for somebody who watches. */
function ownOutputs({ outputNames }: ort.InferenceSession, watch: Watch | undefined): readonly string[] {
  return outputNames.filter(name => !watch?.names.includes(name));
}

/** How many at once: some exports fix the batch at one. */
function batchOf(card: ModelCard, session: ort.InferenceSession, input: string): number {
  const fixed = fixedSize(session, input, 0);
  if (fixed === undefined) return runBatch;
  if (fixed > 1) throw invalid(card, `its graph takes ${input} in batches of ${fixed} only`);
  return fixed;
}

/** The size of one axis of an input where the graph fixes it. */
function fixedSize(session: ort.InferenceSession, input: string, axis: number): number | undefined {
  const meta = session.inputMetadata.find(candidate => candidate.name === input);
  const size = meta?.isTensor ? meta.shape[axis] : undefined;
  return typeof size === 'number' && size > 0 ? size : undefined;
}

/** Rows filled up to a length that the graph insists on. */
function filled({ ids, mask, rows, length, padId }: TokenBatch, target: number): TokenBatch {
  const widen = (values: readonly number[], filler: number) =>
    Array.from({ length: rows }, (_, row) => [
      ...values.slice(row * length, (row + 1) * length),
      ...Array<number>(target - length).fill(filler),
    ]).flat();
  return { ids: widen(ids, padId), mask: widen(mask, 0), rows, length: target, padId };
}

export function invalid(card: ModelCard, what: string, cause?: unknown): LensError {
  return new LensError(
    'model-invalid',
    `The model in ${card.folder} cannot be used: ${what}.`,
    { folder: card.folder },
    cause,
  );
}
