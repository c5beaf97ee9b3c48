/** The labels file as people meet it: opened where it is there, begun where it is not. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { hasLabels, labelsFileOf } from '../lens/client.ts';
import { type ReadySet, readyLabels, readySets } from './readyLabels.ts';

/** Opens the labels file of a folder, which is begun first, with a set that the person chooses, where there is none. Throws `untrusted` where it may not. */
export async function editLabels(folder: Folder): Promise<void> {
  const file = labelsFileOf(folder.path);
  if (!(await hasLabels(folder.path))) {
    if (!vscode.workspace.isTrusted) {
      throw new LensError(
        'untrusted',
        vscode.l10n.t('This workspace is restricted: trust it to create its labels file.'),
      );
    }
    const chosen = await chooseSet();
    if (!chosen) return;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, readyLabels[chosen], { flag: 'wx' });
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}

async function chooseSet(): Promise<ReadySet | undefined> {
  const names: Readonly<Record<ReadySet, string>> = {
    photographs: vscode.l10n.t('Photographs'),
    gameArt: vscode.l10n.t('Game art'),
    icons: vscode.l10n.t('Icons'),
    screens: vscode.l10n.t('User interfaces and documents'),
  };
  const picked = await vscode.window.showQuickPick(
    readySets.map(set => ({ label: names[set], set })),
    { placeHolder: vscode.l10n.t('Choose the labels to start with') },
  );
  return picked?.set;
}
