/** What people state of two images that look like copies, and what follows for groups: they stay apart. */
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import type { PairFact, PairVerdict } from '../protocol/decision.ts';
import { LensError } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import { pairFactOf, pairLineOf } from '../tags/decisions.ts';
import type { Step } from '../tags/undo.ts';
import type { Asset } from './assets.ts';
import { refuseRestricted, writeStep } from './deciding.ts';
import type { Lens } from './lens.ts';
import { existing } from './lens.ts';
import { variantsIn } from './variantSets.ts';

/** States it of each two of these assets, as one step. Throws `untrusted`, `invalid-argument` or `decisions-failed`. */
export async function decidePairs(
  lens: Lens,
  { ids, verdict }: LensQuestions['decidePairs'][0],
  signal: AbortSignal,
): Promise<LensQuestions['decidePairs'][1]> {
  refuseRestricted(lens);
  const assets = existing(lens, ids);
  const [first] = assets;
  if (!first || assets.length < 2)
    throw new LensError('invalid-argument', 'Such a decision is about two images or more: say which.');
  if (assets.some(({ folder }) => folder !== first.folder))
    throw new LensError(
      'invalid-argument',
      'These images lie in two folders of the workspace; a decision is kept in one. Decide in each by itself.',
    );
  const folder = lens.folder(first.folder);
  const step = await writeStep(lens, folder, ({ pairs }) => stepOf(pairs, assets, verdict), signal);
  return { changed: step?.changed ?? 0 };
}

/** One change a pair of which something else holds now. */
function stepOf(facts: readonly PairFact[], assets: readonly Asset[], verdict: PairVerdict | null): Step {
  return assets.flatMap((a, at) =>
    assets.slice(at + 1).flatMap(b => {
      const before = facts.filter(fact => isAbout(fact, a, b)).map(pairLineOf);
      const wanted = verdict === null ? [] : [pairLineOf(pairFactOf(verdict, a, b))];
      const removed = before.filter(line => !wanted.includes(line));
      const added = wanted.filter(line => !before.includes(line));
      return removed.length + added.length > 0 ? [{ removed, added }] : [];
    }),
  );
}

type Seen = Pick<Asset, 'path' | 'hash'>;

/** By contents, wherever they lie now; of two files with equal bytes only their paths tell which are meant. */
function isAbout({ paths, hashes }: PairFact, a: Seen, b: Seen): boolean {
  const [first, second] = hashes;
  if (first === second) {
    return a.hash === first && b.hash === first && paths.includes(a.path) && paths.includes(b.path);
  }
  return (a.hash === first && b.hash === second) || (a.hash === second && b.hash === first);
}

/** Which two assets are in no group together: by what people said, or since their names make them one set. */
export function keptApart(lens: Lens): (a: DuplicateAsset, b: DuplicateAsset) => boolean {
  const variants = new Map(lens.settings.folders.map(({ id }) => [id, variantsIn(lens, id)]));
  const known = new Map<string, PairFact[]>();
  for (const folder of lens.settings.folders) {
    for (const fact of lens.decidedFacts.of(folder).parsed.pairs) {
      const key = keyOf(...fact.hashes);
      known.set(key, [...(known.get(key) ?? []), fact]);
    }
  }
  return (a, b) =>
    (known.get(keyOf(a.hash, b.hash))?.some(fact => isAbout(fact, a, b)) ?? false) ||
    (a.folder === b.folder && variants.get(a.folder)?.areOneSet(a.path, b.path) === true);
}

function keyOf(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
