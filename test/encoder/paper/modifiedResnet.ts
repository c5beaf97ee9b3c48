/**
 * The image tower of RN50 (Radford et al. 2021, section 2.4; openai/CLIP, clip/model.py, `ModifiedResNet`): a stem of three
 * convolutions, means instead of strides, and attention instead of the last mean.
 */
import { OnnxGraph } from './onnxWriter.ts';
import { attention, epsilon, linear, matrix, product, row, weightMatrix } from './plainMath.ts';
import { RandomWeights, type Weight } from './randomWeights.ts';
import { bytesOf, type Ends, type Tower } from './tower.ts';
import { attentionNodes, drawLinear, linearNodes } from './transformer.ts';

export interface ResnetShape {
  readonly width: number;
  readonly heads: number;
  readonly dimensions: number;
  readonly blocksOfStages: readonly number[];
}

const edge = 224;

/** Of the last feature map. */
const side = edge / 32;

const fullShape: ResnetShape = { width: 64, heads: 32, dimensions: 1024, blocksOfStages: [3, 4, 6, 3] };

/** More than its largest tensors have, 4.2 million numbers: those of the attention at its end. */
const poolSize = 5_000_000;

/** A convolution and its batch norm. */
interface Convolution {
  readonly kernel: Weight;
  readonly scale: Weight;
  readonly bias: Weight;
  readonly mean: Weight;
  readonly variance: Weight;
}

interface Bottleneck {
  readonly narrowed: Convolution;
  readonly middle: Convolution;
  readonly widened: Convolution;
  readonly stride: number;
  /** For the sum's other side, where its shape changes. */
  readonly shortcut: Convolution | null;
}

/** `compute` takes a picture's tensor, 3 × 224 × 224. */
export function modifiedResnet(
  seed: number,
  file: string,
  ends: Ends,
  { width, heads, dimensions, blocksOfStages }: ResnetShape = fullShape,
): Tower<Float32Array> {
  /** Of the last feature map. */
  const channelsOut = width * 32;
  /** Keeps the queries and keys of the attention at its end near 1. */
  const deviation = channelsOut ** -0.5;
  const random = new RandomWeights(seed, poolSize, deviation);
  const stem = [
    drawConvolution(random, 'conv1', 3, width / 2, 3, ofPictures),
    drawConvolution(random, 'conv2', width / 2, width / 2, 3),
    drawConvolution(random, 'conv3', width / 2, width, 3),
  ];
  const blocks = drawBlocks(random, width, blocksOfStages);
  const positions = random.near('attnpool.positional_embedding', 0, deviation, side * side + 1, channelsOut);
  const [query, key, value, projection] = [
    drawLinear(random, 'attnpool.q_proj', channelsOut, channelsOut),
    drawLinear(random, 'attnpool.k_proj', channelsOut, channelsOut),
    drawLinear(random, 'attnpool.v_proj', channelsOut, channelsOut),
    drawLinear(random, 'attnpool.c_proj', channelsOut, dimensions),
  ];

  function write(): Buffer {
    const graph = new OnnxGraph(`${file}_data`);
    let x = graph.input(ends.input, 'float', ['batch', 3, edge, edge]);
    stem.forEach((convolution, place) => {
      x = graph.node('Relu', [convolutionNodes(graph, x, convolution, place === 0 ? 2 : 1)]);
    });
    x = meanNodes(graph, x);
    for (const block of blocks) x = bottleneckNodes(graph, x, block);
    const listed = graph.node('Reshape', [x, graph.integers(0, channelsOut, -1)]);
    const places = graph.node('Transpose', [listed], { perm: [0, 2, 1] });
    const mean = graph.node('ReduceMean', [places], { axes: [1], keepdims: 1 });
    const tokens = graph.node('Add', [
      graph.node('Concat', [mean, places], { axis: 1 }),
      graph.weight(positions),
    ]);
    const first = graph.node('Slice', [tokens, graph.integers(0), graph.integers(1), graph.integers(1)]);
    const pooled = attentionNodes(
      graph,
      linearNodes(graph, first, query),
      linearNodes(graph, tokens, key),
      linearNodes(graph, tokens, value),
      channelsOut,
      heads,
    );
    const projected = linearNodes(graph, graph.node('Squeeze', [pooled, graph.integers(1)]), projection);
    graph.output(ends.output, projected, ['batch', dimensions]);
    return graph.toBytes();
  }

  function compute(pixels: Float32Array): Float64Array {
    let x: Features = { channels: 3, side: edge, values: new Float64Array(pixels) };
    stem.forEach((convolution, place) => {
      x = relu(convolve(x, convolution, place === 0 ? 2 : 1));
    });
    x = mean(x);
    for (const block of blocks) x = runBottleneck(x, block);
    const places = side * side;
    const tokens = matrix(places + 1, channelsOut, new Float64Array((places + 1) * channelsOut));
    for (let channel = 0; channel < channelsOut; channel++) {
      for (let place = 0; place < places; place++) {
        const one = x.values[channel * places + place]!;
        tokens.values[channel]! += one / places;
        tokens.values[(place + 1) * channelsOut + channel] = one;
      }
    }
    positions.values.forEach((position, place) => (tokens.values[place]! += position));
    const asked = linear(row(tokens, 0), query);
    const pooled = attention(asked, linear(tokens, key), linear(tokens, value), heads, 'free');
    return linear(pooled, projection).values;
  }

  return { graph: write(), weights: bytesOf(random.pool), compute };
}

function drawBlocks(random: RandomWeights, width: number, blocksOfStages: readonly number[]): Bottleneck[] {
  let inputs = width;
  return blocksOfStages.flatMap((count, stage) => {
    const planes = width * 2 ** stage;
    return Array.from({ length: count }, (_, place): Bottleneck => {
      const name = `layer${stage + 1}.${place}`;
      const stride = stage > 0 && place === 0 ? 2 : 1;
      const changes = place === 0;
      const block = {
        narrowed: drawConvolution(random, `${name}.conv1`, inputs, planes, 1),
        middle: drawConvolution(random, `${name}.conv2`, planes, planes, 3),
        widened: drawConvolution(random, `${name}.conv3`, planes, planes * 4, 1),
        shortcut: changes ? drawConvolution(random, `${name}.downsample`, inputs, planes * 4, 1) : null,
        stride,
      };
      inputs = planes * 4;
      return block;
    });
  });
}

/** Mean and variance of what a convolution is given: of a normed picture, and of evenly spread results behind a ReLU. */
const ofPictures = [0, 1] as const;
const ofRectified = [1 / Math.sqrt(2 * Math.PI), 0.5 - 0.5 / Math.PI] as const;

/**
 * Its batch norm knows the mean and the variance that its results have then, as after training: without that, every
 * picture ends in nearly the same vector.
 */
function drawConvolution(
  random: RandomWeights,
  name: string,
  inputs: number,
  outputs: number,
  size: number,
  [mean, variance]: readonly [number, number] = ofRectified,
): Convolution {
  const kernel = random.drawn(`${name}.weight`, outputs, inputs, size, size);
  const means = new Float32Array(outputs);
  const variances = new Float32Array(outputs);
  const each = inputs * size * size;
  kernel.values.forEach((weight, place) => {
    const output = Math.floor(place / each);
    means[output]! += mean * weight;
    variances[output]! += variance * weight ** 2;
  });
  const known = (what: string, values: Float32Array): Weight => ({
    name: `${name}.bn.${what}`,
    shape: [outputs],
    values,
    offset: null,
  });
  return {
    kernel,
    scale: random.near(`${name}.bn.weight`, 1, 0.1, outputs),
    bias: random.near(`${name}.bn.bias`, 0, 0.1, outputs),
    mean: known('running_mean', means),
    variance: known('running_var', variances),
  };
}

function convolutionNodes(graph: OnnxGraph, x: string, convolution: Convolution, stride: number): string {
  const size = convolution.kernel.shape[3]!;
  const pad = (size - 1) / 2;
  const convolved = graph.node('Conv', [x, graph.weight(convolution.kernel)], {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [pad, pad, pad, pad],
  });
  const { scale, bias, mean, variance } = convolution;
  const parameters = [scale, bias, mean, variance].map(weight => graph.weight(weight));
  return graph.node('BatchNormalization', [convolved, ...parameters], { epsilon: { float: epsilon } });
}

/** The mean of every two by two. */
function meanNodes(graph: OnnxGraph, x: string): string {
  return graph.node('AveragePool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
}

function bottleneckNodes(graph: OnnxGraph, x: string, block: Bottleneck): string {
  let deep = graph.node('Relu', [convolutionNodes(graph, x, block.narrowed, 1)]);
  deep = graph.node('Relu', [convolutionNodes(graph, deep, block.middle, 1)]);
  if (block.stride === 2) deep = meanNodes(graph, deep);
  deep = convolutionNodes(graph, deep, block.widened, 1);
  let short = x;
  if (block.shortcut) {
    if (block.stride === 2) short = meanNodes(graph, short);
    short = convolutionNodes(graph, short, block.shortcut, 1);
  }
  return graph.node('Relu', [graph.node('Add', [deep, short])]);
}

/** `channels × side × side`. */
interface Features {
  readonly channels: number;
  readonly side: number;
  readonly values: Float64Array;
}

function runBottleneck(x: Features, block: Bottleneck): Features {
  const narrowed = relu(convolve(x, block.narrowed, 1));
  const middle = relu(convolve(narrowed, block.middle, 1));
  const deep = convolve(block.stride === 2 ? mean(middle) : middle, block.widened, 1);
  const short = block.shortcut ? convolve(block.stride === 2 ? mean(x) : x, block.shortcut, 1) : x;
  return relu({ ...deep, values: deep.values.map((value, place) => value + short.values[place]!) });
}

function relu(x: Features): Features {
  return { ...x, values: x.values.map(value => Math.max(0, value)) };
}

function mean({ channels, side, values }: Features): Features {
  const half = side / 2;
  const means = new Float64Array(channels * half * half);
  values.forEach((value, place) => {
    const [channel, y, x] = [
      Math.floor(place / (side * side)),
      Math.floor(place / side) % side,
      place % side,
    ];
    means[(channel * half + (y >> 1)) * half + (x >> 1)]! += value / 4;
  });
  return { channels, side: half, values: means };
}

/** What each weight of a kernel meets becomes a row, each place a column: the convolution is then one product. */
function convolve(features: Features, convolution: Convolution, stride: number): Features {
  const size = convolution.kernel.shape[3]!;
  const pad = (size - 1) / 2;
  const { channels, side, values } = features;
  const out = side / stride;
  const met = matrix(channels * size * size, out * out, new Float64Array(channels * size * size * out * out));
  for (let line = 0; line < met.rows; line++) {
    const channel = Math.floor(line / (size * size));
    const [down, right] = [(Math.floor(line / size) % size) - pad, (line % size) - pad];
    for (let place = 0; place < out * out; place++) {
      const [y, x] = [Math.floor(place / out) * stride + down, (place % out) * stride + right];
      const isInside = y >= 0 && y < side && x >= 0 && x < side;
      if (isInside) met.values[line * out * out + place] = values[(channel * side + y) * side + x]!;
    }
  }
  const { rows, columns, values: products } = product(weightMatrix(convolution.kernel), met);
  const { scale, bias, mean: center, variance } = convolution;
  const normed = products.map((value, place) => {
    const channel = Math.floor(place / columns);
    const divided = (value - center.values[channel]!) / Math.sqrt(variance.values[channel]! + epsilon);
    return divided * scale.values[channel]! + bias.values[channel]!;
  });
  return { channels: rows, side: out, values: normed };
}
