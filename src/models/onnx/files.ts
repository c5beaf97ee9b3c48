/** Networks on disk: a graph, and its large tensors in one file beside it. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { LensError } from '../../protocol/errors.ts';
import { type OnnxModel, readOnnx, writeOnnx } from './graph.ts';
import { bytesOfTensor, type Tensor } from './tensor.ts';

/** Tensors above this lie beside the graph: protobuf holds two gigabytes, and copies them at each of its levels. */
const inlineBytes = 1024;

/** Where ONNX Runtime wants the beginning of a tensor, so that it need not copy it. */
const alignment = 4096;

/** Throws `model-invalid` where the file is no network. */
export function openOnnx(file: string): OnnxModel {
  try {
    return readOnnx(readFileSync(file));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new LensError('model-invalid', `${file} is no ONNX model: ${error.message}.`, { file }, error);
  }
}

/** Writes `file` and `<file>_data`. `folder` is where tensors lie that are in a file of their own by now. */
export function saveOnnx(model: OnnxModel, file: string, folder: string): void {
  const location = `${path.basename(file)}_data`;
  const beside = openSync(`${file}_data`, 'w');
  try {
    let end = 0;
    const move = (tensor: Tensor): Tensor => {
      if (tensor.place.kind === 'list') return tensor;
      const bytes = bytesOfTensor(tensor, folder);
      if (bytes.length <= inlineBytes) return { ...tensor, place: { kind: 'inline', bytes } };
      const offset = Math.ceil(end / alignment) * alignment;
      for (let done = 0; done < bytes.length;)
        done += writeSync(beside, bytes, done, bytes.length - done, offset + done);
      end = offset + bytes.length;
      return { ...tensor, place: { kind: 'external', location, offset, length: bytes.length } };
    };
    const tensors = new Map([...model.graph.tensors].map(([name, tensor]) => [name, move(tensor)]));
    writeFileSync(file, writeOnnx({ ...model, graph: { ...model.graph, tensors } }));
  } finally {
    closeSync(beside);
  }
}
