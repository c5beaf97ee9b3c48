// CUDA where it is not: what the loader says becomes the name of the library and where it is to be had.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countNodes } from '../../src/encoder/readBack.ts';
import { missingLibrary } from '../../src/encoder/missingLibrary.ts';
import { refusal, tryProvider } from '../../src/encoder/tryProvider.ts';
import { colours } from './models.ts';
import { builtEncoder } from './processes.ts';

/** As onnxruntime-node 1.30.0 printed it with the providers of onnxruntime-gpu 1.30.0 beside it, without its colours. */
const loader = (library: string) =>
  '2026-11-26 23:49:39.756 [E:onnxruntime:onnxruntime-node, provider_bridge_ort.cc:2146 Create] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:1988 ' +
  'onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library /store/gpu-runtime/1.30.0/libonnxruntime_providers_cuda.so ' +
  `with error: ${library}: cannot open shared object file: No such file or directory`;

const remedies: readonly (readonly [library: string, remedy: RegExp])[] = [
  ['libonnxruntime_providers_shared.so', /Install GPU Runtime/],
  ['libcublasLt.so.13', /cuBLAS.*nvidia-cublas/],
  ['libcublas.so.13', /cuBLAS/],
  ['libcudart.so.13', /nvidia-cuda-runtime/],
  ['libcurand.so.10', /nvidia-curand/],
  ['libcudnn.so.9', /nvidia-cudnn-cu13/],
  ['libcuda.so.1', /NVIDIA driver/],
  ['libnvinfer.so.10', /TensorRT 10/],
  ['libvulkan.so.1', /libvulkan1/],
  ['libsomething.so.3', /^Install the library libsomething\.so\.3 /],
];

for (const [library, remedy] of remedies) {
  test(`the loader misses ${library}`, () => {
    const missing = missingLibrary(loader(library));
    assert.equal(missing?.name, library);
    assert.match(missing.remedy, remedy);
    const verdict = refusal('cuda', 'Failed to load shared library.', loader(library));
    assert.equal(verdict.verdict, 'refused');
    assert.equal(verdict.missingLibrary, library);
    assert.match(verdict.reason!, new RegExp(`^The library ${library.replaceAll('.', '\\.')} is missing`));
  });
}

test('other loaders say it in other words, and other failures name no library', () => {
  assert.equal(
    missingLibrary('Error loading shared library libcudart.so.13: No such file or directory')?.name,
    'libcudart.so.13',
  );
  assert.equal(
    missingLibrary('dlopen(x): Library not loaded: @rpath/libvulkan.1.dylib')?.name,
    'libvulkan.1.dylib',
  );
  assert.equal(
    missingLibrary(
      'LoadLibrary failed with error 126 "" when trying to load "C:\\asset-lens\\onnxruntime_providers_cuda.dll"',
    )?.name,
    'onnxruntime_providers_cuda.dll',
  );
  assert.equal(missingLibrary('CUDA failure 35: CUDA driver version is insufficient'), undefined);
  assert.equal(refusal('cuda', 'CUDA failure 35.', '').reason, 'CUDA failure 35.');
});

for (const provider of ['cuda', 'tensorrt'] as const) {
  test(
    `${provider} without the GPU runtime is refused by the name of its library`,
    { timeout: 60_000 },
    async () => {
      const { verdict, answer } = await tryProvider({
        entry: await builtEncoder(),
        modelFolder: colours,
        provider,
        threads: 1,
        runtimeFolder: null,
        precision: 'float',
        reference: null,
      });
      assert.deepEqual([verdict.verdict, answer], ['refused', null]);
      assert.match(verdict.missingLibrary!, /^libonnxruntime_providers_/);
      assert.match(verdict.remedy!, /Install GPU Runtime/);
    },
  );
}

test(
  'a provider of another system, and one that the runtime does not know, are refused',
  { timeout: 60_000 },
  async () => {
    const { verdict } = await tryProvider({
      entry: await builtEncoder(),
      modelFolder: colours,
      provider: process.platform === 'win32' ? 'coreml' : 'directml',
      threads: 1,
      runtimeFolder: null,
      precision: 'float',
      reference: null,
    });
    assert.equal(verdict.verdict, 'refused');
    assert.match(verdict.reason!, /failed: /);
  },
);

test('where nodes ran is read from the profile, each node once', () => {
  const event = (node: number, provider: string) => ({
    name: `n${node}_kernel_time`,
    args: { provider, node_index: String(node) },
  });
  const profile = [
    event(0, 'CUDAExecutionProvider'),
    event(0, 'CUDAExecutionProvider'),
    event(1, 'CPUExecutionProvider'),
    { name: 'session_initialization', args: {} },
  ];
  assert.deepEqual(countNodes(JSON.stringify(profile), 'CUDAExecutionProvider'), { there: 1, elsewhere: 1 });
  assert.deepEqual(countNodes('{}', 'CUDAExecutionProvider'), { there: 0, elsewhere: 0 });
});
