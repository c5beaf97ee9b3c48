/**
 * The int8 form of the model: made by itself before a float model looks at many images for the first time, and by
 * command at any other time, since an index stays with the form that it was made with.
 */
import * as vscode from 'vscode';
import type { LensClient } from '../lens/client.ts';
import type { PreparationAdvice, PreparedReport, PreparedTower, PrepareProgress } from '../protocol/encoder.ts'; // prettier-ignore
import { LensError } from '../protocol/errors.ts';
import type { LensSettings } from '../protocol/lens.ts';
import type { Engine } from './engine.ts';
import { inEngineApart } from './engineApart.ts';
import type { IndexRun } from './indexRun.ts';
import { indexApart } from './modelSwitch.ts';
import { isModelSet, readSettings } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { bytesText } from './statusText.ts';

export interface FasterFormPorts {
  readonly engine: Engine;
  readonly extensionPath: string;
  readonly indexRun: IndexRun;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Prepares the model of a client's engine where that pays before its first index. Who cancels it, or whatever fails in
 * it, goes on with the model as it was downloaded. Throws nothing but `aborted`, where `signal` is.
 */
export async function prepareFirst(
  client: LensClient,
  log: vscode.LogOutputChannel,
  signal: AbortSignal,
): Promise<void> {
  if (!isModelSet()) return;
  try {
    const advice = await client.channel.ask('preparation', null, signal);
    if (!advice.isWorthwhile) return;
    const title = vscode.l10n.t(
      'Making the model {0} faster, once, before it looks at the images; Cancel uses it as it is',
      advice.model,
    );
    logReport(log, advice.model, await prepareWith(client, title, false, signal));
  } catch (error) {
    if (signal.aborted) throw error;
    // Without it all works as well, and slower.
    log.warn(`The model was not prepared: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The same in an engine of its own, for a model that does not answer yet. */
export function prepareFirstApart(
  settings: LensSettings,
  { extensionPath, log }: Pick<FasterFormPorts, 'extensionPath' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  return inEngineApart(settings, extensionPath, client => prepareFirst(client, log, signal));
}

/** The command: says what would be done or was done, and does, repeats or undoes it. */
export async function prepareFasterForm(ports: FasterFormPorts): Promise<void> {
  const { engine, log, extensionPath } = ports;
  if (!isModelSet()) {
    const choose = vscode.l10n.t('Choose Model…');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('The starter has weights of eight bits already; there is no faster form of it.'),
      choose,
    );
    if (chosen === choose) await vscode.commands.executeCommand('assetLens.chooseModel');
    return;
  }
  const settings = readSettings(extensionPath);
  if (!settings.trusted)
    throw new LensError(
      'untrusted',
      vscode.l10n.t('This workspace is restricted: trust it to prepare a faster form of the model.'),
    );
  const advice = await engine.client().channel.ask('preparation', null);
  const wish = await (advice.report ? askAgain(advice, advice.report) : askFirst(advice));
  if (wish === 'remove') return removeForm(ports, advice.report!.bytes);
  if (wish === undefined) return;
  const controller = new AbortController();
  const report = await inEngineApart(settings, extensionPath, client =>
    prepareWith(
      client,
      vscode.l10n.t('Making the model {0} faster', advice.model),
      wish === 'again',
      controller.signal,
    ),
  );
  logReport(log, advice.model, report);
  if (!isInt8(report)) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'The model {0} goes on as it was downloaded: {1}',
        advice.model,
        outcomeText(report.towers.vision),
      ),
    );
    return;
  }
  await changeOver(ports, settings, advice.model);
}

/** The images are looked at with the new form while the old one answers; then it answers. */
async function changeOver(
  { engine, extensionPath, indexRun }: FasterFormPorts,
  settings: LensSettings,
  model: string,
): Promise<void> {
  const hasIndex = engine.status?.folders.some(({ indexed }) => indexed) ?? false;
  try {
    if (hasIndex) await indexApart({ ...settings, form: 'prepared' }, extensionPath, new AbortController());
  } catch (error) {
    // Given up: the folders' index is again that of the form that answers, with nothing to encode.
    await indexRun.start();
    throw error;
  }
  engine.useForm('prepared');
  await engine.reconfigure();
  if (hasIndex) await indexRun.start();
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The model {0} answers in its faster form now.', model),
  );
}

async function removeForm({ engine, indexRun }: FasterFormPorts, bytes: number): Promise<void> {
  indexRun.stop();
  const { follows } = indexRun;
  await engine.client().channel.ask('removePrepared', null);
  engine.useForm('as-indexed');
  await engine.reconfigure();
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} freed', bytesText(bytes, hostWords().count)), 6000);
  if (follows) await indexRun.start();
}

async function askFirst({ model, images }: PreparationAdvice): Promise<'first' | undefined> {
  const prepare = vscode.l10n.t('Prepare');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Prepare a faster form of the model {0}?', model),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It computes with whole numbers of eight bits on the processor, is calibrated on images of this workspace, checked against the model as it was downloaded, and used only where it is as good and faster. It takes minutes, once. Then all {0} images are looked at again; the old form answers meanwhile.',
        hostWords().count(images),
      ),
    },
    prepare,
  );
  return chosen === prepare ? 'first' : undefined;
}

async function askAgain(
  { model }: PreparationAdvice,
  report: PreparedReport,
): Promise<'remove' | 'again' | 'use' | undefined> {
  const { count } = hostWords();
  const { vision, text } = report.towers;
  const use = vscode.l10n.t('Use It Here');
  const again = vscode.l10n.t('Prepare Again');
  const remove = vscode.l10n.t('Remove');
  const chosen = await vscode.window.showInformationMessage(
    isInt8(report)
      ? vscode.l10n.t('A faster form of the model {0} lies ready.', model)
      : vscode.l10n.t('The model {0} has no faster form that is as good.', model),
    {
      modal: true,
      detail: [
        vscode.l10n.t('Pictures: {0}', outcomeText(vision)),
        vscode.l10n.t('Texts: {0}', outcomeText(text)),
        vscode.l10n.t('It takes {0}.', bytesText(report.bytes, count)),
        ...(isInt8(report)
          ? [vscode.l10n.t('An index that was made without it stays as it is until you use it here.')]
          : []),
      ].join('\n'),
    },
    ...(isInt8(report) ? [use] : []),
    again,
    remove,
  );
  if (chosen === use) return 'use';
  if (chosen === again) return 'again';
  return chosen === remove ? 'remove' : undefined;
}

/** How fast and how near to the downloaded form; where nothing was measured, why not. */
function outcomeText({ precision, reason, cosine, floatPerSecond, int8PerSecond }: PreparedTower): string {
  if (floatPerSecond === null || int8PerSecond === null || cosine === null) return reason;
  const { count } = hostWords();
  const gain = count(Number((int8PerSecond / floatPerSecond).toFixed(2)));
  if (precision === 'float')
    return vscode.l10n.t('eight bits are only {0} times as fast here, and not used', gain);
  // Rounded down: 1 would say that they are the same.
  const likeness = count(Math.floor(cosine.mean * 1000) / 1000);
  return vscode.l10n.t('{0} times as fast, cosine to the downloaded form {1}', gain, likeness);
}

function isInt8({ towers }: PreparedReport): boolean {
  return towers.vision.precision === 'int8' || towers.text.precision === 'int8';
}

function logReport(log: vscode.LogOutputChannel, model: string, { towers }: PreparedReport): void {
  for (const [tower, { precision, reason, cosine }] of Object.entries(towers))
    log.info(
      `Prepared ${model}, ${tower}: ${precision}. ${reason}${cosine ? ` Cosine to float ${cosine.mean.toFixed(4)}.` : ''}`,
    );
}

/** With a notification that can be cancelled; rejects with `aborted` then. */
function prepareWith(
  client: LensClient,
  title: string,
  again: boolean,
  signal: AbortSignal,
): Promise<PreparedReport> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (shown, token) => {
      const gaveUp = new AbortController();
      token.onCancellationRequested(() => gaveUp.abort());
      const stopListening = client.channel.on('preparing', progress =>
        shown.report({ message: stepText(progress) }),
      );
      try {
        return await client.channel.ask('prepareModel', { again }, AbortSignal.any([signal, gaveUp.signal]));
      } finally {
        stopListening();
      }
    }),
  );
}

function stepText({ tower, step, done, total }: PrepareProgress): string {
  const { count } = hostWords();
  const steps = {
    reading: vscode.l10n.t('reading pictures'),
    calibrating: vscode.l10n.t('calibrating'),
    checking: vscode.l10n.t('checking'),
    searching: vscode.l10n.t('finding what stays as it is'),
    timing: vscode.l10n.t('measuring the speed'),
  };
  const what = tower === 'vision' ? vscode.l10n.t('pictures') : vscode.l10n.t('texts');
  return `${step === 'reading' ? steps.reading : `${steps[step]} (${what})`}: ${count(done)}/${count(total)}`;
}
