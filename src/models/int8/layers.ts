/** The operations of a network whose weights are fixed: what takes nearly all of its time, and can be done in int8. */
import { floatOfNode, integerOfNode, type OnnxGraph, type OnnxNode } from '../onnx/graph.ts';
import { isFloat, sizeOf, type Tensor } from '../onnx/tensor.ts';

export interface Layer {
  /** The name of its result, which no other has. */
  readonly name: string;
  readonly node: OnnxNode;
  /** What is computed with: a value that depends on the picture or the text. */
  readonly input: string;
  readonly weight: Tensor;
  /** Null where it has none, or where it is added by another operation. */
  readonly bias: Tensor | null;
  /** The axis of the weight that becomes the channels of the result. */
  readonly axis: number;
  /**
   * The value whose range is needed besides the input's: of convolutions, behind the step function that ONNX Runtime
   * computes within them. Null where the result stays float.
   */
  readonly output: string | null;
}

/** Weights with fewer numbers cost nothing. */
const smallest = 256;

/** What ends a convolution's result and only cuts its range: ONNX Runtime leaves it to the codes' own range. */
const cutting = new Set(['Relu', 'Clip']);

/** In the order of the graph. Weights that several operations share are left alone: their channels would differ. */
export function layersOf(graph: OnnxGraph): Layer[] {
  const users = usersOf(graph);
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  return graph.nodes.flatMap((node): Layer[] => {
    const { operator, inputs } = node;
    if (node.domain !== '' || !['Conv', 'MatMul', 'Gemm'].includes(operator)) return [];
    const weight = graph.tensors.get(inputs[1] ?? '');
    const [input, name] = [inputs[0]!, node.outputs[0]!];
    if (!weight || !isFloat(weight) || weight.shape.length < 2 || sizeOf(weight) < smallest) return [];
    if (graph.tensors.has(input) || users.get(weight.name)!.length > 1 || outputs.has(name)) return [];
    const bias = inputs[2] ? (graph.tensors.get(inputs[2]) ?? 'computed') : null;
    if (bias === 'computed') return [];
    switch (operator) {
      case 'Conv': {
        const [only, ...others] = users.get(name) ?? [];
        const isCut = only && others.length === 0 && cutting.has(only.operator) && isConstantCut(only, graph);
        return [{ name, node, input, weight, bias, axis: 0, output: isCut ? only.outputs[0]! : name }];
      }
      case 'Gemm': {
        const isPlain =
          (floatOfNode(node, 'alpha') ?? 1) === 1 &&
          (floatOfNode(node, 'beta') ?? 1) === 1 &&
          (integerOfNode(node, 'transA') ?? 0) === 0 &&
          (bias === null || bias.shape.length === 1);
        const axis = (integerOfNode(node, 'transB') ?? 0) === 1 ? 0 : 1;
        return isPlain ? [{ name, node, input, weight, bias, axis, output: null }] : [];
      }
      default:
        return weight.shape.length === 2
          ? [{ name, node, input, weight, bias: null, axis: 1, output: null }]
          : [];
    }
  });
}

/** The operations that take a value. */
export function usersOf({ nodes }: OnnxGraph): Map<string, OnnxNode[]> {
  const users = new Map<string, OnnxNode[]>();
  for (const node of nodes) {
    for (const input of new Set(node.inputs)) {
      const found = users.get(input);
      if (found) found.push(node);
      else users.set(input, [node]);
    }
  }
  return users;
}

/** The limits of a `Clip` are fixed, too. */
function isConstantCut({ operator, inputs }: OnnxNode, graph: OnnxGraph): boolean {
  return operator === 'Relu' || inputs.slice(1).every(limit => limit === '' || graph.tensors.has(limit));
}
