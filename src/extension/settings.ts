/** The settings of VS Code as the Lens wants them. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import type { LensSettings } from '../protocol/lens.ts';
import { defaultStore, folderAt, resolveModelFolder } from '../lens/client.ts';

export const settingsSection = 'assetLens';

/** As in the manifest. */
const mostThreads = 64;

/** The folders of this workspace that lie on this machine's disk. */
export function openFolders(): readonly Folder[] {
  return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri, name }) => {
    if (uri.scheme !== 'file') return [];
    try {
      return [{ ...folderAt(uri.fsPath), name }];
    } catch {
      // A workspace may list a folder that is not there: VS Code says so itself.
      return [];
    }
  });
}

/** Where the index lies: outside of every workspace. */
export function storeFolder(): string {
  return machineText('store') ?? defaultStore();
}

/** True when another model than the starter was chosen. */
export function isModelSet(): boolean {
  return machineText('model') !== undefined;
}

export function excludePatterns(): readonly string[] {
  const patterns: unknown = setting('exclude');
  return Array.isArray(patterns) ? patterns.filter(pattern => typeof pattern === 'string') : [];
}

/** All that the engine is opened with. Throws `model-invalid`. */
export function readSettings(extensionPath: string): LensSettings {
  const threads = setting('threads');
  return {
    folders: openFolders(),
    store: storeFolder(),
    modelFolder: resolveModelFolder(machineText('model'), path.join(extensionPath, 'models')),
    provider: setting('provider') === 'cpu' ? 'cpu' : 'auto',
    threads: typeof threads === 'number' && threads >= 1 ? Math.min(mostThreads, Math.floor(threads)) : 0,
    exclude: excludePatterns(),
    trusted: vscode.workspace.isTrusted,
  };
}

/** A setting of machine scope; the manifest keeps a repository from setting it. */
function machineText(name: 'model' | 'store'): string | undefined {
  const text = setting(name);
  return (typeof text === 'string' && text.trim()) || undefined;
}

/** VS Code marks a value of the wrong type in its editor, and hands it over all the same: it counts as not set here. */
function setting(name: 'exclude' | 'model' | 'store' | 'provider' | 'threads'): unknown {
  return vscode.workspace.getConfiguration(settingsSection).get<unknown>(name);
}
