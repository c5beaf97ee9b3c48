/**
 * The files that an ONNX graph keeps its weights in, by the names in the graph itself: exporters call them `*.onnx_data`,
 * by a UUID, or one for each tensor. Only the frame of the protobuf is read; weights are stepped over.
 */
import { open } from 'node:fs/promises';
import { FrameReader } from './onnx/frame.ts';

/** Field numbers of onnx.proto (github.com/onnx/onnx): ModelProto.graph, GraphProto.initializer, TensorProto.external_data, StringStringEntryProto. */
const fields = { graph: 7, initializer: 5, externalData: 13, key: 1, value: 2 } as const;

/** Names relative to the graph's folder, each once. Throws an Error for what is no ONNX graph. */
export async function externalDataOf(graph: string): Promise<readonly string[]> {
  const handle = await open(graph);
  try {
    const { size } = await handle.stat();
    const reader = new FrameReader(handle, size);
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
