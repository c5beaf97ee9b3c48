/** What a search for copies has found, for the next one: after a change, only what is new is looked at. */
import type { ContentHash } from '../protocol/asset.ts';
import type { ExactCopies, FamilyMember, Tie, VerifiedCopy } from '../duplicates/group.ts';
import { Links } from '../duplicates/links.ts';
import type { CopyVerdict } from '../duplicates/verdict.ts';

export interface FoundCopies {
  /** One content of each set of exact copies: those that were laid onto each other. */
  readonly seen: readonly ContentHash[];
  /** Those of them whose file could not be read, or had changed: they are looked at as soon as they can be. */
  readonly unread: readonly ContentHash[];
  /** False of a search that was stopped: not all of these were compared with all others. */
  readonly isWhole: boolean;
  readonly pairs: readonly {
    readonly a: ContentHash;
    readonly b: ContentHash;
    readonly verdict: CopyVerdict;
  }[];
  /** By which they hang together. */
  readonly ties: readonly { readonly a: ContentHash; readonly b: ContentHash }[];
  /** Of what hangs together by these ties and is more than one family, who belongs to which. */
  readonly families: readonly { readonly member: ContentHash; readonly head: ContentHash }[];
}

/** So many changes, and this share of all, are looked at by themselves; more are a search of their own. */
const mostChanges = 50;
const mostShare = 0.02;

export function foundCopies(
  sets: readonly ExactCopies[],
  {
    verified,
    ties,
    families,
    unread,
  }: {
    readonly verified: readonly VerifiedCopy[];
    readonly ties: readonly Tie[];
    readonly families: readonly FamilyMember[];
    readonly unread: ReadonlySet<ContentHash>;
  },
  isWhole: boolean,
): FoundCopies {
  const hashOf = (place: number) => sets[place]![0].hash;
  const seen = sets.map(([{ hash }]) => hash);
  return {
    seen,
    unread: seen.filter(hash => unread.has(hash)),
    isWhole,
    pairs: verified.map(({ a, b, ...verdict }) => ({ a: hashOf(a), b: hashOf(b), verdict })),
    ties: ties.map(({ a, b }) => ({ a: hashOf(a), b: hashOf(b) })),
    families: families.map(({ member, head }) => ({ member: hashOf(member), head: hashOf(head) })),
  };
}

/** What an earlier search leaves to the next one. */
export interface CarriedOver {
  /** Contents that need no other look; null where all do. */
  readonly seen: ReadonlySet<ContentHash> | null;
  /** Its copies, by what they hang together, and their families, as places among the sets. */
  readonly verified: VerifiedCopy[];
  readonly ties: Tie[];
  readonly families: FamilyMember[];
}

/**
 * What an earlier search has found of these sets, and what it has seen to the end; null where too much has changed since.
 * Members of a group that has lost one are looked at again: they may have hung together by it.
 */
export function carriedOver(found: FoundCopies, sets: readonly ExactCopies[]): CarriedOver | null {
  const placeOf = new Map(sets.flatMap((set, place) => set.map(({ hash }) => [hash, place] as const)));
  const seen = found.isWhole ? stillSeen(found, placeOf) : null;
  if (seen) {
    const fresh = sets.reduce((sum, [{ hash }]) => sum + (seen.has(hash) ? 0 : 1), 0);
    if (fresh > Math.max(mostChanges, mostShare * sets.length)) return null;
  }
  const tied = (a: ContentHash, b: ContentHash): readonly Tie[] => {
    const [one, other] = [placeOf.get(a), placeOf.get(b)];
    return one === undefined || other === undefined || one === other ? [] : [{ a: one, b: other }];
  };
  const verified = found.pairs.flatMap(({ a, b, verdict }) =>
    tied(a, b).map(tie => ({ ...tie, ...verdict })),
  );
  const ties = found.ties.flatMap(({ a, b }) => tied(a, b));
  const families = found.families.flatMap(family => {
    const [member, head] = [placeOf.get(family.member), placeOf.get(family.head)];
    return member === undefined || head === undefined ? [] : [{ member, head }];
  });
  return { seen, verified, ties, families };
}

function stillSeen(
  { seen, unread, ties }: FoundCopies,
  placeOf: ReadonlyMap<ContentHash, number>,
): ReadonlySet<ContentHash> {
  const numbers = new Map(seen.map((hash, number) => [hash, number]));
  const links = new Links(seen.length);
  for (const { a, b } of ties) links.join(numbers.get(a)!, numbers.get(b)!);
  const broken = new Set(seen.flatMap((hash, number) => (placeOf.has(hash) ? [] : [links.rootOf(number)])));
  const again = new Set(unread);
  return new Set(
    seen.filter((hash, number) => placeOf.has(hash) && !again.has(hash) && !broken.has(links.rootOf(number))),
  );
}
