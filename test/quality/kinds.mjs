// What asking each kind of asset in its own words brings, in a folder of photographs, sprites, textures, screenshots,
// icons and emoji; docs/decisions/kind-aware-search.md has the figures.
//   npm run build && node test/quality/kinds.mjs
// Pictures: the photographs and assets of ../shared/workspace, which are no part of this repository, and icons and emoji
// of two packages, of which the starter may have seen some.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..', '..');
const shared = path.resolve(root, '..', 'shared');
const workspace = path.join(shared, 'workspace');
const require = createRequire(import.meta.url);
const cli = path.join(root, 'dist', 'cli.js');
/** Of either set: enough for a figure, few enough to leave the photographs a chance. */
const drawings = 150;

if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
  process.exit(0);
}
const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-kinds-'));
try {
  measure();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function measure() {
  const folder = path.join(scratch, 'mixed');
  const wanted = [...photographs(folder), ...sets(folder)];
  copyAssets(folder);
  const queries = path.join(scratch, 'queries.txt');
  writeFileSync(queries, wanted.map(({ query }) => query).join('\n'));
  const plain = ranks(folder, queries, wanted, ['--plain']);
  const aware = ranks(folder, queries, wanted, []);
  console.log('| asked for | queries | plain: first | first 10 | by kind: first | first 10 |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const group of new Set(wanted.map(({ group: name }) => name))) {
    const places = wanted.flatMap((one, place) => (one.group === group ? [place] : []));
    const share = (found, within) =>
      `${((100 * places.filter(place => found[place] >= 0 && found[place] < within).length) / places.length).toFixed(1)} %`;
    console.log(
      `| ${group} | ${places.length} | ${share(plain, 1)} | ${share(plain, 10)} | ${share(aware, 1)} | ${share(aware, 10)} |`,
    );
  }
}

/** The rank of the first picture with the name asked for; -1 where it is not among ten. */
function ranks(folder, queries, wanted, more) {
  const words = ['search', folder, '--queries', queries, '--limit', '10', '--json'];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, ...words, ...more, '--store', path.join(scratch, 'store')],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(stderr);
  const answers = JSON.parse(stdout);
  return wanted.map(({ files }, place) => answers[place].results.findIndex(hit => files.has(hit.path)));
}

function photographs(folder) {
  const { photos } = JSON.parse(readFileSync(path.join(workspace, 'photos.json'), 'utf8'));
  return photos.map(({ path: file, name }) => {
    copy(path.join(workspace, file), path.join(folder, file));
    return { group: 'photographs', query: name, files: new Set([file]) };
  });
}

function copyAssets(folder) {
  const { files } = JSON.parse(readFileSync(path.join(workspace, 'assets.json'), 'utf8'));
  for (const { path: file } of files) copy(path.join(workspace, file), path.join(folder, file));
}

function sets(folder) {
  return [
    ...drawn(folder, 'icons', '@iconify-json/lucide'),
    ...drawn(folder, 'emoji', '@iconify-json/fluent-emoji-flat'),
  ];
}

/** Drawings of a package as SVG files, evenly over its names. */
function drawn(folder, group, name) {
  const {
    icons,
    width = 24,
    height = 24,
  } = JSON.parse(readFileSync(require.resolve(`${name}/icons.json`), 'utf8'));
  const names = Object.keys(icons).filter(icon => icon.split('-').length <= 3);
  const step = Math.max(1, Math.ceil(names.length / drawings));
  return names
    .filter((_, place) => place % step === 0)
    .map(icon => {
      const file = `${group}/${icon}.svg`;
      const { body, width: w = width, height: h = height } = icons[icon];
      mkdirSync(path.join(folder, group), { recursive: true });
      writeFileSync(
        path.join(folder, file),
        `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}">${body.replaceAll('currentColor', '#000')}</svg>`,
      );
      return { group, query: icon.replaceAll('-', ' '), files: new Set([file]) };
    });
}

function copy(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(from, to);
}
