// Every family and layout, with random weights, through the encoder and through transformers.js: the same vectors.
import assert from 'node:assert/strict';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import {
  env,
  AutoProcessor,
  AutoTokenizer,
  CLIPModel,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  RawImage,
  SiglipTextModel,
  SiglipVisionModel,
  type Tensor,
} from '@huggingface/transformers';
import { getModel } from '../../src/models/getModel.ts';
import { hubOf } from '../../src/models/hubCache.ts';
import { networkOf } from '../../src/models/network.ts';
import { serveHub } from '../models/fakeHub.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import { openTokenizer } from '../../src/encoder/text.ts';
import {
  clipCombined,
  clipExternal,
  clipMasked,
  clipSplit,
  type Files,
  immich,
  openClip,
  siglip,
} from './families/familyFolders.ts';
import { fixtures, settingsFor } from './models.ts';
import { drawPicture, pngOf } from './paper/drawnPicture.ts';
import { openEncoder } from './processes.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { cosine, rowsOf } from './vectors.ts';

/** Of the size that a model sees: nothing is resampled, so that both ways have the same pixels. More than one run takes. */
const picturesFor = (edge: number) =>
  Array.from({ length: 9 }, (_, place) => pngOf(drawPicture(place + 1, edge, edge)));

const texts = [
  'a photo of a cat',
  'A Photo of a DOG.',
  'this is a photo of the red circle',
  'boats, in the harbour!',
  'öl 5',
  'the harbour the boat the red dog the cat the circle',
];

/** What the two ways must have in common, and what two different pictures or texts must not reach. */
const [same, other] = [0.9999, 0.999];

const options = {
  dtype: 'fp32',
  device: 'cpu',
  session_options: { intraOpNumThreads: 1, logSeverityLevel: 3 },
} as const;

interface Vectors {
  readonly pictures: readonly Float32Array[];
  readonly texts: readonly Float32Array[];
}

async function ours(t: TestContext, files: Files, edge: number): Promise<Vectors> {
  const folder = temporaryFolder(
    t,
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`model/${name}`, bytes])),
  );
  const pictures = picturesFor(edge);
  const place = temporaryFolder(t, Object.fromEntries(pictures.map((bytes, i) => [`${i}.png`, bytes])));
  const encoder = await openEncoder(t, { settings: settingsFor(path.join(folder, 'model')) });
  const { dimensions } = await encoder.hello();
  const { vectors, problems } = await encoder.encodeImages(
    pictures.map((_, i) => path.join(place, `${i}.png`)),
    null,
  );
  assert.deepEqual(problems, []);
  return {
    pictures: rowsOf(vectors, dimensions),
    texts: rowsOf(await encoder.encodeTexts(texts), dimensions),
  };
}

/** transformers.js with its own processor and tokenizer. `clean` is what it leaves to others. */
async function theirs(
  t: TestContext,
  files: Files,
  edge: number,
  kind: 'clip' | 'combined' | 'siglip',
  clean: (text: string) => string = text => text,
): Promise<Vectors> {
  const root = temporaryFolder(
    t,
    Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`model/${name}`, bytes])),
  );
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = `${root}/`;
  const [processor, tokenizer] = [
    await AutoProcessor.from_pretrained('model'),
    await AutoTokenizer.from_pretrained('model'),
  ];
  const images = await Promise.all(
    picturesFor(edge).map(bytes => RawImage.fromBlob(new Blob([Uint8Array.from(bytes)]))),
  );
  const { pixel_values } = (await processor(images)) as { pixel_values: Tensor };
  const padding = kind === 'siglip' ? 'max_length' : true;
  const tokens = tokenizer(texts.map(clean), { padding, truncation: true }) as {
    input_ids: Tensor;
    attention_mask: Tensor;
  };
  const rows = (tensor: Tensor) =>
    rowsOf(Float32Array.from(tensor.data as Float32Array), tensor.dims.at(-1)!);
  // The types of transformers.js leave the outputs open.
  type Outputs = Record<'image_embeds' | 'text_embeds' | 'pooler_output', Tensor>;
  if (kind === 'combined') {
    const model = await CLIPModel.from_pretrained('model', options);
    const { image_embeds, text_embeds } = (await model({ pixel_values, ...tokens })) as Outputs;
    return { pictures: rows(image_embeds), texts: rows(text_embeds) };
  }
  if (kind === 'siglip') {
    const [vision, text] = [
      await SiglipVisionModel.from_pretrained('model', options),
      await SiglipTextModel.from_pretrained('model', options),
    ];
    const [pictures, words] = [
      (await vision({ pixel_values })) as Outputs,
      (await text({ input_ids: tokens.input_ids })) as Outputs,
    ];
    return { pictures: rows(pictures.pooler_output), texts: rows(words.pooler_output) };
  }
  const [vision, text] = [
    await CLIPVisionModelWithProjection.from_pretrained('model', options),
    await CLIPTextModelWithProjection.from_pretrained('model', options),
  ];
  const [pictures, words] = [(await vision({ pixel_values })) as Outputs, (await text(tokens)) as Outputs];
  return { pictures: rows(pictures.image_embeds), texts: rows(words.text_embeds) };
}

function compare(t: TestContext, actual: Vectors, expected: Vectors): void {
  for (const what of ['pictures', 'texts'] as const) {
    assert.equal(actual[what].length, expected[what].length);
    const own = actual[what].map((vector, i) => cosine(vector, unit(expected[what][i]!)));
    const others = actual[what].flatMap((vector, i) =>
      expected[what].filter((_, j) => j !== i).map(rest => cosine(vector, unit(rest))),
    );
    t.diagnostic(
      `${what}: the least likeness of a pair ${Math.min(...own)}, the most of two different ones ${Math.max(...others)}`,
    );
    assert.ok(Math.min(...own) >= same, what);
    assert.ok(Math.max(...others) < other, `${what} are told apart`);
  }
}

const unit = (vector: Float32Array) => {
  const length = Math.hypot(...vector);
  return vector.map(value => value / length);
};

/** As SigLIP's authors clean a text (big_vision), written a second time. */
const canonical = (text: string) => text.toLowerCase().split('').filter(c => !'!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'.includes(c)).join('').split(/\s+/).filter(Boolean).join(' '); // prettier-ignore

describe('the encoder and transformers.js give the same vectors', { timeout: 300_000 }, () => {
  test('of CLIP in two graphs', async t => compare(t, await ours(t, clipSplit(), 224), await theirs(t, clipSplit(), 224, 'clip')));
  test('of CLIP whose texts have a mask', async t => compare(t, await ours(t, clipMasked(), 224), await theirs(t, clipMasked(), 224, 'clip')));
  test('of CLIP with weights in other files', async t => compare(t, await ours(t, clipExternal(), 224), await theirs(t, clipExternal(), 224, 'clip')));
  test('of CLIP in one graph', async t => compare(t, await ours(t, clipCombined(), 224), await theirs(t, clipCombined(), 224, 'combined')));
  test('of SigLIP, whose texts are filled up to 64 with the end mark', async t => compare(t, await ours(t, siglip(1), 224), await theirs(t, siglip(1), 224, 'siglip', canonical)));
  test('of SigLIP 2, whose texts are lower case and filled up to 64', async t => compare(t, await ours(t, siglip(2), 256), await theirs(t, siglip(2), 256, 'siglip', text => text.toLowerCase())));
  test('of CLIP as Immich exports it, one at a time, with weights under a UUID', async t => compare(t, await ours(t, immich(), 224), await theirs(t, clipSplit(), 224, 'clip')));
  test('of CLIP with a config of open_clip and ends without names', async t => compare(t, await ours(t, openClip(), 224), await theirs(t, clipSplit(), 224, 'clip')));
}); // prettier-ignore

test('what tells the families apart is read from their files', async t => {
  const card = async (files: Files) =>
    readModelCard(
      path.join(
        temporaryFolder(
          t,
          Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`m/${name}`, bytes])),
        ),
        'm',
      ),
    );
  const clip = await card(clipSplit());
  assert.deepEqual(
    [clip.family, clip.scoring, clip.text.padTo, clip.contextLength],
    ['clip', 'softmax', null, 77],
  );
  const first = await card(siglip(1));
  assert.deepEqual(
    [first.family, first.scoring, first.bias, first.text],
    ['siglip', 'sigmoid', null, { clean: 'canonical', padTo: 64, padId: 1 }],
  );
  assert.deepEqual(
    [first.preprocessing.resize, first.preprocessing.filter, first.preprocessing.crop],
    [{ kind: 'squash', width: 224, height: 224 }, 'bicubic', null],
  );
  const second = await card(siglip(2));
  assert.deepEqual([second.family, second.text], ['siglip2', { clean: 'lower', padTo: 64, padId: 0 }]);
  assert.equal(second.preprocessing.filter, 'bilinear');
  assert.equal(second.assumed.length, 2, 'scale and bias are told nowhere');
  const told = await card({
    ...siglip(2),
    'asset-lens-model.json': JSON.stringify({
      card: { logitScale: 4.724453449249268, logitBias: -16.771724700927734 },
    }),
  });
  assert.ok(Math.abs(told.temperature - 112.67) < 0.01);
  assert.deepEqual([told.bias, told.assumed], [-16.771724700927734, []]);
  const fromImmich = await card(immich());
  assert.deepEqual(
    [fromImmich.family, fromImmich.contextLength, fromImmich.preprocessing.resize],
    ['clip', 77, { kind: 'shortest', edge: 224 }],
  );
  const sigmoid = { ...(JSON.parse(String(immich()['config.json'])) as object), init_logit_bias: -10 };
  assert.equal((await card({ ...immich(), 'config.json': JSON.stringify(sigmoid) })).family, 'siglip');
});

test('a long text keeps its end mark in every family', async t => {
  const long = Array<string>(200).fill('cat').join(' ');
  for (const [files, end] of [
    [siglip(1), 1],
    [siglip(2), 1],
    [clipSplit(), 49407],
  ] as const) {
    const folder = path.join(
      temporaryFolder(
        t,
        Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`m/${name}`, bytes])),
      ),
      'm',
    );
    const card = await readModelCard(folder);
    const { ids, length } = (await openTokenizer(card)).tokenize([long]);
    assert.equal(length, card.contextLength);
    assert.equal(ids.at(-1), end);
  }
});

test('a model on the shelf, whose files are links into the shared cache, finds its weights in other files', async t => {
  const hub = await serveHub(t, { 'org/immich': immich() });
  const root = temporaryFolder(t);
  const place = {
    store: path.join(root, 'store'),
    hub: await hubOf({ HOME: root, HF_ENDPOINT: hub.origin }),
    network: networkOf({}),
  };
  const { folder, files } = await getModel('org/immich', null, place);
  assert.equal(files.filter(file => /[0-9a-f]{8}-/.test(file.path)).length, 2);
  assert.ok(lstatSync(path.join(folder, 'visual', 'model.onnx')).isSymbolicLink());
  const texts = ['a photo of a cat', 'a red circle'];
  const linked = await openEncoder(t, { settings: settingsFor(folder) });
  const { model } = await linked.hello();
  assert.match(model, /^org\/immich@/);
  const plain = temporaryFolder(
    t,
    Object.fromEntries(Object.entries(immich()).map(([name, bytes]) => [`m/${name}`, bytes])),
  );
  const direct = await openEncoder(t, { settings: settingsFor(path.join(plain, 'm')) });
  assert.equal((await direct.hello()).space, (await linked.hello()).space);
  assert.deepEqual(await linked.encodeTexts(texts), await direct.encodeTexts(texts));
});

test('CLIP by PyTorch and Pillow gives photographs and texts the same vectors', async t => {
  const expected = JSON.parse(readFileSync(path.join(fixtures, 'families', 'expected.json'), 'utf8')) as {
    readonly pictures: Readonly<Record<string, readonly number[]>>;
    readonly texts: Readonly<Record<string, readonly number[]>>;
  };
  const folder = temporaryFolder(
    t,
    Object.fromEntries(Object.entries(clipSplit()).map(([name, bytes]) => [`model/${name}`, bytes])),
  );
  const encoder = await openEncoder(t, { settings: settingsFor(path.join(folder, 'model')) });
  const { dimensions } = await encoder.hello();
  const names = Object.keys(expected.pictures);
  const files = names.map(name => path.join(fixtures, 'parity', 'pictures', name));
  const { vectors, problems } = await encoder.encodeImages(files, null);
  assert.deepEqual(problems, []);
  const words = Object.keys(expected.texts);
  const rows = {
    pictures: rowsOf(vectors, dimensions),
    texts: rowsOf(await encoder.encodeTexts(words), dimensions),
  };
  const likeness = [
    ...names.map((name, i) => cosine(rows.pictures[i]!, unit(Float32Array.from(expected.pictures[name]!)))),
    ...words.map((text, i) => cosine(rows.texts[i]!, unit(Float32Array.from(expected.texts[text]!)))),
  ];
  t.diagnostic(`cosines: ${likeness.map(value => value.toFixed(6)).join(' ')}`);
  assert.ok(likeness.length >= 8 && Math.min(...likeness) >= same);
});
