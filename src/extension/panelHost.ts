/** The panel's tab: opens it, restores it, answers its questions to the host, and joins it to the engine. */
import * as vscode from 'vscode';
import type { Handlers } from '../protocol/channel.ts';
import { LensError } from '../protocol/errors.ts';
import type { PanelAddress, PanelEvents, PanelCommand, PanelQuestions } from '../protocol/panel.ts';
import type { DuplicateHints } from './duplicateHint.ts';
import type { Engine } from './engine.ts';
import type { IndexRun } from './indexRun.ts';
import {
  chooseImage,
  copyMarkdownLink,
  copyPaths,
  fileOf,
  openImage,
  revealImage,
  type KeptImages,
} from './files.ts';
import { chooseFolder } from './folders.ts';
import { createLabel } from './newLabel.ts';
import { mergeDuplicates } from './mergeDuplicates.ts';
import { undoMerge } from './mergeCommands.ts';
import { panelOptions, panelPage, panelSetup } from './panelPage.ts';
import { PanelWires } from './panelWires.ts';
import { findReferences } from './references.ts';
import { settingsThatExclude } from './settings.ts';

export const panelType = 'assetLens.panel';

export interface PanelHostPorts {
  readonly extensionUri: vscode.Uri;
  readonly engine: Engine;
  readonly hints: DuplicateHints;
  readonly indexRun: IndexRun;
  readonly keptImages: KeptImages;
  readonly run: (command: PanelCommand) => Promise<void>;
  /** Tells a failure to the person, once. */
  readonly failed: (error: unknown) => Promise<void>;
  readonly log: vscode.LogOutputChannel;
}

/** The open tab. */
interface OpenPanel {
  readonly panel: vscode.WebviewPanel;
  readonly wires: PanelWires;
}

export class PanelHost implements vscode.Disposable, vscode.WebviewPanelSerializer {
  readonly #ports: PanelHostPorts;
  readonly #subscriptions: readonly vscode.Disposable[];
  #open: OpenPanel | undefined;
  /** Where the page shall go when it is there. */
  #show: Partial<PanelAddress> | null = null;
  /** What the last run left out, for a page that comes later. */
  #indexed: PanelEvents['indexed'] | null = null;

  constructor(ports: PanelHostPorts) {
    this.#ports = ports;
    const { engine, indexRun } = ports;
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(panelType, this),
      engine.onDidEnd(reason => {
        this.#open?.wires.dropLens();
        this.#open?.wires.tell('engine', { reason });
      }),
      engine.onDidStart(() => this.#engineStarted()),
      indexRun.onDidFinish(({ excluded }) => {
        this.#indexed = { excluded, settings: settingsThatExclude() };
        this.#open?.wires.tell('indexed', this.#indexed);
      }),
    ];
  }

  get isVisible(): boolean {
    return this.#open?.panel.visible ?? false;
  }

  /** Opens the panel, or brings it to the front, and goes to an address. */
  show(address: Partial<PanelAddress> = {}): void {
    const open = this.#open;
    if (!open) {
      this.#show = address;
      const panel = vscode.window.createWebviewPanel(
        panelType,
        'Asset Lens',
        vscode.ViewColumn.Active,
        panelOptions(this.#ports.extensionUri),
      );
      this.#attach(panel);
      return;
    }
    if (open.panel.visible) {
      open.panel.reveal();
      open.wires.tell('show', address);
    } else {
      // A hidden page does not exist; it is loaded anew and asks where to go.
      this.#show = address;
      open.panel.reveal();
    }
  }

  /** Called by VS Code after a reload; the page keeps its own address. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Thenable<void> {
    panel.webview.options = panelOptions(this.#ports.extensionUri);
    this.#attach(panel);
    return Promise.resolve();
  }

  /** Folders, trust or settings changed. */
  refresh(): void {
    const open = this.#open;
    if (!open) return;
    // VS Code loads the page again when these differ from before.
    open.panel.webview.options = panelOptions(this.#ports.extensionUri);
    open.wires.tell('setup', panelSetup(open.panel.webview, null));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#open?.panel.dispose();
  }

  #attach(panel: vscode.WebviewPanel): void {
    const { extensionUri, engine } = this.#ports;
    const wires = new PanelWires({
      send: envelope => void panel.webview.postMessage(envelope),
      handlers: this.#handlers(panel),
      connectLens: () => engine.client().connect(),
      lensFailed: error => {
        this.#ports.log.error(error instanceof Error ? error : String(error));
        wires.tell('engine', { reason: error instanceof Error ? error.message : String(error) });
      },
    });
    const open: OpenPanel = { panel, wires };
    this.#open = open;
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'tab.svg');
    panel.webview.onDidReceiveMessage((message: unknown) => wires.receive(message));
    panel.onDidDispose(() => {
      wires.dispose();
      if (this.#open === open) this.#open = undefined;
    });
    panel.webview.html = panelPage(panel.webview, extensionUri);
  }

  #engineStarted(): void {
    this.#open?.wires.dropLens();
    this.#open?.wires.tell('engine', { reason: null });
  }

  #handlers(panel: vscode.WebviewPanel): Handlers<PanelQuestions> {
    const { keptImages, run, indexRun, log, engine, failed } = this.#ports;
    return {
      ready: () => {
        const show = this.#show;
        this.#show = null;
        if (this.#indexed) this.#open?.wires.tell('indexed', this.#indexed);
        // What needs an index starts it; results show as they come. A failure is the engine's state, which the
        // page and the status bar show.
        indexRun.ensure().catch((error: unknown) => {
          if (LensError.is(error, 'cleared')) void failed(error);
          else if (!LensError.is(error, 'aborted')) log.error(error instanceof Error ? error : String(error));
        });
        return panelSetup(panel.webview, show);
      },
      open: async ({ folder, path, beside }) => openImage(fileOf({ folder, path }), beside).then(() => null),
      reveal: async place => revealImage(fileOf(place)).then(() => null),
      copyPaths: async ({ places }) => copyPaths(places).then(() => null),
      copyMarkdown: async place => copyMarkdownLink(fileOf(place)).then(() => null),
      references: async place => findReferences(engine, fileOf(place)).then(() => null),
      run: async ({ command }) => run(command).then(() => null),
      createLabel: async ({ name }) => createLabel(await chooseFolder(), name),
      merge: async request => {
        const merged = await mergeDuplicates(engine, request);
        return merged
          ? { id: merged.id, removed: merged.removed.length, refused: merged.refused.length }
          : null;
      },
      undoMerge: async ({ id }) => {
        const undone = await undoMerge(engine, this.#ports.hints, id ?? undefined);
        return undone ? { restored: undone.restored.length, left: undone.left.length } : null;
      },
      chooseImage: () => chooseImage(),
      keepImage: ({ name, bytes }) => keptImages.keep(name, bytes),
    };
  }
}
