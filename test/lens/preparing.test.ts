// Whether a faster form of the model should be made before the first index.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { Drivers } from '../../src/encoder/drivers.ts';
import { hasGpuDevice, machineFingerprint } from '../../src/encoder/machine.ts';
import { isProcessorOnly } from '../../src/encoder/processorOnly.ts';
import { candidates } from '../../src/encoder/providers.ts';
import type { ModelId } from '../../src/protocol/asset.ts';
import { fakeEncoder } from './fakeEncoder.ts';
import { workspace } from './workspace.ts';

const colours = path.resolve(import.meta.dirname, '..', 'fixtures', 'colours');

/** So many files with the name of a picture each. */
function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.png`, `picture ${i} red`]));
}

/** A copy of the model that knows colours, below the workspace's store. */
function model(place: { readonly store: string }): string {
  const folder = path.join(place.store, '..', 'model');
  cpSync(colours, folder, { recursive: true });
  return folder;
}

/** What is remembered where devices were tried, and WebGPU ran at so many pictures a second beside ten. */
async function remember(
  store: string,
  imagesPerSecond: number | null,
  names: readonly string[] = candidates(process.platform, process.arch),
): Promise<void> {
  const tried = (name: string, speed: number | null) => ({
    name,
    verdict: speed === null ? 'refused' : 'ok',
    reason: speed === null ? 'It is not there.' : null,
    remedy: null,
    missingLibrary: null,
    imagesPerSecond: speed,
    cosine: speed === null ? null : 1,
    residentBytes: null,
  });
  const speeds: Record<string, number | null> = { cpu: 10, webgpu: imagesPerSecond };
  const verdicts = names.map(name => tried(name, speeds[name] ?? null));
  mkdirSync(store, { recursive: true });
  writeFileSync(
    path.join(store, 'providers.json'),
    JSON.stringify({
      version: 1,
      sets: [{ key: `${await machineFingerprint(new Drivers())} any`, verdicts, reference: null }],
    }),
  );
}

const advice = async (t: TestContext, files: number, settings: Parameters<ReturnType<typeof workspace>['open']>[0]) => {
  const place = workspace(t, many(files));
  return place.open({ modelFolder: model(place), ...settings }).ask('preparation', null);
}; // prettier-ignore

test('a float model is prepared before it looks at a thousand images, and not for fewer', async t => {
  assert.deepEqual(await advice(t, 1000, { provider: 'cpu' }), {
    model: 'model',
    report: null,
    images: 1000,
    isWorthwhile: true,
  });
  assert.equal((await advice(t, 999, { provider: 'cpu' })).isWorthwhile, false);
});

test('not where a device is asked for that runs the downloaded form, and not in a restricted workspace', async t => {
  assert.equal((await advice(t, 1000, { provider: 'cuda' })).isWorthwhile, false);
  assert.equal((await advice(t, 1000, { provider: 'cpu', trusted: false })).isWorthwhile, false);
});

test('not where the model computes in eight bits already', async t => {
  const place = workspace(t, many(1000));
  const folder = model(place);
  for (const tower of ['vision', 'text']) {
    const graph = path.join(folder, 'onnx', `${tower}_model`);
    renameSync(`${graph}.onnx`, `${graph}_quantized.onnx`);
  }
  const desk = place.open({ modelFolder: folder, provider: 'cpu' });
  assert.equal((await desk.ask('preparation', null)).isWorthwhile, false);
});

test('not where the model looked at these images before: their vectors are of its downloaded form', async t => {
  const place = workspace(t, many(1000));
  const encoder = fakeEncoder('model');
  const { hello } = encoder;
  encoder.hello = async signal => ({ ...(await hello(signal)), model: 'model@1234abcd' as ModelId });
  const desk = place.open({ modelFolder: model(place), provider: 'cpu' }, encoder);
  assert.equal((await desk.ask('preparation', null)).isWorthwhile, true);
  await desk.ask('index', { folder: null });
  assert.equal((await desk.ask('preparation', null)).isWorthwhile, false);
});

test('with auto, only where it is known that the processor is the fastest of this machine', async t => {
  const drivers = new Drivers();
  const { store } = workspace(t, {});
  const linux = { platform: 'linux', arch: process.arch } as const;
  if (candidates(process.platform, process.arch).includes('webgpu')) {
    await remember(store, 90);
    assert.equal(await isProcessorOnly(store, drivers), false, 'WebGPU is faster');
    await remember(store, 0.1);
    assert.equal(await isProcessorOnly(store, drivers), true, 'WebGPU is right and slower');
    await remember(store, null);
    assert.equal(await isProcessorOnly(store, drivers), true, 'WebGPU is not there');
  } else t.diagnostic('This machine has no other device to remember.');
  const windows = { platform: 'win32', arch: 'x64' } as const;
  await remember(store, null, ['directml', 'webgpu']);
  assert.equal(
    await isProcessorOnly(store, drivers, windows),
    true,
    'none answered, and so the processor was not timed',
  );
  await remember(store, null, ['webgpu']);
  assert.equal(await isProcessorOnly(store, drivers, windows), false, 'nobody tried DirectML');
  const fresh = path.join(store, 'fresh');
  assert.equal(
    await isProcessorOnly(fresh, drivers, { platform: 'darwin', arch: 'arm64' }),
    false,
    'nobody tried Core ML',
  );
  assert.equal(
    await isProcessorOnly(fresh, drivers, { platform: 'linux', arch: 'arm' }),
    true,
    'there is nothing to try',
  );
  assert.equal(await isProcessorOnly(fresh, drivers, { ...linux, arch: 'x64' }), !hasGpuDevice());
});
