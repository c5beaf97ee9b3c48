// Whole screens and documents of one template, which their sketches cannot tell apart; and flags, of which only colours tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { areOtherClosely } from '../../src/duplicates/closeLook.ts';
import { evidenceOf, hypotheses } from '../../src/duplicates/evidence.ts';
import {
  type Compared,
  type PairVerdict,
  deservesCloseLook,
  verdictOf,
} from '../../src/duplicates/verdict.ts';
import { views } from '../../src/duplicates/views.ts';
import { closePixels, sketchPixels } from '../../src/encoder/image.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { outlineOf } from '../../src/encoder/outline.ts';
import { sketchOf } from '../../src/encoder/sketch.ts';
import { type Outline, type Sketch, closeSide, sketchSide } from '../../src/protocol/encoder.ts';
import { seeded } from '../pure/seeded.ts';
import { scribble } from '../quality/duplicates/edits.ts';

type Picture = Compared & { readonly outline: Outline; readonly close: Sketch };

const decoders = { sharp, magick: new Magick() };

async function picture(bytes: Buffer): Promise<Picture> {
  const { pixels, enlarged } = await sketchPixels(decoders, bytes, sketchSide);
  const sketch = sketchOf(pixels, enlarged);
  const large = await closePixels(decoders, bytes, closeSide);
  const close = sketchOf(large.pixels, large.enlarged);
  const { width, height } = await sharp(bytes).metadata();
  return { width, height, format: 'png', kind: 'screenshot', sketch, outline: outlineOf(sketch), close };
}

/** As the Lens compares two: on their sketches, and more closely where these are copies. */
function judged(a: Picture, b: Picture): PairVerdict {
  const ways = [null, ...views.keys()].flatMap(view => hypotheses(a.outline, b.outline, view));
  const evidence = evidenceOf(a.sketch, b.sketch, ways);
  const verdict = evidence && verdictOf(a, b, evidence);
  if (!verdict || verdict === 'other' || !deservesCloseLook(a, b, evidence)) return verdict;
  return areOtherClosely(a, b, evidence) ? 'other' : verdict;
}

const isCopy = (verdict: PairVerdict) => verdict !== null && verdict !== 'other';

const drawn = (width: number, height: number, body: string) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`)).png().toBuffer(); // prettier-ignore

/** A page of ruled rows; the words of some of them are those of another seed. */
function sheet(seed: number, others: readonly number[] = [], otherSeed = seed + 1000): Promise<Buffer> {
  const rows = Array.from({ length: 16 }, (_, row) => {
    const random = seeded((others.includes(row) ? otherSeed : seed) * 100 + row);
    const y = 96 + row * 30;
    return `<path d="M30 ${y + 22}H770" stroke="#bbb"/>${scribble(random, 40, y, 12, 22, '#222')}${scribble(random, 560, y, 12, 8, '#222')}`;
  });
  const head = scribble(seeded(seed), 40, 30, 26, 14, '#fff');
  return drawn(800, 600, `<rect width="800" height="600" fill="#fff"/><rect width="800" height="76" fill="#246"/>${head}${rows.join('')}`); // prettier-ignore
}

const all = Array.from({ length: 16 }, (_, row) => row);

test('pages of one template with other words in one row, in some and in all are surely others', async () => {
  for (const seed of [1, 2, 3]) {
    const page = await picture(await sheet(seed));
    for (const others of [[6], [2, 9, 10], all])
      assert.equal(isCopy(judged(page, await picture(await sheet(seed, others)))), false, `${seed}: ${others.join()}`);
  }
}); // prettier-ignore

test('a form with another box ticked is another form', async () => {
  const form = (ticked: number) => {
    const boxes = Array.from({ length: 10 }, (_, at) => {
      const y = 80 + at * 46;
      const tick = at === ticked ? `<path d="M44 ${y + 11}l6 7l10 -14" stroke="#06c" stroke-width="4" fill="none"/>` : ''; // prettier-ignore
      return `<rect x="40" y="${y}" width="22" height="22" fill="none" stroke="#333" stroke-width="2"/>${tick}${scribble(seeded(at + 1), 80, y + 2, 17, 20, '#222')}`;
    });
    return drawn(800, 600, `<rect width="800" height="600" fill="#fff"/>${boxes.join('')}`);
  };
  const [first, second] = [await picture(await form(2)), await picture(await form(7))];
  assert.equal(judged(first, second), 'other');
  assert.ok(
    isCopy(
      judged(
        first,
        await picture(
          await sharp(await form(2))
            .jpeg({ quality: 50 })
            .toBuffer(),
        ),
      ),
    ),
  );
});

/** Whatever is drawn over a page of 800 × 600 pixels. */
const over = (body: string) => (image: Sharp) =>
  image.composite([{ input: Buffer.from(`<svg width="800" height="600">${body}</svg>`) }]);

const edits: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  'JPEG of low quality': image => image.jpeg({ quality: 20 }),
  'a smaller copy': image => image.resize(520),
  'a copy of 96 pixels': image => image.resize(96),
  'a larger copy': image => image.resize(1300),
  'a blurred copy': image => image.blur(1.5),
  'a crop': image => image.extract({ left: 60, top: 40, width: 640, height: 500 }),
  'a quarter turn': image => image.rotate(90),
  'a turn by an angle': image => image.rotate(5, { background: '#fff' }),
  'a negative': image => image.negate({ alpha: false }),
  'a copy in grey': image => image.grayscale(),
  'another gamma': image => image.gamma(2.2, 1.4),
  'a copy in a frame': image => image.extend({ top: 30, bottom: 30, left: 30, right: 30, background: '#c40' }),
  'a caption': over(`<rect y="520" width="800" height="80" fill="#000"/>${scribble(seeded(77), 40, 535, 45, 16, '#fff')}`),
  'a patch': over('<rect x="300" y="200" width="240" height="200" fill="#7a9"/>'),
  'a mark': over(scribble(seeded(78), 150, 250, 90, 6, '#fff', 0.6)),
  'a dark mark': over(scribble(seeded(79), 150, 250, 90, 6, '#000', 0.4)),
}; // prettier-ignore

for (const [title, edit] of Object.entries(edits)) {
  test(`${title} of a page is found, and no close look speaks against it`, async () => {
    for (const seed of [1, 2]) {
      const bytes = await sheet(seed);
      const copy = await picture(await edit(sharp(bytes)).toBuffer());
      const verdict = judged(await picture(bytes), copy);
      assert.ok(isCopy(verdict), `seed ${seed}: ${String(verdict)}`);
    }
  });
}

test('a copy that was made smaller and then as large as before is one, and says nothing else of other words', async () => {
  const bytes = await sheet(4);
  const small = await sharp(bytes).resize(480).png().toBuffer();
  const again = await picture(await sharp(small).resize(800, 600).png().toBuffer());
  assert.ok(isCopy(judged(await picture(bytes), again)));
  assert.equal(isCopy(judged(await picture(await sheet(4, all)), again)), false);
});

const flag = (upright: boolean, ...colours: readonly string[]) =>
  drawn(480, 300, colours.map((fill, at) => {
    const [width, height] = upright ? [480 / colours.length, 300] : [480, 300 / colours.length];
    return `<rect x="${upright ? at * width : 0}" y="${upright ? 0 : at * height}" width="${width}" height="${height}" fill="${fill}"/>`;
  }).join('')); // prettier-ignore

test('flags and palettes in other colours, or turned, are no copies; smaller ones and those in JPEG are', async () => {
  const upright = [['#00209f', '#fff', '#f42a41'], ['#009246', '#fff', '#ce2b37'], ['#000', '#fae042', '#ed2939'], ['#14b53a', '#fcd116', '#ce1126']]; // prettier-ignore
  const level = [['#ae1c28', '#fff', '#21468b'], ['#000', '#dd0000', '#ffce00'], ['#fff', '#00966e', '#d62612'], ['#d90012', '#0033a0', '#f2a800']]; // prettier-ignore
  const palettes = [['#2b4f81', '#c7a14a', '#75b9be', '#d0d6b5', '#ee7674'], ['#f9dec9', '#3a405a', '#99b2dd', '#685044', '#e9afa3']]; // prettier-ignore
  const files = await Promise.all([
    ...[...upright, ...palettes].map(colours => flag(true, ...colours)),
    ...level.map(colours => flag(false, ...colours)),
  ]);
  const pictures = await Promise.all(files.map(picture));
  for (const [at, one] of pictures.entries())
    for (const [rest, other] of pictures.slice(at + 1).entries())
      assert.equal(isCopy(judged(one, other)), false, `${at} and ${at + 1 + rest}`);
  for (const [at, file] of files.entries()) {
    const copies = [sharp(file).resize(240), sharp(file).jpeg({ quality: 60 })];
    for (const copy of copies)
      assert.ok(isCopy(judged(pictures[at]!, await picture(await copy.toBuffer()))), String(at));
  }
});
