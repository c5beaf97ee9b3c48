/**
 * Damaged pictures through the encoder, a batch at a time, as the index sends them, and then through the command line.
 *   node test/encoder/fuzz.ts [--count 1000] [--seed 1] [--folder keeps/the/files/here]
 * Each file must come back as a picture or as a problem, in its own place; the process must not end over any of them.
 * An intact picture rides in every batch, whose vector must be the same each time. At the end, the built command
 * indexes the same files: its process must end as it should, and each of them be found by a search or be listed.
 * Prints one table, and exits with 1 where anything of this does not hold.
 */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ProblemKind } from '../../src/protocol/asset.ts';
import type { Encoder } from '../../src/protocol/encoder.ts';
import { inBlack, inColour, inGrey, inRed } from './handmade.ts';
import { indexByCommand } from './indexByCommand.ts';
import { fixtures } from './models.ts';
import { mutated, numbersFrom } from './mutations.ts';
import { openEncoder, started } from './processes.ts';

export interface FuzzReport {
  readonly files: number;
  /** Damaged, and yet read. */
  readonly read: number;
  readonly problems: Readonly<Partial<Record<ProblemKind, number>>>;
  /** The same by the extension of the file that was damaged. */
  readonly formats: ReadonlyMap<string, Outcomes>;
  /** Files that ended the process or kept it too long; each cost a restart, and none another file. */
  readonly restarts: number;
}

/** How many files came back as what. */
export type Outcomes = Partial<Record<ProblemKind | 'read', number>>;

const batch = 16;

/** The seeds of the fuzzer: small real files of every format that is read. The collection's, where there is one. */
export function realFiles(): { readonly name: string; readonly bytes: Buffer }[] {
  const files = [
    ...Object.entries({ ...inColour, ...inRed, ...inGrey, ...inBlack }).map(([name, bytes]) => ({
      name,
      bytes,
    })),
    ...['formats', path.join('parity', 'pictures')].flatMap(folder =>
      readdirSync(path.join(fixtures, folder))
        .filter(name => !name.endsWith('.py'))
        .map(name => ({ name, bytes: readFileSync(path.join(fixtures, folder, name)) })),
    ),
    {
      name: 'drawing.svg',
      bytes: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><defs><linearGradient id="a"><stop stop-color="red"/></linearGradient></defs><path d="M0 0h9v9z" fill="url(#a)"/></svg>',
      ),
    },
  ];
  const torture = path.resolve(import.meta.dirname, '..', '..', '..', 'shared', 'workspace', 'torture');
  if (existsSync(torture)) {
    for (const name of readdirSync(torture, { recursive: true, encoding: 'utf8' })) {
      const file = path.join(torture, name);
      const stats = statSync(file);
      if (stats.isFile() && stats.size > 0 && !name.endsWith('.json'))
        files.push({ name, bytes: readFileSync(file) });
    }
  }
  // Small ones: the time goes into the damage, not into large pictures.
  return files.filter(({ bytes }) => bytes.length < 100_000);
}

/** Throws where a file has no row, a row twice, or another file's vector. */
export async function fuzz(
  encoder: Encoder,
  folder: string,
  count: number,
  seed: number,
): Promise<FuzzReport> {
  const before = started.length;
  const next = numbersFrom(seed);
  const originals = realFiles();
  const witness = path.join(folder, 'witness.png');
  writeFileSync(witness, readFileSync(path.join(fixtures, 'parity', 'pictures', 'photo-small.png')));
  const { vectors: wanted } = await encoder.encodeImages([witness], null);
  const formats = new Map<string, Outcomes>();
  const problems: Partial<Record<ProblemKind, number>> = {};
  let read = 0;
  for (let first = 0; first < count; first += batch) {
    const paths = Array.from({ length: Math.min(batch, count - first) }, (_, offset) => {
      const { name, bytes } = originals[Math.floor(next() * originals.length)]!;
      const file = path.join(folder, `${first + offset}-${path.basename(name)}`);
      writeFileSync(file, mutated(bytes, next));
      return file;
    });
    // Somewhere in between: what happens to its neighbours must not shift it.
    const place = Math.floor(next() * (paths.length + 1));
    paths.splice(place, 0, witness);
    const answer = await encoder.encodeImages(paths, null);
    const rows = [...answer.images, ...answer.problems].map(({ index }) => index).sort((a, b) => a - b);
    assert.deepEqual(rows, [...paths.keys()], `seed ${seed}, batch from ${first}: a file without a row`);
    const width = wanted.length;
    assert.equal(answer.vectors.length, answer.images.length * width);
    const row = answer.images.findIndex(({ index }) => index === place);
    assert.deepEqual(
      answer.vectors.subarray(row * width, (row + 1) * width),
      wanted,
      `seed ${seed}, batch from ${first}: another vector for the intact picture`,
    );
    const outcomes = new Map<number, ProblemKind | 'read'>(answer.images.map(({ index }) => [index, 'read']));
    for (const { index, kind, detail } of answer.problems) {
      assert.match(detail, /^[A-Z][^]+\.$/);
      problems[kind] = (problems[kind] ?? 0) + 1;
      outcomes.set(index, kind);
    }
    read += answer.images.length - 1;
    for (const [index, file] of paths.entries()) {
      if (index === place) continue;
      const format = path.extname(file).slice(1).toLowerCase();
      const counts = formats.get(format) ?? {};
      const outcome = outcomes.get(index)!; // Each has a row, as was asserted.
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      formats.set(format, counts);
    }
  }
  // One process for texts, which says which model this is, and one for pictures.
  return { files: count, read, problems, formats, restarts: started.length - before - 2 };
}

/** One row a format, and one for all. */
function table({ files, formats }: FuzzReport): string {
  const all: Outcomes = {};
  for (const counts of formats.values())
    for (const [name, count] of entries(counts)) all[name] = (all[name] ?? 0) + count;
  const columns = entries(all).sort(([a, x], [b, y]) => Number(b === 'read') - Number(a === 'read') || y - x);
  const names = columns.map(([name]) => name);
  const row = (name: string, count: number, counts: Outcomes) =>
    `| ${[name, count, ...names.map(column => counts[column] ?? 0)].join(' | ')} |`;
  const sum = (counts: Outcomes) => entries(counts).reduce((total, [, count]) => total + count, 0);
  return [
    `| damaged | files | ${names.join(' | ')} |`,
    `| --- |${' ---: |'.repeat(names.length + 1)}`,
    ...[...formats]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, counts]) => row(name, sum(counts), counts)),
    row('all', files, all),
  ].join('\n');
}

function entries(counts: Outcomes): [ProblemKind | 'read', number][] {
  // Its keys are those of its type.
  return Object.entries(counts) as [ProblemKind | 'read', number][];
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { count: { type: 'string' }, seed: { type: 'string' }, folder: { type: 'string' } },
  });
  const folder = values.folder ?? mkdtempSync(path.join(tmpdir(), 'asset-lens-fuzz-'));
  mkdirSync(folder, { recursive: true });
  const encoder = await openEncoder({ after: () => undefined });
  try {
    const [count, seed] = [Number(values.count ?? 1000), Number(values.seed ?? 1)];
    const report = await fuzz(encoder, folder, count, seed);
    const indexed = await indexByCommand(folder);
    const named = new Set(indexed.problems.map(problem => problem.path));
    const silent = readdirSync(folder).filter(name => !indexed.found.has(name) && !named.has(name));
    console.log(`${table(report)}\n`);
    console.log(`Seed ${seed}. Ends of the encoder's process: ${report.restarts}.`);
    console.log(
      `asset-lens index: status ${indexed.status}, ${indexed.found.size} found by a search, ${named.size} listed as problems, ${silent.length} neither${silent.map(name => `\n  ${name}`).join('')}`,
    );
    process.exitCode = report.restarts === 0 && indexed.status === 0 && silent.length === 0 ? 0 : 1;
  } finally {
    await encoder.dispose();
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
