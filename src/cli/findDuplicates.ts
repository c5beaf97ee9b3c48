/** `duplicates`: images that are there twice. */
import type { Command } from './arguments.ts';
import { cardsOf } from './cards.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count, printable } from './output.ts';

export async function findDuplicates(
  command: Extract<Command, { name: 'duplicates' }>,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  await indexFirst(command, lens, output, signal);
  const found = await lens.channel.ask(
    'duplicates',
    { lookAlikes: command.lookAlikes, folder: null },
    signal,
  );
  const ids = found.flatMap(group => group.assets);
  const cards = await cardsOf(lens, Uint32Array.from(ids), signal);
  const paths = new Map(cards.flatMap(card => (card ? [[card.id, card.path] as const] : [])));
  const groups = found.map(({ assets, kind, similarity, pairs }) => ({
    assets: assets.flatMap(id => paths.get(id) ?? []),
    kind,
    similarity: rounded(similarity),
    pairs: pairs.flatMap(pair => {
      const [a, b] = [paths.get(pair.a), paths.get(pair.b)];
      if (a === undefined || b === undefined) return [];
      const scale = pair.scale === null ? null : rounded(pair.scale);
      return [{ ...pair, a, b, scale, similarity: rounded(pair.similarity) }];
    }),
  }));
  if (command.json) {
    output.json(groups);
    return;
  }
  if (groups.length === 0) output.result('No image is there twice.\n');
  for (const { assets, kind, similarity } of groups) {
    const degree = similarity < 1 ? `, similarity ${similarity.toFixed(3)}` : '';
    output.result(`${output.bold(kind)}: ${count(assets.length, 'image')}${degree}\n`);
    for (const path of assets) output.result(`  ${printable(path)}\n`);
  }
}

/** What a measure of pixels can tell; a cosine in −1..1 may be a hair beyond by rounding. */
function rounded(number: number): number {
  return Number(number.toFixed(6));
}
