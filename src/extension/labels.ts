/** The labels file as people meet it: opened where it is there, begun where it is not. */
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';

/** A file to start from: it shows both forms of a label. */
const firstLabels = `{
  "labels": [
    { "name": "photo", "prompts": ["a photograph"] },
    { "name": "icon", "prompts": ["a simple flat icon", "a black and white symbol"] },
    { "name": "screenshot", "prompts": ["a screenshot of a computer program"] },
    { "name": "drawing" }
  ]
}
`;

function labelsFileOf(folder: Folder): string {
  return path.join(folder.path, '.vscode', 'asset-lens.json');
}

export function hasLabels(folder: Folder): Promise<boolean> {
  return access(labelsFileOf(folder)).then(
    () => true,
    () => false,
  );
}

/** Opens the labels file of a folder, which is written first where there is none. Throws `untrusted` where it may not. */
export async function editLabels(folder: Folder): Promise<void> {
  const file = labelsFileOf(folder);
  if (!(await hasLabels(folder))) {
    if (!vscode.workspace.isTrusted) {
      throw new LensError(
        'untrusted',
        vscode.l10n.t('This workspace is restricted: trust it to create its labels file.'),
      );
    }
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, firstLabels, { flag: 'wx' });
  }
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}
