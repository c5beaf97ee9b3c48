/**
 * Makes the two sets on which the search for duplicates is measured: `tune`, where thresholds are chosen, and `test`, on
 * which they are reported. No picture is in both. Everything follows from the seed.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomNumbers, seed } from '../../evaluation/random.ts';
import { chart, families, scene } from './drawings.ts';
import { type Edit, type Random, edits, flatEdits } from './edits.ts';
import { type Raster, asPng, rasterOf, toSharp } from './raster.ts';

type Half = 'tune' | 'test';

/** One file of a set. Two files of one `source` show the same picture; those of `family` look alike and are none. */
export interface SetFile {
  readonly path: string;
  readonly source: string;
  /** What was done to it; null is the picture itself. */
  readonly edit: string | null;
  /** The names that the truth has for it. */
  readonly says: readonly string[];
  readonly tier: 'original' | 'same-bytes' | 'same-pixels' | 'transformed' | 'other';
  /** What sort of picture, for the table. */
  readonly sort: string;
}

const root = path.resolve(import.meta.dirname, '..', '..', '..');
export const workspace = path.resolve(root, '..', 'shared', 'workspace');

/** How many sources of each sort are copied with edits, in each half; the rest are strangers. */
const copied = {
  photographs: 40,
  textures: 14,
  sprites: 14,
  screenshots: 14,
  drawings: 16,
  icons: 20,
  emoji: 20,
};
const editsOfOthers = 9;
const strangers = { icons: 250, emoji: 250 };

/** Writes the pictures of a half below `folder`; gives the truth. */
export async function makeSet(half: Half, folder: string): Promise<readonly SetFile[]> {
  const { files, put } = setBelow(folder);
  for (const sort of ['photographs', 'textures', 'sprites', 'screenshots'] as const) {
    const own = sourcesOf(sort).filter(name => halfOf(name) === half);
    for (const [place, name] of own.entries()) {
      const original = readFileSync(path.join(workspace, name));
      put(original, {
        path: `${sort}/${place}${path.extname(name)}`,
        source: drawingOf(name),
        edit: null,
        says: [],
        tier: 'original',
        sort,
      });
      if (place >= copied[sort]) continue;
      const random = randomNumbers(seed + hashOf(name));
      const some =
        sort === 'photographs'
          ? Object.entries(edits)
          : shuffled(Object.entries(edits), random).slice(0, editsOfOthers);
      const raster = await rasterOf(path.join(workspace, name));
      await exactCopies(original, raster, { place, name, sort }, put);
      await putEdits(raster, some, { place, name, sort, random }, put);
    }
  }
  const halfSeed = seed + (half === 'tune' ? 1 : 2);
  for (let place = 0; place < copied.drawings; place++) {
    const random = randomNumbers(halfSeed * 31 + place);
    const raster = await rasterOf(Buffer.from(place % 2 ? chart(random) : scene(random)), 480);
    const name = `drawing ${half} ${place}`;
    const made = await asPng(raster);
    put(made.bytes, {
      path: `drawings/${place}.png`,
      source: name,
      edit: null,
      says: [],
      tier: 'original',
      sort: 'drawings',
    });
    await putEdits(
      raster,
      shuffled(Object.entries(edits), random).slice(0, editsOfOthers),
      { place, name, sort: 'drawings', random },
      put,
    );
  }
  for (const sort of ['icons', 'emoji'] as const) {
    const own = shuffled(
      iconsOf(sort).filter(({ name }) => halfOf(name) === half),
      randomNumbers(halfSeed),
    ).slice(0, strangers[sort]);
    for (const [place, { name, svg }] of own.entries()) {
      const random = randomNumbers(seed + hashOf(name));
      const raster = await rasterOf(Buffer.from(svg), 128);
      put((await asPng(raster)).bytes, {
        path: `${sort}/${place}.png`,
        source: name,
        edit: null,
        says: [],
        tier: 'original',
        sort,
      });
      if (place < copied[sort])
        await putEdits(raster, Object.entries(flatEdits), { place, name, sort, random }, put);
    }
  }
  for (const [family, make] of Object.entries(families)) {
    for (let turn = 0; turn < 6; turn++) {
      const drawn = make(randomNumbers(halfSeed * 101 + turn * 7 + hashOf(family)));
      for (const [place, svg] of drawn.entries()) {
        const title = `${family} ${turn}-${place}`;
        put((await asPng(await rasterOf(Buffer.from(svg), 256))).bytes, {
          path: `families/${title}.png`,
          source: `${half} ${title}`,
          edit: null,
          says: [],
          tier: 'other',
          sort: family,
        });
      }
    }
  }
  for (const { name, svg } of iconsOf('icons')
    .filter(({ name }) => halfOf(name) === half)
    .slice(0, 24)) {
    for (const weight of [1, 2, 3]) {
      const other = svg.replaceAll('stroke-width="2"', `stroke-width="${weight}"`);
      put((await asPng(await rasterOf(Buffer.from(other), 128))).bytes, {
        path: `families/weight ${weight} of ${name.replace(/\W/g, '-')}.png`,
        // Drawn with the stroke that it has, it is the icon itself.
        source: weight === 2 ? name : `${name} at ${weight}`,
        edit: null,
        says: [],
        tier: 'other',
        sort: 'weights of an icon',
      });
    }
  }
  writeFileSync(path.join(path.dirname(folder), `${half}.json`), JSON.stringify(files, null, 1));
  return files;
}

/** Edits of each screenshot, where all of these are copied. */
const editsOfScreen = 9;

/**
 * Writes the tuning half's screenshots, of which many are of one program, all of them with copies by `setSeed`: other ones
 * than those on which thresholds were chosen.
 */
export async function makeScreens(setSeed: number, folder: string): Promise<readonly SetFile[]> {
  const { files, put } = setBelow(folder);
  const sort = 'screenshots';
  const own = sourcesOf(sort).filter(name => halfOf(name) === 'tune');
  for (const [place, name] of own.entries()) {
    const source = drawingOf(name);
    // A drawing at two sizes is one picture: the first one is its original.
    if (files.some(file => file.source === source)) continue;
    put(readFileSync(path.join(workspace, name)), {
      path: `${sort}/${place}${path.extname(name)}`,
      source,
      edit: null,
      says: [],
      tier: 'original',
      sort,
    });
    const random = randomNumbers(setSeed * 17 + hashOf(name));
    const some = shuffled(Object.entries(edits), random).slice(0, editsOfScreen);
    await putEdits(await rasterOf(path.join(workspace, name)), some, { place, name, sort, random }, put);
  }
  writeFileSync(path.join(path.dirname(folder), 'screens.json'), JSON.stringify(files, null, 1));
  return files;
}

/** A set that is empty still, and what puts a picture into it and below the folder. */
function setBelow(folder: string) {
  const files: SetFile[] = [];
  const put = (bytes: Buffer, file: SetFile) => {
    mkdirSync(path.dirname(path.join(folder, file.path)), { recursive: true });
    writeFileSync(path.join(folder, file.path), bytes);
    files.push(file);
  };
  return { files, put };
}

interface Origin {
  readonly place: number;
  readonly name: string;
  readonly sort: string;
}

type Put = (bytes: Buffer, file: SetFile) => void;

async function exactCopies(
  original: Buffer,
  raster: Raster,
  { place, name, sort }: Origin,
  put: Put,
): Promise<void> {
  if (place % 2 > 0) return;
  put(original, {
    path: `copies/${sort}-${place} copy.${path.extname(name).slice(1)}`,
    source: drawingOf(name),
    edit: 'same bytes',
    says: [],
    tier: 'same-bytes',
    sort,
  });
  // Only where nothing was made smaller is the raster all of the picture.
  const full = await rasterOf(path.join(workspace, name), 1e5);
  if (full.width !== raster.width) return;
  put(await toSharp(full).png().toBuffer(), {
    path: `copies/${sort}-${place} as.png`,
    source: drawingOf(name),
    edit: 'same pixels',
    says: [],
    tier: 'same-pixels',
    sort,
  });
  put(await toSharp(full).webp({ lossless: true, exact: true }).toBuffer(), {
    path: `copies/${sort}-${place} as.webp`,
    source: drawingOf(name),
    edit: 'same pixels',
    says: [],
    tier: 'same-pixels',
    sort,
  });
}

async function putEdits(
  raster: Raster,
  some: readonly (readonly [string, Edit])[],
  { place, name, sort, random }: Origin & { readonly random: Random },
  put: Put,
): Promise<void> {
  for (const [edit, apply] of some) {
    const { bytes, extension, says } = await apply(raster, random);
    put(bytes, {
      path: `edits/${sort}-${place}-${edit.replace(/\W+/g, '-')}.${extension}`,
      source: drawingOf(name),
      edit,
      says,
      tier: 'transformed',
      sort,
    });
  }
}

function sourcesOf(sort: 'photographs' | 'textures' | 'sprites' | 'screenshots'): string[] {
  if (sort === 'photographs')
    return readdirSync(path.join(workspace, 'photos'))
      .sort()
      .map(name => `photos/${name}`);
  // The list is a checked-in fact of the workspace: paths with their kinds.
  const { files } = JSON.parse(readFileSync(path.join(workspace, 'assets.json'), 'utf8')) as {
    files: { path: string; kind: string }[];
  };
  return files
    .filter(({ kind }) => kind === sort)
    .map(file => file.path)
    .sort();
}

/** Icons of the lucide set and emoji of the Fluent set, as SVG texts. */
function iconsOf(sort: 'icons' | 'emoji'): { name: string; svg: string }[] {
  const set = sort === 'icons' ? 'lucide' : 'fluent-emoji-flat';
  const {
    icons,
    width = 24,
    height = 24,
  } = JSON.parse(
    readFileSync(path.join(root, 'node_modules', '@iconify-json', set, 'icons.json'), 'utf8'),
  ) as {
    icons: Record<string, { body: string; width?: number; height?: number }>;
    width?: number;
    height?: number;
  };
  return Object.entries(icons).map(([name, icon]) => ({
    name: `${set}:${name}`,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" color="#1f2328" width="${icon.width ?? width}" height="${icon.height ?? height}" viewBox="0 0 ${icon.width ?? width} ${icon.height ?? height}">${icon.body}</svg>`,
  }));
}

/** The same sign twice, with another margin, which no name tells. */
const sameDrawings: Readonly<Record<string, string>> = {
  'assets/screenshots/excalidraw/maskable_icon_x512.png':
    'assets/screenshots/excalidraw/apple-touch-icon.png',
};

/** One drawing that a project has at several sizes is one picture: `icon-192x192.png`, `icon-512x512.png`. */
function drawingOf(name: string): string {
  return sameDrawings[name] ?? name.replace(/[-_]\d+x\d+(?=\.\w+$)/, '');
}

function halfOf(name: string): Half {
  return hashOf(`half of ${name}`) % 2 === 0 ? 'tune' : 'test';
}

function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}

/** Fisher and Yates, seeded. */
function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
