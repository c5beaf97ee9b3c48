/**
 * All that the panel knows, and the only part of it that talks: to the host, and through it to the Lens.
 * Owned by the Lens: answers, cards, status. Kept by the panel: the address, the focus, the history. Nothing else is state.
 */
import type { AssetCard, AssetId, FolderId } from '../protocol/asset.ts';
import { Channel } from '../protocol/channel.ts';
import type { AssetDecisions } from '../protocol/decision.ts';
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
import { type SearchReply, type SearchRequest, idAt } from '../protocol/query.ts';
import type { LabelCount } from '../protocol/tag.ts';
import { type History, asksTheSame, isSearch, readAddress, replacePlace, travel, visit } from './address.ts';
import { CardShelf } from './cardShelf.ts';
import type { CopiesView } from './copiesRun.ts';
import { Deciding } from './deciding.ts';
import { DuplicateSearch } from './duplicateSearch.ts';
import { type Format, formatFor } from './format.ts';
import { LargePictures } from './largePictures.ts';
import { absoluteFile } from './pictures.ts';
import type { SearchView } from './searchText.ts';
import { type GridContent, duplicateContent, searchContent } from './sections.ts';
import type { ReviewView } from './reviewRun.ts';
import { searchSpeech, stateSpeech, tenthPassed } from './speech.ts';
import { type TagLine, type TagWish, stateName, tagLines, yesTo } from './tagLines.ts';
import type { TagPick } from './tagPicker.ts';
import { TagReview } from './tagReview.ts';
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
      readonly kind: 'review';
      readonly address: PanelAddress;
    }
  | {
      readonly kind: 'copies';
      readonly address: PanelAddress;
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
  /** The review that is under way in the mode of that name. */
  readonly review: ReviewView | null;
  /** The review of duplicates, likewise. */
  readonly copies: CopiesView | null;
  /** How far the search for duplicates is; null where none are shown. */
  readonly search: SearchView | null;
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
  readonly #decided: CardShelf<AssetDecisions>;
  readonly #deciding: Deciding;
  readonly uses: UseCounts;
  readonly duplicates: DuplicateSearch;
  readonly tagReview: TagReview;
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
  readonly #larges: LargePictures;
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
      progress: null, labels: [], labelsFailure: null, indexed: null, review: null, copies: null, search: null, focus: 0, selection: null, spoken: '',
    }; // prettier-ignore
    this.cards = new CardShelf({
      ask: (ids, signal) => this.#askLens('cards', { ids }, signal),
      arrived: () => this.#cardsArrived(),
      failed: error => this.#fail(error),
    });
    this.#decided = new CardShelf<AssetDecisions>({
      ask: async (ids, signal) => (await this.#askLens('decisions', { ids }, signal)).assets,
      arrived: () => this.#changed(),
      failed: error => this.#fail(error),
    });
    this.#deciding = new Deciding({
      decide: request => this.#askLens('decide', request),
      undo: request => this.#askLens('undoDecision', request),
      foldersOf: ids => this.#foldersOf(ids),
    });
    this.#larges = new LargePictures({
      ask: async ({ id }) => (await this.#askLens('largePicture', { id })).name,
      arrived: () => this.#changed(),
    });
    this.uses = new UseCounts({
      ask: places => this.#askLens('useCounts', { places }),
      arrived: () => this.#changed(),
    });
    const words = () => ({ t: this.t, format: this.format });
    const spokenOf = (spoken?: string) => (spoken === undefined ? {} : { spoken });
    this.tagReview = new TagReview({
      suggestions: (of, count, signal) =>
        this.#askLens(
          'tagged',
          { ...of, states: ['suggested'], order: 'uncertain', first: 0, count },
          signal,
        ),
      cards: (ids, signal) => this.#askLens('cards', { ids }, signal),
      decide: (id, wish) => this.#decide([id], wish),
      undo: () => this.undoDecision(),
      words,
      changed: spoken => this.#put({ review: this.tagReview.view, ...spokenOf(spoken) }),
      failed: error => this.#fail(error),
    });
    this.duplicates = new DuplicateSearch({
      page: (request, signal) => this.#askLens('duplicatesPage', request, signal),
      stop: () => this.#askLens('stopDuplicates', null),
      locate: file => this.#askLens('locate', { file }),
      cards: (ids, signal) => this.#askLens('cards', { ids }, signal),
      keepBest: (ids, signal) => this.#askLens('keepBest', { ids }, signal),
      decidePairs: (ids, verdict) => this.#askLens('decidePairs', { ids, verdict }),
      undoDecision: folder => this.#askLens('undoDecision', { folder }),
      merge: request => this.#host.ask('merge', request),
      undoMerge: id => this.#host.ask('undoMerge', { id }),
      words,
      changed: spoken => {
        const { copies, search } = this.duplicates;
        this.#put({ copies, search, ...spokenOf(spoken) });
      },
      outdated: () => this.#ask(0),
      isAsking: () => this.#asking !== undefined,
      failed: error => this.#fail(error),
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
    // Another label is neither in the state of the last one, nor none of a group.
    const anew = change.label !== undefined && change.label !== before.label;
    const address = { ...before, ...(anew ? { tagState: null, noneOf: null } : {}), ...change };
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

  /** How many images what is done now is about. */
  get selectedCount(): number {
    const { selection } = this.#view;
    if (selection) return selection[1] - selection[0] + 1;
    return this.#idAt(this.#view.focus) === undefined ? 0 : 1;
  }

  clearSelection(): void {
    this.#put({ selection: null });
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
    this.#decided.want(ids);
    this.#wantUses();
  }

  /** What people decided of an image, and what is suggested for it. */
  tagsOf(card: AssetCard): readonly TagLine[] {
    return tagLines(card, this.#decided.get(card.id)?.tags ?? [], this.#view.labels);
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

  /** A rendered picture of what the browser cannot show; null until it is there. */
  largePicture(card: AssetCard): string | null {
    return this.#isOutdated ? null : this.#larges.of(card);
  }

  /** The browser could not show the file itself, although it knows the format. */
  couldNotShow(card: AssetCard): void {
    this.#larges.failed(card);
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

  // What people say of tags.

  /** States something of the selected images, or of the focused one. */
  async decide(wish: TagWish): Promise<void> {
    await this.#decide(this.#selectedIds(), wish);
  }

  /** States something of one image, whatever is selected. */
  async decideOn(card: AssetCard, wish: TagWish): Promise<void> {
    await this.#decide([card.id], wish);
  }

  /** Adds or rejects a label that was chosen for the selected images; one that is new is put into the labels file first. */
  async pickTag({ label, group, isRejected }: TagPick): Promise<void> {
    const ids = this.#selectedIds();
    try {
      const made = group === null ? await this.#host.ask('createLabel', { name: label }) : { group };
      if (!made) return;
      if (group === null) await this.#askLabels();
      const cards = ids.flatMap(id => this.cards.get(id) ?? []);
      const lines = cards.map(card => this.tagsOf(card).find(line => line.label === label));
      // An answer to suggestions, if it is one for every image: a tag that nobody suggested is the person's own.
      const isAnswer = lines.length === ids.length && lines.every(line => yesTo(line) === 'accepted');
      const verdict = isRejected ? 'rejected' : isAnswer ? 'accepted' : 'by-hand';
      await this.#decide(ids, { group: made.group, label, verdict });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Takes back what was decided last; says so. */
  async undoDecision(): Promise<boolean> {
    const { setup, address } = this.#view;
    const folder = this.cardAt(this.#view.focus)?.folder ?? address.folder ?? setup?.folders[0]?.id ?? null;
    try {
      const { changed } = await this.#deciding.undo(folder);
      this.#decided.age();
      this.#put({
        spoken: changed === 0 ? this.t('Nothing to undo') : this.t('Undone: {0}', this.format.count(changed)),
      });
      return changed > 0;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  async #decide(ids: readonly AssetId[], wish: TagWish): Promise<boolean> {
    try {
      const changed = await this.#deciding.decide(ids, wish);
      this.#decided.age();
      const said = wish.verdict === null ? this.t('taken back') : stateName(wish.verdict, this.t);
      this.#put({
        failure: null,
        spoken:
          changed === 0
            ? this.t('Nothing changed')
            : ids.length === 1
              ? `${wish.label}: ${said}`
              : this.t('{0}: {1}, {2} images', wish.label, said, this.format.count(ids.length)),
      });
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #selectedIds(): readonly AssetId[] {
    const { focus, selection } = this.#view;
    const [from, to] = selection ?? [focus, focus];
    const ids: AssetId[] = [];
    for (let item = from; item <= to; item++) {
      const id = this.#idAt(item);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  async #foldersOf(ids: readonly AssetId[]): Promise<readonly FolderId[]> {
    const folders = this.#view.setup?.folders ?? [];
    if (folders.length <= 1) return folders.map(({ id }) => id);
    const cards = await this.#askLens('cards', { ids });
    return [...new Set(cards.map(({ folder }) => folder))];
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
    const ids = this.#selectedIds();
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
    lens.on('duplicates', progress => this.duplicates.heard(progress));
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
      this.#decided.age();
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
    const { folder, like, text } = address;
    if (address.mode === 'review') {
      await this.#startReview(address);
      return { kind: 'review', address };
    }
    if (showsGroups(address)) return this.#groups(address, signal);
    if (address.mode === 'problems') {
      return { kind: 'problems', address, problems: await this.#askLens('problems', null, signal) };
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
        ...this.#tagFilter(address),
        limit: searches ? searchLimit : Number.MAX_SAFE_INTEGER,
      },
      signal,
    );
    return { kind: 'images', address, reply, content: searchContent(reply, searches, this.t) };
  }

  /** Who comes to look at groups has a search that was stopped go on; who changes the view of them leaves it as it is. */
  async #groups(address: PanelAddress, signal: AbortSignal): Promise<Answer> {
    const before = this.#isOutdated ? null : this.#view.answer;
    const goesOn = before === null || !showsGroups(before.address);
    if (address.mode === 'copies') {
      const isSame = before?.kind === 'copies' && asksTheSame(before.address, address);
      if (!isSame || !(await this.duplicates.reviewOn())) await this.duplicates.review(address, goesOn);
      return { kind: 'copies', address };
    }
    const [groups, sets] = await Promise.all([
      this.duplicates.groups(address, goesOn, signal),
      address.variants ? this.#askLens('variants', { folder: address.folder }, signal) : [],
    ]);
    const content = duplicateContent(groups, sets, this.t, this.format);
    return { kind: 'duplicates', address, groups, content };
  }

  #tagFilter({ label, tagState, noneOf }: PanelAddress): Pick<SearchRequest, 'label' | 'tags'> {
    if (noneOf !== null) return { label: null, tags: [{ group: noneOf, label: null }] };
    if (label === null || tagState === null) return { label };
    const group = this.#labelCount(label)?.group ?? null;
    return { label: null, tags: [{ group, label, states: [tagState] }] };
  }

  #labelCount(label: string): LabelCount | undefined {
    return this.#view.labels.find(count => count.label === label);
  }

  /** A review goes on as long as the same is reviewed: what is answered changes the engine's lists all the time. */
  async #startReview(address: PanelAddress): Promise<void> {
    const before = this.#isOutdated ? null : this.#view.answer;
    const isSame = before?.kind === 'review' && asksTheSame(before.address, address);
    if (isSame && (this.tagReview.view?.total ?? 0) > 0) return;
    if (this.#view.labels.length === 0) await this.#askLabels();
    const { folder, label } = address;
    const scope = label === null ? null : { group: this.#labelCount(label)?.group ?? null, label };
    await this.tagReview.start({ folder, scope });
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
    const ids = 'content' in answer ? answer.content.ids : undefined;
    // An image may be in a group and in a set of variants.
    const stays = isRefresh && focused !== undefined && ids?.[focus] === focused;
    const found = stays ? focus : focused === undefined ? -1 : (ids?.indexOf(focused) ?? -1);
    const selection = isRefresh && !this.#isOutdated ? this.#selectionIn(ids) : null;
    if (this.#isOutdated) {
      this.cards.clear();
      this.#decided.clear();
    }
    this.#isOutdated = false;
    if (!showsGroups(answer.address)) this.duplicates.leave();
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
    return answer !== null && 'content' in answer ? answer.content : undefined;
  }

  #idAt(item: number): AssetId | undefined {
    const content = this.#content();
    return content && idAt(content.ids, item);
  }
}

function showsGroups({ mode }: PanelAddress): boolean {
  return mode === 'duplicates' || mode === 'copies';
}
