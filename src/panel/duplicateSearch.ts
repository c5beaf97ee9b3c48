/**
 * The search for duplicates as the panel follows it: its groups as they come in, how far it is, stopping it and going on,
 * and the review of its groups one by one.
 */
import type { AssetId } from '../protocol/asset.ts';
import type { DuplicateGroup, DuplicateProgress, DuplicatesPage } from '../protocol/duplicate.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { PanelAddress } from '../protocol/panel.ts';
import type { CopiesPorts, CopiesRun, CopiesView } from './copiesRun.ts';
import type { Format } from './format.ts';
import type { SearchView } from './searchText.ts';
import { copiesSpeech, duplicatesSpeech, tenthPassed } from './speech.ts';
import type { Translate } from './words.ts';

type PageRequest = LensQuestions['duplicatesPage'][0];

export interface DuplicatePorts extends Omit<CopiesPorts, 'page' | 'changed'> {
  page(request: PageRequest, signal?: AbortSignal): Promise<DuplicatesPage>;
  stop(): Promise<null>;
  locate(file: string): Promise<AssetId | null>;
  words(): { readonly t: Translate; readonly format: Format };
  /** Something is shown otherwise; `spoken` is what the live region says of it. */
  changed(spoken?: string): void;
  /** The groups are to be asked for again. */
  outdated(): void;
  /** True while they are asked for. */
  isAsking(): boolean;
  failed(error: unknown): void;
}

/** Groups in one message. */
const groupsAsked = 200;

/** So long a search may take to find its first group before it is shown that there is none yet. */
const patience = 1000;
const askAgainMilliseconds = 100;

/** Groups that come in are asked for no more often than this, and no more than a tenth of the time. */
const leastPause = 1000;
const timesAsLong = 10;

export class DuplicateSearch {
  readonly #ports: DuplicatePorts;
  #search: SearchView | null = null;
  #copies: CopiesRun | undefined;
  /** Reviews that were begun. */
  #begun = 0;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  /** Milliseconds that the last look at all groups took. */
  #cost = 0;

  constructor(ports: DuplicatePorts) {
    this.#ports = ports;
  }

  /** Null where no groups are shown. */
  get search(): SearchView | null {
    return this.#search;
  }

  get copies(): CopiesView | null {
    return this.#copies?.view ?? null;
  }

  /** All groups that there are so far, a page after the other; waits a moment for the first one while the search goes on. */
  async groups(
    { lookAlikes, folder }: PanelAddress,
    goesOn: boolean,
    signal: AbortSignal,
  ): Promise<readonly DuplicateGroup[]> {
    const began = performance.now();
    for (let isFirst = true; ; isFirst = false) {
      const asked = performance.now();
      const groups: DuplicateGroup[] = [];
      let page;
      do {
        const place = { first: groups.length, count: groupsAsked };
        page = await this.#ports.page({ lookAlikes, folder, ...place, goesOn: goesOn && isFirst }, signal);
        groups.push(...page.groups);
      } while (page.groups.length > 0 && groups.length < page.total);
      this.#cost = performance.now() - asked;
      this.#note(page);
      const isWaiting = !page.isWhole && !page.isStopped && groups.length === 0;
      if (!isWaiting || performance.now() - began > patience) return groups;
      await new Promise(resolve => setTimeout(resolve, askAgainMilliseconds));
      throwIfAborted(signal);
    }
  }

  /** Told by the engine while it searches; more groups may be there by now. */
  heard(progress: DuplicateProgress): void {
    const before = this.#search;
    if (!before || before.isWhole || before.isStopped) return;
    const isOneStep = before.progress?.step === progress.step;
    const tenth = isOneStep ? tenthPassed(before.progress, progress) : null;
    const { t, format } = this.#ports.words();
    this.#search = { ...before, progress };
    this.#ports.changed(
      tenth === null ? undefined : t('Looking for duplicates: {0}', format.percent(tenth, 100)),
    );
    this.#refreshSoon();
  }

  /** Stops the search; what it has found stays. */
  async stop(): Promise<void> {
    try {
      await this.#ports.stop();
      this.#ports.outdated();
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  /** Goes on with a search that was stopped. */
  async goOn({ lookAlikes, folder }: PanelAddress): Promise<void> {
    try {
      this.#note(await this.#ports.page({ lookAlikes, folder, first: 0, count: 1, goesOn: true }));
      this.#ports.outdated();
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  /** Nobody looks at groups any more: searching for them ends, what was found is kept. */
  leave(): void {
    if (!this.#search) return;
    this.#search = null;
    clearTimeout(this.#refresh);
    this.#refresh = undefined;
    // Where the engine is gone, so is its search.
    this.#ports.stop().catch(() => undefined);
  }

  // The review of the groups.

  /** Begins a review, with the group of the selected image where there is one. */
  async review({ folder, lookAlikes, selected }: PanelAddress, goesOn: boolean): Promise<void> {
    this.#copies?.dispose();
    this.#copies = undefined;
    // Of two that begin meanwhile, the later one stays.
    const number = ++this.#begun;
    // Most who open the panel compare nothing.
    const { CopiesRun: Run } = await import('./copiesRun.ts');
    if (number !== this.#begun) return;
    const { cards, keepBest, decidePairs, undoDecision, merge, undoMerge } = this.#ports;
    let isFirst = goesOn;
    const copies: CopiesRun = new Run({
      page: async (place, signal) => {
        const asksToGoOn = isFirst;
        isFirst = false;
        const page = await this.#ports.page({ lookAlikes, folder, ...place, goesOn: asksToGoOn }, signal);
        if (this.#copies === copies) this.#note(page);
        return page;
      },
      cards, keepBest, decidePairs, undoDecision, merge, undoMerge,
      changed: () => {
        if (this.#copies === copies) this.#ports.changed();
      },
    }); // prettier-ignore
    this.#copies = copies;
    const anchor = selected === null ? null : await this.#ports.locate(selected).catch(() => null);
    // Groups may be long in coming; the page is there at once.
    copies.start(anchor).catch((error: unknown) => this.#ports.failed(error));
  }

  /** Looks again at the groups of a review that is under way; false where there is none. */
  async reviewOn(): Promise<boolean> {
    if (!this.#copies) return false;
    // A question to the person goes first.
    if (!this.#copies.view.isBusy) await this.#copies.start();
    return true;
  }

  /** What a key or a button of the review asks for. */
  inReview(run: (copies: CopiesRun) => unknown): void {
    const copies = this.#copies;
    if (!copies) return;
    Promise.resolve(run(copies)).then(
      () => {
        const { t, format } = this.#ports.words();
        if (this.#copies === copies) this.#ports.changed(copiesSpeech(copies.view, t, format));
      },
      (error: unknown) => this.#ports.failed(error),
    );
  }

  /** Merges the group that is looked at; says what came of it. */
  async merge(): Promise<void> {
    try {
      const merged = await this.#copies?.merge();
      const { t, format } = this.#ports.words();
      if (merged)
        this.#ports.changed(
          t(
            'Removed: {0}, left as they are: {1}',
            format.count(merged.removed),
            format.count(merged.refused),
          ),
        );
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  async undo(): Promise<void> {
    try {
      const isUndone = await this.#copies?.undo();
      const { t } = this.#ports.words();
      this.#ports.changed(isUndone ? t('Taken back') : t('Nothing to undo'));
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  #note({ total, isWhole, isStopped }: DuplicatesPage): void {
    const before = this.#search;
    // A search that begins has nothing to do with how far the last one was.
    const progress = isWhole || before?.isWhole ? null : (before?.progress ?? null);
    this.#search = { progress, groups: total, isWhole, isStopped };
    const { t, format } = this.#ports.words();
    this.#ports.changed(duplicatesSpeech(before, this.#search, t, format));
  }

  #refreshSoon(): void {
    this.#refresh ??= setTimeout(
      () => {
        this.#refresh = undefined;
        if (!this.#search) return;
        if (this.#ports.isAsking()) this.#refreshSoon();
        else this.#ports.outdated();
      },
      Math.max(leastPause, timesAsLong * this.#cost),
    );
  }
}
