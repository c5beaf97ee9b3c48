/**
 * A search for duplicates that goes on by itself, and gives pages of what it has found so far; after a change, of what the last
 * one had found and is untouched, until the next one is over.
 */
import type { AssetId } from '../protocol/asset.ts';
import type { DuplicateGroup, DuplicateProgress, DuplicatesPage } from '../protocol/duplicate.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { Asset } from './assets.ts';
import type { Lens } from './lens.ts';
import { CopyMeter } from './copyMeter.ts';
import type { Foreground } from './foreground.ts';
import type { FoundCopies } from './foundCopies.ts';
import { type DuplicatesRequest, findDuplicates } from './reviewing.ts';

interface Run {
  readonly lens: Lens;
  readonly key: string;
  /** The list of assets is another one as soon as any of them changes. */
  readonly assets: readonly Asset[];
  /** What people said; another text may keep others apart. */
  readonly stamps: string;
  readonly controller: AbortController;
  groups: () => readonly DuplicateGroup[];
  isWhole: boolean;
  /** True while its groups are those of the search before it. */
  isRenewal: boolean;
  /** What it has verified, once it is whole. */
  copies: FoundCopies | null;
  failure: unknown;
}

export class DuplicateRuns {
  readonly #tell: (progress: DuplicateProgress) => void;
  readonly #foreground: Foreground;
  #run: Run | undefined;

  constructor(tell: (progress: DuplicateProgress) => void, foreground: Foreground) {
    this.#tell = tell;
    this.#foreground = foreground;
  }

  /** Throws what ended the search, once. */
  page(lens: Lens, { first, count, ...request }: LensQuestions['duplicatesPage'][0]): DuplicatesPage {
    const run = this.#isOf(lens, request) ? this.#run! : this.#start(lens, request);
    if (run.failure !== undefined) {
      this.#run = undefined;
      throw run.failure;
    }
    const groups = run.groups();
    return { groups: groups.slice(first, first + count), total: groups.length, isWhole: run.isWhole };
  }

  stop(): null {
    this.#run?.controller.abort();
    this.#run = undefined;
    return null;
  }

  #isOf(lens: Lens, request: DuplicatesRequest): boolean {
    const run = this.#run;
    return (
      run?.lens === lens &&
      run.key === JSON.stringify(request) &&
      run.assets === lens.assets.inOrder() &&
      run.stamps === stampsOf(lens)
    );
  }

  #start(lens: Lens, request: DuplicatesRequest): Run {
    this.#run?.controller.abort();
    const key = JSON.stringify(request);
    const earlier = this.#run?.lens === lens && this.#run.key === key ? this.#run : undefined;
    const before = untouched(earlier, lens);
    const run: Run = {
      lens,
      key,
      assets: lens.assets.inOrder(),
      stamps: stampsOf(lens),
      controller: new AbortController(),
      groups: () => before ?? [],
      isWhole: false,
      isRenewal: before !== null,
      copies: earlier?.copies ?? null,
      failure: undefined,
    };
    this.#run = run;
    const company = {
      meter: new CopyMeter(this.#tell),
      foreground: this.#foreground,
      // Other words of people join what was kept apart, of which nobody has looked at every pair.
      before: earlier?.stamps === run.stamps ? earlier.copies : null,
      // Grouping anew costs as much as there are copies: only where somebody asks.
      found: (groups: () => readonly DuplicateGroup[]) => {
        if (!run.isRenewal) run.groups = sparingly(groups);
      },
    };
    void findDuplicates(lens, request, company, run.controller.signal).then(
      ({ groups, copies }) => {
        run.copies = copies;
        run.groups = () => groups;
        run.isWhole = true;
        run.isRenewal = false;
        lens.changed();
      },
      (error: unknown) => {
        run.failure = error;
      },
    );
    return run;
  }
}

/** Computes again only after ten times as long as that takes. */
function sparingly<Result>(compute: () => Result): () => Result {
  let last: { readonly result: Result; readonly until: number } | undefined;
  return () => {
    const began = performance.now();
    if (last && began < last.until) return last.result;
    const result = compute();
    const ended = performance.now();
    last = { result, until: ended + 10 * (ended - began) };
    return result;
  };
}

/**
 * What an earlier search of the same had found to its end: groups stand until the new search is whole, less the images
 * that have gone or changed since.
 */
function untouched(earlier: Run | undefined, lens: Lens): readonly DuplicateGroup[] | null {
  if (!earlier?.isWhole && !earlier?.isRenewal) return null;
  const hashes = new Map(earlier.assets.map(({ id, hash }) => [id, hash]));
  const isSame = (id: AssetId) => lens.assets.get(id)?.hash === hashes.get(id);
  const groups = earlier.groups().flatMap(group => {
    const assets = group.assets.filter(isSame);
    if (assets.length === group.assets.length) return [group];
    const pairs = group.pairs.filter(({ a, b }) => isSame(a) && isSame(b));
    return assets.length < 2 || pairs.length === 0 ? [] : [{ ...group, assets, pairs }];
  });
  return groups;
}

/** Changes when any decisions file of the open folders does. */
function stampsOf(lens: Lens): string {
  return lens.settings.folders.map(folder => lens.decidedFacts.of(folder).stamp).join('\n');
}
