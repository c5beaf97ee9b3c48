/** Another model was chosen: the old one answers until the new one has looked at every image. */
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import type { IndexProgress, LensSettings } from '../protocol/lens.ts';
import type { Engine } from './engine.ts';
import { inEngineApart } from './engineApart.ts';
import { chosenModel, modelName, readSettings, setModel } from './settings.ts';
import { hostWords } from './statusBar.ts';

export interface ModelSwitchPorts {
  readonly engine: Engine;
  readonly extensionPath: string;
  readonly failed: (error: unknown) => Promise<void>;
  /** Makes a faster form of the model where that pays. Rejects with `aborted` only. */
  readonly prepareFirst: (settings: LensSettings, signal: AbortSignal) => Promise<void>;
  /** The engine takes the settings as they are now. */
  readonly takeOver: () => Promise<void>;
  readonly compare: (otherFolder: string) => Promise<void>;
  readonly remove: (folder: string) => Promise<void>;
}

export class ModelSwitch implements vscode.Disposable {
  readonly #ports: ModelSwitchPorts;
  #preparing: { readonly folder: string; readonly controller: AbortController } | undefined;
  /** The model that is ready: it takes over at once. */
  #ready: string | undefined;
  /** What the setting said when its model answered last. */
  #answering: string | undefined = chosenModel();

  constructor(ports: ModelSwitchPorts) {
    this.#ports = ports;
  }

  /** True while the old model answers and another one looks at the images. */
  get isPreparing(): boolean {
    return this.#preparing !== undefined;
  }

  /** To be called before the engine takes over new settings. Throws nothing: what is wrong with them is told by the engine. */
  settle(): void {
    const { engine, extensionPath } = this.#ports;
    let settings: LensSettings;
    try {
      settings = readSettings(extensionPath);
    } catch {
      return this.#release();
    }
    const { modelFolder: wanted } = settings;
    const answering = engine.modelFolder;
    if (this.#preparing?.folder === wanted) return;
    this.#preparing?.controller.abort();
    this.#preparing = undefined;
    const hasIndex = engine.status?.folders.some(({ indexed }) => indexed) ?? false;
    if (
      answering === undefined ||
      answering === wanted ||
      wanted === this.#ready ||
      !hasIndex ||
      !settings.trusted
    ) {
      this.#release();
      return;
    }
    engine.hold(answering);
    void this.#prepare(settings, answering);
  }

  dispose(): void {
    this.#preparing?.controller.abort();
  }

  #release(): void {
    this.#ports.engine.hold(undefined);
    this.#answering = chosenModel();
  }

  async #prepare(settings: LensSettings, old: string): Promise<void> {
    const controller = new AbortController();
    const preparing = (this.#preparing = { folder: settings.modelFolder, controller });
    const isCurrent = () => this.#preparing === preparing;
    const back = this.#answering;
    try {
      await this.#ports.prepareFirst(settings, controller.signal);
      await indexApart(settings, this.#ports.extensionPath, controller);
    } catch (error) {
      // Another choice came meanwhile, or the window closes.
      if (!isCurrent()) return;
      this.#preparing = undefined;
      // Given up, or failed: the setting says again what answers.
      await setModel(back);
      if (!LensError.is(error, 'aborted')) await this.#ports.failed(error);
      return;
    }
    if (!isCurrent()) return;
    this.#preparing = undefined;
    this.#ready = settings.modelFolder;
    await this.#ports.takeOver();
    this.#ready = undefined;
    await this.#offer(modelName(settings.modelFolder), old);
  }

  async #offer(name: string, old: string): Promise<void> {
    const compare = vscode.l10n.t('Compare with the Old One');
    const remove = vscode.l10n.t('Remove the Old One…');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('The model {0} answers now.', name),
      compare,
      remove,
    );
    try {
      if (chosen === compare) await this.#ports.compare(old);
      if (chosen === remove) await this.#ports.remove(old);
    } catch (error) {
      await this.#ports.failed(error);
    }
  }
}

/** Indexes with a model in an engine of its own, with a notification; the window's engine hears nothing of it. */
export function indexApart(
  settings: LensSettings,
  extensionPath: string,
  controller: AbortController,
): Promise<void> {
  const title = vscode.l10n.t(
    'The model {0} looks at the images; the old one answers meanwhile',
    modelName(settings.modelFolder),
  );
  const location = vscode.ProgressLocation.Notification;
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (shown, token) => {
      token.onCancellationRequested(() => controller.abort());
      const { count } = hostWords();
      let told = 0;
      const tell = ({ done, total }: IndexProgress) => {
        const share = total > 0 ? (100 * done) / total : 0;
        shown.report({
          message: vscode.l10n.t('{0} of {1}', count(done), count(total)),
          increment: Math.max(0, share - told),
        });
        told = Math.max(told, share);
      };
      return inEngineApart(settings, extensionPath, async client => {
        client.channel.on('progress', tell);
        await client.channel.ask('index', { folder: null }, controller.signal);
      });
    }),
  );
}
