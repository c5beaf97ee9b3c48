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
  isStopped: boolean;
  /** True while its groups are those of the search before it. */
  isRenewal: boolean;
  /** What it leaves to the next one, once it is whole or was stopped. */
  copies: FoundCopies | null;
  /** What it would leave now. */
  soFar: () => FoundCopies | null;
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
  page(
    lens: Lens,
    { first, count, around = null, goesOn = false, ...request }: LensQuestions['duplicatesPage'][0],
  ): DuplicatesPage {
    const run = this.#runOf(lens, request, goesOn);
    if (run.failure !== undefined) {
      this.#run = undefined;
      throw run.failure;
    }
    const groups = run.groups();
    const { isWhole, isStopped } = run;
    const place = around === null ? -1 : groups.findIndex(({ assets }) => assets.includes(around));
    const from = place < 0 ? first : place - (place % count);
    return {
      groups: groups.slice(from, from + count),
      first: from,
      total: groups.length,
      isWhole,
      isStopped,
    };
  }

  stop(): null {
    const run = this.#run;
    if (run && !run.isWhole && run.failure === undefined) {
      run.isStopped = true;
      run.copies = run.soFar() ?? run.copies;
      run.controller.abort();
    }
    return null;
  }

  dispose(): void {
    this.#run?.controller.abort();
    this.#run = undefined;
  }

  #runOf(lens: Lens, request: DuplicatesRequest, goesOn: boolean): Run {
    const run = this.#run;
    if (run?.lens !== lens || run.key !== JSON.stringify(request)) return this.#start(lens, request);
    const isOfNow = run.assets === lens.assets.inOrder() && run.stamps === stampsOf(lens);
    if (!run.isStopped) return isOfNow ? run : this.#start(lens, request);
    if (goesOn) return this.#start(lens, request);
    // What has gone is shown no more; for what came, it has to go on.
    if (!isOfNow) {
      const groups = untouched(run, lens);
      const stamps = stampsOf(lens);
      const copies = stamps === run.stamps ? run.copies : null;
      this.#run = { ...run, assets: lens.assets.inOrder(), stamps, copies, groups: () => groups };
    }
    return this.#run!;
  }

  #start(lens: Lens, request: DuplicatesRequest): Run {
    this.#run?.controller.abort();
    const key = JSON.stringify(request);
    const earlier = this.#run?.lens === lens && this.#run.key === key ? this.#run : undefined;
    const before = earlier && hasFound(earlier) ? untouched(earlier, lens) : null;
    const run: Run = {
      lens,
      key,
      assets: lens.assets.inOrder(),
      stamps: stampsOf(lens),
      controller: new AbortController(),
      groups: () => before ?? [],
      isWhole: false,
      isStopped: false,
      // What was stopped is shown as it grows.
      isRenewal: before !== null && !earlier?.isStopped,
      copies: earlier?.copies ?? null,
      soFar: () => null,
      failure: undefined,
    };
    this.#run = run;
    const company = {
      meter: new CopyMeter(this.#tell),
      foreground: this.#foreground,
      // Other words of people join what was kept apart, of which nobody has looked at every pair.
      before: earlier?.stamps === run.stamps ? earlier.copies : null,
      // Grouping anew costs as much as there are copies: only where somebody asks.
      found: (groups: () => readonly DuplicateGroup[], copies: () => FoundCopies | null) => {
        run.soFar = copies;
        if (!run.isRenewal) run.groups = sparingly(groups);
      },
    };
    void findDuplicates(lens, request, company, run.controller.signal).then(
      ({ groups, copies }) => {
        run.copies = copies;
        run.groups = () => groups;
        run.isWhole = true;
        run.isStopped = false;
        run.isRenewal = false;
        lens.changed();
      },
      (error: unknown) => {
        if (!run.isStopped) run.failure = error;
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

/** True where it knows more than what it begins with. */
function hasFound({ isWhole, isRenewal, isStopped }: Run): boolean {
  return isWhole || isRenewal || isStopped;
}

/**
 * The groups that an earlier search of the same had found, less the images that have gone or changed since: they stand
 * until the new search is whole.
 */
function untouched(earlier: Run, lens: Lens): readonly DuplicateGroup[] {
  const hashes = new Map(earlier.assets.map(({ id, hash }) => [id, hash]));
  const isSame = (id: AssetId) => lens.assets.get(id)?.hash === hashes.get(id);
  return earlier.groups().flatMap(group => {
    const assets = group.assets.filter(isSame);
    if (assets.length === group.assets.length) return [group];
    const pairs = group.pairs.filter(({ a, b }) => isSame(a) && isSame(b));
    return assets.length < 2 || pairs.length === 0 ? [] : [{ ...group, assets, pairs }];
  });
}

/** Changes when any decisions file of the open folders does. */
function stampsOf(lens: Lens): string {
  return lens.settings.folders.map(folder => lens.decidedFacts.of(folder).stamp).join('\n');
}
