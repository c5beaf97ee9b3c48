/** The text tower of both pairs (Radford et al. 2021, section 2.4; openai/CLIP, clip/model.py, `encode_text`). */
import { OnnxGraph } from './onnxWriter.ts';
import { layerNorm, matrix, product, row, weightMatrix } from './plainMath.ts';
import { RandomWeights } from './randomWeights.ts';
import { bytesOf, type Ends, type Tower } from './tower.ts';
import { blockNodes, drawBlock, drawNorm, normNodes, runBlock } from './transformer.ts';

const [contextLength, vocabulary] = [77, 49_408];

const fullShape = { width: 512, layers: 12, heads: 8 };

/** More than its largest tensors have, 1 million numbers. */
const poolSize = 1_500_000;

/** Deviations that the authors start the two embeddings with. */
const [tokenDeviation, positionDeviation] = [0.02, 0.01];

/**
 * The table of tokens is kept in int8, as quantized exports have it: it is two thirds of the tower, and a fourth of
 * its size that way. The step makes bytes that are spread evenly deviate by what is asked.
 */
const tokenStep = (tokenDeviation * Math.sqrt(12)) / 256;

/** `length` is fixed in some exports. `compute` takes token ids, the last of them the end mark. */
export function textTransformer(
  seed: number,
  file: string,
  ends: Ends & { readonly type: 'int32' | 'int64'; readonly length: number | string },
  dimensions: number,
  { width, layers, heads } = fullShape,
): Tower<readonly number[]> {
  const random = new RandomWeights(seed, poolSize, width ** -0.5);
  const table = random.bytes(vocabulary * width);
  const weights = {
    positions: random.near('positional_embedding', 0, positionDeviation, contextLength, width),
    blocks: Array.from({ length: layers }, (_, layer) => drawBlock(random, `resblocks.${layer}`, width)),
    after: drawNorm(random, 'ln_final', width),
    projection: random.drawn('text_projection', width, dimensions),
  };

  function write(): Buffer {
    const graph = new OnnxGraph(`${file}_data`);
    const ids = graph.input(ends.input, ends.type, ['batch', ends.length]);
    const length = graph.node('Gather', [graph.node('Shape', [ids]), graph.integers(1)]);
    const upTo = (table: string, ...axes: number[]) => {
      const zeros = graph.integers(...axes.map(() => 0));
      const lengths = axes.length === 1 ? length : graph.node('Concat', axes.map(() => length), { axis: 0 }); // prettier-ignore
      return graph.node('Slice', [table, zeros, lengths, graph.integers(...axes)]);
    };
    const tokens = graph.external('token_embedding', 'int8', [vocabulary, width], random.pool.byteLength, table.byteLength); // prettier-ignore
    const step = graph.floats([tokenStep]);
    const embedded = graph.node('DequantizeLinear', [graph.node('Gather', [tokens, ids]), step]);
    let x = graph.node('Add', [embedded, upTo(graph.weight(weights.positions), 0)]);
    const future = Array.from({ length: contextLength ** 2 }, (_, place) =>
      place % contextLength > Math.floor(place / contextLength) ? -Infinity : 0,
    );
    const mask = upTo(graph.floats(future, contextLength, contextLength), 0, 1);
    for (const block of weights.blocks) x = blockNodes(graph, x, block, heads, mask);
    x = normNodes(graph, x, weights.after);
    // The end mark has the highest id of all; what fills a text up comes behind it.
    const numbers = graph.node('Cast', [ids], { to: 6 });
    const end = graph.node('ArgMax', [numbers], { axis: 1, keepdims: 1 });
    const pooled = graph.node('GatherND', [x, end], { batch_dims: 1 });
    const projected = graph.node('MatMul', [pooled, graph.weight(weights.projection)]);
    graph.output(ends.output, projected, ['batch', dimensions]);
    return graph.toBytes();
  }

  function compute(ids: readonly number[]): Float64Array {
    const embedded = ids.flatMap((id, place) =>
      Array.from(
        table.subarray(id * width, (id + 1) * width),
        (value, i) => value * tokenStep + weights.positions.values[place * width + i]!,
      ),
    );
    let x = matrix(ids.length, width, embedded);
    for (const block of weights.blocks) x = runBlock(x, block, heads, 'causal');
    const end = row(x, ids.length - 1);
    return product(layerNorm(end, weights.after), weightMatrix(weights.projection)).values;
  }

  return { graph: write(), weights: bytesOf(random.pool, table), compute };
}
