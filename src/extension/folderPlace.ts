/** Where a file lies in the open folders. */
import * as vscode from 'vscode';
import { placeInside } from '../lens/client.ts';
import type { AssetPath } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { AssetPlace } from '../protocol/panel.ts';
import { openFolders } from './settings.ts';

/** The innermost open folder that holds the file, and its path there. Throws `not-found` for one outside of them. */
export function placeOf(uri: vscode.Uri): AssetPlace {
  const [found] = openFolders()
    .flatMap(folder => {
      const path = placeInside(folder.path, uri.fsPath);
      // A path below the folder, joined by `/`.
      return path ? [{ folder: folder.id, path: path as AssetPath }] : [];
    })
    .sort((a, b) => a.path.length - b.path.length);
  if (found) return found;
  throw new LensError('not-found', vscode.l10n.t('{0} is in none of the open folders.', uri.fsPath));
}
