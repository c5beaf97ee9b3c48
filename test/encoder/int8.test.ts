// The int8 form of a model: made of networks of the paper's two architectures in a small size, with random weights.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Magick } from '../../src/encoder/magick.ts';
import { prepareModel } from '../../src/encoder/int8/prepareModel.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { openOnnx } from '../../src/models/onnx/files.ts';
import { KnownDigests, verifiedName } from '../../src/models/int8/knownDigests.ts';
import {
  machineName,
  precisionFor,
  preparedFolder,
  preparedGraph,
  readPrepared,
  withPrecision,
} from '../../src/models/int8/prepared.ts';
import { digestModel } from '../../src/models/modelFiles.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import type { PreparedReport, PrepareProgress } from '../../src/protocol/encoder.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { settingsFor } from './models.ts';
import { drawPicture, pngOf } from './paper/drawnPicture.ts';
import { resnetPair, vitPair, writePair } from './paper/paperPairs.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { cosine, rowsOf } from './vectors.ts';

const runtime = loadRuntime();
const decoders = { sharp: loadSharp(), magick: new Magick() };
const machine = machineName(runtime.env.versions.common);

/** As it lies beside a form. */
interface Verified {
  readonly files: Record<string, { sha256: string }>;
}

type Owner = Parameters<typeof temporaryFolder>[0];

/** Twenty-four pictures in a folder of their own. */
function picturesFor(owner: Owner, count = 24): string[] {
  const files = Array.from({ length: count }, (_, place) => `${String(place).padStart(2, '0')}.png`);
  const contents = files.map((file, place) => [file, pngOf(drawPicture(place + 1, 240, 224))] as const);
  const folder = temporaryFolder(owner, Object.fromEntries(contents));
  return files.map(file => path.join(folder, file));
}

function prepare(
  modelFolder: string,
  images: readonly string[],
  more: {
    readonly again?: boolean;
    readonly tell?: (progress: PrepareProgress) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<PreparedReport> {
  const { again = false, tell = () => undefined, signal = new AbortController().signal } = more;
  return prepareModel(
    { modelFolder, images, threads: 1, again },
    { runtime, decoders, tell, leastGain: 0 },
    signal,
  );
}

const shapes = { 'ViT-B/32': vitPair, RN50: resnetPair };

for (const [name, draw] of Object.entries(shapes)) {
  describe(`a small pair of the shape of ${name}`, { timeout: 300_000 }, () => {
    const cleanups: (() => unknown)[] = [];
    const owner = { after: (cleanup: () => unknown) => void cleanups.unshift(cleanup) };
    let folder: string;
    let images: string[];
    let report: PreparedReport;
    const told: PrepareProgress[] = [];

    before(async () => {
      folder = writePair(owner, draw('small'));
      images = picturesFor(owner);
      report = await prepare(folder, images, { tell: progress => told.push(progress) });
    });
    after(async () => {
      for (const cleanup of cleanups) await cleanup();
    });

    test('keeps the direction of its vectors in int8: a mean cosine of 0.99 or more', t => {
      for (const tower of ['vision', 'text'] as const) {
        const { cosine: found, inFloat, layers } = report.towers[tower];
        t.diagnostic(`${tower}: ${JSON.stringify(found)}, ${inFloat.length} of ${layers} layers in float`);
        assert.ok(found && found.mean >= 0.99, tower);
        assert.ok(layers > inFloat.length, tower);
      }
    });

    test('is checked with pictures that it was not calibrated with, and too few for ranks are not ranked', () => {
      assert.deepEqual([report.calibratedWith, report.checkedWith, report.ranks], [8, 16, null]);
    });

    test('tells of each step', () => {
      assert.deepEqual(
        [...new Set(told.map(({ step }) => step))].filter(step => step !== 'searching'),
        ['reading', 'checking', 'calibrating', 'timing'],
      );
      assert.ok(told.every(({ done, total }) => done <= total));
    });

    test('computes with weights of signed bytes, a scale for each channel', async () => {
      const card = await readModelCard(folder);
      const graph = preparedGraph(card, 'vision');
      const { nodes, tensors } = openOnnx(graph).graph;
      const weights = nodes.filter(
        ({ operator, inputs }) => operator === 'DequantizeLinear' && tensors.get(inputs[0]!)?.type === 3,
      );
      assert.ok(weights.length > 5);
      for (const { inputs } of weights) {
        const channels = tensors.get(inputs[1]!)!.shape[0]!;
        assert.ok(tensors.get(inputs[0]!)!.shape.includes(channels) && channels > 1, inputs[0]);
      }
    });
  });
}

test(
  'in int8 a picture has the same vector alone and in any batch, bit for bit, and the vectors are of another space',
  { timeout: 300_000 },
  async t => {
    const folder = writePair(t, vitPair('small'));
    const images = picturesFor(t);
    const float = await openEncoder(t, { settings: settingsFor(folder) });
    const before = await float.hello();
    const exact = rowsOf((await float.encodeImages(images, null)).vectors, before.dimensions);
    await float.dispose();
    await prepare(folder, images);

    const encoder = await openEncoder(t, { settings: settingsFor(folder) });
    const { precision, space, dimensions } = await encoder.hello();
    assert.equal(precision.vision, 'int8');
    assert.deepEqual(before.precision, { vision: 'float', text: 'float' });
    assert.notEqual(space, before.space);
    const together = rowsOf((await encoder.encodeImages(images, null)).vectors, dimensions);
    for (const place of [0, 7, 8, 23]) {
      const { vectors } = await encoder.encodeImages([images[place]!], null);
      assert.deepEqual(vectors, together[place]);
      const pair = await encoder.encodeImages([images[place]!, images[(place + 1) % 24]!], null);
      assert.deepEqual(pair.vectors.subarray(0, dimensions), together[place]);
      assert.notDeepEqual(vectors, exact[place]);
      assert.ok(cosine(vectors, exact[place]!) > 0.98);
    }
  },
);

test(
  'an index that was made with the downloaded form stays with it until somebody asks for the prepared one',
  { timeout: 300_000 },
  async t => {
    const folder = writePair(t, vitPair('small'));
    const hello = async (indexed: readonly string[], form?: 'prepared') => {
      const encoder = await openEncoder(t, { settings: { ...settingsFor(folder), ...(form && { form }) } });
      const { space, precision, isFasterReady } = await encoder.hello(undefined, indexed);
      await encoder.dispose();
      return { space, precision: precision.vision, isFasterReady };
    };
    const float = await hello([]);
    assert.deepEqual([float.precision, float.isFasterReady], ['float', false]);
    await prepare(folder, picturesFor(t));
    assert.deepEqual(await hello([float.space]), { ...float, isFasterReady: true });
    const prepared = await hello([float.space], 'prepared');
    assert.deepEqual([prepared.precision, prepared.isFasterReady], ['int8', false]);
    assert.notEqual(prepared.space, float.space);
    // A folder without an index, one of another model's, and two of which one has changed over.
    for (const indexed of [[], ['another model'], [float.space, prepared.space]])
      assert.deepEqual(await hello(indexed), prepared);
  },
);

test('a form that was prepared is not made again, unless asked', { timeout: 300_000 }, async t => {
  const folder = writePair(t, vitPair('small'));
  const images = picturesFor(t);
  const first = await prepare(folder, images);
  const told: PrepareProgress[] = [];
  const tell = (progress: PrepareProgress) => told.push(progress);
  assert.deepEqual(await prepare(folder, [], { tell }), first);
  assert.deepEqual(told, []);
  await prepare(folder, images, { again: true, tell });
  assert.ok(told.length > 0);
});

test(
  'another graph, another machine or a damaged file is none that was prepared',
  { timeout: 300_000 },
  async t => {
    const folder = writePair(t, vitPair('small'));
    await prepare(folder, picturesFor(t));
    const card = await readModelCard(folder);
    assert.equal((await precisionFor(card, machine)).vision, 'int8');
    assert.deepEqual(await precisionFor(card, 'another machine'), { vision: 'float', text: 'float' });

    const float = await digestModel(card);
    const coded = await digestModel(withPrecision(card, { vision: 'int8', text: 'float' }));
    assert.notEqual(float.graphs, coded.graphs);

    const data = `${preparedGraph(card, 'vision')}_data`;
    const whole = readFileSync(data);
    writeFileSync(data, whole.subarray(1));
    assert.equal(await readPrepared(card, machine), null);
    writeFileSync(data, whole);
    assert.notEqual(await readPrepared(card, machine), null);
    // Of the same length, too.
    writeFileSync(data, Buffer.concat([whole.subarray(0, -1), Buffer.of(whole.at(-1)! ^ 1)]));
    assert.equal(await readPrepared(card, machine), null);
    writeFileSync(data, whole);
    assert.notEqual(await readPrepared(card, machine), null);

    const weights = `${card.visionGraph}_data`;
    writeFileSync(weights, Buffer.concat([readFileSync(weights), Buffer.of(0)]));
    assert.equal(await readPrepared(card, machine), null);
  },
);

test('a start reads no weights that were verified before', { timeout: 300_000 }, async t => {
  const folder = writePair(t, vitPair('small'));
  await prepare(folder, picturesFor(t));
  const card = await readModelCard(folder);
  const coded = withPrecision(card, { vision: 'int8', text: 'int8' });
  const later = () => new KnownDigests(preparedFolder(card), () => Date.now() + 60_000);
  assert.notEqual(await readPrepared(card, machine, later()), null);
  const { graphs } = await digestModel(coded, later());
  // Whoever reads the weights finds other digests than these: the form would be damaged, and the model another one.
  const verified = path.join(preparedFolder(card), verifiedName);
  const spoil = (name: string) => {
    const { files, ...rest } = JSON.parse(readFileSync(verified, 'utf8')) as Verified;
    assert.ok(files[name], name);
    files[name].sha256 = 'f'.repeat(64);
    writeFileSync(verified, JSON.stringify({ ...rest, files }));
  };
  const known = readFileSync(verified, 'utf8');
  for (const name of ['vision.onnx_data', '../onnx/text_model.onnx_data']) {
    spoil(path.normalize(name));
    assert.equal(await readPrepared(card, machine), null, name);
    writeFileSync(verified, known);
    assert.notEqual(await readPrepared(card, machine), null);
  }
  assert.equal((await digestModel(coded)).graphs, graphs);
  spoil('text.onnx_data');
  assert.notEqual((await digestModel(coded)).graphs, graphs);
});

test(
  'giving up leaves nothing behind, neither here nor by a process that is killed',
  { timeout: 300_000 },
  async t => {
    const folder = writePair(t, vitPair('small'));
    const images = picturesFor(t);
    const before = readdirSync(folder).sort();
    const here = new AbortController();
    const given = prepare(folder, images, {
      tell: ({ step }) => step === 'calibrating' && here.abort(),
      signal: here.signal,
    });
    await assert.rejects(given, error => LensError.is(error, 'aborted'));
    assert.deepEqual(readdirSync(folder).sort(), before);

    const encoder = await openEncoder(t, { settings: settingsFor(folder) });
    const there = new AbortController();
    const steps: string[] = [];
    const stopped = encoder.prepare(
      { images, again: false },
      ({ step }) => {
        steps.push(step);
        if (step === 'checking') there.abort();
      },
      there.signal,
    );
    await assert.rejects(stopped, error => LensError.is(error, 'aborted'));
    assert.ok(steps.includes('checking'));
    assert.deepEqual(readdirSync(folder).sort(), before);
  },
);

test('too few pictures are refused in a sentence that says how many are needed', async t => {
  const folder = writePair(t, vitPair('small'));
  const images = [...picturesFor(t, 15), path.join(folder, 'config.json')];
  await assert.rejects(
    prepare(folder, images),
    error =>
      LensError.is(error, 'invalid-argument') && /15 pictures could be read, and 16/.test(error.message),
  );
});
