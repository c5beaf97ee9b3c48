/** *Find References of This Image*: the places in VS Code's own peek, which needs a text to stand in. */
import * as vscode from 'vscode';
import type { Reference } from '../protocol/reference.ts';
import type { Engine } from './engine.ts';
import { fileOf, imageFor } from './files.ts';
import { placeOf } from './folderPlace.ts';
import { hostWords } from './statusBar.ts';

/** Asks and shows; one place is opened at once. Throws `not-found` for an image outside of the open folders. */
export async function findReferences(engine: Engine, uri: vscode.Uri | undefined): Promise<void> {
  const image = await imageFor(uri);
  if (!image) return;
  const references = await withProgress(vscode.l10n.t('Looking for references'), engine, async signal => {
    const request = { image: placeOf(image), folder: null, first: 0, count: null };
    const reply = await engine.client().channel.ask('references', request, signal);
    return reply.references;
  });
  if (!references) return;
  const name = vscode.workspace.asRelativePath(image, false);
  if (references.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No text refers to {0}.', name));
    return;
  }
  await showReferences(references);
  vscode.window.setStatusBarMessage(summary(references), 6000);
}

/** "3 references, 1 of them only maybe". */
function summary(references: readonly Reference[]): string {
  const { count } = hostWords();
  const maybe = references.filter(({ certainty }) => certainty === 'maybe').length;
  const all =
    references.length === 1
      ? vscode.l10n.t('1 reference')
      : vscode.l10n.t('{0} references', count(references.length));
  if (maybe === 0) return all;
  return vscode.l10n.t('{0}; dynamic, commented out or only mentioned: {1}', all, count(maybe));
}

/**
 * The peek belongs to a text editor, and an image has none: it opens at the first place. What is sure comes first.
 */
async function showReferences(references: readonly Reference[]): Promise<void> {
  const sure = references.filter(({ certainty }) => certainty !== 'maybe');
  const locations = [...sure, ...references.filter(({ certainty }) => certainty === 'maybe')].map(locationOf);
  const [first] = locations;
  if (!first) return;
  await vscode.window.showTextDocument(first.uri, { selection: first.range, preview: true });
  if (locations.length === 1) return;
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    first.uri,
    first.range.start,
    locations,
  );
}

function locationOf({ folder, file, line, column, text }: Reference): vscode.Location {
  const start = new vscode.Position(line - 1, column - 1);
  return new vscode.Location(
    fileOf({ folder, path: file }),
    new vscode.Range(start, start.translate(0, text.length)),
  );
}

/** Work with a notification that can be cancelled, and that tells how far the reading is; undefined when it was. */
export async function withProgress<Result>(
  title: string,
  engine: Engine,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  const controller = new AbortController();
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (progress, token) => {
    token.onCancellationRequested(() => controller.abort());
    let before = 0;
    const stop = engine.client().channel.on('readingTexts', ({ done, total }) => {
      const share = (100 * done) / Math.max(1, total);
      progress.report({ increment: share - before, message: `${done}/${total}` });
      before = share;
    });
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      stop();
    }
  });
}
