/** *Export Tags…* and *Import Tags…*. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Folder } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import {
  type ExchangeFormat,
  type ExchangeProblem,
  type ImportFormat,
  sidecarFormats,
} from '../protocol/exchange.ts';
import type { TagState } from '../protocol/tag.ts';
import type { Engine } from './engine.ts';
import { exportedText, importedText, passedOverText } from './exchangeText.ts';
import { signalOf, withProgress } from './progress.ts';
import { hostWords } from './statusBar.ts';

export interface ExchangePorts {
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
  /** Brings the index up to date. */
  readonly indexed: () => Promise<void>;
}

interface FormatItem<Format extends ExchangeFormat> {
  readonly format: Format;
  readonly detail: string;
}

/** As their makers write them, in every language. */
const formatNames: Readonly<Record<ExchangeFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  coco: 'COCO',
  fiftyone: 'FiftyOne',
  'label-studio': 'Label Studio',
  txt: 'TXT',
  xmp: 'XMP',
};

/** Rejects with `aborted` where the person gave up, `untrusted` in a restricted workspace. */
export async function exportTags(ports: ExchangePorts, folder: Folder): Promise<void> {
  refuseRestricted();
  const format = await chooseFormat<ExchangeFormat>(vscode.l10n.t('Export Tags'), [
    { format: 'csv', detail: vscode.l10n.t('A table: one row for each tag.') },
    { format: 'json', detail: vscode.l10n.t('As asset-lens tag prints it.') },
    { format: 'coco', detail: vscode.l10n.t('Images, annotations and categories.') },
    { format: 'fiftyone', detail: vscode.l10n.t('Classifications: labels.json.') },
    { format: 'label-studio', detail: vscode.l10n.t('Tasks with predictions.') },
    { format: 'xmp', detail: besideText() },
    { format: 'txt', detail: besideText() },
  ]);
  const states = await chooseStates(format);
  const isSidecar = sidecarFormats.some(known => known === format);
  const out = isSidecar ? null : await chooseOut(folder, format);
  const reply = await withProgress(vscode.l10n.t('Exporting tags'), async token => {
    const signal = signalOf(token);
    await ports.indexed();
    const request = { folder: folder.id, labels: null, format, states, out, naming: null, prefix: '' };
    return ports.engine.client().channel.ask('exportTags', request, signal);
  });
  const problems = [
    ...reply.problems,
    ...reply.disputed.map(({ path: image, label }) => ({
      path: image,
      detail: vscode.l10n.t('{0} is disputed: people contradict each other.', label),
    })),
  ];
  await tell(ports, exportedText(reply, hostWords()), problems, problems.length, out);
}

/** Rejects with `aborted` where the person gave up, `untrusted` in a restricted workspace. */
export async function importTags(ports: ExchangePorts, folder: Folder): Promise<void> {
  refuseRestricted();
  const format = await chooseFormat<ImportFormat>(vscode.l10n.t('Import Tags'), [
    { format: 'xmp', detail: besideText() },
    { format: 'txt', detail: besideText() },
    { format: 'csv', detail: vscode.l10n.t('A table with the columns path and label.') },
    { format: 'json', detail: vscode.l10n.t('A list of images with their labels.') },
  ]);
  const isSidecar = sidecarFormats.some(known => known === format);
  const file = isSidecar ? null : await chooseTable(format);
  const reply = await withProgress(vscode.l10n.t('Importing tags'), async token => {
    const signal = signalOf(token);
    await ports.indexed();
    const text = file === null ? null : await readFile(file, 'utf8');
    const where = file === null ? '' : path.basename(file);
    const request = { folder: folder.id, format, text, where };
    return ports.engine.client().channel.ask('importTags', request, signal);
  });
  const problems = [
    ...reply.problems,
    ...reply.labels.map(({ name }) => ({ path: name, detail: vscode.l10n.t('This is no label.') })),
    ...reply.missing.map(missing => ({
      path: missing,
      detail: vscode.l10n.t('This is no image of the folder.'),
    })),
  ];
  const all = problems.length + reply.missingCount - reply.missing.length;
  const undo = vscode.l10n.t('Undo');
  const buttons = reply.changed > 0 ? [undo] : [];
  const chosen = await tell(ports, importedText(reply, hostWords()), problems, all, null, ...buttons);
  if (chosen !== undo || !reply.step) return;
  // The engine may have been started anew since the message came, and other things decided.
  const step = reply.step.name;
  await ports.engine.client().channel.ask('undoDecision', { folder: folder.id, step });
}

function besideText(): string {
  return vscode.l10n.t('A file beside each image, of which all else is kept.');
}

async function chooseFormat<Format extends ExchangeFormat>(
  title: string,
  items: readonly FormatItem<Format>[],
): Promise<Format> {
  const picked = await vscode.window.showQuickPick(
    items.map(item => ({ ...item, label: formatNames[item.format] })),
    {
      title,
      placeHolder: vscode.l10n.t('Choose a format'),
      matchOnDetail: true,
    },
  );
  if (!picked) throw new LensError('aborted', 'No format was chosen.');
  return picked.format;
}

async function chooseStates(format: ExchangeFormat): Promise<readonly TagState[] | null> {
  const decided: readonly TagState[] = ['accepted', 'by-hand'];
  const isTable = format === 'csv' || format === 'json';
  const picked = await vscode.window.showQuickPick(
    [
      { label: vscode.l10n.t('What was decided'), states: null },
      {
        label: vscode.l10n.t('What was decided, and what is suggested'),
        detail:
          format === 'txt'
            ? vscode.l10n.t('Text files do not tell the one from the other.')
            : vscode.l10n.t('Suggestions are marked as such.'),
        states: [...decided, ...(isTable ? (['rejected'] as const) : []), 'suggested' as const],
      },
    ],
    { title: vscode.l10n.t('Export Tags'), placeHolder: vscode.l10n.t('Choose the tags') },
  );
  if (!picked) throw new LensError('aborted', 'No tags were chosen.');
  return picked.states;
}

async function chooseOut(folder: Folder, format: ExchangeFormat): Promise<string> {
  const extension = format === 'csv' ? 'csv' : 'json';
  const name = {
    csv: 'tags',
    json: 'tags',
    coco: 'coco',
    fiftyone: 'labels',
    'label-studio': 'tasks',
    xmp: '',
    txt: '',
  };
  const chosen = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Tags'),
    defaultUri: vscode.Uri.file(path.join(folder.path, `${name[format]}.${extension}`)),
    filters: { [extension.toUpperCase()]: [extension] },
  });
  if (!chosen) throw new LensError('aborted', 'No place was chosen.');
  return chosen.fsPath;
}

async function chooseTable(format: ImportFormat): Promise<string> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose a table of labels'),
      filters: format === 'csv' ? { CSV: ['csv', 'tsv'] } : { JSON: ['json'] },
    })) ?? [];
  if (!chosen) throw new LensError('aborted', 'No table was chosen.');
  return chosen.fsPath;
}

/**
 * Tells what was done, once the progress is gone: who does not answer soon finds the message under the bell, where it
 * waits. What could not be done stands in the log, one by one; `all` counts it. Resolves with the button that was chosen.
 */
async function tell(
  { log }: ExchangePorts,
  text: string,
  problems: readonly ExchangeProblem[],
  all: number,
  file: string | null,
  ...buttons: string[]
): Promise<string | undefined> {
  for (const problem of problems) log.warn(`${problem.path}: ${problem.detail}`);
  const open = vscode.l10n.t('Open File');
  const showLog = vscode.l10n.t('Show Log');
  const told = [text, passedOverText(problems, all, hostWords())].filter(Boolean).join(' ');
  const actions = [...buttons, ...(file === null ? [] : [open]), ...(all > 0 ? [showLog] : [])];
  const show = all > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const chosen = await show(told, ...actions);
  if (chosen === open && file !== null)
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
  if (chosen === showLog) log.show();
  return chosen;
}

function refuseRestricted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new LensError(
    'untrusted',
    vscode.l10n.t('This workspace is restricted: trust it to export or import tags.'),
  );
}
