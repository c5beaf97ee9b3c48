/** Whether a graph keeps the weights of its convolutions in eight bits and computes them back before they are used. */
import { open } from 'node:fs/promises';
import { FrameReader } from './frame.ts';

/** Field numbers of onnx.proto (github.com/onnx/onnx): ModelProto.graph, GraphProto.node, and those of NodeProto. */
const fields = { graph: 7, node: 1, input: 1, output: 2, operator: 4 } as const;

/**
 * True where a convolution has its weights from a DequantizeLinear and nothing is quantised while the graph runs: then
 * all of that can be computed once, when the graph is loaded. Throws an Error for what is no ONNX graph.
 */
export async function hasStoredKernels(graph: string): Promise<boolean> {
  const handle = await open(graph);
  try {
    const { size } = await handle.stat();
    const reader = new FrameReader(handle, size);
    const dequantized = new Set<string>();
    const kernels: string[] = [];
    for await (const whole of reader.messages(0, size, fields.graph)) {
      for await (const node of reader.messages(whole.begin, whole.end, fields.node)) {
        const operator = await reader.text(node, fields.operator);
        if (operator === 'QuantizeLinear') return false;
        if (operator === 'DequantizeLinear') {
          const output = await reader.text(node, fields.output);
          if (output !== undefined) dequantized.add(output);
        }
        if (operator !== 'Conv') continue;
        const inputs: string[] = [];
        for await (const input of reader.messages(node.begin, node.end, fields.input))
          inputs.push(await reader.read(input));
        if (inputs[1] !== undefined) kernels.push(inputs[1]);
      }
    }
    return kernels.some(name => dequantized.has(name));
  } finally {
    await handle.close();
  }
}
