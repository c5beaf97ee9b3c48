/** *Evaluate Labels…*: asks what is right, and shows how well the labels fit as a text that leads to the images. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AssetCard, AssetId, Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { TruthSource } from '../protocol/evaluation.ts';
import type { Engine } from './engine.ts';
import { type Report, evaluationReport } from './evaluationReport.ts';
import { fileOf } from './files.ts';
import { signalOf, withProgress } from './progress.ts';
import { hostWords } from './statusBar.ts';

const scheme = 'asset-lens-evaluation';

/** Cards are asked for in pages of this many. */
const page = 1000;

interface Page {
  readonly report: Report;
  readonly cards: ReadonlyMap<AssetId, AssetCard>;
}

/** The texts that are open, and the links in them. */
export class EvaluationPages
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  readonly #pages = new Map<string, Page>();
  readonly #registered: vscode.Disposable;
  #count = 0;

  constructor() {
    this.#registered = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#pages.delete(uri.toString())),
    );
  }

  async show(name: string, shown: Page): Promise<void> {
    // Each evaluation is a text of its own, so that two can be compared.
    const uri = vscode.Uri.from({ scheme, path: `/${name}.md`, query: String(++this.#count) });
    this.#pages.set(uri.toString(), shown);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#pages.get(uri.toString())?.report.text ?? '';
  }

  provideDocumentLinks({ uri }: vscode.TextDocument): vscode.DocumentLink[] {
    const shown = this.#pages.get(uri.toString());
    return (shown?.report.links ?? []).flatMap(({ line, from, to, id }) => {
      const card = shown?.cards.get(id);
      return card ? [new vscode.DocumentLink(new vscode.Range(line, from, line, to), fileOf(card))] : [];
    });
  }

  dispose(): void {
    this.#registered.dispose();
  }
}

export interface EvaluationPorts {
  readonly engine: Engine;
  readonly evaluations: EvaluationPages;
  /** Brings the index up to date. */
  readonly indexed: () => Promise<void>;
}

export async function evaluateLabels(ports: EvaluationPorts, folder: Folder): Promise<void> {
  const truth = await chooseTruth();
  await withProgress(vscode.l10n.t('Evaluating labels'), async token => {
    const signal = signalOf(token);
    await ports.indexed();
    const { channel } = ports.engine.client();
    const reply = await channel.ask('evaluate', { labels: null, folder: folder.id, truth }, signal);
    const ids = [...new Set(reply.confusions.flatMap(pair => pair.ids))];
    const cards = new Map<AssetId, AssetCard>();
    for (let first = 0; first < ids.length; first += page) {
      for (const card of await channel.ask('cards', { ids: ids.slice(first, first + page) }, signal))
        cards.set(card.id, card);
    }
    const report = evaluationReport(reply, folder.name, id => cards.get(id)?.path, hostWords());
    await ports.evaluations.show(vscode.l10n.t('Labels of {0}', folder.name), { report, cards });
  });
}

/** Rejects with `aborted` where nothing was chosen. */
async function chooseTruth(): Promise<TruthSource> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('What was decided'),
        detail: vscode.l10n.t('Accepted, rejected and added tags are right.'),
        source: async (): Promise<TruthSource> => ({ kind: 'decisions' }),
      },
      {
        label: vscode.l10n.t('Names of folders'),
        detail: vscode.l10n.t('The folder that an image lies in is named like its label.'),
        source: async (): Promise<TruthSource> => ({ kind: 'folders' }),
      },
      {
        label: vscode.l10n.t('A table…'),
        detail: vscode.l10n.t('A CSV file with the columns path and label, or a JSON file.'),
        source: chooseTable,
      },
    ],
    { title: vscode.l10n.t('Evaluate Labels'), placeHolder: vscode.l10n.t('What is known to be right?') },
  );
  if (!picked) throw new LensError('aborted', 'Nothing was chosen.');
  return picked.source();
}

async function chooseTable(): Promise<TruthSource> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose a table of labels'),
      filters: { CSV: ['csv', 'tsv'], JSON: ['json'] },
    })) ?? [];
  if (!file) throw new LensError('aborted', 'No table was chosen.');
  return { kind: 'table', text: await readFile(file.fsPath, 'utf8'), where: path.basename(file.fsPath) };
}
