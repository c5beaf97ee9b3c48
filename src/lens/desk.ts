/** The front desk of the engine: takes every question to its walk, and opens the Lens when the first one comes. */
import type { AssetCard, AssetId, TagChip } from '../protocol/asset.ts';
import type { Handlers } from '../protocol/channel.ts';
import type { DuplicateProgress } from '../protocol/duplicate.ts';
import type { Encoder, PreparedReport, PrepareProgress } from '../protocol/encoder.ts';
import { abortedError, throwIfAborted } from '../protocol/errors.ts';
import type { IndexReport, LensQuestions, LensSettings, LensStatus, ReadingTexts } from '../protocol/lens.ts';
import { Drivers } from '../encoder/client.ts';
import type { Asset } from './assets.ts';
import { examineMachine } from './doctor.ts';
import { decideAssets, decisionsOf, undoDecision } from './deciding.ts';
import { CopyMeter } from './copyMeter.ts';
import { DuplicateRuns } from './duplicateRuns.ts';
import { Foreground } from './foreground.ts';
import { embed } from './embedding.ts';
import { evaluateLabels } from './evaluating.ts';
import { exportTags } from './exporting.ts';
import { importTags } from './importing.ts';
import { IndexMeter } from './indexMeter.ts';
import { IndexPace } from './indexPace.ts';
import { type IndexTask, folderProblems, indexFolders } from './indexing.ts';
import { lintLabels } from './labelLint.ts';
import { Lens, type LensListener, assetOf, existing } from './lens.ts';
import { isOutdated } from './listing.ts';
import { decidePairs } from './decidingPairs.ts';
import { abandonMerge, beginMerge, joinMerged, keepBest, merges, planMerge } from './merging.ts';
import { adviseOnPreparing, prepareModel } from './preparing.ts';
import { Referencing } from './referencing.ts';
import { findDuplicates } from './reviewing.ts';
import { Sight } from './sight.ts';
import { search } from './searching.ts';
import { labelCounts, taggedAssets } from './taggedAssets.ts';
import { saveSuggestions } from './savingSuggestions.ts';
import { tagAssets, tagChips } from './tagging.ts';
import { undoMerge } from './undoingMerge.ts';
import { removeVectorSet, vectorSets } from './vectorSets.ts';
import { twins } from './twins.ts';
import { variantSets } from './variantSets.ts';

/** What the desk needs from outside. */
export interface DeskPorts extends LensListener {
  /** Told of the steps while a model is prepared. */
  preparing?(progress: PrepareProgress): void;
  /** `drivers` is what the Lens asks, too. */
  startEncoder(settings: LensSettings, drivers: Drivers): Encoder;
  readingTexts?(progress: ReadingTexts): void;
  /** How far a search for duplicates is. */
  duplicates?(progress: DuplicateProgress): void;
}

/** Questions that people do not wait for, or that wait themselves. */
const ownPace: ReadonlySet<keyof LensQuestions> = new Set([
  'duplicates',
  'duplicatesPage',
  'stopDuplicates',
  'index',
  'outdated',
  'status',
  'pause',
  'setSpeed',
  'lookAt',
]);

/** Questions that are answered while the index is emptied; all others wait, so that nobody sees a part of it. */
const besideEmptying: ReadonlySet<string> = new Set<keyof LensQuestions>([
  'status',
  'pause',
  'setSpeed',
  'lookAt',
  'stopDuplicates',
]);

/** A clearing of the index, from the question on. */
interface Clearing {
  /** Settles when it has ended, however it does. */
  readonly ended: Promise<void>;
  readonly controller: AbortController;
}

/** An index run and those who wait for it; it stops when the last of them has given up. */
interface IndexRun {
  readonly key: string;
  readonly report: Promise<IndexReport>;
  readonly controller: AbortController;
  waiting: number;
}

export class LensDesk {
  readonly handlers: Handlers<LensQuestions>;
  readonly #ports: DeskPorts;
  #settings: LensSettings;
  #lens: Lens | undefined;
  #referencing: Referencing | undefined;
  #run: IndexRun | undefined;
  #clearing: Clearing | undefined;
  /** How often it was begun to clear the index. */
  #clearings = 0;
  /** How often changed places were asked about. */
  #changes = 0;
  readonly #pace = new IndexPace();
  readonly #sight = new Sight();
  readonly #duplicates: DuplicateRuns;

  constructor(settings: LensSettings, ports: DeskPorts) {
    this.#settings = settings;
    this.#ports = ports;
    const foreground = new Foreground(() => this.#run !== undefined && !this.#pace.isPaused);
    const tellCopies = (progress: DuplicateProgress) => ports.duplicates?.(progress);
    this.#duplicates = new DuplicateRuns(tellCopies, foreground);
    const handlers: Handlers<LensQuestions> = {
      status: () => this.#open().status(),
      configure: request => this.#configure(request),
      index: (request, signal) => this.#index(request, signal),
      outdated: ({ changed }, signal) => isOutdated(this.#open(), changed, signal),
      search: (request, signal) => search(this.#open(), request, signal),
      cards: async ({ ids }, signal) => {
        const lens = this.#open();
        const assets = existing(lens, ids);
        this.#sight.show(assets.map(asset => lens.absolutePath(asset)));
        return cards(lens, assets, signal);
      },
      preview: ({ id, pixels, form }) => {
        const lens = this.#open();
        return lens.encoder.render(lens.absolutePath(assetOf(lens, id)), pixels, form);
      },
      largePicture: async ({ id }) => {
        const lens = this.#open();
        const asset = assetOf(lens, id);
        return { name: await lens.thumbnails.large(asset.hash, lens.absolutePath(asset)) };
      },
      pause: ({ paused }) => this.#pause(paused),
      setSpeed: ({ speed }) => {
        this.#pace.setGentle(speed === 'gentle');
        return null;
      },
      lookAt: ({ files }) => {
        this.#sight.lookAt(files);
        return null;
      },
      locate: ({ file }) => this.#open().locate(file)?.id ?? null,
      tag: (request, signal) => tagAssets(this.#open(), request, signal),
      writeSuggestions: (request, signal) => saveSuggestions(this.#open(), request, signal),
      tagged: (request, signal) => taggedAssets(this.#open(), request, signal),
      labelCounts: (_, signal) => labelCounts(this.#open(), signal),
      lintLabels: (request, signal) => lintLabels(this.#open(), request, signal),
      evaluate: (request, signal) => evaluateLabels(this.#open(), request, signal),
      exportTags: (request, signal) => exportTags(this.#open(), request, signal),
      importTags: (request, signal) => importTags(this.#open(), request, signal),
      labelsChanged: () => {
        this.#open().changed();
        return null;
      },
      decide: (request, signal) => decideAssets(this.#open(), request, signal),
      undoDecision: (request, signal) => undoDecision(this.#open(), request, signal),
      decisions: request => decisionsOf(this.#open(), request),
      decidePairs: (request, signal) => decidePairs(this.#open(), request, signal),
      variants: request => variantSets(this.#open(), request),
      duplicates: async (request, signal) => {
        const meter = new CopyMeter(tellCopies);
        const company = { meter, found: () => undefined, foreground, before: null };
        return (await findDuplicates(this.#open(), request, company, signal)).groups;
      },
      duplicatesPage: request => this.#duplicates.page(this.#open(), request),
      stopDuplicates: () => this.#duplicates.stop(),
      problems: () => this.#settings.folders.flatMap(folder => folderProblems(this.#open(), folder)),
      references: (request, signal) => this.#texts().references(request, signal),
      unused: (request, signal) => this.#texts().unused(request, signal),
      rewriteReferences: (request, signal) => this.#texts().rewrites(request, signal),
      useCounts: (request, signal) => this.#texts().useCounts(request, signal),
      keepBest: (request, signal) => keepBest(this.#open(), this.#texts(), request, signal),
      planMerge: (request, signal) => planMerge(this.#open(), this.#texts(), request, signal),
      beginMerge: request => beginMerge(this.#open(), request),
      joinMerged: (request, signal) => joinMerged(this.#open(), this.#texts(), request, signal),
      abandonMerge: request => abandonMerge(this.#open(), request),
      merges: () => merges(this.#open()),
      undoMerge: (request, signal) => undoMerge(this.#open(), request, signal),
      twins: (request, signal) => twins(this.#open(), request, signal),
      mentioned: (request, signal) => this.#texts().mentioned(request, signal),
      embed: (request, signal) => embed(this.#open(), request, signal),
      preparation: (_, signal) => adviseOnPreparing(this.#open(), signal),
      prepareModel: ({ again }, signal) => this.#prepare(again, signal),
      removePrepared: async () => {
        // Its files are open in the encoder's processes.
        await this.#close();
        const removed = await this.#open().encoder.removePrepared();
        if (removed) await this.#configure({ ...this.#settings, form: 'as-indexed' });
        return { removed };
      },
      doctor: ({ probe }, signal) => examineMachine(this.#open(), probe, signal),
      space: async () => ({
        bytes: await this.#open().store.bytesOf(this.#settings.folders.map(({ path }) => path)),
      }),
      clear: (_, signal) => this.#clear(signal),
      vectorSets: () => vectorSets(this.#open()),
      removeVectorSet: async ({ space }, signal) => ({
        bytes: await removeVectorSet(this.#open(), space, signal),
      }),
    };
    this.handlers = foreground.watching(this.#notBetween(handlers), ownPace);
  }

  async dispose(): Promise<void> {
    this.#clearing?.controller.abort();
    await this.#close();
  }

  /** Ends what is under way, but for a clearing that has begun, which it waits for. */
  async #close(): Promise<void> {
    this.#duplicates.dispose();
    await this.#clearing?.ended;
    this.#run?.controller.abort();
    await this.#run?.report.catch(() => undefined);
    await this.#lens?.dispose();
    this.#lens = undefined;
  }

  /** The encoder died and is started again, or runs again. */
  encoderRestarts(restarting: boolean): void {
    this.#lens?.setState(restarting ? 'restarting' : this.#stateOfRun());
  }

  /** Pictures are encoded on another device. */
  deviceChanged(device: Parameters<Lens['useDevice']>[0]): void {
    this.#lens?.useDevice(device);
  }

  deviceFailed(sentence: string): void {
    this.#lens?.deviceFailed(sentence);
  }

  #stateOfRun(): LensStatus['state'] {
    if (!this.#run) return 'idle';
    return this.#pace.isPaused ? 'paused' : 'indexing';
  }

  /** A pause belongs to the run that is under way, and ends with it. */
  async #pause(paused: boolean): Promise<LensStatus> {
    const lens = this.#open();
    if (this.#run && paused !== this.#pace.isPaused) {
      this.#pace.setPaused(paused);
      lens.setState(this.#stateOfRun());
    }
    return lens.status();
  }

  #open(): Lens {
    if (!this.#lens) {
      const drivers = new Drivers();
      const encoder = this.#ports.startEncoder(this.#settings, drivers);
      this.#lens = new Lens(this.#settings, encoder, this.#ports, drivers);
    }
    return this.#lens;
  }

  /** Texts need neither the store nor the model, so that no Lens is opened for them. */
  #texts(): Referencing {
    this.#referencing ??= new Referencing(this.#settings, progress => this.#ports.readingTexts?.(progress));
    return this.#referencing;
  }

  async #configure(settings: LensSettings): ReturnType<Lens['status']> {
    await this.#close();
    this.#settings = settings;
    this.#referencing = undefined;
    const lens = this.#open();
    lens.changed();
    return lens.status();
  }

  /** A model that has a new form is opened again, with what is under way. */
  async #prepare(again: boolean, signal: AbortSignal): Promise<PreparedReport> {
    const tell = (progress: PrepareProgress) => this.#ports.preparing?.(progress);
    const report = await prepareModel(this.#open(), again, tell, signal);
    await this.#configure({ ...this.#settings, form: 'prepared' });
    await this.#open().takeSpace(signal);
    return report;
  }

  async #index({ folder, retry, changed }: IndexRequest, signal: AbortSignal): Promise<IndexReport> {
    // What changed is looked at after the run that is under way: it may have listed the place before the change.
    const places = changed ? `changed ${++this.#changes}` : '';
    const key = `${places}${retry ? 'again' : ''}:${folder ?? ''}`;
    const isDuringClearing = this.#clearing !== undefined;
    const clearings = this.#clearings;
    // Another folder's run comes to its end first: the encoder is one. So does one that everybody has given up.
    while (this.#clearing || (this.#run && (this.#run.key !== key || this.#run.controller.signal.aborted))) {
      await (this.#clearing ? this.#clearing.ended : this.#run?.report.catch(() => undefined));
      throwIfAborted(signal);
    }
    const wasClearedSince = this.#clearings !== clearings;
    // Who clears the index ends what was asked before.
    if (wasClearedSince && !changed) throw abortedError();
    const run = (this.#run ??= this.#startRun(key, {
      folders: this.#open().folders(folder),
      retry: retry ?? false,
      // There is no index any more that would have to follow a change.
      changed: changed && (isDuringClearing || wasClearedSince) ? [] : (changed ?? null),
    }));
    run.waiting++;
    return new Promise((resolve, reject) => {
      signal.addEventListener(
        'abort',
        () => {
          if (--run.waiting === 0) run.controller.abort();
          reject(abortedError());
        },
        { once: true },
      );
      run.report.then(resolve, reject);
    });
  }

  #startRun(key: string, task: IndexTask): IndexRun {
    const lens = this.#open();
    const controller = new AbortController();
    const meter = new IndexMeter(progress => lens.setProgress(progress));
    const company = { meter, pace: this.#pace, sight: this.#sight };
    const report = indexFolders(lens, task, company, controller.signal).finally(() => {
      this.#run = undefined;
      this.#pace.setPaused(false);
    });
    return { key, report, controller, waiting: 0 };
  }

  /** Ends the run that is under way; one that is asked for meanwhile begins after it. */
  async #clear(signal: AbortSignal): Promise<{ bytes: number }> {
    while (this.#clearing) {
      await this.#clearing.ended;
      throwIfAborted(signal);
    }
    this.#clearings++;
    const controller = new AbortController();
    const bytes = this.#clearAfterRun(AbortSignal.any([signal, controller.signal]));
    const end = () => void (this.#clearing = undefined);
    this.#clearing = { controller, ended: bytes.then(end, end) };
    return { bytes: await bytes };
  }

  async #clearAfterRun(signal: AbortSignal): Promise<number> {
    this.#run?.controller.abort();
    await this.#run?.report.catch(() => undefined);
    return this.#open().clear(signal);
  }

  #notBetween(handlers: Handlers<LensQuestions>): Handlers<LensQuestions> {
    const whole = async () => {
      while (this.#lens?.emptying) await this.#lens.emptying;
    };
    const held = Object.entries(handlers).map(([name, handle]) => [
      name,
      besideEmptying.has(name)
        ? handle
        : (request: never, signal: AbortSignal) => {
            if (!this.#lens?.emptying) return handle(request, signal);
            return whole().then(() => {
              throwIfAborted(signal);
              return handle(request, signal);
            });
          },
    ]);
    // The names and the types of what they are asked stay.
    return Object.fromEntries(held) as Handlers<LensQuestions>;
  }
}

type IndexRequest = LensQuestions['index'][0];

async function cards(
  lens: Lens,
  assets: readonly Asset[],
  signal: AbortSignal,
): Promise<readonly AssetCard[]> {
  const facts = lens.store.facts(assets.map(asset => asset.hash));
  const there = await lens.thumbnails.present(
    assets.flatMap(asset => {
      const name = facts.get(asset.hash)?.thumbnail;
      return name ? [{ name, file: lens.absolutePath(asset) }] : [];
    }),
  );
  // A labels file with a mistake costs the tags, not the pictures; asking for tags tells the mistake.
  const chips = await tagChips(lens, assets, signal).catch(() => new Map<AssetId, TagChip[]>());
  return assets.flatMap(asset => {
    const fact = facts.get(asset.hash);
    if (!fact) return [];
    const { id, folder, path, bytes, modified } = asset;
    const { width, height, format, hasAlpha, thumbnail } = fact;
    const copies = lens.assets.copiesOf(asset);
    return [
      {
        id,
        folder,
        path,
        bytes,
        modified,
        width,
        height,
        format,
        hasAlpha,
        thumbnail: thumbnail !== null && there.has(thumbnail) ? thumbnail : null,
        copies,
        tags: chips.get(id) ?? [],
      },
    ];
  });
}
