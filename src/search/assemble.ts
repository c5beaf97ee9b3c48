/**
 * Turns one function in WebAssembly's text form into a module: just enough of the language for the scan and
 * for products of matrices, so that no compiler is needed to build this project and the code stays readable.
 * Codes of sections and instructions: https://webassembly.github.io/spec/core/binary/
 */

/** A function without a result; it works on a memory that it is given as `env.memory`. */
export interface FunctionText {
  readonly name: string;
  /** All of type i32. */
  readonly params: readonly string[];
  readonly locals: readonly { readonly name: string; readonly type: ValueType }[];
  /** One instruction a line, in stack order, comments after `;;`. */
  readonly body: string;
}

type ValueType = 'i32' | 'v128';

const valueTypes: Readonly<Record<ValueType, number>> = { i32: 0x7f, v128: 0x7b };

/** What stands after an instruction's name: nothing, a local's name, a number, or an offset into the memory. */
type Operand = 'none' | 'block' | 'local' | 'number' | 'memory';

interface Instruction {
  readonly code: readonly number[];
  readonly operand: Operand;
  /** Of a memory access: the logarithm of its size in bytes. */
  readonly align?: number;
}

const simd = (code: number): readonly number[] => [0xfd, ...unsigned(code)];

const instructions: Readonly<Record<string, Instruction>> = {
  block: { code: [0x02], operand: 'block' },
  loop: { code: [0x03], operand: 'block' },
  end: { code: [0x0b], operand: 'none' },
  br: { code: [0x0c], operand: 'number' },
  br_if: { code: [0x0d], operand: 'number' },
  'local.get': { code: [0x20], operand: 'local' },
  'local.set': { code: [0x21], operand: 'local' },
  'local.tee': { code: [0x22], operand: 'local' },
  'i32.load': { code: [0x28], operand: 'memory', align: 2 },
  'f32.load': { code: [0x2a], operand: 'memory', align: 2 },
  'f32.store': { code: [0x38], operand: 'memory', align: 2 },
  'i32.const': { code: [0x41], operand: 'number' },
  'i32.lt_u': { code: [0x49], operand: 'none' },
  'i32.ge_u': { code: [0x4f], operand: 'none' },
  'i32.add': { code: [0x6a], operand: 'none' },
  'i32.mul': { code: [0x6c], operand: 'none' },
  'f32.mul': { code: [0x94], operand: 'none' },
  'f32.convert_i32_s': { code: [0xb2], operand: 'none' },
  'v128.load': { code: simd(0x00), operand: 'memory', align: 4 },
  'v128.load32_splat': { code: simd(0x09), operand: 'memory', align: 2 },
  'v128.store': { code: simd(0x0b), operand: 'memory', align: 4 },
  'i32x4.splat': { code: simd(0x11), operand: 'none' },
  'i32x4.extract_lane': { code: simd(0x1b), operand: 'number' },
  'i16x8.extend_low_i8x16_s': { code: simd(0x87), operand: 'none' },
  'i16x8.extend_high_i8x16_s': { code: simd(0x88), operand: 'none' },
  'i32x4.add': { code: simd(0xae), operand: 'none' },
  'i32x4.dot_i16x8_s': { code: simd(0xba), operand: 'none' },
  'f32x4.add': { code: simd(0xe4), operand: 'none' },
  'f32x4.mul': { code: simd(0xe6), operand: 'none' },
};

/** The bytes of a module that exports this one function. Throws for a line that it does not know. */
export function assemble(text: FunctionText): Uint8Array {
  const type = [0x60, ...vector(text.params.map(() => [valueTypes.i32])), 0];
  // A memory of at least one page and at most 2^16, all that 32-bit addresses reach.
  const memory = [...name('env'), ...name('memory'), 0x02, 0x01, ...unsigned(1), ...unsigned(1 << 16)];
  const locals = text.locals.map(({ type: of }) => [1, valueTypes[of]]);
  const code = [...vector(locals), ...bodyOf(text), 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector([type])),
    ...section(2, vector([memory])),
    ...section(3, vector([[0]])),
    ...section(7, vector([[...name(text.name), 0x00, 0]])),
    ...section(10, vector([[...unsigned(code.length), ...code]])),
  ]);
}

function bodyOf({ params, locals, body }: FunctionText): number[] {
  const names = [...params, ...locals.map(local => local.name)];
  const bytes: number[] = [];
  for (const line of body.split('\n')) {
    const [word, operand] = line.replace(/;;.*/, '').trim().split(/\s+/);
    if (!word) continue;
    const instruction = instructions[word];
    if (!instruction) throw new Error(`There is no instruction "${word}" in this assembler.`);
    bytes.push(...instruction.code, ...operandOf(instruction, operand, names));
  }
  return bytes;
}

function operandOf(
  { operand: kind, align }: Instruction,
  text: string | undefined,
  names: string[],
): number[] {
  switch (kind) {
    case 'none':
      return [];
    case 'block':
      // A block without a result.
      return [0x40];
    case 'local': {
      const place = names.indexOf(text ?? '');
      if (place < 0) throw new Error(`There is no local "${text ?? ''}".`);
      return unsigned(place);
    }
    case 'number': {
      const value = Number(text);
      // Larger ones would need the signed form of several bytes.
      if (!Number.isInteger(value) || value < 0 || value > 63)
        throw new Error(`Expected a number from 0 to 63 but received "${text ?? ''}".`);
      return [value];
    }
    case 'memory': {
      const offset = /^offset=(\d+)$/.exec(text ?? 'offset=0')?.[1];
      if (offset === undefined) throw new Error(`Expected offset=<number> but received "${text ?? ''}".`);
      return [align ?? 0, ...unsigned(Number(offset))];
    }
  }
}

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return [...unsigned(text.length), ...Array.from(text, letter => letter.charCodeAt(0))];
}
