/** The menu of the status bar's item. */
import * as vscode from 'vscode';
import type { Engine } from './engine.ts';
import type { IndexRun } from './indexRun.ts';
import { openSettings } from './messages.ts';
import { type ModelChoicePorts, chooseModel } from './modelChoice.ts';
import type { PanelHost } from './panelHost.ts';
import { hostWords } from './statusBar.ts';
import { modelText } from './statusText.ts';

export interface MenuPorts {
  readonly engine: Engine;
  readonly indexRun: IndexRun;
  readonly panel: () => PanelHost;
  readonly models: ModelChoicePorts;
  readonly log: vscode.LogOutputChannel;
}

/** What can be done about what the status bar shows. */
export async function showMenu({ engine, indexRun, panel, log, models }: MenuPorts): Promise<void> {
  const { status } = engine;
  const problems = status?.folders.reduce((sum, folder) => sum + folder.problems, 0) ?? 0;
  const item = (icon: string, label: string, run: () => unknown) => ({ label: `$(${icon}) ${label}`, run });
  const picked = await vscode.window.showQuickPick(
    [
      item('eye', vscode.l10n.t('Open Panel'), () => panel().show()),
      ...(indexRun.isRunning
        ? [
            indexRun.isPaused
              ? item('play', vscode.l10n.t('Resume Indexing'), () => indexRun.resume())
              : item('debug-pause', vscode.l10n.t('Pause Indexing'), () => indexRun.pause()),
            item('stop-circle', vscode.l10n.t('Stop Indexing'), () => indexRun.stop()),
          ]
        : [
            item('sync', vscode.l10n.t('Index Workspace'), () =>
              vscode.commands.executeCommand('assetLens.index'),
            ),
          ]),
      ...(problems > 0
        ? [
            item('warning', vscode.l10n.t('Show Problems ({0})', hostWords().count(problems)), () =>
              panel().show({ mode: 'problems' }),
            ),
          ]
        : []),
      item('pulse', vscode.l10n.t('Doctor'), () => vscode.commands.executeCommand('assetLens.doctor')),
      item('symbol-misc', vscode.l10n.t('Choose Model…'), () => chooseModel(models)),
      item('gear', vscode.l10n.t('Settings'), openSettings),
      item('output', vscode.l10n.t('Show Log'), () => log.show()),
      item('debug-restart', vscode.l10n.t('Restart the Engine'), () => indexRun.restart()),
    ],
    {
      title: 'Asset Lens',
      placeHolder:
        (status && modelText(status, hostWords().t)) ?? vscode.l10n.t('The model is not loaded yet'),
    },
  );
  await picked?.run();
}
