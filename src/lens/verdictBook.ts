/** Verdicts on pairs that are kept for the next time: a file that changes costs looks at its own pairs alone. */
import type { ContentHash } from '../protocol/asset.ts';
import type { DuplicateAsset } from '../duplicates/candidates.ts';
import type { PairVerdict } from '../duplicates/verdict.ts';
import type { Lens } from './lens.ts';

/** Raised whenever a verdict would come out otherwise, which may be by another outline or another threshold. */
const verdictsVersion = 11;

/** Verdicts in one transaction. */
const savedAtOnce = 500;

/** False before the first search, which has every picture to look at. */
export function hasVerdicts(lens: Lens): boolean {
  return lens.store.hasVerdicts(verdictsVersion);
}

export class VerdictBook {
  readonly #lens: Lens;
  readonly #assets: readonly DuplicateAsset[];
  readonly #known: ReadonlyMap<ContentHash, ReadonlyMap<ContentHash, string | null>>;
  #fresh: { a: ContentHash; b: ContentHash; verdict: string | null }[] = [];

  constructor(lens: Lens, assets: readonly DuplicateAsset[]) {
    this.#lens = lens;
    this.#assets = assets;
    this.#known = lens.store.verdicts(
      verdictsVersion,
      assets.map(({ hash }) => hash),
    );
  }

  /** Undefined where nobody has looked. What was done is told of the first one: another order is another question. */
  of(a: number, b: number): PairVerdict | undefined {
    const verdict = this.#known.get(this.#assets[a]!.hash)?.get(this.#assets[b]!.hash);
    if (verdict === undefined || verdict === null) return verdict;
    try {
      // Only `note` writes here, from a value of this type.
      return JSON.parse(verdict) as PairVerdict;
    } catch {
      return undefined;
    }
  }

  note(a: number, b: number, verdict: PairVerdict): void {
    const text = verdict && JSON.stringify(verdict);
    this.#fresh.push({ a: this.#assets[a]!.hash, b: this.#assets[b]!.hash, verdict: text });
    if (this.#fresh.length >= savedAtOnce) this.save();
  }

  save(): void {
    this.#lens.store.saveVerdicts(verdictsVersion, this.#fresh);
    this.#fresh = [];
  }
}
