/** A new label goes into the labels file, into a group that the person chooses; the text around it stays as it is. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import {
  firstLabelsText,
  groupNames,
  hasLabels,
  labelInsertion,
  labelsFileOf,
  parseLabels,
} from '../lens/client.ts';

/** The group of the first label of a workspace. */
const firstGroup = 'tags';

/** The group that the label is in now, null when the person chose none. Throws `untrusted` and `labels-invalid`. */
export async function createLabel(folder: Folder, name: string): Promise<{ readonly group: string } | null> {
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to change its labels file.'),
    );
  }
  const file = labelsFileOf(folder.path);
  if (!(await hasLabels(folder.path))) {
    const create = vscode.l10n.t('Create Labels File');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('There is no labels file yet. Create {0} with the label {1}?', shownPath(file), name),
      create,
    );
    if (chosen !== create) return null;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, firstLabelsText(firstGroup, name), { flag: 'wx' });
    return { group: firstGroup };
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const text = document.getText();
  // A file with a mistake is mended first: nobody knows where the label would land.
  parseLabels(text, file);
  const group = await chooseGroup(groupNames(text), name);
  if (group === undefined) return null;
  const insertion = labelInsertion(text, group, name);
  if (!insertion || document.getText() !== text) {
    throw new LensError(
      'labels-invalid',
      vscode.l10n.t('The labels file was changed meanwhile. Try it again.'),
    );
  }
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.positionAt(insertion.at), insertion.text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
  return { group: group ?? '' };
}

/** The only group, or the one that is chosen; null is the short form's. */
async function chooseGroup(
  groups: readonly (string | null)[],
  label: string,
): Promise<string | null | undefined> {
  if (groups.length === 1) return groups[0];
  const picked = await vscode.window.showQuickPick(
    groups.map(group => ({ label: group ?? '', group })),
    { placeHolder: vscode.l10n.t('The group for the new label {0}', label) },
  );
  return picked?.group;
}

function shownPath(file: string): string {
  return vscode.workspace.asRelativePath(file, false);
}
