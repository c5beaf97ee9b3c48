/** From evidence to groups: who is kept, and who is its copy. */
import type { AssetPath, ContentHash } from '../protocol/asset.ts';
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import type { DuplicateAsset } from './candidates.ts';

/**
 * Assets with equal bytes or equal pixels, in groups of two and more, in the order of the asset that is kept.
 * A group is `same-bytes` when all its files are equal, `same-pixels` when only their pixels are.
 * `pixels` holds a digest of the pixels for contents that were compared; others stand for themselves.
 */
export function groupExact(
  assets: readonly DuplicateAsset[],
  pixels: ReadonlyMap<ContentHash, string>,
): DuplicateGroup[] {
  const groups = new Map<string, DuplicateAsset[]>();
  for (const asset of assets) {
    const key = pixels.get(asset.hash) ?? asset.hash;
    const members = groups.get(key) ?? [];
    groups.set(key, members);
    members.push(asset);
  }
  return inKeptOrder(
    [...groups.values()]
      .filter(members => members.length > 1)
      .map(members => ({
        kind: members.every(member => member.hash === members[0]!.hash) ? 'same-bytes' : 'same-pixels',
        members,
        similarity: 1,
      })),
  );
}

/** Two places in the list of assets, and the cosine of their vectors. */
export interface SimilarPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/**
 * Look-alikes around one kept asset each: every member is close to the kept one itself, never only to another member,
 * so that a chain of small steps cannot join strangers. `assets` holds one asset for each group of exact copies.
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
  const groups: RawGroup[] = [];
  for (const kept of keptFirst) {
    if (taken.has(kept)) continue;
    const members = [...neighbours.get(kept)!].filter(([member]) => !taken.has(member));
    if (members.length === 0) continue;
    taken.add(kept);
    for (const [member] of members) taken.add(member);
    groups.push({
      kind: 'look-alike',
      members: [assets[kept]!, ...members.map(([member]) => assets[member]!)],
      similarity: Math.min(...members.map(([, similarity]) => similarity)),
    });
  }
  return inKeptOrder(groups);
}

interface RawGroup {
  readonly kind: DuplicateGroup['kind'];
  readonly members: readonly DuplicateAsset[];
  readonly similarity: number;
}

function inKeptOrder(groups: readonly RawGroup[]): DuplicateGroup[] {
  return groups
    .map(group => ({ ...group, members: [...group.members].sort(compareKept) }))
    .sort((a, b) => compareKept(a.members[0]!, b.members[0]!))
    .map(({ kind, members, similarity }) => ({ kind, assets: members.map(member => member.id), similarity }));
}

/** The one with more pixels is kept; then the one that lies higher up, has the shorter name, comes first. */
function compareKept(a: DuplicateAsset, b: DuplicateAsset): number {
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
