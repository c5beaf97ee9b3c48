/** The labels file as people meet it: opened where it is there, begun where it is not. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { hasLabels, labelsFileOf } from '../lens/client.ts';

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

/** Opens the labels file of a folder, which is written first where there is none. Throws `untrusted` where it may not. */
export async function editLabels(folder: Folder): Promise<void> {
  const file = labelsFileOf(folder.path);
  if (!(await hasLabels(folder.path))) {
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
