/** `search`: find images by words, by an example, or by many texts from a file. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AssetCard } from '../protocol/asset.ts';
import { type SearchReply, type SearchRequest, bandOf } from '../protocol/query.ts';
import type { LensClient } from '../lens/client.ts';
import { type Command, UsageError } from './arguments.ts';
import { cardsOf } from './cards.ts';
import { bringUpToDate } from './indexFolder.ts';
import { type Output, printable } from './output.ts';
import { type PictureWriter, pictureWriter } from './pictures.ts';

type SearchCommand = Extract<Command, { name: 'search' }>;

interface Found {
  readonly card: AssetCard;
  readonly score: number;
  readonly band: string;
}

export async function searchFolder(
  command: SearchCommand,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const queries = command.queries === undefined ? undefined : await readQueries(command.queries);
  await bringUpToDate(lens, signal);
  const pictures = command.json || !command.pictures ? undefined : await pictureWriter(lens);
  if (queries === undefined) {
    const found = await find(command, command.text, lens, signal);
    if (command.json) output.json(found.map(jsonOf));
    else await printFound(found, output, pictures);
    return;
  }
  const answers: { query: string; results: readonly Found[] }[] = [];
  for (const query of queries) answers.push({ query, results: await find(command, query, lens, signal) });
  if (command.json) {
    output.json(answers.map(({ query, results }) => ({ query, results: results.map(jsonOf) })));
    return;
  }
  for (const { query, results } of answers) {
    output.result(`${output.bold(printable(query))}\n`);
    await printFound(results, output, pictures);
  }
}

async function find(
  command: SearchCommand,
  text: string,
  lens: LensClient,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const request: SearchRequest = {
    text,
    not: command.not,
    like: command.like === undefined ? null : { file: path.resolve(command.like) },
    folder: null,
    label: null,
    limit: command.limit,
  };
  const reply: SearchReply = await lens.channel.ask('search', request, signal);
  const cards = await cardsOf(lens, reply.ids, signal);
  return cards.flatMap((card, rank) =>
    card ? [{ card, score: reply.scores[rank] ?? 0, band: bandOf(reply, rank) }] : [],
  );
}

function jsonOf({ card, score }: Found) {
  return { path: card.path, score };
}

async function printFound(
  found: readonly Found[],
  output: Output,
  pictures: PictureWriter | undefined,
): Promise<void> {
  if (found.length === 0) output.result('No images are in the index of this folder.\n');
  else if (found[0]!.band === 'weak') output.result(`${output.dim('No good match. Closest:')}\n`);
  for (const { card, score, band } of found) {
    const picture = await pictures?.(card.id);
    if (picture) output.result(picture);
    output.result(`${score.toFixed(3)}  ${band.padEnd(6)}  ${printable(card.path)}\n`);
  }
}

async function readQueries(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `The file ${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
      'search',
    );
  });
  const queries = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
  if (queries.length === 0)
    throw new UsageError(`The file ${file} holds no queries: one text a line is expected.`, 'search');
  return queries;
}
