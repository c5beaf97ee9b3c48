/** The command that leaves a folder out. */
import path from 'node:path';
import * as vscode from 'vscode';
import { literalPattern } from '../lens/client.ts';
import { LensError } from '../protocol/errors.ts';
import { requireFolder } from './folders.ts';
import { excludeInWorkspace, excludePatterns } from './settings.ts';

/** Leaves a folder of the workspace out of the index; without one, the person chooses it. */
export async function excludeFolder(uri: vscode.Uri | undefined): Promise<void> {
  requireFolder();
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to change what is left out.'),
    );
  }
  const folder = uri ?? (await chooseAnyFolder());
  const root = folder && vscode.workspace.getWorkspaceFolder(folder);
  if (!folder || !root) return;
  const relative = path.relative(root.uri.fsPath, folder.fsPath).split(path.sep).join('/');
  if (relative === '') {
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t('The whole workspace cannot be excluded; choose a folder in it.'),
    );
  }
  const pattern = `${literalPattern(relative)}/**`;
  if (excludePatterns().includes(pattern)) return;
  // The engine hears of it as of any setting, and indexes again.
  await excludeInWorkspace(pattern);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Asset Lens leaves out {0}', relative), 4000);
}

async function chooseAnyFolder(): Promise<vscode.Uri | undefined> {
  const start = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a folder to leave out'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start ? { defaultUri: start } : {}),
  });
  return chosen?.[0];
}
