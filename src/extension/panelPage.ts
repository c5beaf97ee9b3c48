/** The panel's page and what it may load: our own files, the workspace's pictures, the thumbnails; nothing from elsewhere. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { PanelAddress, PanelSetup } from '../protocol/panel.ts';
import { isModelSet, openFolders, storeFolder } from './settings.ts';
import { knownLanguage } from './statusBar.ts';

export function panelOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: false,
    localResourceRoots: [
      vscode.Uri.joinPath(extensionUri, 'dist'),
      vscode.Uri.joinPath(extensionUri, 'media'),
      vscode.Uri.file(thumbnailsFolder()),
      ...openFolders().map(folder => vscode.Uri.file(folder.path)),
    ],
  };
}

export function panelPage(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const file = (...names: string[]) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...names)).toString();
  const source = webview.cspSource;
  const policy = `default-src 'none'; img-src ${source}; style-src ${source}; font-src ${source}; script-src ${source}`;
  return `<!DOCTYPE html>
<html lang="${knownLanguage()}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Asset Lens</title>
    <link rel="stylesheet" href="${file('media', 'panel.css')}">
    <script type="module" src="${file('dist', 'panel.js')}"></script>
  </head>
  <body><asset-lens-app role="main"></asset-lens-app></body>
</html>`;
}

export function panelSetup(webview: vscode.Webview, show: Partial<PanelAddress> | null): PanelSetup {
  const base = (folder: string) =>
    webview.asWebviewUri(vscode.Uri.file(folder)).toString().replace(/\/$/, '');
  return {
    folders: openFolders().map(({ id, name, path: folder }) => ({
      id,
      name,
      path: folder,
      base: base(folder),
    })),
    thumbnails: base(thumbnailsFolder()),
    trusted: vscode.workspace.isTrusted,
    language: knownLanguage(),
    words: vscode.l10n.bundle ?? {},
    show,
    isModelSet: isModelSet(),
  };
}

/** Where the Lens writes thumbnails: a folder of the store. */
function thumbnailsFolder(): string {
  return path.join(storeFolder(), 'thumbnails');
}
