/** The frame of a large protobuf file: where its parts lie. What nobody asks for, as weights, is stepped over. */
import type { FileHandle } from 'node:fs/promises';

/** A part of the file, in bytes from its beginning. */
export interface Span {
  readonly begin: number;
  readonly end: number;
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
    let at = begin;
    while (at < end) {
      const tag = await this.#varint(at);
      const kind = Number(tag.value & 7n);
      at = tag.next;
      if (kind === 0) at = (await this.#varint(at)).next;
      else if (kind === 1) at += 8;
      else if (kind === 5) at += 4;
      else if (kind === 2) {
        const length = await this.#varint(at);
        at = length.next + Number(length.value);
        if (at > end) throw new Error('A part reaches beyond its whole.');
        yield { number: Number(tag.value >> 3n), begin: length.next, end: at };
      } else throw new Error(`There is no wire type ${kind}.`);
    }
  }

  /** The first text under this field. */
  async text({ begin, end }: Span, field: number): Promise<string | undefined> {
    for await (const span of this.messages(begin, end, field)) return this.read(span);
    return undefined;
  }

  async read({ begin, end }: Span): Promise<string> {
    const bytes = Buffer.alloc(Math.min(end - begin, textBytes));
    await this.#handle.read(bytes, 0, bytes.length, begin);
    return bytes.toString();
  }

  async #varint(at: number): Promise<{ value: bigint; next: number }> {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = await this.#byte(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return { value, next: at };
    }
    throw new Error('A number is too long.');
  }

  async #byte(at: number): Promise<number> {
    if (at >= this.#size) throw new Error('It ends in the middle.');
    if (at < this.#from || at >= this.#from + this.#filled) {
      const { bytesRead } = await this.#handle.read(this.#window, 0, windowBytes, at);
      this.#from = at;
      this.#filled = bytesRead;
    }
    return this.#window[at - this.#from]!;
  }
}
