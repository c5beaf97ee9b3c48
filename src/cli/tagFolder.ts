/** `tag`: how well each label fits each image. */
import { existsSync } from 'node:fs';
import { type LabelSet, type TagReply, tagStates } from '../protocol/tag.ts';
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
  const labels = await givenLabels(command);
  await indexFirst(command, lens, output, signal);
  const reply = await lens.channel.ask('tag', { labels, folder: null }, signal);
  const cards = await cardsOf(lens, reply.ids, signal);
  const tagged = cards.flatMap((card, row) => (card ? [{ path: card.path, tags: tagsOf(reply, row) }] : []));
  if (command.json) {
    output.json(tagged);
    return;
  }
  if (tagged.length === 0) output.result('There are no images to tag.\n');
  const widest = Math.max(0, ...tagged.map(({ tags }) => shownTags(tags).length));
  output.table(
    tagged.map(({ path, tags }) => {
      const shown = shownTags(tags);
      return [
        ...Array.from({ length: widest }, (_, i) => shown[i]).flatMap(tag => [
          {
            text: tag ? `${(tag.probability * 100).toFixed(0)} %` : '',
            align: 'right',
            style: 'dim',
          } as const,
          { text: tag?.label ?? '' },
        ]),
        { text: path },
      ];
    }),
  );
}

type PrintedTag = ReturnType<typeof tagsOf>[number];

/** Group by group in the order of the file, in each the likeliest first. */
function tagsOf({ columns, scores, probabilities, states }: TagReply, row: number) {
  const groups = Map.groupBy(
    columns.map(({ label, group }, column) => {
      const place = row * columns.length + column;
      const probability = shortest(probabilities[place]!);
      return { label, probability, score: cosine(scores[place]!), group, state: tagStates[states[place]!]! };
    }),
    tag => tag.group,
  );
  return [...groups.values()].flatMap(tags =>
    tags.sort((a, b) => b.probability - a.probability || b.score - a.score),
  );
}

/** Of the short form the likeliest, whatever fits; of groups those that are suggested. */
function shownTags(tags: readonly PrintedTag[]): readonly { label: string; probability: number }[] {
  const named = tags.filter(tag => tag.label !== null && (tag.group === null || tag.state !== 'none'));
  return named
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, labelsShown)
    .map(({ label, probability }) => ({ label: label ?? '', probability }));
}

/** The labels of the file asked for, or of the folder's own. Throws UsageError, and `labels-invalid`. */
export async function givenLabels(
  command: Extract<Command, { readonly labels: string | undefined }>,
): Promise<LabelSet> {
  const file = labelsFile(command);
  return parseLabels(await readGiven(file, 'labels file', command.name), file);
}

function labelsFile({
  name,
  labels,
  folder,
}: Extract<Command, { readonly labels: string | undefined }>): string {
  if (labels !== undefined) return labels;
  const own = labelsFileOf(folder);
  if (existsSync(own)) return own;
  throw new UsageError('Say which labels: --labels <file>.', name);
}
