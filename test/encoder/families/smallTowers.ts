/**
 * The towers of CLIP and SigLIP in small: a few thousand random weights, in the shape and with the names that exporters
 * give them. CLIP's are its own architecture (`paper/`); of SigLIP's heads only what is seen from outside is kept: no
 * class token, attention over what a text is filled up with, and its last place.
 */
import type { OnnxGraph } from '../paper/onnxWriter.ts';
import { RandomWeights, type Weight } from '../paper/randomWeights.ts';
import { blockNodes, drawBlock, drawNorm, normNodes } from '../paper/transformer.ts';

export const [width, heads, layers, patch] = [32, 4, 2, 16];

/** Enough for the windows of its largest tensors. */
const poolSize = 100_000;

/** Tensors that lie in the graph itself. */
class InlineWeights extends RandomWeights {
  override drawn(name: string, ...shape: number[]): Weight {
    return { ...super.drawn(name, ...shape), offset: null };
  }
}

export function randomWeights(seed: number, isInline: boolean): RandomWeights {
  const Kind = isInline ? InlineWeights : RandomWeights;
  return new Kind(seed, poolSize, width ** -0.5);
}

export type VisionWeights = ReturnType<typeof drawVision>;
export type TextWeights = ReturnType<typeof drawText>;

export function drawVision(random: RandomWeights, pixels: number, dimensions: number) {
  const side = pixels / patch;
  return {
    pixels,
    dimensions,
    patches: random.drawn('conv1.weight', width, 3, patch, patch),
    classToken: random.near('class_embedding', 0, 1, 1, 1, width),
    positions: random.near('positional_embedding', 0, 0.5, side * side + 1, width),
    before: drawNorm(random, 'ln_pre', width),
    blocks: Array.from({ length: layers }, (_, layer) => drawBlock(random, `visual.${layer}`, width)),
    after: drawNorm(random, 'ln_post', width),
    projection: random.near('proj', 0, width ** -0.5, width, dimensions),
  };
}

export function drawText(random: RandomWeights, vocabulary: number, context: number, dimensions: number) {
  return {
    context,
    dimensions,
    tokens: random.near('token_embedding', 0, 1, vocabulary, width),
    positions: random.near('text.positional_embedding', 0, 0.5, context, width),
    blocks: Array.from({ length: layers }, (_, layer) => drawBlock(random, `textual.${layer}`, width)),
    after: drawNorm(random, 'ln_final', width),
    projection: random.near('text_projection', 0, width ** -0.5, width, dimensions),
  };
}

/** CLIP's: the class token, normed and projected. `pixels` is the name of the input. */
export function clipVision(graph: OnnxGraph, pixels: string, weights: VisionWeights): string {
  const patches = patchNodes(graph, pixels, weights);
  const batch = graph.node('Gather', [graph.node('Shape', [pixels]), graph.integers(0)]);
  const shape = graph.node('Concat', [batch, graph.integers(1, width)], { axis: 0 });
  const classes = graph.node('Expand', [graph.weight(weights.classToken), shape]);
  const tokens = graph.node('Concat', [classes, patches], { axis: 1 });
  let x = graph.node('Add', [tokens, graph.weight(weights.positions)]);
  x = normNodes(graph, x, weights.before);
  for (const block of weights.blocks) x = blockNodes(graph, x, block, heads);
  return projected(graph, placeOf(graph, x, 0), weights.after, weights.projection);
}

/** SigLIP's from outside: every patch's last state, and one vector of all of them. */
export function siglipVision(
  graph: OnnxGraph,
  pixels: string,
  weights: VisionWeights,
): readonly [hidden: string, pooled: string] {
  const side = weights.pixels / patch;
  const positions = graph.node('Slice', [
    graph.weight(weights.positions),
    graph.integers(1),
    graph.integers(side * side + 1),
    graph.integers(0),
  ]);
  let x = graph.node('Add', [patchNodes(graph, pixels, weights), positions]);
  for (const block of weights.blocks) x = blockNodes(graph, x, block, heads);
  const hidden = graph.node('MatMul', [normNodes(graph, x, weights.after), graph.weight(weights.projection)]);
  return [hidden, graph.node('ReduceMean', [hidden], { axes: [1], keepdims: 0 })];
}

/** CLIP's: causal, and the state at the end mark, which has the highest id. `mask`, where there is one, is of the same type as ids. */
export function clipText(graph: OnnxGraph, ids: string, weights: TextWeights, mask?: string): string {
  const length = graph.node('Gather', [graph.node('Shape', [ids]), graph.integers(1)]);
  const twice = graph.node('Concat', [length, length], { axis: 0 });
  const future = Array.from({ length: weights.context ** 2 }, (_, place) =>
    place % weights.context > Math.floor(place / weights.context) ? -1e9 : 0,
  );
  let seen = graph.node('Slice', [
    graph.floats(future, weights.context, weights.context),
    graph.integers(0, 0),
    twice,
    graph.integers(0, 1),
  ]);
  if (mask !== undefined) {
    const absent = graph.node('Sub', [graph.floats([1]), graph.node('Cast', [mask], { to: 1 })]);
    const wide = graph.node('Unsqueeze', [
      graph.node('Mul', [absent, graph.floats([-1e9])]),
      graph.integers(1, 2),
    ]);
    seen = graph.node('Add', [seen, wide]);
  }
  const x = textStates(graph, ids, weights, length, seen);
  const numbers = graph.node('Cast', [ids], { to: 6 });
  const end = graph.node('ArgMax', [numbers], { axis: 1, keepdims: 1 });
  const pooled = graph.node('GatherND', [normNodes(graph, x, weights.after), end], { batch_dims: 1 });
  return graph.node('MatMul', [pooled, graph.weight(weights.projection)]);
}

/** SigLIP's: every place sees every other, and the last one counts. */
export function siglipText(
  graph: OnnxGraph,
  ids: string,
  weights: TextWeights,
): readonly [hidden: string, pooled: string] {
  const length = graph.node('Gather', [graph.node('Shape', [ids]), graph.integers(1)]);
  const hidden = normNodes(graph, textStates(graph, ids, weights, length), weights.after);
  return [hidden, graph.node('MatMul', [placeOf(graph, hidden, -1), graph.weight(weights.projection)])];
}

function textStates(
  graph: OnnxGraph,
  ids: string,
  weights: TextWeights,
  length: string,
  mask?: string,
): string {
  const embedded = graph.node('Gather', [graph.weight(weights.tokens), ids]);
  const positions = graph.node('Slice', [
    graph.weight(weights.positions),
    graph.integers(0),
    length,
    graph.integers(0),
  ]);
  let x = graph.node('Add', [embedded, positions]);
  for (const block of weights.blocks) x = blockNodes(graph, x, block, heads, mask);
  return x;
}

function patchNodes(graph: OnnxGraph, pixels: string, { patches }: VisionWeights): string {
  const conv = graph.node('Conv', [pixels, graph.weight(patches)], {
    kernel_shape: [patch, patch],
    strides: [patch, patch],
  });
  return graph.node('Transpose', [graph.node('Reshape', [conv, graph.integers(0, width, -1)])], {
    perm: [0, 2, 1],
  });
}

function placeOf(graph: OnnxGraph, x: string, place: 0 | -1): string {
  const end = place === 0 ? 1 : 2 ** 31;
  const one = graph.node('Slice', [x, graph.integers(place), graph.integers(end), graph.integers(1)]);
  return graph.node('Reshape', [one, graph.integers(0, width)]);
}

function projected(graph: OnnxGraph, x: string, norm: VisionWeights['after'], projection: Weight): string {
  return graph.node('MatMul', [normNodes(graph, x, norm), graph.weight(projection)]);
}
