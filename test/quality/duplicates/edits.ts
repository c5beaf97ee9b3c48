/**
 * What happens to a picture on its way through a project, each of random strength. `says` are the names that the truth
 * has for what was done; docs/decisions/near-duplicates.md tells what each means.
 */
import { type Made, type Raster, asPng, fromSharp, hasAlpha, toSharp, written } from './raster.ts';

/** Numbers in 0..1, seeded. */
export type Random = () => number;

interface Colour {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly alpha?: number;
}

export interface Edited extends Made {
  /** The transformations of this copy; those that each file may have on the side (resized, re-encoded, format-changed) included where they are the subject. */
  readonly says: readonly string[];
}

export type Edit = (raster: Raster, random: Random) => Promise<Edited>;

const between = (random: Random, low: number, high: number) => low + random() * (high - low);
const oneOf = <Item>(random: Random, items: readonly Item[]) => items[Math.floor(random() * items.length)]!;
const colour = (random: Random) => ({
  r: Math.floor(random() * 256),
  g: Math.floor(random() * 256),
  b: Math.floor(random() * 256),
  alpha: 1,
});

async function done(raster: Raster, ...says: string[]): Promise<Edited> {
  return { ...(await written(raster)), says };
}

async function cropTo(raster: Raster, random: Random, low: number, high: number): Promise<Raster> {
  const width = Math.max(8, Math.round(raster.width * between(random, low, high)));
  const height = Math.max(8, Math.round(raster.height * between(random, low, high)));
  const left = Math.floor(random() * (raster.width - width + 1));
  const top = Math.floor(random() * (raster.height - height + 1));
  return fromSharp(toSharp(raster).extract({ left, top, width, height }));
}

function scaled(raster: Raster, x: number, y = x): Promise<Raster> {
  const width = Math.max(8, Math.round(raster.width * x));
  const height = Math.max(8, Math.round(raster.height * y));
  return fromSharp(toSharp(raster).resize(width, height, { fit: 'fill' }));
}

function mapped(raster: Raster, change: (rgb: [number, number, number]) => void): Raster {
  const data = Buffer.from(raster.data);
  const rgb: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    rgb[0] = data[i]!;
    rgb[1] = data[i + 1]!;
    rgb[2] = data[i + 2]!;
    change(rgb);
    for (let c = 0; c < 3; c++) data[i + c] = Math.max(0, Math.min(255, Math.round(rgb[c]!)));
  }
  return { ...raster, data };
}

function over(raster: Raster, svg: string): Promise<Raster> {
  const { width, height } = raster;
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${svg}</svg>`;
  return fromSharp(toSharp(raster).composite([{ input: Buffer.from(drawing) }]));
}

function padded(
  raster: Raster,
  sides: { top?: number; bottom?: number; left?: number; right?: number },
  background: Colour,
): Promise<Raster> {
  return fromSharp(toSharp(raster).extend({ ...sides, background }));
}

/** Words without meaning; glyphs are strokes, so that they look the same on a machine without fonts. */
export function scribble(
  random: Random,
  x: number,
  y: number,
  size: number,
  letters: number,
  stroke: string,
  opacity = 1,
): string {
  const paths: string[] = [];
  for (let at = 0; at < letters; at++) {
    const left = x + at * size * 0.75;
    const points = Array.from(
      { length: 5 },
      () => `${(left + random() * size * 0.55).toFixed(1)},${(y + random() * size).toFixed(1)}`,
    );
    paths.push(`<polyline points="${points.join(' ')}"/>`);
  }
  return `<g fill="none" stroke="${stroke}" stroke-opacity="${opacity}" stroke-width="${(size / 8).toFixed(1)}">${paths.join('')}</g>`;
}

/** A caption over the lower or upper edge: an opaque strip with words. */
async function captioned(raster: Raster, random: Random): Promise<Raster> {
  const height = raster.height * between(random, 0.1, 0.18);
  const top = random() < 0.7 ? raster.height - height : 0;
  const [ground, ink] = oneOf(random, [
    ['#000', '#fff'],
    ['#fff', '#111'],
    ['#ffd400', '#111'],
    ['#123a78', '#fff'],
  ]);
  const size = height * 0.6;
  const words = scribble(
    random,
    raster.width * 0.05,
    top + height * 0.2,
    size,
    Math.floor((raster.width * 0.85) / (size * 0.75)),
    ink,
  );
  return over(
    raster,
    `<rect y="${top}" width="${raster.width}" height="${height}" fill="${ground}"/>${words}`,
  );
}

async function watermarked(raster: Raster, random: Random): Promise<Raster> {
  const size = raster.width * between(random, 0.08, 0.16);
  const opacity = between(random, 0.35, 0.75);
  const lines = 1 + Math.floor(random() * 3);
  const ink = random() < 0.7 ? '#fff' : '#000';
  const marks = Array.from({ length: lines }, (_, line) =>
    scribble(
      random,
      raster.width * between(random, 0, 0.3),
      raster.height * (0.1 + (0.8 * (line + random() * 0.5)) / lines),
      size,
      5,
      ink,
      opacity,
    ),
  );
  return over(raster, marks.join(''));
}

async function patched(raster: Raster, random: Random): Promise<Raster> {
  const share = Math.sqrt(between(random, 0.04, 0.14));
  const [width, height] = [raster.width * share, raster.height * share];
  const [x, y] = [random() * (raster.width - width), random() * (raster.height - height)];
  const { r, g, b } = colour(random);
  return over(
    raster,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${width / 8}" fill="rgb(${r},${g},${b})"/>`,
  );
}

async function bordered(raster: Raster, random: Random): Promise<Raster> {
  const edge = Math.max(2, Math.round(Math.min(raster.width, raster.height) * between(random, 0.03, 0.12)));
  return padded(
    raster,
    { top: edge, bottom: edge, left: edge, right: edge },
    oneOf(random, [{ r: 0, g: 0, b: 0 }, { r: 255, g: 255, b: 255 }, colour(random)]),
  );
}

async function turned(raster: Raster, angle: number, random: Random): Promise<Raster> {
  return fromSharp(
    toSharp(raster).rotate(angle, {
      background: oneOf(random, [
        { r: 0, g: 0, b: 0 },
        { r: 255, g: 255, b: 255 },
      ]),
    }),
  );
}

function hueTurned(raster: Raster, random: Random): Promise<Raster> {
  return fromSharp(toSharp(raster).modulate({ hue: Math.round(between(random, 60, 300)) }));
}

function toned(raster: Raster, random: Random): Raster {
  const exponent = random() < 0.5 ? between(random, 0.5, 0.75) : between(random, 1.4, 2.2);
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.round(255 * (value / 255) ** exponent));
  return mapped(raster, rgb => {
    for (let c = 0; c < 3; c++) rgb[c] = table[rgb[c]!]!;
  });
}

function tinted(raster: Raster, random: Random): Raster {
  const gains = [between(random, 0.55, 1.2), between(random, 0.55, 1.2), between(random, 0.55, 1.2)];
  gains[Math.floor(random() * 3)] = 0.6;
  gains[Math.floor(random() * 3)] = 1.15;
  return mapped(raster, rgb => {
    for (let c = 0; c < 3; c++) rgb[c]! *= gains[c]!;
  });
}

function greyed(raster: Raster): Raster {
  return mapped(raster, rgb => {
    const grey = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
    rgb.fill(grey);
  });
}

function inverted(raster: Raster): Raster {
  return mapped(raster, rgb => {
    for (let c = 0; c < 3; c++) rgb[c] = 255 - rgb[c]!;
  });
}

function noisy(raster: Raster, random: Random): Raster {
  const strength = between(random, 12, 36);
  return mapped(raster, rgb => {
    for (let c = 0; c < 3; c++) rgb[c]! += (random() + random() + random() - 1.5) * strength;
  });
}

/** For photographs and everything with texture. */
export const edits: Readonly<Record<string, Edit>> = {
  'jpeg of low quality': async (raster, random) => ({
    ...(await written(raster, Math.round(between(random, 12, 60)))),
    says: ['re-encoded'],
  }),
  'another format': async (raster, random) => {
    const image = toSharp(raster);
    const made =
      random() < 0.5
        ? {
            bytes: await image.webp({ quality: Math.round(between(random, 40, 90)) }).toBuffer(),
            extension: 'webp',
          }
        : { bytes: await image.tiff({ compression: 'lzw' }).toBuffer(), extension: 'tiff' };
    return { ...made, says: ['format-changed'] };
  },
  'made smaller': async (raster, random) => done(await scaled(raster, between(random, 0.3, 0.85)), 'resized'),
  'copy of 96 pixels': async raster =>
    done(await scaled(raster, 96 / Math.max(raster.width, raster.height)), 'resized'),
  'made larger': async (raster, random) => done(await scaled(raster, between(random, 1.2, 1.9)), 'resized'),
  stretched: async (raster, random) =>
    done(
      await scaled(raster, 1, random() < 0.5 ? between(random, 0.72, 0.88) : between(random, 1.14, 1.35)),
      'resized',
    ),
  'cropped lightly': async (raster, random) => done(await cropTo(raster, random, 0.7, 0.94), 'cropped'),
  'cropped hard': async (raster, random) => done(await cropTo(raster, random, 0.4, 0.7), 'cropped'),
  'turned a little': async (raster, random) =>
    done(await turned(raster, between(random, 2, 14) * (random() < 0.5 ? -1 : 1), random), 'rotated'),
  'turned by any angle': async (raster, random) =>
    done(await turned(raster, between(random, 15, 345), random), 'rotated'),
  'turned by quarters': async (raster, random) =>
    done(await fromSharp(toSharp(raster).rotate(oneOf(random, [90, 180, 270]))), 'rotated'),
  mirrored: async raster => done(await fromSharp(toSharp(raster).flop()), 'flipped'),
  'mirrored and turned': async (raster, random) => {
    const upside = await fromSharp(toSharp(raster).flip());
    return done(random() < 0.5 ? upside : await fromSharp(toSharp(upside).rotate(90)), 'flipped');
  },
  letterboxed: async (raster, random) => {
    const bar = Math.round(between(random, 0.08, 0.3) * raster.height);
    const sides = random() < 0.5 ? { top: bar, bottom: bar } : { left: bar, right: bar };
    return done(await padded(raster, sides, { r: 0, g: 0, b: 0 }), 'bordered');
  },
  bordered: async (raster, random) => done(await bordered(raster, random), 'bordered'),
  'bar below': async (raster, random) =>
    done(
      await padded(
        raster,
        { bottom: Math.round(raster.height * between(random, 0.08, 0.2)) },
        colour(random),
      ),
      'bordered',
    ),
  captioned: async (raster, random) => done(await captioned(raster, random), 'captioned'),
  watermarked: async (raster, random) => done(await watermarked(raster, random), 'captioned'),
  patched: async (raster, random) => done(await patched(raster, random), 'captioned'),
  'hue turned': async (raster, random) => done(await hueTurned(raster, random), 'recoloured'),
  'other gamma': async (raster, random) => done(toned(raster, random), 'recoloured'),
  tinted: async (raster, random) => done(tinted(raster, random), 'recoloured'),
  grey: async raster => done(greyed(raster), 'grey'),
  inverted: async raster => done(inverted(raster), 'inverted'),
  noisy: async (raster, random) => done(noisy(raster, random), 're-encoded'),
  blurred: async (raster, random) =>
    done(await fromSharp(toSharp(raster).blur(between(random, 0.8, 2.5))), 're-encoded'),
  'cropped, tinted, small': async (raster, random) => {
    const cropped = await cropTo(raster, random, 0.55, 0.9);
    const small = await scaled(tinted(cropped, random), between(random, 0.4, 0.8));
    return { ...(await written(small, 60)), says: ['cropped', 'recoloured', 'resized'] };
  },
  'turned, bordered': async (raster, random) =>
    done(
      await bordered(await fromSharp(toSharp(raster).rotate(oneOf(random, [90, 270]))), random),
      'rotated',
      'bordered',
    ),
  'mirrored, captioned, cropped': async (raster, random) =>
    done(
      await captioned(await cropTo(await fromSharp(toSharp(raster).flop()), random, 0.65, 0.9), random),
      'flipped',
      'cropped',
      'captioned',
    ),
  'grey, bordered, small': async (raster, random) =>
    done(
      await scaled(await bordered(greyed(raster), random), between(random, 0.3, 0.7)),
      'grey',
      'bordered',
      'resized',
    ),
};

/** For icons and other flat graphics: what leaves them the same picture. Their mirror image or another colour is another icon. */
export const flatEdits: Readonly<Record<string, Edit>> = {
  'flat, made smaller': async (raster, random) => ({
    ...(await asPng(await scaled(raster, between(random, 0.35, 0.8)))),
    says: ['resized'],
  }),
  'flat, made larger': async (raster, random) => ({
    ...(await asPng(await scaled(raster, between(random, 1.3, 2)))),
    says: ['resized'],
  }),
  'flat, another format': async raster => ({
    bytes: await toSharp(raster).webp({ quality: 80 }).toBuffer(),
    extension: 'webp',
    says: ['format-changed'],
  }),
  'flat, jpeg': async (raster, random) => {
    const flat = toSharp(raster).flatten({ background: '#fff' });
    return {
      bytes: await flat.jpeg({ quality: Math.round(between(random, 40, 85)) }).toBuffer(),
      extension: 'jpg',
      says: hasAlpha(raster) ? ['flattened'] : ['re-encoded'],
    };
  },
  'flat, flattened': async (raster, random) => {
    const background = oneOf(random, ['#ffffff', '#ffffff', '#e8eef4', '#f7e9c8']);
    const flat = await fromSharp(toSharp(raster).flatten({ background }));
    return { ...(await asPng(flat)), says: [hasAlpha(raster) ? 'flattened' : 're-encoded'] };
  },
  'flat, padded': async (raster, random) => {
    const edge = Math.round(raster.width * between(random, 0.06, 0.25));
    const made = await padded(
      raster,
      { top: edge, bottom: edge, left: edge, right: edge },
      hasAlpha(raster) ? { r: 0, g: 0, b: 0, alpha: 0 } : { r: 255, g: 255, b: 255, alpha: 1 },
    );
    return { ...(await asPng(made)), says: ['bordered'] };
  },
};
