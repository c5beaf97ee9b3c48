/** The settings of VS Code as the Lens wants them. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import type { ProviderName } from '../protocol/encoder.ts';
import type { LensSettings } from '../protocol/lens.ts';
import { defaultStore, folderAt, resolveModelFolder } from '../lens/client.ts';

export const settingsSection = 'assetLens';

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
  return vscode.workspace.getConfiguration(settingsSection).get<readonly string[]>('exclude', []);
}

/** All that the engine is opened with. Throws `model-invalid`. */
export function readSettings(extensionPath: string): LensSettings {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  return {
    folders: openFolders(),
    store: storeFolder(),
    modelFolder: resolveModelFolder(machineText('model'), path.join(extensionPath, 'models')),
    provider: configuration.get<ProviderName>('provider', 'auto'),
    threads: configuration.get<number>('threads', 0),
    exclude: excludePatterns(),
    trusted: vscode.workspace.isTrusted,
  };
}

/** A setting of machine scope; the manifest keeps a repository from setting it. */
function machineText(name: 'model' | 'store'): string | undefined {
  return vscode.workspace.getConfiguration(settingsSection).get<string>(name)?.trim() || undefined;
}
