// What becomes of a label where many of the crowd are what it names: folders of one kind of thing, of two, and of all, from
// the photographs of ../shared/workspace, with backgrounds as the crowd alone gives them and as they are bounded.
//   node test/quality/crowds.mjs
// docs/decisions/label-groups.md has the figures. The labels and their members are those of learningLabels.json: the bounds
// were chosen with a look at the first four, the other four were only measured.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { backgroundOf, boundedBackground } from '../../src/tags/background.ts';
import { nothingInParticular } from '../../src/tags/prompts.ts';
import { Suggester, columnsOf } from '../../src/tags/suggest.ts';
import { kindPlace, openStarter, percent } from './pictures.mjs';

const workspace = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace');
if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
  process.exit(0);
}
const read = file => JSON.parse(readFileSync(file, 'utf8'));
const { photos } = read(path.join(workspace, 'photos.json'));
const { labels } = read(path.join(import.meta.dirname, 'learningLabels.json'));
const eight = labels.map(({ name }) => name);
const names = [...new Set([...eight, ...photos.map(({ name }) => name)])];

const starter = await openStarter();
const { temperature } = starter;
const found = await starter.pictures(photos.map(photo => path.join(workspace, photo.path)));
const vectors = await starter.labels(names, 'group');
const [[nothing]] = await starter.ensembles([[nothingInParticular]]);
await starter.dispose();
const pictures = found.map(({ vector, kind }, place) => ({
  scores: Float32Array.from(vectors, byKind => dot(vector, byKind[kindPlace(kind)])),
  nothing: dot(vector, nothing),
  label: labels.findIndex(label => label.photos.includes(photos[place].path)),
  name: photos[place].name,
}));

const kinds = {
  columns: eight.map((_, column) => column),
  isMember: ({ label }, column) => label === column,
};
const classes = {
  columns: names.flatMap((name, column) => (photos.some(photo => photo.name === name) ? [column] : [])),
  isMember: ({ name }, column) => names[column] === name,
};

// The usual deviation is that of an image without a crowd.
const unit = 2.3 / temperature;
const spread = names.map((_, column) => backgroundsIn(pictures, [column], false)[0]);
const usual = backgroundOf(
  Float32Array.from(pictures, picture => picture.nothing),
  temperature,
).level;
const most = values => Math.max(...values).toFixed(2);
const nearly = values => values.toSorted((a, b) => a - b)[Math.floor(0.95 * (values.length - 1))].toFixed(2);
const [levels, deviations] = [
  spread.map(({ level }) => (level - usual) / unit),
  spread.map(({ deviation }) => deviation / unit),
];
console.log(
  `${names.length} labels on all photographs: levels up to ${most(levels)} and deviations up to ${most(deviations)}`,
  `usual deviations, 95 % of them to ${nearly(levels)} and ${nearly(deviations)}`,
);
console.log('| labels | folder | group | images | by the crowd alone | bounded | others, alone | bounded |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const own of [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
]) {
  const title = own.map(label => eight[label]).join(', ');
  const one = own.map(label => [label]);
  const two = own.flatMap(a => own.filter(b => b > a).map(b => [a, b]));
  for (const [folder, contents] of [
    ['of one', one],
    ['of two', two],
  ]) {
    const folders = contents.map(of => pictures.filter(({ label }) => of.includes(label)));
    for (const kind of ['one-of', 'any-of']) tell(title, folder, kind, folders);
    // Particular names in a folder of their kind: each fits one photograph at most, and is near to all of them.
    if (folder === 'of one') tell('250 names of classes', title, 'any-of', folders, classes);
  }
}
for (const kind of ['one-of', 'any-of']) tell('all eight', 'all photographs', kind, [pictures]);
tell('250 names of classes', 'all photographs', 'any-of', [pictures], classes);

/** Members are named rightly by their label; of others, the share that a label is suggested for wrongly. */
function tell(title, folder, kind, folders, { columns, isMember } = kinds) {
  const cells = [false, true].map(isBounded => {
    const counts = { right: 0, members: 0, wrong: 0, others: 0 };
    for (const crowd of folders) {
      for (const [place, states] of suggestedIn(crowd, kind, isBounded, columns).entries()) {
        columns.forEach((column, i) => {
          const isOne = isMember(crowd[place], column);
          counts[isOne ? 'members' : 'others']++;
          if (states[i] !== 0) counts[isOne ? 'right' : 'wrong']++;
        });
      }
    }
    return counts;
  });
  const right = cells.map(({ right, members }) => percent(right / members));
  const wrong = cells.map(({ wrong, others }) => percent(wrong / others));
  console.log(
    `| ${title} | ${folder} | ${kind} | ${cells[0].members} | ${right.join(' | ')} | ${wrong.join(' | ')} |`,
  );
}

/** The states of some labels, of each picture of a crowd. */
function suggestedIn(crowd, kind, isBounded, columns) {
  const group = {
    name: 'group',
    kind,
    labels: columns.map(column => ({
      name: names[column],
      prompts: [],
      not: [],
      aliases: [],
      parent: null,
      threshold: null,
    })),
  };
  const width = columnsOf([group]).length;
  const suggester = new Suggester([group], temperature, backgroundsIn(crowd, columns, isBounded));
  return crowd.map(({ scores }) => {
    const row = {
      scores: new Float32Array(width),
      probabilities: new Float32Array(width),
      states: new Uint8Array(width),
    };
    suggester.fill(
      Float32Array.from(columns, column => scores[column]),
      0,
      null,
      null,
      row,
      0,
    );
    return row.states;
  });
}

function backgroundsIn(crowd, columns, isBounded) {
  const of = values => backgroundOf(Float32Array.from(values), temperature);
  const usual = of(crowd.map(picture => picture.nothing));
  return columns.map(column => {
    const own = of(crowd.map(({ scores }) => scores[column]));
    return isBounded ? boundedBackground(own, usual, temperature) : own;
  });
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
