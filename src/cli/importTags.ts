/** `import`: tags of other programs as what people decided. */
import { folderAt } from '../lens/client.ts';
import type { ImportReply } from '../protocol/exchange.ts';
import type { Command } from './command.ts';
import { tellGit } from './decideOn.ts';
import { readGiven } from './givenFile.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count, printable } from './output.ts';

type ImportCommand = Extract<Command, { name: 'import' }>;

/** So many words and paths are told one by one. */
const named = 5;

export async function importTags(
  command: ImportCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { format, file } = command;
  const folder = folderAt(command.folder);
  const text = file === undefined ? null : await readGiven(file, 'table', 'import');
  await indexFirst(command, lens, output, signal);
  const reply = await lens.channel.ask(
    'importTags',
    { folder: folder.id, format, text, where: file ?? '' },
    signal,
  );
  if (command.json) output.json({ ...reply, step: undefined });
  else
    output.result(
      `${count(reply.changed, 'tag')} decided, by what is said of ${count(reply.images, 'image')}.\n`,
    );
  tellRest(reply, output);
  if (reply.changed > 0) await tellGit(folder.path, output);
}

function tellRest({ labels, missing, missingCount, problems }: ImportReply, output: Output): void {
  if (labels.length > 0) {
    const words = labels.slice(0, named).map(({ name, images }) => `"${printable(name)}" (${count(images, 'image')})`); // prettier-ignore
    output.note(`No label, and passed over: ${words.join(', ')}${andMore(labels.length)}.`);
  }
  if (missingCount > 0) {
    const paths = missing.slice(0, named).map(printable).join(', ');
    output.note(`Not among the images of this folder, and passed over: ${paths}${andMore(missingCount)}.`);
  }
  for (const { path, detail } of problems) output.note(`${printable(path)}: ${printable(detail)}`);
}

function andMore(all: number): string {
  return all > named ? ` and ${all - named} more` : '';
}
