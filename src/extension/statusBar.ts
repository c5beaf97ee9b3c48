/** The one item in the status bar: shown from the moment there is something to say. */
import * as vscode from 'vscode';
import type { IndexProgress } from '../protocol/lens.ts';
import type { Engine } from './engine.ts';
import { type StatusWords, statusText } from './statusText.ts';

/** VS Code's words and numbers for pure text functions. */
export function hostWords(): StatusWords {
  const numbers = new Intl.NumberFormat(knownLanguage());
  return {
    t: (sentence, ...values) => vscode.l10n.t(sentence, ...values),
    count: value => numbers.format(value),
  };
}

/** The display language, or English where it is a private tag. */
export function knownLanguage(): string {
  try {
    return Intl.getCanonicalLocales(vscode.env.language)[0] ?? 'en';
  } catch {
    return 'en';
  }
}

export class StatusBar implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #item: vscode.StatusBarItem;
  #words: StatusWords | undefined;
  readonly #subscriptions: readonly vscode.Disposable[];
  #progress: IndexProgress | undefined;
  #endReason: string | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#item = vscode.window.createStatusBarItem('assetLens.status', vscode.StatusBarAlignment.Right, 90);
    this.#item.name = 'Asset Lens';
    this.#item.command = 'assetLens.showMenu';
    this.#subscriptions = [
      this.#item,
      engine.onDidChangeStatus(status => {
        if (status.state !== 'indexing' && status.state !== 'paused') this.#progress = undefined;
        this.#draw();
      }),
      engine.onDidProgress(progress => {
        this.#progress = progress;
        this.#draw();
      }),
      engine.onDidStart(() => {
        this.#endReason = undefined;
        this.#draw();
      }),
      engine.onDidEnd(reason => {
        this.#endReason = reason;
        this.#progress = undefined;
        this.#draw();
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #draw(): void {
    // Made with the first use: to load a language's number formats takes longer than all else at the start.
    this.#words ??= hostWords();
    const shown = statusText(this.#engine.status, this.#progress, this.#endReason, this.#words);
    if (!shown) return this.#item.hide();
    const { text, spoken, lines, isTrouble } = shown;
    this.#item.text = text;
    this.#item.accessibilityInformation = { label: spoken, role: 'button' };
    const tooltip = new vscode.MarkdownString();
    tooltip.appendMarkdown('**Asset Lens**\n\n');
    for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
    this.#item.tooltip = tooltip;
    this.#item.backgroundColor = isTrouble
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }
}
