/** `duplicates`: images that are there twice. */
import type { LensClient } from '../lens/client.ts';
import type { Command } from './arguments.ts';
import { cardsOf } from './cards.ts';
import { bringUpToDate } from './indexFolder.ts';
import { type Output, printable } from './output.ts';

export async function findDuplicates(
  command: Extract<Command, { name: 'duplicates' }>,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  await bringUpToDate(lens, signal);
  const found = await lens.channel.ask(
    'duplicates',
    { lookAlikes: command.lookAlikes, folder: null },
    signal,
  );
  const groups = [];
  for (const { kind, assets, similarity } of found) {
    const cards = await cardsOf(lens, Uint32Array.from(assets), signal);
    groups.push({ assets: cards.flatMap(card => (card ? [card.path] : [])), kind, similarity });
  }
  if (command.json) {
    output.json(groups);
    return;
  }
  if (groups.length === 0) output.result('No image is there twice.\n');
  for (const { assets, kind, similarity } of groups) {
    output.result(`${output.bold(kind)}${similarity < 1 ? `  ${similarity.toFixed(3)}` : ''}\n`);
    for (const path of assets) output.result(`  ${printable(path)}\n`);
  }
}
