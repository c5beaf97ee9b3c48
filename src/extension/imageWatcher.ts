/** Follows changes of image files, once there is an index to follow them with. */
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import { imageGlob } from './files.ts';
import type { IndexRun } from './indexRun.ts';

/** A checkout changes many files at once: wait until it has been quiet for so long. */
const quietMilliseconds = 2000;

export function watchImages(indexRun: IndexRun, log: vscode.LogOutputChannel): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const run = async () => {
    if (indexRun.isRunning) return later();
    try {
      await indexRun.start();
    } catch (error) {
      // Nobody asked for this run: the log is enough.
      if (!LensError.is(error, 'aborted')) log.error(error instanceof Error ? error : String(error));
    }
  };
  const later = () => {
    if (!indexRun.follows || !vscode.workspace.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => void run(), quietMilliseconds);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(imageGlob());
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(later),
    watcher.onDidChange(later),
    watcher.onDidDelete(later),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
