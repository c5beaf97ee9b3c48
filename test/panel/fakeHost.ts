/**
 * The other end of the panel's wire, inside its page: a host and a Lens that answer by formula.
 * Bundled and put into the page before its own script; `acquireVsCodeApi` is all that the page sees of it.
 */
import { Channel, type Handlers, type Port } from '../../src/protocol/channel.ts';
import { LensError, type LensErrorData } from '../../src/protocol/errors.ts';
import type { AssetCard, AssetId, AssetPath, FolderId, ModelId } from '../../src/protocol/asset.ts';
import type { DecidedTag, Decision } from '../../src/protocol/decision.ts';
import type { DuplicateGroup } from '../../src/protocol/duplicate.ts';
import type { FolderProblem, LensEvents, LensQuestions, LensStatus } from '../../src/protocol/lens.ts';
import type { KeepBestReply } from '../../src/protocol/merge.ts';
import type { PanelEnvelope, PanelEvents, PanelQuestions, PanelSetup } from '../../src/protocol/panel.ts';
import type { SearchReply, SearchRequest } from '../../src/protocol/query.ts';
import type { LabelCount } from '../../src/protocol/tag.ts';
import type { TaggedAsset, TaggedReply } from '../../src/protocol/tagged.ts';
import type { VariantSet } from '../../src/protocol/variant.ts';
import { pictureAt } from './formula.ts';

/** What a test may set; it lies in the page as `globalThis.scenario`, and may change while the page lives. */
export interface Scenario {
  readonly folders?: number;
  /** Number of the first picture, and how many there are. */
  readonly first?: number;
  readonly images?: number;
  /** Whether an index run came to its end. */
  readonly indexed?: boolean;
  readonly setup?: Partial<PanelSetup>;
  readonly status?: Partial<LensStatus>;
  readonly labels?: readonly LabelCount[];
  /** What was decided of a picture before the page was opened, by its number. */
  readonly decided?: Readonly<Record<number, readonly DecidedTag[]>>;
  readonly problems?: number;
  readonly groups?: readonly DuplicateGroup[];
  readonly sets?: readonly VariantSet[];
  /** Of duplicates; whole where nothing is said. */
  readonly search?: 'going on' | 'stopped' | 'whole';
  /** Questions that fail. */
  readonly failures?: Readonly<Partial<Record<keyof LensQuestions, LensErrorData>>>;
  /** Pictures whose card does not come, by number. */
  readonly gone?: readonly number[];
  /** Ids begin here: an engine that was started again gives others. */
  readonly firstId?: number;
}

/** What was asked, for a test to look at. */
interface Asked {
  readonly to: 'host' | 'lens';
  readonly name: string;
  readonly request: unknown;
  /** Which connection to the Lens was the last one then. */
  readonly connection: number;
  isAborted: boolean;
}

declare global {
  var scenario: Scenario | undefined;
  var fake: FakeHost;
  var acquireVsCodeApi: () => unknown;
}

type HostChannel = Channel<Record<never, never>, Record<never, never>, PanelQuestions, PanelEvents>;
type LensChannel = Channel<Record<never, never>, Record<never, never>, LensQuestions, LensEvents>;

const keptKey = 'kept by the tab';

class FakeHost {
  readonly asked: Asked[] = [];
  /** Number of connections that the page made to the Lens. */
  connections = 0;
  #host: HostChannel | undefined;
  #lens: LensChannel | undefined;
  readonly #deliver = new Map<string, (message: unknown) => void>();
  /** Questions that are held back until they are let go. */
  readonly #held = new Map<string, PromiseWithResolvers<void>>();

  // What a page gets from VS Code.

  postMessage(message: unknown): void {
    const { to, connection, message: inner } = structuredClone(message) as PanelEnvelope;
    // As on a real wire, nothing arrives before the sender has gone on.
    setTimeout(() => {
      const key = `${to} ${connection}`;
      if (!this.#deliver.has(key)) this.#open(to, connection, key);
      this.#deliver.get(key)?.(inner);
    });
  }

  getState(): unknown {
    return JSON.parse(sessionStorage.getItem(keptKey) ?? 'null');
  }

  setState(state: unknown): void {
    sessionStorage.setItem(keptKey, JSON.stringify(state));
  }

  // What a test does.

  tell<Name extends keyof PanelEvents>(name: Name, data: PanelEvents[Name]): void {
    this.#host?.tell(name, data);
  }

  tellLens<Name extends keyof LensEvents>(name: Name, data: LensEvents[Name]): void {
    this.#lens?.tell(name, data);
  }

  change(change: Scenario): void {
    globalThis.scenario = { ...globalThis.scenario, ...change };
  }

  /** Answers to this question wait until `letGo`. */
  hold(name: string): void {
    this.#held.set(name, Promise.withResolvers());
  }

  letGo(name: string): void {
    this.#held.get(name)?.resolve();
    this.#held.delete(name);
  }

  status(): LensStatus {
    return statusOf(current());
  }

  setup(): PanelSetup {
    return setupOf(current());
  }

  // Inside.

  #open(to: PanelEnvelope['to'], connection: string, key: string): void {
    const port: Port = {
      send: message => {
        const data = structuredClone({ to, connection, message });
        setTimeout(() => dispatchEvent(new MessageEvent('message', { data })));
      },
      onMessage: listener => this.#deliver.set(key, listener),
      onClose: () => undefined,
      close: () => undefined,
    };
    if (to === 'host') {
      this.#host = new Channel(port);
      this.#host.serve(this.#logged('host', hostHandlers()));
    } else {
      this.connections++;
      this.#lens = new Channel(port);
      this.#lens.serve(this.#logged('lens', lensHandlers()));
    }
  }

  #logged<Served extends PanelQuestions | LensQuestions>(
    to: Asked['to'],
    handlers: Handlers<Served>,
  ): Handlers<Served> {
    const logged = Object.entries(handlers).map(([name, handler]) => [
      name,
      async (request: unknown, signal: AbortSignal): Promise<unknown> => {
        const asked: Asked = { to, name, request, connection: this.connections, isAborted: false };
        this.asked.push(asked);
        signal.addEventListener('abort', () => (asked.isAborted = true));
        await this.#held.get(name)?.promise;
        const failure = to === 'lens' ? current().failures?.[name as keyof LensQuestions] : undefined;
        if (failure) throw new LensError(failure.code, failure.message, failure.details);
        // The entries of `handlers` take what they are asked by their own name.
        return (handler as (request: unknown, signal: AbortSignal) => unknown)(request, signal);
      },
    ]);
    // Each name keeps its handler's type: only the logging came in between.
    return Object.fromEntries(logged) as Handlers<Served>;
  }
}

function current(): Scenario {
  return globalThis.scenario ?? {};
}

function hostHandlers(): Handlers<PanelQuestions> {
  const done = () => null;
  return {
    ready: () => setupOf(current()),
    open: done,
    reveal: done,
    copyPaths: done,
    copyMarkdown: done,
    references: done,
    run: done,
    createLabel: () => ({ group: '' }),
    merge: ({ others }) => ({ id: 'merge-1', removed: others.length, refused: 0 }),
    undoMerge: () => ({ restored: 1, left: 0 }),
    chooseImage: () => ({ file: '/elsewhere/chosen.png', name: 'chosen.png' }),
    keepImage: ({ name }) => ({ file: `/tmp/${name}`, name }),
  };
}

function lensHandlers(): Handlers<LensQuestions> {
  const unused = () => {
    throw new LensError('bug', 'The panel never asks this.');
  };
  return {
    status: () => statusOf(current()),
    search: request => searched(request, current()),
    cards: ({ ids }) => ids.flatMap(id => cardOf(id, current()) ?? []),
    locate: ({ file }) => idOfFile(file, current()),
    labelCounts: () => ({ counts: current().labels ?? [], mistake: null }),
    tagged: request => taggedOf(request, current()),
    writeSuggestions: unused,
    labelsChanged: () => null,
    lintLabels: () => [],
    duplicates: () => current().groups ?? [],
    duplicatesPage: ({ first, count, around, goesOn }) => {
      const { groups = [], search = 'whole' } = current();
      if (goesOn && search === 'stopped') globalThis.fake.change({ search: 'going on' });
      const place = groups.findIndex(({ assets }) => assets.some(id => id === around));
      const from = place < 0 ? first : place - (place % count);
      return {
        groups: groups.slice(from, from + count),
        first: from,
        total: groups.length,
        isWhole: current().search === undefined || current().search === 'whole',
        isStopped: current().search === 'stopped',
      };
    },
    stopDuplicates: () => {
      if (current().search === 'going on') globalThis.fake.change({ search: 'stopped' });
      return null;
    },
    decidePairs: ({ ids }) => ({ changed: (ids.length * (ids.length - 1)) / 2 }),
    variants: () => current().sets ?? [],
    keepBest: ({ ids }) => keptOf(ids),
    planMerge: unused,
    beginMerge: unused,
    joinMerged: unused,
    abandonMerge: unused,
    merges: () => [],
    undoMerge: unused,
    twins: unused,
    problems: () => problemsOf(current()),
    configure: unused,
    index: unused,
    outdated: unused,
    preview: unused,
    largePicture: () => ({ name: null }),
    pause: unused,
    setSpeed: unused,
    lookAt: unused,
    tag: unused,
    decide: ({ ids, decisions }) => ({ ...decided(ids, decisions), steps: [] }),
    undoDecision: () => ({ changed: undone() }),
    decisions: ({ ids }) => ({
      assets: ids.map(id => ({ id, tags: verdictsOf(id) })),
      files: [],
    }),
    evaluate: unused,
    exportTags: unused,
    importTags: unused,
    references: unused,
    unused,
    useCounts: ({ places }) => places.map(() => null),
    mentioned: unused,
    rewriteReferences: unused,
    embed: unused,
    doctor: unused,
    space: unused,
    preparation: unused,
    prepareModel: unused,
    removePrepared: unused,
    clear: unused,
    vectorSets: unused,
    removeVectorSet: unused,
  };
}

/** The first is used by two files, the others by none. */
function keptOf(ids: readonly AssetId[]): KeepBestReply {
  const members = ids.flatMap((id, place) => {
    const card = cardOf(id, current());
    if (!card) return [];
    const { folder, path } = card;
    return [{ id, folder, path, files: place === 0 ? 2 : 0, maybe: 0, isTracked: true, isReference: false }];
  });
  return { kept: ids[0] ?? null, reason: 'referenced', members };
}

/** Every picture of a label's colour is a suggestion of it until it is decided; the first ones are the least certain. */
function taggedOf({ scope, first, count }: LensQuestions['tagged'][0], scenario: Scenario): TaggedReply {
  const { first: from = 0, images = 0, labels = [] } = scenario;
  const tags = Array.from({ length: images }, (_, place) => from + place).flatMap((n): TaggedAsset[] => {
    const known = labels.find(({ label }) => label === pictureAt(n).colour);
    const id = idOf(n, scenario);
    if (!known || (scope && scope.label !== known.label)) return [];
    if (verdictsOf(id).some(({ label }) => label === known.label)) return [];
    return [{ id, group: known.group, label: known.label, state: 'suggested', probability: 0.51 + n / 1000 }];
  });
  return { total: tags.length, tags: tags.slice(first, first + count) };
}

/** What was decided in this page, and how it was before each decision. */
let verdicts = new Map<AssetId, readonly DecidedTag[]>();
const before: { readonly verdicts: typeof verdicts; readonly changed: number }[] = [];

function verdictsOf(id: AssetId): readonly DecidedTag[] {
  return verdicts.get(id) ?? current().decided?.[numberOf(id, current())] ?? [];
}

function decided(ids: readonly AssetId[], decisions: readonly Decision[]): { changed: number } {
  const changed = ids.length * decisions.length;
  before.push({ verdicts, changed });
  verdicts = new Map(verdicts);
  for (const id of ids) {
    for (const { group, label, verdict } of decisions) {
      const others = verdictsOf(id).filter(tag => tag.label !== label);
      verdicts.set(id, verdict === null ? others : [...others, { group, label, state: verdict, facts: [] }]);
    }
  }
  return { changed };
}

function undone(): number {
  const last = before.pop();
  if (!last) return 0;
  verdicts = last.verdicts;
  return last.changed;
}

// The brands stand for checks at the doors, which a formula has no need of.
const folderAt = (place: number) => `/pictures/folder-${place}` as FolderId;
const idOf = (n: number, { firstId = 1 }: Scenario) => (n + firstId) as AssetId;
const numberOf = (id: AssetId, { firstId = 1 }: Scenario) => id - firstId;

function setupOf({ folders = 1, setup }: Scenario): PanelSetup {
  return {
    folders: Array.from({ length: folders }, (_, place) => ({
      id: folderAt(place),
      name: `folder-${place}`,
      path: folderAt(place),
      base: `${location.origin}/files`,
    })),
    thumbnails: `${location.origin}/thumbnails`,
    trusted: true,
    language: 'en',
    words: {},
    show: null,
    isModelSet: false,
    ...setup,
  };
}

function statusOf(scenario: Scenario): LensStatus {
  const { folders = 1, images = 0, indexed = true, problems = 0, status } = scenario;
  return {
    state: 'idle',
    reason: null,
    progress: null,
    model: 'starter@1a2b3c4d' as ModelId,
    provider: 'cpu',
    deviceFailure: null,
    providerReason: 'This version runs models on the CPU only.',
    folders: Array.from({ length: folders }, (_, place) => ({
      id: folderAt(place),
      name: `folder-${place}`,
      path: folderAt(place),
      assets: place === 0 ? images : 0,
      problems: place === 0 ? problems : 0,
      indexed,
      hasLabels: (scenario.labels ?? []).length > 0,
      unlisted: null,
    })),
    thumbnails: '/store/thumbnails',
    notices: [],
    ...status,
  };
}

/** A colour is found among the pictures: some strongly, some fairly, the rest weakly. Other words find nothing good. */
function searched({ text, like, label, tags, limit }: SearchRequest, scenario: Scenario): SearchReply {
  const { first = 0, images = 0 } = scenario;
  let numbers = Array.from({ length: images }, (_, place) => first + place);
  if (label !== null) numbers = numbers.filter(n => pictureAt(n).colour === label);
  const noneOf = tags?.find(filter => filter.label === null)?.group;
  if (noneOf !== undefined) {
    const own = (scenario.labels ?? []).filter(({ group }) => group === noneOf);
    numbers = numbers.filter(n => own.every(({ label: name }) => pictureAt(n).colour !== name));
  }
  const isSearch = text !== '' || like !== null;
  const wanted = like ? 'blue' : text.trim();
  const hits = isSearch ? numbers.filter(n => pictureAt(n).colour === wanted) : numbers;
  const rest = isSearch ? numbers.filter(n => pictureAt(n).colour !== wanted) : [];
  const strong = isSearch ? Math.min(6, Math.ceil(hits.length / 2)) : 0;
  const found = [...hits, ...rest].slice(0, isSearch ? Math.min(limit, 60) : limit);
  return {
    ids: Uint32Array.from(found, n => idOf(n, scenario)),
    scores: Float32Array.from(found, (_, rank) => (isSearch ? 0.3 - rank / 1000 : 0)),
    aspects: Float32Array.from(found, n => pictureAt(n).width / pictureAt(n).height),
    strong,
    fair: isSearch ? Math.min(hits.length, found.length) - strong : 0,
    searched: numbers.length,
    milliseconds: 9,
  };
}

function cardOf(id: AssetId, scenario: Scenario): AssetCard | undefined {
  const n = numberOf(id, scenario);
  if (scenario.gone?.includes(n)) return undefined;
  const { path, width, height, colour, hasAlpha } = pictureAt(n);
  return {
    id,
    folder: folderAt(0),
    path: path as AssetPath,
    bytes: 1000 + 997 * (n % 4000),
    modified: 1_790_000_000_000 + n,
    width,
    height,
    format: 'png',
    hasAlpha,
    thumbnail: `${n}.svg`,
    copies: n % 9 === 4 ? 1 + (n % 3) : 0,
    tags: (scenario.labels ?? [])
      .filter(({ label }) => label === colour)
      .map(({ label, group }) => ({ label, group, state: 'suggested', probability: 0.87, color: null })),
  };
}

function idOfFile(file: string, scenario: Scenario): AssetId | null {
  const { first = 0, images = 0 } = scenario;
  for (let n = first; n < first + images; n++) {
    if (`${folderAt(0)}/${pictureAt(n).path}` === file) return idOf(n, scenario);
  }
  return null;
}

function problemsOf({ problems = 0 }: Scenario): FolderProblem[] {
  const kinds = [
    ['truncated', 'The file ends early. Save it again, or exclude it.'],
    ['empty', 'The file has no bytes.'],
    ['not-an-image', 'This is text. Give it the extension of what it is, or exclude it.'],
  ] as const;
  return Array.from({ length: problems }, (_, n) => {
    const [kind, detail] = kinds[n % kinds.length]!;
    return { folder: folderAt(0), path: `broken/problem-${n}.png` as AssetPath, kind, detail };
  });
}

globalThis.fake = new FakeHost();
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message: unknown) => globalThis.fake.postMessage(message),
  getState: () => globalThis.fake.getState(),
  setState: (state: unknown) => globalThis.fake.setState(state),
});
