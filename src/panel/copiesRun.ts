/**
 * The review of duplicates: which group is looked at, which image is kept, which one is compared with it, and what can be
 * taken back. Groups come in pages while the search for them goes on.
 */
import type { AssetCard, AssetId, FolderId } from '../protocol/asset.ts';
import type { PairVerdict } from '../protocol/decision.ts';
import type { DuplicateGroup, DuplicatePair, DuplicatesPage } from '../protocol/duplicate.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import type { GroupMember, KeepBestReply, KeepReason } from '../protocol/merge.ts';
import type { PanelQuestions } from '../protocol/panel.ts';

/** Groups of one question. */
const pageSize = 100;
/** While a search has found nothing yet, it is asked again so soon. */
const askAgainMilliseconds = 400;

export interface CopiesPorts {
  /** `around` is an image whose group is to be on the page. */
  page(
    place: { readonly first: number; readonly count: number; readonly around: AssetId | null },
    signal: AbortSignal,
  ): Promise<DuplicatesPage>;
  cards(ids: readonly AssetId[], signal: AbortSignal): Promise<readonly AssetCard[]>;
  keepBest(ids: readonly AssetId[], signal: AbortSignal): Promise<KeepBestReply>;
  decidePairs(ids: readonly AssetId[], verdict: PairVerdict): Promise<{ readonly changed: number }>;
  undoDecision(folder: FolderId): Promise<{ readonly changed: number }>;
  merge(request: PanelQuestions['merge'][0]): Promise<PanelQuestions['merge'][1]>;
  undoMerge(id: string | null): Promise<PanelQuestions['undoMerge'][1]>;
  changed(): void;
}

/** The group that is looked at. */
export interface CopiesGroup {
  readonly group: DuplicateGroup;
  readonly cards: readonly AssetCard[];
  readonly members: readonly GroupMember[];
  /** The one that the rule would keep, and what sets it apart. */
  readonly best: AssetId | null;
  readonly reason: KeepReason | null;
  readonly kept: AssetId;
  /** The one that is compared with the kept one. */
  readonly other: AssetId;
}

export interface CopiesView {
  /** From 0; of `total` groups so far. */
  readonly at: number;
  readonly total: number;
  readonly isWhole: boolean;
  /** True where the search for more was stopped. */
  readonly isStopped: boolean;
  readonly current: CopiesGroup | null;
  /** True while the person is asked, or files are changed. */
  readonly isBusy: boolean;
}

/** `key` names the group that it was about. */
type Undoable = { readonly key: string } & (
  | { readonly kind: 'decisions'; readonly folder: FolderId; readonly steps: number }
  | { readonly kind: 'merge'; readonly id: string }
);

export class CopiesRun {
  readonly #ports: CopiesPorts;
  #view: CopiesView = { at: 0, total: 0, isWhole: false, isStopped: false, current: null, isBusy: false };
  #asking: AbortController | undefined;
  /** What was dealt with here, by its members: the engine's list follows a while later. */
  readonly #done = new Set<string>();
  readonly #undoable: Undoable[] = [];

  constructor(ports: CopiesPorts) {
    this.#ports = ports;
  }

  get view(): CopiesView {
    return this.#view;
  }

  /** Shows the group that is looked at, wherever it is now, or the first one; `anchor` is an image whose group comes first. */
  async start(anchor: AssetId | null = null): Promise<void> {
    await this.#show(this.#view.at, anchor ?? this.#view.current?.kept ?? null);
  }

  /** The next group or the one before. */
  async go(by: 1 | -1): Promise<void> {
    const at = this.#view.at + by;
    if (at < 0 || at >= this.#view.total) return;
    await this.#show(at, null);
  }

  /** Keeps another one; the one that was kept is compared with it. */
  keep(id: AssetId): void {
    const { current } = this.#view;
    if (!current || id === current.kept || !has(current, id)) return;
    this.#put({ current: { ...current, kept: id, other: current.kept } });
  }

  /** Compares another one with the kept one. */
  look(id: AssetId): void {
    const { current } = this.#view;
    if (!current || id === current.kept || !has(current, id)) return;
    this.#put({ current: { ...current, other: id } });
  }

  /** Compares the next one with the kept one, in their order, round and round. */
  lookOn(by: 1 | -1): void {
    const { current } = this.#view;
    if (!current) return;
    const others = current.cards.map(({ id }) => id).filter(id => id !== current.kept);
    const place = others.indexOf(current.other) + by;
    this.look(others.at(place % others.length) ?? current.other);
  }

  /** States that the compared one is no duplicate of the others, or that it is wanted beside them. */
  async decide(verdict: PairVerdict): Promise<void> {
    const { current, isBusy } = this.#view;
    if (!current || isBusy) return;
    const { other, cards } = current;
    const folder = cards.find(({ id }) => id === other)!.folder;
    const key = keyOf(current.group);
    await this.#busy(async () => {
      let steps = 0;
      try {
        for (const { id } of cards) {
          if (id !== other)
            steps += (await this.#ports.decidePairs([other, id], verdict)).changed > 0 ? 1 : 0;
        }
      } finally {
        if (steps > 0) this.#undoable.push({ kind: 'decisions', key, folder, steps });
      }
      this.#done.add(key);
    });
    await this.#show(this.#view.at, null);
  }

  /** Merges the group into the kept one; resolves with what came of it, null where the person gave up. */
  async merge(): Promise<PanelQuestions['merge'][1]> {
    const { current, isBusy } = this.#view;
    if (!current || isBusy) return null;
    const kept = current.cards.find(({ id }) => id === current.kept)!;
    // References cannot be rewritten from one folder of the workspace into another.
    const others = current.cards.filter(({ id, folder }) => id !== kept.id && folder === kept.folder);
    let merged: PanelQuestions['merge'][1] = null;
    await this.#busy(async () => {
      merged = await this.#ports.merge({
        folder: kept.folder,
        kept: kept.path,
        others: others.map(({ path }) => path),
      });
      if (!merged?.id) return;
      this.#undoable.push({ kind: 'merge', key: keyOf(current.group), id: merged.id });
      if (merged.removed > 0) this.#done.add(keyOf(current.group));
    });
    if (merged) await this.#show(this.#view.at, null);
    return merged;
  }

  /** Takes back what was done last; what was merged before this page was there is chosen from a list. False where nothing was. */
  async undo(): Promise<boolean> {
    if (this.#view.isBusy) return false;
    const last = this.#undoable.at(-1);
    let isUndone = false;
    await this.#busy(async () => {
      if (last?.kind === 'decisions') {
        for (let step = 0; step < last.steps; step++)
          isUndone = (await this.#ports.undoDecision(last.folder)).changed > 0 || isUndone;
      } else isUndone = (await this.#ports.undoMerge(last?.id ?? null)) !== null;
    });
    // Who gave up undoing a merge may still undo it.
    if (last && (isUndone || last.kind === 'decisions')) {
      this.#undoable.pop();
      this.#done.delete(last.key);
    }
    await this.#show(this.#view.at, null);
    return isUndone;
  }

  dispose(): void {
    this.#asking?.abort();
  }

  async #busy(work: () => Promise<void>): Promise<void> {
    if (this.#view.isBusy) return;
    this.#put({ isBusy: true });
    try {
      await work();
    } finally {
      this.#put({ isBusy: false });
    }
  }

  async #show(at: number, anchor: AssetId | null): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    try {
      await this.#find(at, anchor, asking.signal);
    } catch (error) {
      if (!asking.signal.aborted) throw error;
    }
  }

  async #find(wanted: number, anchor: AssetId | null, signal: AbortSignal): Promise<void> {
    const place = {
      first: Math.floor(Math.max(0, wanted) / pageSize) * pageSize,
      count: pageSize,
      around: anchor,
    };
    let page = await this.#ports.page(place, signal);
    while (!page.isWhole && !page.isStopped && page.total === 0) {
      throwIfAborted(signal);
      this.#put({ total: 0, isWhole: false, isStopped: false, current: null });
      await new Promise(resolve => setTimeout(resolve, askAgainMilliseconds));
      page = await this.#ports.page(place, signal);
    }
    throwIfAborted(signal);
    const { first, isWhole, isStopped } = page;
    const groups = page.groups.filter(group => !this.#done.has(keyOf(group)));
    const total = page.total - (page.groups.length - groups.length);
    const anchored = groups.findIndex(({ assets }) => anchor !== null && assets.includes(anchor));
    const at = anchored >= 0 ? first + anchored : Math.max(0, Math.min(wanted, total - 1));
    const group = groups[at - first] ?? groups.at(-1);
    if (!group) return this.#put({ at: 0, total, isWhole, isStopped, current: null });
    const [cards, best] = await Promise.all([
      this.#ports.cards(group.assets, signal),
      this.#ports.keepBest(group.assets, signal),
    ]);
    throwIfAborted(signal);
    const current = this.#groupOf(group, cards, best);
    this.#put({ at, total, isWhole, isStopped, current });
  }

  /** What the person chose in this group stays chosen. */
  #groupOf(
    group: DuplicateGroup,
    unordered: readonly AssetCard[],
    { kept: best, reason, members }: KeepBestReply,
  ): CopiesGroup | null {
    const cards = members.flatMap(({ id }) => unordered.find(card => card.id === id) ?? []);
    const before = this.#view.current;
    const isSame = before !== null && keyOf(before.group) === keyOf(group);
    const kept = isSame ? before.kept : (best ?? cards[0]?.id);
    const other = cards.find(({ id }) => id !== kept && (!isSame || id === before.other))?.id;
    if (kept === undefined || other === undefined) return null;
    return { group, cards, members, best, reason, kept, other };
  }

  #put(change: Partial<CopiesView>): void {
    this.#view = { ...this.#view, ...change };
    this.#ports.changed();
  }
}

/** What was verified of two images of a group; undefined where they hang together by a third one. */
export function pairOf(group: DuplicateGroup, one: AssetId, other: AssetId): DuplicatePair | undefined {
  return group.pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
}

function has({ cards }: CopiesGroup, id: AssetId): boolean {
  return cards.some(card => card.id === id);
}

function keyOf({ assets }: DuplicateGroup): string {
  return assets.toSorted((a, b) => a - b).join(' ');
}
