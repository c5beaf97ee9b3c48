/** A network of half floats in single precision: the same numbers, in the form that CPUs compute with. */
import {
  attribute,
  graphFields,
  graphFrom,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxValue,
  value,
} from './graph.ts';
import { elementTypes, floatsOf, inlineTensor, type Tensor, tensorFrom, tensorMessage } from './tensor.ts';
import { bytesField, bytesOf, type Field, fieldsOf, integerOf, messageOf, varintField } from './wire.ts';

/** True where any of its weights, inputs or outputs is in half precision. */
export function hasHalves({ tensors, inputs, outputs }: OnnxGraph): boolean {
  const isHalf = ({ fields }: OnnxValue) => elementTypeOf(fields) === elementTypes.half;
  return (
    [...tensors.values()].some(({ type }) => type === elementTypes.half) ||
    [...inputs, ...outputs].some(isHalf)
  );
}

/** `folder` is where weights in files of their own lie; they come back within the graph. */
export function inSingle(graph: OnnxGraph, folder: string): OnnxGraph {
  const single = (tensor: Tensor) =>
    tensor.type === elementTypes.half
      ? inlineTensor(tensor.name, 'float', tensor.shape, floatsOf(tensor, folder))
      : tensor;
  return {
    ...graph,
    nodes: graph.nodes.map(node => singleNode(node, folder)),
    tensors: new Map([...graph.tensors].map(([name, tensor]) => [name, single(tensor)])),
    inputs: graph.inputs.map(singleValue),
    outputs: graph.outputs.map(singleValue),
  };
}

function singleNode(node: OnnxNode, folder: string): OnnxNode {
  const isCast = ['Cast', 'RandomNormalLike', 'EyeLike'].includes(node.operator);
  return {
    ...node,
    attributes: node.attributes.map(each => ({
      name: each.name,
      fields: each.fields.map(field => singleField(field, each, isCast, folder)),
    })),
  };
}

function singleField(field: Field, { name }: OnnxAttribute, isCast: boolean, folder: string): Field {
  switch (field.number) {
    case attribute.integer: {
      const names = isCast && (name === 'to' || name === 'dtype');
      return names && field.value === BigInt(elementTypes.half)
        ? varintField(attribute.integer, elementTypes.float)
        : field;
    }
    case attribute.tensor: {
      const tensor = tensorFrom(fieldsOf(bytesOf(field)));
      if (tensor.type !== elementTypes.half) return field;
      const floats = inlineTensor(tensor.name, 'float', tensor.shape, floatsOf(tensor, folder));
      return bytesField(attribute.tensor, tensorMessage(floats));
    }
    case attribute.graph: {
      const inner = inSingle(graphFrom(fieldsOf(bytesOf(field))), folder);
      return bytesField(attribute.graph, messageOf(graphFields(inner)));
    }
    default:
      return field;
  }
}

// `ValueInfoProto` holds a `TypeProto` in field 2, that a tensor's type in field 1, and that its element type in field 1.

function elementTypeOf(fields: readonly Field[]): number | undefined {
  const type = fields.find(({ number }) => number === value.type);
  const tensor = type && fieldsOf(bytesOf(type)).find(({ number }) => number === 1);
  return tensor && integerOf(fieldsOf(bytesOf(tensor)), 1);
}

function singleValue({ name, fields }: OnnxValue): OnnxValue {
  if (elementTypeOf(fields) !== elementTypes.half) return { name, fields };
  const within = (field: Field, number: number, change: (inner: Field) => Field): Field =>
    field.number === number ? bytesField(number, messageOf(fieldsOf(bytesOf(field)).map(change))) : field;
  return {
    name,
    fields: fields.map(field =>
      within(field, value.type, type =>
        within(type, 1, inner => (inner.number === 1 ? varintField(1, elementTypes.float) : inner)),
      ),
    ),
  };
}
