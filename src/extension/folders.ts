/** Which of the open folders something is about. */
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { openFolders } from './settings.ts';

/** Throws `not-found` where no folder is open. */
export function requireFolder(): void {
  if (openFolders().length > 0) return;
  throw new LensError('not-found', vscode.l10n.t('No folder is open. Open one to search its images.'));
}

/** The only folder, or the one that is chosen. Rejects with `aborted` when none is. */
export async function chooseFolder(): Promise<Folder> {
  requireFolder();
  const folders = openFolders();
  const picked =
    folders.length === 1
      ? { folder: folders[0]! }
      : await vscode.window.showQuickPick(folders.map(folder => ({ label: folder.name, folder })));
  if (!picked) throw new LensError('aborted', 'No folder was chosen.');
  return picked.folder;
}
