// Weights of convolutions that lie in eight bits are computed once, when the graph is loaded, and not at every run.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type * as ort from 'onnxruntime-node';
import { loadRuntime } from '../../src/encoder/nativeModules.ts';
import { openVision } from '../../src/encoder/session.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import { openOnnx } from '../../src/models/onnx/files.ts';
import { writeOnnx } from '../../src/models/onnx/graph.ts';
import { hasStoredKernels } from '../../src/models/onnx/storedKernels.ts';
import { inputSizeOf } from '../../src/models/preprocessing.ts';
import { vitPair, writePair } from './paper/paperPairs.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const card = await readModelCard(path.resolve(import.meta.dirname, '..', '..', 'models', 'starter'));

test('the starter keeps the weights of its convolutions in eight bits, a plain network does not', async t => {
  assert.equal(await hasStoredKernels(card.visionGraph), true);
  // Its text tower has weights in eight bits, too, but no convolution.
  assert.equal(await hasStoredKernels(card.textGraph), false);
  const plain = await readModelCard(writePair(t, vitPair('small')));
  assert.equal(await hasStoredKernels(plain.visionGraph), false);
  const model = openOnnx(card.visionGraph);
  const [node] = model.graph.nodes;
  model.graph.nodes.push({ ...node!, operator: 'QuantizeLinear', name: 'q', outputs: ['q'], attributes: [] });
  const folder = temporaryFolder(t, { 'quantized.onnx': writeOnnx(model) });
  assert.equal(await hasStoredKernels(path.join(folder, 'quantized.onnx')), false);
  await assert.rejects(hasStoredKernels(path.join(card.folder, 'config.json')));
});

test('such a network runs with its weights computed, and says the same', async t => {
  const runtime = loadRuntime();
  const size = inputSizeOf(card.preprocessing);
  const optimized = path.join(temporaryFolder(t), 'optimized.onnx');
  const withOptions = (change: (options: ort.InferenceSession.SessionOptions) => object) => ({
    ...runtime,
    InferenceSession: {
      create: (file: string, options: ort.InferenceSession.SessionOptions) =>
        runtime.InferenceSession.create(file, { ...options, ...change(options) }),
    },
  }) as unknown as typeof runtime; // prettier-ignore
  const open = (change: Parameters<typeof withOptions>[0]) =>
    openVision({ runtime: withOptions(change), card, provider: 'cpu', threads: 1 }, size);
  const pictures = Float32Array.from(
    { length: 2 * 3 * size.width * size.height },
    (_, place) => ((place * 31) % 255) / 128 - 1,
  );
  const ours = await open(() => ({ optimizedModelFilePath: optimized }));
  const plain = await open(() => ({ extra: {} }));
  const [actual, expected] = [await ours.encode(pictures, 2), await plain.encode(pictures, 2)];
  actual.forEach((value, at) => assert.ok(Math.abs(value - expected[at]!) < 1e-5, `number ${at}`));

  const operators = openOnnx(optimized).graph.nodes.map(({ operator }) => operator);
  assert.ok(operators.includes('Conv'));
  assert.ok(!operators.includes('DequantizeLinear'), operators.join(' '));
  await Promise.all([ours.release(), plain.release()]);
});
