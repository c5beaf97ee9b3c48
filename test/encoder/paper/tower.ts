/** What the three kinds of tower have in common: how each is written down, and computed a second time. */

/** A network as its files, and the same in plain arithmetic. */
export interface Tower<Input> {
  readonly graph: Buffer;
  /** What lies beside the graph, as `*.onnx_data`. */
  readonly weights: Buffer;
  /** The vector that it should give, not yet of unit length. */
  readonly compute: (input: Input) => Float64Array;
}

/** The names of a graph's input and output: exporters do not agree. */
export interface Ends {
  readonly input: string;
  readonly output: string;
}

export function bytesOf(...arrays: readonly (Float32Array | Int8Array)[]): Buffer {
  return Buffer.concat(
    arrays.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}
