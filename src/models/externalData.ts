/**
 * The files that an ONNX graph keeps its weights in, by the names in the graph itself: exporters call them `*.onnx_data`,
 * by a UUID, or one for each tensor. Only the frame of the protobuf is read; weights are stepped over.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** Field numbers of onnx.proto (github.com/onnx/onnx): ModelProto.graph, GraphProto.initializer, TensorProto.external_data, StringStringEntryProto. */
const fields = { graph: 7, initializer: 5, externalData: 13, key: 1, value: 2 } as const;

/** Names relative to the graph's folder, each once. Throws an Error for what is no ONNX graph. */
export async function externalDataOf(graph: string): Promise<readonly string[]> {
  const handle = await open(graph);
  try {
    const { size } = await handle.stat();
    const reader = new Reader(handle, size);
    const names = new Set<string>();
    for await (const whole of reader.messages(0, size, fields.graph)) {
      for await (const tensor of reader.messages(whole.begin, whole.end, fields.initializer)) {
        for await (const entry of reader.messages(tensor.begin, tensor.end, fields.externalData)) {
          const key = await reader.text(entry, fields.key);
          const value = await reader.text(entry, fields.value);
          if (key === 'location' && value !== undefined) names.add(value);
        }
      }
    }
    return [...names];
  } finally {
    await handle.close();
  }
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

const windowBytes = 1 << 16;

class Reader {
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #window = Buffer.alloc(windowBytes);
  #from = 0;
  #filled = 0;

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  /** The parts of a message that are themselves messages under this field. */
  async *messages(begin: number, end: number, field: number): AsyncGenerator<Span> {
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
        if (Number(tag.value >> 3n) === field) yield { begin: length.next, end: at };
      } else throw new Error(`There is no wire type ${kind}.`);
    }
  }

  async text({ begin, end }: Span, field: number): Promise<string | undefined> {
    for await (const span of this.messages(begin, end, field)) {
      const bytes = Buffer.alloc(Math.min(span.end - span.begin, 4096));
      await this.#handle.read(bytes, 0, bytes.length, span.begin);
      return bytes.toString();
    }
    return undefined;
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
