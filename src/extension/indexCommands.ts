/** The commands about the index as a whole: making it, pausing, clearing it, and what is said of it. */
import * as vscode from 'vscode';
import { isDocument } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { IndexReport } from '../protocol/lens.ts';
import type { Engine } from './engine.ts';
import { requireFolder } from './folders.ts';
import type { IndexRun } from './indexRun.ts';
import { openSettings } from './messages.ts';
import type { PanelHost } from './panelHost.ts';
import { settingsThatExclude } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { bytesText, foundText } from './statusText.ts';

export interface IndexCommandPorts {
  readonly engine: Engine;
  readonly indexRun: IndexRun;
  readonly panel: () => PanelHost;
}

/** A run longer than this may have ended while the person was elsewhere. */
const longRunMilliseconds = 10_000;

/** Indexes the workspace; says what came of it where nothing was found, or where it took long and the person is elsewhere. */
export async function index({ indexRun, panel }: IndexCommandPorts): Promise<void> {
  requireFolder();
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to index its images.'),
    );
  }
  // Who asks for the index does not mean to wait for a run that was paused.
  await indexRun.resume();
  const began = Date.now();
  const report = await indexRun.start();
  const isElsewhere = Date.now() - began > longRunMilliseconds && !panel().isVisible;
  if (report.assets === 0) await tellEmpty(report);
  else if (isElsewhere) await tellIndexed(report, panel());
}

export async function pauseIndexing({ indexRun }: IndexCommandPorts): Promise<void> {
  if (indexRun.isRunning) await indexRun.pause();
  else vscode.window.setStatusBarMessage(vscode.l10n.t('Nothing is being indexed.'), 4000);
}

/** Asks, and deletes what is known of the images of this workspace. */
export async function clearIndex({ engine, indexRun }: IndexCommandPorts): Promise<void> {
  requireFolder();
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: nothing of its index may be changed.'),
    );
  }
  const { channel } = engine.client();
  const { count } = hostWords();
  const { bytes } = await channel.ask('space', null);
  const clear = vscode.l10n.t('Clear Index');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Clear the index of this workspace?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It takes {0}. Your images and labels stay; searching will look at every image again.',
        bytesText(bytes, count),
      ),
    },
    clear,
  );
  if (chosen !== clear) return;
  indexRun.stop();
  // Before, so that nothing that changes meanwhile begins another; and after, since a run may have come to its end.
  indexRun.lostIndex();
  const freed = await channel.ask('clear', null).catch(async (error: unknown) => {
    const { folders } = await channel.ask('status', null);
    if (folders.some(({ indexed }) => indexed)) indexRun.foundIndex();
    throw error;
  });
  indexRun.lostIndex();
  await engine.askStatus();
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} freed', bytesText(freed.bytes, count)), 6000);
}

async function tellEmpty({ excluded, problems }: IndexReport): Promise<void> {
  const settings = vscode.l10n.t('Settings');
  const text =
    toldOf(problems) > 0
      ? foundText(0, toldOf(problems), hostWords())
      : excluded > 0
        ? leftOutText(excluded)
        : vscode.l10n.t('No images were found in this workspace.');
  if ((await vscode.window.showInformationMessage(text, settings)) === settings) await openSettings();
}

function toldOf(problems: IndexReport['problems']): number {
  return problems.filter(({ path }) => !isDocument(path)).length;
}

function leftOutText(excluded: number): string {
  const count = hostWords().count(excluded);
  const names = settingsThatExclude();
  return names.length > 0
    ? vscode.l10n.t(
        'No images were found. Left out: {0}, by .gitignore, .assetlensignore, a hidden name, or one of the settings {1}.',
        count,
        names.join(', '),
      )
    : vscode.l10n.t(
        'No images were found. Left out: {0}, by .gitignore, .assetlensignore or a hidden name.',
        count,
      );
}

async function tellIndexed({ assets, problems }: IndexReport, panel: PanelHost): Promise<void> {
  const open = vscode.l10n.t('Open Panel');
  const text = foundText(assets, toldOf(problems), hostWords());
  if ((await vscode.window.showInformationMessage(text, open)) === open) panel.show();
}
