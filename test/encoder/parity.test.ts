// The shipped model through transformers.js, unchanged: the same token ids, and the same vectors for the same input.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import {
  env,
  AutoTokenizer,
  CLIPTextModelWithProjection,
  CLIPVisionModelWithProjection,
  Tensor,
} from '@huggingface/transformers';
import { prepareImage } from '../../src/encoder/image.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { openText, openVision, type TextTower, type VisionTower } from '../../src/encoder/session.ts';
import { tensorOf } from '../../src/encoder/tensor.ts';
import { openTokenizer, type TextTokenizer } from '../../src/encoder/text.ts';
import { type ModelCard, readModelCard } from '../../src/models/modelCard.ts';
import { fixtures, realModel } from './models.ts';
import { cosine, rowsOf } from './vectors.ts'; // prettier-ignore

const texts = [
  'a red circle',
  'boats in a harbour',
  'An airplane, seen from above!',
  'Crème brûlée & naïve façade — “quoted”',
  'ÅNGSTRÖM, Straße, İstanbul',
  'a heart ❤️ and a sheep 🐑',
  '👨‍👩‍👧‍👦🏳️‍🌈',
  '一只黑色的猫',
  '青い空に浮かぶ飛行機',
  'قطة سوداء',
  '항구의 배',
  'пример текста',
  '?!…',
  'marks: [CLS] [SEP] [UNK] <|endoftext|>',
  'half of an emoji: \ud83d',
  'icon_arrow-left@2x.png',
  'a  text \t with\nodd   spaces ',
  "don't stop: it's 50% of 3,141.59 (approx.)",
  'supercalifragilisticexpialidocious antidisestablishmentarianism',
  // Long, and still within the length of the model.
  'a small white boat with a red sail lies in the old harbour below the mountains and waits for the evening tide',
];

const folder = path.join(fixtures, 'parity', 'pictures');
const pictures = readdirSync(folder).filter(name => /^(photo|icon|size-3x7|turned-6\.jpg)/.test(name));

/** transformers.js's way with this model, offline. It starts ONNX Runtime in this process: telemetry is off by then. */
async function openReference() {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = `${path.dirname(realModel)}/`;
  const name = path.basename(realModel);
  const options = {
    // 'fp32' means the files without a suffix, whatever numbers they hold.
    dtype: 'fp32',
    device: 'cpu',
    session_options: { intraOpNumThreads: 1, logSeverityLevel: 3 },
  } as const;
  return {
    tokenizer: await AutoTokenizer.from_pretrained(name),
    text: await CLIPTextModelWithProjection.from_pretrained(name, options),
    vision: await CLIPVisionModelWithProjection.from_pretrained(name, options),
  };
}

describe('with the same model folder, transformers.js and the encoder', { timeout: 120_000 }, () => {
  let reference: Awaited<ReturnType<typeof openReference>>;
  let card: ModelCard;
  let tokenizer: TextTokenizer;
  let vision: VisionTower;
  let words: TextTower;

  before(async () => {
    const runtime = loadRuntime();
    card = await readModelCard(realModel);
    tokenizer = await openTokenizer(card);
    const { resize, crop } = card.preprocessing;
    const square = (edge: number) => ({ width: edge, height: edge });
    const size = crop ?? (resize.kind === 'squash' ? resize : square(resize.edge));
    const ports = { runtime, card, provider: 'cpu', threads: 1 } as const;
    vision = await openVision(ports, size);
    words = await openText(ports, tokenizer.tokenize(['a']));
    reference = await openReference();
  });

  test('give equal token ids', () => {
    for (const text of texts) {
      // Whole texts only: transformers.js cuts a long one behind its end mark, and loses it.
      const theirs = reference.tokenizer([text], { padding: false, truncation: false, return_tensor: false });
      const [ids] = theirs.input_ids as number[][];
      assert.ok(ids!.length <= card.contextLength, `${text} has ${ids!.length} tokens`);
      assert.deepEqual(tokenizer.tokenize([text]).ids, ids, text);
    }
  });

  test('fill up and mask a batch alike', () => {
    const theirs = reference.tokenizer(texts, { padding: true, truncation: false });
    const ours = tokenizer.tokenize(texts);
    assert.deepEqual([ours.rows, ours.length], theirs.input_ids.dims);
    assert.deepEqual(ours.ids, Array.from(theirs.input_ids.data as BigInt64Array, Number));
    assert.deepEqual(ours.mask, Array.from(theirs.attention_mask.data as BigInt64Array, Number));
  });

  test('give the same vectors for texts', async t => {
    const ours = rowsOf(await words.encode(tokenizer.tokenize(texts)), words.dimensions);
    const worst = { cosine: 1, text: '' };
    for (const [place, text] of texts.entries()) {
      const inputs = reference.tokenizer([text], { padding: true, truncation: false });
      const { text_embeds } = (await reference.text(inputs)) as { text_embeds: Tensor };
      const found = cosine(ours[place]!, text_embeds.data as Float32Array);
      if (!(found >= worst.cosine)) Object.assign(worst, { cosine: found, text });
    }
    t.diagnostic(`${texts.length} texts; the worst: ${worst.cosine} (${worst.text})`);
    assert.ok(worst.cosine >= 0.999);
  });

  test('give the same vectors for the same pixel values', async t => {
    const sharp = loadSharp();
    assert.ok(pictures.length >= 12, `${pictures.length} pictures`);
    const worst = { cosine: 1, picture: '' };
    for (const picture of pictures) {
      const bytes = readFileSync(path.join(folder, picture));
      const { views } = await prepareImage({ sharp, magick: new Magick() }, bytes, card.preprocessing);
      const tensor = tensorOf(views, card.preprocessing);
      const edge = Math.sqrt(tensor.length / 3);
      const pixel_values = new Tensor('float32', tensor, [1, 3, edge, edge]);
      const { image_embeds } = (await reference.vision({ pixel_values })) as { image_embeds: Tensor };
      const ours = await vision.encode(tensor, 1);
      const found = cosine(ours, image_embeds.data as Float32Array);
      if (!(found >= worst.cosine)) Object.assign(worst, { cosine: found, picture });
    }
    t.diagnostic(`${pictures.length} pictures; the worst: ${worst.cosine} (${worst.picture})`);
    assert.ok(worst.cosine >= 0.999);
  });
});
