// Which provider is to run: pure choices, the golden pictures, and the tower that is checked again and again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedTower } from '../../src/encoder/checkedTower.ts';
import { goldenPictures, goldenRows, smallestCosine } from '../../src/encoder/golden.ts';
import { nvidiaFolders } from '../../src/encoder/gpuRuntime.ts';
import { bareVerdict, candidates, completed, fastest } from '../../src/encoder/providers.ts';
import type { VisionTower } from '../../src/encoder/session.ts';
import { judged } from '../../src/encoder/tryProvider.ts';
import { providerNames } from '../../src/protocol/device.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const size = { width: 8, height: 6 };

test('every platform has the processor last, and only what the runtime has for it', () => {
  assert.deepEqual(candidates('linux', 'x64'), ['cuda', 'tensorrt', 'webgpu', 'cpu']);
  assert.deepEqual(candidates('win32', 'arm64'), ['directml', 'webgpu', 'cpu']);
  assert.deepEqual(candidates('darwin', 'arm64'), ['coreml', 'webgpu', 'cpu']);
  assert.deepEqual(candidates('linux', 'arm64'), ['cpu']);
  assert.deepEqual(candidates('darwin', 'x64'), ['cpu']);
});

test('the report has every provider, with a reason wherever the verdict is not ok', () => {
  const known = [{ ...bareVerdict('cpu', 'ok', ''), reason: null, imagesPerSecond: 30 }];
  const all = completed(known, 'linux', 'x64');
  assert.deepEqual(
    all.map(({ name }) => name),
    providerNames,
  );
  for (const { name, verdict, reason } of all) assert.ok(verdict === 'ok' || reason, name);
  assert.match(all.find(({ name }) => name === 'directml')!.reason!, /on Windows only\. Nobody has run it/);
  assert.match(all.find(({ name }) => name === 'cuda')!.reason!, /^It was not tried on this machine yet\.$/);
});

test('the fastest of those that are right, whatever is faster and wrong', () => {
  const right = (name: 'cpu' | 'webgpu' | 'cuda', imagesPerSecond: number) => ({
    ...bareVerdict(name, 'ok', ''),
    imagesPerSecond,
  });
  assert.equal(fastest([right('cpu', 30), right('webgpu', 90), right('cuda', 60)])?.name, 'webgpu');
  assert.equal(fastest([right('cpu', 30), { ...right('webgpu', 90), verdict: 'refused' }])?.name, 'cpu');
  assert.equal(fastest([]), undefined);
});

test('golden pictures are the same everywhere, and no two rows are alike', () => {
  const pictures = goldenPictures(size);
  assert.deepEqual(pictures, goldenPictures(size));
  assert.equal(pictures.length, goldenRows * 3 * size.width * size.height);
  const each = pictures.length / goldenRows;
  const rows = Array.from({ length: goldenRows }, (_, row) =>
    pictures.subarray(row * each, (row + 1) * each),
  );
  for (const row of rows) assert.ok(row.every(value => Math.abs(value) <= 2) && new Set(row).size > 1);
  assert.ok(!rows[0]!.every((value, at) => value === rows[1]![at]));
});

test('an answer is judged by its smallest cosine', () => {
  const reference = Float32Array.of(1, 0, 0, 1, 1, 0);
  const answer = (vectors: Float32Array) => ({
    vectors,
    imagesPerSecond: 10,
    nodes: { there: 4, elsewhere: 1 },
    residentBytes: 1,
    versions: { node: '', electron: null, onnxruntime: null, sharp: null, libvips: null },
  });
  const right = judged('webgpu', answer(reference), reference);
  assert.deepEqual([right.verdict, right.cosine, right.imagesPerSecond], ['ok', 1, 10]);
  assert.equal(right.reason, '1 of 5 parts of the network run elsewhere.');
  const swapped = judged('webgpu', answer(Float32Array.of(1, 0, 1, 0, 1, 0)), reference);
  assert.deepEqual([swapped.verdict, swapped.cosine, swapped.imagesPerSecond], ['refused', 0, null]);
  assert.equal(judged('webgpu', answer(Float32Array.of(NaN, 0, 0, 1, 1, 0)), reference).verdict, 'refused');
  assert.equal(judged('webgpu', answer(Float32Array.of(1, 0)), reference).verdict, 'refused');
  assert.equal(judged('webgpu', answer(reference), null).verdict, 'refused');
  assert.equal(smallestCosine(new Float32Array(0), new Float32Array(0), goldenRows), -1);
});

test('a device that becomes wrong is found out before the vectors are handed out', async () => {
  let wrong = false;
  const tower: VisionTower = {
    dimensions: 2,
    nodes: null,
    encode: async (_, count) =>
      new Float32Array(2 * count).map((_, at) => ((at % 2 === 0) === !wrong ? 1 : 0)),
    release: async () => undefined,
  };
  const reference = await tower.encode(goldenPictures(size), goldenRows);
  const checked = await checkedTower(tower, { provider: 'webgpu', size, reference }, 10);
  const batch = new Float32Array(3 * size.width * size.height * 4);
  await checked.encode(batch, 4);
  wrong = true;
  await checked.encode(batch, 4);
  await assert.rejects(checked.encode(batch, 4), { code: 'device-failed', message: /a cosine of 0\.0000/ });
  await assert.rejects(checkedTower(tower, { provider: 'webgpu', size, reference }), {
    code: 'device-failed',
  });
});

test("NVIDIA's libraries are looked for in Python's packages and beside the runtime", t => {
  const root = temporaryFolder(t, {
    'runtime/nvidia/nvidia-cublas/lib/libcublas.so.13': '',
    'venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcudart.so.13': '',
    'home/.local/lib/python3.11/site-packages/nvidia/cudnn/lib/libcudnn.so.9': '',
  });
  const folders = nvidiaFolders(`${root}/runtime`, { VIRTUAL_ENV: `${root}/venv`, HOME: `${root}/home` });
  assert.deepEqual(
    folders.filter(folder => folder.startsWith(root)).map(folder => folder.slice(root.length + 1)),
    [
      'runtime/nvidia/nvidia-cublas/lib',
      'venv/lib/python3.12/site-packages/nvidia/cu13/lib',
      'home/.local/lib/python3.11/site-packages/nvidia/cudnn/lib',
    ],
  );
});
