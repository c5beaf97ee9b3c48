// What a model folder says of itself: every form that the hub has is understood, and what is not known is named.
import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { readModelCard } from '../../src/models/modelCard.ts';
import { clipPreprocessor, type Json, modelFolder, refusal } from './modelFolder.ts';

const preprocessing = async (t: TestContext, values: Json) =>
  (await readModelCard(modelFolder(t, { 'preprocessor_config.json': values }))).preprocessing;

const temperature = async (t: TestContext, values: Json) =>
  (await readModelCard(modelFolder(t, { 'config.json': { model_type: 'clip', ...values } }))).temperature;

describe('preprocessor_config.json', () => {
  test('of CLIP is read as it stands', async t => {
    assert.deepEqual(await preprocessing(t, clipPreprocessor), {
      resize: { kind: 'shortest', edge: 224 },
      filter: 'bicubic',
      crop: { width: 224, height: 224 },
      rescale: 0.00392156862745098,
      mean: [0.48145466, 0.4578275, 0.40821073],
      deviation: [0.26862954, 0.26130258, 0.27577711],
      alphaBackground: [255, 255, 255],
    });
  });

  test('of the first exports, with bare numbers for sizes, means the same', async t => {
    const old = { do_rescale: undefined, rescale_factor: undefined, size: 224, crop_size: 224 };
    assert.deepEqual(await preprocessing(t, { ...clipPreprocessor, ...old }), {
      ...(await preprocessing(t, clipPreprocessor)),
      rescale: 1 / 255,
    });
  });

  test('that is empty means CLIP’s own values', async t => {
    assert.deepEqual(await preprocessing(t, {}), {
      ...(await preprocessing(t, clipPreprocessor)),
      rescale: 1 / 255,
    });
  });

  test('with height and width squashes the picture and cuts nothing', async t => {
    const uncut = { ...clipPreprocessor, crop_size: undefined };
    const { resize, crop } = await preprocessing(t, { ...uncut, size: { height: 256, width: 192 } });
    assert.deepEqual([resize, crop], [{ kind: 'squash', width: 192, height: 256 }, null]);
  });

  test('with height, width and a crop squashes first and cuts then', async t => {
    const { resize, crop } = await preprocessing(t, {
      ...clipPreprocessor,
      size: { height: 256, width: 256 },
    });
    assert.deepEqual(resize, { kind: 'squash', width: 256, height: 256 });
    assert.deepEqual(crop, { width: 224, height: 224 });
  });

  test('without a crop keeps the whole', async t => {
    assert.equal((await preprocessing(t, { ...clipPreprocessor, do_center_crop: false })).crop, null);
  });

  test('without scaling and normalising leaves the levels alone', async t => {
    const raw = { ...clipPreprocessor, do_rescale: false, do_normalize: false };
    const { rescale, mean, deviation } = await preprocessing(t, raw);
    assert.deepEqual([rescale, mean, deviation], [1, [0, 0, 0], [1, 1, 1]]);
  });

  test('of open_clip is read with its own words', async t => {
    const openClip = { size: 240, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], interpolation: 'bicubic' };
    const squashed = await preprocessing(t, { ...openClip, resize_mode: 'squash' });
    assert.deepEqual(squashed.resize, { kind: 'squash', width: 240, height: 240 });
    assert.deepEqual([squashed.mean, squashed.deviation], [openClip.mean, openClip.std]);
    const shortest = await preprocessing(t, { ...openClip, resize_mode: 'shortest' });
    assert.deepEqual(shortest.resize, { kind: 'shortest', edge: 240 });
    assert.deepEqual(shortest.crop, { width: 240, height: 240 });
  });

  test('of open_clip may ask for the whole picture within a square, with a colour beside it', async t => {
    const { resize, crop, fill } = await preprocessing(t, {
      size: [240, 240],
      resize_mode: 'longest',
      fill_color: 7,
    });
    assert.deepEqual(resize, { kind: 'longest', edge: 240 });
    assert.deepEqual([crop, fill], [{ width: 240, height: 240 }, [7, 7, 7]]);
  });

  test('may ask for any filter that can be had, by Pillow’s number', async t => {
    const filters = ['nearest', 'lanczos', 'bilinear', 'bicubic'];
    for (const [resample, filter] of filters.entries()) {
      assert.equal((await preprocessing(t, { ...clipPreprocessor, resample })).filter, filter);
    }
  });

  test('may say what shows through transparent pixels', async t => {
    for (const background of ['contrast', [0, 0, 0], [12, 34, 56]]) {
      const { alphaBackground } = await preprocessing(t, { alpha_background: background });
      assert.deepEqual(alphaBackground, background);
    }
  });
});

describe('a value that is not known is named and refused', () => {
  const unknown: readonly Json[] = [
    { resample: 4 },
    { resample: 5 },
    { resample: 'bicubic' },
    { interpolation: 'random' },
    { resize_mode: 'stretch' },
    { resize_mode: 3 },
    { do_pad: true },
    { do_resize: false },
    { do_resize: 'yes' },
    { do_flip_channel_order: true },
    { crop_pct: 0.9 },
    { size: 0 },
    { size: 224.5 },
    { size: '224' },
    { size: { longest_edge: 224 } },
    { size: { shortest_edge: 224, longest_edge: 512 } },
    { size: { height: 224 } },
    { crop_size: { height: 224, width: 0 } },
    { crop_size: [224, 224] },
    { fill_color: 'black' },
    { image_mean: [0.5, 0.5] },
    { image_mean: ['a', 'b', 'c'] },
    { image_std: [0.5, 0, 0.5] },
    { alpha_background: 'pink' },
    { alpha_background: [0, 0, 256] },
    { rescale_factor: null },
  ];
  for (const values of unknown) {
    const [[key, value]] = Object.entries(values) as [[string, unknown]];
    test(`preprocessor_config.json: ${key} = ${JSON.stringify(value)}`, async t => {
      const config = { ...clipPreprocessor, ...values };
      const { message } = await refusal(
        readModelCard(modelFolder(t, { 'preprocessor_config.json': config })),
      );
      assert.match(message, new RegExp(`preprocessor_config\\.json has ${key}\\b.*, which is not known\\.$`));
    });
  }

  test('resize_mode with two sizes', async t => {
    const config = { size: { height: 200, width: 100 }, resize_mode: 'squash' };
    const { message } = await refusal(readModelCard(modelFolder(t, { 'preprocessor_config.json': config })));
    assert.match(message, /preprocessor_config\.json has size = \{"height":200,"width":100\}/);
  });

  test('config.json: another kind of model', async t => {
    const folder = modelFolder(t, { 'config.json': { model_type: 'blip' } });
    const { message, details } = await refusal(readModelCard(folder));
    assert.match(message, /config\.json has model_type = "blip", which is not known/);
    assert.equal(details['folder'], folder);
  });

  test('tokenizer_config.json: a length that is none', async t => {
    const folder = modelFolder(t, { 'tokenizer_config.json': { model_max_length: 'long' } });
    const { message } = await refusal(readModelCard(folder));
    assert.match(message, /tokenizer_config\.json has model_max_length = "long"/);
  });
});

describe('a file that cannot be read is named', () => {
  for (const name of ['config.json', 'preprocessor_config.json', 'tokenizer_config.json']) {
    test(`${name} is missing`, async t => {
      const { message } = await refusal(readModelCard(modelFolder(t, { [name]: null })));
      assert.match(message, new RegExp(` ${name.replace('.', '\\.')} is missing\\.$`));
    });

    test(`${name} is not JSON`, async t => {
      const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
      const { message } = await refusal(readModelCard(modelFolder(t, { [name]: pointer })));
      assert.match(message, new RegExp(` ${name.replace('.', '\\.')} is not JSON\\.$`));
    });

    test(`${name} is a list`, async t => {
      const { message } = await refusal(readModelCard(modelFolder(t, { [name]: '[]' })));
      assert.match(message, new RegExp(` ${name.replace('.', '\\.')} has `));
    });
  }
});

describe('the temperature', () => {
  test('is the exponential of the trained logit_scale', async t => {
    assert.equal(await temperature(t, { logit_scale: 3 }), Math.exp(3));
    assert.equal(await temperature(t, { logit_scale: 3, logit_scale_init_value: 2.6592 }), Math.exp(3));
  });

  test('is never above 100, where CLIP clips it', async t => {
    assert.equal(await temperature(t, { logit_scale: 7 }), 100);
  });

  test('is 100 where the file has only the value before training', async t => {
    assert.ok(Math.abs((await temperature(t, { logit_scale_init_value: 2.6592 })) - 100) < 1e-9);
    assert.ok(Math.abs((await temperature(t, {})) - 100) < 1e-9);
  });

  test('is taken from logit_scale_init_value where that is another one', async t => {
    assert.equal(await temperature(t, { logit_scale_init_value: 4.2 }), Math.exp(4.2));
  });
});

describe('the length of texts', () => {
  const lengthOf = async (t: TestContext, config: Json, tokenizer: Json) =>
    (
      await readModelCard(
        modelFolder(t, {
          'config.json': { model_type: 'clip', ...config },
          'tokenizer_config.json': tokenizer,
        }),
      )
    ).contextLength;

  test('is the shorter one of what graph and tokenizer say', async t => {
    const config = { text_config: { max_position_embeddings: 64 } };
    assert.equal(await lengthOf(t, config, { model_max_length: 77 }), 64);
    assert.equal(await lengthOf(t, config, { model_max_length: 32 }), 32);
    assert.equal(await lengthOf(t, config, { model_max_length: 1e30 }), 64);
    assert.equal(await lengthOf(t, config, {}), 64);
  });

  test('is CLIP’s 77 where nobody says', async t => {
    assert.equal(await lengthOf(t, {}, {}), 77);
  });
});

test('the padding token is read in all its forms', async t => {
  const pad = async (pad_token: unknown) =>
    (await readModelCard(modelFolder(t, { 'tokenizer_config.json': { pad_token } }))).padToken;
  assert.equal(await pad('[PAD]'), '[PAD]');
  assert.equal(await pad({ content: '<pad>', lstrip: false }), '<pad>');
  assert.equal(await pad(null), null);
  assert.equal(await pad(undefined), null);
});
