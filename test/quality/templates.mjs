// What asking each kind of asset in sentences of its own brings: pictures of ../shared/workspace, each kind among its own
// names, with the templates of the short form and with those of its kind. docs/decisions/label-groups.md has the figures.
//   node test/quality/templates.mjs
// The kind is the one that the product tells; the names of assets are those of their files, which nobody has checked.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { kindPlace, openStarter, percent } from './pictures.mjs';

const workspace = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace');
if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
  process.exit(0);
}
const read = file => JSON.parse(readFileSync(path.join(workspace, file), 'utf8'));
const pictures = [
  ...read('photos.json').photos.map(({ path: file, name }) => ({ file, name, folder: 'photographs' })),
  ...read('assets.json').files.map(({ path: file, nameSays, kind }) => ({
    file,
    name: nameSays,
    folder: kind,
  })),
];

const starter = await openStarter();
try {
  console.log('| folder | images | told as | default templates | by kind |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const [folder, own] of Map.groupBy(pictures, picture => picture.folder)) {
    const found = await starter.pictures(own.map(({ file }) => path.join(workspace, file)));
    const names = [...new Set(own.map(({ name }) => name))];
    const cells = [];
    for (const group of [null, 'group']) {
      const labels = await starter.labels(names, group);
      const ranks = found.map(({ vector, kind }, place) => {
        const scores = labels.map(byKind => dot(vector, byKind[kindPlace(kind)]));
        const right = scores[names.indexOf(own[place].name)];
        return scores.filter(score => score > right).length;
      });
      const within = count => percent(ranks.filter(rank => rank < count).length / ranks.length);
      cells.push(`${within(1)} / ${within(5)}`);
    }
    const kinds = [...Map.groupBy(found, ({ kind }) => kind)]
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([kind, all]) => `${kind} ${all.length}`);
    console.log(`| ${folder} | ${own.length} | ${kinds.join(', ')} | ${cells.join(' | ')} |`);
  }
} finally {
  await starter.dispose();
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
