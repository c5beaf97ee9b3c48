/** Tags beside the files of the explorer, where a person turned them on; asked for some files at a time. */
import * as vscode from 'vscode';
import type { AssetCard } from '../protocol/asset.ts';
import { cardsOf } from './assetCards.ts';
import type { Engine } from './engine.ts';
import { isImage } from './files.ts';
import { settingsSection, showsExplorerTags } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { tagsText } from './tagText.ts';

/** The explorer asks for every file it shows; they are asked for together. */
const gatheringMilliseconds = 40;
/** Decisions and index runs change tags often: decorations follow at leisure. */
const calmMilliseconds = 1500;

export class ExplorerTags implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #engine: Engine;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #wanted: { readonly uri: vscode.Uri; readonly resolve: (card: AssetCard | undefined) => void }[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #calm: NodeJS.Timeout | undefined;

  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#subscriptions = [
      vscode.window.registerFileDecorationProvider(this),
      engine.onDidStart(() => this.#soon()),
      engine.onDidChangeAssets(() => this.#soon()),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration(`${settingsSection}.explorerTags`)) this.#changed.fire(undefined);
      }),
    ];
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    // Nothing is started for a decoration.
    if (!showsExplorerTags() || uri.scheme !== 'file' || !isImage(uri) || !this.#engine.isRunning)
      return undefined;
    const card = await this.#cardOf(uri);
    const first = card?.tags[0];
    if (!first) return undefined;
    const badge = [...first.label][0]!.toUpperCase();
    return new vscode.FileDecoration(badge, tagsText(card.tags, hostWords()));
  }

  dispose(): void {
    clearTimeout(this.#gathering);
    clearTimeout(this.#calm);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #cardOf(uri: vscode.Uri): Promise<AssetCard | undefined> {
    return new Promise(resolve => {
      this.#wanted.push({ uri, resolve });
      this.#gathering ??= setTimeout(() => void this.#ask(), gatheringMilliseconds);
    });
  }

  async #ask(): Promise<void> {
    this.#gathering = undefined;
    const wanted = this.#wanted;
    this.#wanted = [];
    // A decoration is a convenience: without an answer there is none.
    const cards = await cardsOf(
      this.#engine,
      wanted.map(({ uri }) => uri),
    ).catch(() => new Map<string, AssetCard>());
    for (const { uri, resolve } of wanted) resolve(cards.get(uri.fsPath));
  }

  #soon(): void {
    if (!showsExplorerTags()) return;
    this.#calm ??= setTimeout(() => {
      this.#calm = undefined;
      this.#changed.fire(undefined);
    }, calmMilliseconds);
  }
}
