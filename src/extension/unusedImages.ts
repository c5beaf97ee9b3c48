/**
 * *Unused Images…*: a list to review, nothing chosen beforehand. What a person chose goes to the trash after a
 * confirmation that names the files; where there is no trash, this is said before.
 */
import path from 'node:path';
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import type { ImageUse, UseState } from '../protocol/reference.ts';
import type { Engine } from './engine.ts';
import { fileOf, openImage } from './files.ts';
import { findReferences, withProgress } from './references.ts';
import { openFolders } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { bytesText } from './statusText.ts';
import { hasTrash, removeFiles } from './trash.ts';

/** So many are listed; a longer list nobody reviews in one go, and the command line has all of it. */
const mostListed = 2000;
/** So many names stand in the confirmation. */
const mostNamed = 20;

interface UseItem extends vscode.QuickPickItem {
  readonly use?: ImageUse;
}

const states: readonly UseState[] = ['unused', 'maybe'];

export async function reviewUnused(engine: Engine): Promise<void> {
  const uses = await unusedOf(engine);
  if (!uses) return;
  if (uses.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Every image is used.'));
    return;
  }
  const chosen = await choose(engine, uses);
  if (chosen.length > 0) await remove(engine, chosen);
}

/** Unused ones first, then what may be used; undefined when cancelled. */
async function unusedOf(engine: Engine): Promise<readonly ImageUse[] | undefined> {
  const reply = await withProgress(vscode.l10n.t('Looking for unused images'), engine, async signal => {
    const ask = (state: UseState) =>
      engine
        .client()
        .channel.ask('unused', { folder: null, states: [state], first: 0, count: mostListed }, signal);
    return [await ask('unused'), await ask('maybe')];
  });
  return reply?.flatMap(({ images }) => images).slice(0, mostListed);
}

function choose(engine: Engine, uses: readonly ImageUse[]): Promise<readonly ImageUse[]> {
  const pick = vscode.window.createQuickPick<UseItem>();
  const open = { iconPath: new vscode.ThemeIcon('go-to-file'), tooltip: vscode.l10n.t('Open') };
  const references = {
    iconPath: new vscode.ThemeIcon('references'),
    tooltip: vscode.l10n.t('Find References'),
  };
  pick.title = vscode.l10n.t('Unused Images');
  pick.placeholder = vscode.l10n.t('Choose what to move to the trash; nothing is deleted before you confirm');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  pick.items = itemsOf(uses, open, references);
  return new Promise(resolve => {
    let chosen: readonly ImageUse[] = [];
    const subscriptions = [
      pick.onDidTriggerItemButton(({ item, button }) => {
        if (!item.use) return;
        const uri = fileOf(item.use);
        if (button === open) void openImage(uri, true);
        else void findReferences(engine, uri);
      }),
      pick.onDidAccept(() => {
        chosen = pick.selectedItems.flatMap(({ use }) => use ?? []);
        pick.hide();
      }),
      pick.onDidHide(() => {
        for (const subscription of subscriptions) subscription.dispose();
        pick.dispose();
        resolve(chosen);
      }),
    ];
    pick.show();
  });
}

function itemsOf(
  uses: readonly ImageUse[],
  open: vscode.QuickInputButton,
  references: vscode.QuickInputButton,
): UseItem[] {
  const folders = openFolders();
  const { count } = hostWords();
  return states.flatMap(state => {
    const of = uses.filter(use => use.state === state);
    if (of.length === 0) return [];
    const title =
      state === 'unused'
        ? vscode.l10n.t('Unused ({0})', count(of.length))
        : vscode.l10n.t('Maybe used ({0})', count(of.length));
    return [
      { label: title, kind: vscode.QuickPickItemKind.Separator },
      ...of.map(use => ({
        label: path.posix.basename(use.path),
        description: `${use.path}  ${bytesText(use.bytes, count)}`,
        detail: evidenceText(use),
        iconPath: fileOf(use, folders),
        buttons: state === 'maybe' ? [open, references] : [open],
        use,
      })),
    ];
  });
}

function evidenceText({ state, patterns, evidence }: ImageUse): string {
  if (state === 'unused') return vscode.l10n.t('No text refers to it.');
  if (patterns.length > 0) return vscode.l10n.t('A dynamic path may mean it: {0}', patterns.join(', '));
  // A mention, a catalog or a name that is looked for: the engine's own sentence says which.
  return evidence;
}

async function remove(engine: Engine, chosen: readonly ImageUse[]): Promise<void> {
  if (!vscode.workspace.isTrusted)
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to remove images.'),
    );
  // A text may have been written while the list was open.
  const now = await unusedOf(engine);
  if (!now) return;
  const isStill = new Set(now.map(({ folder, path: image }) => `${folder}/${image}`));
  const uses = chosen.filter(({ folder, path: image }) => isStill.has(`${folder}/${image}`));
  if (uses.length < chosen.length)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('Left as they are, since they are used by now: {0}', String(chosen.length - uses.length)),
    );
  if (uses.length === 0) return;
  if (!(await confirm(uses, hasTrash()))) return;
  const useOf = new Map(uses.map(use => [fileOf(use), use]));
  const { removed, failed, isInTrash } = await removeFiles([...useOf.keys()], left =>
    confirm(
      left.map(uri => useOf.get(uri)!),
      false,
    ),
  );
  for (const { uri, reason } of failed)
    void vscode.window.showWarningMessage(
      vscode.l10n.t('{0} could not be removed: {1}', useOf.get(uri)!.path, reason),
    );
  if (removed.length === 0) return;
  const { count } = hostWords();
  vscode.window.setStatusBarMessage(
    isInTrash
      ? vscode.l10n.t('Moved to the trash: {0}', count(removed.length))
      : vscode.l10n.t('Deleted: {0}', count(removed.length)),
    6000,
  );
}

async function confirm(uses: readonly ImageUse[], isThrownAway: boolean): Promise<boolean> {
  const { count } = hostWords();
  const names = uses.slice(0, mostNamed).map(use => use.path);
  const more = uses.length > mostNamed ? [vscode.l10n.t('and {0} more', count(uses.length - mostNamed))] : [];
  const maybe = uses.filter(({ state }) => state === 'maybe').length;
  const warnings = [
    ...(isThrownAway
      ? []
      : [vscode.l10n.t('There is no trash here: what is deleted cannot be brought back.')]),
    ...(maybe > 0 ? [vscode.l10n.t('Maybe used by a dynamic path: {0}', count(maybe))] : []),
  ];
  const button = isThrownAway ? vscode.l10n.t('Move to Trash') : vscode.l10n.t('Delete for Good');
  const question = questionFor(uses.length, isThrownAway);
  const detail = [...warnings, ...(warnings.length > 0 ? [''] : []), ...names, ...more].join('\n');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, button);
  return answer === button;
}

function questionFor(images: number, isThrownAway: boolean): string {
  const { count } = hostWords();
  if (images === 1)
    return isThrownAway
      ? vscode.l10n.t('Move 1 image to the trash?')
      : vscode.l10n.t('Delete 1 image for good?');
  return isThrownAway
    ? vscode.l10n.t('Move {0} images to the trash?', count(images))
    : vscode.l10n.t('Delete {0} images for good?', count(images));
}
