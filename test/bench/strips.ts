/**
 * How should a picture be shown to the network when it is many times as long as it is high?
 *   node test/bench/strips.ts [folder of the model]
 * Squeezed whole, cut to its middle, put on a square (letterbox), or as several squares whose vectors are averaged.
 * Needs the collection of pictures beside the repository (`../shared/workspace`). Nothing here passes or fails; the
 * decision that follows is in docs/decisions/strips.md.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Decoders } from '../../src/encoder/decode.ts';
import { prepareImage } from '../../src/encoder/image.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { openText, openVision } from '../../src/encoder/session.ts';
import type { TowerPorts } from '../../src/encoder/towerGraphs.ts';
import { tensorOf } from '../../src/encoder/tensor.ts';
import { openTokenizer } from '../../src/encoder/text.ts';
import { readModelCard } from '../../src/models/modelCard.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const workspace = path.resolve(root, '..', 'shared', 'workspace');
const seed = 12;
const objects = 40;
const photographs = 40;
const otherPictures = 40;

/** Sheets and long pictures as they are in the collection, with what one would look for. */
const real: Readonly<Record<string, string>> = {
  'characters/bat-sheet': 'bat', 'characters/frog-sheet': 'frog', 'characters/spider-sheet': 'spider',
  'characters/worm-sheet': 'worm', 'characters/plumber-sheet': 'plumber', 'characters/slimeblue-sheet': 'blue slime',
  'characters/slimegreen-sheet': 'green slime', 'characters/slimepurple-sheet': 'purple slime',
  'characters/eggguy-sheet': 'egg', 'characters/squareguy-sheet': 'square', 'characters/triangleguy-sheet': 'triangle',
  'coins/spinningcoinbronze-sheet': 'bronze coin', 'coins/spinningcoingold-sheet': 'gold coin',
  'coins/spinningcoinsilver-sheet': 'silver coin', 'foods/fork': 'fork', 'world-objects/bush06': 'bush',
  'world-objects/tower01': 'tower', 'world-objects/tree02': 'tree', 'world-objects/tree02snow': 'tree with snow',
}; // prettier-ignore

type Method = 'squeeze' | 'middle' | 'letterbox' | 'tiles';
const methods: readonly Method[] = ['squeeze', 'middle', 'letterbox', 'tiles'];
const tiles = 3;

const sharp = loadSharp();
const magick = new Magick();
const decoders: Decoders = { sharp, magick };
const card = await readModelCard(path.resolve(process.argv[2] ?? path.join(root, 'models', 'starter')));
const tokenizer = await openTokenizer(card);
const { resize, crop } = card.preprocessing;
const inputEdge = crop?.width ?? (resize.kind === 'squash' ? resize.width : resize.edge);
const ports: TowerPorts = {
  runtime: loadRuntime(),
  card,
  provider: 'cpu',
  threads: 1,
};
const vision = await openVision(ports, { width: inputEdge, height: inputEdge });
const words = await openText(ports, tokenizer.tokenize(['a']));

/** The pictures that the network is shown of one picture. */
async function viewsOf(png: Buffer, method: Method): Promise<Buffer[]> {
  const { width, height } = await sharp(png).metadata();
  const edge = Math.min(width, height);
  const squares = async (count: number) => {
    const views: Buffer[] = [];
    for (let place = 0; place < count; place++) {
      const share = count === 1 ? 0.5 : place / (count - 1);
      const [left, top] = [Math.floor((width - edge) * share), Math.floor((height - edge) * share)];
      views.push(await sharp(png).extract({ left, top, width: edge, height: edge }).png().toBuffer());
    }
    return views;
  };
  switch (method) {
    case 'squeeze':
      return [png];
    case 'middle':
      return squares(1);
    case 'letterbox': {
      const longest = Math.max(width, height);
      const clear = { r: 0, g: 0, b: 0, alpha: 0 };
      return [
        await sharp(png).resize(longest, longest, { fit: 'contain', background: clear }).png().toBuffer(),
      ];
    }
    case 'tiles':
      return squares(tiles);
  }
}

async function vectorOf(png: Buffer, method: Method): Promise<Float32Array> {
  const shown = await viewsOf(png, method);
  const sum = new Float32Array(vision.dimensions);
  for (const view of shown) {
    const { views } = await prepareImage(decoders, view, card.preprocessing);
    (await vision.encode(tensorOf(views.slice(0, 1), card.preprocessing), 1)).forEach(
      (value, at) => (sum[at]! += value),
    );
  }
  const norm = Math.hypot(...sum);
  return sum.map(value => value / norm);
}

async function textVector(text: string): Promise<Float32Array> {
  return words.encode(tokenizer.tokenize([text]));
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at]!, 0);

interface Scores {
  readonly first: number;
  readonly five: number;
  readonly reciprocal: number;
}

/** Where the right picture stands among all of them, for each query. */
function scores(queries: readonly Float32Array[], right: readonly Float32Array[], others: readonly Float32Array[]): Scores {
  const ranks = queries.map((query, at) => {
    const own = dot(query, right[at]!);
    const rivals = [...right.filter((_, other) => other !== at), ...others];
    return 1 + rivals.filter(rival => dot(query, rival) > own).length;
  });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    first: mean(ranks.map(rank => (rank === 1 ? 1 : 0))),
    five: mean(ranks.map(rank => (rank <= 5 ? 1 : 0))),
    reciprocal: mean(ranks.map(rank => 1 / rank)),
  };
} // prettier-ignore

const shown = ({ first, five, reciprocal }: Scores) =>
  [first, five].map(value => `${(100 * value).toFixed(0).padStart(3)} %`).join('  ') +
  `  ${reciprocal.toFixed(3)}`;

/** A numbered sequence that is the same at every run (mulberry32). */
function shuffled<Item>(items: readonly Item[]): Item[] {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return items.map(item => [next(), item] as const).sort((a, b) => a[0] - b[0]).map(([, item]) => item); // prettier-ignore
}

interface Listed {
  readonly path: string;
  readonly kind: string;
  readonly nameSays: string;
}

interface Photograph {
  readonly path: string;
  readonly name: string;
}

const read = (file: string) => readFileSync(path.join(workspace, file));
// The collection's own lists, checked by eye.
const listed = (JSON.parse(read('assets.json').toString()) as { files: Listed[] }).files;
const pictured = (JSON.parse(read('photos.json').toString()) as { photos: Photograph[] }).photos;
const sprites = listed.filter(({ kind }) => kind === 'sprites');
const named = new Map<string, Listed>();
for (const sprite of sprites) {
  const name = sprite.nameSays.replace(/[0-9]+/g, '').trim();
  if (/\/(?:foods|misc|world-objects|vehicles)\//.test(sprite.path) && !named.has(name))
    named.set(name, sprite);
}
const chosen = shuffled([...named]).slice(0, objects);

/** Frames side by side, each a little higher or lower, as in a sprite strip. */
async function strip(png: Buffer, frames: number, upright: boolean): Promise<Buffer> {
  const { width, height } = await sharp(png).metadata();
  const [wide, tall] = [width + 4, height + 8];
  const size = upright ? { width: wide, height: tall * frames } : { width: wide * frames, height: tall };
  return sharp({ create: { ...size, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .composite(
      Array.from({ length: frames }, (_, frame) => ({
        input: png,
        left: 2 + (upright ? 0 : frame * wide),
        top: 4 + Math.round(3 * Math.sin(frame)) + (upright ? frame * tall : 0),
      })),
    )
    .png()
    .toBuffer();
}

/** The middle band of a photograph, so many times as long as it is high. */
async function band(file: Buffer, aspect: number): Promise<Buffer> {
  const { width, height } = await sharp(file).metadata();
  const tall = Math.max(8, Math.min(height, Math.round(width / aspect)));
  return sharp(file)
    .extract({ left: 0, top: Math.floor((height - tall) / 2), width, height: tall })
    .png()
    .toBuffer();
}

const single = await Promise.all(chosen.map(([, { path: file }]) => sharp(read(file)).png().toBuffer()));
const names = await Promise.all(chosen.map(([name]) => textVector(name)));
const singles: Float32Array[] = [];
for (const png of single) singles.push(await vectorOf(png, 'squeeze'));
// What else lies in such a folder.
const other: Float32Array[] = [];
for (const { path: file } of shuffled(listed.filter(({ path: file }) => !chosen.some(([, { path: own }]) => own === file))).slice(0, otherPictures)) {
  const bytes = read(file);
  other.push(await vectorOf(bytes, 'squeeze'));
} // prettier-ignore

console.log(
  `${card.folder}; ${chosen.length} objects, ${other.length} other pictures; first, among five, mean reciprocal rank`,
);
console.log(`single pictures, by name:                 ${shown(scores(names, singles, other))}`);
for (const [frames, upright] of [[4, false], [16, false], [8, true]] as const) {
  for (const method of methods) {
    const strips: Float32Array[] = [];
    for (const png of single) strips.push(await vectorOf(await strip(png, frames, upright), method));
    const title = `${upright ? 'upright ' : ''}strips of ${frames}, ${method}`;
    console.log(`${title.padEnd(36)} text: ${shown(scores(names, strips, other))}   single picture: ${shown(scores(singles, strips, other))}`);
  }
} // prettier-ignore

const sheets = Object.entries(real).map(([file, text]) => [`assets/sprites/${file}.png`, text] as const);
const sheetTexts = await Promise.all(sheets.map(([, text]) => textVector(text)));
for (const method of methods) {
  const vectors: Float32Array[] = [];
  for (const [file] of sheets) vectors.push(await vectorOf(read(file), method));
  console.log(`${`${sheets.length} real long pictures, ${method}`.padEnd(36)} text: ${shown(scores(sheetTexts, vectors, other))}`);
} // prettier-ignore

const scenes = shuffled(pictured).slice(0, photographs);
const sceneTexts = await Promise.all(scenes.map(({ name }) => textVector(name)));
for (const aspect of [3, 6]) {
  for (const method of methods) {
    const vectors: Float32Array[] = [];
    for (const { path: file } of scenes) vectors.push(await vectorOf(await band(read(file), aspect), method));
    console.log(
      `${`bands ${aspect} : 1, ${method}`.padEnd(36)} text: ${shown(scores(sceneTexts, vectors, []))}`,
    );
  }
}
await magick.dispose();
