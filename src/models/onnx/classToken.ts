/**
 * A vision transformer whose last block computes for the class token alone what nobody reads of the others: the query,
 * what attention gives, its projection, the second norm and the small network behind it. Keys and values are of all
 * tokens as before (docs/decisions/threads.md).
 */
import { integerOfNode, nodeOf, type OnnxGraph, type OnnxModel, type OnnxNode } from './graph.ts';
import { hasHalves } from './single.ts';
import { alone, GraphSizes, makersOf, orderOf, product, type Sizes, together } from './sizes.ts';
import { inlineTensor } from './tensor.ts';

/** What is read of a value: all, one token of the axis that is so many from the end, or no more than its other sizes. */
type Need = 'all' | number | 'sizes';

/**
 * Stand for the number of pictures and of tokens, which the graph does not say: two primes that no size of a network
 * has as a factor, so that each size tells what it is of.
 */
const [pictures, tokens] = [10_007, 10_009];

/** `Slice` takes what it cuts as inputs since this version of the operators. */
const leastOpset = 11;

/** More than any axis has. */
const most = 2 ** 31 - 1;

/** Of ModelProto and AttributeProto: functions of the model's own, graphs within a node. */
const [functionField, graphFields] = [25, [6, 11]];

/**
 * A new model that gives `output` alone, and the same numbers but for how they are rounded; null where anything is not as
 * it is expected. May throw a RangeError for a damaged model.
 */
export function withClassTokenAlone(model: OnnxModel, output: string): OnnxModel | null {
  const wanted = model.graph.outputs.filter(({ name }) => name === output);
  if (wanted.length !== 1 || (model.opsets.get('') ?? 0) < leastOpset) return null;
  if (model.rest.some(({ number }) => number === functionField) || !isPlain(model.graph)) return null;
  if (hasHalves(model.graph)) return null;
  const graph = { ...model.graph, outputs: wanted, nodes: ancestorsOf(model.graph, output) };
  const sizes = new GraphSizes(graph);
  const changed = graph.nodes
    .filter(node => isFirstToken(node, sizes))
    .flatMap(pick => {
      const block = lastBlockOf(graph, pick, sizes);
      const nodes = block && narrowed(graph, pick, block, model.opsets.get('')!);
      return nodes ? [nodes] : [];
    });
  return changed.length === 1 ? { ...model, graph: changed[0]! } : null;
}

interface Block {
  /** What goes into the block, and is added to what its attention gives. */
  readonly input: string;
  /** What comes out, before one token of it is picked. */
  readonly output: string;
  readonly sizes: GraphSizes;
}

/** Each value is made once and before it is read, and no node has a graph within, which reads values without naming them. */
function isPlain({ nodes, tensors, inputs }: OnnxGraph): boolean {
  const made = new Set(['', ...tensors.keys()]);
  const isNew = (name: string) => name === '' || (!made.has(name) && made.add(name).has(name));
  return (
    inputs.every(({ name }) => isNew(name)) &&
    nodes.every(node => node.inputs.every(name => made.has(name)) && node.outputs.every(isNew)) &&
    !nodes.some(({ attributes }) =>
      attributes.some(({ fields }) => fields.some(({ number }) => graphFields.includes(number))),
    )
  );
}

/** The nodes that a value is computed with, in their order. */
function ancestorsOf({ nodes }: OnnxGraph, value: string): OnnxNode[] {
  const needed = new Set([value]);
  return nodes
    .toReversed()
    .filter(node => {
      const isNeeded = node.outputs.some(name => needed.has(name));
      if (isNeeded) for (const input of node.inputs) needed.add(input);
      return isNeeded;
    })
    .toReversed();
}

/** The block whose first token this node picks, and nobody else reads: `input + attention`, and that plus its network. */
function lastBlockOf(graph: OnnxGraph, pick: OnnxNode, plain: GraphSizes): Block | null {
  const [makers, uses] = [makersOf(graph), usesOf(graph)];
  const output = pick.inputs[0]!;
  if (uses.get(output) !== 1) return null;
  /** What is read again and what is not, of the two that are added. */
  const parts = (sum: string | undefined): readonly [again?: string, once?: string] => {
    const maker = makers.get(sum ?? '');
    if (maker?.operator !== 'Add') return [];
    const again = maker.inputs.filter(input => uses.get(input)! > 1);
    const once = maker.inputs.filter(input => uses.get(input) === 1);
    return again.length === 1 && once.length === 1 ? [again[0]!, once[0]!] : [];
  };
  const [middle, network] = parts(output);
  const [input] = parts(middle);
  const last = makers.get(network ?? '')?.inputs.find(name => plain.isFixed(name));
  const width = last === undefined ? undefined : plain.of(last)?.at(-1);
  if (input === undefined || width === undefined) return null;
  return { input, output, sizes: new GraphSizes(graph, new Map([[input, [pictures, tokens, width]]])) };
}

/** How often a value is read. */
function usesOf({ nodes, outputs }: OnnxGraph): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const name of [...nodes.flatMap(({ inputs }) => inputs), ...outputs.map(({ name }) => name)])
    uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

function isFirstToken(node: OnnxNode, sizes: GraphSizes): boolean {
  const isOnly = (place: number, wanted: number) => {
    const found = sizes.integers(node.inputs[place] ?? '');
    return found?.length === 1 && found[0] === wanted;
  };
  if (node.operator === 'Gather') return integerOfNode(node, 'axis') === 1 && isOnly(1, 0);
  const isStep = node.inputs[4] === undefined || isOnly(4, 1);
  return node.operator === 'Slice' && isOnly(1, 0) && isOnly(2, 1) && isOnly(3, 1) && isStep;
}

/** The graph with one token less than all in the block; null where the block is not a transformer's. */
function narrowed(graph: OnnxGraph, pick: OnnxNode, block: Block, opset: number): OnnxGraph | null {
  const { sizes, output } = block;
  const needs = new Map<string, Need>([[graph.outputs[0]!.name, 'all']]);
  const need = (value: string, how: Need | 'none') => {
    if (how === 'none') return;
    const old = needs.get(value) ?? 'sizes';
    needs.set(value, old === 'sizes' || old === how ? how : how === 'sizes' ? old : 'all');
  };
  const plans = new Map<OnnxNode, Plan>();
  const live: OnnxNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    const wanted = node.outputs.map(name => needs.get(name)).filter(how => how !== undefined);
    if (wanted.length === 0) continue;
    live.unshift(node);
    const how = wanted.every(one => one === wanted[0]) ? wanted[0]! : 'all';
    const plan = typeof how === 'number' ? planOf(node, how, sizes, opset) : null;
    if (plan) plans.set(node, plan);
    node.inputs.forEach((input, place) => {
      if (node === pick && place === 0) need(output, 2);
      else if (plan) need(input, plan.needs[place]!);
      else need(input, node.operator === 'Shape' && isWithoutTokens(node, live, sizes) ? 'sizes' : 'all');
    });
  }
  return isLastBlock([...plans.keys()], sizes) ? rebuilt(graph, live, plans, block) : null;
}

/** How a node does for one token what it did for all. */
interface Plan {
  /** Of each input; none of one that is put in another's place. */
  readonly needs: readonly (Need | 'none')[];
  /** The new sizes of a `Reshape`. */
  readonly shape?: Sizes;
}

/** Null where it cannot. `axis` is that of the tokens in its result, counted from the end. */
function planOf(node: OnnxNode, axis: number, sizes: GraphSizes, opset: number): Plan | null {
  const { operator, inputs, outputs } = node;
  const all = [outputs[0]!, ...inputs].map(name => (name === '' ? [] : sizes.of(name)));
  const [result, first] = all;
  if (outputs.length !== 1 || !result || !first || all.includes(undefined)) return null;
  if (result.at(-axis) !== tokens) return null;
  const others: Need[] = inputs.slice(1).map(() => 'all');
  const along: Plan | null = first.at(-axis) === tokens ? { needs: [axis, ...others] } : null;
  const isLast = axis > 1 && sizes.isOfLastAxis(node, first.length);
  const areFixed = inputs.slice(1).every(input => sizes.isFixed(input));
  if (alone.has(operator)) return along;
  if (together.has(operator)) {
    const own = inputs.map((_, place): Need => (all[place + 1]!.at(-axis) === tokens ? axis : 'all'));
    return { needs: own };
  }
  switch (operator) {
    case 'LayerNormalization':
    case 'ReduceMean':
      return isLast && areFixed ? along : null;
    case 'Softmax':
      // Without its axis it was over several, before.
      return isLast && (opset >= 13 || integerOfNode(node, 'axis') !== undefined) ? along : null;
    case 'QuantizeLinear':
    case 'DequantizeLinear':
      return areFixed && all.slice(2).every(size => product(size!) === 1) ? along : null;
    case 'MatMul':
      return axis === 2 ? along : null;
    case 'Transpose':
      return { needs: [first.length - orderOf(node)[result.length - axis]!] };
    case 'Reshape': {
      // The token's axis is where as much lies before it as in the result.
      const before = product(result.slice(0, -axis));
      const place = first.findIndex((size, at) => size === tokens && product(first.slice(0, at)) === before);
      const shape = result.map((size, at) =>
        at === result.length - axis ? 1 : size % pictures === 0 ? -1 : size,
      );
      const isSimple =
        shape.filter(size => size === -1).length === 1 &&
        result.filter(size => size % tokens === 0).length === 1;
      return place >= 0 && isSimple ? { needs: [first.length - place, 'none'], shape } : null;
    }
    default:
      return null;
  }
}

/** Whether those who read the sizes of a value take none that is of the tokens. */
function isWithoutTokens(
  { outputs: [name] }: OnnxNode,
  live: readonly OnnxNode[],
  sizes: GraphSizes,
): boolean {
  return live
    .filter(({ inputs }) => inputs.includes(name!))
    .every(reader => sizes.integers(reader.outputs[0]!)?.every(size => size % tokens !== 0) ?? false);
}

/** Of one token are a query, what comes of its attention, and a network of two layers. */
function isLastBlock(nodes: readonly OnnxNode[], sizes: GraphSizes): boolean {
  const products = nodes.filter(({ operator }) => operator === 'MatMul');
  const layers = products.filter(({ inputs }) => sizes.isFixed(inputs[1]!));
  const softmaxes = nodes.filter(({ operator }) => operator === 'Softmax');
  return layers.length === 4 && products.length === 6 && softmaxes.length === 1;
}

/**
 * The nodes with their plans carried out. A value is cut along its second axis of three: of another number of axes, which
 * a graph need not tell, the third from the end is one of the other two, or the third is not there, and the runtime
 * refuses it. Null where anything but the block's input and its norm would be cut.
 */
function rebuilt(
  graph: OnnxGraph,
  live: readonly OnnxNode[],
  plans: ReadonlyMap<OnnxNode, Plan>,
  { input, sizes }: Block,
): OnnxGraph | null {
  const makers = makersOf(graph);
  const tensors = new Map(graph.tensors);
  const prefix = 'asset_lens_class_token';
  const constant = (numbers: Sizes): string => {
    const name = `${prefix}_${numbers.join('_')}`;
    tensors.set(name, inlineTensor(name, 'int64', [numbers.length], BigInt64Array.from(numbers, BigInt)));
    return name;
  };
  const cuts = new Map<string, OnnxNode>();
  const nodes = live.flatMap(node => {
    const plan = plans.get(node);
    if (!plan) return [node];
    const before: OnnxNode[] = [];
    const inputs = node.inputs.map((name, place) => {
      const how = plan.needs[place];
      if (how === 'none') return constant(plan.shape!);
      if (typeof how !== 'number' || plans.has(makers.get(name)!)) return name;
      if (!cuts.has(name)) {
        const cut = [constant([0, 0, 0]), constant([most, 1, most]), constant([-3, 1, 2])];
        cuts.set(name, nodeOf('Slice', [name, ...cut], `${prefix}_of_${name}`));
        before.push(cuts.get(name)!);
      }
      return cuts.get(name)!.outputs[0]!;
    });
    return [...before, { ...node, inputs }];
  });
  if (cuts.size !== 2 || !cuts.has(input) || [...cuts.keys()].some(name => sizes.of(name)?.length !== 3))
    return null;
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const made = [...graph.nodes.flatMap(({ outputs }) => outputs), ...graph.tensors.keys()];
  if (made.some(name => name.startsWith(prefix))) return null;
  return {
    ...graph,
    nodes,
    inputs: graph.inputs.filter(({ name }) => used.has(name)),
    tensors: new Map([...tensors].filter(([name]) => used.has(name))),
  };
}
