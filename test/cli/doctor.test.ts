import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { hasSoftwareVulkan, softwareVulkan } from '../encoder/softwareVulkan.ts';
import { png, red } from './drawing.ts';
import { workspace } from './workspace.ts';

test(
  'the doctor tells of every provider, with a reason wherever it is not ok',
  { timeout: 120_000 },
  async t => {
    const { json, root } = await workspace(t);
    const report = await json('doctor', ['doctor']);
    assert.deepEqual(
      report.providers.map(({ name }) => name),
      ['cuda', 'tensorrt', 'directml', 'coreml', 'webgpu', 'cpu'],
    );
    for (const { name, verdict, reason } of report.providers) assert.ok(verdict === 'ok' || reason, name);
    const cpu = report.providers.at(-1)!;
    assert.deepEqual([cpu.verdict, cpu.cosine], ['ok', 1]);
    assert.ok(cpu.imagesPerSecond! > 0);
    assert.match(report.versions['onnxruntime']!, /^\d+\.\d+\.\d+$/);
    assert.match(report.versions['sharp']!, /^\d+\.\d+\.\d+/);
    assert.equal(report.gpuRuntime, null);
    assert.ok(existsSync(path.join(root, 'cache', 'asset-lens', 'providers.json')));
  },
);

test('for people it is a table with what to do', { timeout: 120_000 }, async t => {
  const { run } = await workspace(t);
  const { status, stdout, stderr } = await run(['doctor']);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^\| device +\| verdict +\| images\/s +\| memory +\| cosine +\|$/m);
  assert.match(stdout, /^\| CPU +\| ok +\| +\d+ /m);
  assert.match(stdout, /^- ONNX Runtime: \d/m);
  for (const name of ['TensorRT', 'DirectML', 'Core ML'])
    assert.match(stdout, new RegExp(`^- ${name}: .*Nobody has run it with Asset Lens so far\\.`, 'm'), name);
});

test(
  'without a GPU, the processor and a software Vulkan are both right, and the processor is chosen',
  {
    timeout: 120_000,
    skip: hasSoftwareVulkan ? false : 'There is a software Vulkan for Linux on x86-64 only.',
  },
  async t => {
    const { json } = await workspace(t);
    const report = await json('doctor', ['doctor'], { environment: softwareVulkan(t) });
    const right = report.providers.filter(({ verdict }) => verdict === 'ok');
    assert.deepEqual(
      right.map(({ name }) => name),
      ['webgpu', 'cpu'],
    );
    assert.ok(right.every(({ cosine }) => cosine! >= 0.999));
    assert.equal(report.chosen, 'cpu');
  },
);

test('a provider that is asked for and cannot be used gives way aloud', { timeout: 120_000 }, async t => {
  const pictures = await workspace(t, { 'red.png': png(red) });
  const { status, stdout, stderr } = await pictures.run(['index', 'pictures', '--provider', 'coreml'], {
    workingFolder: pictures.root,
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /on CPU/i);
  assert.match(stderr, /The settings ask for Core ML, which cannot be used: /);
});

test('the GPU runtime that was never installed is removed without a word of harm', async t => {
  const { run, root } = await workspace(t);
  mkdirSync(path.join(root, 'elsewhere'));
  writeFileSync(path.join(root, 'elsewhere', 'mine.txt'), 'mine');
  const { status, stdout } = await run(['gpu', 'remove', '--store', path.join(root, 'elsewhere')]);
  assert.deepEqual([status, stdout], [0, 'There was no GPU runtime.\n']);
  assert.ok(existsSync(path.join(root, 'elsewhere', 'mine.txt')));
});

test(
  'with the network switched off the GPU runtime is not fetched, and the error says so',
  { skip: process.platform === 'linux' && process.arch === 'x64' ? false : 'It is for Linux on x86-64.' },
  async t => {
    const { run, root } = await workspace(t);
    const words = ['gpu', 'install', '--store', path.join(root, 'elsewhere')];
    for (const [more, environment] of [
      [['--offline'], {}],
      [[], { HF_HUB_OFFLINE: '1' }],
    ] as const) {
      const { status, stderr } = await run([...words, ...more], { environment });
      assert.equal(status, 1);
      assert.match(stderr, /^asset-lens: \S+ was not asked: the network is switched off/m);
    }
    assert.equal(existsSync(path.join(root, 'elsewhere', 'gpu-runtime', '1.30.0')), false);
  },
);
