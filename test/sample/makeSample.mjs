// Makes the sample folder: about 140 pictures as a project has them, and a labels file.
// By hand: node test/sample/makeSample.mjs <folder>
//
// File names are numbers, as cameras and exports give them: a search that finds something here has looked at pixels.
// The same packages give the same bytes every time. Nothing is ever deleted from the folder.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { emojiFiles, iconFiles, photographFiles, sources, versionOf } from './packages.mjs';
import { screenFiles } from './screens.mjs';
import { shapeFiles } from './shapes.mjs';
import { spriteFiles } from './sprites.mjs';
import { textureFiles } from './textures.mjs';

/** Returns how many pictures there are. */
export async function makeSample(folder) {
  const originals = [
    ...photographFiles(),
    ...(await iconFiles()),
    ...(await emojiFiles()),
    ...(await shapeFiles()),
    ...(await textureFiles()),
    ...(await spriteFiles()),
    ...(await screenFiles()),
  ];
  const pictures = [...originals, ...(await copyFiles(originals))];
  const texts = [
    { path: '.vscode/asset-lens.json', bytes: `${JSON.stringify({ labels }, null, 2)}\n` },
    { path: 'ATTRIBUTION.md', bytes: attribution() },
  ];
  for (const file of [...pictures, ...texts]) {
    const target = path.join(folder, ...file.path.split('/'));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.bytes);
  }
  return pictures.length;
}

/** Copies as they come about: put where they are needed, saved in another format, made smaller, cropped. */
async function copyFiles(originals) {
  const bytesOf = from => {
    const original = originals.find(file => file.path === from);
    if (!original) throw new Error(`There is no ${from} to copy.`);
    return original.bytes;
  };
  const sameBytes = (from, to) => ({ path: to, bytes: bytesOf(from) });
  const saved = async (from, to, edit) => ({ path: to, bytes: await edit(sharp(bytesOf(from))).toBuffer() });
  return Promise.all([
    // The same bytes.
    sameBytes('photos/IMG_0412.jpg', 'docs/images/cover.jpg'),
    sameBytes('icons/icon-17.svg', 'public/favicon.svg'),
    // The same pixels in other bytes.
    saved('shapes/shape-05.png', 'docs/images/legend.webp', image => image.webp({ lossless: true })),
    saved('emoji/1f680.png', 'public/img/launch.png', image => image.png({ compressionLevel: 0 })),
    // Not the same pixels any more.
    saved('photos/IMG_0421.jpg', 'public/img/header.webp', image => image.resize(640).webp({ quality: 75 })),
    saved('photos/IMG_0424.jpg', 'photos/edited/IMG_0424 small.jpg', image =>
      image.resize(480).jpeg({ quality: 60 }),
    ),
    saved('photos/IMG_0417.jpg', 'photos/edited/IMG_0417 crop.jpg', image =>
      image.extract({ left: 90, top: 40, width: 880, height: 640 }).jpeg({ quality: 85 }),
    ),
    saved('photos/IMG_0415.jpg', 'photos/edited/IMG_0415 crop.webp', image =>
      image.extract({ left: 290, top: 20, width: 640, height: 460 }).webp({ quality: 80 }),
    ),
  ]);
}

const labels = [
  { name: 'animal', prompts: ['a photo of an animal', 'sheep in a field', 'a cat', 'a dog'] },
  { name: 'boat', prompts: ['a boat', 'boats in a harbour', 'a ship on the water'] },
  { name: 'mountains', prompts: ['mountains', 'a photo of a mountain landscape'] },
  { name: 'house', prompts: ['a house', 'a photo of an old house', 'a building'] },
  { name: 'plant', prompts: ['a plant', 'a flower', 'a tree'] },
  { name: 'food', prompts: ['food', 'a picture of something to eat', 'a fruit'] },
  { name: 'vehicle', prompts: ['a vehicle', 'a car', 'an airplane'] },
  { name: 'shape', prompts: ['a circle', 'a square', 'a star', 'a coloured shape'] },
];

function attribution() {
  const rows = sources.map(
    ({ files, packageName, licence }) =>
      `| ${files} | ${packageName} ${versionOf(packageName)} | ${licence} |`,
  );
  return `# Where these pictures come from

This folder was made by \`test/sample/makeSample.mjs\` of Asset Lens.

| files | npm package | licence |
| --- | --- | --- |
${rows.join('\n')}
| shapes/, textures/, sprites/, docs/images/step-*.png | drawn by Asset Lens | MIT |

Pictures in photos/edited/, public/ and the rest of docs/images/ are copies of those above, under the same licences.
`;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (folder === undefined) {
    process.stderr.write('Say where: node test/sample/makeSample.mjs <folder>\n');
    process.exitCode = 2;
  } else {
    process.stdout.write(`${await makeSample(folder)}\n`);
  }
}
