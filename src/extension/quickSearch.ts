/** Search by keyboard alone: type, arrows look at an image beside, Enter opens it, the button inserts its path. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { AssetCard, ImageFormat } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { type Band, type SearchRequest, bandOf, idAt } from '../protocol/query.ts';
import type { Engine } from './engine.ts';
import { fileOf, openImage } from './files.ts';
import { openFolders } from './settings.ts';

const typingPause = 120;
const shownHits = 30;

interface ImageItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri;
  readonly card: AssetCard;
}

/** What VS Code's own viewers show. */
const shownFormats: ReadonlySet<ImageFormat> = new Set([
  'jpeg', 'png', 'webp', 'gif', 'svg', 'avif', 'bmp', 'ico',
]); // prettier-ignore

/** What alone is searched: the images of a label, or those without any label of a group. */
export type QuickFilter =
  { readonly label: string; readonly noneOf: null } | { readonly label: null; readonly noneOf: string };

export interface QuickSearchPorts {
  readonly engine: Engine;
  /** Null for all images. */
  readonly filter: QuickFilter | null;
  readonly failed: (error: unknown) => void;
  /** Opens the panel with the same words and the same filter. */
  readonly showPanel: (text: string) => void;
  /** Lets the person choose another filter, and comes back with these words. */
  readonly chooseFilter: (text: string) => void;
}

export function quickSearch(ports: QuickSearchPorts, words = ''): void {
  const pick = vscode.window.createQuickPick<ImageItem>();
  const insert: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('insert'),
    tooltip: vscode.l10n.t('Insert Path'),
  };
  const panel: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('open-preview'),
    tooltip: vscode.l10n.t('Open Panel'),
  };
  const filter: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon(ports.filter ? 'filter-filled' : 'filter'),
    tooltip: vscode.l10n.t('Filter by Label'),
  };
  const editor = vscode.window.activeTextEditor;
  pick.title = ports.filter
    ? vscode.l10n.t('Search Images: {0}', filterText(ports.filter))
    : vscode.l10n.t('Search Images');
  pick.value = words;
  pick.placeholder = vscode.l10n.t('Describe an image');
  pick.buttons = [filter, panel];
  pick.matchOnDescription = false;

  let asking: AbortController | undefined;
  let pause: NodeJS.Timeout | undefined;
  /** VS Code makes the first item active by itself; only the person's own arrows open a preview. */
  let hasMoved = false;

  const ask = async (text: string): Promise<void> => {
    asking?.abort();
    const controller = (asking = new AbortController());
    pick.busy = true;
    try {
      const items = await imageItems(ports, text, insert, controller.signal);
      if (controller.signal.aborted) return;
      hasMoved = false;
      pick.items = items;
    } catch (error) {
      if (controller.signal.aborted || LensError.is(error, 'aborted')) return;
      pick.hide();
      ports.failed(error);
    } finally {
      if (asking === controller) pick.busy = false;
    }
  };

  const subscriptions = [
    pick.onDidChangeValue(text => {
      clearTimeout(pause);
      pause = setTimeout(() => void ask(text), typingPause);
    }),
    pick.onDidChangeActive(([item]) => {
      if (!item) return;
      hasMoved ||= item !== pick.items[0];
      if (hasMoved) void preview(ports.engine, item, () => pick.activeItems[0] === item);
    }),
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      pick.hide();
      if (item) void openImage(item.uri, false);
    }),
    pick.onDidTriggerItemButton(({ item }) => {
      pick.hide();
      void insertPath(item.uri, editor);
    }),
    pick.onDidTriggerButton(button => {
      const { value } = pick;
      pick.hide();
      if (button === filter) ports.chooseFilter(value);
      else ports.showPanel(value);
    }),
    pick.onDidHide(() => {
      clearTimeout(pause);
      asking?.abort();
      for (const subscription of subscriptions) subscription.dispose();
      pick.dispose();
    }),
  ];
  pick.show();
  void ask(words);
}

export function filterText({ label, noneOf }: QuickFilter): string {
  return label ?? vscode.l10n.t('None of {0}', noneOf);
}

async function imageItems(
  { engine, filter }: QuickSearchPorts,
  text: string,
  insert: vscode.QuickInputButton,
  signal: AbortSignal,
): Promise<ImageItem[]> {
  const { channel } = engine.client();
  const request: SearchRequest = {
    ...{ text, plain: false, not: '', like: null, folder: null, limit: shownHits },
    label: filter?.label ?? null,
    tags: filter && filter.noneOf !== null ? [{ group: filter.noneOf, label: null }] : [],
  };
  const reply = await channel.ask('search', request, signal);
  const ids = Array.from(reply.ids, (_, place) => idAt(reply.ids, place)!);
  const { thumbnails } = engine.status ?? (await engine.askStatus());
  const cards = new Map((await channel.ask('cards', { ids }, signal)).map(card => [card.id, card]));
  const folders = openFolders();
  return ids.flatMap((id, rank) => {
    const card = cards.get(id);
    if (!card) return [];
    const band = text.trim() === '' ? null : bandOf(reply, rank);
    return [imageItem(card, fileOf(card, folders), band, thumbnails, insert)];
  });
}

/**
 * VS Code filters and sorts by what it finds in the label: the label holds no words, so our order stays,
 * and the file name is the description.
 */
function imageItem(
  card: AssetCard,
  uri: vscode.Uri,
  band: Band | null,
  thumbnails: string,
  insert: vscode.QuickInputButton,
): ImageItem {
  const name = path.posix.basename(card.path);
  const folder = path.posix.dirname(card.path);
  return {
    label: band === null ? '' : { strong: '●●●', fair: '●●○', weak: '●○○' }[band],
    description: folder === '.' ? name : `${name}  ${folder}`,
    alwaysShow: true,
    buttons: [insert],
    uri,
    card,
    ...(card.thumbnail === null
      ? {}
      : { iconPath: vscode.Uri.file(path.join(thumbnails, ...card.thumbnail.split('/'))) }),
  };
}

/** Shows the image beside or, where VS Code has no viewer for it, a picture of it, unless the person has gone on meanwhile. */
async function preview(engine: Engine, { uri, card }: ImageItem, isWanted: () => boolean): Promise<void> {
  if (shownFormats.has(card.format)) return showBeside(uri);
  const { channel } = engine.client();
  // Without one VS Code says itself that it cannot show the file.
  const { name } = await channel.ask('largePicture', { id: card.id }).catch(() => ({ name: null }));
  const thumbnails = engine.status?.thumbnails;
  if (!isWanted()) return;
  await showBeside(
    name === null || thumbnails === undefined
      ? uri
      : vscode.Uri.file(path.join(thumbnails, ...name.split('/'))),
  );
}

async function showBeside(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  } satisfies vscode.TextDocumentShowOptions);
}

/** Inserts the path from the document's folder; a document that is no file has none, and gets the workspace's. */
async function insertPath(uri: vscode.Uri, editor: vscode.TextEditor | undefined): Promise<void> {
  const fromWorkspace = vscode.workspace.asRelativePath(uri, false);
  if (!editor) {
    await vscode.env.clipboard.writeText(fromWorkspace);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Path copied'), 4000);
    return;
  }
  const { scheme, fsPath } = editor.document.uri;
  const relative =
    scheme === 'file'
      ? path.relative(path.dirname(fsPath), uri.fsPath).split(path.sep).join('/')
      : fromWorkspace;
  await editor.edit(edit => editor.selections.forEach(selection => edit.replace(selection, relative)));
}
