/** The frame of a large protobuf file: where its parts lie. What nobody asks for, as weights, is stepped over. */
import type { FileHandle } from 'node:fs/promises';

/** A part of the file, in bytes from its beginning. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** A field of a message, from its number on. */
export interface FieldSpan extends Span {
  readonly number: number;
  /** How it is written, as protobuf counts that: 2 has a length. */
  readonly kind: number;
  readonly value: number;
}

const windowBytes = 1 << 16;

/** No name in a graph is longer; of one that is, this much is read. */
const textBytes = 4096;

export class FrameReader {
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #window = Buffer.alloc(windowBytes);
  #from = 0;
  #filled = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** The parts of a message that stand under this field. Throws an Error for what is no message. */
  async *messages(begin: number, end: number, field: number): AsyncGenerator<Span> {
    for await (const { number, ...span } of this.parts(begin, end)) if (number === field) yield span;
  }

  /** All parts of a message that have a length of their own, with their fields. Throws an Error for what is no message. */
  async *parts(begin: number, end: number): AsyncGenerator<Span & { readonly number: number }> {
    for await (const { number, kind, value, end: last } of this.fields(begin, end))
      if (kind === 2) yield { number, begin: value, end: last };
  }

  /** All fields of a message, whatever they hold: `value` is where that begins, behind the number of the field. */
  async *fields(begin: number, end: number): AsyncGenerator<FieldSpan> {
    let at = begin;
    while (at < end) {
      const start = at;
      const tag = await this.#varint(at);
      const kind = Number(tag.value & 7n);
      let value = tag.next;
      if (kind === 0) at = (await this.#varint(value)).next;
      else if (kind === 1) at = value + 8;
      else if (kind === 5) at = value + 4;
      else if (kind === 2) {
        const length = await this.#varint(value);
        value = length.next;
        at = value + Number(length.value);
        if (at > end) throw new Error('A part reaches beyond its whole.');
      } else throw new Error(`There is no wire type ${kind}.`);
      yield { number: Number(tag.value >> 3n), kind, begin: start, value, end: at };
    }
  }

  /** The first text under this field. */
  async text({ begin, end }: Span, field: number): Promise<string | undefined> {
    for await (const span of this.messages(begin, end, field)) return this.read(span);
    return undefined;
  }

  async read({ begin, end }: Span): Promise<string> {
    return (await this.bytes({ begin, end: Math.min(end, begin + textBytes) })).toString();
  }

  /** A copy. */
  async bytes({ begin, end }: Span): Promise<Buffer> {
    const at = begin - this.#from;
    if (at >= 0 && end <= this.#from + this.#filled)
      return Buffer.from(this.#window.subarray(at, at + end - begin));
    const bytes = Buffer.alloc(end - begin);
    await this.#handle.read(bytes, 0, bytes.length, begin);
    return bytes;
  }

  async #varint(at: number): Promise<{ value: bigint; next: number }> {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (at >= this.#size) throw new Error('It ends in the middle.');
      // Nobody waits for what is there: a graph has tens of thousands of numbers.
      if (at < this.#from || at >= this.#from + this.#filled) await this.#fill(at);
      const byte = this.#window[at++ - this.#from]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return { value, next: at };
    }
    throw new Error('A number is too long.');
  }

  async #fill(at: number): Promise<void> {
    const { bytesRead } = await this.#handle.read(this.#window, 0, windowBytes, at);
    this.#from = at;
    this.#filled = bytesRead;
  }
}
