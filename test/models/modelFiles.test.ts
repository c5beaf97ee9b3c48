// Which files make a model, and whether they are all there.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { readModelCard } from '../../src/models/modelCard.ts';
import { digestModel } from '../../src/models/modelFiles.ts';
import { resolveModel, shelfFolder } from '../../src/models/resolveModel.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { type Json, modelFolder, refusal } from './modelFolder.ts';

const pointer =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';

const digestOf = async (t: TestContext, files: Readonly<Record<string, Json | string | null>> = {}) =>
  digestModel(await readModelCard(modelFolder(t, files)));

describe('a model is identified', () => {
  test('by the name of its folder and its contents, wherever it lies', async t => {
    const [one, other] = [await digestOf(t), await digestOf(t)];
    assert.deepEqual(one, other);
    assert.equal(one.id, `small-clip@${one.graphs.slice(0, 8)}`);
    assert.match(one.graphs, /^[0-9a-f]{64}$/);
  });

  const parts = ['onnx/vision_model.onnx', 'onnx/text_model.onnx', 'tokenizer.json', 'tokenizer_config.json'];
  for (const name of [...parts, 'onnx/vision_model.onnx_data', 'onnx/text_model.onnx_data']) {
    test(`by ${name} among others`, async t => {
      const changed = { [name]: '{ "model_max_length": 76 }' };
      assert.notEqual((await digestOf(t, changed)).graphs, (await digestOf(t)).graphs);
    });
  }

  test('not by graphs that are not used', async t => {
    const more = { 'onnx/vision_model_fp16.onnx': 'half', 'onnx/model.onnx': 'both', 'README.md': '# Card' };
    assert.deepEqual(await digestOf(t, more), await digestOf(t));
  });
});

describe('a file of a model is named when it', () => {
  for (const name of ['onnx/vision_model.onnx', 'onnx/text_model.onnx', 'tokenizer.json']) {
    const named = new RegExp(` ${path.normalize(name).replaceAll(/[\\.]/g, '\\$&')} `);

    test(`is missing: ${name}`, async t => {
      const { message } = await refusal(digestOf(t, { [name]: null }));
      assert.match(message, named);
      assert.match(message, / is missing\.$/);
    });

    test(`is only a Git LFS pointer: ${name}`, async t => {
      const { message } = await refusal(digestOf(t, { [name]: pointer }));
      assert.match(message, named);
      assert.match(message, / is only a Git LFS pointer; run "git lfs pull"\.$/);
    });

    test(`is empty: ${name}`, async t => {
      const { message } = await refusal(digestOf(t, { [name]: '' }));
      assert.match(message, / is empty\.$/);
    });
  }

  test('is a Git LFS pointer beside the graph', async t => {
    const { message } = await refusal(digestOf(t, { 'onnx/vision_model.onnx_data': pointer }));
    assert.match(message, /vision_model\.onnx_data is only a Git LFS pointer/);
  });

  test('is a folder', async t => {
    const folder = modelFolder(t, { 'onnx/text_model.onnx': null });
    mkdirSync(path.join(folder, 'onnx', 'text_model.onnx'));
    const { message } = await refusal(readModelCard(folder).then(digestModel));
    assert.match(message, /text_model\.onnx is missing/);
  });
});

describe('a model is found', () => {
  /** A folder of shipped models with two in it. */
  function shipped(t: TestContext): string {
    const folder = path.dirname(modelFolder(t));
    for (const id of ['starter', 'larger']) {
      mkdirSync(path.join(folder, id));
      writeFileSync(path.join(folder, id, 'config.json'), '{}');
    }
    return folder;
  }

  const store = path.join(import.meta.dirname, 'nowhere');

  test('by the id of a shipped one, the starter where none is asked for', t => {
    const folder = shipped(t);
    assert.equal(resolveModel(undefined, folder, store), path.join(folder, 'starter'));
    assert.equal(resolveModel('starter', folder, store), path.join(folder, 'starter'));
    assert.equal(resolveModel('larger', folder, store), path.join(folder, 'larger'));
  });

  test('by its path, absolute or relative', t => {
    const folder = shipped(t);
    const other = path.join(folder, 'small-clip');
    assert.equal(resolveModel(other, path.join(folder, 'nowhere'), store), other);
    assert.equal(resolveModel(path.relative(process.cwd(), other), folder, store), other);
  });

  test('on the shelf, by the id of the catalogue or the name of its repository', t => {
    const store = path.dirname(modelFolder(t));
    for (const id of ['clip-vit-b-32', 'org/some.model']) {
      mkdirSync(shelfFolder(store, id), { recursive: true });
      writeFileSync(path.join(shelfFolder(store, id), 'asset-lens-model.json'), '{}');
      assert.equal(resolveModel(id, shipped(t), store), shelfFolder(store, id));
    }
    assert.equal(path.basename(shelfFolder(store, 'org/some.model')), 'org--some.model');
  });

  test('in the catalogue or on a hub, but not here: then it says how to fetch it', t => {
    for (const model of ['clip-vit-b-16', 'org/unknown']) {
      assert.throws(
        () => resolveModel(model, shipped(t), store),
        (error: unknown) =>
          LensError.is(error, 'model-missing') && error.message.includes(`asset-lens models get ${model}`),
      );
    }
  });

  test('nowhere else', t => {
    const folder = shipped(t);
    for (const model of ['unknown', '../unknown', path.join(folder, 'starter', 'config.json')]) {
      assert.throws(
        () => resolveModel(model, folder, store),
        (error: unknown) => LensError.is(error, 'model-invalid') && error.details['model'] === model,
      );
    }
  });
});
