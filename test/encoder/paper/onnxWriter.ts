/**
 * Writes graphs in ONNX's format: the few messages and fields of onnx.proto (github.com/onnx/onnx) that a network needs,
 * in protobuf's wire format. No package that is installed does it, and it is less than a page.
 */
import type { Weight } from './randomWeights.ts';

export const elementTypes = { float: 1, int8: 3, int32: 6, int64: 7 } as const;
type ElementType = keyof typeof elementTypes;

/** A size, or the name of one that is left open. */
type Axis = number | string;

type Attribute = number | readonly number[] | { readonly float: number };

/** The versions that current exporters write for these operators; LayerNormalization came with opset 17. */
const [irVersion, opset] = [8n, 17n];

export class OnnxGraph {
  readonly #externalFile: string;
  readonly #nodes: Buffer[] = [];
  readonly #constants = new Map<string, Buffer>();
  readonly #inputs: Buffer[] = [];
  readonly #outputs: Buffer[] = [];
  #names = 0;

  /** `externalFile` lies beside the graph and holds the tensors that are not in it. */
  constructor(externalFile: string) {
    this.#externalFile = externalFile;
  }

  input(name: string, type: ElementType, shape: readonly Axis[]): string {
    this.#inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(name: string, value: string, shape: readonly Axis[]): void {
    this.#nodes.push(nodeMessage('Identity', [value], name, {}));
    this.#outputs.push(valueInfo(name, 'float', shape));
  }

  /** Adds an operation, and gives the name of its result. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    const result = `${operator}_${this.#names++}`;
    this.#nodes.push(nodeMessage(operator, inputs, result, attributes));
    return result;
  }

  weight({ name, shape, values, offset }: Weight): string {
    return offset === null
      ? this.#inline(name, 'float', shape, values)
      : this.external(name, 'float', shape, offset, values.byteLength);
  }

  floats(values: readonly number[], ...shape: number[]): string {
    return this.#inline(`floats_${this.#names++}`, 'float', shape, Float32Array.from(values));
  }

  integers(...values: number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#inline(`integers_${this.#names++}`, 'int64', [values.length], data);
  }

  /** A tensor that lies in the external file. */
  external(
    name: string,
    type: ElementType,
    shape: readonly number[],
    offset: number,
    length: number,
  ): string {
    const place = { location: this.#externalFile, offset: String(offset), length: String(length) };
    const entries = Object.entries(place).map(([key, value]) =>
      bytes(13, Buffer.concat([text(1, key), text(2, value)])),
    );
    this.#constants.set(name, Buffer.concat([tensorStart(name, type, shape), ...entries, whole(14, 1n)]));
    return name;
  }

  toBytes(): Buffer {
    const graph = Buffer.concat([
      ...this.#nodes.map(node => bytes(1, node)),
      text(2, 'graph'),
      ...[...this.#constants.values()].map(constant => bytes(5, constant)),
      ...this.#inputs.map(input => bytes(11, input)),
      ...this.#outputs.map(output => bytes(12, output)),
    ]);
    return Buffer.concat([whole(1, irVersion), bytes(7, graph), bytes(8, whole(2, opset))]);
  }

  #inline(name: string, type: ElementType, shape: readonly number[], data: NodeJS.ArrayBufferView): string {
    const raw = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    this.#constants.set(name, Buffer.concat([tensorStart(name, type, shape), bytes(9, raw)]));
    return name;
  }
}

function nodeMessage(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, Attribute>>,
): Buffer {
  return Buffer.concat([
    ...inputs.map(input => text(1, input)),
    text(2, output),
    text(3, output),
    text(4, operator),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(5, Buffer.concat([text(1, name), ...attributeFields(value)])),
    ),
  ]);
}

/** The value, and its kind in field 20: 1 for a float, 2 for an integer, 7 for integers. */
function attributeFields(value: Attribute): Buffer[] {
  if (typeof value === 'number') return [whole(3, BigInt(value)), whole(20, 2n)];
  if ('float' in value) return [float(2, value.float), whole(20, 1n)];
  return [...value.map(one => whole(8, BigInt(one))), whole(20, 7n)];
}

function tensorStart(name: string, type: ElementType, shape: readonly number[]): Buffer {
  const sizes = shape.map(size => whole(1, BigInt(size)));
  return Buffer.concat([...sizes, whole(2, BigInt(elementTypes[type])), text(8, name)]);
}

function valueInfo(name: string, type: ElementType, shape: readonly Axis[]): Buffer {
  const axes = shape.map(axis => bytes(1, typeof axis === 'number' ? whole(1, BigInt(axis)) : text(2, axis)));
  const tensor = Buffer.concat([whole(1, BigInt(elementTypes[type])), bytes(2, Buffer.concat(axes))]);
  return Buffer.concat([text(1, name), bytes(2, bytes(1, tensor))]);
}

// Protobuf: each field begins with its number and how its value is written, 0 for a varint, 2 for bytes with their
// count before them, 5 for four bytes.

function whole(field: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(field << 3)), varint(BigInt.asUintN(64, value))]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(BigInt((field << 3) | 2)), varint(BigInt(value.length)), value]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function float(field: number, value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeFloatLE(value);
  return Buffer.concat([varint(BigInt((field << 3) | 5)), four]);
}

/** Seven bits a byte, the lowest first; the eighth bit says that more follow. */
function varint(value: bigint): Buffer {
  const found: number[] = [];
  for (; value >= 128n; value >>= 7n) found.push(Number(value & 127n) | 128);
  return Buffer.from([...found, Number(value)]);
}
