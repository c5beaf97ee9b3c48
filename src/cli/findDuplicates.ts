/** `duplicates`: images that are there twice, and sets that are meant to be alike. */
import type { AssetId } from '../protocol/asset.ts';
import type { DuplicateGroup, DuplicatePair } from '../protocol/duplicate.ts';
import type { VariantSet } from '../protocol/variant.ts';
import { type Command, failingKinds } from './command.ts';
import { cardsOf } from './cards.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count, printable } from './output.ts';
import { duplicatesBar } from './progress.ts';
import { type SarifFinding, type SarifRule, sarifLog } from './sarif.ts';

type DuplicatesCommand = Extract<Command, { name: 'duplicates' }>;

/** A group with paths instead of ids. */
type NamedGroup = ReturnType<typeof named>;
type NamedSet = ReturnType<typeof namedSet>;

/** Resolves to `found` where `--fail-on` has found something. */
export async function findDuplicates(
  command: DuplicatesCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
  version: () => Promise<string>,
): Promise<'fine' | 'found'> {
  await indexFirst(command, lens, output, signal);
  const { lookAlikes } = command;
  const found = await search(lookAlikes, lens, signal);
  const sets = command.variants ? await lens.channel.ask('variants', { folder: null }, signal) : [];
  const ids = [...found, ...sets].flatMap(({ assets }) => assets);
  const cards = await cardsOf(lens, Uint32Array.from(ids), signal);
  const paths = new Map(cards.flatMap(card => (card ? [[card.id, card.path] as const] : [])));
  const groups = found.map(group => named(group, paths));
  const variants = sets.map(set => namedSet(set, paths));
  if (command.sarif) output.json(sarifOf(await version(), groups));
  else if (command.json) output.json([...groups, ...variants]);
  else printAll(groups, variants, output);
  return isFailure(groups, command) ? 'found' : 'fine';
}

async function search(
  lookAlikes: boolean,
  lens: CommandLens,
  signal: AbortSignal,
): Promise<readonly DuplicateGroup[]> {
  const bar = duplicatesBar();
  const stopListening = lens.channel.on('duplicates', progress => bar.show(progress));
  try {
    return await lens.channel.ask('duplicates', { lookAlikes, folder: null }, signal);
  } finally {
    stopListening();
    bar.end();
  }
}

function named({ assets, kind, similarity, pairs }: DuplicateGroup, paths: ReadonlyMap<AssetId, string>) {
  return {
    assets: assets.flatMap(id => paths.get(id) ?? []),
    kind,
    similarity: rounded(similarity),
    pairs: pairs.flatMap(pair => {
      const [a, b] = [paths.get(pair.a), paths.get(pair.b)];
      return a === undefined || b === undefined ? [] : [namedPair(pair, a, b)];
    }),
  };
}

function namedPair({ kind, transformations, box, scale, similarity }: DuplicatePair, a: string, b: string) {
  return {
    a,
    b,
    kind,
    transformations,
    box,
    scale: scale === null ? null : rounded(scale),
    similarity: rounded(similarity),
  };
}

function namedSet({ assets, kind, rules, missing }: VariantSet, paths: ReadonlyMap<AssetId, string>) {
  return { assets: assets.flatMap(id => paths.get(id) ?? []), kind, rules, missing };
}

function printAll(groups: readonly NamedGroup[], sets: readonly NamedSet[], output: Output): void {
  if (groups.length === 0) output.result('No image is there twice.\n');
  for (const { assets, kind, similarity, pairs } of groups) {
    const degree = similarity < 1 ? `, similarity ${similarity.toFixed(3)}` : '';
    output.result(`${output.bold(kind)}: ${count(assets.length, 'image')}${degree}\n`);
    const proofs = proofsOf({ assets, pairs });
    for (const path of assets) output.result(`  ${printable(path)}${doneText(proofs.get(path))}\n`);
  }
  for (const { assets, rules, missing } of sets) {
    output.result(`${output.bold('variants')} (${rules.join(', ')}): ${count(assets.length, 'image')}\n`);
    for (const path of assets) output.result(`  ${printable(path)}\n`);
    for (const path of missing) output.result(`  ${printable(path)} is missing\n`);
  }
}

/** By which pair a member hangs together with the one that is kept, or with one that does. */
interface Proof {
  readonly pair: NamedGroup['pairs'][number];
  /** The one that is nearer to the kept one. */
  readonly other: string;
}

/** One for each member but the first, which is kept: the shortest way to it. */
function proofsOf({ assets, pairs }: Pick<NamedGroup, 'assets' | 'pairs'>): ReadonlyMap<string, Proof> {
  const proofs = new Map<string, Proof>();
  const reached = assets.slice(0, 1);
  for (const other of reached) {
    for (const pair of pairs) {
      const next = pair.a === other ? pair.b : pair.b === other ? pair.a : null;
      if (next === null || reached.includes(next)) continue;
      proofs.set(next, { pair, other });
      reached.push(next);
    }
  }
  return proofs;
}

/** What was done to another member that made this one, or the other way round. */
function doneText(proof: Proof | undefined): string {
  if (!proof || proof.pair.transformations.length === 0) return '';
  const { pair, other } = proof;
  const done = pair.transformations.join(', ');
  return pair.a === other ? `  (${printable(other)} ${done})` : `  (which ${done} is ${printable(other)})`;
}

/** A kind and all that are stronger. */
function isFailure(groups: readonly NamedGroup[], { failOn }: DuplicatesCommand): boolean {
  if (failOn === undefined) return false;
  const kinds = failingKinds.slice(0, failingKinds.indexOf(failOn) + 1);
  return groups.some(({ pairs }) => pairs.some(({ kind }) => kinds.some(failing => failing === kind)));
}

const rules: readonly SarifRule[] = [
  { id: 'same-bytes', description: 'The file is there twice.', level: 'warning' },
  { id: 'same-pixels', description: 'The same picture is there in another file.', level: 'warning' },
  { id: 'transformed', description: 'An edited copy of the picture is there.', level: 'warning' },
  { id: 'look-alike', description: 'An image is close in meaning.', level: 'note' },
];

/** One finding a copy, at the copy: the file that would go. */
function sarifOf(version: string, groups: readonly NamedGroup[]): unknown {
  return sarifLog(
    version,
    rules,
    groups.flatMap(group =>
      [...proofsOf(group)].map(([path, { pair, other }]): SarifFinding => ({
        rule: pair.kind,
        message: messageOf(path, other, pair),
        place: { path },
        related: [{ path: other }],
      })),
    ),
  );
}

function messageOf(path: string, other: string, { a, kind, transformations }: Proof['pair']): string {
  const sentence = `${path} ${sentences[kind]} ${other}`;
  if (transformations.length === 0) return `${sentence}.`;
  const done = transformations.join(', ');
  return a === other ? `${sentence} (${done}).` : `${sentence} (which is ${done}).`;
}

const sentences = {
  'same-bytes': 'has the same bytes as',
  'same-pixels': 'shows the same pixels as',
  transformed: 'is an edited copy of',
  'look-alike': 'looks like',
} as const;

/** As many digits as a measure of pixels or a 32-bit cosine has. */
function rounded(number: number): number {
  return Number(number.toFixed(6));
}
