/** Choose Model…: what can be had, with size, licence, languages and speed; fetched, imported or removed from here. */
import path from 'node:path';
import * as vscode from 'vscode';
import { type ModelRoom, openModels } from '../lens/client.ts';
import { LensError } from '../protocol/errors.ts';
import type { ModelOffer } from '../protocol/model.ts';
import type { Engine } from './engine.ts';
import { isOffline, setModel, storeFolder } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { bytesText } from './statusText.ts';

export interface ModelChoicePorts {
  readonly extensionPath: string;
  readonly secrets: vscode.SecretStorage;
  readonly engine: Engine;
  readonly log: vscode.LogOutputChannel;
}

/** Where the hub's token lies in VS Code's secret storage. */
const tokenKey = 'huggingFaceToken';

interface ModelItem extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
  readonly offer?: ModelOffer;
}

export async function chooseModel(ports: ModelChoicePorts): Promise<void> {
  const models = await modelRoom(ports);
  const offers = await models.list();
  const remove: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('trash'),
    tooltip: vscode.l10n.t('Remove…'),
  };
  const terms: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('law'),
    tooltip: vscode.l10n.t('Read the Licence'),
  };
  const answering = ports.engine.modelFolder;
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = vscode.l10n.t('Choose Model');
  pick.placeholder = vscode.l10n.t('The model that looks at the images');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = [
    ...offers.map((offer): ModelItem => ({
      label: `$(${offer.state === 'available' ? 'cloud-download' : offer.folder === answering ? 'check' : 'symbol-misc'}) ${offer.title}`,
      // What is not proven stands where nothing cuts it off.
      description: [
        offer.id,
        ...(offer.unconfirmed.length > 0 ? [vscode.l10n.t('in part unconfirmed')] : []),
      ].join(' · '),
      detail: detailOf(offer),
      buttons: [...(offer.terms ? [terms] : []), ...(offer.state === 'here' ? [remove] : [])],
      offer,
      run: () => (offer.state === 'available' ? getOffered(ports, models, offer) : setModel(offer.id)),
    })),
    {
      label: `$(repo) ${vscode.l10n.t('Another Repository of Hugging Face…')}`,
      run: () => getRepository(ports, models),
    },
    { label: `$(folder) ${vscode.l10n.t('A Folder…')}`, run: () => importFolder(models) },
    {
      label: `$(key) ${vscode.l10n.t('Set the Token of Hugging Face…')}`,
      run: async () => void (await setToken(ports)),
    },
  ];
  const chosen = await new Promise<(() => Promise<void>) | undefined>(resolve => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.run);
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      const { offer } = item;
      resolve(
        offer && button === remove
          ? () => removeModel(ports, models, offer)
          : async () => void (await vscode.env.openExternal(vscode.Uri.parse(offer?.terms ?? ''))),
      );
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
  await chosen?.();
}

async function modelRoom({ extensionPath, secrets }: ModelChoicePorts): Promise<ModelRoom> {
  return openModels({
    store: storeFolder(),
    shipped: path.join(extensionPath, 'models'),
    env: process.env,
    offline: isOffline(),
    token: (await secrets.get(tokenKey)) ?? null,
    isEditor: true,
  });
}

/** "606 MB · MIT · English · 224 px · medium speed · 63.3 % of ImageNet · temperature 100"; what is not known is left out. */
function detailOf(offer: ModelOffer): string {
  const { count } = hostWords();
  const speeds = {
    fast: vscode.l10n.t('fast'),
    medium: vscode.l10n.t('medium speed'),
    slow: vscode.l10n.t('slow'),
  };
  return [
    ...(offer.bytes === null ? [] : [bytesText(offer.bytes, count)]),
    offer.use === 'research'
      ? vscode.l10n.t('{0}, for research only', offer.licence ?? '')
      : (offer.licence ?? vscode.l10n.t('licence unknown')),
    ...(offer.languages === null
      ? []
      : [offer.languages === 'en' ? vscode.l10n.t('English') : vscode.l10n.t('many languages')]),
    ...(offer.pixels === null ? [] : [vscode.l10n.t('{0} px', count(offer.pixels))]),
    ...(offer.speed === null ? [] : [speeds[offer.speed]]),
    ...(offer.imageNet === null
      ? []
      : [vscode.l10n.t('{0} % of ImageNet', count(Math.round(offer.imageNet * 10) / 10))]),
    ...(offer.temperature === null
      ? []
      : [vscode.l10n.t('temperature {0}', count(Math.round(offer.temperature)))]),
  ].join(' · ');
}

async function getRepository(ports: ModelChoicePorts, models: ModelRoom): Promise<void> {
  const id = await vscode.window.showInputBox({
    title: vscode.l10n.t('Another Repository of Hugging Face…'),
    prompt: vscode.l10n.t('As on its page, for example {0}; a revision goes behind an @.', 'org/name'),
    validateInput: text =>
      /^[\w.-]+\/[\w.-]+(@\S+)?$/.test(text.trim()) ? null : vscode.l10n.t('Write it as {0}.', 'org/name'),
  });
  if (id) await getAndUse(ports, models, id.trim(), null);
}

/** A licence for research only is asked for before there is any talk of fetching. */
async function getOffered(
  ports: ModelChoicePorts,
  models: ModelRoom,
  { id, use, licence, terms }: ModelOffer,
): Promise<void> {
  if (use !== 'research' || licence === null) return getAndUse(ports, models, id, null);
  if (await agreesTo(licence, terms ?? '')) await getAndUse(ports, models, id, licence);
}

async function getAndUse(
  ports: ModelChoicePorts,
  models: ModelRoom,
  id: string,
  accepted: string | null,
): Promise<void> {
  const offer = await getAgreed(ports, models, id, accepted).catch(async (error: unknown) => {
    if (!LensError.is(error, 'download-failed')) throw error;
    const { reason } = error.details;
    if (reason !== 'token' && reason !== 'gated') throw error;
    const token = vscode.l10n.t('Set Token…');
    const chosen = await vscode.window.showErrorMessage(error.message, token);
    if (chosen !== token || !(await setToken(ports))) return undefined;
    return getAgreed(ports, await modelRoom(ports), id, accepted);
  });
  if (!offer) return;
  for (const doubt of offer.unconfirmed) ports.log.warn(`${offer.id}: not confirmed: ${doubt}.`);
  await setModel(offer.id);
}

/** Undefined where a person does not agree to a licence for research only. */
async function getAgreed(
  ports: ModelChoicePorts,
  models: ModelRoom,
  id: string,
  accepted: string | null,
): Promise<ModelOffer | undefined> {
  try {
    return await get(ports, models, id, accepted);
  } catch (error) {
    if (!LensError.is(error, 'licence-unaccepted')) throw error;
    const licence = String(error.details['licence']);
    const isAgreed = await agreesTo(licence, String(error.details['terms']));
    return isAgreed ? get(ports, models, id, licence) : undefined;
  }
}

async function agreesTo(licence: string, terms: string): Promise<boolean> {
  const agree = vscode.l10n.t('I Agree');
  const read = vscode.l10n.t('Read the Licence');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('This model is for research only. Do you agree to the licence {0}?', licence),
    { modal: true, detail: vscode.l10n.t('Its terms: {0}', terms) },
    agree,
    read,
  );
  if (chosen === read) await vscode.env.openExternal(vscode.Uri.parse(terms));
  return chosen === agree;
}

function get(
  ports: ModelChoicePorts,
  models: ModelRoom,
  model: string,
  accepted: string | null,
): Promise<ModelOffer> {
  const { count } = hostWords();
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Fetching the model {0}', model);
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (shown, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      let told = 0;
      return models.get({
        model,
        variant: null,
        accepted,
        signal: controller.signal,
        progress: ({ done, total, bytesPerSecond, remainingSeconds }) => {
          const share = total > 0 ? (100 * done) / total : 0;
          const size = vscode.l10n.t('{0} of {1}', bytesText(done, count), bytesText(total, count));
          const rate = vscode.l10n.t('{0}/s', bytesText(bytesPerSecond, count));
          const left =
            remainingSeconds === null
              ? []
              : [vscode.l10n.t('{0} s left', count(Math.ceil(remainingSeconds)))];
          shown.report({ message: [size, rate, ...left].join(' · '), increment: Math.max(0, share - told) });
          told = Math.max(told, share);
        },
        retried: sentence => ports.log.warn(`${sentence} Trying again.`),
      });
    }),
  );
}

async function importFolder(models: ModelRoom): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose the folder of a model'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  if (!folder) return;
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Importing the model {0}', path.basename(folder.fsPath));
  const offer = await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return models.import(folder.fsPath, null, controller.signal);
  });
  await setModel(offer.id);
}

/** Its files, and the vectors that it made, each with their size. */
export async function removeModel(
  ports: ModelChoicePorts,
  models: ModelRoom,
  offer: ModelOffer,
): Promise<void> {
  const { engine } = ports;
  const { count } = hostWords();
  if (offer.folder === engine.modelFolder) {
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t('The model {0} answers at present. Choose another one first.', offer.id),
    );
  }
  const sets = engine.isRunning ? await engine.client().channel.ask('vectorSets', null) : [];
  const own = sets.filter(({ model, isUsed }) => model?.startsWith(`${offer.id}@`) && !isUsed);
  const vectorBytes = own.reduce((sum, { bytes }) => sum + bytes, 0);
  const remove = vscode.l10n.t('Remove');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove the model {0}?', offer.id),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Its files take {0}, the vectors that it made {1}. Images, labels and decisions stay.',
        bytesText(offer.bytes ?? 0, count),
        bytesText(vectorBytes, count),
      ),
    },
    remove,
  );
  if (chosen !== remove) return;
  let freed = await models.remove(offer.id);
  for (const { space } of own)
    freed += (await engine.client().channel.ask('removeVectorSet', { space })).bytes;
  vscode.window.setStatusBarMessage(vscode.l10n.t('{0} freed', bytesText(freed, count)), 6000);
}

/** By its id or folder, for the offer to remove a model that answered before. */
export async function removeByFolder(ports: ModelChoicePorts, folder: string): Promise<void> {
  const models = await modelRoom(ports);
  const offer = (await models.list()).find(one => one.folder === folder);
  if (offer?.state === 'here') await removeModel(ports, models, offer);
}

/** Models that can be used at once, by their folder. */
export async function modelsHere(ports: ModelChoicePorts): Promise<readonly ModelOffer[]> {
  return (await (await modelRoom(ports)).list()).filter(({ folder }) => folder !== null);
}

/** True where one is kept now. An empty one takes the old one away. */
export async function setToken({ secrets }: ModelChoicePorts): Promise<boolean> {
  const token = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set the Token of Hugging Face…'),
    prompt: vscode.l10n.t('It lies in VS Code’s secret storage and goes to the hub only. Empty: no token.'),
    password: true,
    ignoreFocusOut: true,
  });
  if (token === undefined) return false;
  if (token.trim() === '') await secrets.delete(tokenKey);
  else await secrets.store(tokenKey, token.trim());
  return token.trim() !== '';
}
