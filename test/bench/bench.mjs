// `npm run bench`: what Asset Lens costs in time and memory on this machine, against what else there is. Build first.
// Nothing here passes or fails.
//   npm run bench -- [--only PART,…] [--json FILE] [--folder FOLDER] [--models starter,vit] [--images 120]
//     [--rounds 5] [--threads N] [--vectors 10000,100000,1000000] [--queries 60] [--crowd 2000]
// CONTRIBUTING.md says what the parts are. With --json, parts that a file of this machine holds already stay in it.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chooseThreads } from '../../src/encoder/providers.ts';
import { makeSample } from '../sample/makeSample.mjs';
import { commands } from './commands.mjs';
import { int8 } from './int8.mjs';
import { layouts } from './layouts.mjs';
import { coresOfOthers, machine } from './machine.mjs';
import { modelFolders } from './models.mjs';
import { differentPictures } from './pictures.mjs';
import { pipeline } from './pipeline.mjs';
import { markdown } from './tables.mjs';
import { tags } from './tags.mjs';
import { typing } from './typing.mjs';
import { vectors } from './vectors.mjs';
import { workbench } from './workbench.mjs';

const seed = 20261126;
/** Tags are asked for beside whole vectors in the store: more than this would take ten times the time and the disk. */
const mostTagged = 100_000;

const parts = {
  pipeline,
  int8,
  layouts,
  typing,
  vectors: ({ sizes, tell }) => vectors({ sizes, tell }),
  tags: ({ sizes, tell }) => tags({ sizes: sizes.filter(size => size <= mostTagged), tell }),
  commands,
  workbench,
};

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(parts).join() },
    json: { type: 'string' },
    folder: { type: 'string' },
    models: { type: 'string', default: 'starter,vit' },
    images: { type: 'string', default: '120' },
    rounds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '0' },
    vectors: { type: 'string', default: '10000,100000,1000000' },
    queries: { type: 'string', default: '60' },
    crowd: { type: 'string', default: '2000' },
  },
});

const chosen = options.only.split(',');
const unknown = chosen.filter(name => !Object.hasOwn(parts, name));
if (unknown.length > 0)
  throw new Error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);

const started = performance.now();
const cleanUps = [];
const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-bench-'));
cleanUps.push(() => rmSync(scratch, { recursive: true, force: true }));
try {
  const about = { machine: machine(), seed };
  const [results, others] = [{}, {}];
  const bench = {
    models: chosen.some(name => name !== 'vectors' && name !== 'tags') ? await modelsWithPictures() : [],
    threads: chooseThreads(Number(options.threads), availableParallelism()),
    rounds: Number(options.rounds),
    sizes: options.vectors.split(',').map(Number),
    queries: Number(options.queries),
    crowdSize: Number(options.crowd),
    scratch,
    seed,
    // The tables go to standard output, and only they.
    tell: line =>
      console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(6)} s  ${line}`),
  };
  for (const name of chosen) {
    others[name] = await coresOfOthers();
    const result = await parts[name](bench);
    // Nothing where it cannot run.
    if (!result) continue;
    results[name] = result;
    console.log(markdown({ parts: { [name]: results[name] } }));
  }
  if (options.json) save(options.json, about, results, others);
} finally {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
}

async function modelsWithPictures() {
  const from = options.folder ? path.resolve(options.folder) : path.join(scratch, 'sample');
  if (!options.folder) await makeSample(from);
  return modelFolders(options.models.split(','), cleanUps).map(model => {
    const folder = path.join(scratch, `pictures-${model.id}`);
    const files = differentPictures(from, folder, Number(options.images));
    if (files.length === 0) throw new Error(`There are no JPEG, PNG or WebP pictures in ${from}.`);
    return { ...model, folder, files };
  });
}

/** Each part keeps what other work there was before it, and the options that it was measured with. */
function save(file, about, results, others) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  const isSame =
    before &&
    before.machine.processor === about.machine.processor &&
    before.machine.cores === about.machine.cores;
  if (before && !isSame) throw new Error(`${file} holds numbers of another machine.`);
  const command = `npm run bench -- ${commandWords()}`;
  const measured = Object.fromEntries(
    Object.keys(results).map(name => [name, { command, coresOfOthers: others[name] }]),
  );
  const all = {
    ...about,
    pictures: options.folder ? 'a folder of pictures' : 'the sample of the demo',
    measured: { ...before?.measured, ...measured },
    parts: { ...before?.parts, ...results },
  };
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

/** The words of this run, without the places of this machine. */
function commandWords() {
  return Object.entries(options)
    .filter(([name]) => name !== 'json')
    .map(([name, value]) => `--${name} ${name === 'folder' ? 'FOLDER' : value}`)
    .join(' ');
}
