/**
 * Follows the decisions files: the engine hears of each that was written by anyone, and where Git would lose or mangle
 * what people decided, that is said once, with what helps.
 */
import path from 'node:path';
import * as vscode from 'vscode';
import { addGitRules, decisionsFileOf, decisionsInGit } from '../lens/client.ts';
import type { Folder } from '../protocol/asset.ts';
import type { Engine } from './engine.ts';
import { openFolders } from './settings.ts';

/** Kept in the workspace's own state: folders about which nobody wants to be asked again. */
const silencedKey = 'assetLens.gitOffers.silenced';
type Offer = 'ignored' | 'merge';

export function followDecisions(
  engine: Engine,
  state: vscode.Memento,
  failed: (error: unknown) => Promise<void>,
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**/.vscode/asset-lens.decisions');
  /** Once a window for each folder, whatever is answered. */
  const asked = new Set<string>();
  const written = (uri: vscode.Uri): void => {
    if (engine.isRunning) {
      // An engine that ends meanwhile reads the file when it starts again.
      void engine
        .client()
        .channel.ask('labelsChanged', null)
        .catch(() => undefined);
    }
    const folder = openFolders().find(({ path: top }) => decisionsFileOf(top) === uri.fsPath);
    if (!folder || asked.has(folder.id) || !vscode.workspace.isTrusted) return;
    asked.add(folder.id);
    offer(folder, state).catch(failed);
  };
  return vscode.Disposable.from(watcher, watcher.onDidCreate(written), watcher.onDidChange(written));
}

async function offer(folder: Folder, state: vscode.Memento): Promise<void> {
  const { isIgnored, exception, union } = await decisionsInGit(folder.path);
  if (isIgnored && !isSilenced(state, folder, 'ignored')) {
    const add = vscode.l10n.t('Add Exception');
    await ask(state, folder, 'ignored', {
      text: exception
        ? vscode.l10n.t(
            'Git ignores {0}: what you decide about tags reaches nobody else. An exception in {1} brings it back.',
            shown(decisionsFileOf(folder.path)),
            shown(exception.file),
          )
        : vscode.l10n.t(
            'Git ignores the folder of {0}: what you decide about tags reaches nobody else, and no exception in it can change that.',
            shown(decisionsFileOf(folder.path)),
          ),
      ...(exception ? { button: add, run: () => addGitRules(exception) } : {}),
    });
    return;
  }
  if (!isIgnored && union && !isSilenced(state, folder, 'merge') && (await isInGit(folder))) {
    await ask(state, folder, 'merge', {
      text: vscode.l10n.t(
        'Two people may decide about tags at once. A line in {0} makes Git keep the decisions of both.',
        shown(union.file),
      ),
      button: vscode.l10n.t('Add Line'),
      run: () => addGitRules(union),
    });
  }
}

interface Question {
  readonly text: string;
  readonly button?: string;
  readonly run?: () => Promise<void>;
}

async function ask(
  state: vscode.Memento,
  folder: Folder,
  offered: Offer,
  { text, button, run }: Question,
): Promise<void> {
  const never = vscode.l10n.t("Don't Ask Again");
  const chosen = await vscode.window.showInformationMessage(text, ...(button ? [button] : []), never);
  if (chosen === never) await silence(state, folder, offered);
  else if (chosen !== undefined && chosen === button) await run?.();
}

function silenced(state: vscode.Memento): readonly string[] {
  return state.get<readonly string[]>(silencedKey, []);
}

function isSilenced(state: vscode.Memento, { id }: Folder, offered: Offer): boolean {
  return silenced(state).includes(`${offered} ${id}`);
}

async function silence(state: vscode.Memento, { id }: Folder, offered: Offer): Promise<void> {
  await state.update(silencedKey, [...silenced(state), `${offered} ${id}`]);
}

/** A line for merges says nothing to a folder that is in no repository. */
async function isInGit({ path: top }: Folder): Promise<boolean> {
  for (let place = top; ; place = path.dirname(place)) {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.file(path.join(place, '.git')));
      return true;
    } catch {
      if (path.dirname(place) === place) return false;
    }
  }
}

function shown(file: string): string {
  return vscode.workspace.asRelativePath(file, false);
}
