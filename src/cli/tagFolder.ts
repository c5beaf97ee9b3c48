/** `tag`: how well each label fits each image. */
import { existsSync } from 'node:fs';
import { type LabelGroup, type LabelSet, type TagReply, heldStates, tagStates } from '../protocol/tag.ts';
import { folderAt, labelsFileOf, parseLabels } from '../lens/client.ts';
import { type Command, UsageError } from './command.ts';
import { cardsOf } from './cards.ts';
import { readGiven } from './givenFile.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, cosine, count, shortest } from './output.ts';

type TagCommand = Extract<Command, { name: 'tag' }>;

/** A person sees so many labels for each image; `--json` has them all. */
const labelsShown = 3;

export async function tagFolder(
  command: TagCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<'fine' | 'found'> {
  const labels = await givenLabels(command);
  const checked = command.check === undefined ? null : groupOf(command.check, labels);
  await indexFirst(command, lens, output, signal);
  if (command.write) await write(command, labels, lens, output, signal);
  else if (checked) return check(command, checked, labels, lens, output, signal);
  else await show(command, labels, lens, output, signal);
  return 'fine';
}

/** The group of a name. Throws UsageError. */
function groupOf(name: string, { groups }: LabelSet): LabelGroup {
  const group = groups.find(known => (known.name ?? '') === name);
  if (group) return group;
  const names = groups.map(known => `"${known.name ?? ''}"`).join(', ');
  throw new UsageError(`There is no group "${name}" in the labels file; there are ${names}.`, 'tag');
}

async function write(
  command: TagCommand,
  labels: LabelSet,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const folder = folderAt(command.folder);
  const { file, suggestions } = await lens.channel.ask(
    'writeSuggestions',
    { labels, folder: folder.id },
    signal,
  );
  if (command.json) output.json({ file, suggestions });
  else output.result(`${count(suggestions, 'suggestion')} in ${file}\n`);
}

/** Whether every image has a label of a group; those that have none are the result. */
async function check(
  command: TagCommand,
  group: LabelGroup,
  labels: LabelSet,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<'fine' | 'found'> {
  const counted = command.states.length > 0 ? command.states : heldStates;
  const { columns, ids, states } = await lens.channel.ask('tag', { labels, folder: null }, signal);
  const cards = await cardsOf(lens, ids, signal);
  const without = cards.flatMap((card, row) => {
    const has = columns.some(
      (column, place) =>
        column.group === group.name &&
        column.label !== null &&
        counted.includes(tagStates[states[row * columns.length + place]!]!),
    );
    return card && !has ? [card.path] : [];
  });
  const name = group.name ?? '';
  if (command.json) output.json({ group: group.name, images: ids.length, without });
  else {
    output.table(without.map(image => [{ text: image }]));
    const of = name === '' ? '' : ` of "${name}"`;
    output.note(
      without.length === 0
        ? `All of ${count(ids.length, 'image')} have a label${of}.`
        : `${without.length.toLocaleString('en')} of ${count(ids.length, 'image')} have no label${of}.`,
    );
  }
  return without.length === 0 ? 'fine' : 'found';
}

async function show(
  command: TagCommand,
  labels: LabelSet,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
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

/** Of the short form the likeliest, whatever fits; of groups those that are suggested; and what is disputed. */
function shownTags(tags: readonly PrintedTag[]): readonly { label: string; probability: number }[] {
  const isShown = ({ group, state }: PrintedTag) =>
    group === null ? state !== 'rejected' : state === 'disputed' || heldStates.includes(state);
  return tags
    .filter(tag => tag.label !== null && isShown(tag))
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, labelsShown)
    .map(({ label, probability, state }) => ({
      label: state === 'disputed' ? `${label} (disputed)` : (label ?? ''),
      probability,
    }));
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
  throw new UsageError(`Say which labels: --labels <file>, or write them to ${own}.`, name);
}
