/** The block of both transformers of the paper: attention and a small network, each behind a norm and added to its input. */
import type { OnnxGraph } from './onnxWriter.ts';
import {
  attention,
  epsilon,
  layerNorm,
  linear,
  plus,
  quickGelu,
  type Linear,
  type Matrix,
  type Norm,
} from './plainMath.ts';
import type { RandomWeights } from './randomWeights.ts';

export interface Block {
  readonly attentionNorm: Norm;
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly joined: Linear;
  readonly networkNorm: Norm;
  readonly widened: Linear;
  readonly narrowed: Linear;
}

export function drawBlock(random: RandomWeights, name: string, width: number): Block {
  return {
    attentionNorm: drawNorm(random, `${name}.ln_1`, width),
    query: drawLinear(random, `${name}.q_proj`, width, width),
    key: drawLinear(random, `${name}.k_proj`, width, width),
    value: drawLinear(random, `${name}.v_proj`, width, width),
    joined: drawLinear(random, `${name}.out_proj`, width, width),
    networkNorm: drawNorm(random, `${name}.ln_2`, width),
    widened: drawLinear(random, `${name}.c_fc`, width, 4 * width),
    narrowed: drawLinear(random, `${name}.c_proj`, 4 * width, width),
  };
}

export function drawLinear(random: RandomWeights, name: string, inputs: number, outputs: number): Linear {
  return {
    weight: random.drawn(`${name}.weight`, inputs, outputs),
    bias: random.near(`${name}.bias`, 0, 0.05, outputs),
  };
}

export function drawNorm(random: RandomWeights, name: string, width: number): Norm {
  return {
    scale: random.near(`${name}.weight`, 1, 0.1, width),
    bias: random.near(`${name}.bias`, 0, 0.1, width),
  };
}

/** The block as exporters write it. `mask` is added to the scores. */
export function blockNodes(graph: OnnxGraph, x: string, block: Block, heads: number, mask?: string): string {
  const normed = normNodes(graph, x, block.attentionNorm);
  const mixed = attentionNodes(
    graph,
    linearNodes(graph, normed, block.query),
    linearNodes(graph, normed, block.key),
    linearNodes(graph, normed, block.value),
    block.query.bias.values.length,
    heads,
    mask,
  );
  const middle = graph.node('Add', [x, linearNodes(graph, mixed, block.joined)]);
  const wide = linearNodes(graph, normNodes(graph, middle, block.networkNorm), block.widened);
  const gate = graph.node('Sigmoid', [graph.node('Mul', [wide, graph.floats([1.702])])]);
  const network = linearNodes(graph, graph.node('Mul', [wide, gate]), block.narrowed);
  return graph.node('Add', [middle, network]);
}

export function attentionNodes(
  graph: OnnxGraph,
  query: string,
  key: string,
  value: string,
  width: number,
  heads: number,
  mask?: string,
): string {
  const split = (x: string, perm: readonly number[]) =>
    graph.node('Transpose', [graph.node('Reshape', [x, graph.integers(0, -1, heads, width / heads)])], {
      perm,
    });
  const products = graph.node('MatMul', [split(query, [0, 2, 1, 3]), split(key, [0, 2, 3, 1])]);
  const scores = graph.node('Mul', [products, graph.floats([1 / Math.sqrt(width / heads)])]);
  const seen = mask === undefined ? scores : graph.node('Add', [scores, mask]);
  const shares = graph.node('Softmax', [seen], { axis: -1 });
  const mixed = graph.node('MatMul', [shares, split(value, [0, 2, 1, 3])]);
  const rows = graph.node('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  return graph.node('Reshape', [rows, graph.integers(0, -1, width)]);
}

export function linearNodes(graph: OnnxGraph, x: string, { weight, bias }: Linear): string {
  return graph.node('Add', [graph.node('MatMul', [x, graph.weight(weight)]), graph.weight(bias)]);
}

export function normNodes(graph: OnnxGraph, x: string, { scale, bias }: Norm): string {
  return graph.node('LayerNormalization', [x, graph.weight(scale), graph.weight(bias)], {
    axis: -1,
    epsilon: { float: epsilon },
  });
}

/** The block in plain arithmetic. */
export function runBlock(x: Matrix, block: Block, heads: number, order: 'causal' | 'free'): Matrix {
  const normed = layerNorm(x, block.attentionNorm);
  const [query, key, value] = [
    linear(normed, block.query),
    linear(normed, block.key),
    linear(normed, block.value),
  ];
  const middle = plus(x, linear(attention(query, key, value, heads, order), block.joined));
  const wide = linear(layerNorm(middle, block.networkNorm), block.widened);
  return plus(middle, linear(quickGelu(wide), block.narrowed));
}
