/** Whether a network is one of convolutions, as ResNet and MobileNet, or one of matrix products, as a vision transformer. */
import { open } from 'node:fs/promises';
import { FrameReader } from './frame.ts';

/** Field numbers of onnx.proto (github.com/onnx/onnx): ModelProto.graph, GraphProto.node, NodeProto.op_type. */
const fields = { graph: 7, node: 1, operator: 4 } as const;

/**
 * True where there are more convolutions than matrix products, of any precision: a transformer has one of the former, which
 * cuts the picture into patches. Throws an Error for what is no ONNX graph.
 */
export async function isConvolutional(graph: string): Promise<boolean> {
  const handle = await open(graph);
  try {
    const { size } = await handle.stat();
    const reader = new FrameReader(handle, size);
    let [convolutions, products] = [0, 0];
    for await (const whole of reader.messages(0, size, fields.graph)) {
      for await (const node of reader.messages(whole.begin, whole.end, fields.node)) {
        const operator = (await reader.text(node, fields.operator)) ?? '';
        if (operator.includes('Conv')) convolutions++;
        else if (/MatMul|Gemm/.test(operator)) products++;
      }
    }
    return convolutions > products;
  } finally {
    await handle.close();
  }
}
