/** What is done with files: open, reveal, copy, keep. Everything that a page names is checked here first. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Folder, readableExtensions } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { type AssetPlace, type LikeImage, keptImageBytes } from '../protocol/panel.ts';
import { markdownLink } from './markdownLink.ts';
import { openFolders } from './settings.ts';

const extensions: ReadonlySet<string> = new Set(readableExtensions);

/**
 * The file at a place; throws `not-found` for one outside of the open folders.
 * Who has many places looks up the open folders once: that asks the disk.
 */
export function fileOf(
  { folder, path: relative }: AssetPlace,
  folders: readonly Folder[] = openFolders(),
): vscode.Uri {
  const root = folders.find(({ id }) => id === folder)?.path;
  const file = root === undefined ? undefined : path.join(root, relative);
  if (root === undefined || file === undefined || !file.startsWith(root + path.sep)) {
    throw new LensError('not-found', vscode.l10n.t('{0} is in none of the open folders.', relative));
  }
  return vscode.Uri.file(file);
}

export function isImage(uri: vscode.Uri): boolean {
  return extensions.has(path.extname(uri.fsPath).slice(1).toLowerCase());
}

export function likeImage(uri: vscode.Uri): LikeImage {
  return { file: uri.fsPath, name: path.basename(uri.fsPath) };
}

export async function openImage(uri: vscode.Uri, beside: boolean): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri, {
    viewColumn: beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
    preview: true,
  } satisfies vscode.TextDocumentShowOptions);
}

export async function revealImage(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('revealInExplorer', uri);
}

/** Copies workspace-relative paths, a line each. */
export async function copyPaths(places: readonly AssetPlace[]): Promise<void> {
  const folders = openFolders();
  const paths = places.map(place => vscode.workspace.asRelativePath(fileOf(place, folders), false));
  await vscode.env.clipboard.writeText(paths.join('\n'));
}

/** Copies a link for the Markdown file that is being edited, else for one at the top of the folder. */
export async function copyMarkdownLink(uri: vscode.Uri): Promise<void> {
  const document = vscode.window.visibleTextEditors.find(
    ({ document: candidate }) => candidate.languageId === 'markdown' && candidate.uri.scheme === 'file',
  )?.document;
  const folder = document
    ? path.dirname(document.uri.fsPath)
    : (vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath));
  const link = markdownLink(withSlashes(uri.fsPath), withSlashes(folder));
  await vscode.env.clipboard.writeText(link);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', link), 4000);
}

/** The image a command is meant for: the one it was called on, the one being looked at, or one that is chosen. */
export async function imageFor(uri: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  if (uri) return uri;
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (
    (input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText) &&
    input.uri.scheme === 'file' &&
    isImage(input.uri)
  ) {
    return input.uri;
  }
  return chooseImageFile();
}

export async function chooseImage(): Promise<LikeImage | null> {
  const uri = await chooseImageFile();
  return uri ? likeImage(uri) : null;
}

async function chooseImageFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose an image to search by'),
    filters: { [vscode.l10n.t('Images')]: [...readableExtensions] },
  });
  return chosen?.[0];
}

/** Pasted images, in a temporary folder that goes with the window. */
export class KeptImages implements vscode.Disposable {
  #folder: Promise<string> | undefined;
  #count = 0;

  /** Throws `invalid-argument` for more than the panel may send. */
  async keep(name: string, bytes: Uint8Array): Promise<LikeImage> {
    if (!(bytes instanceof Uint8Array) || bytes.length > keptImageBytes) {
      throw new LensError(
        'invalid-argument',
        vscode.l10n.t('The image is larger than 20 MB. Save it as a file and choose that.'),
      );
    }
    this.#folder ??= mkdtemp(path.join(tmpdir(), 'asset-lens-'));
    const folder = path.join(await this.#folder, String(++this.#count));
    await mkdir(folder);
    // Only the last part of the name, and nothing that a file system may dislike.
    const safe =
      path
        .basename(name)
        .replace(/[^\p{L}\p{N}._-]+/gu, '-')
        .slice(-80) || 'image';
    const file = path.join(folder, safe);
    await writeFile(file, bytes);
    return { file, name: safe };
  }

  async dispose(): Promise<void> {
    const folder = await this.#folder;
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

function withSlashes(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}
