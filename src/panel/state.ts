/**
 * All that the panel knows, and the only part of it that talks: to the host, and through it to the Lens.
 * Owned by the Lens: answers, cards, status. Kept by the panel: the address, the focus, the history. Nothing else is state.
 */
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import { Channel } from '../protocol/channel.ts';
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import { LensError, type LensErrorCode } from '../protocol/errors.ts';
import type {
  FolderProblem,
  IndexProgress,
  LensEvents,
  LensQuestions,
  LensStatus,
} from '../protocol/lens.ts';
import type { PanelAddress, PanelEvents, PanelQuestions, PanelSetup } from '../protocol/panel.ts';
import { type SearchReply, idAt } from '../protocol/query.ts';
import type { LabelCount } from '../protocol/tag.ts';
import { type History, asksTheSame, isSearch, readAddress, replacePlace, travel, visit } from './address.ts';
import { CardShelf } from './cardShelf.ts';
import { type Format, formatFor } from './format.ts';
import { absoluteFile, needsRendering } from './pictures.ts';
import { type GridContent, duplicateContent, searchContent } from './sections.ts';
import { searchSpeech, stateSpeech, tenthPassed } from './speech.ts';
import { UseCounts, useText } from './useCounts.ts';
import type { VsCodeApi, Wire } from './wire.ts';
import { type Translate, translator } from './words.ts';

/** What the Lens answered last, with the address that asked for it: shown until the next answer is there. */
export type Answer =
  | {
      readonly kind: 'images';
      readonly address: PanelAddress;
      readonly reply: SearchReply;
      readonly content: GridContent;
    }
  | {
      readonly kind: 'duplicates';
      readonly address: PanelAddress;
      readonly groups: readonly DuplicateGroup[];
      readonly content: GridContent;
    }
  | {
      readonly kind: 'problems';
      readonly address: PanelAddress;
      readonly problems: readonly FolderProblem[];
    };

export interface Failure {
  readonly code: LensErrorCode;
  readonly message: string;
}

/** One moment of the panel, replaced as a whole. */
export interface PanelView {
  readonly setup: PanelSetup | null;
  readonly address: PanelAddress;
  readonly answer: Answer | null;
  /** Counts up when the grid should go to `address.scrollTop`. */
  readonly placed: number;
  /** True when an answer takes long enough to say so. */
  readonly isWaiting: boolean;
  readonly failure: Failure | null;
  /** Why the engine ended; null while it runs. */
  readonly engineEnd: string | null;
  readonly status: LensStatus | null;
  readonly progress: IndexProgress | null;
  readonly labels: readonly LabelCount[];
  readonly labelsFailure: Failure | null;
  readonly indexed: PanelEvents['indexed'] | null;
  /** Place of the focused image in the answer. */
  readonly focus: number;
  /** Further selected places, both ends inclusive; null for the focused image alone. */
  readonly selection: readonly [from: number, to: number] | null;
  readonly spoken: string;
}

/** Typing pauses this long before it is asked for. */
const typingPause = 120;

/** An answer that comes sooner needs no sign of waiting. */
const patience = 400;

/** While indexing goes on, answers are refreshed no more often than this. */
const refreshPause = 1000;

/** Beyond this many hits nobody looks; a list of everything is not cut. */
const searchLimit = 500;

/** Text typed on this long after the last change belongs to a new place of the history. */
const newPlacePause = 1500;

export class PanelState {
  readonly cards: CardShelf;
  readonly uses: UseCounts;
  #inSight: readonly AssetId[] = [];
  readonly #api: VsCodeApi;
  readonly #wire: Wire;
  readonly #host: Channel<PanelQuestions, PanelEvents>;
  readonly #changed: () => void;
  #lens: Channel<LensQuestions, LensEvents> | undefined;
  #endLens: (reason: string) => void = () => undefined;
  #view: PanelView;
  #history: History;
  #asking: AbortController | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #remember: ReturnType<typeof setTimeout> | undefined;
  #lastTyping = 0;
  /** True while the answer came from an engine that is gone: its ids mean nothing to the new one. */
  #isOutdated = false;
  /** True while the focused image has no card yet, so that its path is still to be kept. */
  #isUnnamed = false;
  /** The rendered picture of the image that was looked at last. */
  #large: { readonly key: string; readonly name: string | null } = { key: '', name: null };
  readonly #unshown = new Set<string>();
  #translate: Translate = translator({});
  #format: Format = formatFor('en');

  /** `changed` is called after every change of `view` or of the cards. */
  constructor(api: VsCodeApi, wire: Wire, changed: () => void) {
    this.#api = api;
    this.#wire = wire;
    this.#changed = changed;
    const address = readAddress(api.getState());
    this.#history = { places: [address], at: 0 };
    this.#view = {
      setup: null, address, answer: null, placed: 0, isWaiting: false, failure: null, engineEnd: null, status: null,
      progress: null, labels: [], labelsFailure: null, indexed: null, focus: 0, selection: null, spoken: '',
    }; // prettier-ignore
    this.cards = new CardShelf({
      ask: (ids, signal) => this.#askLens('cards', { ids }, signal),
      arrived: () => this.#cardsArrived(),
      failed: error => this.#fail(error),
    });
    this.uses = new UseCounts({
      ask: places => this.#askLens('useCounts', { places }),
      arrived: () => this.#changed(),
    });
    this.#host = new Channel(wire.connect('host').port);
    this.#host.on('show', show => this.goTo(show));
    this.#host.on('setup', setup => this.#setUp(setup));
    this.#host.on('engine', ({ reason }) => (reason === null ? this.#connectLens() : this.#loseLens(reason)));
    this.#host.on('indexed', indexed => this.#put({ indexed }));
  }

  get view(): PanelView {
    return this.#view;
  }

  get t(): Translate {
    return this.#translate;
  }

  get format(): Format {
    return this.#format;
  }

  get canGoBack(): boolean {
    return this.#history.at > 0;
  }

  async start(): Promise<void> {
    const setup = await this.#host.ask('ready', null);
    this.#setUp(setup);
    if (setup.show) this.goTo(setup.show);
  }

  // The address.

  /** Goes to another place; what asks for something new is asked now, or after a pause while typing. */
  goTo(change: Partial<PanelAddress>, pause = 0): void {
    const before = this.#view.address;
    const address = { ...before, ...change };
    if (asksTheSame(before, address)) {
      this.#arrange(address);
      return;
    }
    const moved = { ...address, scrollTop: 0, selected: change.selected ?? null };
    const now = performance.now();
    const isOneTyping = pause > 0 && now - this.#lastTyping < newPlacePause;
    if (pause > 0) this.#lastTyping = now;
    this.#history = isOneTyping ? replacePlace(this.#history, moved) : visit(this.#history, moved);
    this.#put({ address: moved });
    this.#ask(pause);
  }

  type(text: string): void {
    this.goTo({ text, mode: 'images' }, typingPause);
  }

  travel(by: 1 | -1): void {
    const step = travel(this.#history, by);
    if (!step) return;
    this.#history = step.history;
    this.#put({ address: step.address });
    this.#ask(0);
  }

  scrolled(scrollTop: number): void {
    if (scrollTop !== this.#view.address.scrollTop) this.#arrange({ ...this.#view.address, scrollTop });
  }

  // The focused image.

  focus(item: number, extend = false): void {
    const { focus, selection } = this.#view;
    const anchor = selection ? (selection[0] === focus ? selection[1] : selection[0]) : focus;
    this.#put({
      focus: item,
      selection: extend && anchor !== item ? [Math.min(anchor, item), Math.max(anchor, item)] : null,
    });
    this.keepFocused();
  }

  /** The focused image is kept by its path, which its card knows. */
  keepFocused(): void {
    const { address, focus, setup } = this.#view;
    const card = this.cardAt(focus);
    this.#isUnnamed = !card;
    this.#arrange({ ...address, selected: card && setup ? absoluteFile(setup, card) : null });
  }

  selectAll(): void {
    const count = this.#content()?.ids.length ?? 0;
    if (count > 1) this.#put({ selection: [0, count - 1] });
  }

  /** These images are in sight. */
  wantCards(ids: readonly AssetId[]): void {
    this.#inSight = ids;
    if (this.#isOutdated) return;
    this.cards.want(ids);
    this.#wantUses();
  }

  /** In how many files an image is used, in words; '' where that is not known. */
  useOf(id: AssetId): string {
    const card = this.cards.get(id);
    return card ? useText(this.uses.of(card), this.t) : '';
  }

  /** Counts are asked for where the cards are there. */
  #wantUses(): void {
    this.uses.want(this.#inSight.flatMap(id => this.cards.get(id) ?? []));
  }

  cardAt(item: number): AssetCard | undefined {
    const id = this.#idAt(item);
    return id === undefined ? undefined : this.cards.get(id);
  }

  /**
   * A rendered picture of what the browser cannot show: asked for with the first look at it, null until it is there.
   * Until then, a file that turned out to be one of these has its thumbnail.
   */
  largePicture(card: AssetCard): string | null {
    const key = versionOf(card);
    const didFail = this.#unshown.has(key);
    if (!(didFail || needsRendering(card)) || this.#isOutdated) return null;
    if (this.#large.key !== key) {
      this.#large = { key, name: null };
      this.#askLens('largePicture', { id: card.id }).then(
        ({ name }) => {
          if (this.#large.key !== key || name === null) return;
          this.#large = { key, name };
          this.#changed();
        },
        // The small picture stays.
        () => undefined,
      );
    }
    return this.#large.name ?? (didFail ? card.thumbnail : null);
  }

  /** The browser could not show the file itself, although it knows the format. */
  couldNotShow(card: AssetCard): void {
    const key = versionOf(card);
    if (this.#unshown.has(key)) return;
    this.#unshown.add(key);
    this.#changed();
  }

  isSelected(item: number): boolean {
    const { focus, selection } = this.#view;
    return selection ? item >= selection[0] && item <= selection[1] : item === focus;
  }

  likeThis(card: AssetCard): void {
    const file = this.#view.setup && absoluteFile(this.#view.setup, card);
    if (!file) return;
    this.goTo({
      mode: 'images',
      text: '',
      like: { file, name: card.path.slice(card.path.lastIndexOf('/') + 1) },
    });
  }

  /** Goes to the duplicates, to the group of this image. */
  showCopies(card: AssetCard): void {
    const file = this.#view.setup && absoluteFile(this.#view.setup, card);
    this.goTo({ mode: 'duplicates', selected: file || null });
  }

  // What the host does.

  open(card: AssetCard, beside = false): void {
    this.#tell('open', { folder: card.folder, path: card.path, beside });
  }

  reveal(card: AssetCard): void {
    this.#tell('reveal', { folder: card.folder, path: card.path });
  }

  copyMarkdown(card: AssetCard): void {
    this.#tell('copyMarkdown', { folder: card.folder, path: card.path });
  }

  showReferences(card: AssetCard): void {
    this.#tell('references', { folder: card.folder, path: card.path });
  }

  run(command: PanelQuestions['run'][0]['command']): void {
    this.#tell('run', { command });
  }

  /** Opens or reveals a file that has no card, such as one with a problem. */
  revealProblem(problem: FolderProblem): void {
    this.#tell('reveal', { folder: problem.folder, path: problem.path });
  }

  /** Reads all files with a problem again, whether they changed or not. */
  async retryProblems(): Promise<void> {
    try {
      const { problems } = await this.#askLens('index', { folder: null, retry: true });
      this.#put({
        spoken:
          problems.length === 0
            ? this.t('Every image that was found could be read.')
            : this.t('Still not read: {0}', this.format.count(problems.length)),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Copies the paths of the selected images. */
  async copySelection(): Promise<void> {
    const { focus, selection } = this.#view;
    const [from, to] = selection ?? [focus, focus];
    const ids: AssetId[] = [];
    for (let item = from; item <= to; item++) {
      const id = this.#idAt(item);
      if (id !== undefined) ids.push(id);
    }
    try {
      const cards = await this.#askLens('cards', { ids });
      await this.#host.ask('copyPaths', {
        places: cards.map(({ folder, path }) => ({ folder, path })),
      });
      this.#put({
        spoken:
          cards.length === 1
            ? this.t('Path copied')
            : this.t('{0} paths copied', this.format.count(cards.length)),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  async chooseImage(): Promise<void> {
    try {
      const like = await this.#host.ask('chooseImage', null);
      if (like) this.goTo({ mode: 'images', like });
    } catch (error) {
      this.#fail(error);
    }
  }

  async pasteImage(name: string, bytes: Uint8Array): Promise<void> {
    try {
      this.goTo({ mode: 'images', like: await this.#host.ask('keepImage', { name, bytes }) });
    } catch (error) {
      this.#fail(error);
    }
  }

  refuse(message: string): void {
    this.#put({ failure: { code: 'invalid-argument', message } });
  }

  dismissFailure(): void {
    this.#put({ failure: null });
  }

  // Inside.

  #put(change: Partial<PanelView>): void {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }

  #arrange(address: PanelAddress): void {
    this.#history = replacePlace(this.#history, address);
    this.#view = { ...this.#view, address };
    clearTimeout(this.#remember);
    this.#remember = setTimeout(() => this.#api.setState(this.#view.address), 200);
    this.#changed();
  }

  #setUp(setup: PanelSetup): void {
    this.#translate = translator(setup.words);
    this.#format = formatFor(setup.language);
    const { folder } = this.#view.address;
    const isKnown = folder === null || setup.folders.some(({ id }) => id === folder);
    this.#put({ setup, address: isKnown ? this.#view.address : { ...this.#view.address, folder: null } });
    this.#connectLens();
  }

  #connectLens(): void {
    this.#endLens(this.t('The engine was started again.'));
    this.#isOutdated = this.#view.answer !== null;
    if (this.#view.setup?.folders.length === 0) {
      this.#lens = undefined;
      return;
    }
    const { port, end } = this.#wire.connect('lens');
    this.#endLens = end;
    const lens: Channel<LensQuestions, LensEvents> = new Channel(port);
    this.#lens = lens;
    this.#put({ engineEnd: null, failure: null });
    lens.on('progress', progress => this.#heardProgress(progress));
    lens.on('status', status => this.#heardStatus(status));
    lens.on('changed', () => this.#refreshSoon());
    lens.ask('status', null).then(
      status => this.#heardStatus(status),
      (error: unknown) => this.#fail(error),
    );
    this.#ask(0);
    void this.#askLabels();
  }

  #loseLens(reason: string): void {
    this.#endLens(reason);
    this.#put({ engineEnd: reason, isWaiting: false, progress: null });
  }

  #heardStatus(status: LensStatus): void {
    const spoken = stateSpeech(this.#view.status?.state ?? null, status.state, this.t);
    this.#put({
      status,
      progress:
        status.state === 'indexing' || status.state === 'paused'
          ? (status.progress ?? this.#view.progress)
          : null,
      ...(spoken === null ? {} : { spoken }),
    });
  }

  #heardProgress(progress: IndexProgress): void {
    const tenth = tenthPassed(this.#view.progress, progress);
    this.#put({
      progress,
      ...(tenth === null ? {} : { spoken: this.t('Indexing: {0}', this.format.percent(tenth, 100)) }),
    });
  }

  /** Assets came or went: the same is asked again, and the old answer stays until the new one is there. */
  #refreshSoon(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      if (this.#pause !== undefined || this.#asking) return this.#refreshSoon();
      this.#ask(0);
      this.cards.age();
      void this.#askLabels();
      this.#lens?.ask('status', null).then(
        status => this.#heardStatus(status),
        // The wire's end is told by the host.
        () => undefined,
      );
    }, refreshPause);
  }

  #ask(pause: number): void {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#asking = undefined;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      void this.#askNow();
    }, pause);
  }

  async #askNow(): Promise<void> {
    if (!this.#lens) return;
    const asking = (this.#asking = new AbortController());
    const { address } = this.#view;
    const waiting = setTimeout(() => this.#put({ isWaiting: true }), patience);
    try {
      const answer = await this.#answer(address, asking.signal);
      const focused = await this.#focusedIn(answer, asking.signal);
      if (asking.signal.aborted) return;
      this.#asking = undefined;
      this.#arrived(answer, focused);
    } catch (error) {
      if (!asking.signal.aborted) this.#fail(error);
    } finally {
      clearTimeout(waiting);
      if (this.#asking === asking) this.#asking = undefined;
      if (!this.#asking && this.#view.isWaiting) this.#put({ isWaiting: false });
    }
  }

  async #answer(address: PanelAddress, signal: AbortSignal): Promise<Answer> {
    const { folder, label, like, text, lookAlikes } = address;
    if (address.mode === 'problems') {
      return { kind: 'problems', address, problems: await this.#askLens('problems', null, signal) };
    }
    if (address.mode === 'duplicates') {
      const groups = await this.#askLens('duplicates', { lookAlikes, folder }, signal);
      return { kind: 'duplicates', address, groups, content: duplicateContent(groups, this.t, this.format) };
    }
    const searches = isSearch(address);
    const reply = await this.#askLens(
      'search',
      {
        text,
        plain: false,
        not: '',
        like: like && { file: like.file },
        folder,
        label,
        limit: searches ? searchLimit : Number.MAX_SAFE_INTEGER,
      },
      signal,
    );
    return { kind: 'images', address, reply, content: searchContent(reply, searches, this.t) };
  }

  #isRefresh(answer: Answer): boolean {
    const before = this.#view.answer;
    return before !== null && asksTheSame(before.address, answer.address);
  }

  /** The image that shall have the focus: the one that has it, or the one that was kept. */
  async #focusedIn(answer: Answer, signal: AbortSignal): Promise<AssetId | undefined> {
    const file = this.#view.address.selected;
    // Until someone was there, the first image has the focus, whatever comes before it.
    if (this.#isRefresh(answer) && !this.#isOutdated)
      return file === null && !this.#isUnnamed ? undefined : this.#idAt(this.#view.focus);
    if (file === null) return undefined;
    // Only a convenience: without it the first image has the focus.
    return (await this.#askLens('locate', { file }, signal).catch(() => null)) ?? undefined;
  }

  #arrived(answer: Answer, focused: AssetId | undefined): void {
    const { focus } = this.#view;
    const isRefresh = this.#isRefresh(answer);
    const ids = answer.kind === 'problems' ? undefined : answer.content.ids;
    const found = focused === undefined ? -1 : (ids?.indexOf(focused) ?? -1);
    const selection = isRefresh && !this.#isOutdated ? this.#selectionIn(ids) : null;
    if (this.#isOutdated) this.cards.clear();
    this.#isOutdated = false;
    if (!isRefresh) this.#isUnnamed = false;
    const last = Math.max(0, (ids?.length ?? 0) - 1);
    this.#put({
      answer,
      failure: null,
      isWaiting: false,
      focus: found >= 0 ? found : isRefresh ? Math.min(focus, last) : 0,
      selection,
      placed: isRefresh ? this.#view.placed : this.#view.placed + 1,
      ...(isRefresh || answer.kind !== 'images'
        ? {}
        : { spoken: searchSpeech(answer.reply, isSearch(answer.address), this.t, this.format) }),
    });
    this.#arrange(this.#view.address);
  }

  /** The selection where its ends are now; null where one of them has gone. */
  #selectionIn(ids: Uint32Array | undefined): PanelView['selection'] {
    const [from = -1, to = -1] = (this.#view.selection ?? [])
      .map(item => ids?.indexOf(this.#idAt(item) ?? -1) ?? -1)
      .sort((a, b) => a - b);
    return from < 0 ? null : [from, to];
  }

  async #askLabels(): Promise<void> {
    try {
      const { counts, mistake } = await this.#askLens('labelCounts', null);
      const labelsFailure = mistake === null ? null : ({ code: 'labels-invalid', message: mistake } as const);
      this.#put({ labels: counts, labelsFailure });
    } catch (error) {
      if (LensError.is(error, 'labels-invalid')) {
        this.#put({ labels: [], labelsFailure: { code: error.code, message: error.message } });
      }
      // Any other failure is one of the search too, and told there.
    }
  }

  #askLens<Name extends keyof LensQuestions>(
    name: Name,
    request: LensQuestions[Name][0],
    signal?: AbortSignal,
  ): Promise<LensQuestions[Name][1]> {
    if (!this.#lens) return Promise.reject(new LensError('closed', this.t('The engine is not running.')));
    return this.#lens.ask(name, request, signal);
  }

  #tell<Name extends 'open' | 'reveal' | 'copyMarkdown' | 'references' | 'run'>(
    name: Name,
    request: PanelQuestions[Name][0],
  ): void {
    this.#host.ask(name, request).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    // An aborted question is no failure, and the end of the engine is told once, by the host.
    if (LensError.is(error, 'aborted') || LensError.is(error, 'closed')) return;
    const code = LensError.is(error) ? error.code : 'bug';
    this.#put({ failure: { code, message: error instanceof Error ? error.message : String(error) } });
  }

  #cardsArrived(): void {
    this.#wantUses();
    if (this.#isUnnamed) this.keepFocused();
    else this.#changed();
  }

  #content(): GridContent | undefined {
    const { answer } = this.#view;
    return answer === null || answer.kind === 'problems' ? undefined : answer.content;
  }

  #idAt(item: number): AssetId | undefined {
    const content = this.#content();
    return content && idAt(content.ids, item);
  }
}

/** Names a file as it is now: one that changed may be another picture. */
function versionOf({ folder, path, modified }: AssetCard): string {
  return `${folder}/${path}?${modified}`;
}
