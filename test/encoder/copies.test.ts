// Edited copies: found by their pixels, called by what was done, and never confused with other pictures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { evidenceOf, hypotheses } from '../../src/duplicates/evidence.ts';
import { outlineBytes, outlineFrom } from '../../src/duplicates/outlineBytes.ts';
import {
  type Compared,
  type CopyVerdict,
  type PairVerdict,
  verdictOf,
} from '../../src/duplicates/verdict.ts';
import { views } from '../../src/duplicates/views.ts';
import { sketchPixels } from '../../src/encoder/image.ts';
import { outlineOf } from '../../src/encoder/outline.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { sketchOf } from '../../src/encoder/sketch.ts';
import { type Outline, sketchSide } from '../../src/protocol/encoder.ts';
import { seeded } from '../pure/seeded.ts';
import { scribble } from '../quality/duplicates/edits.ts';

type Picture = Compared & { readonly outline: Outline };

const decoders = { sharp, magick: new Magick() };

async function picture(image: Sharp | Buffer, kind: Compared['kind'] = 'photograph'): Promise<Picture> {
  const bytes = Buffer.isBuffer(image) ? image : await image.png().toBuffer();
  const { pixels, enlarged } = await sketchPixels(decoders, bytes, sketchSide);
  const sketch = sketchOf(pixels, enlarged);
  const { width, height } = await sharp(bytes).metadata();
  return { width, height, format: 'png', kind, sketch, outline: outlineOf(sketch) };
}

/** As the Lens compares two: in the view that finds most. */
function judged(a: Picture, b: Picture): PairVerdict {
  const ways = [null, ...views.keys()].flatMap(view => hypotheses(a.outline, b.outline, view));
  const evidence = evidenceOf(a.sketch, b.sketch, ways);
  return evidence && verdictOf(a, b, evidence);
}

/** Null for whatever is no copy. */
function verdict(a: Picture, b: Picture): CopyVerdict | null {
  const found = judged(a, b);
  return found === 'other' ? null : found;
}

/** A picture full of shapes; every seed gives another one. */
async function scene(seed: number, width = 480, height = 360): Promise<Buffer> {
  const random = seeded(seed);
  const paint = () => `hsl(${Math.floor(random() * 360)},60%,${20 + Math.floor(random() * 60)}%)`;
  const shapes = Array.from({ length: 160 }, () => {
    const [x, y, size] = [random() * width, random() * height, 10 + random() * 70];
    return random() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${paint()}"/>`
      : `<rect x="${x}" y="${y}" width="${size}" height="${size / 2}" transform="rotate(${random() * 90} ${x} ${y})" fill="${paint()}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${paint()}"/>${shapes.join('')}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

const bytes = await scene(1);
const original = await picture(bytes);

const edits: Readonly<Record<string, { edit: (image: Sharp) => Sharp; says: readonly string[] }>> = {
  'a smaller copy': { edit: image => image.resize(240), says: ['resized'] },
  'a stretched copy': { edit: image => image.resize(480, 300, { fit: 'fill' }), says: ['resized'] },
  'a crop': { edit: image => image.extract({ left: 120, top: 60, width: 240, height: 200 }), says: ['cropped'] },
  'a quarter turn': { edit: image => image.rotate(90), says: ['rotated'] },
  'a turn by an angle': { edit: image => image.rotate(17), says: ['rotated'] },
  'a mirror image': { edit: image => image.flop(), says: ['flipped'] },
  'a mirror image on its side': { edit: image => image.flip().rotate(90), says: ['flipped'] },
  'a grey copy': { edit: image => image.grayscale(), says: ['grey'] },
  'a negative': { edit: image => image.negate({ alpha: false }), says: ['inverted'] },
  'a copy in other colours': { edit: image => image.modulate({ hue: 140 }), says: ['recoloured'] },
  'a copy in a frame': { edit: image => image.extend({ top: 40, bottom: 40, left: 40, right: 40, background: '#fff' }), says: ['bordered'] },
  'a copy with a caption': { edit: image => image.composite([{ input: Buffer.from('<svg width="480" height="60"><rect width="480" height="60" fill="#000"/></svg>'), left: 0, top: 300 }]), says: ['captioned'] },
}; // prettier-ignore

for (const [title, { edit, says }] of Object.entries(edits)) {
  test(`${title} is found and called so`, async () => {
    const copy = await picture(await edit(sharp(bytes)).png().toBuffer());
    const found = verdict(original, copy);
    assert.ok(found, 'not found');
    const names = found.transformations.filter(
      name => !['re-encoded', 'resized'].includes(name) || says.includes(name),
    );
    assert.deepEqual(names, says);
    assert.ok(verdict(copy, original), 'not found the other way round');
  });
}

test('a crop tells which part of the picture it is, and its scale', async () => {
  const crop = sharp(bytes).extract({ left: 120, top: 60, width: 240, height: 200 });
  const copy = await picture(await sharp(await crop.png().toBuffer()).resize(360).png().toBuffer());
  const found = verdict(original, copy)!;
  const { left, top, width, height } = found.box;
  for (const [value, wanted] of [[left, 120], [top, 60], [width, 240], [height, 200]] as const)
    assert.ok(Math.abs(value - wanted) <= 2, `${value}, expected ${wanted}`);
  assert.ok(Math.abs(found.scale - 1.5) < 0.02, String(found.scale));
  assert.ok(found.similarity > 0.9 && found.similarity <= 1, String(found.similarity));
}); // prettier-ignore

const layings: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  'a smaller copy': image => image.resize(240),
  'a crop': image => image.extract({ left: 120, top: 60, width: 240, height: 200 }),
  'a quarter turn': image => image.rotate(90),
  'three quarter turns': image => image.rotate(270),
  'half a turn': image => image.rotate(180),
  'a turn by an angle': image => image.rotate(17),
  'a mirror image': image => image.flop(),
  'a mirror image on its head': image => image.flip(),
  'a mirror image on its side': image => image.flip().rotate(90),
};

for (const [title, edit] of Object.entries(layings)) {
  test(`the map says where each pixel of the original lies in ${title}`, async () => {
    const file = await edit(sharp(bytes)).png().toBuffer();
    const [a, b, c, d, e, f] = verdict(original, await picture(file))!.map;
    const from = await sharp(bytes).blur(2).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const to = await sharp(file).blur(2).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    let [sum, count] = [0, 0];
    for (let y = 6; y < from.info.height; y += 12) {
      for (let x = 6; x < from.info.width; x += 12) {
        const [u, v] = [Math.floor(a * x + b * y + c), Math.floor(d * x + e * y + f)];
        if (u < 3 || v < 3 || u >= to.info.width - 3 || v >= to.info.height - 3) continue;
        for (let channel = 0; channel < 3; channel++) {
          const one = from.data[(y * from.info.width + x) * from.info.channels + channel]!;
          const other = to.data[(v * to.info.width + u) * to.info.channels + channel]!;
          sum += Math.abs(one - other);
          count++;
        }
      }
    }
    assert.ok(count > 300, `only ${count} pixels lie in both`);
    assert.ok(sum / count < 8, `${(sum / count).toFixed(1)} levels of difference`);
  });
}

test('other pictures are no copies', async () => {
  for (const seed of [2, 3, 4, 5, 6]) assert.equal(verdict(original, await picture(await scene(seed))), null);
});

test('two pictures with nothing in them are no copies: emptiness proves nothing', async () => {
  const blank = (background: string) =>
    picture(sharp({ create: { width: 200, height: 200, channels: 3, background } }));
  assert.equal(verdict(await blank('#ffffff'), await blank('#ffffff')), null);
  assert.equal(verdict(await blank('#ffffff'), await blank('#204060')), null);
});

test('an icon is no copy of its mirror image, nor of itself in another colour or weight', async () => {
  const arrow = (colour: string, width: number, extra = '') =>
    picture(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 24 24" fill="none" stroke="${colour}" stroke-width="${width}"><g ${extra}><path d="M5 12h14M12 5l7 7-7 7"/><circle cx="6" cy="6" r="2"/></g></svg>`,
      ),
      'icon',
    );
  const right = await arrow('#203040', 2);
  assert.equal(verdict(right, await arrow('#203040', 2, 'transform="translate(24 0) scale(-1 1)"')), null);
  assert.equal(verdict(right, await arrow('#e03020', 2)), null);
  assert.equal(verdict(right, await arrow('#203040', 3)), null);
  assert.ok(verdict(right, await arrow('#203040', 2)));
});

/** A flat graphic of some size: panels with bars, as a drawing or a screenshot has them. */
function panels(extra = ''): Buffer {
  const random = seeded(21);
  const bars = Array.from({ length: 5 * 9 }, (_, at) => {
    const [x, y] = [30 + (at % 5) * 92, 24 + Math.floor(at / 5) * 34];
    return `<rect x="${x}" y="${y}" width="${14 + random() * 60}" height="${8 + random() * 14}" fill="hsl(${Math.floor(random() * 360)},50%,45%)"/>`;
  });
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="340"><rect width="480" height="340" fill="#f4f1ea"/>${bars.join('')}${extra}</svg>`,
  );
}

const flatCopies: Readonly<Record<string, { edit: (image: Sharp) => Sharp; extra?: string; says: readonly string[] }>> = {
  'mirrored and in another hue': { edit: image => image.flop().modulate({ hue: 120 }), says: ['flipped', 'recoloured'] },
  'with a patch over it': { edit: image => image, extra: '<rect x="160" y="90" width="110" height="80" rx="10" fill="#7a2c80"/>', says: ['watermarked'] },
  'with a black caption': { edit: image => image, extra: '<rect y="294" width="480" height="46" fill="#000"/><path d="M30 325l30-20 30 20 30-20 30 20 30-20 30 20 30-20 30 20 30-20 30 20 30-20 30 20" fill="none" stroke="#fff" stroke-width="4"/>', says: ['captioned'] },
  'darker': { edit: image => image.linear(0.6, 0), says: ['recoloured'] },
}; // prettier-ignore

for (const [title, { edit, extra, says }] of Object.entries(flatCopies)) {
  test(`a flat graphic ${title} is a copy, and called so`, async () => {
    const plain = await picture(sharp(panels()).flatten(), 'screenshot');
    const copy = await picture(edit(sharp(panels(extra)).flatten()), 'screenshot');
    const found = verdict(plain, copy);
    assert.ok(found, 'not found');
    assert.deepEqual(found.transformations.filter(name => name !== 're-encoded'), says);
  });
} // prettier-ignore

test('a flat graphic with one bar more, or with one moved, is another one', async () => {
  const plain = await picture(panels(), 'screenshot');
  const more = panels('<rect x="360" y="312" width="60" height="16" fill="#203080"/>');
  const moved = panels('<rect x="28" y="22" width="90" height="30" fill="#f4f1ea"/><rect x="60" y="30" width="40" height="14" fill="#308050"/>'); // prettier-ignore
  assert.equal(verdict(plain, await picture(more, 'screenshot')), null);
  assert.equal(verdict(plain, await picture(moved, 'screenshot')), null);
});

test('what is its own mirror image was not mirrored', async () => {
  const half = [...Array(14).keys()].map(at => `<circle cx="${20 + (at % 4) * 26}" cy="${20 + at * 13}" r="${6 + (at % 3) * 5}" fill="hsl(${at * 47},60%,40%)"/>`); // prettier-ignore
  const both = `<svg xmlns="http://www.w3.org/2000/svg" width="240" height="220"><rect width="240" height="220" fill="#fff"/>${half.join('')}<g transform="translate(240 0) scale(-1 1)">${half.join('')}</g></svg>`;
  const plain = await picture(sharp(Buffer.from(both)).flatten());
  const smaller = await picture(sharp(Buffer.from(both)).flatten().resize(180));
  assert.deepEqual(verdict(plain, smaller)?.transformations, ['resized', 're-encoded']);
});

test('an icon with a wider margin is a copy, one that is narrower is none', async () => {
  const tablet = (width: number) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128" viewBox="0 0 24 24" fill="none" stroke="#203040" stroke-width="2"><rect x="4" y="2" width="${width}" height="20" rx="2"/><path d="M12 18h.01"/></svg>`;
  const wide = await picture(Buffer.from(tablet(16)), 'icon');
  const margin = { top: 24, bottom: 24, left: 24, right: 24, background: '#00000000' };
  const padded = await sharp(Buffer.from(tablet(16)))
    .extend(margin)
    .png()
    .toBuffer();
  assert.ok(verdict(wide, await picture(padded, 'icon'))?.transformations.includes('bordered'));
  assert.equal(verdict(wide, await picture(Buffer.from(tablet(14)), 'icon')), null);
});

test('a picture with transparency is compared on more than one ground', async () => {
  const mark = (paint: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="200"><g fill="${paint}"><path d="M20 20h60v60h-60z M110 30l60 20l-30 60z M30 120l70 10l-20 50z"/><circle cx="150" cy="150" r="30"/></g></svg>`;
  const white = await picture(Buffer.from(mark('#ffffff')), 'sprite');
  const black = await picture(Buffer.from(mark('#000000')), 'sprite');
  // On white, the white one is empty; on black, the black one.
  const flat = await picture(await sharp(Buffer.from(mark('#ffffff'))).flatten({ background: '#000000' }).png().toBuffer(), 'sprite'); // prettier-ignore
  assert.ok(verdict(white, flat)?.transformations.includes('flattened'));
  assert.equal(verdict(white, black)?.transformations.includes('flattened') ?? false, false);
});

test('an outline comes back from its bytes as it was, and broken bytes are none', () => {
  const bytesOf = outlineBytes(original.outline);
  assert.deepEqual(outlineFrom(bytesOf), original.outline);
  assert.equal(outlineFrom(bytesOf.subarray(1)), null);
  assert.equal(outlineFrom(new Uint8Array(3)), null);
});

/** One figure in one colour on white, 512 pixels a side. */
function figure(drawn: string): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512"><rect width="512" height="512" fill="white"/>${drawn}</svg>`;
  return sharp(Buffer.from(svg));
}

const star = (colour: string) =>
  `<polygon fill="${colour}" points="256,60 305,200 460,200 335,290 380,440 256,350 132,440 177,290 52,200 207,200"/>`;
const ellipse = (colour: string, rx: number, ry: number) =>
  `<ellipse fill="${colour}" cx="256" cy="256" rx="${rx}" ry="${ry}"/>`;

test('a bare figure in another colour or of another shape is another one, small or in JPEG it is the same', async t => {
  const red = await picture(figure(ellipse('#dd2222', 180, 180)), null);
  const yellowStar = await picture(figure(star('#fcd72b')), null);
  const others = {
    'a circle in another colour': [red, figure(ellipse('#24a03c', 180, 180))],
    'a circle and an ellipse': [red, figure(ellipse('#dd2222', 190, 110))],
    'a circle and an ellipse in another colour': [red, figure(ellipse('#35bdb0', 190, 110))],
    'a star in another colour': [yellowStar, figure(star('#2456d6'))],
  } as const;
  for (const [name, [one, other]] of Object.entries(others)) {
    await t.test(name, async () => assert.equal(verdict(one, await picture(other, null)), null));
  }
  const copies = {
    'a small circle': [red, figure(ellipse('#dd2222', 180, 180)).resize(300)],
    'a circle in JPEG': [
      red,
      sharp(
        await figure(ellipse('#dd2222', 180, 180))
          .jpeg({ quality: 70 })
          .toBuffer(),
      ),
    ],
    'a small star': [yellowStar, figure(star('#fcd72b')).resize(300)],
  } as const;
  for (const [name, [one, copy]] of Object.entries(copies)) {
    await t.test(name, async () => assert.ok(verdict(one, await picture(copy, null))));
  }
});

/** A window with a list at its side and rows of words, some of which are other ones. */
function screen(seed: number, others: readonly number[]): Sharp {
  const [random, otherRandom] = [seeded(seed), seeded(seed + 100)];
  const words = (words: () => number, x: number, y: number, count: number) => scribble(words, x, y, 14, count, '#333');
  const side = Array.from({ length: 9 }, (_, at) => words(random, 20, 60 + 34 * at, 8));
  const rows = Array.from({ length: 12 }, (_, at) => {
    const [own, other] = [random, otherRandom].map(number => words(number, 230, 60 + 36 * at, 14 + Math.floor(20 * number())));
    return others.includes(at) ? other : own;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="560"><rect width="900" height="560" fill="#fff"/><rect width="200" height="560" fill="#f0f0f0"/>${side.join('')}${rows.join('')}</svg>`;
  return sharp(Buffer.from(svg)).flatten();
} // prettier-ignore

test('another screen of one template is no copy, whatever was done to it, and a copy of the screen itself is', async () => {
  const caption = Buffer.from(
    '<svg width="900" height="70"><rect width="900" height="70" fill="#000"/></svg>',
  );
  const ways: Readonly<Record<string, (image: Sharp) => Sharp | Promise<Buffer>>> = {
    'as it is': image => image,
    captioned: image => image.composite([{ input: caption, left: 0, top: 490 }]),
    smaller: image => image.resize(450),
    'as JPEG': image => image.jpeg({ quality: 40 }).toBuffer(),
    framed: image => image.extend({ top: 40, bottom: 40, left: 40, right: 40, background: '#124' }),
  };
  const original = await picture(screen(3, []), 'screenshot');
  for (const [way, edit] of Object.entries(ways)) {
    const [own, other] = await Promise.all(
      [[], [4, 5]].map(async others => picture(await edit(screen(3, others)), 'screenshot')),
    );
    assert.ok(verdict(original, own!), `its copy, ${way}`);
    assert.equal(verdict(original, other!), null, `another screen, ${way}`);
  }
});

test('two screens of one template are other pictures for sure; what hides a part of a screen says nothing of the kind', async () => {
  const original = await picture(screen(3, []), 'screenshot');
  assert.equal(judged(original, await picture(screen(3, [4, 5]), 'screenshot')), 'other');
  assert.equal(judged(await picture(screen(3, [8, 9, 10]), 'screenshot'), original), 'other');
  const random = seeded(5);
  const marks: Readonly<Record<string, string>> = {
    'two patches':
      '<rect x="240" y="90" width="260" height="90" fill="#a33"/><rect x="500" y="300" width="200" height="110" fill="#3a3"/>',
    'a caption over its middle': `<rect y="240" width="900" height="70" fill="#123a78"/>${scribble(random, 40, 255, 36, 28, '#fff')}`,
  };
  for (const [name, drawn] of Object.entries(marks)) {
    const over = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="560">${drawn}</svg>`,
    );
    const copy = await picture(screen(3, []).composite([{ input: over }]), 'screenshot');
    assert.notEqual(judged(original, copy), 'other', name);
  }
  assert.notEqual(judged(original, await picture(screen(9, []), 'screenshot')), 'other', 'nothing in common');
});

test('a mark that lets a flat graphic through makes no other picture of it, and new words that hide what was there do', async () => {
  const drawn =
    '<rect width="480" height="320" fill="#fff"/><rect x="40" y="90" width="60" height="200" fill="#a02d4b"/><rect x="120" y="150" width="60" height="140" fill="#1c7a1c"/><rect x="200" y="40" width="60" height="250" fill="#a02d4b"/><rect x="280" y="60" width="60" height="230" fill="#26b8b0"/><path d="M20 20V292H460" fill="none" stroke="#111" stroke-width="3"/>';
  const ticks = scribble(seeded(4), 40, 298, 12, 40, '#222');
  const chart = async (over: string) =>
    picture(
      sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="480" height="320">${drawn}${ticks}${over}</svg>`)).flatten(),
      'screenshot',
    );
  const plain = await chart('');
  const words = (ink: string, opacity: number) => [80, 190].map((y, line) => scribble(seeded(7 + line), 60, y, 60, 6, ink, opacity)).join('');
  for (const [ink, opacity] of [['#000', 0.4], ['#000', 0.7], ['#fff', 0.5]] as const) {
    const found = verdict(plain, await chart(words(ink, opacity)));
    assert.deepEqual(found?.transformations, ['watermarked'], `${ink} ${opacity}`);
  }
  for (const ink of ['#000', '#fff', '#d22']) assert.equal(verdict(plain, await chart(words(ink, 1))), null, ink);
  const bar = '<rect x="360" y="120" width="60" height="170" fill="#1c7a1c"/>';
  assert.equal(verdict(plain, await chart(bar + words('#000', 0.4))), null, 'one bar more under the mark');
}); // prettier-ignore

/** A menu of ten rows in a program; of those in `rows` ground and words are as they say. */
function menu(rows: Readonly<Record<number, { ground?: string; ink?: string; seed?: number }>>, over = ''): Promise<Picture> {
  const drawn = Array.from({ length: 10 }, (_, at) => {
    const { ground = '#fff', ink = '#222', seed = 20 + at } = rows[at] ?? {};
    const words = scribble(seeded(seed), 180, 52 + 48 * at, 20, 12 + Math.floor(12 * seeded(seed)()), ink);
    return `<rect x="160" y="${40 + 48 * at}" width="480" height="44" fill="${ground}"/>${words}`;
  });
  const side = Array.from({ length: 6 }, (_, at) => scribble(seeded(50 + at), 16, 60 + 60 * at, 16, 9, '#222'));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="540"><rect width="640" height="540" fill="#fff"/>${side.join('')}${drawn.join('')}${over}</svg>`;
  return picture(sharp(Buffer.from(svg)).flatten(), 'screenshot');
} // prettier-ignore

test('a row that is selected and has other words is no patch, and a patch over the words of a row is one', async () => {
  const plain = await menu({});
  for (const [ground, ink] of [
    ['#0a64d8', '#fff'],
    ['#cce4ff', '#222'],
    ['#3a3d41', '#ddd'],
  ] as const) {
    assert.equal(verdict(plain, await menu({ 4: { ground, ink, seed: 90 } })), null, ground);
    assert.ok(verdict(plain, await menu({ 4: { ground, ink } })), `${ground}, the same words`);
    const [above, below] = [
      await menu({ 4: { ground, ink } }),
      await menu({ 5: { ground, ink, seed: 91 } }),
    ];
    assert.equal(verdict(above, below), null, `${ground}, the row below it`);
    for (const round of [0, 20])
      assert.ok(
        verdict(plain, await menu({}, `<rect x="170" y="228" width="300" height="90" rx="${round}" fill="${ground}"/>`)),
        `${ground}, a patch`,
      );
  }
}); // prettier-ignore

/** A texture of few pixels around a luma, and another one by another seed. */
function tile(number: number, contrast: number, side = 16): Sharp {
  const random = seeded(number);
  const data = Buffer.from(
    Array.from({ length: side * side }, () => {
      const luma = 170 + contrast * (random() - 0.5);
      return [luma, luma - 8, luma - 30].map(Math.round);
    }).flat(),
  );
  return sharp(data, { raw: { width: side, height: side, channels: 3 } });
}

test('what JPEG leaves of a faint texture of few pixels is the same, mirrored too; another faint one is another one', async () => {
  for (const number of [1, 2, 3]) {
    const plain = await picture(tile(number, 24), 'texture');
    const jpeg = await tile(number, 24).jpeg({ quality: 90 }).toBuffer();
    const mirrored = await tile(number, 24).flop().jpeg({ quality: 90 }).toBuffer();
    assert.ok(verdict(plain, await picture(jpeg, 'texture')), `${number}`);
    assert.ok(verdict(plain, await picture(mirrored, 'texture')), `${number}, mirrored`);
    assert.equal(verdict(plain, await picture(tile(number + 10, 24), 'texture')), null);
  }
});

test('the content of a picture of few pixels begins at one of them', async () => {
  const framed = sharp(await tile(4, 160).png().toBuffer()).extend({ top: 2, bottom: 2, left: 2, right: 2, background: '#102030' });
  const { sketch, outline, ...rest } = await picture(framed, 'texture');
  assert.equal(sketch.width, 320);
  assert.deepEqual(outline.box, { left: 32, top: 32, right: 288, bottom: 288 });
  assert.deepEqual(verdict(await picture(tile(4, 160), 'texture'), { ...rest, sketch, outline })?.transformations, ['bordered']);
}); // prettier-ignore
