/** Compare Models…: the hits of one text under the model that answers and under another one. */
import * as vscode from 'vscode';
import type { LensClient } from '../lens/client.ts';
import type { AssetCard } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import { type ComparedHit, comparePage } from './comparePage.ts';
import { inEngineApart } from './engineApart.ts';
import { type ModelChoicePorts, modelsHere } from './modelChoice.ts';
import { indexApart } from './modelSwitch.ts';
import { modelName, openFolders, readSettings } from './settings.ts';
import { knownLanguage } from './statusBar.ts';

const comparedHits = 12;

export async function compareModels(ports: ModelChoicePorts, otherFolder?: string): Promise<void> {
  const { engine, extensionPath } = ports;
  const own = engine.client();
  const answering = engine.modelFolder;
  const other = otherFolder ?? (await chooseOther(ports, answering));
  if (other === undefined) return;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Compare Models'),
    prompt: vscode.l10n.t('Describe an image'),
  });
  if (!text?.trim()) return;
  const settings = { ...readSettings(extensionPath), modelFolder: other };
  if (settings.trusted) await indexApart(settings, extensionPath, new AbortController());
  await inEngineApart(settings, extensionPath, async client => {
    const [left, right] = await Promise.all([hitsOf(own, text), hitsOf(client, text)]);
    await show(
      text,
      [answering === undefined ? '' : modelName(answering), left],
      [modelName(other), right],
      engine.status?.thumbnails,
    );
  });
}

async function chooseOther(
  ports: ModelChoicePorts,
  answering: string | undefined,
): Promise<string | undefined> {
  const others = (await modelsHere(ports)).filter(({ folder }) => folder !== answering);
  if (others.length === 0) {
    throw new LensError(
      'invalid-argument',
      vscode.l10n.t('There is only one model on this machine. Choose Model… fetches others.'),
    );
  }
  const picked = await vscode.window.showQuickPick(
    others.map(({ title, id, folder }) => ({ label: title, description: id, folder })),
    { title: vscode.l10n.t('Compare Models'), placeHolder: vscode.l10n.t('The model to compare with') },
  );
  return picked?.folder ?? undefined;
}

interface Found {
  readonly card: AssetCard;
  readonly score: number;
}

async function hitsOf(client: LensClient, text: string): Promise<Found[]> {
  const request = { text, plain: false, not: '', like: null, folder: null, label: null, limit: comparedHits };
  const { ids, scores } = await client.channel.ask('search', request);
  const cards = await client.channel.ask('cards', { ids: [...ids].map(id => id as AssetCard['id']) }); // ids in replies are AssetIds by construction
  const byId = new Map(cards.map(card => [card.id as number, card]));
  return [...ids].flatMap((id, rank) => {
    const card = byId.get(id);
    return card ? [{ card, score: scores[rank] ?? 0 }] : [];
  });
}

type Column = readonly [name: string, hits: readonly Found[]];

async function show(
  text: string,
  left: Column,
  right: Column,
  thumbnails: string | undefined,
): Promise<void> {
  const roots = thumbnails === undefined ? [] : [vscode.Uri.file(thumbnails)];
  const panel = vscode.window.createWebviewPanel(
    'assetLens.compare',
    vscode.l10n.t('Compare Models'),
    vscode.ViewColumn.Active,
    {
      enableScripts: false,
      localResourceRoots: roots,
    },
  );
  const names = new Map(openFolders().map(({ id, name }) => [id, name]));
  const keyOf = ({ card }: Found) => `${names.get(card.folder) ?? ''}/${card.path}`;
  const hits = ([, own]: Column, [, others]: Column): ComparedHit[] =>
    own.map(found => {
      const place = others.findIndex(candidate => keyOf(candidate) === keyOf(found));
      const { thumbnail } = found.card;
      return {
        path: names.size > 1 ? keyOf(found) : found.card.path,
        picture:
          thumbnail === null || roots[0] === undefined
            ? null
            : panel.webview.asWebviewUri(vscode.Uri.joinPath(roots[0], thumbnail)).toString(),
        score: found.score,
        other: place < 0 ? null : place + 1,
      };
    });
  const compared = [hits(left, right), hits(right, left)] as const;
  const common = compared[0].filter(({ other }) => other !== null).length;
  panel.webview.html = comparePage(
    [
      { name: left[0], hits: compared[0] },
      { name: right[0], hits: compared[1] },
    ],
    {
      language: knownLanguage(),
      title: vscode.l10n.t('“{0}” under two models', text),
      common: vscode.l10n.t(
        '{0} of the first {1} in common. Scores of two models cannot be compared.',
        common,
        comparedHits,
      ),
      nothing: vscode.l10n.t('No images'),
      other: rank => vscode.l10n.t('number {0} there', rank),
      absent: vscode.l10n.t('not among the first there'),
    },
    panel.webview.cspSource,
  );
}
