/** The commands of the palette and the menus, and the verbs that the panel's buttons share with them. */
import * as vscode from 'vscode';
import { hasLabels } from '../lens/client.ts';
import type { LensStatus } from '../protocol/lens.ts';
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
import { type EvaluationPages, evaluateLabels } from './evaluation.ts';
import { excludeFolder } from './excludeFolder.ts';
import { exportTags, importTags } from './exchange.ts';
import { prepareFasterForm } from './fasterForm.ts';
import { copyMarkdownLink, imageFor } from './files.ts';
import { chooseFolder, requireFolder } from './folders.ts';
import { type IndexCommandPorts, clearIndex, index, pauseIndexing } from './indexCommands.ts';
import { compareModels } from './compareModels.ts';
import { editLabels } from './labels.ts';
import { type MenuPorts, showMenu } from './menu.ts';
import { openFolder, openSettings, useStarter } from './messages.ts';
import { chooseModel, setToken } from './modelChoice.ts';
import { chooseAndMerge, undoMerge } from './mergeCommands.ts';
import { findReferences } from './references.ts';
import { type SearchCommandPorts, findSimilar, searchImages } from './searchCommands.ts';
import { openFolders } from './settings.ts';
import { reviewUnused } from './unusedImages.ts';

export interface CommandPorts extends IndexCommandPorts, SearchCommandPorts, MenuPorts {
  readonly hints: DuplicateHints;
  readonly evaluations: EvaluationPages;
  readonly devices: DevicePorts;
  readonly doctorPages: DoctorPages;
}

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

async function copyLink(uri: vscode.Uri | undefined): Promise<void> {
  const image = await imageFor(uri);
  if (image) await copyMarkdownLink(image);
}

/** Runs where the engine can: it is opened for folders. */
async function inFolder(run: () => Promise<void>): Promise<void> {
  requireFolder();
  await run();
}
