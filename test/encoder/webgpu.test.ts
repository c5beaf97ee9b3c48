// WebGPU as it is, on a Vulkan that is a program: right, and too slow to be chosen. Without a Vulkan, a clean verdict.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { smallestCosine } from '../../src/encoder/golden.ts';
import { tryProvider } from '../../src/encoder/tryProvider.ts';
import { colours, settingsFor } from './models.ts';
import { blue, green, plainPng, red } from './plainPng.ts';
import { builtEncoder, openEncoder } from './processes.ts';
import { hasSoftwareVulkan, softwareVulkan } from './softwareVulkan.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const skip = hasSoftwareVulkan ? false : 'There is a software Vulkan for Linux on x86-64 only.';

/** The child inherits this process's environment, which is this test file's alone. */
function withVariables(
  t: { after(cleanUp: () => void): void },
  variables: Readonly<Record<string, string>>,
): void {
  const before = Object.keys(variables).map(name => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });
}

describe('WebGPU with a software Vulkan', { skip, timeout: 300_000 }, () => {
  test('it gives the vectors of the processor, and auto does not choose it', async t => {
    withVariables(t, softwareVulkan(t));
    const encoder = await openEncoder(t, { settings: { ...settingsFor(colours), provider: 'auto' } });
    const verdicts = await encoder.providers('all');
    const webgpu = verdicts.find(({ name }) => name === 'webgpu')!;
    assert.equal(webgpu.verdict, 'ok', webgpu.reason ?? '');
    assert.ok(webgpu.cosine! >= 0.999, String(webgpu.cosine));
    const cpu = verdicts.find(({ name }) => name === 'cpu')!;
    assert.ok(webgpu.imagesPerSecond! > 0 && webgpu.imagesPerSecond! < cpu.imagesPerSecond!);
    const { provider, providerReason } = await encoder.hello();
    assert.equal(provider, 'cpu');
    assert.match(providerReason, /^The processor is the fastest/);
  });

  test('where it is asked for, pictures are encoded on it and come out as on the processor', async t => {
    withVariables(t, softwareVulkan(t));
    const shades = [red, green, blue];
    const files = Object.fromEntries(
      Array.from({ length: 11 }, (_, n) => [`${n}.png`, plainPng(shades[n % 3]!)]),
    );
    const folder = temporaryFolder(t, files);
    const paths = Object.keys(files).map(name => path.join(folder, name));
    const [there, here] = [
      await openEncoder(t, { settings: { ...settingsFor(colours), provider: 'webgpu' } }),
      await openEncoder(t, { settings: settingsFor(colours) }),
    ];
    const [onWebGpu, onProcessor] = [
      await there.encodeImages(paths, null),
      await here.encodeImages(paths, null),
    ];
    assert.equal((await there.hello()).provider, 'webgpu');
    assert.deepEqual([onWebGpu.problems, onWebGpu.images.length], [[], 11]);
    assert.ok(smallestCosine(onWebGpu.vectors, onProcessor.vectors, 11) >= 0.999);
    assert.equal((await there.hello()).space, (await here.hello()).space, 'one set of vectors');
  });

  test('without a Vulkan the verdict names what is missing', async t => {
    withVariables(t, {
      LD_LIBRARY_PATH: temporaryFolder(t),
      VK_ICD_FILENAMES: path.join(temporaryFolder(t), 'none.json'),
    });
    const { verdict, answer } = await tryProvider({
      entry: await builtEncoder(),
      modelFolder: colours,
      provider: 'webgpu',
      threads: 1,
      runtimeFolder: null,
      precision: 'float',
      reference: null,
    });
    assert.deepEqual([verdict.verdict, answer], ['refused', null]);
    // A machine may have a Vulkan loader of its own; then it has no adapter here.
    assert.match(verdict.reason!, /libvulkan\.so\.1 is missing|adapter/i);
    assert.match(verdict.remedy!, /^Install the Vulkan /);
  });
});
