/**
 * A graph of hundreds of megabytes without its weights: each large one is named by its place in the file that it lies in,
 * as weights in a file of their own are, and is neither read nor copied.
 */
import { realpathSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { type FieldSpan, FrameReader, type Span } from './frame.ts';
import { type OnnxModel, readOnnx } from './graph.ts';
import { tensorFrom } from './tensor.ts';
import { bytesField, type Field, fieldsOf, messageOf } from './wire.ts';

/** Field numbers of onnx.proto (github.com/onnx/onnx): ModelProto.graph, GraphProto.initializer, TensorProto.raw_data. */
const fields = { graph: 7, initializer: 5, raw: 9 } as const;

/** Weights of fewer bytes are read: a norm's, a bias, the sizes of a shape. */
const leastBytes = 64 * 1024;

/**
 * So are those of fewer than these bytes that the runtime does not rearrange for its kernels, as positions: it would hold
 * on to their place in the file, which Windows lets nobody remove or replace then.
 */
const leastHeldBytes = 4 * 1024 * 1024;

/** Operations whose weights are rearranged. */
const arranging = /MatMul|Gemm|Conv|DequantizeLinear/;

/** What is left of a graph without its weights is a megabyte or two; of one that holds them in another way, all of it. */
const mostBytes = 32 * 1024 * 1024;

export interface WeightlessModel {
  readonly model: OnnxModel;
  /** Where the files of the weights lie, the graph's own among them. */
  readonly folder: string;
  /** False where another file is in the graph's place by now: then places in it say nothing. */
  readonly isUnchanged: () => boolean;
}

/**
 * Follows links, as those of a cache: the runtime reads no weights from beyond their folder. Throws an Error for what is
 * no ONNX graph, for one that cannot be told from its weights, and for weights in several folders.
 */
export async function readWeightless(file: string): Promise<WeightlessModel> {
  const own = realpathSync(file);
  const folder = path.dirname(own);
  const stamp = stampOf(own);
  const handle = await open(own);
  try {
    const { size } = await handle.stat();
    const reader = new FrameReader(handle, size);
    let total = 0;
    const fieldAt = async (span: Span): Promise<Field> => {
      if ((total += span.end - span.begin) > mostBytes) throw new RangeError('its weights are in its nodes');
      return fieldsOf(await reader.bytes(span))[0]!;
    };
    const [outer, inner]: [Field[], Field[]] = [[], []];
    const weights: Span[] = [];
    for await (const part of reader.fields(0, size)) {
      if (part.number !== fields.graph) outer.push(await fieldAt(part));
      else
        for await (const below of reader.fields(part.value, part.end))
          if (below.number === fields.initializer) weights.push({ begin: below.value, end: below.end });
          else inner.push(await fieldAt(below));
    }
    const model = readOnnx(messageOf([...outer, bytesField(fields.graph, messageOf(inner))]));
    const arranged = new Set(
      model.graph.nodes.filter(({ operator }) => arranging.test(operator)).flatMap(({ inputs }) => inputs),
    );
    for (const { begin, end } of weights) {
      const small: Field[] = [];
      let held: FieldSpan | undefined;
      for await (const part of reader.fields(begin, end))
        if (part.number === fields.raw && part.end - part.value >= leastBytes) held = part;
        else small.push(await fieldAt(part));
      if (held && held.end - held.value < leastHeldBytes && !arranged.has(tensorFrom(small).name)) {
        small.push(await fieldAt(held));
        held = undefined;
      }
      const tensor = tensorFrom(small);
      const raw = held && { offset: held.value, length: held.end - held.value };
      const beside = tensor.place.kind === 'external' ? tensor.place : undefined;
      const where = beside ? path.resolve(path.dirname(file), beside.location) : own;
      if (path.dirname(realpathSync(where)) !== folder) throw new RangeError('its weights lie elsewhere');
      const location = path.basename(realpathSync(where));
      const place = beside ? { ...beside, location } : raw && { kind: 'external' as const, location, ...raw };
      model.graph.tensors.set(tensor.name, place ? { ...tensor, place } : tensor);
    }
    return { model, folder, isUnchanged: () => stampOf(own) === stamp };
  } finally {
    await handle.close();
  }
}

/** Empty where there is none. */
function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : '';
}
