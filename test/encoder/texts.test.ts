// Texts of any length and language: each gets a vector, and a long one keeps its end.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTokenizer } from '../../src/encoder/text.ts';
import { readModelCard } from '../../src/models/modelCard.ts';
import type { Encoder } from '../../src/protocol/encoder.ts';
import { LensError } from '../../src/protocol/errors.ts';
import { colours, realModel, settingsFor } from './models.ts';
import { openEncoder } from './processes.ts';
import { cosine, lengthOf, rowsOf } from './vectors.ts';

const texts: Readonly<Record<string, string>> = {
  'plain words': 'a red circle',
  'one letter': 'x',
  'capitals and accents': 'Crème brûlée, Übergröße, ÅNGSTRÖM',
  'punctuation alone': '?!… — “”',
  'an emoji': '🐑',
  'an emoji of several parts': '👨‍👩‍👧‍👦🏳️‍🌈',
  Chinese: '一只黑色的猫在沙发上',
  Japanese: '青い空に浮かぶ飛行機',
  Korean: '항구의 배',
  Arabic: 'قطة سوداء على الأريكة',
  Hindi: 'पहाड़ों के ऊपर सूरज',
  Thai: 'เรือในท่าเรือ',
  'control characters': '\u0000\u0007\u001b[31m',
  'nothing to be seen': '\u200b\u2060\ufeff',
  'half of a character': 'broken \ud83d emoji',
  'the marks of tokenizers': '[CLS] [SEP] [PAD] <|startoftext|> <|endoftext|> </s>',
  'a file name': 'icon_arrow-left@2x.final(3).png',
  'lines and tabs': 'first\n\n\tsecond\r\nthird',
  'one word without end': 'a'.repeat(20_000),
  'a book': 'a small boat lies in the harbour and waits for the tide. '.repeat(2000),
  'a long text without spaces': '山'.repeat(20_000),
};

describe('the shipped model', { timeout: 60_000 }, () => {
  let encoder: Encoder;
  const cleanups: (() => unknown)[] = [];
  const open = async () =>
    (encoder ??= await openEncoder(
      { after: work => void cleanups.push(work as () => unknown) },
      { settings: settingsFor(realModel) },
    ));
  after(async () => {
    for (const clean of cleanups) await clean();
  });

  for (const [what, text] of Object.entries(texts)) {
    test(`gives a vector to ${what}`, async () => {
      const { dimensions } = await (await open()).hello();
      const vector = await encoder.encodeTexts([text]);
      assert.equal(vector.length, dimensions);
      assert.ok(Math.abs(lengthOf(vector) - 1) < 1e-5, `length ${lengthOf(vector)}`);
    });
  }

  test('gives all of them at once the same vectors in their order', async () => {
    const { dimensions } = await (await open()).hello();
    const all = rowsOf(await encoder.encodeTexts(Object.values(texts)), dimensions);
    for (const [place, text] of Object.values(texts).entries()) {
      const same = cosine(all[place]!, await encoder.encodeTexts([text]));
      assert.ok(same > 0.9999, `${Object.keys(texts)[place]!}: cosine ${same}`);
    }
  });

  test('counts the tokens of texts and says how many it reads: what comes behind changes no vector', async () => {
    await (await open()).hello();
    const long = 'red '.repeat(300).trim();
    const { lengths, limit } = await encoder.countTokens(['red', 'red red', long]);
    assert.equal(lengths[1]! - lengths[0]!, 1);
    assert.ok(lengths[0]! < limit && lengths[2]! > limit, `${lengths.join()} of ${limit}`);
    const [vector, longer] = [await encoder.encodeTexts([long]), await encoder.encodeTexts([`${long} blue`])];
    assert.deepEqual(longer, vector);
  });

  test('hears the difference between words', async () => {
    const { dimensions } = await (await open()).hello();
    const [cat, again, harbour] = rowsOf(
      await encoder.encodeTexts(['a photo of a cat', 'A photo of a CAT', 'boats in a harbour']),
      dimensions,
    );
    assert.ok(cosine(cat!, again!) > cosine(cat!, harbour!) + 0.05);
  });
});

describe('a text without words', () => {
  for (const empty of ['', ' ', '\n\t\u00a0\u3000']) {
    test(`is refused as such: ${JSON.stringify(empty)}`, async t => {
      const encoder = await openEncoder(t);
      await assert.rejects(encoder.encodeTexts(['red', empty]), (error: unknown) =>
        LensError.is(error, 'invalid-argument'),
      );
      // The process goes on.
      assert.equal((await encoder.encodeTexts(['red'])).length, 4);
    });
  }

  test('is refused also where only the tokenizer finds nothing in it', async t => {
    const encoder = await openEncoder(t);
    await assert.rejects(encoder.encodeTexts(['\u0007']), (error: unknown) =>
      LensError.is(error, 'invalid-argument'),
    );
  });
});

describe('a long text is cut', () => {
  test('to the length of the model, and keeps its end mark', async () => {
    const card = await readModelCard(realModel);
    const tokenizer = await openTokenizer(card);
    const short = tokenizer.tokenize(['boat']);
    const [begin, end] = [short.ids[0]!, short.ids.at(-1)!];
    const words = (count: number) => Array<string>(count).fill('boat').join(' ');
    // Each of these words is a token between the two marks.
    const fitting = tokenizer.tokenize([words(card.contextLength - 2)]);
    assert.equal(fitting.length, card.contextLength);
    for (const count of [card.contextLength - 1, card.contextLength, 5000]) {
      const { ids, mask, length } = tokenizer.tokenize([words(count)]);
      assert.equal(length, card.contextLength);
      assert.deepEqual([ids[0], ids.at(-1)], [begin, end]);
      assert.deepEqual(ids, fitting.ids);
      assert.ok(mask.every(value => value === 1));
    }
  });

  test('before its end only: what comes first still counts', async () => {
    const tokenizer = await openTokenizer(await readModelCard(colours));
    const { ids } = tokenizer.tokenize([`${'red '.repeat(12)}green blue yellow white black black`]);
    // The 16 tokens of this model, of which the last of the text is one: it has no marks.
    assert.deepEqual(ids, [...Array<number>(12).fill(2), 3, 4, 5, 7]);
  });
});

test('shorter texts of a batch are filled up and masked', async () => {
  const tokenizer = await openTokenizer(await readModelCard(colours));
  assert.deepEqual(tokenizer.tokenize(['red green blue', 'white', 'black red']), {
    ids: [2, 3, 4, 6, 0, 0, 7, 2, 0],
    mask: [1, 1, 1, 1, 0, 0, 1, 1, 0],
    rows: 3,
    length: 3,
    padId: 0,
  });
});
