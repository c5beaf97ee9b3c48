/** What the values of a graph are in size, as far as the last block of a vision transformer needs it. */
import { attribute, integerOfNode, type OnnxGraph, type OnnxNode } from './graph.ts';
import { integersOfTensor, type Tensor, tensorFrom } from './tensor.ts';
import { bytesOf, fieldsOf, integersOf } from './wire.ts';

export type Sizes = readonly number[];

/** Operations with one number in and one out at the same place. `Cast` is to floats or to integers. */
export const alone = new Set(['Sigmoid', 'Erf', 'Tanh', 'Sqrt', 'Relu', 'Neg', 'Identity', 'Cast', 'Gelu', 'QuickGelu']); // prettier-ignore

/** Others whose result has the size of what goes in. */
const alike = new Set(['LayerNormalization', 'Softmax', 'QuantizeLinear', 'DequantizeLinear']);

/** Operations that take the numbers of two values at the same place, and repeat the smaller one. */
export const together = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow']);

export class GraphSizes {
  readonly #makers: ReadonlyMap<string, OnnxNode>;
  readonly #constants: ReadonlyMap<string, Tensor>;
  readonly #known: Map<string, Sizes | undefined>;

  /** `known` are the sizes of those values that the others are computed from. */
  constructor(graph: OnnxGraph, known: ReadonlyMap<string, Sizes> = new Map()) {
    this.#makers = makersOf(graph);
    this.#constants = constantsOf(graph);
    this.#known = new Map(known);
  }

  /** Weights, also those that are computed of codes in eight bits. */
  isFixed(value: string): boolean {
    const maker = this.#makers.get(value);
    return (
      this.#constants.has(value) ||
      (maker?.operator === 'DequantizeLinear' && maker.inputs.every(input => this.#constants.has(input)))
    );
  }

  /** Undefined where it cannot be told. */
  of(value: string): Sizes | undefined {
    if (!this.#known.has(value)) this.#known.set(value, this.#find(value));
    return this.#known.get(value);
  }

  /** The whole numbers in a value, as those of a shape; undefined where they cannot be told. */
  integers(value: string): readonly number[] | undefined {
    const constant = this.#constants.get(value);
    if (constant) return constant.shape.length > 1 ? undefined : integersOfTensor(constant);
    const maker = this.#makers.get(value);
    const list = (place: number) => this.integers(maker?.inputs[place] ?? '');
    switch (maker?.operator) {
      case 'Shape':
        return maker.attributes.length === 0 ? this.of(maker.inputs[0]!) : undefined;
      case 'Identity':
      case 'Cast':
      case 'Squeeze':
      case 'Unsqueeze':
        return list(0);
      case 'Concat': {
        const parts = maker.inputs.map(input => this.integers(input));
        return parts.some(part => part === undefined) ? undefined : parts.flatMap(part => part!);
      }
      case 'Gather': {
        const [from, places] = [list(0), list(1)];
        const found = from && places?.map(place => from.at(place));
        return found?.every(size => size !== undefined) ? found : undefined;
      }
      case 'Slice': {
        const [from, first, last, steps] = [list(0), list(1), list(2), maker.inputs[4] ? list(4) : [1]];
        return from && first?.length === 1 && last?.length === 1 && steps?.[0] === 1
          ? from.slice(first[0], last[0])
          : undefined;
      }
      case 'Mul': {
        const [left, right] = [list(0), list(1)];
        return left?.length === 1 && right?.length === 1 ? [left[0]! * right[0]!] : undefined;
      }
      default:
        return undefined;
    }
  }

  #find(value: string): Sizes | undefined {
    const constant = this.#constants.get(value);
    if (constant) return constant.shape;
    const maker = this.#makers.get(value);
    if (!maker) return undefined;
    const integers = this.integers(value);
    if (integers) return [integers.length];
    const [first, second] = maker.inputs.slice(0, 2).map(input => this.of(input));
    if (!first) return undefined;
    if (together.has(maker.operator)) return second && repeated(first, second);
    switch (maker.operator) {
      case 'MatMul': {
        const [rows, inner] = first.slice(-2);
        const columns = second?.at(-1);
        if (!second || first.length < 2 || second.length < 2 || second.at(-2) !== inner) return undefined;
        const outer = repeated(first.slice(0, -2), second.slice(0, -2));
        return outer && [...outer, rows!, columns!];
      }
      case 'Transpose': {
        const order = orderOf(maker);
        const isOrder = order.length === first.length && new Set(order).size === first.length;
        const turned = order.map(place => first[place]);
        return isOrder && turned.every(size => size !== undefined) ? turned : undefined;
      }
      case 'Reshape':
        return this.#reshaped(maker, first);
      case 'ReduceMean':
        return this.isOfLastAxis(maker, first.length) ? [...first.slice(0, -1), 1] : undefined;
      default:
        return alone.has(maker.operator) || alike.has(maker.operator) ? first : undefined;
    }
  }

  /** Whether a norm, a softmax or a mean is taken of the last of so many axes, and of no other. */
  isOfLastAxis(node: OnnxNode, length: number): boolean {
    if (node.operator !== 'ReduceMean') return [-1, length - 1].includes(integerOfNode(node, 'axis') ?? -1);
    const named = node.attributes.find(({ name }) => name === 'axes');
    const axes = named
      ? integersOf(named.fields, attribute.integers).map(Number)
      : this.integers(node.inputs[1] ?? '');
    const isKept = (integerOfNode(node, 'keepdims') ?? 1) === 1;
    return isKept && axes?.length === 1 && [-1, length - 1].includes(axes[0]!);
  }

  #reshaped(maker: OnnxNode, from: Sizes): Sizes | undefined {
    const wanted = this.integers(maker.inputs[1]!);
    if (!wanted || (integerOfNode(maker, 'allowzero') ?? 0) !== 0) return undefined;
    const copied = wanted.map((size, place) => (size === 0 ? (from[place] ?? NaN) : size));
    const rest = product(from) / product(copied.filter(size => size !== -1));
    const sizes = copied.map(size => (size === -1 ? rest : size));
    const isWhole = sizes.every(size => Number.isInteger(size) && size > 0);
    return isWhole && product(sizes) === product(from) ? sizes : undefined;
  }
}

/** The node that makes a value, where it is of a set of operators in which names mean what they do here. */
export function makersOf({ nodes }: OnnxGraph): ReadonlyMap<string, OnnxNode> {
  const known = nodes.filter(({ domain }) => ['', 'ai.onnx', 'com.microsoft'].includes(domain));
  return new Map(known.flatMap(node => node.outputs.map(output => [output, node] as const)));
}

export function product(sizes: Sizes): number {
  return sizes.reduce((all, size) => all * size, 1);
}

/** The axes of a `Transpose`, in their new order. */
export function orderOf({ attributes }: OnnxNode): readonly number[] {
  const found = attributes.find(({ name }) => name === 'perm');
  return found ? integersOf(found.fields, attribute.integers).map(Number) : [];
}

/** Tensors that nobody can give anew at a run, those of `Constant` nodes, and other names of both. */
function constantsOf({ nodes, tensors, inputs }: OnnxGraph): ReadonlyMap<string, Tensor> {
  const given = new Set(inputs.map(({ name }) => name));
  const constants = new Map([...tensors].filter(([name]) => !given.has(name)));
  for (const {
    operator,
    inputs: [from],
    outputs: [name],
    attributes: [only],
  } of nodes) {
    const held = operator === 'Constant' && only?.fields.find(({ number }) => number === attribute.tensor);
    const same = operator === 'Identity' && constants.get(from!);
    if (held) constants.set(name!, tensorFrom(fieldsOf(bytesOf(held))));
    if (same) constants.set(name!, same);
  }
  return constants;
}

/** As two values are combined: aligned at their last axes, and a size of one becomes that of the other. */
function repeated(left: Sizes, right: Sizes): Sizes | undefined {
  const length = Math.max(left.length, right.length);
  const sizes = Array.from({ length }, (_, place) => {
    const [a, b] = [left, right].map(one => one[place - length + one.length] ?? 1) as [number, number];
    return a === b || b === 1 ? a : a === 1 ? b : undefined;
  });
  return sizes.every(size => size !== undefined) ? sizes : undefined;
}
