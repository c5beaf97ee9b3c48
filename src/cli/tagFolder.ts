/** `tag`: how well each label fits each image. */
import { existsSync } from 'node:fs';
import type { TagReply } from '../protocol/tag.ts';
import { labelsFileOf, parseLabels } from '../lens/client.ts';
import { type Command, UsageError } from './arguments.ts';
import { cardsOf } from './cards.ts';
import { readGiven } from './givenFile.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, cosine, shortest } from './output.ts';

type TagCommand = Extract<Command, { name: 'tag' }>;

/** A person sees so many labels for each image; `--json` has them all. */
const labelsShown = 3;

export async function tagFolder(
  command: TagCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const file = labelsFile(command);
  const labels = parseLabels(await readGiven(file, 'labels file', 'tag'), file);
  await indexFirst(command, lens, output, signal);
  const reply = await lens.channel.ask('tag', { labels, folder: null }, signal);
  const cards = await cardsOf(lens, reply.ids, signal);
  const tagged = cards.flatMap((card, row) => (card ? [{ path: card.path, tags: tagsOf(reply, row) }] : []));
  if (command.json) {
    output.json(tagged);
    return;
  }
  if (tagged.length === 0) output.result('There are no images to tag.\n');
  output.table(
    tagged.map(({ path, tags }) => [
      ...tags
        .slice(0, labelsShown)
        .flatMap(({ label, probability }) => [
          { text: `${(probability * 100).toFixed(0)} %`, align: 'right', style: 'dim' } as const,
          { text: label },
        ]),
      { text: path },
    ]),
  );
}

function tagsOf({ labels, scores, probabilities }: TagReply, row: number) {
  return labels
    .map((label, column) => {
      const place = row * labels.length + column;
      return { label, probability: shortest(probabilities[place]!), score: cosine(scores[place]!) };
    })
    .sort((a, b) => b.probability - a.probability || b.score - a.score);
}

/** The file asked for, or the folder's own. */
function labelsFile({ labels, folder }: TagCommand): string {
  if (labels !== undefined) return labels;
  const own = labelsFileOf(folder);
  if (existsSync(own)) return own;
  throw new UsageError('Say which labels: --labels <file>.', 'tag');
}
