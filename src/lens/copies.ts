/**
 * The second pass of the search for duplicates, beside the index: who never asks for duplicates pays nothing for it.
 * Hashes, a few corners and vectors choose pairs; their pictures get local features, the least doubtful first, and are compared on their
 * pixels; then the features find who else lies near.
 */
import type { ContentHash } from '../protocol/asset.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { familiesOf, mostInFull } from '../duplicates/families.ts';
import type { FamilyMember, Tie, VerifiedCopy } from '../duplicates/group.ts';
import { type LikelyPair, Yield, chosenPairs, fewestChosen } from '../duplicates/likely.ts';
import { Links } from '../duplicates/links.ts';
import { candidatePairs } from '../duplicates/nearby.ts';
import type { CopyVerdict, PairVerdict } from '../duplicates/verdict.ts';
import { likelyPairs } from './copyChoice.ts';
import type { CopyProgress } from './copyMeter.ts';
import { EarlyLooks } from './earlyLooks.ts';
import type { Lens } from './lens.ts';
import { PairLooks, isCopy } from './pairLooks.ts';
import { SketchShelf, sketchBatch } from './sketchShelf.ts';

/** Candidates of each picture by votes of local features: the first ten hold .993 of all copies, the first fifty .996. */
const candidatesEach = 10;
/** Where so many pictures have local features, the few corners that chose them have to do. */
const manyOutlines = 6000;

/** What hangs together in larger numbers stays together: up to 45 looks for each of them would take hours. */
const mostJoined = 2000;

/** Of a family of so many each two are laid onto each other, which are ten looks more at most: whoever is kept can then be compared with all others. */
const fewInFamily = 6;

/** Looks at pairs that are known, between two rests: a few milliseconds. */
const looksBetweenRests = 500;

/** What a search for copies is given: where it puts what it finds, when it has to wait, and what an earlier one found. */
export interface CopyCompany {
  progress(progress: CopyProgress): void;
  readonly verified: VerifiedCopy[];
  /** By which contents hang together: what candidates were found to be copies. Of these not all are in `verified` in the end. */
  readonly ties: Tie[];
  /** Of what hangs together by these and is more than one family, who belongs to which. */
  readonly families: FamilyMember[];
  /** Contents whose file could not be read, or had another content by then: not all was compared with them. */
  readonly unread: Set<ContentHash>;
  /** Lets others go first. Throws `aborted`. */
  rest(): Promise<void>;
  /** For each place, in the end, that of the asset that stands for it: itself, or one with the same pixels, whose own copies count. */
  standIns(): Promise<Uint32Array>;
  /** Contents that an earlier search has seen, all of whose copies are in `verified`, and whose families in `families`; null looks at all. */
  readonly seen: ReadonlySet<ContentHash> | null;
}

/** Verifies which of these contents are copies, as places in the list, and what was done to them. One asset stands for each content; where some have the same pixels, that may come to be known meanwhile. */
export async function findCopies(
  lens: Lens,
  assets: readonly DuplicateAsset[],
  areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean,
  company: CopyCompany,
  signal: AbortSignal,
): Promise<void> {
  if (!lens.settings.trusted || assets.length < 2) return;
  const search = new CopySearch(lens, assets, areApart, company, signal);
  await search.run();
}

class CopySearch {
  readonly #assets: readonly DuplicateAsset[];
  readonly #areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean;
  readonly #company: CopyCompany;
  readonly #signal: AbortSignal;
  readonly #shelf: SketchShelf;
  readonly #looks: PairLooks;
  readonly #lens: Lens;
  #links: Links;
  /** Pairs that are in `verified`. */
  readonly #shown = new Set<number>();
  /** Those of them that count only where they are found again: how far early looks get is a matter of time, and what is left of an earlier search one of its order. */
  readonly #provisional = new Set<number>();
  /** Pairs that early looks were told of. */
  #sure: ReadonlySet<number> = new Set();
  /** Pictures of the likely pairs that were come to: unlike those that have local features, the same however fast early looks were. */
  readonly #pictures = new Set<number>();
  /** Pictures of which hints were read. */
  #chosen = 0;

  constructor(
    lens: Lens,
    assets: readonly DuplicateAsset[],
    areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean,
    company: CopyCompany,
    signal: AbortSignal,
  ) {
    this.#lens = lens;
    this.#assets = assets;
    this.#areApart = areApart;
    this.#company = company;
    this.#signal = signal;
    this.#shelf = new SketchShelf(lens, assets, company.unread);
    this.#looks = new PairLooks(lens, assets, this.#shelf, () => company.rest(), signal);
    const { seen, ties, verified } = company;
    const isSeen = ({ a, b }: Tie) => seen?.has(assets[a]!.hash) || seen?.has(assets[b]!.hash);
    // Of others all is looked for again.
    replace(ties, ties.filter(isSeen)); // prettier-ignore
    this.#links = linksOf(ties, assets.length);
    this.#noteShown();
    for (const copy of verified) if (!isSeen(copy)) this.#provisional.add(this.#keyOf(copy.a, copy.b));
  }

  async run(): Promise<void> {
    const { seen } = this.#company;
    const isAsked = (place: number) => !seen?.has(this.#assets[place]!.hash);
    try {
      const pairs = await this.#choose(isAsked);
      const standIns = await this.#company.standIns();
      this.#forgetAllBut(standIns);
      await this.#lookAtLikely(chosenPairs(amongStandIns(pairs, standIns), this.#assets.length));
      await this.#lookAtVoted(isAsked, standIns);
      this.#dropProvisional();
      await this.#lookAtJoined(isAsked);
    } finally {
      // What was looked at counts, however this ends.
      this.#looks.save();
    }
  }

  async #choose(isAsked: (place: number) => boolean): Promise<readonly LikelyPair[]> {
    const rest = () => this.#company.rest();
    const told = (done: number) => {
      this.#chosen = done;
      this.#tell('choosing', done, this.#assets.length);
    };
    told(0);
    const early = new EarlyLooks(pairs => this.#lookEarly(pairs));
    const sure = (pairs: readonly LikelyPair[]) => early.add(pairs);
    try {
      const glimpses = this.#shelf.glimpses(told, rest, this.#signal);
      const pairs = await likelyPairs(this.#lens, this.#assets, glimpses, { isAsked, rest, sure });
      // Vectors speak for an animation, too.
      return pairs.filter(({ a, b }) => this.#shelf.isOnePicture(a) && this.#shelf.isOnePicture(b));
    } finally {
      this.#sure = new Set(early.taken.map(({ a, b }) => this.#keyOf(a, b)));
      await early.end();
    }
  }

  /** What was found of others is found of their stand-ins. */
  #forgetAllBut(standIns: Uint32Array): void {
    const { verified, ties } = this.#company;
    const stands = ({ a, b }: Tie) => standIns[a] === a && standIns[b] === b;
    if (verified.every(stands) && ties.every(stands)) return;
    replace(verified, verified.filter(stands)); // prettier-ignore
    replace(ties, ties.filter(stands)); // prettier-ignore
    this.#links = linksOf(ties, this.#assets.length);
    this.#noteShown();
  }

  #dropProvisional(): void {
    if (this.#provisional.size === 0) return;
    const { verified } = this.#company;
    replace(verified, verified.filter(({ a, b }) => !this.#provisional.has(this.#keyOf(a, b)))); // prettier-ignore
    this.#provisional.clear();
    this.#noteShown();
  }

  #noteShown(): void {
    this.#shown.clear();
    for (const { a, b } of this.#company.verified) this.#shown.add(this.#keyOf(a, b));
  }

  /** A copy is shown at once, and joins nothing yet: how many there are is a matter of time. */
  async #lookEarly(pairs: readonly LikelyPair[]): Promise<void> {
    const places = pairs.flatMap(({ a, b }) => [a, b]);
    await this.#shelf.outlineAll(places, this.#signal);
    for (const { a, b } of pairs) {
      if (this.#areKnown(a, b)) continue;
      const verdict = await this.#looks.plain(a, b);
      if (isCopy(verdict) && this.#show(a, b, verdict)) this.#provisional.add(this.#keyOf(a, b));
      this.#tell('choosing', this.#chosen, this.#assets.length);
    }
  }

  /** While some pairs are compared, the pictures of the next ones get their features. */
  async #lookAtLikely(pairs: readonly LikelyPair[]): Promise<void> {
    const batches = batchesOf(pairs);
    const outlined = (batch: readonly Tie[] | undefined) => {
      const places = (batch ?? []).flatMap(({ a, b }) => [a, b]);
      const made = this.#shelf.outlineAll(places, this.#signal);
      // Whoever waits for it hears of its failure.
      made.catch(() => undefined);
      return made;
    };
    const copies = new Yield();
    let done = 0;
    let next = outlined(batches[0]);
    for (const [at, batch] of batches.entries()) {
      await next;
      for (const { a, b } of batch) this.#pictures.add(a).add(b);
      if (copies.isSpent(this.#pictures.size)) break;
      next = outlined(batches[at + 1]);
      for (const { a, b, view } of batch) {
        this.#tell('looking', done++, pairs.length);
        const found = await this.#look(a, b, view);
        if (found !== undefined) copies.note(found);
      }
    }
    await next;
  }

  /** Whom local features find beside those, among the pictures that have some. */
  async #lookAtVoted(isAsked: (place: number) => boolean, standIns: Uint32Array): Promise<void> {
    if (this.#pictures.size > manyOutlines) return;
    const { seen } = this.#company;
    // After a change, what is kept of the others; of a large folder, the likely pairs have to do.
    if (seen && this.#assets.length > manyOutlines) return;
    if (seen) this.#shelf.recall([...this.#assets.keys()]);
    if (this.#assets.length <= fewestChosen) await this.#outlineRest(isAsked, standIns);
    const places = [...this.#assets.keys()].filter(
      place => standIns[place] === place && this.#shelf.isOnePicture(place) && this.#shelf.outline(place),
    );
    this.#tell('comparing', 0, 0);
    const voted = await candidatePairs(
      places.map(place => this.#shelf.outline(place)),
      candidatesEach,
      () => this.#company.rest(),
      at => isAsked(places[at]!),
    );
    for (const [done, { a, b, view }] of voted.entries()) {
      this.#tell('comparing', done, voted.length);
      await this.#look(places[a]!, places[b]!, view);
    }
  }

  /** Of a small folder also those that nothing spoke for: a hard crop, or one under a mark, has neither the whole of its original nor its vector. */
  async #outlineRest(isAsked: (place: number) => boolean, standIns: Uint32Array): Promise<void> {
    const left = [...this.#assets.keys()].filter(
      place =>
        standIns[place] === place &&
        isAsked(place) &&
        this.#shelf.isOnePicture(place) &&
        this.#shelf.outline(place) === undefined,
    );
    for (let first = 0; first < left.length; first += sketchBatch) {
      await this.#company.rest();
      this.#tell('looking', first, left.length);
      await this.#shelf.outlineAll(left.slice(first, first + sketchBatch), this.#signal);
    }
  }

  /**
   * Tells families that one wrong pair has joined, and which copies are told of each. What is looked at follows from what hangs
   * together alone, not from the order in which it was found. What was found on the way is told besides, but of a family of
   * which some are to stay apart: there it would say who belongs to whom.
   */
  async #lookAtJoined(isAsked: (place: number) => boolean): Promise<void> {
    const { verified, ties, families } = this.#company;
    const tied = [...new Set(ties.flatMap(({ a, b }) => [a, b]))].sort((p, q) => p - q);
    const groups = [...Map.groupBy(tied, place => this.#links.rootOf(place)).values()];
    const asked = groups.filter(group => group.some(isAsked));
    // What an earlier search has told is told anew where somebody came in: another one may be kept now.
    const anew = new Set(asked.flat());
    replace(families, families.filter(({ member }) => !anew.has(member))); // prettier-ignore
    const changed = asked.filter(({ length }) => length <= mostJoined);
    const partners = partnersOf(verified);
    /** Heads of the families that were told, and null for whom found pairs are left out. */
    const told = new Map<number, number | null>();
    const found: VerifiedCopy[] = [];
    let looks = 0;
    for (const [done, group] of changed.entries()) {
      this.#tell('comparing', done, changed.length);
      const look = async (a: number, b: number) => {
        // What an earlier search has seen is known at once, and a large group is asked about for long.
        if (++looks % looksBetweenRests === 0) {
          await this.#company.rest();
          this.#tell('comparing', done, changed.length);
        }
        return this.#judged(a, b, found);
      };
      const heads = await familiesOf(group, look, member => partners.get(member) ?? []);
      if (new Set(heads.values()).size > 1)
        for (const [member, head] of heads) families.push({ member, head });
      if (group.length > mostInFull) continue;
      for (const [head, family] of Map.groupBy(group, member => heads.get(member)!)) {
        const torn = this.#tornOf(family);
        const inFull = torn.length > 0 || family.length > fewInFamily ? torn : family;
        for (const [a, b] of pairsOf(inFull)) await look(a, b);
        for (const member of family) told.set(member, torn.length > 0 ? null : head);
      }
    }
    const isKept = ({ a, b }: Tie) => {
      const [one, other] = [told.get(a), told.get(b)];
      return one === undefined || (one !== null && one === other);
    };
    replace(verified, verified.filter(isKept)); // prettier-ignore
    this.#noteShown();
    for (const { a, b, ...verdict } of found) this.#show(a, b, verdict);
  }

  /** Who is to stay apart from another one: each two of them are laid onto each other, since what is left over of a group may be one of its own. */
  #tornOf(family: readonly number[]): readonly number[] {
    const apart = (a: number, b: number) => this.#areApart(this.#assets[a]!, this.#assets[b]!);
    return family.filter(member => family.some(other => other !== member && apart(member, other)));
  }

  /** What two that hang together are; a copy is added to those that were found. */
  async #judged(a: number, b: number, found: VerifiedCopy[]): Promise<'copy' | 'other' | null> {
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    if (this.#areApart(this.#assets[first]!, this.#assets[second]!)) return null;
    const verdict = await this.#looks.byAll(first, second);
    if (!isCopy(verdict)) return verdict ?? null;
    found.push({ a: first, b: second, ...verdict });
    return 'copy';
  }

  /** Two that hang together already need no look. */
  #areKnown(a: number, b: number): boolean {
    return this.#links.areJoined(a, b) || this.#areApart(this.#assets[a]!, this.#assets[b]!);
  }

  /** Whether they are copies; undefined where no look was taken. Without a view, they are not looked at as negatives. */
  async #look(a: number, b: number, view: number | null): Promise<boolean | undefined> {
    if (this.#areKnown(a, b)) return undefined;
    const verdict = await this.#verdict(a, b, view);
    if (isCopy(verdict)) {
      this.#links.join(a, b);
      this.#company.ties.push({ a, b });
      this.#show(a, b, verdict);
      this.#provisional.delete(this.#keyOf(a, b));
    }
    return verdict === undefined ? undefined : isCopy(verdict);
  }

  async #verdict(a: number, b: number, view: number | null): Promise<PairVerdict | undefined> {
    if (view === null) return this.#looks.plain(a, b);
    // Whether or not there was time for an early look.
    const plain = this.#sure.has(this.#keyOf(a, b)) ? await this.#looks.plain(a, b) : null;
    return plain === undefined || isCopy(plain) ? plain : this.#looks.byView(a, b, view);
  }

  /** False where it was there. */
  #show(a: number, b: number, verdict: CopyVerdict): boolean {
    const key = this.#keyOf(a, b);
    if (this.#shown.has(key)) return false;
    this.#shown.add(key);
    this.#company.verified.push({ a, b, ...verdict });
    return true;
  }

  /** Of a pair, the lower place first. */
  #keyOf(a: number, b: number): number {
    return Math.min(a, b) * this.#assets.length + Math.max(a, b);
  }

  #tell(step: CopyProgress['step'], done: number, total: number): void {
    const { verified } = this.#company;
    const [compared, outlined] = [this.#looks.count, this.#shelf.outlined];
    this.#company.progress({ step, done, total, copies: verified.length, compared, outlined });
  }
}

/** Whom each is a copy of. */
function partnersOf(copies: readonly Tie[]): ReadonlyMap<number, readonly number[]> {
  const partners = new Map<number, number[]>();
  const note = (of: number, partner: number) => {
    const own = partners.get(of);
    if (own) own.push(partner);
    else partners.set(of, [partner]);
  };
  for (const { a, b } of copies) {
    note(a, b);
    note(b, a);
  }
  return partners;
}

function linksOf(ties: readonly Tie[], size: number): Links {
  const links = new Links(size);
  for (const { a, b } of ties) links.join(a, b);
  return links;
}

/** Others in the place of all that a list holds, which stays the same list. */
function replace<Item>(list: Item[], items: readonly Item[]): void {
  list.length = 0;
  for (const item of items) list.push(item);
}

/** Each two of them. */
function pairsOf(members: readonly number[]): (readonly [number, number])[] {
  return members.flatMap((a, at) => members.slice(at + 1).map(b => [a, b] as const));
}

/** The pairs, of some that come least doubtful first, of those that stand for them; each once. */
function amongStandIns(pairs: readonly LikelyPair[], standIns: Uint32Array): readonly LikelyPair[] {
  if (standIns.every((standIn, place) => standIn === place)) return pairs;
  const seen = new Set<number>();
  return pairs.flatMap(pair => {
    const [one, other] = [standIns[pair.a]!, standIns[pair.b]!];
    const [a, b] = [Math.min(one, other), Math.max(one, other)];
    const key = a * standIns.length + b;
    if (a === b || seen.has(key)) return [];
    seen.add(key);
    // Mirrored and negative are the same from either side.
    return [{ ...pair, a, b }];
  });
}

/** Pairs whose pictures fill one question to the encoder, more or less. */
function batchesOf<Kind extends Tie>(pairs: readonly Kind[]): Kind[][] {
  const batches: Kind[][] = [];
  const known = new Set<number>();
  let fresh = Infinity;
  for (const pair of pairs) {
    if (fresh >= sketchBatch) {
      batches.push([]);
      fresh = 0;
    }
    for (const place of [pair.a, pair.b]) {
      if (!known.has(place)) fresh++;
      known.add(place);
    }
    batches.at(-1)!.push(pair);
  }
  return batches;
}
