/**
 * Whether what hangs together by copies is one picture. One wrong pair joins two families: a hard crop of a screen is all but
 * the same part of another one of its template. Nearly all copies of a picture are copies of each other; so who has fewer
 * copies inside a family than outside of it belongs to another one.
 */

/** Of two members: `other` for two that are surely other pictures, null where nothing says that they are either. */
export type FamilyLook = (a: number, b: number) => Promise<'copy' | 'other' | null>;

/** So many are laid onto each other as need be: all are looks at some 5,000 pairs. */
const mostInFull = 100;

/** Of more, who is no copy of the head is laid onto so many of the family and of the rest, and onto those that it is known to be a copy of. */
const sampled = 8;

/** How often it is gone through them for those who belong to a family by others that have come in. */
const mostRounds = 2;

/** Of more, no other family is told after so many looks for each member: what is left stays together. */
const looksEach = 12;

/**
 * The head of each member's family, by members; `members` come in the order in which they would be kept, and hang together.
 * A family is its head, whoever is a copy of that, and whoever has as many copies among these as among the rest. Of up to 100
 * the answer follows from the members and what `look` says of each two alone; of more, in which each is laid onto the head and
 * some others, also from `copiesOf`, whom a member is known to be a copy of. A pair is asked for at most once; of a family
 * that is one, little more than the pairs of its head, and of `n` members at most 45 `n`.
 */
export async function familiesOf(
  members: readonly number[],
  look: FamilyLook,
  copiesOf: (member: number) => readonly number[] = () => [],
): Promise<ReadonlyMap<number, number>> {
  const heads = new Map<number, number>();
  const looks = new Looks(look);
  const isInFull = members.length <= mostInFull;
  const others = isInFull ? all : sampleOf(members, copiesOf);
  const most = isInFull ? Infinity : looksEach * members.length;
  let left = members;
  while (left.length > 0) {
    const family =
      looks.count < most
        ? await familyOf(left, looks, others, isInFull ? Infinity : mostRounds)
        : new Set(left);
    for (const member of family) heads.set(member, left[0]!);
    left = left.filter(member => !family.has(member));
  }
  return heads;
}

/** Whom of some a member is laid onto. */
type Others = (member: number, some: readonly number[] | ReadonlySet<number>) => Iterable<number>;

const all: Others = (_, some) => some;

/** The same few for everybody, as long as they are among these, and whom each is known to be a copy of. */
function sampleOf(members: readonly number[], copiesOf: (member: number) => readonly number[]): Others {
  // Spread by a multiplier of Knuth's (The Art of Computer Programming 3, 6.4): neighbours in the order are alike.
  const rankOf = (at: number) => Math.imul(at, 0x9e3779b1) >>> 0;
  const spread = [...members.keys()].sort((p, q) => rankOf(p) - rankOf(q)).map(at => members[at]!);
  return (member, some) => {
    const among = some instanceof Set ? some : new Set(some);
    const chosen = new Set(copiesOf(member).filter(other => among.has(other)));
    let count = 0;
    for (const other of spread) {
      if (count === sampled) break;
      if (other === member || !among.has(other)) continue;
      chosen.add(other);
      count++;
    }
    return chosen;
  };
}

/** The family of the first one. */
async function familyOf(
  members: readonly number[],
  looks: Looks,
  others: Others,
  rounds: number,
): Promise<ReadonlySet<number>> {
  const [head] = members;
  const family = new Set([head!]);
  const doubtful: number[] = [];
  for (const member of members.slice(1)) {
    const found = await looks.at(head!, member);
    if (found === 'copy') family.add(member);
    else if (found === null) doubtful.push(member);
  }
  const rest = () => members.filter(member => !family.has(member));
  for (let before = 0, round = 0; before !== family.size && round < rounds; round++) {
    before = family.size;
    for (const member of doubtful) {
      if (family.has(member)) continue;
      let outside = 0;
      for (const other of others(member, rest()))
        if (other !== member && (await looks.at(member, other)) === 'copy') outside++;
      const needed = Math.max(1, outside);
      let inside = 0;
      for (const other of others(member, family)) {
        if (inside === needed) break;
        if ((await looks.at(member, other)) === 'copy') inside++;
      }
      if (inside >= needed) family.add(member);
    }
  }
  return family;
}

/** Looks at pairs, once at each. */
class Looks {
  readonly #look: FamilyLook;
  readonly #known = new Map<string, Promise<'copy' | 'other' | null>>();

  constructor(look: FamilyLook) {
    this.#look = look;
  }

  /** Pairs that were looked at. */
  get count(): number {
    return this.#known.size;
  }

  at(a: number, b: number): Promise<'copy' | 'other' | null> {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const found = this.#known.get(key) ?? this.#look(a, b);
    this.#known.set(key, found);
    return found;
  }
}
