/** Groups against the truth of a set: which pairs are right, which are missing, and what the pairs were called. */
import type { SetFile } from './makeSet.ts';

export interface FoundPair {
  readonly a: string;
  readonly b: string;
  readonly kind: string;
  readonly transformations: readonly string[];
}

export interface FoundGroup {
  readonly kind: string;
  readonly assets: readonly string[];
  readonly pairs: readonly FoundPair[];
}

export interface Quality {
  /** Of all pairs in one group, the share that shows one picture. */
  readonly precision: number;
  readonly pairs: number;
  readonly falsePairs: readonly (readonly [string, string])[];
  /** Of the copies of a tier, the share that is in a group with its original. */
  readonly recall: Readonly<Record<'same-bytes' | 'same-pixels' | 'transformed', number>>;
  readonly missed: readonly SetFile[];
  readonly falseAmongIcons: number;
}

/** Edits of one source are all copies of each other; everything else is none. */
export function qualityOf(files: readonly SetFile[], groups: readonly (readonly string[])[]): Quality {
  const byPath = new Map(files.map(file => [file.path, file]));
  const groupOf = new Map(groups.flatMap((group, at) => group.map(path => [path, at] as const)));
  const falsePairs: (readonly [string, string])[] = [];
  let pairs = 0;
  let falseAmongIcons = 0;
  for (const group of groups) {
    for (const [at, a] of group.entries()) {
      for (const b of group.slice(at + 1)) {
        pairs++;
        const [one, other] = [byPath.get(a)!, byPath.get(b)!];
        if (one.source === other.source) continue;
        falsePairs.push([a, b]);
        const areIcons = [one, other].every(
          ({ sort, tier }) => /^(icons|emoji)$/.test(sort) && tier === 'original',
        );
        if (areIcons) falseAmongIcons++;
      }
    }
  }
  const original = new Map(files.filter(({ tier }) => tier === 'original').map(file => [file.source, file]));
  const isFound = (file: SetFile) => {
    const group = groupOf.get(file.path);
    return group !== undefined && group === groupOf.get(original.get(file.source)!.path);
  };
  const share = (tier: SetFile['tier']) => {
    const copies = files.filter(file => file.tier === tier);
    return copies.filter(isFound).length / copies.length;
  };
  return {
    precision: pairs === 0 ? 1 : (pairs - falsePairs.length) / pairs,
    pairs,
    falsePairs,
    recall: {
      'same-bytes': share('same-bytes'),
      'same-pixels': share('same-pixels'),
      transformed: share('transformed'),
    },
    missed: files.filter(file => file.tier === 'transformed' && !isFound(file)),
    falseAmongIcons,
  };
}

/** Any copy has these on the side. */
const onTheSide: ReadonlySet<string> = new Set(['resized', 're-encoded', 'format-changed']);

/** A mark and a strip over a picture are one thing to the truth. */
const said = (name: string) => (name === 'watermarked' ? 'captioned' : name);

/**
 * True where a pair of the original and a copy was called what was done: the same of all that changes the picture, and,
 * where that is nothing, what the copy is for among the rest.
 */
export function isNamedRight(truth: readonly string[], names: readonly string[]): boolean {
  const [wanted, given] = [new Set(truth.map(said)), new Set(names.map(said))];
  const main = [...wanted].filter(name => !onTheSide.has(name));
  const mainGiven = [...given].filter(name => !onTheSide.has(name));
  if (main.length !== mainGiven.length || !main.every(name => given.has(name))) return false;
  return main.length > 0 || [...wanted].every(name => given.has(name));
}
