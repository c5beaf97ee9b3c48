/** `tag`: how well each label fits each image. */
import { readFile } from 'node:fs/promises';
import type { TagReply } from '../protocol/tag.ts';
import { type LensClient, parseLabels } from '../lens/client.ts';
import { type Command, UsageError } from './arguments.ts';
import { cardsOf } from './cards.ts';
import { bringUpToDate } from './indexFolder.ts';
import { type Output, printable } from './output.ts';

/** A person sees so many labels for each image; `--json` has them all. */
const labelsShown = 3;

export async function tagFolder(
  command: Extract<Command, { name: 'tag' }>,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const labels = command.labels === undefined ? null : await readLabels(command.labels);
  await bringUpToDate(lens, signal);
  const reply = await lens.channel.ask('tag', { labels, folder: null }, signal);
  const cards = await cardsOf(lens, reply.ids, signal);
  const rows = cards.flatMap((card, row) => (card ? [{ path: card.path, tags: tagsOf(reply, row) }] : []));
  if (command.json) {
    output.json(rows);
    return;
  }
  for (const { path, tags } of rows) {
    const shown = tags
      .slice(0, labelsShown)
      .map(tag => `${tag.label} ${(tag.probability * 100).toFixed(0)} %`);
    output.result(`${printable(path)}  ${shown.join('  ')}\n`);
  }
  if (rows.length === 0) output.result('No images are in the index of this folder.\n');
}

function tagsOf({ labels, scores, probabilities }: TagReply, row: number) {
  return labels
    .map((label, column) => {
      const place = row * labels.length + column;
      return { label, probability: probabilities[place]!, score: scores[place]! };
    })
    .sort((a, b) => b.probability - a.probability || b.score - a.score);
}

async function readLabels(file: string) {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `The labels file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      'tag',
    );
  });
  return parseLabels(text, file);
}
