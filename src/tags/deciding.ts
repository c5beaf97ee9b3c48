/**
 * What the facts of people say of an asset, and how a new decision changes them. A fact goes with the content, and
 * with the path where that content is gone; docs/decisions/decisions-file.md has the cases.
 */
import type { AssetPath, ContentHash } from '../protocol/asset.ts';
import type { DecidedTag, Decision, Fact, GroupLabel } from '../protocol/decision.ts';
import { type LineChange, compareBytes, lineOf } from './decisions.ts';

/** An asset as facts name it. */
export interface Named {
  readonly path: AssetPath;
  readonly hash: ContentHash;
}

/** What has to be known beside the facts. */
export interface Surroundings {
  /** True where some asset of the folder has this content. */
  isPresent(hash: ContentHash): boolean;
  /** True for a group of which an asset has one label at most. */
  isOneOf(group: string): boolean;
}

/** Facts by what they name; facts come and go. */
export class FactIndex {
  readonly #byHash = new Map<ContentHash, Map<string, Fact>>();
  readonly #byPath = new Map<string, Map<string, Fact>>();

  constructor(facts: Iterable<Fact>) {
    for (const fact of facts) this.add(fact);
  }

  add(fact: Fact): void {
    const line = lineOf(fact);
    for (const found of this.#places(fact)) found.set(line, fact);
  }

  remove(fact: Fact): void {
    const line = lineOf(fact);
    for (const found of this.#places(fact)) found.delete(line);
  }

  /** Facts about this very content, wherever it was seen. */
  ofContent(hash: ContentHash): readonly Fact[] {
    return [...(this.#byHash.get(hash)?.values() ?? [])];
  }

  /** False where no fact is about the content or the path: so it is of nearly all assets. */
  names({ hash, path }: Named): boolean {
    return this.#byHash.has(hash) || this.#byPath.has(pathKey(path));
  }

  /** Facts about what was at this path. */
  ofPath(path: AssetPath): readonly Fact[] {
    return [...(this.#byPath.get(pathKey(path))?.values() ?? [])];
  }

  #places({ hash, path }: Fact): readonly Map<string, Fact>[] {
    const content = this.#byHash.get(hash) ?? new Map<string, Fact>();
    const place = this.#byPath.get(pathKey(path)) ?? new Map<string, Fact>();
    this.#byHash.set(hash, content);
    this.#byPath.set(pathKey(path), place);
    return [content, place];
  }
}

/** One file has one name on every system, whether its accents are letters of their own or not. */
function pathKey(path: string): string {
  return path.normalize('NFC');
}

/** One label has one key, however its accents are written. */
export function keyOf({ group, label }: GroupLabel): string {
  return JSON.stringify([group.normalize('NFC'), label.normalize('NFC')]);
}

/** The tags that people decided on an asset, by group and label. */
export function decidedTags(
  index: FactIndex,
  asset: Named,
  surroundings: Surroundings,
): readonly DecidedTag[] {
  if (!index.names(asset)) return [];
  const bySubject = Map.groupBy(factsOf(index, asset, surroundings), keyOf);
  const tags = [...bySubject.values()].map((facts): DecidedTag => {
    const { group, label } = facts[0]!;
    const isDisputed = facts.some(hasLabel) && !facts.every(hasLabel);
    const verdict = facts.find(fact => fact.verdict === 'by-hand')?.verdict ?? facts[0]!.verdict;
    return { group, label, state: isDisputed ? 'disputed' : verdict, facts };
  });
  const held = Map.groupBy(
    tags.filter(tag => tag.facts.some(hasLabel) && tag.state !== 'disputed'),
    tag => tag.group.normalize('NFC'),
  );
  return tags
    .map((tag): DecidedTag => {
      const rivals = held.get(tag.group.normalize('NFC')) ?? [];
      // Of one group only one label can be right, and nobody said which.
      const isRival = surroundings.isOneOf(tag.group) && rivals.length > 1 && rivals.includes(tag);
      return isRival ? { ...tag, state: 'disputed' } : tag;
    })
    .sort((a, b) => compareBytes(a.group, b.group) || compareBytes(a.label, b.label));
}

/** The facts that hold of an asset: its content's, and its path's on what is not said of its content. */
function factsOf(index: FactIndex, asset: Named, { isPresent, isOneOf }: Surroundings): readonly Fact[] {
  const own = index.ofContent(asset.hash);
  const said = new Set(own.map(keyOf));
  const settled = new Set(own.filter(hasLabel).map(fact => fact.group.normalize('NFC')));
  const inherited = inheritedFacts(index, asset, isPresent).filter(fact => {
    const isSettled = isOneOf(fact.group) && hasLabel(fact) && settled.has(fact.group.normalize('NFC'));
    return !said.has(keyOf(fact)) && !isSettled;
  });
  return [...own, ...inherited];
}

/** What was said of earlier contents at this path. A content that moved elsewhere took its facts along. */
function inheritedFacts(
  index: FactIndex,
  asset: Named,
  isPresent: Surroundings['isPresent'],
): readonly Fact[] {
  return index.ofPath(asset.path).filter(fact => fact.hash !== asset.hash && !isPresent(fact.hash));
}

function hasLabel({ verdict }: Fact): boolean {
  return verdict !== 'rejected';
}

/**
 * What a decision about these assets changes, one change for each asset and label; those that change nothing are left
 * out. Whatever contradicts it goes, which settles disputes. The index is brought up to date.
 */
export function decide(
  index: FactIndex,
  assets: readonly Named[],
  decisions: readonly Decision[],
  surroundings: Surroundings,
): readonly LineChange[] {
  const changes: LineChange[] = [];
  for (const asset of assets) {
    for (const decision of decisions) {
      const change = decideOne(index, asset, decision, surroundings);
      const removed = change.removed.map(lineOf);
      const added = change.added.map(lineOf);
      if (removed.length + added.length > 0) changes.push({ removed, added });
      change.removed.forEach(fact => index.remove(fact));
      change.added.forEach(fact => index.add(fact));
    }
  }
  return changes;
}

function decideOne(
  index: FactIndex,
  { path, hash }: Named,
  { group, label, verdict }: Decision,
  { isPresent, isOneOf }: Surroundings,
): { readonly removed: readonly Fact[]; readonly added: readonly Fact[] } {
  const key = keyOf({ group, label });
  const own = index.ofContent(hash);
  const inherited = inheritedFacts(index, { path, hash }, isPresent);
  // Said of a copy of the content, the same fact is no contradiction; said of an earlier content, it is replaced.
  const stale = [...own.filter(fact => fact.verdict !== verdict), ...inherited].filter(
    fact => keyOf(fact) === key,
  );
  const isChosen = verdict !== null && verdict !== 'rejected' && isOneOf(group);
  const rivals = [...own, ...inherited].filter(
    fact =>
      isChosen &&
      hasLabel(fact) &&
      fact.group.normalize('NFC') === group.normalize('NFC') &&
      keyOf(fact) !== key,
  );
  const fact = verdict === null ? null : { path, hash, group, label, verdict };
  const isThere = fact !== null && own.some(other => lineOf(other) === lineOf(fact));
  return { removed: [...stale, ...rivals], added: fact && !isThere ? [fact] : [] };
}
