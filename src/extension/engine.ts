/** Keeps at most one engine: started by the first need of it, told of new settings, started anew when it died. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { FormWish } from '../protocol/encoder.ts';
import { LensError } from '../protocol/errors.ts';
import type { IndexProgress, LensSettings, LensStatus } from '../protocol/lens.ts';
import { type LensClient, startLens } from '../lens/client.ts';
import { readSettings } from './settings.ts';

export class Engine implements vscode.Disposable {
  readonly #extensionPath: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #status = new vscode.EventEmitter<LensStatus>();
  readonly #progress = new vscode.EventEmitter<IndexProgress>();
  readonly #started = new vscode.EventEmitter<void>();
  readonly #assets = new vscode.EventEmitter<void>();
  readonly #ended = new vscode.EventEmitter<string>();
  readonly #notice = new vscode.EventEmitter<string>();
  readonly #noticed = new Set<string>();
  #client: LensClient | undefined;
  #lastStatus: LensStatus | undefined;
  /** What the running engine was opened with, as text. */
  #settings: string | undefined;
  /** The last change of settings. */
  #configuring: Promise<LensStatus> | undefined;
  #modelFolder: string | undefined;
  #heldModel: string | undefined;
  #form: FormWish = 'as-indexed';

  readonly onDidChangeStatus = this.#status.event;
  readonly onDidProgress = this.#progress.event;
  /** The engine runs, or has other settings than before: what was asked of it is out of date. */
  readonly onDidStart = this.#started.event;
  /** Assets, tags or decisions changed: what was asked of them may be out of date. */
  readonly onDidChangeAssets = this.#assets.event;
  /** The engine ended unasked; the reason is one sentence. */
  readonly onDidEnd = this.#ended.event;
  /** Something that people should hear of the index, each once in a window's life; one or two sentences. */
  readonly onDidNotice = this.#notice.event;

  constructor(extensionPath: string, log: vscode.LogOutputChannel) {
    this.#extensionPath = extensionPath;
    this.#log = log;
  }

  /** What the engine last said of itself; undefined before it runs. */
  get status(): LensStatus | undefined {
    return this.#lastStatus;
  }

  /** The folder of the model that answers; undefined where no engine runs. */
  get modelFolder(): string | undefined {
    return this.isRunning ? this.#modelFolder : undefined;
  }

  /** This model answers whatever the setting says, until it is undefined again. */
  hold(modelFolder: string | undefined): void {
    this.#heldModel = modelFolder;
  }

  /** Which form of the model is to answer, where it has two; counts from the next opening or reconfiguring on. */
  useForm(form: FormWish): void {
    this.#form = form;
  }

  #readSettings(): LensSettings {
    const settings = { ...readSettings(this.#extensionPath), form: this.#form };
    return this.#heldModel === undefined ? settings : { ...settings, modelFolder: this.#heldModel };
  }

  get isRunning(): boolean {
    return this.#client !== undefined;
  }

  /** The running engine; starts it where none runs. Throws as `readSettings`, and `not-found` where no folder is open. */
  client(): LensClient {
    if (this.#client) return this.#client;
    const settings = this.#readSettings();
    if (settings.folders.length === 0) {
      throw new LensError('not-found', vscode.l10n.t('No folder is open. Open one to search its images.'));
    }
    const bundle = (name: string) => path.join(this.#extensionPath, 'dist', name);
    const client = startLens(settings, { worker: bundle('worker.js'), encoder: bundle('encoder.js') });
    this.#log.info(
      `The engine starts: ${settings.folders.length} folders, store ${settings.store}, model ${settings.modelFolder}.`,
    );
    this.#client = client;
    this.#settings = JSON.stringify(settings);
    this.#modelFolder = settings.modelFolder;
    client.channel.on('status', status => this.#heardStatus(client, status));
    client.channel.on('progress', progress => {
      if (this.#client === client) this.#progress.fire(progress);
    });
    client.channel.on('changed', () => {
      if (this.#client === client) this.#assets.fire();
    });
    client.onExit(reason => {
      if (this.#client !== client) return;
      this.#log.error(`The engine ended: ${reason}`);
      this.#forget();
      this.#ended.fire(reason);
    });
    this.#started.fire();
    return client;
  }

  /** Asks the engine how it is, starting it where need be. */
  async askStatus(): Promise<LensStatus> {
    const client = this.client();
    const status = await client.channel.ask('status', null);
    this.#heardStatus(client, status);
    return status;
  }

  /** Folders, settings or trust changed: a running engine goes on with the new ones. */
  async reconfigure(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    let settings;
    try {
      settings = this.#readSettings();
    } catch (error) {
      await this.stop();
      throw error;
    }
    if (settings.folders.length === 0) return this.stop();
    // A setting that the engine is not opened with costs no run that is under way.
    const text = JSON.stringify(settings);
    // Whoever asks meanwhile waits as well: what is asked before the engine has changed over is asked of one that ends.
    if (text === this.#settings) return void (await this.#configuring?.catch(() => undefined));
    this.#settings = text;
    this.#modelFolder = settings.modelFolder;
    const configuring = (this.#configuring = client.channel.ask('configure', settings));
    const status = await configuring;
    this.#heardStatus(client, status);
    this.#started.fire();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.client();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#forget();
    await client?.dispose();
  }

  async dispose(): Promise<void> {
    await this.stop();
    for (const emitter of [
      this.#status,
      this.#progress,
      this.#started,
      this.#assets,
      this.#ended,
      this.#notice,
    ])
      emitter.dispose();
  }

  #heardStatus(client: LensClient, status: LensStatus): void {
    if (this.#client !== client) return;
    if (status.state === 'failed') this.#log.error(status.reason ?? 'The engine failed.');
    this.#lastStatus = status;
    this.#status.fire(status);
    for (const notice of status.notices) {
      if (this.#noticed.has(notice)) continue;
      this.#noticed.add(notice);
      this.#log.warn(notice);
      this.#notice.fire(notice);
    }
  }

  #forget(): void {
    this.#client = undefined;
    this.#lastStatus = undefined;
  }
}
