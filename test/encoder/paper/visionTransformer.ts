/** The image tower of ViT-B/32 (Radford et al. 2021, table 20; openai/CLIP, clip/model.py, `VisionTransformer`). */
import { OnnxGraph } from './onnxWriter.ts';
import { layerNorm, matrix, plus, product, row, weightMatrix } from './plainMath.ts';
import { RandomWeights } from './randomWeights.ts';
import { bytesOf, type Ends, type Tower } from './tower.ts';
import { blockNodes, drawBlock, drawNorm, normNodes, runBlock } from './transformer.ts';

export interface VisionShape {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly dimensions: number;
}

const [edge, patch] = [224, 32];
const side = edge / patch;
const patchValues = 3 * patch * patch;

const fullShape: VisionShape = { width: 768, layers: 12, heads: 12, dimensions: 512 };

/** More than its largest tensors have, 2.4 million numbers. */
const poolSize = 3_000_000;

/** `compute` takes a picture's tensor, 3 × 224 × 224. */
export function visionTransformer(
  seed: number,
  file: string,
  ends: Ends,
  { width, layers, heads, dimensions }: VisionShape = fullShape,
): Tower<Float32Array> {
  // The authors start a transformer's weights with a deviation of width^-0.5.
  const random = new RandomWeights(seed, poolSize, width ** -0.5);
  const weights = {
    patches: random.drawn('conv1.weight', width, 3, patch, patch),
    classToken: random.near('class_embedding', 0, width ** -0.5, 1, 1, width),
    positions: random.near('positional_embedding', 0, width ** -0.5, side * side + 1, width),
    before: drawNorm(random, 'ln_pre', width),
    blocks: Array.from({ length: layers }, (_, layer) => drawBlock(random, `resblocks.${layer}`, width)),
    after: drawNorm(random, 'ln_post', width),
    projection: random.drawn('proj', width, dimensions),
  };

  function write(): Buffer {
    const graph = new OnnxGraph(`${file}_data`);
    const pixels = graph.input(ends.input, 'float', ['batch', 3, edge, edge]);
    const conv = graph.node('Conv', [pixels, graph.weight(weights.patches)], {
      kernel_shape: [patch, patch],
      strides: [patch, patch],
    });
    const listed = graph.node('Reshape', [conv, graph.integers(0, width, -1)]);
    const patches = graph.node('Transpose', [listed], { perm: [0, 2, 1] });
    const batch = graph.node('Gather', [graph.node('Shape', [pixels]), graph.integers(0)]);
    const shape = graph.node('Concat', [batch, graph.integers(1, width)], { axis: 0 });
    const classes = graph.node('Expand', [graph.weight(weights.classToken), shape]);
    const tokens = graph.node('Concat', [classes, patches], { axis: 1 });
    let x = graph.node('Add', [tokens, graph.weight(weights.positions)]);
    x = normNodes(graph, x, weights.before);
    for (const block of weights.blocks) x = blockNodes(graph, x, block, heads);
    const first = graph.node('Slice', [x, graph.integers(0), graph.integers(1), graph.integers(1)]);
    const pooled = normNodes(graph, graph.node('Reshape', [first, graph.integers(0, width)]), weights.after);
    const projected = graph.node('MatMul', [pooled, graph.weight(weights.projection)]);
    graph.output(ends.output, projected, ['batch', dimensions]);
    return graph.toBytes();
  }

  function compute(pixels: Float32Array): Float64Array {
    const patches = matrix(patchValues, side * side, new Float64Array(patchValues * side * side));
    for (let place = 0; place < pixels.length; place++) {
      const [channel, y, x] = [
        Math.floor(place / (edge * edge)),
        Math.floor(place / edge) % edge,
        place % edge,
      ];
      const within = (channel * patch + (y % patch)) * patch + (x % patch);
      const which = Math.floor(y / patch) * side + Math.floor(x / patch);
      patches.values[within * side * side + which] = pixels[place]!;
    }
    // A row a feature, a column a patch: turned round to a row a patch, behind that of the class.
    const features = product(weightMatrix(weights.patches), patches);
    const tokens = matrix(side * side + 1, width, new Float64Array((side * side + 1) * width));
    tokens.values.set(weights.classToken.values);
    features.values.forEach((value, place) => {
      const [feature, which] = [Math.floor(place / (side * side)), place % (side * side)];
      tokens.values[(which + 1) * width + feature] = value;
    });
    let x = layerNorm(plus(tokens, weightMatrix(weights.positions)), weights.before);
    for (const block of weights.blocks) x = runBlock(x, block, heads, 'free');
    return product(layerNorm(row(x, 0), weights.after), weightMatrix(weights.projection)).values;
  }

  return { graph: write(), weights: bytesOf(random.pool), compute };
}
