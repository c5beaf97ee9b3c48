/**
 * Whether what hangs together by copies is one picture. One wrong pair joins two families: a hard crop of a screen is all but
 * the same part of another one of its template. Nearly all copies of a picture are copies of each other; so who has fewer
 * copies inside a family than outside of it belongs to another one.
 */

/** Of two members: `other` for two that are surely other pictures, null where nothing says that they are either. */
export type FamilyLook = (a: number, b: number) => Promise<'copy' | 'other' | null>;

/**
 * The head of each member's family, by members; `members` come in the order in which they would be kept, and hang together.
 * A family is its head, whoever is a copy of that, and whoever has as many copies among these as among the rest. The answer
 * follows from the members and what `look` says of each two alone; it is asked for a pair at most once, and of a family that
 * is one for little more than the pairs of its head.
 */
export async function familiesOf(
  members: readonly number[],
  look: FamilyLook,
): Promise<ReadonlyMap<number, number>> {
  const heads = new Map<number, number>();
  const known = lookingOnce(look);
  let left = members;
  while (left.length > 0) {
    const family = await familyOf(left, known);
    for (const member of family) heads.set(member, left[0]!);
    left = left.filter(member => !family.has(member));
  }
  return heads;
}

/** The family of the first one. */
async function familyOf(members: readonly number[], look: FamilyLook): Promise<ReadonlySet<number>> {
  const [head] = members;
  const family = new Set([head!]);
  const doubtful: number[] = [];
  for (const member of members.slice(1)) {
    const found = await look(head!, member);
    if (found === 'copy') family.add(member);
    else if (found === null) doubtful.push(member);
  }
  const rest = () => members.filter(member => !family.has(member));
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const member of doubtful) {
      if (family.has(member)) continue;
      let outside = 0;
      for (const other of rest()) if (other !== member && (await look(member, other)) === 'copy') outside++;
      const needed = Math.max(1, outside);
      let inside = 0;
      for (const other of family) {
        if (inside === needed) break;
        if ((await look(member, other)) === 'copy') inside++;
      }
      if (inside >= needed) family.add(member);
    }
  }
  return family;
}

function lookingOnce(look: FamilyLook): FamilyLook {
  const known = new Map<string, Promise<'copy' | 'other' | null>>();
  return (a, b) => {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const found = known.get(key) ?? look(a, b);
    known.set(key, found);
    return found;
  };
}
