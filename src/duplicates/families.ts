/**
 * Whether what hangs together by copies is one picture. One wrong pair joins two families: a hard crop of a screen is all but
 * the same part of another one of its template. Nearly all copies of a picture are copies of each other; so who has fewer
 * copies inside a family than outside of it belongs to another one.
 */

/** Of two members: `other` for two that are surely other pictures, null where nothing says that they are either. */
export type FamilyLook = (a: number, b: number) => Promise<'copy' | 'other' | null>;

/** So many are laid onto each other as need be: all are looks at some 5,000 pairs. */
export const mostInFull = 100;

/** Of more, who is no copy of the head is laid onto so many of the family and of the rest, and onto those that it is known to be a copy of. */
const sampled = 8;

/** How often it is gone through them for those who belong to a family by others that have come in. */
const mostRounds = 2;

/** Of more, no other family is told after so many looks for each member: what is left stays together. */
const looksEach = 12;

/**
 * The head of each member's family, by members; `members` come in the order in which they would be kept, and hang together.
 * A family is its head, whoever is a copy of that, and whoever has as many copies among these as among the rest. Of up to 100
 * two between which half of all pairs are copies are one, and who has more copies in another one goes there; the answer
 * follows from the members and what `look` says of each two alone. Of more, each is laid onto the head and some others, also
 * from `copiesOf`, whom a member is known to be a copy of. A pair is asked for at most once; of a family that is one, little
 * more than the pairs of its head, and of `n` members that are more than 100 at most 45 `n`.
 */
export async function familiesOf(
  members: readonly number[],
  look: FamilyLook,
  copiesOf: (member: number) => readonly number[] = () => [],
): Promise<ReadonlyMap<number, number>> {
  const looks = new Looks(look);
  const isInFull = members.length <= mostInFull;
  const others = isInFull ? all : sampleOf(members, copiesOf);
  const most = isInFull ? Infinity : looksEach * members.length;
  const families: (readonly number[])[] = [];
  let left = members;
  while (left.length > 0) {
    const family =
      looks.count < most
        ? await familyOf(left, looks, others, isInFull ? Infinity : mostRounds)
        : new Set(left);
    families.push(left.filter(member => family.has(member)));
    left = left.filter(member => !family.has(member));
  }
  const isSettled = families.length === 1 || !isInFull;
  const whole = isSettled ? families : await settled(await joined(families, looks), looks);
  return new Map(whole.flatMap(family => family.map(member => [member, family[0]!] as const)));
}

/** Families that are one: the head of a picture's copies may be the one that is least like the others. */
async function joined(
  families: readonly (readonly number[])[],
  looks: Looks,
): Promise<readonly (readonly number[])[]> {
  const whole: (readonly number[])[] = [];
  for (const family of families) {
    let place = 0;
    while (place < whole.length && !(await areOne(whole[place]!, family, looks))) place++;
    whole[place] = [...(whole[place] ?? []), ...family];
  }
  return whole;
}

/**
 * True where no two are surely other pictures, half of all pairs between the two are copies, and more than half of the members
 * of each have one in the other: one member that is a copy of all others, as a hard crop may be, does not join two pictures.
 */
async function areOne(some: readonly number[], others: readonly number[], looks: Looks): Promise<boolean> {
  const pairs = some.length * others.length;
  const joining = new Set<number>();
  let [copies, seen] = [0, 0];
  for (const a of some) {
    for (const b of others) {
      // Not even the rest would make it half.
      if (2 * (copies + pairs - seen) < pairs) return false;
      const found = await looks.at(a, b);
      seen++;
      if (found === 'other') return false;
      if (found !== 'copy') continue;
      copies++;
      joining.add(a).add(b);
    }
  }
  const isMost = (family: readonly number[]) =>
    2 * family.filter(member => joining.has(member)).length > family.length;
  return 2 * copies >= pairs && isMost(some) && isMost(others);
}

/** Each member in the family in which it has most copies: what is a copy of a head may be one of another picture still more, as a part that two pictures share is. */
async function settled(
  families: readonly (readonly number[])[],
  looks: Looks,
): Promise<readonly (readonly number[])[]> {
  const places = new Map<number, number>();
  for (const [own, family] of families.entries()) {
    for (const [at, member] of family.entries()) {
      let [place, most] = [own, 0];
      for (const [other, others] of families.entries()) {
        const copies = at === 0 || other === own ? 0 : await copiesIn(others, member, looks, Infinity);
        if (copies > most) [place, most] = [other, copies];
      }
      const isOwn = most === 0 || (await copiesIn(family, member, looks, most)) >= most;
      places.set(member, isOwn ? own : place);
    }
  }
  return families.map((_, place) => families.flat().filter(member => places.get(member) === place));
}

/** How many of these are copies of it, counted up to `enough`; none where one is surely another picture. */
async function copiesIn(
  family: readonly number[],
  member: number,
  looks: Looks,
  enough: number,
): Promise<number> {
  let copies = 0;
  for (const other of family) {
    if (copies >= enough) break;
    const found = other === member ? null : await looks.at(member, other);
    if (found === 'other') return 0;
    if (found === 'copy') copies++;
  }
  return copies;
}

/** A family, or the rest. */
interface Some {
  readonly size: number;
  readonly has: (member: number) => boolean;
  readonly list: () => Iterable<number>;
}

/** Whom of some a member is laid onto. */
type Others = (member: number, some: Some) => Iterable<number>;

const all: Others = (_, some) => some.list();

/** The same few for everybody, as long as they are among these, and whom each is known to be a copy of. */
function sampleOf(members: readonly number[], copiesOf: (member: number) => readonly number[]): Others {
  // Spread by a multiplier of Knuth's (The Art of Computer Programming 3, 6.4): neighbours in the order are alike.
  const rankOf = (at: number) => Math.imul(at, 0x9e3779b1) >>> 0;
  const spread = [...members.keys()].sort((p, q) => rankOf(p) - rankOf(q)).map(at => members[at]!);
  return (member, some) => {
    const chosen = new Set(copiesOf(member).filter(other => some.has(other)));
    let count = 0;
    for (const other of some.size <= sampled ? some.list() : spread) {
      if (count === sampled) break;
      if (other === member || !some.has(other)) continue;
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
  const own = new Set(members);
  const inner: Some = {
    get size() {
      return family.size;
    },
    has: member => family.has(member),
    list: () => family,
  };
  const outer: Some = {
    get size() {
      return own.size - family.size;
    },
    has: member => own.has(member) && !family.has(member),
    list: () => members.filter(member => !family.has(member)),
  };
  for (let before = 0, round = 0; before !== family.size && round < rounds; round++) {
    before = family.size;
    for (const member of doubtful) {
      if (family.has(member)) continue;
      let outside = 0;
      for (const other of others(member, outer))
        if (other !== member && (await looks.at(member, other)) === 'copy') outside++;
      const needed = Math.max(1, outside);
      let inside = 0;
      for (const other of others(member, inner)) {
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
