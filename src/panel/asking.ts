/** When the Lens is asked: at another place, and again when assets changed; of questions that overtake each other the last one counts. */
import type { AssetId } from '../protocol/asset.ts';
import { asksTheSame, isSearch, showsGroups } from './address.ts';
import type { ImageFacts } from './imageFacts.ts';
import { askLabels } from './knownLabels.ts';
import type { Navigation } from './navigation.ts';
import { type Answer, currentAnswer } from './panelView.ts';
import { type Answering, answerTo } from './question.ts';
import type { Selection } from './selection.ts';
import { searchSpeech } from './speech.ts';

/** Where the answers go. */
export interface Showing {
  readonly navigation: Navigation;
  readonly images: ImageFacts;
  readonly selection: Selection;
}

/** An answer that comes sooner needs no sign of waiting. */
const patience = 400;

/** While indexing goes on, answers are refreshed no more often than this. */
const refreshPause = 1000;

export class Asking {
  readonly #from: Answering;
  readonly #to: Showing;
  #asking: AbortController | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;

  constructor(from: Answering, to: Showing) {
    this.#from = from;
    this.#to = to;
  }

  /** True while an answer is awaited. */
  get isUnderWay(): boolean {
    return this.#asking !== undefined;
  }

  /** Asks what the address says, in so many milliseconds; what was asked before is given up. */
  ask(pause = 0): void {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#asking = undefined;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      void this.#askNow();
    }, pause);
  }

  /** Asks for all that a new engine has to tell. */
  askAnew(): void {
    const { lens, store } = this.#from;
    this.ask();
    void askLabels(lens, store);
  }

  /** Assets came or went: the same is asked again, and the old answer stays until the new one is there. */
  refreshSoon(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      if (this.#pause !== undefined || this.#asking) return this.refreshSoon();
      this.ask();
      this.#to.images.age();
      const { lens, store } = this.#from;
      void askLabels(lens, store);
      // The wire's end is told by the host.
      lens.askStatus().catch(() => undefined);
    }, refreshPause);
  }

  async #askNow(): Promise<void> {
    const { lens, store } = this.#from;
    if (!lens.isOpen) return;
    const asking = (this.#asking = new AbortController());
    const waiting = setTimeout(() => store.put({ isWaiting: true }), patience);
    try {
      const answer = await answerTo(store.view.address, this.#from, asking.signal);
      const focused = await this.#focusedIn(answer, asking.signal);
      if (asking.signal.aborted) return;
      this.#asking = undefined;
      this.#arrived(answer, focused);
    } catch (error) {
      if (!asking.signal.aborted) store.fail(error);
    } finally {
      clearTimeout(waiting);
      if (this.#asking === asking) this.#asking = undefined;
      if (!this.#asking && store.view.isWaiting) store.put({ isWaiting: false });
    }
  }

  #isRefresh(answer: Answer): boolean {
    const before = this.#from.store.view.answer;
    return before !== null && asksTheSame(before.address, answer.address);
  }

  /** The image that shall have the focus: the one that has it, or the one that was kept. */
  async #focusedIn(answer: Answer, signal: AbortSignal): Promise<AssetId | undefined> {
    const { lens, store } = this.#from;
    if (this.#isRefresh(answer) && currentAnswer(store.view)) return this.#to.selection.staying;
    const file = store.view.address.selected;
    if (file === null) return undefined;
    // Only a convenience: without it the first image has the focus.
    return (await lens.ask('locate', { file }, signal).catch(() => null)) ?? undefined;
  }

  #arrived(answer: Answer, focused: AssetId | undefined): void {
    const { store, duplicates } = this.#from;
    const { navigation, images, selection } = this.#to;
    const isRefresh = this.#isRefresh(answer);
    const places = selection.placesIn(answer, focused, isRefresh);
    const { isOutdated, placed, address } = store.view;
    if (isOutdated) images.clear();
    store.put({
      answer,
      isOutdated: false,
      failure: null,
      isWaiting: false,
      ...places,
      placed: isRefresh ? placed : placed + 1,
      ...(isRefresh || answer.kind !== 'images'
        ? {}
        : { spoken: searchSpeech(answer.reply, isSearch(answer.address), store.t, store.format) }),
    });
    if (!showsGroups(answer.address)) duplicates.leave();
    navigation.arrange(address);
  }
}
