/** Follows changes of image files, folders and rule files, once there is an index to follow them with. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { folderAt, realPlace } from '../lens/client.ts';
import type { AssetPath } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { ChangedPlace } from '../protocol/lens.ts';
import { ChangeFollower, type Due } from './changeFollower.ts';
import type { IndexRun } from './indexRun.ts';
import { includePatterns } from './settings.ts';
import { weightOf } from './watchedChange.ts';

export interface ImageWatcher extends vscode.Disposable {
  /** Looks whether files changed while nobody watched. */
  catchUp(): void;
}

/**
 * `arrived` hears of images that were created, once they are indexed; of none where events cannot tell which, and of none
 * in a folder that was created with them: some of those may have come before the folder was watched.
 */
export function watchImages(
  indexRun: IndexRun,
  log: vscode.LogOutputChannel,
  arrived: (places: readonly ChangedPlace[]) => Promise<void>,
): ImageWatcher {
  const created = new Set<string>();
  const createdFolders = new Set<string>();
  const follower = new ChangeFollower({
    follows: () => indexRun.follows && vscode.workspace.isTrusted,
    isBusy: () => indexRun.isRunning,
    async run(due) {
      try {
        const places = placesOf(due);
        const [isNew, newFolders] = [new Set(created), [...createdFolders]];
        created.clear();
        createdFolders.clear();
        await indexRun.follow(places);
        const came = (places ?? []).filter(({ folder, path: file }) => {
          const absolute = path.join(folder, file);
          return isNew.has(absolute) && !newFolders.some(one => absolute.startsWith(one + path.sep));
        });
        if (came.length > 0) await arrived(came);
      } catch (error) {
        // Nobody asked for this run: the log is enough, and the status bar shows the engine's state.
        if (!LensError.is(error, 'aborted') && !LensError.is(error, 'cleared'))
          log.error(error instanceof Error ? error : String(error));
        throw error;
      }
    },
  });
  const heard = (change: Parameters<typeof weightOf>[0]) => async (uri: vscode.Uri) => {
    if (uri.scheme !== 'file' || !indexRun.follows) return;
    if (!follower.heard()) return;
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
    const relative = folder && path.relative(folder, uri.fsPath).split(path.sep).join('/');
    // The folder itself has come or gone: a run would only say that it is not there.
    if (!folder || !relative) return;
    const weight = weightOf(change, relative, includePatterns().length > 0);
    if (change === 'created' && weight === 'place') created.add(path.join(realPlace(folder), relative));
    if (weight === 'everything') follower.everything();
    else if (weight === 'place') follower.place(folder, relative);
    else if (weight === 'folder?' && (await isFolder(uri.fsPath))) {
      if (change === 'created') createdFolders.add(path.join(realPlace(folder), relative));
      follower.place(folder, relative);
    }
  };
  // The case of an extension does not count, which no glob can say; deleted folders come by their name alone.
  const watcher = vscode.workspace.createFileSystemWatcher('**');
  const parts = vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(heard('created')),
    watcher.onDidChange(heard('changed')),
    watcher.onDidDelete(heard('deleted')),
    vscode.window.onDidChangeWindowState(({ focused }) => follower.windowState(focused)),
    follower,
  );
  return { catchUp: () => follower.everything(), dispose: () => void parts.dispose() };
}

/** Null for everything. */
function placesOf(due: Due): readonly ChangedPlace[] | null {
  if (due === 'everything') return null;
  const places: ChangedPlace[] = [];
  for (const [folder, paths] of due) {
    try {
      const { id } = folderAt(folder);
      // Relative to the folder and with `/`: what an AssetPath is.
      for (const changed of paths) places.push({ folder: id, path: changed as AssetPath });
    } catch {
      // The folder has gone meanwhile: whoever searches is told so.
    }
  }
  return places;
}

function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    stats => stats.isDirectory(),
    // It has gone again already.
    () => false,
  );
}
