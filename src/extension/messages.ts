/** How failures are told: one message, what happened and what to do, with the buttons that do it. */
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import { isModelSet, settingsSection } from './settings.ts';

export interface MessagePorts {
  readonly log: vscode.LogOutputChannel;
  readonly restart: () => Promise<void>;
}

/** What is wrong with something that people wrote or asked for: starting anew mends none of it. */
const ofPeople = [
  'labels-invalid',
  'decisions-failed',
  'download-failed',
  'invalid-argument',
  'not-found',
  'offline',
] as const;

/** Tells a failure of a command. Cancelling is none. */
export async function tellFailure(error: unknown, { log, restart }: MessagePorts): Promise<void> {
  if (LensError.is(error, 'aborted')) return;
  if (LensError.is(error, 'cleared')) return tellCleared();
  log.error(error instanceof Error ? error : String(error));
  const text = error instanceof Error ? error.message : String(error);
  const actions = new Map<string, () => Thenable<unknown>>();
  if (LensError.is(error, 'untrusted')) {
    actions.set(vscode.l10n.t('Manage Trust'), () =>
      vscode.commands.executeCommand('workbench.trust.manage'),
    );
  } else if (LensError.is(error, 'model-missing')) {
    actions.set(vscode.l10n.t('Choose Model…'), () =>
      vscode.commands.executeCommand('assetLens.chooseModel'),
    );
    actions.set(vscode.l10n.t('Use the Starter Model'), useStarter);
  } else if (LensError.is(error, 'model-invalid')) {
    if (isModelSet()) actions.set(vscode.l10n.t('Use the Starter Model'), useStarter);
    actions.set(vscode.l10n.t('Settings'), openSettings);
  } else if (LensError.is(error, 'invalid-argument') && 'setting' in error.details) {
    actions.set(vscode.l10n.t('Settings'), openSettings);
  } else if (LensError.is(error, 'not-found') && (vscode.workspace.workspaceFolders ?? []).length === 0) {
    actions.set(vscode.l10n.t('Open Folder'), openFolder);
  } else if (!ofPeople.some(code => LensError.is(error, code))) {
    actions.set(vscode.l10n.t('Restart'), restart);
    actions.set(vscode.l10n.t('Show Log'), () => Promise.resolve(log.show()));
  }
  const chosen = await vscode.window.showErrorMessage(text, ...actions.keys());
  if (chosen !== undefined) await actions.get(chosen)?.();
}

/** Nothing failed: another window took the index away. */
async function tellCleared(): Promise<void> {
  const again = vscode.l10n.t('Index Again');
  const text = vscode.l10n.t('The index of this folder was cleared by another window. Index again.');
  if ((await vscode.window.showInformationMessage(text, again)) === again)
    await vscode.commands.executeCommand('assetLens.index');
}

export function openSettings(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.openSettings', '@ext:asset-lens.asset-lens');
}

export function openFolder(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.files.openFolder');
}

/** Forgets the chosen model; the engine hears of it as of any setting. */
export function useStarter(): Thenable<void> {
  return vscode.workspace
    .getConfiguration(settingsSection)
    .update('model', undefined, vscode.ConfigurationTarget.Global);
}
