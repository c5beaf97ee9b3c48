/** The commands of the palette and the menus, and the verbs that the panel's buttons share with them. */
import path from 'node:path';
import * as vscode from 'vscode';
import { hasLabels, literalPattern } from '../lens/client.ts';
import { isDocument } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { IndexReport, LensStatus } from '../protocol/lens.ts';
import type { PanelCommand } from '../protocol/panel.ts';
import {
  type DevicePorts,
  type DoctorPages,
  chooseProvider,
  installGpu,
  probeAgain,
  removeGpu,
  showDoctor,
} from './devices.ts';
import type { DuplicateHints } from './duplicateHint.ts';
import type { Engine } from './engine.ts';
import { type EvaluationPages, evaluateLabels } from './evaluation.ts';
import { exportTags, importTags } from './exchange.ts';
import { prepareFasterForm } from './fasterForm.ts';
import { copyMarkdownLink, imageFor, likeImage } from './files.ts';
import { chooseFolder, requireFolder } from './folders.ts';
import type { IndexRun } from './indexRun.ts';
import { compareModels } from './compareModels.ts';
import { editLabels } from './labels.ts';
import { openFolder, openSettings, useStarter } from './messages.ts';
import { type ModelChoicePorts, chooseModel, setToken } from './modelChoice.ts';
import { chooseAndMerge, undoMerge } from './mergeCommands.ts';
import type { PanelHost } from './panelHost.ts';
import { type QuickFilter, type QuickSearchPorts, quickSearch } from './quickSearch.ts';
import { findReferences } from './references.ts';
import { excludeInWorkspace, excludePatterns, openFolders, settingsThatExclude } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { reviewUnused } from './unusedImages.ts';
import { bytesText, foundText, modelText } from './statusText.ts';

export interface CommandPorts {
  readonly engine: Engine;
  readonly hints: DuplicateHints;
  readonly indexRun: IndexRun;
  readonly panel: () => PanelHost;
  readonly models: ModelChoicePorts;
  readonly log: vscode.LogOutputChannel;
  readonly evaluations: EvaluationPages;
  readonly devices: DevicePorts;
  readonly doctorPages: DoctorPages;
  /** Tells a failure to the person, once. */
  readonly failed: (error: unknown) => Promise<void>;
}

/** A run longer than this may have ended while the person was elsewhere. */
const longRunMilliseconds = 10_000;

export function registerCommands(ports: CommandPorts): vscode.Disposable {
  const commands: Record<string, (uri?: vscode.Uri, argument?: unknown) => Promise<void> | void> = {
    'assetLens.index': () => index(ports),
    'assetLens.pauseIndexing': () => pauseIndexing(ports),
    'assetLens.resumeIndexing': () => ports.indexRun.resume(),
    'assetLens.stopIndexing': () => ports.indexRun.stop(),
    'assetLens.searchImages': () => searchImages(ports),
    'assetLens.openPanel': () => ports.panel().show(),
    'assetLens.findSimilar': uri => findSimilar(ports, uri),
    'assetLens.tagImages': () => tagImages(ports),
    'assetLens.evaluateLabels': async () => evaluateLabels(withIndex(ports), await chooseFolder()),
    'assetLens.exportTags': async () => exportTags(withIndex(ports), await chooseFolder()),
    'assetLens.importTags': async () => importTags(withIndex(ports), await chooseFolder()),
    'assetLens.findDuplicates': () => ports.panel().show({ mode: 'duplicates' }),
    'assetLens.mergeDuplicates': uri => inFolder(() => chooseAndMerge(withIndex(ports), uri)),
    'assetLens.undoMerge': (_, id) => inFolder(() => undoLastMerge(ports, id)),
    'assetLens.findReferences': uri => findImageReferences(ports, uri),
    'assetLens.unusedImages': () => unusedImages(ports),
    'assetLens.excludeFolder': uri => excludeFolder(uri),
    'assetLens.copyMarkdownLink': uri => copyLink(uri),
    'assetLens.clearIndex': () => clearIndex(ports),
    'assetLens.chooseModel': () => chooseModel(ports.models),
    'assetLens.compareModels': () => compareModels(ports.models),
    'assetLens.prepareFasterForm': () =>
      inFolder(() => prepareFasterForm({ ...ports, extensionPath: ports.models.extensionPath })),
    'assetLens.setHubToken': async () => void (await setToken(ports.models)),
    'assetLens.showMenu': () => showMenu(ports),
    'assetLens.doctor': () => inFolder(() => showDoctor(ports.devices, ports.doctorPages)),
    'assetLens.probeProviders': () => inFolder(() => probeAgain(ports.devices)),
    'assetLens.chooseProvider': () => inFolder(() => chooseProvider(ports.devices)),
    'assetLens.installGpuRuntime': () => inFolder(() => installGpu(ports.devices)),
    'assetLens.removeGpuRuntime': () => removeGpu(ports.devices),
  };
  return vscode.Disposable.from(
    // The palette offers what can be done now.
    ports.engine.onDidChangeStatus(({ state }) => tellState(state)),
    ports.engine.onDidEnd(() => tellState('failed')),
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          await run(uriOf(argument), argument);
        } catch (error) {
          await ports.failed(error);
        }
      }),
    ),
  );
}

/** A menu gives an address; a link in a hover gives one as JSON has it. */
function uriOf(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri) return argument;
  const isAddress =
    typeof argument === 'object' && argument !== null && 'scheme' in argument && 'path' in argument;
  // Checked just now; `from` takes the parts and refuses what is none.
  return isAddress ? vscode.Uri.from(argument as { scheme: string; path: string }) : undefined;
}

function tellState(state: LensStatus['state']): void {
  void vscode.commands.executeCommand('setContext', 'assetLens.state', state);
}

/** For what is told of all images: the index is brought up to date first, or the run that is under way awaited. */
function withIndex(ports: CommandPorts): CommandPorts & { readonly indexed: () => Promise<void> } {
  const { indexRun } = ports;
  return {
    ...ports,
    async indexed() {
      if (indexRun.isRunning && !indexRun.isPaused) await indexRun.start();
      else await indexRun.ensure();
    },
  };
}

/** What a button of the panel does. */
export async function runForPanel(command: PanelCommand, ports: CommandPorts): Promise<void> {
  switch (command) {
    case 'index':
      await index(ports);
      return;
    case 'pauseIndexing':
      await pauseIndexing(ports);
      return;
    case 'resumeIndexing':
      await ports.indexRun.resume();
      return;
    case 'cancelIndexing':
      ports.indexRun.stop();
      return;
    case 'openFolder':
      await openFolder();
      return;
    case 'manageTrust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    case 'openSettings':
      await openSettings();
      return;
    case 'useStarter':
      await useStarter();
      return;
    case 'restart':
      await ports.indexRun.restart();
      return;
    case 'showLog':
      ports.log.show();
      return;
    case 'editLabels':
      await editLabels(await chooseFolder());
      return;
    case 'menu':
      await vscode.commands.executeCommand('assetLens.showMenu', true);
      return;
  }
}

async function index({ indexRun, panel }: CommandPorts): Promise<void> {
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

async function pauseIndexing({ indexRun }: CommandPorts): Promise<void> {
  if (indexRun.isRunning) await indexRun.pause();
  else vscode.window.setStatusBarMessage(vscode.l10n.t('Nothing is being indexed.'), 4000);
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

function searchImages(ports: CommandPorts): void {
  requireFolder();
  ports.indexRun.ensure().catch((error: unknown) => ports.failed(error));
  searchAmong(ports, null, '');
}

function searchAmong(ports: CommandPorts, filter: QuickFilter | null, words: string): void {
  const { engine, panel, failed } = ports;
  const place = { label: filter?.label ?? null, noneOf: filter?.noneOf ?? null, tagState: null };
  const search: QuickSearchPorts = {
    engine,
    filter,
    failed: error => void failed(error),
    showPanel: text => panel().show({ mode: 'images', text, ...place }),
    chooseFilter: text => {
      chooseFilter(engine).then(
        // Who chose nothing keeps the filter that was there.
        chosen => searchAmong(ports, chosen === undefined ? filter : chosen, text),
        failed,
      );
    },
  };
  quickSearch(search, words);
}

/** A label, none of a group, or null for all images; undefined when nothing was chosen. */
async function chooseFilter(engine: Engine): Promise<QuickFilter | null | undefined> {
  const { counts } = await engine.client().channel.ask('labelCounts', null);
  const { count } = hostWords();
  const groups = [...new Set(counts.map(({ group }) => group))].filter(group => group !== null);
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('All images'), filter: null },
      ...counts.map(({ label, group, assets }) => ({
        label: `$(tag) ${label}`,
        description: [count(assets), group].filter(Boolean).join(' · '),
        filter: { label, noneOf: null },
      })),
      ...groups.map(group => ({
        label: `$(circle-slash) ${vscode.l10n.t('None of {0}', group)}`,
        filter: { label: null, noneOf: group },
      })),
    ],
    { placeHolder: vscode.l10n.t('Only images with this label') },
  );
  return picked?.filter;
}

async function findSimilar({ panel }: CommandPorts, uri: vscode.Uri | undefined): Promise<void> {
  requireFolder();
  const image = await imageFor(uri);
  if (image) panel().show({ mode: 'images', text: '', label: null, noneOf: null, like: likeImage(image) });
}

async function findImageReferences({ engine }: CommandPorts, uri: vscode.Uri | undefined): Promise<void> {
  requireFolder();
  await findReferences(engine, uri);
}

async function undoLastMerge({ engine, hints }: CommandPorts, id: unknown): Promise<void> {
  await undoMerge(engine, hints, typeof id === 'string' ? id : undefined);
}

async function unusedImages({ engine }: CommandPorts): Promise<void> {
  requireFolder();
  await reviewUnused(engine);
}

async function tagImages({ panel, engine }: CommandPorts): Promise<void> {
  requireFolder();
  const folders = openFolders();
  const have = await Promise.all(folders.map(folder => hasLabels(folder.path)));
  if (!have.includes(true)) {
    const create = vscode.l10n.t('Create Labels File');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There are no labels yet. They stand in .vscode/asset-lens.json, each with a name and the sentences that describe it.',
      ),
      ...(vscode.workspace.isTrusted ? [create] : []),
    );
    if (chosen === create) await editLabels(await chooseFolder());
    return;
  }
  // A mistake in the file is told here, at the command that asked for tags.
  await engine.client().channel.ask('labelCounts', null);
  panel().show({ mode: 'images', text: '', like: null });
}

async function excludeFolder(uri: vscode.Uri | undefined): Promise<void> {
  requireFolder();
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to change what is left out.'),
    );
  }
  const folder = uri ?? (await chooseAnyFolder());
  const root = folder && vscode.workspace.getWorkspaceFolder(folder);
  if (!folder || !root) return;
  const relative = path.relative(root.uri.fsPath, folder.fsPath).split(path.sep).join('/');
  if (relative === '') {
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t('The whole workspace cannot be excluded; choose a folder in it.'),
    );
  }
  const pattern = `${literalPattern(relative)}/**`;
  if (excludePatterns().includes(pattern)) return;
  // The engine hears of it as of any setting, and indexes again.
  await excludeInWorkspace(pattern);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Asset Lens leaves out {0}', relative), 4000);
}

async function copyLink(uri: vscode.Uri | undefined): Promise<void> {
  const image = await imageFor(uri);
  if (image) await copyMarkdownLink(image);
}

async function clearIndex({ engine, indexRun }: CommandPorts): Promise<void> {
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
  const freed = await channel.ask('clear', null);
  indexRun.lostIndex();
  await engine.askStatus();
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} freed', bytesText(freed.bytes, count)), 6000);
}

/** What can be done about what the status bar shows. */
async function showMenu({ engine, indexRun, panel, log, models }: CommandPorts): Promise<void> {
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

/** Runs where the engine can: it is opened for folders. */
async function inFolder(run: () => Promise<void>): Promise<void> {
  requireFolder();
  await run();
}

async function chooseAnyFolder(): Promise<vscode.Uri | undefined> {
  const start = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose a folder to leave out'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(start ? { defaultUri: start } : {}),
  });
  return chosen?.[0];
}
