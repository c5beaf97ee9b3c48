/**
 * A network as ONNX's files hold it: as much of onnx.proto (github.com/onnx/onnx, `ModelProto` and what is below it) as
 * is read or changed here. Fields that nobody here knows are kept as they are.
 */
import { type Tensor, tensorFrom, tensorMessage } from './tensor.ts';
import {
  bytesField,
  bytesOf,
  type Field,
  fieldsOf,
  integerOf,
  lastText,
  messageOf,
  textOf,
  varintField,
} from './wire.ts';

export interface OnnxModel {
  /** Version of each set of operators by its domain; '' is ONNX's own. */
  readonly opsets: Map<string, number>;
  readonly graph: OnnxGraph;
  readonly rest: readonly Field[];
}

/** Changed in place by whoever rewrites it. */
export interface OnnxGraph {
  nodes: OnnxNode[];
  readonly tensors: Map<string, Tensor>;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  readonly rest: readonly Field[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly domain: string;
  readonly name: string;
  /** An empty name stands for an optional input that is not there. */
  inputs: string[];
  outputs: string[];
  attributes: OnnxAttribute[];
}

/** By its name and its fields: `onnx.proto` has one message for all kinds of values. */
export interface OnnxAttribute {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** An input or output: a name, and a type that nobody here looks into but for its element type. */
export interface OnnxValue {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Field numbers of onnx.proto. */
const model = { graph: 7, opset: 8 };
const graph = { node: 1, tensor: 5, input: 11, output: 12, valueInfo: 13, annotation: 14 };
const node = { input: 1, output: 2, name: 3, operator: 4, attribute: 5, domain: 7 };
export const attribute = { name: 1, float: 2, integer: 3, tensor: 5, graph: 6, integers: 8, kind: 20 };
export const value = { name: 1, type: 2 };

/** Throws a RangeError where the bytes are no ONNX model. */
export function readOnnx(bytes: Buffer): OnnxModel {
  const fields = fieldsOf(bytes);
  const body = fields.find(field => field.number === model.graph);
  if (!body) throw new RangeError('there is no graph in it');
  const opsets = fields
    .filter(field => field.number === model.opset)
    .map(field => fieldsOf(bytesOf(field)))
    .map(set => [lastText(set, 1), integerOf(set, 2) ?? 1] as const);
  return {
    opsets: new Map(opsets),
    graph: graphFrom(fieldsOf(bytesOf(body))),
    rest: fields.filter(({ number }) => number !== model.graph && number !== model.opset),
  };
}

export function writeOnnx({ opsets, graph: body, rest }: OnnxModel): Buffer {
  return messageOf([
    ...rest,
    ...[...opsets].map(([domain, version]) =>
      bytesField(model.opset, messageOf([bytesField(1, domain), varintField(2, version)])),
    ),
    bytesField(model.graph, messageOf(graphFields(body))),
  ]);
}

export function graphFrom(fields: readonly Field[]): OnnxGraph {
  const all = (number: number) =>
    fields.filter(field => field.number === number).map(field => fieldsOf(bytesOf(field)));
  const tensors = all(graph.tensor).map(tensorFrom);
  const known = new Set([...Object.values(graph)]);
  return {
    nodes: all(graph.node).map(nodeFrom),
    tensors: new Map(tensors.map(tensor => [tensor.name, tensor])),
    inputs: all(graph.input).map(valueFrom),
    outputs: all(graph.output).map(valueFrom),
    // Shapes and scales of values in between would no longer be true after a change; runtimes find them themselves.
    rest: fields.filter(({ number }) => !known.has(number)),
  };
}

export function graphFields({ nodes, tensors, inputs, outputs, rest }: OnnxGraph): Field[] {
  return [
    ...nodes.map(each => bytesField(graph.node, nodeMessage(each))),
    ...rest,
    ...[...tensors.values()].map(tensor => bytesField(graph.tensor, tensorMessage(tensor))),
    ...inputs.map(input => bytesField(graph.input, messageOf(input.fields))),
    ...outputs.map(output => bytesField(graph.output, messageOf(output.fields))),
  ];
}

/** An operation of ONNX's own set, or of another domain. */
export function nodeOf(
  operator: string,
  inputs: readonly string[],
  output: string,
  { domain = '', attributes = {} }: { domain?: string; attributes?: Readonly<Record<string, number>> } = {},
): OnnxNode {
  return {
    operator,
    domain,
    name: output,
    inputs: [...inputs],
    outputs: [output],
    attributes: Object.entries(attributes).map(([name, whole]) => integerAttribute(name, whole)),
  };
}

export function integerAttribute(name: string, whole: number): OnnxAttribute {
  const kind = 2;
  return {
    name,
    fields: [
      bytesField(attribute.name, name),
      varintField(attribute.integer, whole),
      varintField(attribute.kind, kind),
    ],
  };
}

/** Of an attribute that is one whole number; undefined where it is not there. */
export function integerOfNode({ attributes }: OnnxNode, name: string): number | undefined {
  const found = attributes.find(candidate => candidate.name === name);
  return found && integerOf(found.fields, attribute.integer);
}

/** Of an attribute that is one number with a fraction; undefined where it is not there. */
export function floatOfNode({ attributes }: OnnxNode, name: string): number | undefined {
  const found = attributes.find(candidate => candidate.name === name);
  const field = found?.fields.findLast(({ number }) => number === attribute.float);
  return field && bytesOf(field).readFloatLE();
}

/** A further output; its type and shape are found by whoever runs the graph. */
export function plainValue(name: string): OnnxValue {
  return { name, fields: [bytesField(value.name, name)] };
}

function nodeFrom(fields: readonly Field[]): OnnxNode {
  const texts = (number: number) => fields.filter(field => field.number === number).map(textOf);
  return {
    operator: lastText(fields, node.operator),
    domain: lastText(fields, node.domain),
    name: lastText(fields, node.name),
    inputs: texts(node.input),
    outputs: texts(node.output),
    attributes: fields
      .filter(field => field.number === node.attribute)
      .map(field => fieldsOf(bytesOf(field)))
      .map(inner => ({ name: lastText(inner, attribute.name), fields: inner })),
  };
}

function nodeMessage({ operator, domain, name, inputs, outputs, attributes }: OnnxNode): Buffer {
  return messageOf([
    ...inputs.map(input => bytesField(node.input, input)),
    ...outputs.map(output => bytesField(node.output, output)),
    bytesField(node.name, name),
    bytesField(node.operator, operator),
    ...attributes.map(({ fields }) => bytesField(node.attribute, messageOf(fields))),
    ...(domain === '' ? [] : [bytesField(node.domain, domain)]),
  ]);
}

function valueFrom(fields: Field[]): OnnxValue {
  return { name: lastText(fields, value.name), fields };
}
