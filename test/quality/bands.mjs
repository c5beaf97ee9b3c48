// What the score bands say of queries that have an answer among 864 mixed pictures, and of queries that have none;
// docs/decisions/score-bands.md has the figures.
//   npm run build && node test/quality/bands.mjs [--choose]
// Half of the queries may choose the thresholds (--choose prints what they would choose), the other half is measured on:
// bandQueries.json has the queries and the rule. The pictures are those of ../shared/workspace, no part of this repository.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { backgroundOf, bandThresholds, expectedBest } from '../../src/search/bands.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const workspace = path.resolve(root, '..', 'shared', 'workspace');
const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** Of the absent queries that choose, at most so many may have a strong hit: one in twenty. */
const mostFalseStrong = 0.05;

if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
  process.exit(0);
}
const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-bands-'));
try {
  measure();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function measure() {
  const queries = allQueries();
  const answers = ask(queries.map(({ query }) => query));
  const told = queries.map((query, place) => ({ ...query, ...standing(answers[place].results, query.right) }));
  const [chosenOn, measuredOn] = [true, false].map(first => told.filter(one => isFirstHalf(one.query) === first));
  if (process.argv.includes('--choose')) console.log(JSON.stringify(choose(chosenOn)));
  console.log(`thresholds: strong ${bandThresholds.strong}, fair ${bandThresholds.fair}`);
  console.log('| half | queries | | strong | fair | weak |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [half, those] of [['chosen on', chosenOn], ['measured on', measuredOn]]) {
    const answered = those.filter(one => one.right);
    const absent = those.filter(one => !one.right);
    console.log(row(half, answered, 'answered: the best right picture', one => one.rightest));
    console.log(row(half, answered, 'answered: the first picture', one => one.first));
    console.log(row(half, absent, 'absent: the first picture', one => one.first));
  }
} // prettier-ignore

function row(half, those, what, of) {
  const { strong, fair } = bandThresholds;
  const share = is => `${((100 * those.filter(one => is(of(one))).length) / those.length).toFixed(1)} %`;
  const shares = [share(z => z >= strong), share(z => z < strong && z >= fair), share(z => z < fair)];
  return `| ${half} | ${those.length} | ${what} | ${shares.join(' | ')} |`;
}

/** Least loss: `fair` parts the answered from the absent best, `strong` is the least that few of the absent reach. */
function choose(those) {
  const right = those.filter(one => one.right).map(one => one.rightest);
  const absent = those.filter(one => !one.right).map(one => one.first);
  const share = (values, is) => values.filter(is).length / values.length;
  const steps = Array.from({ length: 101 }, (_, step) => Math.round((step - 60) * 5) / 100);
  const gain = at => share(right, z => z >= at) + share(absent, z => z < at);
  const fair = steps.reduce((best, at) => (gain(at) > gain(best) ? at : best));
  const strong = steps.find(at => share(absent, z => z >= at) <= mostFalseStrong);
  return { fair, strong, curve: steps.filter((_, n) => n % 5 === 0).map(at => [at, share(right, z => z >= at), share(absent, z => z >= at)].map(v => Number(v.toFixed(2)))) };
} // prettier-ignore

function isFirstHalf(query) {
  return createHash('sha256').update(query).digest()[0] % 2 === 0;
}

/** How far above chance the first hit and the best right one stand, in deviations, as bands.ts counts it. */
function standing(results, right) {
  const scores = Float32Array.from(results, hit => hit.score);
  const { median, deviation } = backgroundOf(scores);
  const above = score => (score - median) / deviation - expectedBest(results.length);
  const best = right && results.find(hit => right.has(hit.path));
  return { first: above(scores[0]), rightest: best ? above(best.score) : -Infinity };
}

function allQueries() {
  const { absent } = readJson(path.join(import.meta.dirname, 'bandQueries.json'));
  const judged = readJson(path.join(root, 'test', 'evaluation', 'queries.json'));
  const { photos } = readJson(path.join(workspace, 'photos.json'));
  const icons = readJson(path.join(workspace, 'assets.json')).files.filter(({ kind }) => kind === 'icons');
  return [
    ...judged.map(({ query, right }) => ({ query, right: new Set(right) })),
    ...every(photos, 5).map(({ path: file, name }) => ({ query: name, right: new Set([file]) })),
    ...every(icons, 6).map(({ path: file, nameSays }) => ({ query: nameSays, right: new Set([file]) })),
    ...absent.map(query => ({ query, right: null })),
  ];
}

function every(list, step) {
  return list.filter((_, place) => place % step === 0);
}

/** All pictures with their scores, for each query. */
function ask(queries) {
  const folder = path.join(scratch, 'mixed');
  for (const part of ['photos', 'assets'])
    cpSync(path.join(workspace, part), path.join(folder, part), { recursive: true });
  const list = path.join(scratch, 'queries.txt');
  writeFileSync(list, queries.join('\n'));
  const words = ['search', folder, '--queries', list, '--limit', '2000', '--json'];
  const cli = path.join(root, 'dist', 'cli.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, ...words, '--store', path.join(scratch, 'store')],
    { encoding: 'utf8', maxBuffer: 1 << 29 },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
