// Both architectures of CLIP's paper go through the encoder: a pair of the shape of ViT-B/32 and one of RN50, in their full
// size, with random weights in place of the trained ones, which take 600 and 400 MB. What the encoder gives is compared
// with the same networks in plain arithmetic (`paper/`).
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openTokenizer, type TextTokenizer } from '../../src/encoder/text.ts';
import { type ModelCard, readModelCard } from '../../src/models/modelCard.ts';
import type { Encoder, EncoderIdentity } from '../../src/protocol/encoder.ts';
import { modelFolder } from '../models/modelFolder.ts';
import { settingsFor } from './models.ts';
import { bytePairs } from './paper/bytePairs.ts';
import { knownIds, tokenizerJson } from './paper/clipTokenizer.ts';
import { drawPicture, pngOf, type DrawnPicture } from './paper/drawnPicture.ts';
import { resnetPair, vitPair, writePair, type PaperPair } from './paper/paperPairs.ts';
import { openEncoder } from './processes.ts';
import { cosine, lengthOf, rowsOf } from './vectors.ts';

/** CLIP's own, as its authors' code has them (openai/CLIP, clip/clip.py). */
const mean = [0.48145466, 0.4578275, 0.40821073] as const;
const deviation = [0.26862954, 0.26130258, 0.27577711] as const;

const [beginId, endId] = [49406, 49407];

/** More than one run takes (8). The first needs no resizing, so that its pixels are known: only its sides are cut off. */
const pictures = Array.from({ length: 9 }, (_, place) =>
  drawPicture(place + 1, [300, 224, 60, 500][place % 4]!, [224, 330, 40, 400][place % 4]!),
);

/** 75 words of one token and the two marks: as long as a text can be. */
const longText = Array<string>(75).fill('cat').join(' ');
const texts = [
  ...Object.keys(knownIds),
  'a house',
  'icons: arrow-left@2x',
  'Straße',
  '一只猫',
  '🐑 x3',
  longText,
];

/** For single precision, whose sums may be taken in another order in a larger batch. */
const rounding = 1e-5;

/** ONNX Runtime and plain arithmetic differed by 2e-13 at most, the likest two of these pictures or texts have 0.992. */
const sameDirection = 1 - 1e-6;
const otherDirection = 0.995;

const shapes: readonly (readonly [
  name: string,
  draw: () => PaperPair,
  dimensions: number,
  filler: number,
])[] = [
  ['ViT-B/32', vitPair, 512, endId],
  ['RN50', resnetPair, 1024, 0],
];

for (const [name, draw, dimensions, filler] of shapes) {
  describe(`a pair of the shape of ${name}, with random weights,`, { timeout: 600_000 }, () => {
    const cleanups: (() => unknown)[] = [];
    const owner = { after: (cleanup: () => unknown) => void cleanups.unshift(cleanup) };
    let pair: PaperPair;
    let card: ModelCard;
    let tokenizer: TextTokenizer;
    let encoder: Encoder;
    let identity: EncoderIdentity;
    let paths: string[];
    let ofPictures: Float32Array[];
    let ofTexts: Float32Array[];

    before(async () => {
      pair = draw();
      const folder = writePair(owner, pair);
      card = await readModelCard(folder);
      tokenizer = await openTokenizer(card);
      encoder = await openEncoder(owner, { settings: settingsFor(folder) });
      identity = await encoder.hello();
      paths = pictures.map((picture, place) => {
        const file = path.join(folder, `${place}.png`);
        writeFileSync(file, pngOf(picture));
        return file;
      });
      ofPictures = await vectorsOf(paths);
      ofTexts = rowsOf(await encoder.encodeTexts(texts), dimensions);
    });
    after(async () => {
      for (const cleanup of cleanups) await cleanup();
    });

    async function vectorsOf(files: readonly string[]): Promise<Float32Array[]> {
      const { vectors, problems } = await encoder.encodeImages(files, null);
      assert.deepEqual(problems, []);
      return rowsOf(vectors, dimensions);
    }

    test('is told by the files of its folder', () => {
      const { preprocessing, contextLength, temperature } = card;
      const { model, provider, dimensions: width, temperature: told } = identity;
      assert.deepEqual(preprocessing, {
        resize: { kind: 'shortest', edge: 224 },
        filter: 'bicubic',
        crop: { width: 224, height: 224 },
        rescale: 0.00392156862745098,
        mean,
        deviation,
        alphaBackground: [255, 255, 255],
      });
      assert.equal(contextLength, 77);
      assert.ok(Math.abs(temperature - 100) < 1e-9 && told === temperature, `${temperature}, ${told}`);
      assert.deepEqual([width, provider], [dimensions, 'cpu']);
      assert.match(model, /^pair@[0-9a-f]{8}$/);
    });

    test(`gives pictures and texts unit vectors of ${dimensions} numbers`, () => {
      assert.deepEqual([ofPictures.length, ofTexts.length], [pictures.length, texts.length]);
      for (const vector of [...ofPictures, ...ofTexts]) {
        assert.equal(vector.length, dimensions);
        assert.ok(Math.abs(lengthOf(vector) - 1) < rounding, `a length of ${lengthOf(vector)}`);
      }
    });

    test('tells different pictures and different texts apart', t => {
      for (const [what, vectors] of Object.entries({ pictures: ofPictures, texts: ofTexts })) {
        const found = vectors.flatMap((a, place) => vectors.slice(place + 1).map(b => cosine(a, b)));
        t.diagnostic(`${what}: cosines of ${Math.min(...found)} to ${Math.max(...found)}`);
        assert.ok(Math.max(...found) < otherDirection, what);
      }
    });

    test('gives a picture and a text alone the vectors that they have among others', async t => {
      const differences: number[] = [];
      for (const place of [0, 5, pictures.length - 1]) {
        const [alone] = await vectorsOf([paths[place]!]);
        differences.push(near(alone!, ofPictures[place]!));
        // Alone it has the length of its own; among the others it is filled up to the longest.
        differences.push(near(await encoder.encodeTexts([texts[place]!]), ofTexts[place]!));
      }
      t.diagnostic(`the largest difference: ${Math.max(...differences)}`);
    });

    test('fills shorter texts up with what its files say, behind the end mark', () => {
      const { ids, length } = tokenizer.tokenize(['a red circle', longText]);
      assert.equal(length, 77);
      assert.deepEqual(ids.slice(0, 7), [...knownIds['a red circle']!, filler, filler]);
      assert.deepEqual(ids.slice(74, 77), [filler, filler, filler]);
    });

    test('cuts a long text to 77 tokens, and keeps its end mark', async () => {
      const fitting = tokenizer.tokenize([longText]).ids;
      assert.equal(fitting.length, 77);
      const longer = `${longText} two red dog`;
      assert.deepEqual(tokenizer.tokenize([longer]).ids, fitting);
      assert.deepEqual([fitting[0], fitting[76]], [beginId, endId]);
      near(await encoder.encodeTexts([longer]), ofTexts.at(-1)!);
    });

    test('gives the file of a picture the vector that plain arithmetic gives its pixels', t => {
      const found = cosine(ofPictures[0]!, pair.vision.compute(tensorOf(pictures[0]!)));
      t.diagnostic(`1 - ${1 - found}`);
      assert.ok(found >= sameDirection, `${found}`);
    });

    test('gives a text the vector that plain arithmetic gives its tokens', t => {
      for (const text of ['a photo of a cat', 'two boats in the harbour at night']) {
        const found = cosine(ofTexts[texts.indexOf(text)]!, pair.text.compute(knownIds[text]!));
        t.diagnostic(`1 - ${1 - found}`);
        assert.ok(found >= sameDirection, `${text}: ${found}`);
      }
    });
  });
}

describe('the tokenizer of CLIP', () => {
  /** Where two ways to the same tokens could part. */
  const difficult = [
    ...texts,
    "Don't stop: it's 50% of 3,141.59, they'LL say",
    'Crème brûlée & naïve façade — “quoted”',
    'e\u0301 and \u00e9, ÅNGSTRÖM, İstanbul',
    'a  text \t with\nodd   spaces ',
    'قطة سوداء, 青い空に浮かぶ飛行機, पहाड़ों, 항구의 배',
    '👨‍👩‍👧‍👦🏳️‍🌈 ❤️ ½ x² №5 ٣',
    'icon_arrow-left@2x.final(3).png',
    'a mark <|endoftext|> within',
    '\u0007\u001b[31m ?!…',
  ];

  async function open(t: { after: (cleanup: () => void) => void }, json: string): Promise<TextTokenizer> {
    const folder = modelFolder(t, {
      'tokenizer.json': json,
      'tokenizer_config.json': { model_max_length: 1000, pad_token: '<|endoftext|>' },
      'config.json': { model_type: 'clip', text_config: { max_position_embeddings: 1000 } },
    });
    return openTokenizer(await readModelCard(folder));
  }

  function compare(
    tokenizer: TextTokenizer,
    merges: readonly string[],
    ids: Readonly<Record<string, number>>,
  ) {
    for (const [text, known] of Object.entries(knownIds)) {
      assert.deepEqual(tokenizer.tokenize([text]).ids, known, text);
    }
    for (const text of difficult) {
      const tokens = bytePairs(text, merges).map(token => ids[token]);
      assert.deepEqual(tokenizer.tokenize([text]).ids, [beginId, ...tokens, endId], JSON.stringify(text));
    }
  }

  test('gives the ids that CLIP knows, and parts a text as the code of its authors does', async t => {
    const tokenizer = await open(t, JSON.stringify(tokenizerJson));
    compare(tokenizer, tokenizerJson.model.merges, tokenizerJson.model.vocab);
  });

  test('does so with all of its 48,894 merges', async t => {
    const folder = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'training', 'clip-bpe');
    if (!existsSync(folder)) return t.skip(`CLIP's whole list of merges is not here: there is no ${folder}`);
    const json = readFileSync(path.join(folder, 'tokenizer.json'), 'utf8');
    const list = gunzipSync(readFileSync(path.join(folder, 'bpe_simple_vocab_16e6.txt.gz'))).toString();
    // The first line tells a version; the authors stop where bytes, merges and marks make 49,408.
    const merges = list.split('\n').slice(1, 48_895);
    const { model } = JSON.parse(json) as { model: { vocab: Record<string, number> } };
    compare(await open(t, json), merges, model.vocab);
  });
});

/** The largest difference of two numbers. */
function near(actual: Float32Array, expected: Float32Array): number {
  assert.equal(actual.length, expected.length);
  const largest = Math.max(...actual.map((value, place) => Math.abs(value - expected[place]!)));
  assert.ok(largest < rounding, `a difference of ${largest}`);
  return largest;
}

/** The network's input by its definition, for a picture that is 224 pixels high: the middle, channel after channel. */
function tensorOf({ width, height, rgb }: DrawnPicture): Float32Array {
  const left = (width - height) / 2;
  return Float32Array.from({ length: 3 * height * height }, (_, place) => {
    const channel = Math.floor(place / (height * height));
    const [x, y] = [left + (place % height), Math.floor(place / height) % height];
    return (rgb[(y * width + x) * 3 + channel]! / 255 - mean[channel]!) / deviation[channel]!;
  });
}
