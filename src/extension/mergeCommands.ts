/** *Merge Duplicates…* and *Undo Merge…* of the palette and the menus. */
import * as vscode from 'vscode';
import type { AssetCard, AssetId } from '../protocol/asset.ts';
import type { DuplicateGroup } from '../protocol/duplicate.ts';
import { LensError } from '../protocol/errors.ts';
import type { GroupMember, KeepReason, MergeRecord, UndoneMerge } from '../protocol/merge.ts';
import type { DuplicateHints } from './duplicateHint.ts';
import type { Engine } from './engine.ts';
import { fileOf } from './files.ts';
import { placeOf } from './folderPlace.ts';
import { mergeDuplicates, refuseUnsaved } from './mergeDuplicates.ts';
import { withProgress } from './references.ts';
import { openFolders } from './settings.ts';
import { hostWords } from './statusBar.ts';

/** So many groups are offered; the panel shows all. */
const mostOffered = 500;

export interface MergePorts {
  readonly engine: Engine;
  readonly indexed: () => Promise<void>;
}

/** The group of an image, or one that is chosen; then which is kept, the best first. */
export async function chooseAndMerge(
  { engine, indexed }: MergePorts,
  uri: vscode.Uri | undefined,
): Promise<void> {
  await indexed();
  const found = await withProgress(vscode.l10n.t('Looking for duplicates'), engine, signal =>
    engine.client().channel.ask('duplicates', { lookAlikes: false, folder: null }, signal),
  );
  if (!found) return;
  const group = uri ? await groupOf(engine, found, uri) : await chooseGroup(engine, found);
  if (!group) return;
  const { reason, members } = await engine.client().channel.ask('keepBest', { ids: group.assets });
  const kept = await chooseKept(members, reason);
  if (!kept) return;
  const isHere = ({ folder }: GroupMember) => folder === kept.folder;
  const others = members.filter(member => member !== kept && isHere(member)).map(({ path }) => path);
  await mergeDuplicates(engine, { folder: kept.folder, kept: kept.path, others });
}

async function groupOf(
  engine: Engine,
  groups: readonly DuplicateGroup[],
  uri: vscode.Uri,
): Promise<DuplicateGroup | undefined> {
  placeOf(uri);
  const id = await engine.client().channel.ask('locate', { file: uri.fsPath });
  const group = groups.find(({ assets }) => id !== null && assets.includes(id));
  if (!group)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} has no duplicates.', vscode.workspace.asRelativePath(uri, false)),
    );
  return group;
}

async function chooseGroup(
  engine: Engine,
  groups: readonly DuplicateGroup[],
): Promise<DuplicateGroup | undefined> {
  if (groups.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No image is there twice.'));
    return undefined;
  }
  const offered = groups.slice(0, mostOffered);
  const ids = Uint32Array.from(offered.flatMap(({ assets }) => assets));
  // The ids of an answer are those of assets.
  const cards = await engine.client().channel.ask('cards', { ids: [...ids] as AssetId[] });
  const cardOf = new Map(cards.map(card => [card.id, card]));
  const folders = openFolders();
  const { count } = hostWords();
  const items = offered.flatMap(group => {
    const own = group.assets.flatMap(id => cardOf.get(id) ?? []);
    const [first, ...others] = own;
    if (!first || others.length === 0) return [];
    return [
      {
        label: first.path,
        description: vscode.l10n.t('{0} images', count(own.length)),
        detail: others.map((card: AssetCard) => card.path).join(', '),
        iconPath: fileOf(first, folders),
        group,
      },
    ];
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Merge Duplicates'),
    placeHolder: vscode.l10n.t('Choose a group; nothing is changed before you confirm'),
    matchOnDetail: true,
  });
  return picked?.group;
}

async function chooseKept(
  members: readonly GroupMember[],
  reason: KeepReason | null,
): Promise<GroupMember | undefined> {
  const folders = openFolders();
  const items = members.map((member, place) => ({
    label: member.path,
    description: [
      place === 0 ? vscode.l10n.t('Suggested') : '',
      place === 0 && reason ? reasonText(reason) : '',
      member.files === 1
        ? vscode.l10n.t('used in 1 file')
        : vscode.l10n.t('used in {0} files', String(member.files)),
    ]
      .filter(Boolean)
      .join(' · '),
    iconPath: fileOf(member, folders),
    member,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Merge Duplicates'),
    placeHolder: vscode.l10n.t('Which one is kept?'),
  });
  return picked?.member;
}

/** What sets the suggested one apart. */
export function reasonText(reason: KeepReason): string {
  switch (reason) {
    case 'reference-folder':
      return vscode.l10n.t('lies in a folder that is always kept');
    case 'referenced':
      return vscode.l10n.t('is used by texts');
    case 'vector':
      return vscode.l10n.t('is a vector source');
    case 'larger':
      return vscode.l10n.t('has the most pixels');
    case 'deeper':
      return vscode.l10n.t('holds more than 8 bits of light');
    case 'lossless':
      return vscode.l10n.t('has a format that loses nothing');
    case 'tracked':
      return vscode.l10n.t('is tracked by Git');
    case 'shorter-path':
      return vscode.l10n.t('has the shortest path');
  }
}

/** The merge of this id, or one that is chosen; the latest is the first. */
export async function undoMerge(
  engine: Engine,
  hints: DuplicateHints,
  id: string | undefined,
): Promise<UndoneMerge | undefined> {
  const { channel } = engine.client();
  const merges = await channel.ask('merges', null);
  const merge =
    id === undefined || merges.length === 0
      ? await chooseMerge(merges)
      : merges.find(known => known.id === id);
  if (!merge && id !== undefined && merges.length > 0)
    throw new LensError('not-found', vscode.l10n.t('This merge was undone already.'));
  if (!merge) return undefined;
  refuseUnsaved(merge.folder, merge.texts);
  hints.passOver(merge.removed.map(path => ({ folder: merge.folder, path })));
  const undone = await channel.ask('undoMerge', { id: merge.id });
  await tellUndone(undone);
  return undone;
}

async function chooseMerge(merges: readonly MergeRecord[]): Promise<MergeRecord | undefined> {
  if (merges.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no merge to undo.'));
    return undefined;
  }
  const items = merges.map(merge => ({
    label: merge.kept,
    description: new Date(merge.time).toLocaleString(vscode.env.language),
    detail: merge.removed.join(', '),
    merge,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Undo Merge'),
    placeHolder: vscode.l10n.t('Images, texts and tags become what they were'),
    matchOnDetail: true,
  });
  return picked?.merge;
}

async function tellUndone({ restored, textsRestored, left }: UndoneMerge): Promise<void> {
  const { count } = hostWords();
  const said = vscode.l10n.t(
    'Merge undone. Images that are what they were: {0}, texts: {1}.',
    count(restored.length),
    count(textsRestored.length),
  );
  if (left.length === 0) return void vscode.window.setStatusBarMessage(said, 8000);
  await vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} Not brought back: {1}',
      said,
      left.map(({ path, reason }) => `${path} (${reason})`).join('; '),
    ),
  );
}
