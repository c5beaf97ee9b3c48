/**
 * *Merge Duplicates*: texts that use the others come to use the kept one, by edits that VS Code shows before it makes them;
 * then the others go to the trash. All of it is copied to a journal first, and *Undo Merge* brings it back.
 */
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import type { AssetPath, FolderId } from '../protocol/asset.ts';
import type { MergePlan, MergeRefusal } from '../protocol/merge.ts';
import type { Engine } from './engine.ts';
import { fileOf } from './files.ts';
import { confirmMerge, refusalText } from './mergeTexts.ts';
import { withProgress } from './references.ts';
import { hostWords } from './statusBar.ts';
import { hasTrash, removeFiles } from './trash.ts';

export interface MergeRequest {
  readonly folder: FolderId;
  readonly kept: AssetPath;
  readonly others: readonly AssetPath[];
}

export interface Merged {
  /** Names the journal; null where nothing was changed. */
  readonly id: string | null;
  readonly removed: readonly AssetPath[];
  readonly refused: readonly MergeRefusal[];
}

/** Asks, changes and removes; undefined where the person gave up. Throws `untrusted`, `store-failed` and others. */
export async function mergeDuplicates(engine: Engine, request: MergeRequest): Promise<Merged | undefined> {
  if (!vscode.workspace.isTrusted)
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to merge duplicates.'),
    );
  if (request.others.length === 0)
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t(
        'The others lie in another folder of the workspace; references cannot be rewritten from there.',
      ),
    );
  const { channel } = engine.client();
  const plan = await withProgress(vscode.l10n.t('Looking for references'), engine, signal =>
    channel.ask('planMerge', request, signal),
  );
  if (!plan) return undefined;
  if (plan.removable.length === 0) {
    await tellRefused(plan.refused);
    return { id: null, removed: [], refused: plan.refused };
  }
  refuseUnsaved(plan.folder, [...new Set(plan.edits.map(({ file }) => file))]);
  const how = await confirmMerge(plan, hasTrash());
  if (how === undefined) return undefined;
  const { folder, kept, removable, edits } = plan;
  const { id } = await channel.ask('beginMerge', { folder, kept, removable, edits });
  if (!(await applied(plan, how === 'preview'))) {
    await channel.ask('abandonMerge', { id });
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No reference was changed, so that nothing was merged.'),
    );
    return undefined;
  }
  const joined = await channel.ask('joinMerged', { id });
  const { removed, refused: stuck } = await removeAll(folder, joined.removable);
  const refused = [...plan.refused, ...joined.refused, ...stuck];
  tellMerged(plan, removed, id);
  if (refused.length > 0) void tellRefused(refused);
  return { id, removed, refused };
}

/** An editor with unsaved text shows another text than the one on the disk, which the edits are for. */
export function refuseUnsaved(folder: FolderId, files: readonly AssetPath[]): void {
  const paths = new Set(files.map(file => fileOf({ folder, path: file }).fsPath));
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && paths.has(uri.fsPath),
  );
  if (unsaved.length === 0) return;
  throw new LensError(
    'invalid-argument',
    vscode.l10n.t(
      'Save these files first, since they would be changed: {0}',
      unsaved.map(({ uri }) => vscode.workspace.asRelativePath(uri, false)).join(', '),
    ),
  );
}

/** Makes the edits, those that a person ticks where `isPreview`, and saves them; false where nothing was changed. */
async function applied({ folder, kept, edits }: MergePlan, isPreview: boolean): Promise<boolean> {
  if (edits.length === 0) return true;
  const edit = new vscode.WorkspaceEdit();
  const files = new Map<string, { readonly uri: vscode.Uri; readonly before: string }>();
  for (const { file, line, column, text, replacement } of edits) {
    if (!files.has(file)) {
      const uri = fileOf({ folder, path: file });
      const document = await vscode.workspace.openTextDocument(uri);
      files.set(file, { uri, before: document.getText() });
    }
    const start = new vscode.Position(line - 1, column - 1);
    const range = new vscode.Range(start, start.translate(0, text.length));
    edit.replace(files.get(file)!.uri, range, replacement, {
      needsConfirmation: isPreview,
      label: vscode.l10n.t('Use {0}', kept),
      description: text,
    });
  }
  if (!(await vscode.workspace.applyEdit(edit, { isRefactoring: true }))) return false;
  // A preview that is left with nothing ticked counts as made: the texts tell.
  let hasChanged = false;
  for (const { uri, before } of files.values()) {
    const document = await vscode.workspace.openTextDocument(uri);
    hasChanged ||= document.getText() !== before;
    if (document.isDirty && !(await document.save()))
      throw new LensError(
        'invalid-argument',
        vscode.l10n.t(
          '{0} was changed and could not be saved. No image was removed; Undo Merge takes the changes back.',
          vscode.workspace.asRelativePath(uri, false),
        ),
      );
  }
  return hasChanged;
}

/** Removes images, to the trash where there is one. */
async function removeAll(
  folder: FolderId,
  files: readonly AssetPath[],
): Promise<{ readonly removed: readonly AssetPath[]; readonly refused: readonly MergeRefusal[] }> {
  const fileAt = new Map(files.map(file => [fileOf({ folder, path: file }), file]));
  const { removed, failed } = await removeFiles([...fileAt.keys()], async left => {
    const remove = vscode.l10n.t('Delete for Good');
    const answer = await vscode.window.showWarningMessage(
      left.length === 1
        ? vscode.l10n.t('There is no trash here. Delete 1 image for good?')
        : vscode.l10n.t('There is no trash here. Delete {0} images for good?', String(left.length)),
      { modal: true, detail: vscode.l10n.t('Undo Merge can bring them back from copies.') },
      remove,
    );
    return answer === remove;
  });
  return {
    removed: removed.map(uri => fileAt.get(uri)!),
    refused: failed.map(({ uri, reason }) => ({ path: fileAt.get(uri)!, reason, places: [] })),
  };
}

function tellMerged({ kept, edits }: MergePlan, removed: readonly AssetPath[], id: string): void {
  const { count } = hostWords();
  const undo = vscode.l10n.t('Undo Merge');
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t(
        'Merged into {0}. Images removed: {1}, references rewritten: {2}.',
        kept,
        count(removed.length),
        count(edits.length),
      ),
      undo,
    )
    .then(chosen => {
      if (chosen === undo) void vscode.commands.executeCommand('assetLens.undoMerge', id);
    });
}

async function tellRefused(refused: readonly MergeRefusal[]): Promise<void> {
  const [first] = refused;
  const show = vscode.l10n.t('Show Why');
  const text =
    refused.length === 1 && first
      ? vscode.l10n.t('{0} stays as it is.', first.path)
      : vscode.l10n.t('{0} images stay as they are.', String(refused.length));
  if ((await vscode.window.showWarningMessage(text, show)) !== show) return;
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: refused.map(refusalText).join('\n\n'),
  });
  await vscode.window.showTextDocument(document, { preview: true });
}
