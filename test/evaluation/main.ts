/**
 * `npm run eval:model`: measures a model folder as the product uses it, zero-shot, by prompts only.
 *   npm run eval:model -- [folder] [--float FOLDER] [--json FILE] [--sheets FOLDER] [--only PART,…]
 *     [--shared FOLDER] [--flickr FOLDER] [--packages FOLDER] [--threads N]
 * Without a folder it measures the model that ships. CONTRIBUTING.md says what the other folders hold, and
 * docs/decisions/evaluation.md what the lines mean.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { assetKinds } from './assetKinds.ts';
import { captions } from './captions.ts';
import { drawnStyles, nearDuplicates } from './changedPhotographs.ts';
import { agreement, form } from './form.ts';
import { freeQueries } from './freeQueries.ts';
import { kindsOfThings } from './kindsOfThings.ts';
import { labels } from './labels.ts';
import { type Model, openModel } from './model.ts';
import { photographs } from './photographs.ts';
import { type Bench, folderIfThere } from './places.ts';
import { seed } from './random.ts';
import type { Part, Row } from './rows.ts';
import { coloursAndShapes } from './shapes.ts';
import { emoji, icons } from './symbols.ts';
import { type Line, linesOf, markdown } from './table.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    float: { type: 'string' },
    json: { type: 'string' },
    sheets: { type: 'string' },
    only: { type: 'string' },
    shared: { type: 'string', default: path.join(root, '..', 'shared') },
    flickr: { type: 'string' },
    packages: { type: 'string' },
    threads: { type: 'string', default: '1' },
  },
});

const sheets = options.sheets === undefined ? null : path.resolve(options.sheets);

const parts: Readonly<Record<string, Part>> = {
  photographs,
  captions,
  icons,
  emoji,
  shapes: coloursAndShapes,
  hypernyms: kindsOfThings,
  labels,
  kinds: assetKinds,
  duplicates: nearDuplicates,
  styles: drawnStyles,
  queries: bench => freeQueries(bench, sheets),
  form,
};

async function main(): Promise<void> {
  const chosen = options.only?.split(',') ?? Object.keys(parts);
  const unknown = chosen.filter(name => !Object.hasOwn(parts, name));
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}.`);
  const scratch = mkdtempSync(path.join(tmpdir(), 'asset-lens-evaluation-'));
  const bench: Bench = {
    scratch,
    places: {
      shared: folderIfThere(options.shared),
      flickr: folderIfThere(options.flickr ?? process.env['ASSET_LENS_FLICKR']),
      packages: folderIfThere(options.packages ?? process.env['ASSET_LENS_PACKAGES']),
    },
  };
  const opened: Model[] = [];
  try {
    for (const folder of [positionals[0] ?? path.join(root, 'models', 'starter'), options.float])
      if (folder !== undefined) opened.push(await openModel(folder, Number(options.threads)));
    const [model, float] = opened;
    report(model!, await measured(chosen, bench, model!, float));
  } finally {
    for (const model of opened) await model.dispose();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Every part makes its pictures once and then measures each model with them. */
async function measured(
  chosen: readonly string[],
  bench: Bench,
  model: Model,
  float: Model | undefined,
): Promise<Line[]> {
  const rows: Row[] = [];
  const floatRows: Row[] = [];
  for (const name of chosen) {
    const started = performance.now();
    const measure = await parts[name]!(bench);
    rows.push(...(await measure(model)));
    if (float && name !== 'form') floatRows.push(...(await measure(float)));
    // The table goes to standard output, and only the table.
    console.error(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  if (float && chosen.includes('form')) rows.push(...(await agreement(bench, model, float)));
  return linesOf(rows, floatRows);
}

function report(model: Model, lines: readonly Line[]): void {
  const about = {
    model: model.identity.model,
    space: model.identity.space,
    seed,
    machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`,
    load: loadavg()[0]!.toFixed(1),
    seconds: Math.round(performance.now() / 1000),
  };
  console.log(`Model ${about.model}, ${about.machine}, load ${about.load}, ${about.seconds} s in all.\n`);
  console.log(markdown(lines));
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ ...about, lines }, null, 2)}\n`);
  const missing = lines.filter(line => line.notMeasured !== null);
  for (const { name, notMeasured } of missing) console.error(`NOT MEASURED: ${name}: ${notMeasured}`);
  if (missing.length === lines.length) throw new Error('Nothing was measured.');
}

await main();
