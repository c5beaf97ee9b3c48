/** `search`: find images by words, by an example, or by many texts from a file. */
import path from 'node:path';
import type { AssetCard } from '../protocol/asset.ts';
import { type Band, bandOf } from '../protocol/query.ts';
import type { LensClient } from '../lens/client.ts';
import { type Command, UsageError } from './arguments.ts';
import { cardsOf } from './cards.ts';
import { mustBeFile, readGiven } from './givenFile.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Cell, type Output, cosine, printable } from './output.ts';
import { type PictureWriter, pictureWriter } from './pictures.ts';

type SearchCommand = Extract<Command, { name: 'search' }>;

interface Found {
  readonly card: AssetCard;
  /** Cosine in −1..1. */
  readonly score: number;
  readonly band: Band;
}

export async function searchFolder(
  command: SearchCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const queries = command.queries === undefined ? undefined : await readQueries(command.queries);
  if (command.like !== undefined) await mustBeFile(command.like, 'image', 'search');
  await indexFirst(command, lens, output, signal);
  const pictures = command.json || !command.pictures ? undefined : pictureWriter(lens);
  if (queries === undefined) {
    const found = await find(command, command.text, lens, signal);
    if (command.json) output.json(found.map(jsonOf));
    else await print(found, output, pictures);
    return;
  }
  const answers: { readonly query: string; readonly results: readonly Found[] }[] = [];
  for (const query of queries) answers.push({ query, results: await find(command, query, lens, signal) });
  if (command.json) {
    output.json(answers.map(({ query, results }) => ({ query, results: results.map(jsonOf) })));
    return;
  }
  for (const { query, results } of answers) {
    output.result(`${output.bold(printable(query))}\n`);
    await print(results, output, pictures);
  }
}

async function find(
  { not, like, limit, plain }: SearchCommand,
  text: string,
  lens: LensClient,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const reply = await lens.channel.ask(
    'search',
    {
      text,
      plain,
      not,
      like: like === undefined ? null : { file: path.resolve(like) },
      folder: null,
      label: null,
      limit,
    },
    signal,
  );
  const cards = await cardsOf(lens, reply.ids, signal);
  return cards.flatMap((card, rank) =>
    card ? [{ card, score: cosine(reply.scores[rank]!), band: bandOf(reply, rank) }] : [],
  );
}

function jsonOf({ card, score, band }: Found) {
  return { path: card.path, score, band };
}

async function print(
  found: readonly Found[],
  output: Output,
  pictures: PictureWriter | undefined,
): Promise<void> {
  if (found.length === 0) output.result('There are no images to search.\n');
  else if (found[0]!.band === 'weak') output.result('No good match. Closest:\n');
  if (!pictures) {
    output.table(found.map(row));
    return;
  }
  for (const one of found) {
    const picture = await pictures(one.card.id);
    if (picture) output.result(picture);
    output.table([row(one)]);
  }
}

function row({ card, score, band }: Found): Cell[] {
  return [
    { text: score.toFixed(3), align: 'right' },
    { text: band.padEnd('strong'.length), style: 'dim' },
    { text: card.path, ...(band === 'strong' ? { style: 'bold' } : {}) },
  ];
}

async function readQueries(file: string): Promise<string[]> {
  const queries = (await readGiven(file, 'file of queries', 'search'))
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  if (queries.length === 0)
    throw new UsageError(`The file of queries ${file} is empty; write one text a line.`, 'search');
  return queries;
}
