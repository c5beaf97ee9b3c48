/**
 * The second pass of the search for duplicates, beside the index: who never asks for duplicates pays nothing for it.
 * Hashes, a few corners and vectors choose pairs; their pictures get local features, the least doubtful first, and are compared on their
 * pixels; then the features find who else lies near.
 */
import type { ContentHash } from '../protocol/asset.ts';
import type { Outline } from '../protocol/encoder.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { evidenceOf, hypotheses } from '../duplicates/evidence.ts';
import { familiesOf } from '../duplicates/families.ts';
import type { FamilyMember, VerifiedCopy } from '../duplicates/group.ts';
import { type LikelyPair, Yield, chosenPairs, fewestChosen } from '../duplicates/likely.ts';
import { Links } from '../duplicates/links.ts';
import { candidatePairs } from '../duplicates/nearby.ts';
import { type PairVerdict, verdictOf } from '../duplicates/verdict.ts';
import { likelyPairs } from './copyChoice.ts';
import type { CopyProgress } from './copyMeter.ts';
import type { Lens } from './lens.ts';
import { SketchShelf, sketchBatch } from './sketchShelf.ts';
import { VerdictBook } from './verdictBook.ts';

/** Candidates of each picture by votes of local features: the first ten hold .993 of all copies, the first fifty .996. */
const candidatesEach = 10;
/** Where so many pictures have local features, the few corners that chose them have to do. */
const manyOutlines = 6000;

/** Sure pairs that are looked at while others are being chosen: one at first and ever more at a time, so that the first ones are there at once, and not so many that the choice waits. */
const sureAtOnce = 8;
const mostSure = 64;

/** Of what hangs together: two tell nothing of each other's families. */
const fewestJoined = 3;

/** What hangs together in larger numbers stays together: up to 45 looks for each of them would take hours. */
const mostJoined = 2000;

/** Looks at pairs that are known, between two rests: a few milliseconds. */
const looksBetweenRests = 500;

/** What a search for copies is given: where it puts what it finds, when it has to wait, and what an earlier one found. */
export interface CopyCompany {
  progress(progress: CopyProgress): void;
  readonly verified: VerifiedCopy[];
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

interface Pair {
  readonly a: number;
  readonly b: number;
}

class CopySearch {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #areApart: (a: DuplicateAsset, b: DuplicateAsset) => boolean;
  readonly #company: CopyCompany;
  readonly #signal: AbortSignal;
  readonly #shelf: SketchShelf;
  readonly #verdicts: VerdictBook;
  #links: Links;
  /** Pairs that are in `verified`. */
  readonly #joined = new Set<number>();
  /** No copies as far as likely pairs are looked at: not as negatives. Kept for good once votes have had their say. */
  readonly #strangers = new Map<number, Pair>();
  #compared = 0;
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
    this.#verdicts = new VerdictBook(lens, assets);
    this.#links = linksOf(company.verified, assets.length);
    this.#noteJoined();
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
      await this.#lookAtJoined(isAsked);
      for (const { a, b } of this.#strangers.values()) this.#verdicts.note(a, b, null);
    } finally {
      // What was looked at counts, however this ends.
      this.#verdicts.save();
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
      await early.end();
    }
  }

  /** What was found of others is found of their stand-ins. */
  #forgetAllBut(standIns: Uint32Array): void {
    const { verified } = this.#company;
    const kept = verified.filter(({ a, b }) => standIns[a] === a && standIns[b] === b);
    if (kept.length === verified.length) return;
    verified.splice(0, verified.length, ...kept);
    this.#links = linksOf(kept, this.#assets.length);
    this.#noteJoined();
  }

  #noteJoined(): void {
    this.#joined.clear();
    for (const { a, b } of this.#company.verified) this.#joined.add(this.#keyOf(a, b));
  }

  async #lookEarly(pairs: readonly LikelyPair[]): Promise<void> {
    const places = pairs.flatMap(({ a, b }) => [a, b]);
    await this.#shelf.outlineAll(places, this.#signal);
    for (const { a, b } of pairs) {
      await this.#look(a, b, null);
      this.#tell('choosing', this.#chosen, this.#assets.length);
    }
  }

  /** While some pairs are compared, the pictures of the next ones get their features. */
  async #lookAtLikely(pairs: readonly LikelyPair[]): Promise<void> {
    const batches = batchesOf(pairs);
    const outlined = (batch: readonly Pair[] | undefined) => {
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
      if (copies.isSpent(this.#shelf.outlined)) break;
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
    if (this.#shelf.outlined > manyOutlines) return;
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

  /** Tells families that one wrong pair has joined. What is looked at follows from what hangs together alone, not from the order in which it was found. */
  async #lookAtJoined(isAsked: (place: number) => boolean): Promise<void> {
    const { verified, families } = this.#company;
    const joined = [...new Set(verified.flatMap(({ a, b }) => [a, b]))].sort((p, q) => p - q);
    const groups = [...Map.groupBy(joined, place => this.#links.rootOf(place)).values()];
    const asked = groups.filter(group => group.some(isAsked));
    // What an earlier search has told is told anew where somebody came in: another one may be kept now.
    const anew = new Set(asked.flat());
    families.splice(0, families.length, ...families.filter(({ member }) => !anew.has(member)));
    const changed = asked.filter(({ length }) => length >= fewestJoined && length <= mostJoined);
    const partners = partnersOf(verified);
    for (const [done, group] of changed.entries()) {
      this.#tell('comparing', done, changed.length);
      await this.#shelf.outlineAll(group, this.#signal);
      let looks = 0;
      const look = async (a: number, b: number) => {
        // What an earlier search has seen is known at once, and a large group is asked about for long.
        if (++looks % looksBetweenRests === 0) {
          await this.#company.rest();
          this.#tell('comparing', done, changed.length);
        }
        return this.#judged(a, b);
      };
      const heads = await familiesOf(group, look, member => partners.get(member) ?? []);
      if (new Set(heads.values()).size > 1)
        for (const [member, head] of heads) families.push({ member, head });
    }
  }

  /** What two that hang together are; a copy is noted as such. */
  async #judged(a: number, b: number): Promise<'copy' | 'other' | null> {
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    if (this.#joined.has(this.#keyOf(first, second))) return 'copy';
    if (this.#areApart(this.#assets[first]!, this.#assets[second]!)) return null;
    const verdict = await this.#verdict(first, second, null);
    return verdict && verdict !== 'other' ? 'copy' : (verdict ?? null);
  }

  /** Whether they are copies; undefined where no look was taken. Without a view, they are not looked at as negatives. */
  async #look(a: number, b: number, view: number | null): Promise<boolean | undefined> {
    // Two that hang together already need no look.
    if (this.#links.areJoined(a, b) || this.#areApart(this.#assets[a]!, this.#assets[b]!)) return undefined;
    const verdict = await this.#verdict(a, b, view);
    return verdict === undefined ? undefined : verdict !== null && verdict !== 'other';
  }

  /** Undefined where no look was taken. */
  async #verdict(a: number, b: number, view: number | null): Promise<PairVerdict | undefined> {
    const key = this.#keyOf(a, b);
    let verdict = this.#verdicts.of(a, b);
    if (this.#strangers.has(key) && view !== null && view < 2) verdict = null;
    if (verdict === undefined) {
      await this.#company.rest();
      verdict = await this.#compare(a, b, view);
      if (verdict === undefined) return undefined;
      this.#compared++;
      if (verdict === null && view === null) this.#strangers.set(key, { a, b });
      else {
        this.#strangers.delete(key);
        this.#verdicts.note(a, b, verdict);
      }
    }
    if (verdict && verdict !== 'other') {
      this.#links.join(a, b);
      this.#joined.add(key);
      this.#company.verified.push({ a, b, ...verdict });
    }
    return verdict;
  }

  /** Of a pair, the lower place first. */
  #keyOf(a: number, b: number): number {
    return Math.min(a, b) * this.#assets.length + Math.max(a, b);
  }

  /** Undefined where one of them cannot be read now, or has changed. */
  async #compare(a: number, b: number, view: number | null): Promise<PairVerdict | undefined> {
    const [one, other]: (Outline | null | undefined)[] = [this.#shelf.outline(a), this.#shelf.outline(b)];
    if (!one || !other) return undefined;
    const ways = hypotheses(one, other, view);
    if (ways.length === 0) return null;
    const [first, second] = await this.#shelf.sketches([a, b], this.#signal);
    if (!first || !second) return undefined;
    const evidence = evidenceOf(first, second, ways);
    return (
      evidence &&
      verdictOf({ ...this.#assets[a]!, sketch: first }, { ...this.#assets[b]!, sketch: second }, evidence)
    );
  }

  #tell(step: CopyProgress['step'], done: number, total: number): void {
    const { verified } = this.#company;
    const [compared, outlined] = [this.#compared, this.#shelf.outlined];
    this.#company.progress({ step, done, total, copies: verified.length, compared, outlined });
  }
}

/** Whom each is a copy of. */
function partnersOf(copies: readonly Pair[]): ReadonlyMap<number, readonly number[]> {
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

function linksOf(copies: readonly Pair[], size: number): Links {
  const links = new Links(size);
  for (const { a, b } of copies) links.join(a, b);
  return links;
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

/** Looks at the first sure pairs, a few at a time, beside what goes on. */
class EarlyLooks {
  readonly #look: (pairs: readonly LikelyPair[]) => Promise<void>;
  #waiting: LikelyPair[] = [];
  #taken = 0;
  #atOnce = 1;
  #running: Promise<void> = Promise.resolve();
  #isRunning = false;
  #failure: unknown;

  constructor(look: (pairs: readonly LikelyPair[]) => Promise<void>) {
    this.#look = look;
  }

  add(pairs: readonly LikelyPair[]): void {
    const some = pairs.slice(0, mostSure - this.#taken);
    this.#taken += some.length;
    this.#waiting.push(...some);
    if (!this.#isRunning && this.#waiting.length > 0) this.#running = this.#run();
  }

  /** Resolves when no look is under way; what has not begun is left to others. Throws what a look threw. */
  async end(): Promise<void> {
    this.#waiting = [];
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#waiting.length > 0) {
        const some = this.#waiting.splice(0, this.#atOnce);
        this.#atOnce = Math.min(sureAtOnce, 2 * this.#atOnce);
        await this.#look(some);
      }
    } catch (error) {
      this.#failure = error;
      this.#waiting = [];
    }
    this.#isRunning = false;
  }
}

/** Pairs whose pictures fill one question to the encoder, more or less. */
function batchesOf<Kind extends Pair>(pairs: readonly Kind[]): Kind[][] {
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
