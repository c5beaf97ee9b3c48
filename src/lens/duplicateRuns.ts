/**
 * A search for duplicates that goes on by itself, and gives pages of what it has found so far; after a change, of what the last
 * one had found and is untouched, until the next one is over.
 */
import type { AssetId } from '../protocol/asset.ts';
import type { DuplicateGroup, DuplicateProgress, DuplicatesPage } from '../protocol/duplicate.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { Asset } from './assets.ts';
import type { Lens } from './lens.ts';
import { type DuplicatesRequest, findDuplicates } from './reviewing.ts';

/** Progress is told so often at most. */
const toldMilliseconds = 200;

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
  failure: unknown;
}

export class DuplicateRuns {
  readonly #tell: (progress: DuplicateProgress) => void;
  #run: Run | undefined;
  #toldAt = 0;

  constructor(tell: (progress: DuplicateProgress) => void) {
    this.#tell = tell;
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
    const before = untouched(this.#run, lens, key);
    const run: Run = {
      lens,
      key,
      assets: lens.assets.inOrder(),
      stamps: stampsOf(lens),
      controller: new AbortController(),
      groups: () => before ?? [],
      isWhole: false,
      isRenewal: before !== null,
      failure: undefined,
    };
    this.#run = run;
    const watcher = {
      progress: (progress: DuplicateProgress) => this.#progress(progress),
      // Grouping anew costs as much as there are copies: only where somebody asks.
      found: (groups: () => readonly DuplicateGroup[]) => {
        if (!run.isRenewal) run.groups = groups;
      },
    };
    void findDuplicates(lens, request, watcher, run.controller.signal).then(
      groups => {
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

  #progress(progress: DuplicateProgress): void {
    const now = performance.now();
    if (now - this.#toldAt < toldMilliseconds) return;
    this.#toldAt = now;
    this.#tell(progress);
  }
}

/** What an earlier search of the same had found to its end, as far as no image of a group has gone or changed. */
function untouched(earlier: Run | undefined, lens: Lens, key: string): readonly DuplicateGroup[] | null {
  if (earlier?.lens !== lens || earlier.key !== key || !(earlier.isWhole || earlier.isRenewal)) return null;
  const hashes = new Map(earlier.assets.map(({ id, hash }) => [id, hash]));
  const isSame = (id: AssetId) => lens.assets.get(id)?.hash === hashes.get(id);
  return earlier.groups().filter(({ assets }) => assets.every(isSame));
}

/** Changes when any decisions file of the open folders does. */
function stampsOf(lens: Lens): string {
  return lens.settings.folders.map(folder => lens.decidedFacts.of(folder).stamp).join('\n');
}
