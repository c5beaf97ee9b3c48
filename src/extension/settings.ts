/** The settings of VS Code as the Lens wants them. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { providerNames } from '../protocol/device.ts';
import { type EditorExcludes, editorExcludes } from '../protocol/editorExcludes.ts';
import type { LensSettings } from '../protocol/lens.ts';
import { variantRulesFrom } from '../protocol/variant.ts';
import {
  defaultStore,
  folderAt,
  literalPattern,
  placeInside,
  realPlace,
  resolveModelFolder,
} from '../lens/client.ts';
import { LensError } from '../protocol/errors.ts';
import { excludingSettings } from './excludingSettings.ts';

export const settingsSection = 'assetLens';

/** VS Code's own settings that leave files out; a person who hides files there does not look for them here. */
export const editorExcludeSettings = ['files.exclude', 'search.exclude'] as const;

/** As in the manifest. */
const mostThreads = 64;
const fewestThumbnailMegabytes = 10;

type SettingName =
  | 'model'
  | 'offline'
  | 'store'
  | 'provider'
  | 'threads'
  | 'thumbnailMegabytes'
  | 'vectorPrecision'
  | 'indexingSpeed'
  | 'explorerTags'
  | 'duplicates.variants'
  | 'duplicates.keepFolders'
  | 'duplicates.hint';

/** The folders of this workspace that lie on this machine's disk, each once. */
export function openFolders(): readonly Folder[] {
  return openRoots().map(({ folder }) => folder);
}

/** A workspace may reach one folder by several ways; the first counts. */
function openRoots(): readonly { readonly folder: Folder; readonly uri: vscode.Uri }[] {
  const roots = (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri, name }) => {
    if (uri.scheme !== 'file') return [];
    try {
      return [{ folder: { ...folderAt(uri.fsPath), name }, uri }];
    } catch {
      // A workspace may list a folder that is not there: VS Code says so itself.
      return [];
    }
  });
  return roots.filter(
    ({ folder }, place) => roots.findIndex(other => other.folder.id === folder.id) === place,
  );
}

function folderExcludes(): Record<string, readonly string[]> {
  return Object.fromEntries(
    openRoots().map(({ folder, uri }) => [folder.id, editorExcludesOf(uri).patterns]),
  );
}

/** Where the index lies, as the settings say; `readSettings` checks it. */
export function storeFolder(): string {
  return machineText('store') ?? defaultStore();
}

/** How fast a person wants it; the engine is told by `speed.ts`, since that changes with the plug. */
export function indexingSpeed(): 'auto' | 'full' | 'gentle' {
  const speed = setting('indexingSpeed');
  return speed === 'full' || speed === 'gentle' ? speed : 'auto';
}

/** Whether an image that comes in twice is told of. */
export function hintsAtDuplicates(): boolean {
  return setting('duplicates.hint') !== false;
}

/** Whether the explorer shows tags beside the files. */
export function showsExplorerTags(): boolean {
  return setting('explorerTags') === true;
}

/** What the setting says of the model; undefined for the starter. */
export function chosenModel(): string | undefined {
  return machineText('model');
}

/** What people call the model of a folder: `org/name` of a hub lies under `org--name` in the store. */
export function modelName(folder: string): string {
  const name = path.basename(folder);
  return path.dirname(folder) === path.join(storeFolder(), 'models') ? name.replace('--', '/') : name;
}

/** Chooses a model; the engine hears of it as of any setting. */
export async function setModel(model: string | undefined): Promise<void> {
  const value = model === 'starter' ? undefined : model;
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  await configuration.update('model', value, vscode.ConfigurationTarget.Global);
}

/** True where no network may be asked. */
export function isOffline(): boolean {
  return setting('offline') === true;
}

/** True when another model than the starter was chosen. */
export function isModelSet(): boolean {
  return machineText('model') !== undefined;
}

/** A person's own patterns and those of the workspace: VS Code would let the second list hide the first. */
export function excludePatterns(): readonly string[] {
  const values = vscode.workspace.getConfiguration(settingsSection).inspect<unknown>('exclude');
  return [...new Set([...textsIn(values?.globalValue), ...textsIn(values?.workspaceValue)])];
}

/** What alone is indexed; none means everything but hidden names and folders of tools. */
export function includePatterns(): readonly string[] {
  return textsIn(vscode.workspace.getConfiguration(settingsSection).get<unknown>('include'));
}

/** What `files.exclude` and `search.exclude` leave out of a workspace folder: each may have its own. */
export function editorExcludesOf(folder: vscode.Uri): EditorExcludes {
  return editorExcludes(
    editorExcludeSettings.map(name =>
      vscode.workspace.getConfiguration(undefined, folder).get<unknown>(name),
    ),
  );
}

/** The settings of a person or a workspace that leave images out, named for a sentence. */
export function settingsThatExclude(): readonly string[] {
  const isGiven = (name: string) =>
    openRoots().some(({ uri }) => {
      const values = vscode.workspace.getConfiguration(undefined, uri).inspect<unknown>(name);
      // What VS Code hides out of the box holds no images.
      const own = [values?.globalValue, values?.workspaceValue, values?.workspaceFolderValue];
      return editorExcludes(own).patterns.length > 0;
    });
  return excludingSettings({
    include: includePatterns(),
    exclude: excludePatterns(),
    editor: editorExcludeSettings.filter(isGiven),
  });
}

/** Adds a pattern to those of the workspace; a person's own are not copied into the repository. */
export async function excludeInWorkspace(pattern: string): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const own = textsIn(configuration.inspect<unknown>('exclude')?.workspaceValue);
  await configuration.update('exclude', [...own, pattern], vscode.ConfigurationTarget.Workspace);
}

/** All that the engine is opened with. Throws `model-invalid`, and `invalid-argument` for a store in a wrong place. */
export function readSettings(extensionPath: string): LensSettings {
  const threads = setting('threads');
  const folders = openFolders();
  const store = checkedStore(folders);
  return {
    folders,
    store,
    modelFolder: resolveModelFolder(machineText('model'), path.join(extensionPath, 'models'), store),
    provider: providerNames.find(name => name === setting('provider')) ?? 'auto',
    threads: typeof threads === 'number' && threads >= 1 ? Math.min(mostThreads, Math.floor(threads)) : 0,
    // Who searches the whole home folder does not mean our own thumbnails.
    exclude: [...excludePatterns(), ...insides(folders, store).map(literalPattern)],
    folderExclude: folderExcludes(),
    include: includePatterns(),
    trusted: vscode.workspace.isTrusted,
    thumbnailBytes: thumbnailBytes(),
    vectorPrecision: setting('vectorPrecision') === 'float16' ? 'float16' : 'float32',
    variantRules: variantRulesFrom(setting('duplicates.variants')),
    referenceFolders: textsIn(setting('duplicates.keepFolders')),
  };
}

/** The manifest's default counts, too: who takes the setting back means it. */
function thumbnailBytes(): number | null {
  const megabytes = setting('thumbnailMegabytes');
  const isUsable = typeof megabytes === 'number' && megabytes >= fewestThumbnailMegabytes;
  return isUsable ? megabytes * 1_000_000 : null;
}

/** A store that was chosen must not depend on where VS Code was started, nor fill a folder that is searched. */
function checkedStore(folders: readonly Folder[]): string {
  const store = storeFolder();
  if (!path.isAbsolute(store)) {
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t('The setting assetLens.store must be an absolute path, and is {0}.', store),
      { setting: 'assetLens.store' },
    );
  }
  if (machineText('store') !== undefined && insides(folders, store).length > 0) {
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t(
        'The setting assetLens.store names {0}, which lies in an open folder. Choose a place outside.',
        store,
      ),
      { setting: 'assetLens.store' },
    );
  }
  return store;
}

/** The paths of the store below those folders that hold it. */
function insides(folders: readonly Folder[], store: string): string[] {
  const real = realPlace(store);
  return folders.flatMap(folder => placeInside(folder.path, real) ?? []);
}

/** A setting of machine scope; the manifest keeps a repository from setting it. */
function machineText(name: 'model' | 'store'): string | undefined {
  const text = setting(name);
  return (typeof text === 'string' && text.trim()) || undefined;
}

/** VS Code marks a value of the wrong type in its editor, and hands it over all the same: it counts as not set here. */
function setting(name: SettingName): unknown {
  return vscode.workspace.getConfiguration(settingsSection).get<unknown>(name);
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}
