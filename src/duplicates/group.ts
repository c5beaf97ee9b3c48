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

/** Two places in such a list that hang together. */
export interface Tie {
  readonly a: number;
  readonly b: number;
}

/** Of two families that hang together by a wrong pair: a place in such a list, and that of the first one of its family. */
export interface FamilyMember {
  readonly member: number;
  readonly head: number;
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

/** How sets of equal bytes lie in sets of equal pixels. */
export interface SetsWithin {
  /** For each set, the place of the set whose first one is kept: its own, or that of one with the same pixels. */
  readonly standIns: Uint32Array;
  /** For each set that stands for itself, the place of the larger one. */
  readonly places: Uint32Array;
}

/** Each of `contents` lies in one of `sets`. */
export function setsWithin(contents: readonly ExactCopies[], sets: readonly ExactCopies[]): SetsWithin {
  if (sets === contents) {
    const places = Uint32Array.from(contents.keys());
    return { standIns: places, places };
  }
  const placeOf = new Map(contents.map(([{ hash }], place) => [hash, place]));
  const standIns = new Uint32Array(contents.length);
  const places = new Uint32Array(contents.length);
  for (const [place, set] of sets.entries()) {
    const first = placeOf.get(set[0].hash)!;
    places[first] = place;
    for (const { hash } of set) standIns[placeOf.get(hash)!] = first;
  }
  return { standIns, places };
}

/** Copies, or ties, among the smaller sets as such among the larger ones; what was found of one that does not stand for itself is left out. */
export function copiesWithin<Kind extends Tie>(
  copies: readonly Kind[],
  { standIns, places }: SetsWithin,
): Kind[] {
  return copies
    .filter(({ a, b }) => standIns[a] === a && standIns[b] === b)
    .map(copy => ({ ...copy, a: places[copy.a]!, b: places[copy.b]! }));
}

/** Families likewise. */
export function familiesWithin(
  families: readonly FamilyMember[],
  { standIns, places }: SetsWithin,
): FamilyMember[] {
  return families
    .filter(({ member, head }) => standIns[member] === member && standIns[head] === head)
    .map(({ member, head }) => ({ member: places[member]!, head: places[head]! }));
}

/**
 * Groups of two and more, in the order of the asset that is kept: exact copies, and what pixels have joined to them.
 * Who comes in by a verified copy brings its exact copies with it. No group holds two that are to stay apart: what people
 * called no duplicates, members of a set of variants, and members of two `families`. Equal ones are joined first, then the
 * most similar.
 */
export function groupCopies(
  sets: readonly ExactCopies[],
  copies: readonly VerifiedCopy[],
  areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean = () => false,
  families: readonly FamilyMember[] = [],
): DuplicateGroup[] {
  const laid = new Set(copies.flatMap(({ a, b }) => [a, b]));
  // Most of many have nothing to do with it.
  const concerned = sets.filter((set, place) => set.length > 1 || laid.has(place));
  const headOf = new Map(families.map(({ member, head }) => [sets[member]![0], head]));
  const areOther = (a: DuplicateAsset, b: DuplicateAsset) => {
    const [one, other] = [headOf.get(a), headOf.get(b)];
    return one !== undefined && other !== undefined && one !== other;
  };
  const groups = new Gathering(concerned, (a, b) => areOther(a, b) || areApart(a, b));
  for (const set of sets) {
    for (const [at, other] of set.entries()) {
      // Whoever is to stay apart from the first one is still equal to the others.
      for (let before = 0; before < at; before++) {
        const kind = other.hash === set[before]!.hash ? 'same-bytes' : 'same-pixels';
        const found = {
          kind,
          transformations: [],
          box: null,
          scale: null,
          map: null,
          similarity: 1,
        } as const;
        if (groups.join(set[before]!, other, found)) break;
      }
    }
  }
  const sorted = [...copies].sort((p, q) => q.similarity - p.similarity || p.a - q.a || p.b - q.b);
  for (const { a, b, ...verdict } of sorted)
    groups.join(sets[a]![0], sets[b]![0], { kind: 'transformed', ...verdict });
  return groups.all();
}

/** Groups in the making. */
class Gathering {
  readonly #areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean;
  readonly #assets: readonly DuplicateAsset[];
  readonly #placeOf: ReadonlyMap<DuplicateAsset, number>;
  readonly #links: Links;
  readonly #members = new Map<number, readonly DuplicateAsset[]>();
  readonly #pairs: { readonly a: number; readonly b: number; readonly pair: DuplicatePair }[] = [];

  constructor(sets: readonly ExactCopies[], areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean) {
    this.#areApart = areApart;
    this.#assets = sets.flat().sort(compareKept);
    this.#placeOf = new Map(this.#assets.map((asset, place) => [asset, place]));
    this.#links = new Links(this.#assets.length);
  }

  /** False where they are to stay apart. */
  join(first: DuplicateAsset, second: DuplicateAsset, found: Omit<DuplicatePair, 'a' | 'b'>): boolean {
    const [a, b] = [this.#placeOf.get(first)!, this.#placeOf.get(second)!];
    const [one, other] = [this.#membersOf(a), this.#membersOf(b)];
    if (this.#areApart(first, second)) return false;
    if (!this.#links.areJoined(a, b)) {
      if (one.some(p => other.some(q => this.#areApart(p, q)))) return false;
      this.#links.join(a, b);
      this.#members.set(this.#links.rootOf(a), [...one, ...other]);
    }
    this.#pairs.push({ a, b, pair: { a: first.id, b: second.id, ...found } });
    return true;
  }

  all(): DuplicateGroup[] {
    const pairs = Map.groupBy(this.#pairs, ({ a }) => this.#links.rootOf(a));
    return [...pairs]
      .sort(([p], [q]) => p - q)
      .map(([root, own]) =>
        groupOf(
          [...this.#membersOf(root)].sort(compareKept),
          own.sort((p, q) => p.a - q.a || p.b - q.b).map(({ pair }) => pair),
        ),
      );
  }

  #membersOf(place: number): readonly DuplicateAsset[] {
    return this.#members.get(this.#links.rootOf(place)) ?? [this.#assets[place]!];
  }
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
          map: null,
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

/** Folders above it. */
function depth(path: AssetPath): number {
  let folders = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) folders++;
  return folders;
}
