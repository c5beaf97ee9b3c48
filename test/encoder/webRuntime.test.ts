// Where ONNX Runtime has no binary, networks run in its WebAssembly: forced here, beside the native one.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { loadRuntime, loadSharp, runtimeVariable } from '../../src/encoder/nativeModules.ts';
import { prepareModel } from '../../src/encoder/int8/prepareModel.ts';
import { Magick } from '../../src/encoder/magick.ts';
import type { Encoder } from '../../src/protocol/encoder.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { colours, realModel, settingsFor } from './models.ts';
import { drawPicture, pngOf } from './paper/drawnPicture.ts';
import { vitPair, writePair } from './paper/paperPairs.ts';
import { builtEncoder, openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { cosine, rowsOf } from './vectors.ts';

/** The variable goes to the processes that are started meanwhile. */
async function inWebAssembly<Result>(work: () => Promise<Result>): Promise<Result> {
  process.env[runtimeVariable] = 'web';
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(process.env, runtimeVariable);
  }
}

const texts = ['a photo of a cat', 'two boats in the harbour at night'];

async function vectorsOf(encoder: Encoder, images: readonly string[]): Promise<Float32Array[]> {
  const { dimensions } = await encoder.hello();
  const { vectors, problems } = await encoder.encodeImages(images, null);
  assert.deepEqual(problems, []);
  return [...rowsOf(vectors, dimensions), ...rowsOf(await encoder.encodeTexts(texts), dimensions)];
}

/** Five pictures: what the native runtime says of them and of the texts, and what WebAssembly does. */
async function compare(t: TestContext, modelFolder: string): Promise<void> {
  const folder = temporaryFolder(t);
  const images = Array.from({ length: 5 }, (_, place) => path.join(folder, `${place}.png`));
  images.forEach((file, place) => writeFileSync(file, pngOf(drawPicture(place + 1, 300, 224))));
  const native = await openEncoder(t, { settings: settingsFor(modelFolder) });
  const expected = await vectorsOf(native, images);
  const { space, runtime } = await native.hello();
  assert.equal(runtime, 'native');
  await native.dispose();
  await inWebAssembly(async () => {
    const encoder = await openEncoder(t, { settings: settingsFor(modelFolder) });
    const found = await vectorsOf(encoder, images);
    const identity = await encoder.hello();
    assert.deepEqual([identity.runtime, identity.provider, identity.space], ['wasm', 'cpu', space]);
    assert.match(identity.providerReason, /works in WebAssembly, several times slower/);
    const cosines = found.map((vector, place) => cosine(vector, expected[place]!));
    t.diagnostic(`the least cosine: ${Math.min(...cosines)}`);
    for (const [place, value] of cosines.entries()) assert.ok(value >= 0.999, `${place}: ${value}`);
    const alone = await encoder.encodeImages([images[1]!], null);
    assert.deepEqual(alone.vectors, found[1]);
    await encoder.dispose();
  });
}

test('WebAssembly gives the starter’s vectors', { timeout: 300_000 }, t => compare(t, realModel));

test('WebAssembly finds weights that lie beside the graph', { timeout: 300_000 }, t =>
  compare(t, writePair(t, vitPair('small'))),
);

test('a package without the native runtime works in WebAssembly by itself', { timeout: 300_000 }, async t => {
  const folder = temporaryFolder(t);
  const [root, built] = [path.resolve(import.meta.dirname, '..', '..'), path.dirname(await builtEncoder())];
  for (const name of ['encoder.js', 'magick.js', 'magick.wasm']) cpSync(path.join(built, name), path.join(folder, 'dist', name)); // prettier-ignore
  const web = path.join(root, 'node_modules', 'onnxruntime-web');
  cpSync(path.join(web, 'package.json'), path.join(folder, 'dist', 'onnxruntime-web', 'package.json'));
  for (const name of ['ort.wasm.min.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'])
    cpSync(path.join(web, 'dist', name), path.join(folder, 'dist', 'onnxruntime-web', name));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(
    path.join(root, 'node_modules', 'sharp'),
    path.join(folder, 'node_modules', 'sharp'),
    'junction',
  );
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');

  const entry = path.join(folder, 'dist', 'encoder.js');
  const encoder = await openEncoder(t, { entry, settings: settingsFor(colours) });
  assert.equal((await encoder.hello()).runtime, 'wasm');
  const native = await openEncoder(t, { settings: settingsFor(colours) });
  assert.ok(cosine(await encoder.encodeTexts(['red']), await native.encodeTexts(['red'])) >= 0.999);
});

test('a model cannot be prepared in WebAssembly, and that is said', async t => {
  const runtime = await inWebAssembly(async () => loadRuntime());
  const ports = { runtime, decoders: { sharp: loadSharp(), magick: new Magick() }, tell: () => undefined };
  const request = { modelFolder: writePair(t, vitPair('small')), images: [], threads: 1, again: false };
  await assert.rejects(
    prepareModel(request, ports, new AbortController().signal),
    error => LensError.is(error, 'model-invalid') && /WebAssembly/.test(error.message),
  );
});
