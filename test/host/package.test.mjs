// What is in the package for Linux on x64, which the other tests here install and drive.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { platformOfBytes } from '../../packaging/binaries.mjs';
import { extract, zipEntries } from '../../src/models/zipFile.ts';

const repository = path.resolve(import.meta.dirname, '..', '..');

const vsix = process.env.ASSET_LENS_VSIX ?? path.join(repository, '.host/asset-lens.vsix');

const mostMegabytes = 60;

test(`the package takes ${mostMegabytes} MB at most, with the starter`, async t => {
  const megabytes = statSync(vsix).size / 1e6;
  t.diagnostic(`${megabytes.toFixed(1)} MB`);
  assert.ok(megabytes <= mostMegabytes, `${megabytes}`);
  const names = (await zipEntries(vsix)).map(({ name }) => name);
  for (const name of [
    'models/starter/onnx/vision_model.onnx',
    'models/starter/onnx/text_model.onnx',
    'dist/encoder.js',
  ])
    assert.ok(names.includes(`extension/${name}`), name);
});

test('each of its native files is for Linux on x64, and WebAssembly of the runtime is not in it', async t => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-vsix-'));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));
  const entries = (await zipEntries(vsix)).filter(({ bytes }) => bytes >= 4096);
  assert.ok(entries.every(({ name }) => !name.includes('onnxruntime-web')));
  const native = [];
  for (const [place, entry] of entries.entries()) {
    const file = path.join(scratch, String(place));
    await extract(vsix, entry, file);
    const platform = platformOfBytes(readFileSync(file).subarray(0, 4096));
    rmSync(file);
    if (platform !== null) native.push({ name: entry.name, platform });
  }
  for (const { name, platform } of native) assert.equal(platform, 'linux-x64', name);
  const names = native.map(({ name }) => name).join(' ');
  for (const library of [
    'onnxruntime_binding.node',
    'libonnxruntime.so',
    'sharp-linux-x64',
    'libvips-cpp.so',
  ])
    assert.ok(names.includes(library), library);
});

test("sharp's WebAssembly build is in it, and decodes where its binary cannot be loaded", async t => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-vsix-'));
  t.after(() => rmSync(scratch, { recursive: true, force: true }));
  for (const entry of await zipEntries(vsix)) {
    if (!entry.name.startsWith('extension/node_modules/') || entry.name.endsWith('/')) continue;
    const file = path.join(scratch, entry.name);
    mkdirSync(path.dirname(file), { recursive: true });
    await extract(vsix, entry, file);
  }
  // As `refuseBinary` of src/encoder/nativeModules.ts does it.
  const script = `
    const open = process.dlopen.bind(process);
    process.dlopen = (module, file, ...flags) => {
      if (/@img.sharp-/.test(file)) throw new Error('The binary of sharp is not used here.');
      open(module, file, ...flags);
    };
    const sharp = require(${JSON.stringify(path.join(scratch, 'extension/node_modules/sharp'))});
    const create = { width: 8, height: 6, channels: 3, background: '#102030' };
    (async () => {
      const png = await sharp({ create }).png().toBuffer();
      console.log([...(await sharp(png).resize(2, 1).raw().toBuffer())].join(' '));
    })();`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [0, '16 32 48 16 32 48\n'], stderr);
});
