/** What looks at pairs have said, kept for the next time: a file that changes costs looks at its own pairs alone. */
import type { ContentHash } from '../protocol/asset.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import type { PairVerdict } from '../duplicates/verdict.ts';
import type { Lens } from './lens.ts';

/** Raised whenever a verdict would come out otherwise, which may be by another outline or another threshold, or be kept in another form. */
const verdictsVersion = 14;

/** Pairs in one transaction. */
const savedAtOnce = 500;

/** False before the first search, which has every picture to look at. */
export function hasVerdicts(lens: Lens): boolean {
  return lens.store.hasVerdicts(verdictsVersion);
}

/** What looks at a pair have said, each of them following from the two contents alone; what is not there was not looked at. */
export interface Looks {
  /** With the first one as it is and mirrored. */
  readonly plain?: PairVerdict;
  /** With the first one as a negative, as it is and mirrored. */
  readonly negative?: PairVerdict;
  /** Places in `views` of those by which alone they are no copies: less than either of the two says. */
  readonly not?: readonly number[];
}

const none: Looks = {};

export class VerdictBook {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #known: ReadonlyMap<ContentHash, ReadonlyMap<ContentHash, string | null>>;
  /** What has come since, by pair. */
  readonly #noted = new Map<number, string>();
  #fresh = new Set<number>();

  constructor(lens: Lens, assets: readonly DuplicateAsset[]) {
    this.#lens = lens;
    this.#assets = assets;
    this.#known = lens.store.verdicts(
      verdictsVersion,
      assets.map(({ hash }) => hash),
    );
  }

  /** Also what was noted in this search. What was done is told of the first one: another order is another question. */
  of(a: number, b: number): Looks {
    const known = this.#known.get(this.#assets[a]!.hash)?.get(this.#assets[b]!.hash);
    const text = this.#noted.get(this.#keyOf(a, b)) ?? known;
    if (text === undefined || text === null) return none;
    try {
      // Only `note` writes here, from a value of this type.
      return JSON.parse(text) as Looks;
    } catch {
      return none;
    }
  }

  /** Adds to what is known of them. */
  note(a: number, b: number, looks: Looks): void {
    const key = this.#keyOf(a, b);
    this.#noted.set(key, JSON.stringify({ ...this.of(a, b), ...looks }));
    this.#fresh.add(key);
    if (this.#fresh.size >= savedAtOnce) this.save();
  }

  save(): void {
    const hashOf = (place: number) => this.#assets[place]!.hash;
    const size = this.#assets.length;
    const verdicts = Array.from(this.#fresh, key => ({
      a: hashOf(Math.floor(key / size)),
      b: hashOf(key % size),
      verdict: this.#noted.get(key)!,
    }));
    this.#lens.store.saveVerdicts(verdictsVersion, verdicts);
    this.#fresh = new Set();
  }

  #keyOf(a: number, b: number): number {
    return a * this.#assets.length + b;
  }
}
