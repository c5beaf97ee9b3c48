/**
 * Files that are meant to be alike: one picture at several densities, for both themes, in several languages. Their names
 * say so. They are no duplicates; they are one set, of which members may be missing.
 */
import type { AssetPath } from '../protocol/asset.ts';
import { type VariantRule, defaultVariantRules } from '../protocol/variant.ts';

/** Files of one folder tree whose names differ only in what the rules name. */
export interface VariantFiles {
  /** The rules that tell the members apart. */
  readonly rules: readonly string[];
  readonly paths: readonly AssetPath[];
  /** Where members should lie that are not there. */
  readonly missing: readonly AssetPath[];
}

interface Placed {
  readonly path: AssetPath;
  /** The path with a mark for each member that was taken out. */
  readonly key: string;
  /** What was taken out, by rule; the empty text where the plain one is a member, too. */
  readonly members: ReadonlyMap<string, string>;
}

interface ReadRule extends Omit<VariantRule, 'pattern'> {
  readonly pattern: RegExp;
}

/** Takes files to their sets, by name alone. */
export class Variants {
  readonly #rules: readonly ReadRule[];
  readonly #keys = new Map<AssetPath, string>();

  /** Rules whose pattern is none are passed over. */
  constructor(rules: readonly VariantRule[] = defaultVariantRules) {
    this.#rules = rules.flatMap(rule => {
      try {
        return [{ ...rule, pattern: new RegExp(rule.pattern, 'u') }];
      } catch {
        return [];
      }
    });
  }

  /** True for two members of one set. */
  areOneSet(a: AssetPath, b: AssetPath): boolean {
    return a !== b && this.#keyOf(a) === this.#keyOf(b);
  }

  /** All sets of two and more, and single files whose neighbours have what they lack; by their first path. */
  sets(paths: readonly AssetPath[]): VariantFiles[] {
    const placed = paths.map(path => this.#place(path));
    const sets = [...Map.groupBy(placed, ({ key }) => key).values()];
    const usual = usualMembers(sets);
    return sets
      .flatMap(files => {
        const rules = [...new Set(files.flatMap(({ members }) => [...members.keys()]))];
        const isSet = files.length > 1;
        if (!isSet && files[0]!.members.size === 0 && !usual.has(familyOf(files[0]!))) return [];
        const missing = this.#missingOf(files, usual);
        if (!isSet && missing.length === 0) return [];
        return [
          {
            rules: rules.length > 0 ? rules : [...(usual.get(familyOf(files[0]!))?.keys() ?? [])],
            paths: files.map(({ path }) => path).sort(),
            missing,
          },
        ];
      })
      .sort((a, b) => (a.paths[0]! < b.paths[0]! ? -1 : 1));
  }

  #keyOf(path: AssetPath): string {
    const known = this.#keys.get(path);
    if (known !== undefined) return known;
    const { key } = this.#place(path);
    this.#keys.set(path, key);
    return key;
  }

  /** Each rule may take one member out, one after another: `icon-dark@2x.png` has two. */
  #place(path: AssetPath): Placed {
    const [stem, extension] = split(path);
    const members = new Map<string, string>();
    let rest = stem;
    for (const { name, pattern, plain } of this.#rules) {
      const match = pattern.exec(rest);
      const member = match?.[1];
      if (!match || member === undefined || member === '') continue;
      const at = match.index + match[0].lastIndexOf(member);
      rest = rest.slice(0, at) + (plain ? '' : mark) + rest.slice(at + member.length);
      members.set(name, member);
    }
    return { path, key: `${rest}.${extension}`, members };
  }

  /** Gaps in what has an order, and what most of the neighbours have. */
  #missingOf(files: readonly Placed[], usual: UsualMembers): AssetPath[] {
    const there = new Set<string>(files.map(({ path }) => path));
    const missing = new Set<AssetPath>();
    for (const rule of this.#rules) {
      const own = new Set(files.flatMap(({ members }) => members.get(rule.name) ?? (rule.plain ? [''] : [])));
      const wanted = new Set([
        ...gapsIn(own, rule),
        ...(usual.get(familyOf(files[0]!))?.get(rule.name) ?? []),
      ]);
      for (const member of wanted) {
        if (own.has(member)) continue;
        const path = withMember(files[0]!, rule, member);
        if (path !== null && !there.has(path)) missing.add(path);
      }
    }
    return [...missing].sort();
  }
}

/** Stands in a key where a member was; no path has it. */
const mark = '\u0000';

/** Folder and extension: what is usual is so among neighbours. */
function familyOf({ key }: Placed): string {
  return `${key.slice(0, key.lastIndexOf('/') + 1)}*${key.slice(key.lastIndexOf('.'))}`;
}

type UsualMembers = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

/** Of each family with two sets and more, the members that more than half of its sets have, by rule. */
function usualMembers(sets: readonly (readonly Placed[])[]): UsualMembers {
  const usual = new Map<string, Map<string, Set<string>>>();
  const whole = sets.filter(files => files.length > 1);
  for (const [family, own] of Map.groupBy(whole, files => familyOf(files[0]!))) {
    if (own.length < 2) continue;
    const counts = new Map<string, Map<string, number>>();
    for (const files of own) {
      const rules = new Set(files.flatMap(({ members }) => [...members.keys()]));
      for (const rule of rules) {
        const ofRule = counts.get(rule) ?? new Map<string, number>();
        counts.set(rule, ofRule);
        for (const member of new Set(files.map(({ members }) => members.get(rule) ?? '')))
          ofRule.set(member, (ofRule.get(member) ?? 0) + 1);
      }
    }
    const chosen = new Map<string, Set<string>>();
    for (const [rule, ofRule] of counts) {
      const often = [...ofRule].filter(([, count]) => count > own.length / 2 && count > 1);
      if (often.length > 1) chosen.set(rule, new Set(often.map(([member]) => member)));
    }
    if (chosen.size > 0) usual.set(family, chosen);
  }
  return usual;
}

/** Between the first and the last of an order that are there. */
function gapsIn(own: ReadonlySet<string>, { order }: ReadRule): readonly string[] {
  if (!order) return [];
  const places = order.flatMap((member, at) => (own.has(member) ? [at] : []));
  if (places.length < 2) return [];
  return order.slice(Math.min(...places), Math.max(...places) + 1);
}

/** The path of another member in the place of this one. */
function withMember(
  { path, members }: Placed,
  { name, pattern, plain }: ReadRule,
  member: string,
): AssetPath | null {
  const [stem, extension] = split(path);
  const own = members.get(name);
  if (own === undefined)
    return plain && member !== '' ? (`${stem}${member}.${extension}` as AssetPath) : null;
  const match = pattern.exec(stem);
  if (!match) return null;
  const at = match.index + match[0].lastIndexOf(own);
  return `${stem.slice(0, at)}${member}${stem.slice(at + own.length)}.${extension}` as AssetPath;
}

/** At the last point of the name. */
function split(path: AssetPath): readonly [stem: string, extension: string] {
  const point = path.lastIndexOf('.');
  return point > path.lastIndexOf('/') ? [path.slice(0, point), path.slice(point + 1)] : [path, ''];
}
