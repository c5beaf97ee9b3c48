/**
 * All that the panel knows, and the only part of it that talks: to the host, and through it to the Lens. This file joins
 * its parts.
 * Owned by the Lens: answers, cards, status. Kept by the panel: the address, the focus, the history. Nothing else is state.
 */
import { Channel } from '../protocol/channel.ts';
import type { PanelEvents, PanelQuestions, PanelSetup } from '../protocol/panel.ts';
import { readAddress } from './address.ts';
import { Asking } from './asking.ts';
import { DuplicateSearch } from './duplicateSearch.ts';
import type { Format } from './format.ts';
import { HostActions } from './hostActions.ts';
import { ImageFacts } from './imageFacts.ts';
import { LensConnection } from './lensConnection.ts';
import { Navigation } from './navigation.ts';
import type { PanelView } from './panelView.ts';
import { Selection } from './selection.ts';
import { TagDecisions } from './tagDecisions.ts';
import { TagReview } from './tagReview.ts';
import { ViewStore } from './viewStore.ts';
import type { VsCodeApi, Wire } from './wire.ts';
import type { Translate } from './words.ts';

export class PanelState {
  readonly navigation: Navigation;
  readonly images: ImageFacts;
  readonly selection: Selection;
  readonly tags: TagDecisions;
  readonly tagReview: TagReview;
  readonly duplicates: DuplicateSearch;
  readonly actions: HostActions;
  readonly #store: ViewStore;
  readonly #host: Channel<PanelQuestions, PanelEvents>;
  readonly #lens: LensConnection;
  readonly #asking: Asking;

  /** `changed` is called after every change of `view` or of the cards. */
  constructor(api: VsCodeApi, wire: Wire, changed: () => void) {
    const store = (this.#store = new ViewStore(readAddress(api.getState()), changed));
    const host = (this.#host = new Channel(wire.connect('host').port));
    const lens = (this.#lens = new LensConnection(wire, store, {
      connected: () => this.#asking.askAnew(),
      changed: () => this.#asking.refreshSoon(),
      duplicates: progress => this.duplicates.heard(progress),
    }));
    const navigation = (this.navigation = new Navigation(store, {
      remember: address => api.setState(address),
      moved: pause => this.#asking.ask(pause),
    }));
    const images = (this.images = new ImageFacts(lens, store, () => this.selection.cardsArrived()));
    const selection = (this.selection = new Selection(store, images, navigation));
    const createLabel = (name: string) => host.ask('createLabel', { name });
    this.tags = new TagDecisions({ lens, store, images, selection, createLabel });
    this.tagReview = this.#newTagReview();
    this.duplicates = this.#newDuplicateSearch();
    this.actions = new HostActions({ host, lens, store, navigation, selection });
    const { tagReview, duplicates } = this;
    this.#asking = new Asking({ lens, store, duplicates, tagReview }, { navigation, images, selection });
    host.on('show', show => navigation.goTo(show));
    host.on('setup', setup => this.#setUp(setup));
    host.on('engine', ({ reason }) => (reason === null ? lens.connect() : lens.lose(reason)));
    host.on('indexed', indexed => store.put({ indexed }));
  }

  get view(): PanelView {
    return this.#store.view;
  }

  get t(): Translate {
    return this.#store.t;
  }

  get format(): Format {
    return this.#store.format;
  }

  async start(): Promise<void> {
    const setup = await this.#host.ask('ready', null);
    this.#setUp(setup);
    if (setup.show) this.navigation.goTo(setup.show);
  }

  refuse(message: string): void {
    this.#store.refuse(message);
  }

  dismissFailure(): void {
    this.#store.dismissFailure();
  }

  #setUp(setup: PanelSetup): void {
    this.#store.setUp(setup);
    this.#lens.connect();
  }

  #newTagReview(): TagReview {
    const [store, lens] = [this.#store, this.#lens];
    return new TagReview({
      suggestions: (of, count, signal) =>
        lens.ask('tagged', { ...of, states: ['suggested'], order: 'uncertain', first: 0, count }, signal),
      cards: (ids, signal) => lens.ask('cards', { ids }, signal),
      decide: (id, wish) => this.tags.decideOn([id], wish),
      undo: () => this.tags.undo(),
      words: () => store,
      changed: spoken => store.put({ review: this.tagReview.view, ...spokenOf(spoken) }),
      failed: store.fail,
    });
  }

  #newDuplicateSearch(): DuplicateSearch {
    const [store, lens, host] = [this.#store, this.#lens, this.#host];
    return new DuplicateSearch({
      page: (request, signal) => lens.ask('duplicatesPage', request, signal),
      stop: () => lens.ask('stopDuplicates', null),
      locate: file => lens.ask('locate', { file }),
      cards: (ids, signal) => lens.ask('cards', { ids }, signal),
      keepBest: (ids, signal) => lens.ask('keepBest', { ids }, signal),
      decidePairs: (ids, verdict) => lens.ask('decidePairs', { ids, verdict }),
      undoDecision: folder => lens.ask('undoDecision', { folder }),
      merge: request => host.ask('merge', request),
      undoMerge: id => host.ask('undoMerge', { id }),
      words: () => store,
      changed: spoken => {
        const { copies, search } = this.duplicates;
        store.put({ copies, search, ...spokenOf(spoken) });
      },
      outdated: () => this.#asking.ask(),
      isAsking: () => this.#asking.isUnderWay,
      failed: store.fail,
    });
  }
}

function spokenOf(spoken: string | undefined): { readonly spoken?: string } {
  return spoken === undefined ? {} : { spoken };
}
