/** `export`: tags as other programs read them. */
import path from 'node:path';
import { folderAt, realPlace } from '../lens/client.ts';
import type { DisputedTag, ExportReply } from '../protocol/exchange.ts';
import type { Command } from './command.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count, printable } from './output.ts';
import { givenLabels } from './tagFolder.ts';

/** So many tags are told one by one; `--json` has all. */
const named = 5;

type ExportCommand = Extract<Command, { name: 'export' }>;

export async function exportTags(
  command: ExportCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { format, states, naming, prefix, json } = command;
  const folder = folderAt(command.folder);
  // Without --labels the folder's own are read by the engine, where it has any.
  const labels = command.labels === undefined ? null : await givenLabels(command);
  await indexFirst(command, lens, output, signal);
  const out = command.out === undefined ? null : realPlace(path.resolve(command.out));
  const { text, ...reply } = await lens.channel.ask(
    'exportTags',
    { folder: folder.id, labels, format, states, out, naming, prefix },
    signal,
  );
  if (json) output.json({ format, out, ...reply });
  else if (text !== null) output.result(text);
  else output.result(told(reply));
  tellRest(command, reply, output);
}

function told({ images, tags, written, unchanged }: Omit<ExportReply, 'text'>): string {
  const same = unchanged > 0 ? `; ${count(unchanged, 'file')} said the same before` : '';
  return `${count(tags, 'tag')} of ${count(images, 'image')}, ${count(written, 'file')} written${same}.\n`;
}

function tellRest(
  { format, states }: ExportCommand,
  { images, disputed, problems }: Omit<ExportReply, 'text'>,
  output: Output,
): void {
  for (const { path: image, detail } of problems) output.note(`${printable(image)}: ${printable(detail)}`);
  if (disputed.length > 0) {
    const names = disputed.slice(0, named).map(tag => `${printable(nameOf(tag))} of ${printable(tag.path)}`);
    const more = disputed.length > named ? ` and ${disputed.length - named} more` : '';
    output.note(
      `${count(disputed.length, 'tag')} left out, since people contradict each other: ${names.join(', ')}${more}. Decide again to settle that.`,
    );
  }
  if (images === 0)
    output.note(
      states === null
        ? 'Nothing was decided yet; --states suggested writes what the model suggests.'
        : 'No image has a tag in one of these states.',
    );
  if (states?.includes('suggested') && format === 'txt')
    output.note('Text files do not tell suggestions from decisions: importing them takes all for decided.');
}

function nameOf({ group, label }: DisputedTag): string {
  return group === '' ? `"${label}"` : `"${group}/${label}"`;
}
