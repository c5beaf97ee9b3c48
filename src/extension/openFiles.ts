/** Tells the engine which files are open before the person, so that it indexes them and their neighbours first. */
import * as vscode from 'vscode';
import type { Engine } from './engine.ts';

/** Tabs change in bursts, for example when a window is restored. */
const calmMilliseconds = 300;

export function tellOpenFiles(engine: Engine): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!engine.isRunning) return;
      // An engine that ends meanwhile looks at nothing.
      void engine
        .client()
        .channel.ask('lookAt', { files: openFiles() })
        .catch(() => undefined);
    }, calmMilliseconds);
  };
  const subscriptions = [
    engine.onDidStart(tell),
    vscode.window.tabGroups.onDidChangeTabs(tell),
    vscode.window.tabGroups.onDidChangeTabGroups(tell),
  ];
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    for (const subscription of subscriptions) subscription.dispose();
  });
}

/** The visible tab of each group, that of the active group first. Text counts, too: its images lie beside it, often. */
function openFiles(): string[] {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  return [activeTabGroup, ...all.filter(group => group !== activeTabGroup)].flatMap(({ activeTab }) => {
    const input = activeTab?.input;
    const isFile = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom;
    return isFile && input.uri.scheme === 'file' ? [input.uri.fsPath] : [];
  });
}
