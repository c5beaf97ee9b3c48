// Exports of CLIP models differ in the shapes of their graphs: those that can be used all give the same vectors.
import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { encoderService } from '../../src/encoder/service.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { processor, settingsFor, variantOfColours, type Variant } from './models.ts';
import { blue, green, plainPng, red } from './plainPng.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const signal = new AbortController().signal;

/** More pictures and texts than one run takes (8), of different lengths. */
const pictures = Array.from({ length: 11 }, (_, place) => [red, green, blue][place % 3]!);
const texts = Array.from({ length: 11 }, (_, place) =>
  'red green blue '
    .repeat(4)
    .split(' ', 1 + place)
    .join(' '),
);

/** A service for each tower, in the order in which the encoder starts its processes. */
async function openBoth(t: TestContext, variant: Variant) {
  const settings = settingsFor(variantOfColours(t, variant));
  const [text, vision] = [encoderService(), encoderService()];
  const known = await text.hello({ ...settings, tower: 'text', known: null, indexed: [] }, signal);
  const { dimensions } = await vision.hello(
    { ...settings, tower: 'vision', known, device: processor },
    signal,
  );
  return { vision, text, dimensions };
}

async function vectorsOf(t: TestContext, variant: Variant) {
  const { vision, text, dimensions } = await openBoth(t, variant);
  const files = Object.fromEntries(pictures.map((colour, place) => [`${place}.png`, plainPng(colour)]));
  const folder = temporaryFolder(t, files);
  const paths = Object.keys(files).map(name => path.join(folder, name));
  const images = await vision.encodeImages({ paths, thumbnails: null }, signal);
  assert.deepEqual(images.problems, []);
  return { dimensions, images: images.vectors, texts: await text.encodeTexts({ texts }, signal) };
}

async function refusal(t: TestContext, variant: Variant): Promise<LensError> {
  const error = await openBoth(t, variant).then(
    () => assert.fail('the model was accepted'),
    (reason: unknown) => reason,
  );
  assert.ok(LensError.is(error), String(error));
  return error;
}

function near(actual: Float32Array, expected: Float32Array, tolerance = 1e-6): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, place) => assert.ok(Math.abs(value - expected[place]!) < tolerance, `at ${place}`));
}

describe('a model is usable when its vision graph', () => {
  const graphs: Readonly<Record<string, string>> = {
    'has the ends of a vision transformer': 'vit',
    'has the ends of a residual network and inputs and outputs of other names': 'resnet',
    'calls its output "pooler_output"': 'pooler',
    'takes one picture at a time': 'one',
  };
  for (const [what, vision] of Object.entries(graphs)) {
    test(what, async t => {
      const expected = await vectorsOf(t, {});
      const { dimensions, images } = await vectorsOf(t, { vision });
      assert.equal(dimensions, 4);
      near(images, expected.images);
    });
  }

  test('gives half-precision numbers', async t => {
    const { images } = await vectorsOf(t, { vision: 'half' });
    near(images, (await vectorsOf(t, {})).images, 1e-3);
  });
});

describe('a model is usable when its text graph', () => {
  const graphs: Readonly<Record<string, string>> = {
    'takes token ids of 32 bits': 'int32',
    'takes token ids and mask of 32 bits': 'int32-masked',
    'takes a mask and calls its output "pooler_output"': 'masked',
    'takes segments too, as BERT does': 'segments',
    'takes one text at a time': 'one',
    'takes texts of one length only, longer than the longest': 'fixed-length',
    'takes one text of one length only, and calls it "text"': 'one-fixed-length',
  };
  for (const [what, text] of Object.entries(graphs)) {
    test(what, async t => {
      const expected = await vectorsOf(t, {});
      near((await vectorsOf(t, { text })).texts, expected.texts);
    });
  }
});

describe('a model is refused, with the reason, when', () => {
  const variants: readonly (readonly [what: string, variant: Variant, reason: RegExp])[] = [
    ['its vision graph takes four pictures at a time', { vision: 'batch-of-four' }, /batches of 4 only/],
    ['its vision graph takes larger pictures', { vision: 'larger' }, /vision graph cannot be run/],
    ['its towers give vectors of different widths', { vision: 'wider' }, /pictures have 5 numbers, those of texts 4/],
    ['its vision graph has two outputs of unknown names', { vision: 'two-outputs' }, /outputs a, b; expected image_embeds/],
    ['its vision graph has an input of unknown name', { vision: 'unnamed-input' }, /inputs x; expected pixel_values/],
    ['its text graph takes fewer tokens than its files say', { text: 'short' }, /takes 8 tokens, not 16/],
  ]; // prettier-ignore
  for (const [what, variant, reason] of variants) {
    test(what, async t => {
      const error = await refusal(t, variant);
      assert.equal(error.code, 'model-invalid');
      assert.match(error.message, reason);
    });
  }

  test('it gives vectors that are no direction', async t => {
    assert.equal((await refusal(t, { vision: 'no-direction' })).code, 'encoder-failed');
  });
});

test('a batch that was given up ends with the run of the network that is under way', async t => {
  const giveUp = new AbortController();
  const signs: string[] = [];
  const settings = settingsFor(variantOfColours(t, {}));
  const known = await encoderService().hello(
    { ...settings, tower: 'text', known: null, indexed: [] },
    signal,
  );
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, place) => [`${place}.png`, plainPng(red)]));
  const folder = temporaryFolder(t, files);
  const paths = Object.keys(files).map(name => path.join(folder, name));
  const vision = encoderService({
    alive: file => {
      // One sign of life for each file that is decoded, then one for each run.
      if (signs.push(file) > paths.length) giveUp.abort();
    },
  });
  await vision.hello({ ...settings, tower: 'vision', known, device: processor }, signal);
  const answer = Promise.resolve(vision.encodeImages({ paths, thumbnails: null }, giveUp.signal));
  await assert.rejects(answer, (error: unknown) => LensError.is(error, 'aborted'));
  assert.equal(signs.length, paths.length + 1);
});
