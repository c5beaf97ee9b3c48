/**
 * Looks at pairs of a search for copies. A look by one view alone is cheap and only tells who deserves a look by all of them:
 * so what a pair is called a copy by follows from its two contents, and neither from who suggested it nor from when.
 */
import type { Outline } from '../protocol/encoder.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import { areOtherClosely } from '../duplicates/closeLook.ts';
import { type Hypothesis, evidenceOf, hypotheses } from '../duplicates/evidence.ts';
import { type CopyVerdict, type PairVerdict, deservesCloseLook, verdictOf } from '../duplicates/verdict.ts';
import type { Lens } from './lens.ts';
import type { SketchShelf } from './sketchShelf.ts';
import { type Looks, VerdictBook } from './verdictBook.ts';

/** The first of `views` that is a negative, and the one that is mirrored besides. */
const firstNegative = 2;
const mirroredNegative = 3;

export class PairLooks {
  readonly #assets: readonly DuplicateAsset[];
  readonly #shelf: SketchShelf;
  readonly #rest: () => Promise<void>;
  readonly #signal: AbortSignal;
  readonly #book: VerdictBook;
  #count = 0;

  constructor(
    lens: Lens,
    assets: readonly DuplicateAsset[],
    shelf: SketchShelf,
    rest: () => Promise<void>,
    signal: AbortSignal,
  ) {
    this.#assets = assets;
    this.#shelf = shelf;
    this.#rest = rest;
    this.#signal = signal;
    this.#book = new VerdictBook(lens, assets);
  }

  /** Looks that were taken, and not known before. */
  get count(): number {
    return this.#count;
  }

  /** Keeps what was found out for the next search. */
  save(): void {
    this.#book.save();
  }

  /** With the lower place first, as it is and mirrored. Undefined where one of them cannot be read, or has changed. */
  async plain(a: number, b: number): Promise<PairVerdict | undefined> {
    const known = this.#book.of(a, b).plain;
    return known !== undefined ? known : this.#taken(a, b, plainWays, plain => ({ plain }));
  }

  /** By all views. Undefined likewise. */
  async byAll(a: number, b: number): Promise<PairVerdict | undefined> {
    const plain = await this.plain(a, b);
    if (plain === undefined || plain === 'other' || isCopy(plain)) return plain;
    const known = this.#book.of(a, b).negative;
    const negative =
      known !== undefined ? known : await this.#taken(a, b, negativeWays, found => ({ negative: found }));
    return negative === undefined || isCopy(negative) ? negative : plain;
  }

  /** By one view, by place in `views`, and by others where they look like copies by that. Undefined likewise. */
  async byView(a: number, b: number, view: number): Promise<PairVerdict | undefined> {
    const isNegative = view >= firstNegative;
    const { plain, negative, not = [] } = this.#book.of(a, b);
    if (isCopy(plain) || (!isNegative && plain !== undefined)) return plain;
    if (not.includes(view)) return null;
    if (!isNegative || negative === undefined) {
      const ways = (one: Outline, other: Outline) => hypotheses(one, other, view);
      const found = await this.#taken(a, b, ways, verdict =>
        isCopy(verdict) ? null : { not: [...not, view] },
      );
      if (!isCopy(found)) return found;
    }
    return isNegative ? this.byAll(a, b) : this.plain(a, b);
  }

  /** Looks, and notes what that says. */
  async #taken(
    a: number,
    b: number,
    waysOf: (one: Outline, other: Outline) => readonly Hypothesis[],
    noted: (verdict: PairVerdict) => Looks | null,
  ): Promise<PairVerdict | undefined> {
    await this.#rest();
    const verdict = await this.#compared(a, b, waysOf);
    if (verdict === undefined) return undefined;
    this.#count++;
    const looks = noted(verdict);
    if (looks) this.#book.note(a, b, looks);
    return verdict;
  }

  async #compared(
    a: number,
    b: number,
    waysOf: (one: Outline, other: Outline) => readonly Hypothesis[],
  ): Promise<PairVerdict | undefined> {
    if (this.#shelf.outline(a) === undefined || this.#shelf.outline(b) === undefined)
      await this.#shelf.outlineAll([a, b], this.#signal);
    const [one, other] = [this.#shelf.outline(a), this.#shelf.outline(b)];
    if (!one || !other) return undefined;
    const ways = waysOf(one, other);
    if (ways.length === 0) return null;
    const [first, second] = await this.#shelf.sketches([a, b], this.#signal);
    if (!first || !second) return undefined;
    const evidence = evidenceOf(first, second, ways);
    if (!evidence) return null;
    const compared = [
      { ...this.#assets[a]!, sketch: first },
      { ...this.#assets[b]!, sketch: second },
    ] as const;
    const verdict = verdictOf(...compared, evidence);
    if (!isCopy(verdict) || !deservesCloseLook(...compared, evidence)) return verdict;
    const [closeFirst, closeSecond] = await this.#shelf.closeSketches([a, b], this.#signal);
    if (!closeFirst || !closeSecond) return undefined;
    const closer = [
      { sketch: first, close: closeFirst },
      { sketch: second, close: closeSecond },
    ] as const;
    return areOtherClosely(...closer, evidence) ? 'other' : verdict;
  }
}

export function isCopy(verdict: PairVerdict | undefined): verdict is CopyVerdict {
  return verdict !== undefined && verdict !== null && verdict !== 'other';
}

function plainWays(one: Outline, other: Outline): readonly Hypothesis[] {
  return hypotheses(one, other, null);
}

/** Those of both negatives, none where no corners speak for either: the wholes were laid onto each other by the plain look. */
function negativeWays(one: Outline, other: Outline): readonly Hypothesis[] {
  const byCorners = (way: Hypothesis) => way.inliers > 0;
  const mirrored = hypotheses(one, other, mirroredNegative).filter(byCorners);
  const ways = [...hypotheses(one, other, firstNegative), ...mirrored];
  return ways.some(byCorners) ? ways.sort((p, q) => q.inliers - p.inliers) : [];
}
