/** *Add Tag…* on files and folders: a folder means its images. The tag is the person's own, or their yes to a suggestion. */
import * as vscode from 'vscode';
import type { AssetId } from '../protocol/asset.ts';
import type { Verdict } from '../protocol/decision.ts';
import { LensError } from '../protocol/errors.ts';
import type { LabelCount } from '../protocol/tag.ts';
import { idsOf } from './assetCards.ts';
import type { Engine } from './engine.ts';
import { imageFor, isImage } from './files.ts';
import { chooseFolder, requireFolder } from './folders.ts';
import { createLabel } from './newLabel.ts';
import { hostWords } from './statusBar.ts';
import { decidedText } from './tagText.ts';

const toldMilliseconds = 5000;

interface LabelItem extends vscode.QuickPickItem {
  /** Null for a label that is new. */
  readonly count: LabelCount | null;
  readonly name: string;
}

/** Tags images; without any, the one that is looked at. Throws `untrusted`, and `not-found` where none of them is indexed. */
export async function addTag(engine: Engine, given: readonly vscode.Uri[]): Promise<void> {
  requireFolder();
  if (!vscode.workspace.isTrusted) {
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to decide about its tags.'),
    );
  }
  const open = given.length > 0 ? given : await imageFor(undefined);
  if (!open) return;
  const places = open instanceof vscode.Uri ? [open] : open;
  const ids = await knownIds(engine, places);
  if (!ids) return;
  const label = await chooseLabel(engine, ids.length);
  if (!label) return;
  const made = label.count
    ? { group: label.count.group ?? '' }
    : await createLabel(await chooseFolder(), label.name);
  if (!made) return;
  const { channel } = engine.client();
  const isAnswer = label.count !== null && (await isSuggestedForAll(engine, label.count, ids));
  const verdict: Verdict = isAnswer ? 'accepted' : 'by-hand';
  const { changed, steps } = await channel.ask('decide', {
    ids,
    decisions: [{ group: made.group, label: label.name, verdict }],
  });
  const undo = vscode.l10n.t('Undo');
  const told = decidedText(verdict, changed, hostWords());
  if (changed < 2) {
    vscode.window.setStatusBarMessage(`${label.name}: ${told}`, toldMilliseconds);
    return;
  }
  // Many files may have changed by one click: the way back is offered.
  const chosen = await vscode.window.showInformationMessage(`${label.name}: ${told}`, undo);
  if (chosen !== undo) return;
  // Something else may have been decided since: this is taken back, in every folder.
  for (const { folder, name } of steps)
    await engine.client().channel.ask('undoDecision', { folder, step: name });
}

/** Ids of the images at these places; undefined when the person gave up. */
async function knownIds(engine: Engine, places: readonly vscode.Uri[]): Promise<AssetId[] | undefined> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking for the images'),
      cancellable: true,
    },
    async (progress, token) => {
      const files = await imagesAt(places, token);
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      if (token.isCancellationRequested) return undefined;
      const ids = await idsOf(engine, files, controller.signal, count =>
        progress.report({ increment: (100 * count) / files.length }),
      );
      const known = ids.filter(id => id !== null);
      if (known.length > 0) return [...new Set(known)];
      throw new LensError(
        'not-found',
        files.length === 0
          ? vscode.l10n.t('There are no images here.')
          : vscode.l10n.t('These images are not indexed yet. Run Index Workspace first.'),
      );
    },
  );
}

async function imagesAt(
  places: readonly vscode.Uri[],
  token: vscode.CancellationToken,
): Promise<readonly vscode.Uri[]> {
  const found = new Map<string, vscode.Uri>();
  for (const place of places) {
    const { type } = await vscode.workspace.fs.stat(place);
    const files =
      (type & vscode.FileType.Directory) === 0
        ? [place]
        : // What the explorer hides is left out of the index, too.
          await vscode.workspace.findFiles(
            new vscode.RelativePattern(place, '**/*'),
            undefined,
            undefined,
            token,
          );
    for (const file of files) if (isImage(file)) found.set(file.fsPath, file);
  }
  return [...found.values()];
}

/** The label that is chosen, or typed and new. */
async function chooseLabel(engine: Engine, images: number): Promise<LabelItem | undefined> {
  const { counts } = await engine.client().channel.ask('labelCounts', null);
  const known: readonly LabelItem[] = counts.map(count => ({
    label: `$(tag) ${count.label}`,
    description: count.group ?? '',
    count,
    name: count.label,
  }));
  const pick = vscode.window.createQuickPick<LabelItem>();
  pick.title =
    images === 1
      ? vscode.l10n.t('Add a tag to 1 image')
      : vscode.l10n.t('Add a tag to {0} images', hostWords().count(images));
  pick.placeholder = vscode.l10n.t('Choose a label, or type a new one');
  pick.matchOnDescription = true;
  pick.items = known;
  const isKnown = (name: string) => known.some(item => item.name.toLowerCase() === name.toLowerCase());
  return new Promise(resolve => {
    pick.onDidChangeValue(value => {
      const name = value.trim();
      const added = {
        label: `$(add) ${vscode.l10n.t('New label {0}', name)}`,
        alwaysShow: true,
        count: null,
        name,
      };
      pick.items = name === '' || isKnown(name) ? known : [...known, added];
    });
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      resolve(item);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** True where the model suggests the label for every one of these images: then a yes is an answer to it. */
async function isSuggestedForAll(
  engine: Engine,
  { group, label }: LabelCount,
  ids: readonly AssetId[],
): Promise<boolean> {
  const { tags } = await engine.client().channel.ask('tagged', {
    folder: null,
    scope: { group, label },
    states: ['suggested'],
    order: 'path',
    first: 0,
    count: Number.MAX_SAFE_INTEGER,
  });
  const suggested = new Set(tags.map(({ id }) => id));
  return ids.every(id => suggested.has(id));
}
