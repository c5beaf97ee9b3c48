/** Numbers of a network (`TensorProto` of onnx.proto): in the graph's file, or in another one beside it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { bytesField, bytesOf, type Field, fieldsOf, integersOf, integerOf, lastText, messageOf, varintField } from './wire.ts'; // prettier-ignore

/** Element types by their numbers in onnx.proto. */
export const elementTypes = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, half: 10 } as const;

export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** One of `elementTypes`, or another one that nobody here computes with. */
  readonly type: number;
  readonly place: TensorPlace;
}

export type TensorPlace =
  /** Little endian, as `raw_data` has them. */
  | { readonly kind: 'inline'; readonly bytes: Buffer }
  /** In a file beside the graph; a length of undefined is the rest of the file. */
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length: number | undefined;
    }
  /** As one of the typed lists of the message, which nobody here writes. */
  | { readonly kind: 'list'; readonly fields: readonly Field[] };

/** Field numbers of `TensorProto`. */
const tensor = {
  shape: 1,
  type: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  external: 13,
  place: 14,
};

export function tensorFrom(fields: readonly Field[]): Tensor {
  return {
    name: lastText(fields, tensor.name),
    shape: integersOf(fields, tensor.shape).map(Number),
    type: integerOf(fields, tensor.type) ?? 0,
    place: placeOf(fields),
  };
}

export function tensorMessage({ name, shape, type, place }: Tensor): Buffer {
  return messageOf([
    ...shape.map(size => varintField(tensor.shape, size)),
    varintField(tensor.type, type),
    bytesField(tensor.name, name),
    ...placeFields(place),
  ]);
}

export function inlineTensor(
  name: string,
  type: keyof typeof elementTypes,
  shape: readonly number[],
  data: NodeJS.ArrayBufferView,
): Tensor {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { name, shape, type: elementTypes[type], place: { kind: 'inline', bytes } };
}

/** True for numbers with a fraction, of either precision. */
export function isFloat({ type }: Tensor): boolean {
  return type === elementTypes.float || type === elementTypes.half;
}

export function sizeOf({ shape }: Tensor): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The numbers of a float or half tensor, in single precision. `folder` is where the graph lies. */
export function floatsOf(from: Tensor, folder: string): Float32Array {
  if (!isFloat(from)) throw new RangeError(`${from.name} is no tensor of floats`);
  const { place } = from;
  const isHalf = from.type === elementTypes.half;
  if (place.kind !== 'list') {
    const bytes = bytesOfTensor(from, folder);
    if (bytes.length !== sizeOf(from) * (isHalf ? 2 : 4))
      throw new RangeError(`${from.name} has ${bytes.length} bytes for ${sizeOf(from)} numbers`);
    // A copy: a view needs a place that four divides.
    const { buffer } = new Uint8Array(bytes);
    return isHalf ? halvesToFloats(new Uint16Array(buffer)) : new Float32Array(buffer);
  }
  if (isHalf) return halvesToFloats(Uint16Array.from(integersOf(place.fields, tensor.int32s), Number));
  const lists = place.fields.filter(({ number }) => number === tensor.floats).map(bytesOf);
  return new Float32Array(new Uint8Array(Buffer.concat(lists)).buffer);
}

/** The whole numbers of a tensor within its graph, as those of a shape; undefined for others. */
export function integersOfTensor({ type, place }: Tensor): readonly number[] | undefined {
  const isLong = type === elementTypes.int64;
  if (place.kind === 'external' || !(isLong || type === elementTypes.int32)) return undefined;
  if (place.kind === 'list')
    return integersOf(place.fields, isLong ? tensor.int64s : tensor.int32s).map(Number);
  const { bytes } = place;
  return Array.from({ length: bytes.length / (isLong ? 8 : 4) }, (_, at) =>
    isLong ? Number(bytes.readBigInt64LE(at * 8)) : bytes.readInt32LE(at * 4),
  );
}

/** The bytes of a tensor that is no typed list. */
export function bytesOfTensor({ name, shape, place }: Tensor, folder: string): Buffer {
  if (place.kind === 'inline') return place.bytes;
  if (place.kind === 'list') throw new RangeError(`${name} of shape ${shape.join('×')} is a list`);
  const file = path.resolve(folder, place.location);
  if (path.relative(folder, file).startsWith('..'))
    throw new RangeError(`${name} lies outside of its folder, in ${place.location}`);
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(place.length ?? fstatSync(handle).size - place.offset);
    for (let done = 0; done < bytes.length;) {
      const read = readSync(handle, bytes, done, bytes.length - done, place.offset + done);
      if (read === 0) throw new RangeError(`${place.location} ends before ${name}`);
      done += read;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** IEEE 754 half precision to single: sign, five bits of exponent, ten of fraction. */
export function halvesToFloats(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  const floats = new Float32Array(bits.buffer);
  halves.forEach((half, place) => {
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 0) floats[place] = (sign === 0 ? 1 : -1) * fraction * 2 ** -24;
    else bits[place] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  });
  return floats;
}

function placeOf(fields: readonly Field[]): TensorPlace {
  const raw = fields.find(({ number }) => number === tensor.raw);
  const isExternal = integerOf(fields, tensor.place) === 1;
  if (!isExternal) return raw ? { kind: 'inline', bytes: bytesOf(raw) } : { kind: 'list', fields: fields.filter(({ number }) => !knownFields.has(number)) }; // prettier-ignore
  const entries = fields
    .filter(({ number }) => number === tensor.external)
    .map(field => fieldsOf(bytesOf(field)))
    .map(entry => [lastText(entry, 1), lastText(entry, 2)] as const);
  const found = new Map(entries);
  const length = found.get('length');
  return {
    kind: 'external',
    location: found.get('location') ?? '',
    offset: Number(found.get('offset') ?? 0),
    length: length === undefined ? undefined : Number(length),
  };
}

const knownFields = new Set([
  tensor.shape,
  tensor.type,
  tensor.name,
  tensor.raw,
  tensor.external,
  tensor.place,
]);

function placeFields(place: TensorPlace): readonly Field[] {
  switch (place.kind) {
    case 'inline':
      return [bytesField(tensor.raw, place.bytes)];
    case 'list':
      return place.fields;
    case 'external': {
      const { location, offset, length } = place;
      const entries = { location, offset, ...(length === undefined ? {} : { length }) };
      return [
        ...Object.entries(entries).map(([key, text]) =>
          bytesField(tensor.external, messageOf([bytesField(1, key), bytesField(2, String(text))])),
        ),
        varintField(tensor.place, 1),
      ];
    }
  }
}
