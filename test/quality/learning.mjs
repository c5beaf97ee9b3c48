// What learning from decisions brings: accuracy of single prompts, of ensembles (in one list for all pictures, as the short
// form has them, and by kind of picture, as groups have), and after 3 and 10 accepted a label, on the photographs and the
// assets of ../shared/workspace. The labels and their members are in learningLabels.json;
// docs/decisions/learning.md has the table.
//   node test/quality/learning.mjs
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ProductBench } from '../../src/search/matrixProduct.ts';
import { learn } from '../../src/tags/learn.ts';
import { randomNumbers } from '../evaluation/random.ts';
import { kindPlace, openStarter, percent } from './pictures.mjs';

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
const { product } = new ProductBench();

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
const starter = await openStarter();
try {
  for (const set of sets) await measure(set);
} finally {
  await starter.dispose();
}

async function measure({ title, all, labels: groups }) {
  const { dimensions, temperature } = starter;
  const pictures = await starter.pictures(all.map(file => path.join(workspace, file)));
  const names = groups.map(({ name }) => name);
  const single = await starter.ensembles(names.map(name => [[`a photo of a ${name}`]]));
  const short = await starter.labels(names, null);
  const byKind = await starter.labels(names, 'group');
  // The middle of the workspace is known without any label.
  const middle = new Float32Array(dimensions);
  for (const { vector } of pictures) vector.forEach((value, i) => (middle[i] += value / pictures.length));
  const pictureOf = new Map(all.map((file, place) => [file, pictures[place]]));
  const members = groups.flatMap(({ members: own }, label) =>
    own.map(file => ({ label, ...pictureOf.get(file) })),
  );
  const row = (scores, decided, others, learned = '') =>
    console.log(`| ${title}: ${members.length} | ${scores} | ${decided} | ${others} | ${learned} |`);
  /** Scores of a picture, in the sentences of its kind where there are some for each. */
  const scoresOf = vectors => picture =>
    vectors.map(own => temperature * dot(picture.vector, own[kindPlace(picture.kind)] ?? own[0]));
  const ways = [
    { way: 'ensembles, short form', scores: scoresOf(short) },
    { way: 'ensembles by kind, a group', scores: scoresOf(byKind) },
  ];
  row('single prompts', '', percent(accuracy(scoresOf(single), members)));
  for (const { way, scores } of ways) row(way, '', percent(accuracy(scores, members)));

  for (const { way, scores } of ways) {
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
        const examples = new Float32Array(accepted.length * dimensions);
        accepted.forEach(({ vector }, place) => examples.set(vector, place * dimensions));
        const learned = learn(
          {
            kind: 'one-of',
            dimensions,
            labels: groups.length,
            scores: Float64Array.from(accepted.flatMap(scores)),
            temperature,
            middle,
            examples,
            verdicts,
          },
          product,
        );
        // Labels of one group learn together.
        const { before, after, usesDecisions } = learned.labels[0];
        const adapted = picture =>
          scores(picture).map((score, label) => {
            const correction = learned.corrections.subarray(label * dimensions, (label + 1) * dimensions);
            return score + dot(picture.vector, correction) - learned.offsets[label];
          });
        return {
          before: before.right / before.of,
          after: after.right / after.of,
          othersBefore: accuracy(scores, others),
          othersAfter: accuracy(adapted, others),
          usesDecisions,
        };
      });
      const column = key => spread(runs.map(run => run[key]));
      row(`${way}: the same pictures as below`, column('before'), column('othersBefore'));
      const learned = runs.filter(run => run.usesDecisions).length;
      row(
        `${way}: after ${count} accepted a label`,
        column('after'),
        column('othersAfter'),
        `${learned} of ${seeds.length}`,
      );
    }
  }
}

function accuracy(scoresOf, members) {
  const right = members.filter(member => {
    const scores = scoresOf(member);
    return scores.indexOf(Math.max(...scores)) === member.label;
  });
  return right.length / members.length;
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

function spread(shares) {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${percent(mean)} (${(100 * Math.min(...shares)).toFixed(1)} to ${(100 * Math.max(...shares)).toFixed(1)})`;
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
