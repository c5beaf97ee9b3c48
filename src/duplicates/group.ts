/** From evidence to groups: who is kept, and who is its copy. */
import type { AssetPath, ContentHash } from '../protocol/asset.ts';
import type { DuplicateGroup, DuplicateKind, DuplicatePair } from '../protocol/duplicate.ts';
import type { DuplicateAsset } from './candidates.ts';
import { Links } from './links.ts';
import type { CopyVerdict } from './verdict.ts';

/** Assets with equal pixels, in the order in which they would be kept. */
export type ExactCopies = readonly [DuplicateAsset, ...DuplicateAsset[]];

/** Two places in a list of exact copies whose first ones were laid onto each other; what was done to A that made B. */
export interface VerifiedCopy extends CopyVerdict {
  readonly a: number;
  readonly b: number;
}

/**
 * All assets, those with equal bytes or equal pixels together, each set and the list in the order of the one that is kept.
 * `pixels` holds a digest of the pixels for contents that were compared; others stand for themselves.
 */
export function exactCopies(
  assets: readonly DuplicateAsset[],
  pixels: ReadonlyMap<ContentHash, string>,
): ExactCopies[] {
  const sets = Map.groupBy(assets, ({ hash }) => pixels.get(hash) ?? hash);
  // Whatever Map.groupBy gives has a member.
  return [...sets.values()]
    .map(members => members.sort(compareKept) as unknown as ExactCopies)
    .sort(([a], [b]) => compareKept(a, b));
}

/**
 * Groups of two and more, in the order of the asset that is kept: exact copies, and what pixels have joined to them.
 * Who comes in by a verified copy brings its exact copies with it.
 */
export function groupCopies(sets: readonly ExactCopies[], copies: readonly VerifiedCopy[]): DuplicateGroup[] {
  const links = new Links(sets.length);
  for (const { a, b } of copies) links.join(a, b);
  const members = Map.groupBy(sets.keys(), place => links.rootOf(place));
  const pairs = Map.groupBy(copies, ({ a }) => links.rootOf(a));
  return [...members.entries()].flatMap(([root, places]): DuplicateGroup[] => {
    const assets = places.flatMap(place => [...sets[place]!]);
    if (assets.length < 2) return [];
    const verified = (pairs.get(root) ?? []).map(copy => pairOf(sets, copy)).sort(comparePairs);
    return [groupOf(assets, [...places.flatMap(place => exactPairs(sets[place]!)), ...verified])];
  });
}

function exactPairs([kept, ...copies]: ExactCopies): DuplicatePair[] {
  return copies.map(({ id, hash }) => ({
    a: kept.id,
    b: id,
    kind: hash === kept.hash ? 'same-bytes' : 'same-pixels',
    transformations: [],
    box: null,
    scale: null,
    similarity: 1,
  }));
}

function pairOf(sets: readonly ExactCopies[], { a, b, ...verdict }: VerifiedCopy): DuplicatePair {
  return { a: sets[a]![0].id, b: sets[b]![0].id, kind: 'transformed', ...verdict };
}

function comparePairs(p: DuplicatePair, q: DuplicatePair): number {
  return p.a - q.a || p.b - q.b;
}

const strength: readonly DuplicateKind[] = ['same-bytes', 'same-pixels', 'transformed', 'look-alike'];

function groupOf(assets: readonly DuplicateAsset[], pairs: readonly DuplicatePair[]): DuplicateGroup {
  return {
    kind: strength[Math.max(...pairs.map(({ kind }) => strength.indexOf(kind)))]!,
    assets: assets.map(({ id }) => id),
    similarity: Math.min(...pairs.map(({ similarity }) => similarity)),
    pairs,
  };
}

/** Two places in the list of assets, and the cosine of their vectors. */
export interface SimilarPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/**
 * Look-alikes around one kept asset each: every member is close to the kept one itself, never only to another member,
 * so that a chain of small steps cannot join strangers. `assets` holds one asset for each group of copies.
 */
export function groupLookAlikes(
  assets: readonly DuplicateAsset[],
  pairs: readonly SimilarPair[],
): DuplicateGroup[] {
  const neighbours = new Map<number, Map<number, number>>();
  const link = (from: number, to: number, similarity: number) => {
    const links = neighbours.get(from) ?? new Map<number, number>();
    neighbours.set(from, links);
    links.set(to, similarity);
  };
  for (const { a, b, similarity } of pairs) {
    link(a, b, similarity);
    link(b, a, similarity);
  }
  const taken = new Set<number>();
  const keptFirst = [...neighbours.keys()].sort((a, b) => compareKept(assets[a]!, assets[b]!));
  const groups: DuplicateGroup[] = [];
  for (const kept of keptFirst) {
    if (taken.has(kept)) continue;
    const members = [...neighbours.get(kept)!]
      .filter(([member]) => !taken.has(member))
      .sort(([p], [q]) => compareKept(assets[p]!, assets[q]!));
    if (members.length === 0) continue;
    taken.add(kept);
    for (const [member] of members) taken.add(member);
    const first = assets[kept]!;
    const all = [first, ...members.map(([member]) => assets[member]!)];
    groups.push(
      groupOf(
        all,
        members.map(([member, similarity]) => ({
          a: first.id,
          b: assets[member]!.id,
          kind: 'look-alike',
          transformations: [],
          box: null,
          scale: null,
          similarity,
        })),
      ),
    );
  }
  return groups;
}

/** The one with more pixels is kept; then the one that lies higher up, has the shorter name, comes first. */
export function compareKept(a: DuplicateAsset, b: DuplicateAsset): number {
  return (
    b.width * b.height - a.width * a.height ||
    depth(a.path) - depth(b.path) ||
    a.path.length - b.path.length ||
    (a.path < b.path ? -1 : a.path > b.path ? 1 : a.id - b.id)
  );
}

function depth(path: AssetPath): number {
  return path.split('/').length;
}
