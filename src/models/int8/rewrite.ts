/**
 * A network whose chosen layers compute in int8: weights become codes, values are rounded to codes and back around the
 * layer ("QDQ"), and ONNX Runtime makes one operation of all that. Which patterns it knows is in its sources,
 * onnxruntime/core/optimizer/qdq_transformer/selectors_actions/qdq_selectors.cc.
 */
import { nodeOf, type OnnxGraph, type OnnxModel, type OnnxNode } from '../onnx/graph.ts';
import { inlineTensor, type Tensor } from '../onnx/tensor.ts';
import { biasCodes, type ValueCodes, type WeightCodes } from './codes.ts';
import { type Layer, usersOf } from './layers.ts';

export interface Int8Parts {
  readonly layers: readonly Layer[];
  /** Of a value by its name. */
  readonly valueCodes: (value: string) => ValueCodes;
  readonly weightCodes: (layer: Layer) => WeightCodes;
  readonly bias: (layer: Layer) => Float32Array | null;
  /** What a layer's weight becomes: its codes inside the graph, or in a file beside it. */
  readonly placed: (layer: Layer, codes: WeightCodes) => Tensor;
}

/** Codes with a step for each channel came with opset 13; before, Microsoft's own set has the same operations. */
const channelOpset = 13;
const microsoft = 'com.microsoft';

/** A new model; tensors that are in use no longer are left out. */
export function withInt8(model: OnnxModel, parts: Int8Parts): OnnxModel {
  const isOld = (model.opsets.get('') ?? 1) < channelOpset;
  const domain = isOld ? microsoft : '';
  const graph: OnnxGraph = {
    ...model.graph,
    nodes: model.graph.nodes.map(node => ({ ...node, inputs: [...node.inputs] })),
    tensors: new Map(model.graph.tensors),
  };
  const chosen = new Set(parts.layers.map(({ name }) => name));
  const made = new Map<string, OnnxNode[]>();
  const copies = new Map(graph.nodes.map(node => [node.outputs[0]!, node]));
  const users = usersOf(graph);

  // Every value that is rounded, with the uses that get the rounded one: those of layers, and, where a convolution
  // ends in it, all others as well.
  const rounded = new Map<string, OnnxNode[]>();
  for (const { output, input, name } of parts.layers) {
    if (output !== null) rounded.set(output, users.get(output) ?? []);
    if (!rounded.has(input)) rounded.set(input, []);
    const uses = rounded.get(input)!;
    const own = copies.get(name)!;
    if (!uses.includes(own)) uses.push(own);
  }
  for (const [value, uses] of rounded) {
    const { step, zero } = parts.valueCodes(value);
    const [stepName, zeroName] = [`${value}_step`, `${value}_zero`];
    add(graph, inlineTensor(stepName, 'float', [], Float32Array.of(step)));
    add(graph, inlineTensor(zeroName, 'uint8', [], Uint8Array.of(zero)));
    made.set(value, [
      nodeOf('QuantizeLinear', [value, stepName, zeroName], `${value}_codes`, { domain }),
      nodeOf('DequantizeLinear', [`${value}_codes`, stepName, zeroName], `${value}_rounded`, { domain }),
    ]);
    const isLayer = (node: OnnxNode) => chosen.has(node.outputs[0]!);
    for (const node of uses)
      node.inputs = node.inputs.map((input, place) =>
        input === value && (place === 0 || !isLayer(node)) ? `${value}_rounded` : input,
      );
  }

  const before: OnnxNode[] = [];
  for (const layer of parts.layers) {
    const { name, weight, axis, bias } = layer;
    const codes = parts.weightCodes(layer);
    const node = copies.get(name)!;
    const steps = `${weight.name}_steps`;
    const placed = parts.placed(layer, codes);
    graph.tensors.delete(weight.name);
    add(graph, placed);
    add(graph, inlineTensor(steps, 'float', [codes.steps.length], codes.steps));
    before.push(
      nodeOf('DequantizeLinear', [placed.name, steps], `${weight.name}_float`, {
        domain,
        attributes: { axis },
      }),
    );
    node.inputs[1] = `${weight.name}_float`;
    const values = parts.bias(layer);
    if (!bias || !values) continue;
    const wide = biasCodes(values, parts.valueCodes(layer.input), codes.steps);
    // Two layers may share a bias, but not the steps of their products.
    const stem = `${name}_bias`;
    add(graph, inlineTensor(`${stem}_codes`, 'int32', [wide.codes.length], wide.codes));
    add(graph, inlineTensor(`${stem}_steps`, 'float', [wide.steps.length], wide.steps));
    before.push(
      nodeOf('DequantizeLinear', [`${stem}_codes`, `${stem}_steps`], `${stem}_float`, {
        domain,
        attributes: { axis: 0 },
      }),
    );
    node.inputs[2] = `${stem}_float`;
  }

  const inputs = graph.inputs.flatMap(({ name }) => made.get(name) ?? []);
  graph.nodes = [
    ...before,
    ...inputs,
    ...graph.nodes.flatMap(node => [node, ...node.outputs.flatMap(output => made.get(output) ?? [])]),
  ];
  dropUnused(graph);
  const opsets = new Map(model.opsets);
  if (isOld) opsets.set(microsoft, 1);
  return { ...model, opsets, graph };
}

function add(graph: OnnxGraph, tensor: Tensor): void {
  graph.tensors.set(tensor.name, tensor);
}

function dropUnused(graph: OnnxGraph): void {
  const used = new Set([
    ...graph.nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  for (const name of graph.tensors.keys()) if (!used.has(name)) graph.tensors.delete(name);
}
