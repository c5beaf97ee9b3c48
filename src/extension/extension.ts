/** Wires the extension. Nothing heavy happens here: the engine starts with the first need of it. */
import * as vscode from 'vscode';
import { editorNetwork, hasLabels, isIndexed } from '../lens/client.ts';
import { type CommandPorts, registerCommands, runForPanel } from './commands.ts';
import { followDecisions } from './decisionsFollower.ts';
import { compareModels } from './compareModels.ts';
import { DoctorPages, tellDeviceFailures } from './devices.ts';
import { DuplicateHints } from './duplicateHint.ts';
import { Engine } from './engine.ts';
import { ExplorerTags } from './explorerTags.ts';
import { EvaluationPages } from './evaluation.ts';
import { prepareFirst, prepareFirstApart } from './fasterForm.ts';
import { KeptImages } from './files.ts';
import { showImagesOnHover } from './imageHover.ts';
import { type ImageWatcher, watchImages } from './imageWatcher.ts';
import { IndexRun } from './indexRun.ts';
import { hintLabels } from './labelHints.ts';
import { followLabels } from './labelsFollower.ts';
import { tellFailure } from './messages.ts';
import { removeByFolder } from './modelChoice.ts';
import { ModelSwitch } from './modelSwitch.ts';
import { tellOpenFiles } from './openFiles.ts';
import { PanelHost } from './panelHost.ts';
import {
  editorExcludeSettings,
  editorExcludesOf,
  isOffline,
  openFolders,
  settingsSection,
  storeFolder,
} from './settings.ts';
import { keepSpeed } from './speed.ts';
import { StatusBar } from './statusBar.ts';
import { registerTagCommands } from './tagCommands.ts';
import { TagsView } from './tagsView.ts';

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Asset Lens', { log: true });
  const engine = new Engine(context.extensionPath, log);
  const indexRun = new IndexRun(engine, log, (client, signal) => prepareFirst(client, log, signal));
  const keptImages = new KeptImages();
  const evaluations = new EvaluationPages();
  const failed = (error: unknown): Promise<void> =>
    tellFailure(error, { log, restart: () => indexRun.restart().catch(failed) });
  const doctorPages = new DoctorPages();
  const devices = { engine, context, network: () => editorNetwork(process.env, isOffline()) };
  const models = { extensionPath: context.extensionPath, secrets: context.secrets, engine, log };
  const hints = new DuplicateHints(engine, failed);
  const ports: CommandPorts = {
    engine,
    hints,
    indexRun,
    panel: () => panel,
    models,
    log,
    evaluations,
    devices,
    doctorPages,
    failed,
  };
  const panel = new PanelHost({
    extensionUri: context.extensionUri,
    engine,
    hints,
    indexRun,
    keptImages,
    log,
    failed,
    run: command => runForPanel(command, ports),
  });
  const watcher = watchImages(indexRun, log, places => hints.arrived(places));
  const tags = new TagsView(engine, failed);
  const modelSwitch = new ModelSwitch({
    engine,
    extensionPath: context.extensionPath,
    failed,
    prepareFirst: (settings, signal) =>
      prepareFirstApart(settings, { extensionPath: context.extensionPath, log }, signal),
    takeOver: () => reconfigure(),
    compare: folder => compareModels(models, folder),
    remove: folder => removeByFolder(models, folder),
  });
  const reconfigure = async () => {
    modelSwitch.settle();
    // Asked before the engine stops its run for the new settings.
    const { follows } = indexRun;
    let failure: unknown;
    await engine.reconfigure().catch((error: unknown) => (failure = error));
    panel.refresh();
    if (failure !== undefined) return failed(failure);
    if (!vscode.workspace.isTrusted || openFolders().length === 0 || modelSwitch.isPreparing) return;
    // Other folders, patterns or another model: the index follows, where there is one or the panel waits for one.
    if (follows) await indexRun.start().catch(failed);
    else if (panel.isVisible) await indexRun.ensure().catch(failed);
  };

  context.subscriptions.push(
    log,
    engine,
    indexRun,
    keptImages,
    evaluations,
    panel,
    new StatusBar(engine),
    doctorPages,
    tellDeviceFailures(engine, failed),
    keepSpeed(engine),
    tellOpenFiles(engine),
    followLabels(engine),
    followDecisions(engine, context.workspaceState, failed),
    hintLabels(engine, log),
    showImagesOnHover(engine, error => log.error(error instanceof Error ? error : String(error))),
    new ExplorerTags(engine),
    tags,
    registerCommands(ports),
    registerTagCommands({ engine, panel, tags, failed }),
    watcher,
    modelSwitch,
    vscode.workspace.onDidChangeWorkspaceFolders(reconfigure),
    vscode.workspace.onDidGrantWorkspaceTrust(reconfigure),
    vscode.workspace.onDidChangeConfiguration(event => {
      const isOfEditor = editorExcludeSettings.some(name => event.affectsConfiguration(name));
      if (isOfEditor) tellConditions(log);
      if (isOfEditor || event.affectsConfiguration(settingsSection)) void reconfigure();
    }),
    engine.onDidNotice(notice => void vscode.window.showWarningMessage(notice)),
    engine.onDidEnd(reason => {
      // A visible panel says it itself.
      if (!panel.isVisible) void failed(new Error(reason));
    }),
  );
  tellConditions(log);
  void wake(ports, watcher);
}

/** Says which patterns of `files.exclude` and `search.exclude` do not count here. */
function tellConditions(log: vscode.LogOutputChannel): void {
  const patterns = (vscode.workspace.workspaceFolders ?? []).flatMap(
    ({ uri }) => editorExcludesOf(uri).conditional,
  );
  if (patterns.length === 0) return;
  log.warn(
    `Patterns of files.exclude and search.exclude with a "when" leave nothing out of the index: ${[...new Set(patterns)].join(', ')}.`,
  );
}

/** Where a folder has an index, the status bar says so and changes are followed, those that were missed included; anywhere else nothing is started. */
async function wake({ engine, indexRun, log }: CommandPorts, watcher: ImageWatcher): Promise<void> {
  try {
    const store = storeFolder();
    const folders = openFolders();
    const indexed = await Promise.all(folders.map(folder => isIndexed(store, folder.path)));
    const labelled = await Promise.all(folders.map(folder => hasLabels(folder.path)));
    if (indexed.includes(true)) indexRun.foundIndex();
    if (indexed.includes(true) || labelled.includes(true)) await engine.askStatus();
    // Files may have changed while no window was open.
    if (indexed.includes(true)) watcher.catchUp();
  } catch (error) {
    // Nobody asked for anything yet: the first command tells what is wrong.
    log.error(error instanceof Error ? error : String(error));
  }
}
