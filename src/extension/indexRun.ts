/** The one index run of this window: several may wait for it, one word stops it. */
import * as vscode from 'vscode';
import { isDocument } from '../protocol/asset.ts';
import type { ChangedPlace, IndexReport } from '../protocol/lens.ts';
import type { LensClient } from '../lens/client.ts';
import { LensError } from '../protocol/errors.ts';
import type { Engine } from './engine.ts';

interface Running {
  readonly report: Promise<IndexReport>;
  readonly controller: AbortController;
  /** False for a run that looks at some places only. */
  readonly isWhole: boolean;
}

/** What is done before the folders are indexed for the first time. */
type PrepareFirst = (client: LensClient, signal: AbortSignal) => Promise<void>;

export class IndexRun implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #log: vscode.LogOutputChannel;
  readonly #prepareFirst: PrepareFirst;
  readonly #finished = new vscode.EventEmitter<IndexReport>();
  #running: Running | undefined;
  /** True once nothing has to be begun unasked: a run was made, or a person stopped it. */
  #isSettled = false;
  #hasIndex = false;

  /** A run has looked at everything. */
  readonly onDidFinish = this.#finished.event;

  constructor(engine: Engine, log: vscode.LogOutputChannel, prepareFirst: PrepareFirst) {
    this.#engine = engine;
    this.#log = log;
    this.#prepareFirst = prepareFirst;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get isPaused(): boolean {
    return this.#engine.status?.state === 'paused';
  }

  /** True where there is an index, or one is being made: changes of files and settings are followed. */
  get follows(): boolean {
    return this.#hasIndex || this.isRunning;
  }

  /** An index was found that another window or the command line made. */
  foundIndex(): void {
    this.#hasIndex = true;
  }

  /** A person cleared the index: only a person begins another. */
  lostIndex(): void {
    this.#hasIndex = false;
  }

  /** Brings the index up to date, or joins the run that does. Rejects with `aborted` when it is stopped. */
  start(): Promise<IndexReport> {
    // The engine begins it when a run at some places has ended.
    if (!this.#running?.isWhole) this.#running = this.#begin(null);
    return this.#running.report;
  }

  /** Looks whether files changed, at these places or anywhere, and if so brings the index up to date. Throws as `start`. */
  async follow(changed: readonly ChangedPlace[] | null): Promise<void> {
    if (!(await this.#engine.client().channel.ask('outdated', { changed }))) return;
    // Cleared since it was asked.
    if (!this.follows) return;
    if (!changed) return void (await this.start());
    // Begun since it was asked, and perhaps past these places already.
    await this.#running?.report.catch(() => undefined);
    this.#running ??= this.#begin(changed);
    await this.#running.report;
  }

  /** Indexes once in a window's life, where that is allowed; a person who stopped it is not overruled. */
  async ensure(): Promise<void> {
    if (this.#isSettled || this.#running || !vscode.workspace.isTrusted) return;
    this.#isSettled = true;
    try {
      await this.start();
    } catch (error) {
      // What failed is tried again at the next need of it.
      if (!LensError.is(error, 'aborted') && !LensError.is(error, 'cleared')) this.#isSettled = false;
      throw error;
    }
  }

  /** Starts the engine anew and, where that is allowed, indexes with it. */
  async restart(): Promise<void> {
    const ended = this.#running?.report.catch(() => undefined);
    this.stop();
    await this.#engine.restart();
    await ended;
    if (vscode.workspace.isTrusted) await this.start();
  }

  /** The run waits, in this window only, until it is resumed or stopped. */
  pause(): Promise<void> {
    return this.#setPaused(true);
  }

  resume(): Promise<void> {
    return this.#setPaused(false);
  }

  /** Stops the run; what was encoded stays. */
  stop(): void {
    this.#running?.controller.abort();
  }

  dispose(): void {
    this.stop();
    this.#finished.dispose();
  }

  async #setPaused(paused: boolean): Promise<void> {
    if (this.#engine.isRunning) await this.#engine.client().channel.ask('pause', { paused });
  }

  #begin(changed: readonly ChangedPlace[] | null): Running {
    const controller = new AbortController();
    const report = this.#run(changed, controller.signal).finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    const running: Running = { report, controller, isWhole: changed === null };
    return running;
  }

  async #run(changed: readonly ChangedPlace[] | null, signal: AbortSignal): Promise<IndexReport> {
    try {
      const client = this.#engine.client();
      if (!changed && !this.#hasIndex) await this.#prepareFirst(client, signal);
      const report = await client.channel.ask('index', { folder: null, ...(changed && { changed }) }, signal);
      const { assets, encoded, reused, removed, problems, imagesPerSecond, model, provider } = report;
      const told = problems.filter(({ path }) => !isDocument(path));
      this.#log.info(
        `Indexed ${assets} images with ${model} on ${provider}: ${encoded} encoded at ${imagesPerSecond.toFixed(1)}/s, ` +
          `${reused} reused, ${removed} removed, ${told.length} problems.`,
      );
      this.#hasIndex = true;
      if (changed) return report;
      for (const { folder, path, kind, detail } of told)
        this.#log.warn(`${folder}/${path}: ${kind}: ${detail}`);
      this.#isSettled = true;
      this.#finished.fire(report);
      return report;
    } catch (error) {
      if (LensError.is(error, 'aborted')) this.#log.info('Indexing was stopped.');
      if (LensError.is(error, 'cleared')) {
        this.#log.info(error.message);
        // As if it had been cleared here: only a person begins another.
        this.#hasIndex = false;
        this.#isSettled = true;
      }
      throw error;
    }
  }
}
