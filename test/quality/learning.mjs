// What learning from decisions brings: accuracy of single prompts, of ensembles, and after 3 and 10 accepted a label, on
// the photographs and the assets of ../shared/workspace. The labels and their members are in learningLabels.json;
// docs/decisions/learning.md has the table.
//   npm run build && node test/quality/learning.mjs
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readModelCard } from '../../src/models/modelCard.ts';
import { matrixProduct } from '../../src/search/matrixProduct.ts';
import { learn } from '../../src/tags/learn.ts';
import { defaultTemplates } from '../../src/tags/prompts.ts';
import { meanUnitVector } from '../../src/tags/score.ts';
import { randomNumbers } from '../evaluation/random.ts';
import { scoreLesson } from '../pure/lessons.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const workspace = path.resolve(root, '..', 'shared', 'workspace');
const seeds = [1, 2, 3, 4, 5];
const shots = [3, 10];

if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
  process.exit(0);
}
const { labels, kinds } = read(path.join(import.meta.dirname, 'learningLabels.json'));
const { files } = read(path.join(workspace, 'assets.json'));
const { photos } = read(path.join(workspace, 'photos.json'));
const { temperature } = await readModelCard(path.join(root, 'models', 'starter'));

const sets = [
  {
    title: 'photographs, 8 labels',
    all: photos.map(photo => photo.path),
    labels: labels.map(({ name, photos: members }) => ({ name, members })),
  },
  {
    title: 'assets, 4 kinds',
    all: files.map(file => file.path),
    labels: kinds.map(kind => ({
      name: kind,
      members: files.filter(file => file.kind === `${kind}s`).map(file => file.path),
    })),
  },
];

console.log('| pictures | scores | decided, each left out | left out of both | seeds that learned |');
console.log('| --- | --- | --- | --- | --- |');
for (const set of sets) measure(set);

function measure({ title, all, labels: groups }) {
  const images = embedded('--image', all);
  const single = embedded(
    '--text',
    groups.map(({ name }) => `a photo of a ${name}`),
  );
  const texts = groups.flatMap(({ name }) => defaultTemplates.map(text => text.replace('{}', name)));
  const sentences = embedded('--text', texts);
  const dimensions = images[0].length;
  const ensembles = groups.map((_, label) =>
    meanUnitVector(columns(sentences), label * defaultTemplates.length, defaultTemplates.length, dimensions),
  );
  // The middle of the workspace is known without any label.
  const middle = new Float32Array(dimensions);
  for (const image of images) image.forEach((value, i) => (middle[i] += value / images.length));
  const vectorOf = new Map(all.map((file, place) => [file, images[place]]));
  const members = groups.flatMap(({ members: own }, label) =>
    own.map(file => ({ label, vector: vectorOf.get(file) })),
  );
  const row = (scores, decided, others, learned = '') =>
    console.log(`| ${title}: ${members.length} | ${scores} | ${decided} | ${others} | ${learned} |`);
  const plain = prompts => ({
    weights: columns(prompts).map(value => value * temperature),
    offsets: new Float64Array(groups.length),
  });
  row('single prompts', '', percent(accuracy(plain(single), members)));
  row('ensembles', '', percent(accuracy(plain(ensembles), members)));

  for (const count of shots) {
    const runs = seeds.map(seed => {
      const random = randomNumbers(seed);
      const drawn = groups.map((_, label) =>
        members
          .filter(member => member.label === label)
          .map(member => ({ member, key: random() }))
          .sort((a, b) => a.key - b.key)
          .map(({ member }) => member),
      );
      const accepted = drawn.flatMap(own => own.slice(0, count));
      const others = drawn.flatMap(own => own.slice(count));
      const verdicts = new Int8Array(accepted.length * groups.length);
      accepted.forEach(({ label }, place) => (verdicts[place * groups.length + label] = 1));
      const lesson = scoreLesson({
        kind: 'one-of',
        dimensions,
        prompts: columns(ensembles),
        offsets: new Float64Array(groups.length),
        temperature,
        middle,
        examples: columns(accepted.map(({ vector }) => vector)),
        verdicts,
      });
      const learned = learn(lesson, matrixProduct);
      // Labels of one group learn together.
      const { before, after, usesDecisions } = learned.labels[0];
      const adapted = {
        weights: plain(ensembles).weights.map((value, i) => value + learned.corrections[i]),
        offsets: learned.offsets,
      };
      return {
        before: before.right / before.of,
        after: after.right / after.of,
        othersBefore: accuracy(plain(ensembles), others),
        othersAfter: accuracy(adapted, others),
        usesDecisions,
      };
    });
    const column = key => spread(runs.map(run => run[key]));
    row(`ensembles, the same pictures as below`, column('before'), column('othersBefore'));
    const learned = runs.filter(run => run.usesDecisions).length;
    row(
      `after ${count} accepted a label`,
      column('after'),
      column('othersAfter'),
      `${learned} of ${seeds.length}`,
    );
  }
}

function accuracy({ weights, offsets }, members) {
  const dimensions = weights.length / offsets.length;
  const right = members.filter(({ label, vector }) => {
    const scores = [...offsets].map((offset, place) =>
      vector.reduce((sum, value, i) => sum + value * weights[place * dimensions + i], -offset),
    );
    return scores.indexOf(Math.max(...scores)) === label;
  });
  return right.length / members.length;
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

function spread(shares) {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${percent(mean)} (${(100 * Math.min(...shares)).toFixed(1)} to ${(100 * Math.max(...shares)).toFixed(1)})`;
}

function columns(vectors) {
  const all = new Float32Array(vectors.length * vectors[0].length);
  vectors.forEach((vector, place) => all.set(vector, place * vector.length));
  return all;
}

function embedded(option, values) {
  const words = values.flatMap(value => [option, value]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [path.join(root, 'dist', 'cli.js'), 'embed', '--json', ...words],
    { cwd: workspace, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).vectors.map(({ vector }) => Float32Array.from(vector));
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
