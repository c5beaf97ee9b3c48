/** Removing images: to the trash where there is one, for good only where the person was asked. */
import * as vscode from 'vscode';

/** Where files cannot be thrown away, they can only be deleted. A remote has no trash, nor has a browser. */
export function hasTrash(): boolean {
  return vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
}

export interface Removal {
  readonly removed: readonly vscode.Uri[];
  /** What is still there, and why. */
  readonly failed: readonly { readonly uri: vscode.Uri; readonly reason: string }[];
  /** False where they are gone for good. */
  readonly isInTrash: boolean;
}

/**
 * Removes them one by one; one that cannot be removed keeps none of the others. Where there should be a trash and its first
 * file shows that there is none, `mayDelete` asks, with what is left to remove, before anything goes for good.
 */
export async function removeFiles(
  uris: readonly vscode.Uri[],
  mayDelete: (left: readonly vscode.Uri[]) => Promise<boolean>,
): Promise<Removal> {
  const removed: vscode.Uri[] = [];
  const failed: { uri: vscode.Uri; reason: string }[] = [];
  let useTrash = hasTrash();
  for (const [place, uri] of uris.entries()) {
    try {
      if (!useTrash || (await isThrownAway(uri))) {
        if (!useTrash) await vscode.workspace.fs.delete(uri);
        removed.push(uri);
        continue;
      }
      // What was thrown away shows that there is a trash: this one alone is the trouble.
      if (removed.length === 0) {
        if (!(await mayDelete(uris.slice(place)))) break;
        useTrash = false;
        await vscode.workspace.fs.delete(uri);
        removed.push(uri);
      } else failed.push({ uri, reason: vscode.l10n.t('It could not be moved to the trash.') });
    } catch (error) {
      failed.push({ uri, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { removed, failed, isInTrash: useTrash };
}

async function isThrownAway(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.delete(uri, { useTrash: true });
    return true;
  } catch (error) {
    // What has gone by itself is not to be asked about.
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') throw error;
    return false;
  }
}
