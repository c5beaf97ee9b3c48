/** Protobuf's wire format: a message is a row of fields, each with its number and how its value is written. */

/** `value` is a number for varints, and the very bytes for everything else. */
export interface Field {
  readonly number: number;
  readonly kind: 'varint' | 'bytes' | 'eight' | 'four';
  readonly value: bigint | Buffer;
}

const kinds = { 0: 'varint', 1: 'eight', 2: 'bytes', 5: 'four' } as const;
const codes = { varint: 0, eight: 1, bytes: 2, four: 5 } as const;

/** Bytes are views, not copies. Throws a RangeError where they are no message. */
export function fieldsOf(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new RangeError(`a number does not end at byte ${at}`);
  };
  const slice = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError(`it ends before byte ${at + length}`);
    return bytes.subarray(at, (at += length));
  };
  while (at < bytes.length) {
    const key = Number(varint());
    // An index signature over four literals: whatever is not one of them is undefined.
    const kind = (kinds as Readonly<Record<number, Field['kind']>>)[key & 7];
    const number = Math.floor(key / 8);
    if (kind === undefined || number === 0) throw new RangeError(`byte ${at} begins no field`);
    const value =
      kind === 'varint' ? varint() : slice(kind === 'bytes' ? Number(varint()) : kind === 'eight' ? 8 : 4);
    fields.push({ number, kind, value });
  }
  return fields;
}

/** The bytes of a message. */
export function messageOf(fields: readonly Field[]): Buffer {
  const parts: Buffer[] = [];
  for (const { number, kind, value } of fields) {
    parts.push(varintBytes(BigInt(number * 8 + codes[kind])));
    if (typeof value === 'bigint') {
      parts.push(varintBytes(value));
    } else {
      if (kind === 'bytes') parts.push(varintBytes(BigInt(value.length)));
      parts.push(value);
    }
  }
  return Buffer.concat(parts);
}

export function varintField(number: number, value: number | bigint): Field {
  return { number, kind: 'varint', value: BigInt.asUintN(64, BigInt(value)) };
}

export function bytesField(number: number, value: Buffer | string): Field {
  return { number, kind: 'bytes', value: typeof value === 'string' ? Buffer.from(value) : value };
}

export function textOf(field: Field): string {
  return bytesOf(field).toString('utf8');
}

/** Throws a RangeError where a number stands in their place. */
export function bytesOf({ number, value }: Field): Buffer {
  if (typeof value === 'bigint') throw new RangeError(`field ${number} is a number where bytes belong`);
  return value;
}

/** Signed whole numbers of a repeated field, whether each has a field of its own or all are packed in one. */
export function integersOf(fields: readonly Field[], number: number): bigint[] {
  return fields.flatMap(field => {
    if (field.number !== number) return [];
    if (typeof field.value === 'bigint') return [BigInt.asIntN(64, field.value)];
    return packed(field.value);
  });
}

/** The last value of a field that stands once; later ones win, as protobuf has it. */
export function integerOf(fields: readonly Field[], number: number): number | undefined {
  const value = integersOf(fields, number).at(-1);
  return value === undefined ? undefined : Number(value);
}

export function lastText(fields: readonly Field[], number: number): string {
  const field = fields.findLast(candidate => candidate.number === number);
  return field ? textOf(field) : '';
}

function packed(bytes: Buffer): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    values.push(BigInt.asIntN(64, value));
    value = shift = 0n;
  }
  return values;
}

/** Seven bits a byte, the lowest first; the eighth bit says that more follow. */
function varintBytes(value: bigint): Buffer {
  const bytes: number[] = [];
  for (; value >= 128n; value >>= 7n) bytes.push(Number(value & 127n) | 128);
  return Buffer.from([...bytes, Number(value)]);
}
