// A folder that never rests, indexed by the real command line while its encoder, or all of it, is killed again and
// again; at the end its index is compared with a fresh one. Build first.
//   node test/soak/soak.mjs --files 20000 --kills 100 [--kill encoder|process] [--seed 1] [--model FOLDER]
//     [--keep FOLDER]   (an empty one, where pictures and both stores stay) [--json FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isSound, soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    kills: { type: 'string', default: '100' },
    kill: { type: 'string', default: 'encoder' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string' },
    keep: { type: 'string' },
    json: { type: 'string' },
  },
});
if (values.kill !== 'encoder' && values.kill !== 'process') {
  console.error('--kill takes "encoder" or "process".');
  process.exit(2);
}
if (values.keep) mkdirSync(values.keep, { recursive: true });
const started = performance.now();
const report = await soak({
  files: number('files'),
  kills: number('kills'),
  victim: values.kill,
  seed: number('seed'),
  model: values.model ? path.resolve(values.model) : null,
  keep: values.keep ? path.resolve(values.keep) : null,
  tell: line => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(6)} s  ${line}`),
});
if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
print(report);
process.exitCode = isSound(report) ? 0 : 1;

function number(name) {
  const value = Number(values[name]);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} takes a whole number.`);
  process.exit(2);
}

function print({ options, seconds, kills, visionKills, runs, finishedRuns, deeds, comparison, ...rest }) {
  const { differences, ...counts } = comparison;
  const changes = Object.values(deeds).reduce((sum, count) => sum + count, 0);
  const orphan = rest.orphanMilliseconds;
  const rows = [
    ['seed', options.seed],
    ['model', options.model ?? 'starter'],
    ['files at the start', options.files],
    [`kills of the ${options.victim}`, kills],
    ...(options.victim === 'encoder' ? [['  of them that for pictures', visionKills]] : []),
    ['index runs meanwhile', `${runs}, of which ${finishedRuns} came to their end`],
    ['changes meanwhile', changes],
    ...Object.entries(deeds).map(([deed, count]) => [`  ${deed}`, count]),
    ['vectors lost by a kill', rest.lostVectors],
    [
      'an encoder outlived its parent by',
      orphan === null ? 'no time: none was met' : `${Math.round(orphan)} ms at most`,
    ],
    ['complaints', rest.complaints.length],
    [
      'quiet index: encoded, reused, removed',
      `${rest.quiet.encoded}, ${rest.quiet.reused}, ${rest.quiet.removed}`,
    ],
    ['one more: encoded', rest.encodedAgain],
    ['fresh index: encoded, reused', `${rest.fresh.encoded}, ${rest.fresh.reused}`],
    ...Object.entries(counts).map(([what, count]) => [`compared ${what}`, count]),
    ['differences', differences.length],
    ['seconds in all', Math.round(seconds)],
  ];
  console.log('| soak | |\n| --- | --- |');
  for (const [name, value] of rows) console.log(`| ${name} | ${value} |`);
  for (const complaint of rest.complaints) console.log(`\nComplaint: ${complaint}`);
  if (differences.length > 0) console.log('');
  for (const difference of differences.slice(0, 50)) console.log(difference);
  if (differences.length > 50) console.log(`… and ${differences.length - 50} more; --json has them all.`);
}
