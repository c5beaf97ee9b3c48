/**
 * How well edited copies are found and told from look-alikes, beside a plain pHash and the cosine of the vectors, on the
 * same files in the same run. Thresholds of all three were chosen on the tuning half; the table is of the other one.
 *   npm run build && npm run quality:duplicates            (some ten minutes on two idle cores)
 *   npm run quality:duplicates -- tune                     the half on which thresholds are chosen; prints the rivals'
 *   npm run quality:duplicates -- tune rivals              the same without Asset Lens
 *   npm run quality:duplicates -- tune alone               the same without the rivals
 *   npm run quality:duplicates -- tune --folder FOLDER     keeps set and index there, and takes them from there
 *   npm run quality:duplicates -- screens --seed N         the tuning half's screenshots, all with copies by that seed
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type SetFile, makeScreens, makeSet, workspace } from './makeSet.ts';
import { type FoundGroup, type Quality, isNamedRight, qualityOf } from './truth.ts';

const root = path.resolve(import.meta.dirname, '..', '..', '..');

/** 64 digits of 0 and 1; its own types name no function that a module could call. */
const phash = createRequire(import.meta.url)('sharp-phash') as (bytes: Buffer) => Promise<string>;

/** The rivals' thresholds are the loosest with such a pair precision on the tuning half; the strictest where none has. */
const leastPrecision = 0.995;

/** What `npm run quality:duplicates -- tune` printed. */
const chosen = { hash: 0, cosine: 0.004 };

/** What a tool says: groups of paths, by its threshold. */
interface Rival {
  readonly title: string;
  /** Distances of all pairs that could count, with their places. */
  readonly pairs: readonly { readonly a: number; readonly b: number; readonly distance: number }[];
  readonly thresholds: readonly number[];
  /** The one that was chosen on the tuning half. */
  readonly chosen: number;
}

if (!existsSync(workspace)) {
  console.log('NOT RUN: the folder of evaluation pictures is not beside this checkout.');
} else {
  const { values, positionals: words } = parseArgs({
    options: { folder: { type: 'string' }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  const folder = values.folder ?? mkdtempSync(path.join(tmpdir(), 'duplicates-quality-'));
  try {
    const set = (['tune', 'screens'] as const).find(name => words.includes(name)) ?? 'test';
    await measure({ set, seed: Number(values.seed) }, folder, words);
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

interface Wanted {
  readonly set: 'tune' | 'test' | 'screens';
  /** Of screens alone. */
  readonly seed: number;
}

/** Prints the table of a set; of the tuning half, with the thresholds of the rivals that suit it. */
async function measure({ set, seed }: Wanted, folder: string, words: readonly string[]): Promise<void> {
  const pictures = path.join(folder, set);
  const files = await setIn(folder, { set, seed }, pictures);
  console.log(`\n## ${set}${set === 'screens' ? ` by seed ${seed}` : ''}: ${files.length} files\n`);
  console.log(
    '| way | pair precision | recall, transformed | bytes | pixels | false pairs | of these icons and emoji |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  const own = words.includes('rivals') ? null : findOwn(files, folder, pictures);
  if (own) print('Asset Lens', own.quality);
  const rivals = words.includes('alone')
    ? []
    : [await byHash(files, pictures), byCosine(files, folder, pictures)];
  for (const rival of rivals) {
    const threshold = set === 'tune' ? loosest(rival, files) : rival.chosen;
    print(`${rival.title}, at most ${threshold}`, qualityOf(files, groupsOf(rival, threshold, files)));
  }
  if (own) printFaults(files, own);
}

/** The set that a run before has left in the folder, or a new one. */
async function setIn(folder: string, { set, seed }: Wanted, pictures: string): Promise<readonly SetFile[]> {
  const known = path.join(folder, `${set}.json`);
  if (existsSync(known)) return JSON.parse(readFileSync(known, 'utf8')) as SetFile[];
  mkdirSync(pictures, { recursive: true });
  return set === 'screens' ? makeScreens(seed, pictures) : makeSet(set, pictures);
}

interface Own {
  readonly groups: readonly FoundGroup[];
  readonly quality: Quality;
  readonly seconds: number;
}

function findOwn(files: readonly SetFile[], folder: string, pictures: string): Own {
  const began = performance.now();
  const groups = JSON.parse(assetLens(folder, 'duplicates', pictures, '--json')) as FoundGroup[];
  const seconds = (performance.now() - began) / 1000;
  const quality = qualityOf(
    files,
    groups.map(({ assets }) => assets),
  );
  return { groups, quality, seconds };
}

function printFaults(files: readonly SetFile[], { groups, quality, seconds }: Own): void {
  console.log(`\nseconds with indexing: ${seconds.toFixed(0)}`);
  printNames(files, groups);
  for (const [a, b] of quality.falsePairs.slice(0, 40)) console.log(`false: ${a} | ${b}`);
  const missed = Object.entries(Object.groupBy(quality.missed, ({ sort }) => sort));
  for (const [sort, some] of missed)
    console.log(`missed of ${sort}: ${some!.map(({ path: file }) => path.basename(file)).join(', ')}`);
}

function print(title: string, { precision, recall, falsePairs, falseAmongIcons, pairs }: Quality): void {
  const shares = [recall.transformed, recall['same-bytes'], recall['same-pixels']].map(share =>
    share.toFixed(3),
  );
  console.log(
    `| ${title} | ${precision.toFixed(4)} of ${pairs} | ${shares.join(' | ')} | ${falsePairs.length} | ${falseAmongIcons} |`,
  );
}

/** Pairs of an original and its copy, as the groups have them. */
function printNames(files: readonly SetFile[], groups: readonly FoundGroup[]): void {
  const byPath = new Map(files.map(file => [file.path, file]));
  const right: boolean[] = [];
  const wrong = new Map<string, string[]>();
  for (const { a, b, kind, transformations } of groups.flatMap(({ pairs }) => pairs)) {
    const [one, other] = [byPath.get(a)!, byPath.get(b)!];
    if (kind !== 'transformed' || one.source !== other.source || one.tier === 'transformed') continue;
    if (other.tier !== 'transformed') continue;
    const isRight = isNamedRight(other.says, transformations);
    right.push(isRight);
    if (!isRight) wrong.set(other.edit!, [...(wrong.get(other.edit!) ?? []), transformations.join('+')]);
  }
  console.log(
    `\nnamed right: ${right.filter(Boolean).length} of ${right.length} pairs of an original and its copy`,
  );
  for (const [edit, names] of wrong)
    console.log(`  ${edit}: ${names.length}, as ${[...new Set(names)].slice(0, 4).join('; ')}`);
}

/** Keeps an index of its own, below the folder that goes at the end. */
function assetLens(folder: string, ...words: readonly string[]): string {
  const cli = path.join(root, 'dist', 'cli.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, ...words, '--store', path.join(folder, 'store')],
    { encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  if (status !== 0) throw new Error(`asset-lens ${words[0]} failed: ${stderr}`);
  return stdout;
}

/** A plain 64-bit pHash (sharp-phash). */
async function byHash(files: readonly SetFile[], pictures: string): Promise<Rival> {
  const hashes: string[] = [];
  for (const file of files) hashes.push(await phash(readFileSync(path.join(pictures, file.path))));
  const halves = hashes.map(
    hash => [parseInt(hash.slice(0, 32), 2) | 0, parseInt(hash.slice(32), 2) | 0] as const,
  );
  const pairs: { a: number; b: number; distance: number }[] = [];
  for (const [a, [high, low]] of halves.entries()) {
    for (let b = a + 1; b < halves.length; b++) {
      const distance = bits(high ^ halves[b]![0]) + bits(low ^ halves[b]![1]);
      if (distance <= 16) pairs.push({ a, b, distance });
    }
  }
  return {
    title: 'pHash of 64 bits, distance',
    pairs,
    thresholds: Array.from({ length: 17 }, (_, at) => 16 - at),
    chosen: chosen.hash,
  };
}

function bits(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The cosine of the model's vectors, as 1 − cosine. */
function byCosine(files: readonly SetFile[], folder: string, pictures: string): Rival {
  const vectors: Float32Array[] = [];
  for (let first = 0; first < files.length; first += 200) {
    const words = files
      .slice(first, first + 200)
      .flatMap(file => ['--image', path.join(pictures, file.path)]);
    const answer = JSON.parse(assetLens(folder, 'embed', '--json', ...words)) as {
      vectors: { vector: number[] }[];
    };
    vectors.push(...answer.vectors.map(({ vector }) => Float32Array.from(vector)));
  }
  const pairs: { a: number; b: number; distance: number }[] = [];
  for (const [a, own] of vectors.entries()) {
    for (let b = a + 1; b < vectors.length; b++) {
      const other = vectors[b]!;
      let product = 0;
      for (let at = 0; at < own.length; at++) product += own[at]! * other[at]!;
      if (product >= 0.8) pairs.push({ a, b, distance: 1 - product });
    }
  }
  return {
    title: 'cosine alone, 1 − cosine',
    pairs,
    thresholds: Array.from({ length: 201 }, (_, at) => (200 - at) / 1000),
    chosen: chosen.cosine,
  };
}

/** Groups are closed over links, as these tools close them. */
function groupsOf({ pairs }: Rival, threshold: number, files: readonly SetFile[]): string[][] {
  const parents = files.map((_, at) => at);
  const rootOf = (at: number): number => (parents[at] === at ? at : (parents[at] = rootOf(parents[at]!)));
  for (const { a, b, distance } of pairs) if (distance <= threshold) parents[rootOf(a)] = rootOf(b);
  const groups = Map.groupBy(files.keys(), rootOf);
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map(places => places.map(at => files[at]!.path));
}

/** The loosest threshold that is precise enough; the strictest where none is. */
function loosest(rival: Rival, files: readonly SetFile[]): number {
  const precise = rival.thresholds.find(
    threshold => qualityOf(files, groupsOf(rival, threshold, files)).precision >= leastPrecision,
  );
  return precise ?? rival.thresholds.at(-1)!;
}
