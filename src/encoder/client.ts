/**
 * The near side of the encoder: starts the process, sends batches, and copes with its death.
 * What a process had in hand when it died is sent again in halves, down to the one file that did it; the process is
 * started again a bounded number of times, so that a broken machine ends in an error and not in a loop.
 */
import type {
  EncodedImages,
  Encoder,
  EncoderIdentity,
  EncoderQuestions,
  EncoderSettings,
  EncodingProblem,
  Preview,
  PictureSize,
  PreviewForm,
} from '../protocol/encoder.ts';
import { LensError, abortedError } from '../protocol/errors.ts';
import { awakeTimer } from './awakeTimer.ts';
import { launch, type Running, stop } from './launch.ts';
import { type Examination, examine } from './suspects.ts';

/** Deaths without any success in between, after which the encoder gives up: enough to halve a batch of 64 to one file, twice. */
const deathsInARow = 14;

/** A process that does nothing for a question for this long is stuck; decoding a file alone may take half of it. */
const answerMilliseconds = 120_000;

/** Two gigabytes from a slow drive take less. */
const loadMilliseconds = 5 * 60_000;

/** A start that hangs says more than a death, and costs more: after three of them nobody tries again. */
const deathsOfHungStart = 5;

/** An idle process holds some hundred megabytes for nobody. */
const idleMilliseconds = 5 * 60_000;

export interface EncoderOptions {
  /** Absolute path of the encoder's bundle. */
  readonly entry: string;
  readonly settings: EncoderSettings;
  /** Told when the process had to be started again, and when it runs. */
  readonly onRestart?: (restarting: boolean) => void;
  /** For tests: how long to wait for an answer. */
  readonly answerMilliseconds?: number;
  /** For tests: how long a process may take to load its model. */
  readonly loadMilliseconds?: number;
  /** For tests: how long an idle process is kept. */
  readonly idleMilliseconds?: number;
}

/** An encoder in a process of its own; the process starts with the first question. */
export function startEncoder(options: EncoderOptions): Encoder {
  return new EncoderClient(options);
}

interface FileQuestion<Answer> extends Omit<Examination<Answer>, 'ask'> {
  readonly ask: (running: Running, paths: readonly string[]) => Promise<Answer>;
}

class EncoderClient implements Encoder {
  readonly #options: EncoderOptions;
  #running: Running | undefined;
  #deaths = 0;
  #asking = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #disposed = false;
  /** Settles when the batches that a dead process left behind have been tried again. */
  #examined: Promise<void> | undefined;

  constructor(options: EncoderOptions) {
    this.#options = options;
  }

  hello(signal?: AbortSignal): Promise<EncoderIdentity> {
    const asked = this.#persist(running => running.identity, signal);
    return unlessAborted(asked, signal);
  }

  identify(paths: readonly string[], signal?: AbortSignal): Promise<EncoderQuestions['identify'][1]> {
    const asked = this.#askOfFiles<EncoderQuestions['identify'][1]>(
      paths,
      {
        ask: (running, some) => this.#ask(running, 'identify', { paths: some }, signal),
        blame: death => ({ files: [], problems: [problemOf(death)] }),
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
    const asked = this.#persist(running => this.#ask(running, 'encodeTexts', { texts }, signal), signal);
    return unlessAborted(asked, signal);
  }

  hashPixels(paths: readonly string[], signal?: AbortSignal): Promise<readonly (string | null)[]> {
    const asked = this.#askOfFiles<readonly (string | null)[]>(
      paths,
      {
        ask: async (running, some) =>
          (await this.#ask(running, 'hashPixels', { paths: some }, signal)).hashes,
        // The one whose pixels kill the decoder has none to compare.
        blame: () => [null],
        join: (first, second) => [...first, ...second],
      },
      signal,
    );
    return unlessAborted(asked, signal);
  }

  encodeImages(
    paths: readonly string[],
    thumbnails: string | null,
    signal?: AbortSignal,
  ): Promise<EncodedImages> {
    const asked = this.#askOfFiles<EncodedImages>(
      paths,
      {
        ask: (running, some) => this.#ask(running, 'encodeImages', { paths: some, thumbnails }, signal),
        blame: culprit,
        join: joined,
      },
      signal,
    );
    return unlessAborted(asked, signal);
  }

  render(path: string, pixels: number, form: PreviewForm): Promise<Preview | null> {
    return this.#orNull(running => this.#ask(running, 'render', { path, pixels, form }));
  }

  async renderFile(path: string, size: PictureSize, folder: string): Promise<string | null> {
    const written = await this.#orNull(running => this.#ask(running, 'renderFile', { path, size, folder }));
    return written?.name ?? null;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idleTimer);
    const running = this.#running;
    this.#running = undefined;
    if (running) await stop(running);
  }

  /** For one file that nobody depends on: where it ends the process, there is nothing to show. */
  async #orNull<Answer>(question: (running: Running) => Promise<Answer>): Promise<Answer | null> {
    try {
      return await question(await this.#start());
    } catch (error) {
      if (!LensError.is(error, 'closed') || this.#disposed) throw error;
      return null;
    }
  }

  /** For questions that may end the process: after a death, finds the file that did it and answers for the others. */
  async #askOfFiles<Answer>(
    paths: readonly string[],
    question: FileQuestion<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    let running: Running;
    do {
      await this.#examined;
      running = await this.#runs(signal);
    } while (this.#examined);
    try {
      return await question.ask(running, paths);
    } catch (error) {
      if (!LensError.is(error, 'closed') || this.#disposed) throw error;
      const ask = async (some: readonly string[]) => question.ask(await this.#runs(signal), some);
      const blame = (death: LensError) => {
        if (this.#disposed) throw death;
        return question.blame(death);
      };
      return this.#inTurn(() => examine(paths, { ...question, ask, blame }));
    }
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

  #runs(signal?: AbortSignal): Promise<Running> {
    return this.#persist(running => Promise.resolve(running), signal);
  }

  /** Asks again after a death, until the encoder gives up. For questions that cannot kill it by themselves. */
  async #persist<Answer>(
    question: (running: Running) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    for (;;) {
      if (signal?.aborted) throw abortedError();
      try {
        return await question(await this.#start());
      } catch (error) {
        if (!LensError.is(error, 'closed') || this.#disposed) throw error;
      }
    }
  }

  async #ask<Name extends keyof EncoderQuestions & string>(
    running: Running,
    name: Name,
    request: EncoderQuestions[Name][0],
    signal?: AbortSignal,
  ): Promise<EncoderQuestions[Name][1]> {
    clearTimeout(this.#idleTimer);
    this.#asking++;
    const limit = this.#options.answerMilliseconds ?? answerMilliseconds;
    let stuck = false;
    const watchdog = awakeTimer(limit, () => {
      stuck = true;
      running.channel.close('The encoder process did not answer any more.');
      running.process.kill('SIGKILL');
    });
    const files = new Set(filesOf(request));
    const stopListening = running.channel.on('alive', ({ file }) => {
      if (files.has(file)) watchdog.restart();
    });
    try {
      const answer = await running.channel.ask(name, request, signal);
      this.#deaths = 0;
      return answer;
    } catch (error) {
      if (!LensError.is(error, 'closed')) throw error;
      throw new LensError('closed', error.message, { stuck: stuck ? 'yes' : 'no' }, error);
    } finally {
      watchdog.stop();
      stopListening();
      this.#asking--;
      this.#restSoon();
    }
  }

  async #start(): Promise<Running> {
    if (this.#disposed) throw new LensError('closed', 'The encoder was stopped.');
    if (!this.#running) {
      if (this.#deaths >= deathsInARow) {
        throw new LensError(
          'encoder-failed',
          'The encoder process ended again and again. Run it from a terminal to see why, or report it.',
        );
      }
      if (this.#deaths > 0) this.#options.onRestart?.(true);
      this.#running = this.#launch();
    }
    const running = this.#running;
    try {
      await running.identity;
    } catch (error) {
      if (this.#running === running) this.#running = undefined;
      if (!LensError.is(error, 'closed')) await stop(running);
      throw error;
    }
    if (this.#deaths > 0) this.#options.onRestart?.(false);
    return running;
  }

  #launch(): Running {
    const running = launch(this.#options.entry, this.#options.settings);
    clearTimeout(this.#idleTimer);
    const patience = awakeTimer(this.#options.loadMilliseconds ?? loadMilliseconds, () => {
      // One more is counted for the end itself.
      if (this.#running === running) this.#deaths += deathsOfHungStart - 1;
      running.channel.close('The encoder process did not load its model in time.');
      running.process.kill('SIGKILL');
    });
    running.identity.then(
      () => {
        patience.stop();
        this.#restSoon();
      },
      () => patience.stop(),
    );
    running.channel.onClose(() => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#deaths++;
    });
    return running;
  }

  #restSoon(): void {
    clearTimeout(this.#idleTimer);
    if (this.#asking > 0 || this.#disposed) return;
    this.#idleTimer = setTimeout(() => {
      const running = this.#running;
      this.#running = undefined;
      if (running) void stop(running);
    }, this.#options.idleMilliseconds ?? idleMilliseconds);
    this.#idleTimer.unref();
  }
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

function problemOf(death: LensError): EncodingProblem {
  return death.details['stuck'] === 'yes'
    ? { index: 0, kind: 'timed-out', detail: 'Encoding it took too long. Save it again in a simpler form.' }
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

/** The files that a question is about. */
function filesOf(request: object): readonly string[] {
  if ('paths' in request && Array.isArray(request.paths)) return request.paths.filter(isText);
  return 'path' in request && isText(request.path) ? [request.path] : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
