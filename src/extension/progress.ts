/** Long work that people asked for: a notification with a button that stops it. */
import * as vscode from 'vscode';

export function withProgress<Result>(
  title: string,
  work: (token: vscode.CancellationToken) => Promise<Result>,
): Thenable<Result> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Asset Lens: ${title}`, cancellable: true },
    (_, token) => work(token),
  );
}

/** A signal that is aborted when the token is cancelled. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
