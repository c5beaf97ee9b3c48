/** Follows changes of image files, folders and rule files, once there is an index to follow them with. */
import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import type { IndexRun } from './indexRun.ts';
import { weightOf } from './watchedChange.ts';

/** A checkout changes many files at once: wait until it has been quiet for so long. */
const quietMilliseconds = 2000;

export function watchImages(indexRun: IndexRun, log: vscode.LogOutputChannel): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  const run = async () => {
    if (!indexRun.follows) return;
    if (indexRun.isRunning) return later();
    try {
      await indexRun.start();
    } catch (error) {
      // Nobody asked for this run: the log is enough, and the status bar shows the engine's state.
      if (!LensError.is(error, 'aborted')) log.error(error instanceof Error ? error : String(error));
    }
  };
  const later = () => {
    if (isDisposed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), quietMilliseconds);
  };
  const heard = (change: Parameters<typeof weightOf>[0]) => async (uri: vscode.Uri) => {
    if (uri.scheme !== 'file' || !indexRun.follows || !vscode.workspace.isTrusted) return;
    const weight = weightOf(change, vscode.workspace.asRelativePath(uri, false));
    if (weight === 'asks' || (weight === 'folder?' && (await isFolder(uri.fsPath)))) later();
  };
  // The case of an extension does not count, which no glob can say; deleted folders come by their name alone.
  const watcher = vscode.workspace.createFileSystemWatcher('**');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(heard('created')),
    watcher.onDidChange(heard('changed')),
    watcher.onDidDelete(heard('deleted')),
    new vscode.Disposable(() => {
      isDisposed = true;
      clearTimeout(timer);
    }),
  );
}

function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    stats => stats.isDirectory(),
    // It has gone again already.
    () => false,
  );
}
