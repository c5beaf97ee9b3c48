/**
 * Files that are meant to be alike: one picture at several densities, for both themes, in several languages. Their names
 * say so, and for some the names beside them. They are no duplicates; they are one set, of which members may be missing.
 */
import type { AssetPath } from '../protocol/asset.ts';
import { type VariantRule, defaultVariantRules } from '../protocol/variant.ts';

/** What is asked of a file. */
export interface VariantFile {
  readonly path: AssetPath;
  /** Width over height; 0 where that is not known. */
  readonly aspect: number;
}

/** Files of one folder tree whose names differ only in what the rules name. */
export interface VariantFiles {
  /** The rules that tell the members apart. */
  readonly rules: readonly string[];
  readonly paths: readonly AssetPath[];
  /** Where members should lie that are not there. */
  readonly missing: readonly AssetPath[];
}

/** A member that was taken out of a path, and where it stands in the path without its extension. */
interface Cut {
  readonly rule: ReadRule;
  readonly member: string;
  readonly start: number;
  readonly end: number;
  /** What stands in its place. */
  readonly mark: string;
}

interface Placed {
  readonly path: AssetPath;
  /** The path with a mark for each member that was taken out. */
  readonly key: string;
  /** What was taken out, by the name of the rule. */
  readonly members: ReadonlyMap<string, string>;
}

interface ReadRule extends Omit<VariantRule, 'pattern' | 'among'> {
  readonly pattern: RegExp;
  readonly among: ReadonlySet<string> | null;
  /** Stands in a key where a member was, and is in no path; empty where the plain name is a member, too. */
  readonly mark: string;
}

/** Files whose names differ only in what one rule with `among` finds. */
interface Row {
  readonly members: Map<AssetPath, { readonly member: string; readonly aspect: number }>;
  /** True where the pattern finds something else there, too. */
  isOther: boolean;
}

/** Takes the files of one folder to their sets. */
export class Variants {
  readonly #rules: readonly ReadRule[];
  readonly #files: () => readonly VariantFile[];
  readonly #keys = new Map<AssetPath, string>();
  #rows: ReadonlyMap<string, Row> | undefined;

  /** `files` are those of the folder, and are asked for when they are needed. Rules whose pattern is none are passed over. */
  constructor(files: () => readonly VariantFile[], rules: readonly VariantRule[] = defaultVariantRules) {
    this.#files = files;
    this.#rules = rules.flatMap((rule, place) => {
      try {
        const mark = rule.plain ? '' : `\u0000${String.fromCharCode(firstMark + place)}`;
        const among = rule.among ? new Set(rule.among) : null;
        return [{ ...rule, pattern: new RegExp(rule.pattern, 'du'), among, mark }];
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
  sets(): VariantFiles[] {
    const placed = this.#files().map(({ path }) => this.#place(path));
    const sets = [...Map.groupBy(placed, ({ key }) => key).values()];
    const usual = usualMembers(sets);
    return sets
      .flatMap(files => {
        const usualHere = usual.get(familyOf(files[0]!));
        const isSet = files.length > 1;
        if (!isSet && !usualHere) return [];
        const missing = this.#missingOf(files, usualHere);
        if (!isSet && missing.length === 0) return [];
        return [
          {
            rules: isSet ? this.#rulesOf(files) : [...(usualHere?.keys() ?? [])],
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

  #place(path: AssetPath): Placed {
    const [stem, extension] = split(path);
    const { rest, cuts } = this.#cut(stem, (rule, key, member) =>
      this.#isInRow(rule, `${key}.${extension}`, member, path),
    );
    return {
      path,
      key: `${rest}.${extension}`,
      members: new Map(cuts.map(({ rule, member }) => [rule.name, member])),
    };
  }

  /**
   * Each rule may take one member out, one after another: `icon-dark@2x.png` has two. Who stood behind another at the end
   * of the name is found the second time. Cuts come in the order of their places.
   */
  #cut(
    stem: string,
    isInRow: (rule: ReadRule, key: string, member: string) => boolean,
  ): { readonly rest: string; readonly cuts: readonly Cut[] } {
    const cuts: Cut[] = [];
    const done = new Set<ReadRule>();
    let rest = stem;
    for (let before = -1; before < done.size;) {
      before = done.size;
      for (const rule of this.#rules) {
        if (done.has(rule)) continue;
        const match = rule.pattern.exec(rest);
        if (!match?.[1]) continue;
        const [from, to] = match.indices![1]!;
        const cutOut = rest.slice(0, from) + rule.mark + rest.slice(to);
        if (rule.among && !isInRow(rule, cutOut, match[1])) continue;
        rest = cutOut;
        done.add(rule);
        const start = placeBefore(cuts, from, true);
        const end = placeBefore(cuts, to, false);
        cuts.push({ rule, member: stem.slice(start, end), start, end, mark: rule.mark });
        cuts.sort((a, b) => a.start - b.start);
      }
    }
    return { rest, cuts };
  }

  /** True for two and more of its members beside each other, with one aspect, and nothing else that it finds. */
  #isInRow({ name, among }: ReadRule, key: string, found: string, path: AssetPath): boolean {
    const member = found.toLowerCase();
    if (!among?.has(member)) return false;
    this.#rows ??= this.#readRows();
    const row = this.#rows.get(`${name}\n${key}`);
    if (!row || row.isOther) return false;
    const aspect = row.members.get(path)?.aspect ?? 0;
    return [...row.members.values()].some(
      other => other.member !== member && haveOneAspect(other.aspect, aspect),
    );
  }

  #readRows(): ReadonlyMap<string, Row> {
    const rows = new Map<string, Row>();
    for (const { path, aspect } of this.#files()) {
      const [stem, extension] = split(path);
      this.#cut(stem, ({ name, among }, key, found) => {
        const member = found.toLowerCase();
        const isMember = among!.has(member);
        const id = `${name}\n${key}.${extension}`;
        const row = rows.get(id) ?? { members: new Map(), isOther: false };
        rows.set(id, row);
        if (isMember) row.members.set(path, { member, aspect });
        else row.isOther = true;
        return isMember;
      });
    }
    return rows;
  }

  /** The rules in whose members the files differ. */
  #rulesOf(files: readonly Placed[]): readonly string[] {
    const membersOf = (name: string) => new Set(files.map(({ members }) => members.get(name)));
    const names = this.#rules.map(({ name }) => name).filter(name => membersOf(name).size > 1);
    // Where all have the same ones, their places differ.
    return names.length > 0 ? names : [...files[0]!.members.keys()];
  }

  /** Gaps in what has an order, among those that nothing else tells apart, and what most of the neighbours have. */
  #missingOf(
    files: readonly Placed[],
    usual: ReadonlyMap<string, ReadonlySet<string>> | undefined,
  ): AssetPath[] {
    const there = new Set<string>(files.map(({ path }) => path.toLowerCase()));
    const missing = new Set<AssetPath>();
    const add = (near: readonly Placed[], rule: ReadRule, wanted: Iterable<string>) => {
      const own = new Set(near.map(({ members }) => members.get(rule.name) ?? ''));
      // Who has the fewest members says least that is not meant; one with a member says where it stands.
      const like = near.toSorted(
        (a, b) =>
          Number(b.members.has(rule.name)) - Number(a.members.has(rule.name)) ||
          a.members.size - b.members.size,
      )[0]!;
      for (const member of wanted) {
        if (own.has(member)) continue;
        const path = this.#withMember(like, rule, member);
        if (path !== null && !there.has(path.toLowerCase())) missing.add(path);
      }
    };
    for (const rule of this.#rules) {
      add(files, rule, usual?.get(rule.name) ?? []);
      const { order } = rule;
      if (!order) continue;
      for (const near of Map.groupBy(files, file => othersOf(file, rule)).values()) {
        const own = new Set(near.map(({ members }) => members.get(rule.name) ?? ''));
        add(near, rule, gapsIn(own, order));
      }
    }
    return [...missing].sort();
  }

  /** The path of another member in the place of this one, or where one would stand; null where that would be no member. */
  #withMember({ path, key }: Placed, rule: ReadRule, member: string): AssetPath | null {
    const [stem, extension] = split(path);
    const { rest, cuts } = this.#cut(stem, (amongRule, cutOut, found) =>
      this.#isInRow(amongRule, `${cutOut}.${extension}`, found, path),
    );
    const cut = cuts.find(own => own.rule === rule);
    const at = rule.pattern.exec(rest)?.indices?.[1]?.[0] ?? rest.length;
    const start = cut?.start ?? placeBefore(cuts, at, false);
    const made = `${stem.slice(0, start)}${member}${stem.slice(cut?.end ?? start)}.${extension}` as AssetPath;
    const placed = this.#place(made);
    return placed.key === key && (placed.members.get(rule.name) ?? '') === member ? made : null;
  }
}

/** The first of the characters for private use: each rule has one in its mark. */
const firstMark = 0xe000;

/** Of two pictures at different widths, whose heights are rounded to whole pixels; one of 64 pixels is off by as much. */
const aspectTolerance = 1 / 64;

function haveOneAspect(a: number, b: number): boolean {
  return a <= 0 || b <= 0 || Math.abs(a - b) <= aspectTolerance * Math.max(a, b);
}

/** Where a place in what the cuts left stood before them; with `isStart`, behind what was cut out right there. */
function placeBefore(cuts: readonly Cut[], place: number, isStart: boolean): number {
  let at = place;
  for (const { start, end, mark } of cuts) {
    if (start < at || (start === at && isStart && mark === '')) at += end - start - mark.length;
  }
  return at;
}

/** All members but that of one rule. */
function othersOf({ members }: Placed, { name }: ReadRule): string {
  return JSON.stringify([...members].filter(([other]) => other !== name).sort());
}

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
function gapsIn(own: ReadonlySet<string>, order: readonly string[]): readonly string[] {
  const places = order.flatMap((member, at) => (own.has(member) ? [at] : []));
  if (places.length < 2) return [];
  return order.slice(Math.min(...places), Math.max(...places) + 1);
}

/** At the last point of the name. */
function split(path: AssetPath): readonly [stem: string, extension: string] {
  const point = path.lastIndexOf('.');
  return point > path.lastIndexOf('/') ? [path.slice(0, point), path.slice(point + 1)] : [path, ''];
}
