/**
 * The near side of the encoder: takes pictures to one process and texts to another, and copes with their deaths.
 * A network keeps its process from answering anything else (docs/decisions/encoder-process.md): where both were in one,
 * a typed query would wait for the pictures before it.
 * What the process of the pictures had in hand when it died is sent again in halves, down to the one file that did it.
 */
import type {
  TokenCounts,
  EncodedImages,
  Encoder,
  EncoderIdentity,
  EncoderQuestions,
  EncoderSettings,
  EncoderStart,
  EncodingProblem,
  PreparedReport,
  PrepareProgress,
  PrepareRequest,
  Preview,
  PictureSize,
  Glimpse,
  ListedFile,
  Sketch,
  SketchedImage,
  PreviewForm,
} from '../protocol/encoder.ts';
import type { Provider, ProviderVerdict } from '../protocol/device.ts';
import { LensError, abortedError } from '../protocol/errors.ts';
import { type DecodingPorts, chooseDecoding } from './decoding.ts';
import type { Decoding } from './nativeModules.ts';
import { type DeviceInUse, Devices, type DevicesPorts, type Suspicion } from './devices.ts';
import { installedRuntime } from './gpuRuntime.ts';
import { providerTitles } from './providers.ts';
import { packagedVersions } from './versions.ts';
import { EncoderProcess, type ProcessOptions } from './encoderProcess.ts';
import type { Running } from './launch.ts';
import { prepareModel, removePrepared } from './preparing.ts';
import { type Examination, examine, isStuck } from './suspects.ts';

export { Drivers } from './drivers.ts';
export { describeMachine } from './machine.ts';
export { isProcessorOnly } from './processorOnly.ts';
export { packagedVersions } from './versions.ts';

/** The times are for tests. */
export interface EncoderOptions
  extends ProcessOptions, Pick<DevicesPorts, 'drivers' | 'tryOne' | 'machine' | 'probeMilliseconds'> {
  readonly settings: EncoderSettings;
  /** For tests: as if this were Electron on Linux, with these programs of Node. */
  readonly electron?: Pick<DecodingPorts, 'isElectron' | 'nodes'>;
  /** The store, where verdicts about devices are remembered; without one, they are not. */
  readonly store?: string | null;
  /** Told when pictures are encoded on another device, and why; one sentence. */
  readonly onDevice?: (device: DeviceInUse) => void;
  /** Told when a device failed and the processor goes on; for people. */
  readonly onDeviceFailure?: (sentence: string) => void;
  /** Told when a process had to be started again, and when all of them run. */
  readonly onRestart?: (restarting: boolean) => void;
}

/** An encoder in processes of its own; each of them starts with its first question. */
export function startEncoder(options: EncoderOptions): Encoder {
  return new EncoderClient(options);
}

interface FileQuestion<Answer, File = string> extends Omit<Examination<Answer, File>, 'ask'> {
  /** True where files are decoded and no network is needed. */
  readonly decodesOnly?: boolean;
  readonly ask: (running: Running, files: readonly File[]) => Promise<Answer>;
  /** How many of the files an answer is for: fewer than were asked about where a decoder of the process did not come back. */
  readonly count: (answer: Answer) => number;
}

class EncoderClient implements Encoder {
  readonly #options: EncoderOptions;
  readonly #pictures: EncoderProcess;
  readonly #texts: EncoderProcess;
  readonly #devices: Devices;
  #decoding: Decoding | undefined;
  #choosing: Promise<void> | undefined;
  /** Of processes that ended on another device than the processor: who examines what they had in hand. */
  readonly #trials = new Map<Running, DeviceTrial>();
  #identity: EncoderIdentity | null = null;
  #indexed: readonly string[] = [];
  readonly #restarting = new Set<EncoderProcess>();
  #disposed = false;
  /** Settles when the batches that a dead process left behind have been tried again. */
  #examined: Promise<void> | undefined;

  constructor(options: EncoderOptions) {
    this.#options = options;
    const { settings, store = null, onDevice, onDeviceFailure } = options;
    this.#devices = new Devices({
      ...options,
      store,
      onChange: (device, before) => {
        // A process on the right device goes on, whatever was found out of the others.
        if (device.provider !== before) this.#pictures.retire();
        onDevice?.(device);
      },
      onFailure: sentence => onDeviceFailure?.(sentence),
    });
    this.#texts = this.#processFor(() => ({
      ...settings,
      tower: 'text',
      known: this.#identity,
      indexed: this.#indexed,
    }));
    this.#pictures = this.#processFor(() => {
      if (!this.#identity) throw new LensError('bug', 'The process of the pictures was started first.');
      return { ...settings, tower: 'vision', known: this.#identity, device: this.#devices.start };
    });
  }

  #processFor(start: () => EncoderStart): EncoderProcess {
    const child: EncoderProcess = new EncoderProcess(this.#options, {
      start,
      onIdentity: identity => (this.#identity ??= identity),
      onRestart: restarting => this.#restarts(child, restarting),
      decoding: () => (child === this.#pictures ? this.#decoding : undefined),
      onFailedStart: ({ start: { tower, ...start } }) => {
        // A processor that is killed is no device that fails: it is started again.
        if (tower === 'vision' && 'device' in start && start.device.provider !== 'cpu')
          this.#devices.failed(
            start.device.provider,
            `${providerTitles[start.device.provider]} ended its process when it loaded the model.`,
          );
      },
    });
    return child;
  }

  #restarts(child: EncoderProcess, restarting: boolean): void {
    const before = this.#restarting.size > 0;
    if (restarting) this.#restarting.add(child);
    else this.#restarting.delete(child);
    const now = this.#restarting.size > 0;
    if (now !== before) this.#options.onRestart?.(now);
  }

  hello(signal?: AbortSignal, indexed?: readonly string[]): Promise<EncoderIdentity> {
    this.#indexed = indexed ?? this.#indexed;
    return unlessAborted(this.#known(signal), signal);
  }

  /**
   * The process of the texts comes first: whoever opens a folder where nothing is new searches and needs no other, and
   * the smaller one of them says as well which model this is.
   */
  async #known(signal?: AbortSignal): Promise<EncoderIdentity> {
    const identity =
      this.#identity && !this.#disposed
        ? this.#identity
        : await this.#texts.persist(running => running.identity, signal);
    return { ...identity, ...this.#devices.inUse };
  }

  identify(paths: readonly string[], signal?: AbortSignal): Promise<EncoderQuestions['identify'][1]> {
    const asked = this.#askOfFiles<EncoderQuestions['identify'][1], string>(
      paths,
      {
        ask: (running, some) => this.#pictures.ask(running, 'identify', { paths: some }, signal),
        // Nothing was decoded, so that no decoder is to blame.
        blame: death => ({ files: [], problems: [isStuck(death) ? unanswered : problemOf(death)] }),
        count: ({ files, problems }) => files.length + problems.length,
        join: (first, second, offset) => ({
          files: [...first.files, ...moved(second.files, offset)],
          problems: [...first.problems, ...moved(second.problems, offset)],
        }),
      },
      signal,
    );
    return unlessAborted(asked, signal);
  }

  encodeTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    const asked = this.#texts.persist(
      running => this.#texts.ask(running, 'encodeTexts', { texts }, signal),
      signal,
    );
    return unlessAborted(asked, signal);
  }

  countTokens(texts: readonly string[], signal?: AbortSignal): Promise<TokenCounts> {
    const asked = this.#texts.persist(
      running => this.#texts.ask(running, 'countTokens', { texts }, signal),
      signal,
    );
    return unlessAborted(asked, signal);
  }

  hashPixels(files: readonly ListedFile[], signal?: AbortSignal): Promise<readonly (string | null)[]> {
    const ask = async (running: Running, some: readonly ListedFile[]) =>
      (await this.#pictures.ask(running, 'hashPixels', { files: some }, signal)).hashes;
    return this.#askOfListed(files, ask, signal);
  }

  sketch(
    files: readonly ListedFile[],
    outlines: boolean,
    signal?: AbortSignal,
  ): Promise<readonly (SketchedImage | null)[]> {
    const ask = async (running: Running, some: readonly ListedFile[]) =>
      (await this.#pictures.ask(running, 'sketch', { files: some, outlines, isClose: false }, signal)).images;
    return this.#askOfListed(files, ask, signal);
  }

  closeSketch(files: readonly ListedFile[], signal?: AbortSignal): Promise<readonly (Sketch | null)[]> {
    const ask = async (running: Running, some: readonly ListedFile[]) => {
      const question = { files: some, outlines: false, isClose: true };
      const { images } = await this.#pictures.ask(running, 'sketch', question, signal);
      return images.map(image => image?.sketch ?? null);
    };
    return this.#askOfListed(files, ask, signal);
  }

  glimpse(files: readonly ListedFile[], signal?: AbortSignal): Promise<readonly (Glimpse | null)[]> {
    const ask = async (running: Running, some: readonly ListedFile[]) =>
      (await this.#pictures.ask(running, 'glimpse', { files: some }, signal)).glimpses;
    return this.#askOfListed(files, ask, signal);
  }

  async encodeImages(
    paths: readonly string[],
    thumbnails: string | null,
    signal?: AbortSignal,
  ): Promise<EncodedImages> {
    const asked = this.#askOfFiles<EncodedImages, string>(
      paths,
      {
        ask: (running, some) =>
          this.#pictures.ask(running, 'encodeImages', { paths: some, thumbnails }, signal),
        blame: culprit,
        count: ({ images, problems }) => images.length + problems.length,
        join: joined,
      },
      signal,
    );
    const encoded = await unlessAborted(asked, signal);
    this.#devices.encoded(encoded.images.length);
    return encoded;
  }

  async providers(probe: 'all' | 'none', signal?: AbortSignal): Promise<readonly ProviderVerdict[]> {
    await this.#devices.decide(await this.hello(signal));
    if (probe === 'all') await this.#devices.probe(signal);
    return this.#devices.verdicts;
  }

  render(path: string, pixels: number, form: PreviewForm): Promise<Preview | null> {
    return this.#orNull(running => this.#pictures.ask(running, 'render', { path, pixels, form }));
  }

  async renderFile(path: string, size: PictureSize, folder: string): Promise<string | null> {
    const written = await this.#orNull(running =>
      this.#pictures.ask(running, 'renderFile', { path, size, folder }),
    );
    return written?.name ?? null;
  }

  prepare(
    { images, again }: Pick<PrepareRequest, 'images' | 'again'>,
    onProgress: (progress: PrepareProgress) => void,
    signal: AbortSignal,
  ): Promise<PreparedReport> {
    const { entry, settings } = this.#options;
    const { modelFolder, threads } = settings;
    return prepareModel(entry, { modelFolder, threads, images, again }, onProgress, signal);
  }

  removePrepared(): Promise<boolean> {
    return removePrepared(this.#options.settings.modelFolder);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#devices.dispose();
    await Promise.all([this.#pictures.dispose(), this.#texts.dispose()]);
  }

  /** For one file that nobody depends on: where it ends the process, there is nothing to show. */
  async #orNull<Answer>(question: (running: Running) => Promise<Answer>): Promise<Answer | null> {
    try {
      return await question(await this.#runs(undefined, true));
    } catch (error) {
      if (!LensError.is(error, 'closed') || this.#disposed) throw error;
      return null;
    }
  }

  /** Something of each file that follows from its pixels alone; null where there is none. */
  #askOfListed<Answer>(
    files: readonly ListedFile[],
    ask: FileQuestion<readonly (Answer | null)[], ListedFile>['ask'],
    signal?: AbortSignal,
  ): Promise<readonly (Answer | null)[]> {
    const question: FileQuestion<readonly (Answer | null)[], ListedFile> = {
      ask,
      decodesOnly: true,
      // The one whose pixels kill the decoder has none to compare.
      blame: () => [null],
      count: answer => answer.length,
      join: (first, second) => [...first, ...second],
    };
    return unlessAborted(this.#askOfFiles(files, question, signal), signal);
  }

  /** For questions that may end the process: after a death, finds the file that did it and answers for the others. */
  async #askOfFiles<Answer, File>(
    files: readonly File[],
    question: FileQuestion<Answer, File>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    let running: Running;
    do {
      await this.#examined;
      running = await this.#runs(signal, question.decodesOnly);
    } while (this.#examined);
    let answer: Answer;
    try {
      answer = await question.ask(running, files);
    } catch (error) {
      if (this.#disposed) throw error;
      if (LensError.is(error, 'device-failed')) {
        this.#devices.failed(deviceOf(running), error.message);
        return this.#askOfFiles(files, question, signal);
      }
      if (!LensError.is(error, 'closed')) throw error;
      const trial = this.#trialOf(running);
      const ask = async (some: readonly File[]): Promise<Answer> => {
        const first = await question.ask(await this.#runs(signal, question.decodesOnly), some);
        const done = question.count(first);
        return done >= some.length ? first : question.join(first, await ask(some.slice(done)), done);
      };
      const blame = (death: LensError) => {
        if (this.#disposed) throw death;
        if (trial) trial.isPictures = true;
        return question.blame(death);
      };
      try {
        // There was nothing else that it could have hung over, and to wait for it once more takes minutes.
        const isSure = files.length === 1 && !trial && error.details['stuck'] === 'alone';
        return isSure ? blame(error) : await this.#inTurn(() => examine(files, { ...question, ask, blame }));
      } finally {
        this.#closeTrial(running, trial);
      }
    }
    const done = question.count(answer);
    if (done >= files.length) return answer;
    // It was retired meanwhile, and another process has what it did not begin.
    return question.join(answer, await this.#askOfFiles(files.slice(done), question, signal), done);
  }

  #chooseDecoding(): Promise<void> {
    const { entry, electron } = this.#options;
    return (this.#choosing ??= chooseDecoding({ entry, ...electron }).then(
      decoding => void (this.#decoding = decoding),
    ));
  }

  /** A process on another device ended: the processor examines what it had in hand, which tells whose fault it was. */
  #trialOf(running: Running): DeviceTrial | undefined {
    const provider = deviceOf(running);
    if (provider === 'cpu') return undefined;
    const trial = this.#trials.get(running) ?? {
      suspicion: this.#devices.suspect(provider),
      open: 0,
      isPictures: false,
    };
    trial.open++;
    this.#trials.set(running, trial);
    return trial;
  }

  #closeTrial(running: Running, trial: DeviceTrial | undefined): void {
    if (!trial || --trial.open > 0) return;
    this.#trials.delete(running);
    if (this.#disposed) return;
    if (trial.isPictures) trial.suspicion.drop();
    else trial.suspicion.confirm();
  }

  /** One examination after another, and no batch beside it: only so is it sure which file ends the process. */
  async #inTurn<Result>(examination: () => Promise<Result>): Promise<Result> {
    const result = Promise.resolve(this.#examined).then(examination);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#examined = settled;
    try {
      return await result;
    } finally {
      if (this.#examined === settled) this.#examined = undefined;
    }
  }

  async #runs(signal?: AbortSignal, decodesOnly = false): Promise<Running> {
    const identity = await this.#known(signal);
    await Promise.all([this.#devices.decide(identity), this.#chooseDecoding()]);
    for (;;) {
      const { provider } = this.#devices.inUse;
      try {
        return await this.#pictures.persist(running => Promise.resolve(running), signal, decodesOnly);
      } catch (error) {
        // The model was not loaded there: the processor does it.
        if (!LensError.is(error, 'device-failed') || provider === 'cpu') throw error;
        this.#devices.failed(provider, error.message);
      }
    }
  }
}

interface DeviceTrial {
  readonly suspicion: Suspicion;
  /** Examinations under way. */
  open: number;
  /** A picture ended the processor's process as well. */
  isPictures: boolean;
}

function deviceOf({ start }: Running): Provider {
  return start.tower === 'vision' ? start.device.provider : 'cpu';
}

/** Settles as soon as the asker gives up, also while a process starts or others have their turn. */
async function unlessAborted<Answer>(
  answer: Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  if (!signal) return answer;
  const gaveUp = Promise.withResolvers<never>();
  const onAbort = () => gaveUp.reject(abortedError());
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([gaveUp.promise, answer]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function culprit(death: LensError): EncodedImages {
  return { images: [], vectors: new Float32Array(0), problems: [problemOf(death)] };
}

const unanswered: EncodingProblem = {
  index: 0,
  kind: 'timed-out',
  detail: 'It could not be read in time. Check its drive, and index again.',
};

function problemOf(death: LensError): EncodingProblem {
  return isStuck(death)
    ? {
        index: 0,
        kind: 'too-slow',
        detail: 'Encoding it took too long. Save it again in a simpler form, or exclude it.',
      }
    : {
        index: 0,
        kind: 'crashed',
        detail: 'Decoding it ended the encoder process. Save it again, or exclude it.',
      };
}

function joined(first: EncodedImages, second: EncodedImages, offset: number): EncodedImages {
  const vectors = new Float32Array(first.vectors.length + second.vectors.length);
  vectors.set(first.vectors);
  vectors.set(second.vectors, first.vectors.length);
  return {
    images: [...first.images, ...moved(second.images, offset)],
    vectors,
    problems: [...first.problems, ...moved(second.problems, offset)],
  };
}

function moved<Item extends { readonly index: number }>(items: readonly Item[], offset: number): Item[] {
  return items.map(item => ({ ...item, index: item.index + offset }));
}

/** The version of the GPU runtime that is installed below a store and fits; null where there is none. */
export function gpuRuntimeOf(store: string): string | null {
  const { onnxruntime } = packagedVersions();
  return onnxruntime !== null && installedRuntime(store, onnxruntime) !== null ? onnxruntime : null;
}
