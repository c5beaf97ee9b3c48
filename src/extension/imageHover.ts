/** Hovering over the path of an image in a text shows the image. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { LensError } from '../protocol/errors.ts';
import type { AssetCard } from '../protocol/asset.ts';
import type { MentionedImage } from '../protocol/reference.ts';
import { appendTags } from './assetHover.ts';
import type { Engine } from './engine.ts';
import { fileOf } from './files.ts';
import { openFolders } from './settings.ts';
import { hostWords } from './statusBar.ts';
import { bytesText } from './statusText.ts';

/** Longer texts are not sent at every move of the mouse. */
const longestText = 1_000_000;
/** Bounds of the picture, in CSS pixels: a hover is at most some 500 wide and 250 high, and shall not scroll. */
const picture = { width: 400, height: 140 };
/** What can stand in a line that means an image; cheap, before the engine is asked. */
const mayMean =
  /\.[a-z][a-z0-9]{1,5}\b|\.\{|@(?:drawable|mipmap)\/|\bR\.(?:drawable|mipmap)\.|guid|uid:\/\/|[Ii]mage|\$\{|Resources\.Load/;
/** What VS Code draws in a hover. */
const drawn = /\.(?:png|apng|jpe?g|jfif|gif|webp|svg|avif|bmp|ico)$/i;

export function showImagesOnHover(engine: Engine, failed: (error: unknown) => void): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { scheme: 'file' },
    {
      async provideHover(document, position, token) {
        if (openFolders().length === 0) return undefined;
        if (!mayMean.test(document.lineAt(position).text)) return undefined;
        const text = document.getText();
        if (text.length > longestText) return undefined;
        const controller = new AbortController();
        token.onCancellationRequested(() => controller.abort());
        try {
          const request = { file: document.uri.fsPath, text, offset: document.offsetAt(position) };
          const meant = await engine.client().channel.ask('mentioned', request, controller.signal);
          if (!meant) return undefined;
          const range = new vscode.Range(document.positionAt(meant.start), document.positionAt(meant.end));
          return new vscode.Hover(await contentOf(engine, meant, controller.signal), range);
        } catch (error) {
          // Nobody asked for more than a look; what is wrong stands in the log.
          if (!LensError.is(error, 'aborted')) failed(error);
          return undefined;
        }
      },
    },
  );
}

async function contentOf(
  engine: Engine,
  { folder, images, pattern, certainty }: MentionedImage,
  signal: AbortSignal,
): Promise<vscode.MarkdownString> {
  const image = images[0]!;
  const uri = fileOf({ folder, path: image });
  const { count } = hostWords();
  const [{ size }, card] = await Promise.all([stat(uri.fsPath), cardOf(engine, uri.fsPath, signal)]);
  const thumbnails = engine.status?.thumbnails;
  const source = drawn.test(image)
    ? uri
    : card?.thumbnail && thumbnails
      ? vscode.Uri.file(path.join(thumbnails, ...card.thumbnail.split('/')))
      : undefined;
  const content = new vscode.MarkdownString('', true);
  content.isTrusted = { enabledCommands: ['assetLens.findReferences'] };
  if (source) content.appendMarkdown(`![](${addressOf(source)}|${sizeOf(card)})\n\n`);
  const facts = [
    ...(card ? [`${count(card.width)} × ${count(card.height)}`] : []),
    bytesText(size, count),
    ...(certainty === 'maybe' ? [vscode.l10n.t('maybe meant here')] : []),
  ];
  content.appendText(image);
  content.appendMarkdown('\n\n');
  content.appendText(facts.join(' · '));
  if (card) appendTags(content, card);
  if (images.length > 1) {
    content.appendMarkdown('\n\n');
    content.appendText(
      pattern === null
        ? vscode.l10n.t('Means {0} images', count(images.length))
        : vscode.l10n.t('The pattern {0} means {1} images', pattern, count(images.length)),
    );
  }
  const argument = encodeURIComponent(JSON.stringify([uri]));
  content.appendMarkdown(
    `\n\n[${vscode.l10n.t('Find References')}](command:assetLens.findReferences?${argument})`,
  );
  return content;
}

/** Whole, and no larger than it is; where its size is not known, as high as there is room for. */
function sizeOf(card: AssetCard | undefined): string {
  if (!card) return `height=${picture.height}`;
  const scale = Math.min(1, picture.width / card.width, picture.height / card.height);
  return `width=${Math.max(1, Math.round(card.width * scale))}`;
}

/** Markdown ends an address at a parenthesis and takes what follows `|` for the size. */
function addressOf(uri: vscode.Uri): string {
  return uri.toString().replace(/[()|]/g, sign => `%${sign.charCodeAt(0).toString(16)}`);
}

/** What the index knows of a file; undefined where no index is open, since a hover shall not open one. */
async function cardOf(engine: Engine, file: string, signal: AbortSignal): Promise<AssetCard | undefined> {
  if (!engine.status) return undefined;
  const { channel } = engine.client();
  const id = await channel.ask('locate', { file }, signal);
  return id === null ? undefined : (await channel.ask('cards', { ids: [id] }, signal))[0];
}
