/** Follows the labels files: the engine hears of every one that was written, and an open one shows its mistakes. */
import * as vscode from 'vscode';
import { labelMistakes, labelsFileOf } from '../lens/client.ts';
import type { Engine } from './engine.ts';
import { openFolders } from './settings.ts';

/** While someone types, mistakes wait for a pause. */
const calmMilliseconds = 300;

export function followLabels(engine: Engine): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**/.vscode/asset-lens.json');
  const written = (): void => {
    if (!engine.isRunning) return;
    // An engine that ends meanwhile reads the file when it starts again.
    void engine
      .client()
      .channel.ask('labelsChanged', null)
      .catch(() => undefined);
  };
  const mistakes = vscode.languages.createDiagnosticCollection('asset-lens');
  const timers = new Map<string, NodeJS.Timeout>();
  const look = (document: vscode.TextDocument, after: number): void => {
    if (!isLabelsFile(document.uri)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => mistakes.set(document.uri, diagnosticsOf(document)), after),
    );
  };
  for (const document of vscode.workspace.textDocuments) look(document, 0);
  const parts = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(written),
    watcher.onDidChange(written),
    watcher.onDidDelete(written),
    mistakes,
    vscode.workspace.onDidOpenTextDocument(document => look(document, 0)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => look(document, calmMilliseconds)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      clearTimeout(timers.get(uri.toString()));
      timers.delete(uri.toString());
      mistakes.delete(uri);
    }),
  );
  return new vscode.Disposable(() => {
    for (const timer of timers.values()) clearTimeout(timer);
    parts.dispose();
  });
}

function isLabelsFile({ scheme, fsPath }: vscode.Uri): boolean {
  return scheme === 'file' && openFolders().some(({ path }) => labelsFileOf(path) === fsPath);
}

/** What the schema cannot say: VS Code tells the rest itself, from media/labels.schema.json. */
function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return labelMistakes(document.getText())
    .filter(({ isBeyondSchema }) => isBeyondSchema)
    .map(({ from, to, says }) => {
      const range = new vscode.Range(document.positionAt(from), document.positionAt(to));
      const diagnostic = new vscode.Diagnostic(range, `${says[0]!.toUpperCase()}${says.slice(1)}.`);
      diagnostic.source = 'Asset Lens';
      return diagnostic;
    });
}
