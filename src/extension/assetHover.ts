/** An image as a hover shows it: a small picture, its size, its tags. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { AssetCard } from '../protocol/asset.ts';
import { hostWords } from './statusBar.ts';
import { stateText } from './tagText.ts';

const hoverPixels = 180;

/** Where the small picture of an image lies; undefined where there is none. */
export function thumbnailOf(
  { thumbnail }: Pick<AssetCard, 'thumbnail'>,
  thumbnails: string | undefined,
): vscode.Uri | undefined {
  if (thumbnail === null || thumbnails === undefined) return undefined;
  return vscode.Uri.file(path.join(thumbnails, ...thumbnail.split('/')));
}

/** A small picture for Markdown, `pixels` high at most; empty where there is none. */
export function pictureText(card: AssetCard, thumbnails: string | undefined, pixels: number): string {
  const uri = thumbnailOf(card, thumbnails);
  if (!uri) return '';
  const height = Math.max(1, Math.min(pixels, card.height));
  return `![${plain(path.posix.basename(card.path))}](${uri.toString()}|height=${height})`;
}

export function assetHover(card: AssetCard, thumbnails: string | undefined): vscode.MarkdownString {
  const picture = pictureText(card, thumbnails, hoverPixels);
  const markdown = new vscode.MarkdownString(picture === '' ? '' : `${picture}\n\n`);
  markdown.supportThemeIcons = true;
  markdown.appendMarkdown(
    `**${plain(path.posix.basename(card.path))}**  \n${card.width} × ${card.height} · ${card.format.toUpperCase()}`,
  );
  appendTags(markdown, card);
  return markdown;
}

/** A line for each tag of an image. */
export function appendTags(markdown: vscode.MarkdownString, { tags }: Pick<AssetCard, 'tags'>): void {
  const words = hostWords();
  for (const { label, state, probability } of tags) {
    markdown.appendMarkdown(`  \n$(tag) ${plain(label)} *${plain(stateText(state, probability, words))}*`);
  }
}

/** Names of files and labels are words, never markup. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>$~]/g, '\\$&');
}
