/**
 * One of the processes of an encoder over all its lives: started by the first question, ended when it is idle, started
 * again after a death a bounded number of times, so that a broken machine ends in an error and not in a loop.
 */
import type { EncoderIdentity, EncoderQuestions, EncoderStart } from '../protocol/encoder.ts';
import { LensError, abortedError } from '../protocol/errors.ts';
import { awakeTimer } from './awakeTimer.ts';
import { launch, type Running, stop } from './launch.ts';
import type { Decoding } from './nativeModules.ts';

/** Deaths without any success in between, after which it is given up: enough to halve a batch of 64 to one file, twice. */
const deathsInARow = 14;

/** A process that does nothing for a question for this long is stuck; decoding a file may take half of it (`limits.ts`). */
const answerMilliseconds = 120_000;

/** Two gigabytes from a slow drive take less. */
const loadMilliseconds = 5 * 60_000;

/** A start that hangs says more than a death, and costs more: after three of them nobody tries again. */
const deathsOfHungStart = 5;

/** An idle process holds some hundred megabytes for nobody. */
const idleMilliseconds = 5 * 60_000;

export interface ProcessOptions {
  /** Absolute path of the encoder's bundle. */
  readonly entry: string;
  /** How long to wait for an answer. */
  readonly answerMilliseconds?: number;
  /** How long it may take to load its model. */
  readonly loadMilliseconds?: number;
  /** How long it is kept when it is idle. */
  readonly idleMilliseconds?: number;
}

/** What a process needs of the encoder that it belongs to. */
export interface ProcessPorts {
  /** What it is told at a start. */
  readonly start: () => EncoderStart;
  /** How its program is started, where it decodes pictures. */
  readonly decoding?: () => Decoding | undefined;
  readonly onIdentity: (identity: EncoderIdentity) => void;
  /** Told when this one had to be started again, and when it runs or is given up. */
  readonly onRestart: (restarting: boolean) => void;
  /** Told when one ended by itself while it loaded its model, with no file in hand. */
  readonly onFailedStart?: (running: Running) => void;
}

export class EncoderProcess {
  readonly #options: ProcessOptions;
  readonly #ports: ProcessPorts;
  #running: Running | undefined;
  #deaths = 0;
  #asking = 0;
  /** Open questions of each process: one that was retired ends with its last. */
  readonly #open = new Map<Running, number>();
  /** Questions that each process has not answered, those included that nobody waits for any more. */
  readonly #inHand = new WeakMap<Running, number>();
  /** Those that load what they were told to. */
  readonly #loading = new Set<Running>();
  /** Resolves when the tower of one is open; none where nobody has asked for it. */
  readonly #towers = new WeakMap<Running, Promise<void>>();
  #idleTimer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ProcessOptions, ports: ProcessPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idleTimer);
    const running = this.#running;
    this.#running = undefined;
    await Promise.all([...(running ? [running] : []), ...this.#open.keys()].map(stop));
  }

  /** The next question starts a new process; this one ends when it has answered what it was asked. */
  retire(): void {
    const running = this.#running;
    this.#running = undefined;
    this.#deaths = 0;
    if (running && !this.#open.has(running)) void stop(running);
  }

  /** Asks again after a death, until the process is given up. For questions that cannot kill it by themselves. */
  async persist<Answer>(
    question: (running: Running) => Promise<Answer>,
    signal?: AbortSignal,
    decodesOnly = false,
  ): Promise<Answer> {
    for (;;) {
      if (signal?.aborted) throw abortedError();
      try {
        return await question(await this.start(decodesOnly));
      } catch (error) {
        if (!LensError.is(error, 'closed') || this.#disposed) throw error;
      }
    }
  }

  /**
   * Rejects with `closed` when the process ends over it, and `stuck` in the details: `alone` where it did nothing for this
   * question any more and had no other one in hand, `yes` where it had, `no` where it ended otherwise.
   */
  async ask<Name extends keyof EncoderQuestions & string>(
    running: Running,
    name: Name,
    request: EncoderQuestions[Name][0],
    signal?: AbortSignal,
  ): Promise<EncoderQuestions[Name][1]> {
    clearTimeout(this.#idleTimer);
    this.#asking++;
    this.#open.set(running, (this.#open.get(running) ?? 0) + 1);
    this.#inHand.set(running, (this.#inHand.get(running) ?? 0) + 1);
    const limit = this.#options.answerMilliseconds ?? answerMilliseconds;
    let stuck: 'alone' | 'yes' | 'no' = 'no';
    const late = () => {
      // A device that loads its network holds up all else; there is a patience with that.
      if (this.#loading.has(running)) return void (watchdog = awakeTimer(limit, late));
      stuck = this.#inHand.get(running) === 1 ? 'alone' : 'yes';
      running.channel.close('The encoder process did not answer any more.');
      running.process.kill('SIGKILL');
    };
    let watchdog = awakeTimer(limit, late);
    const files = new Set(filesOf(request));
    const stopListening = running.channel.on('alive', ({ file }) => {
      if (files.has(file)) watchdog.restart();
    });
    try {
      const answer = await running.channel.ask(name, request, signal);
      this.#deaths = 0;
      this.#putDown(running);
      return answer;
    } catch (error) {
      if (!LensError.is(error, 'closed')) {
        if (!signal?.aborted) this.#putDown(running);
        throw error;
      }
      throw new LensError('closed', error.message, { stuck }, error);
    } finally {
      watchdog.stop();
      stopListening();
      this.#asking--;
      this.#settle(running);
      this.#restSoon();
    }
  }

  #putDown(running: Running): void {
    this.#inHand.set(running, (this.#inHand.get(running) ?? 1) - 1);
  }

  #settle(running: Running): void {
    const left = (this.#open.get(running) ?? 1) - 1;
    if (left > 0) return void this.#open.set(running, left);
    this.#open.delete(running);
    if (running !== this.#running) void stop(running);
  }

  /** The process, started if need be; with its tower, unless it only decodes. Throws `encoder-failed` where it died too often. */
  async start(decodesOnly = false): Promise<Running> {
    if (this.#disposed) throw new LensError('closed', 'The encoder was stopped.');
    if (!this.#running) {
      if (this.#deaths >= deathsInARow) {
        this.#ports.onRestart(false);
        throw new LensError(
          'encoder-failed',
          'The encoder process ended again and again. Run it from a terminal to see why, or report it.',
        );
      }
      if (this.#deaths > 0) this.#ports.onRestart(true);
      this.#running = this.#launch(decodesOnly);
    }
    const running = this.#running;
    try {
      await running.identity;
      // Who only decodes waits for a network that is being opened: a death meanwhile is no picture's fault.
      await (decodesOnly ? this.#towers.get(running) : this.#tower(running));
    } catch (error) {
      if (this.#running === running) this.#running = undefined;
      if (LensError.is(error, 'closed')) throw error;
      this.#ports.onRestart(false);
      // Files that were in hand before it opened its network are answered for, as by one that was retired.
      if (!this.#open.has(running)) await stop(running);
      throw error;
    }
    if (this.#deaths > 0) this.#ports.onRestart(false);
    return running;
  }

  #launch(decodesOnly: boolean): Running {
    const { entry } = this.#options;
    const running = launch(entry, this.#ports.start(), this.#ports.decoding?.(), decodesOnly);
    const begun = this.#load(running, running.identity);
    // Whoever asks for it hears of its failure.
    begun.catch(() => undefined);
    if (!decodesOnly) this.#towers.set(running, begun);
    // A decoder of it did not come back: no death, and nobody else's fault.
    running.channel.on('spent', () => {
      if (this.#running === running) this.retire();
    });
    running.channel.onClose(() => {
      const isLoading = this.#loading.delete(running);
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#deaths++;
      // A file that was in hand may have ended it: whoever asked about it finds out.
      const isOfNetwork = this.#towers.has(running) && !this.#open.has(running);
      if (isLoading && isOfNetwork) this.#ports.onFailedStart?.(running);
    });
    return running;
  }

  #tower(running: Running): Promise<void> {
    const tower = this.#towers.get(running) ?? this.#load(running, running.open());
    this.#towers.set(running, tower);
    return tower;
  }

  /** Waits until it has loaded something, and ends it where that hangs. */
  async #load(running: Running, loaded: Promise<EncoderIdentity>): Promise<void> {
    clearTimeout(this.#idleTimer);
    const patience = awakeTimer(this.#options.loadMilliseconds ?? loadMilliseconds, () => {
      // One more is counted for the end itself.
      if (this.#running === running) this.#deaths += deathsOfHungStart - 1;
      running.channel.close('The encoder process did not load its model in time.');
      running.process.kill('SIGKILL');
    });
    this.#loading.add(running);
    try {
      this.#ports.onIdentity(await loaded);
    } finally {
      patience.stop();
      this.#loading.delete(running);
      this.#restSoon();
    }
  }

  #restSoon(): void {
    clearTimeout(this.#idleTimer);
    if (this.#asking > 0 || this.#loading.size > 0 || this.#disposed) return;
    this.#idleTimer = setTimeout(() => {
      const running = this.#running;
      this.#running = undefined;
      if (running) void stop(running);
    }, this.#options.idleMilliseconds ?? idleMilliseconds);
    this.#idleTimer.unref();
  }
}

/** The files that a question is about. */
function filesOf(request: object): readonly string[] {
  if ('paths' in request && Array.isArray(request.paths)) return request.paths.filter(isText);
  if ('files' in request && Array.isArray(request.files)) return request.files.flatMap(filesOf);
  return 'path' in request && isText(request.path) ? [request.path] : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
