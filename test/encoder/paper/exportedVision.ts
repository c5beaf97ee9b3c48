/**
 * A small image tower as torch.onnx writes it of transformers' CLIP: sizes are asked of values while the graph runs,
 * norms are spelled out, and attention is either three-dimensional with a scale of its own ("eager"), or a scale asked of
 * the query ("sdpa"). Compared with what torch 2.4 wrote of transformers 4.33 and 4.49.
 */
import { OnnxGraph } from './onnxWriter.ts';
import { epsilon, type Norm } from './plainMath.ts';
import { type Block, drawBlock, drawNorm, linearNodes, normNodes } from './transformer.ts';
import { RandomWeights, type Weight } from './randomWeights.ts';

export interface ExportedForm {
  readonly attention: 'eager' | 'sdpa';
  readonly norm: 'whole' | 'spelled';
  /** Whether the last states of all tokens are an output, too. */
  readonly hidden?: boolean;
}

export const [width, heads, layers, patch, edge, dimensions] = [64, 4, 2, 32, 224, 16];
const tokens = (edge / patch) ** 2 + 1;

/** Weights lie in the graph. */
export function exportedVision({ attention, norm, hidden = false }: ExportedForm): Buffer {
  const random = new RandomWeights(7, 500_000, width ** -0.5);
  const inline = (weight: Weight): Weight => ({ ...weight, offset: null });
  const graph = new OnnxGraph('no file');
  const pixels = graph.input('pixel_values', 'float', ['batch', 3, edge, edge]);
  const normed = norm === 'whole' ? normNodes : spelledNorm;
  const conv = graph.node('Conv', [pixels, graph.weight(inline(random.drawn('patches', width, 3, patch, patch)))], {
    kernel_shape: [patch, patch],
    strides: [patch, patch],
  }); // prettier-ignore
  const listed = graph.node('Reshape', [conv, list(graph, sizeAt(graph, pixels, 0), width, -1)]);
  const patches = graph.node('Transpose', [listed], { perm: [0, 2, 1] });
  const token = graph.weight(random.near('class', 0, 1, 1, 1, width));
  const classes = graph.node('Expand', [token, list(graph, sizeAt(graph, pixels, 0), 1, width)]);
  const all = graph.node('Concat', [classes, patches], { axis: 1 });
  const positions = graph.weight(random.near('positions', 0, 0.5, 1, tokens, width));
  let x = normed(graph, graph.node('Add', [all, positions]), drawNorm(random, 'before', width));
  for (let layer = 0; layer < layers; layer++) {
    const block = drawBlock(random, `layers.${layer}`, width);
    const parts = Object.entries(block).map(([name, part]) => [
      name,
      'weight' in part ? { ...part, weight: inline(part.weight) } : part,
    ]);
    x = blockNodes(graph, x, Object.fromEntries(parts) as unknown as Block, attention, normed);
  }
  const first = graph.node('Gather', [x, oneOf(graph, 0)], { axis: 1 });
  const pooled = normed(graph, first, drawNorm(random, 'after', width));
  const projection = graph.weight(inline(random.drawn('projection', width, dimensions)));
  graph.output('image_embeds', graph.node('MatMul', [pooled, projection]), ['batch', dimensions]);
  if (hidden) graph.output('last_hidden_state', x, ['batch', tokens, width]);
  return graph.toBytes();
}

function blockNodes(
  graph: OnnxGraph,
  x: string,
  block: Block,
  attention: ExportedForm['attention'],
  norm: typeof normNodes,
): string {
  const normed = norm(graph, x, block.attentionNorm);
  const [query, key, value] = [block.query, block.key, block.value].map(part => linearNodes(graph, normed, part)) as [string, string, string]; // prettier-ignore
  const [batch, length] = [sizeAt(graph, normed, 0), sizeAt(graph, normed, 1)];
  const sizes = [batch, length, width / heads] as const;
  const mixed = { eager: eagerNodes, sdpa: sdpaNodes }[attention](graph, query, key, value, sizes);
  const joined = linearNodes(graph, mixed, block.joined);
  const middle = graph.node('Add', [x, joined]);
  const wide = linearNodes(graph, norm(graph, middle, block.networkNorm), block.widened);
  const gate = graph.node('Sigmoid', [graph.node('Mul', [wide, graph.floats([1.702])])]);
  return graph.node('Add', [middle, linearNodes(graph, graph.node('Mul', [wide, gate]), block.narrowed)]);
}

type AttentionSizes = readonly [batch: string, length: string, each: number];

function eagerNodes(
  graph: OnnxGraph,
  query: string,
  key: string,
  value: string,
  [batch, length, each]: AttentionSizes,
): string {
  const scaled = graph.node('Mul', [query, graph.floats([each ** -0.5])]);
  const rows = graph.node('Mul', [batch, oneOf(graph, heads)]);
  const [q, k, v] = [scaled, key, value].map(part => {
    const shape = list(graph, batch, part === scaled ? length : -1, heads, each);
    const split = graph.node('Transpose', [graph.node('Reshape', [part, shape])], { perm: [0, 2, 1, 3] });
    return graph.node('Reshape', [split, list(graph, rows, -1, each)]);
  }) as [string, string, string];
  const scores = graph.node('MatMul', [q, graph.node('Transpose', [k], { perm: [0, 2, 1] })]);
  const mixed = graph.node('MatMul', [graph.node('Softmax', [scores], { axis: 2 }), v]);
  const apart = graph.node('Reshape', [mixed, list(graph, batch, heads, length, each)]);
  const turned = graph.node('Transpose', [apart], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [turned, list(graph, batch, length, width)]);
}

function sdpaNodes(
  graph: OnnxGraph,
  query: string,
  key: string,
  value: string,
  [batch, length, each]: AttentionSizes,
): string {
  const split = (part: string) => graph.node('Reshape', [part, list(graph, batch, -1, heads, each)]);
  const q = graph.node('Transpose', [split(query)], { perm: [0, 2, 1, 3] });
  const last = graph.node('Slice', [
    graph.node('Shape', [q]),
    graph.integers(-1),
    graph.integers(Number.MAX_SAFE_INTEGER),
  ]);
  const root = graph.node('Sqrt', [graph.node('Cast', [last], { to: 1 })]);
  const half = graph.node('Sqrt', [graph.node('Div', [graph.floats([1]), root])]);
  const k = graph.node('Transpose', [split(key)], { perm: [0, 2, 3, 1] });
  const products = [graph.node('Mul', [q, half]), graph.node('Mul', [k, half])];
  const shares = graph.node('Softmax', [graph.node('MatMul', products)], { axis: -1 });
  const v = graph.node('Transpose', [split(value)], { perm: [0, 2, 1, 3] });
  const turned = graph.node('Transpose', [graph.node('MatMul', [shares, v])], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [turned, list(graph, batch, length, width)]);
}

function spelledNorm(graph: OnnxGraph, x: string, { scale, bias }: Norm): string {
  const mean = graph.node('ReduceMean', [x], { axes: [-1] });
  const centred = graph.node('Sub', [x, mean]);
  const squares = graph.node('Pow', [centred, graph.floats([2])]);
  const variance = graph.node('ReduceMean', [squares], { axes: [-1] });
  const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.floats([epsilon])])]);
  const even = graph.node('Div', [centred, deviation]);
  return graph.node('Add', [graph.node('Mul', [even, graph.weight(scale)]), graph.weight(bias)]);
}

/** A number by itself, as torch picks it. */
function sizeAt(graph: OnnxGraph, value: string, axis: number): string {
  return graph.node('Gather', [graph.node('Shape', [value]), oneOf(graph, axis)], { axis: 0 });
}

function oneOf(graph: OnnxGraph, value: number): string {
  return graph.node('Squeeze', [graph.integers(value)]);
}

/** A shape of numbers and of sizes that are found while the graph runs. */
function list(graph: OnnxGraph, ...sizes: (string | number)[]): string {
  const parts = sizes.map(size =>
    typeof size === 'number' ? graph.integers(size) : graph.node('Unsqueeze', [size, graph.integers(0)]),
  );
  return graph.node('Concat', parts, { axis: 0 });
}
