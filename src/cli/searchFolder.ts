/** `search`: find images by words, by an example, or by many texts from a file. */
import path from 'node:path';
import type { AssetCard } from '../protocol/asset.ts';
import { type Band, bandOf, hashTags } from '../protocol/query.ts';
import type { TagFilter } from '../protocol/tag.ts';
import type { LensClient } from '../lens/client.ts';
import { type Command, UsageError } from './command.ts';
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
  for (const image of [...command.like, ...command.unlike]) await mustBeFile(image, 'image', 'search');
  await indexFirst(command, lens, output, signal);
  const tags = await knownTags(command, lens, signal);
  const pictures = command.json || !command.pictures ? undefined : pictureWriter(lens);
  if (queries === undefined) {
    const found = await find({ ...command, tags }, command.text, lens, signal);
    if (command.json) output.json(found.map(jsonOf));
    else
      await print(found, output, pictures, {
        isListed: isListed(command),
        isFiltered: asksForTags(command, tags, command.text),
      });
    return;
  }
  const answers: { readonly query: string; readonly results: readonly Found[] }[] = [];
  for (const query of queries)
    answers.push({ query, results: await find({ ...command, tags }, query, lens, signal) });
  if (command.json) {
    output.json(answers.map(({ query, results }) => ({ query, results: results.map(jsonOf) })));
    return;
  }
  for (const { query, results } of answers) {
    output.result(`${output.bold(printable(query))}\n`);
    await print(results, output, pictures, {
      isListed: false,
      isFiltered: asksForTags(command, tags, query),
    });
  }
}

async function find(
  { not, like, unlike, tags, limit, plain }: SearchCommand,
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
      like: null,
      liked: like.map(image => ({ file: path.resolve(image) })),
      disliked: unlike.map(image => ({ file: path.resolve(image) })),
      tags,
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

/** Without words and examples nothing is compared: what has the tags is listed. */
function isListed({ text, like, plain }: SearchCommand): boolean {
  return (plain ? text.trim() : hashTags(text).text) === '' && like.length === 0;
}

/** True where only images with tags are looked at, given by an option or typed among the words. */
function asksForTags({ plain }: SearchCommand, tags: readonly TagFilter[], text: string): boolean {
  return tags.length > 0 || (!plain && hashTags(text).names.length > 0);
}

/** The tags that are asked for, with their groups. Throws UsageError for one that no image can have. */
async function knownTags(
  { tags, folder }: SearchCommand,
  { channel }: LensClient,
  signal: AbortSignal,
): Promise<readonly TagFilter[]> {
  if (tags.length === 0) return [];
  const { counts } = await channel.ask('labelCounts', null, signal);
  return tags.map(tag => {
    const { group, label } = tag;
    const known = counts.find(
      count =>
        (label === null || label === count.label) &&
        (group === count.group || (group === null && label !== null)),
    );
    if (known) return { ...tag, group: known.group };
    const there = [...new Set(counts.map(count => (label === null ? count.group : nameOf(count))))];
    const what = label === null ? `group "${group ?? ''}"` : `label "${nameOf({ group, label })}"`;
    const choice =
      there.length === 0
        ? ''
        : `; there are ${there.slice(0, 12).join(', ')}${there.length > 12 ? ', …' : ''}`;
    throw new UsageError(`There is no ${what} in ${folder}${choice}.`, 'search');
  });
}

function nameOf({ group, label }: { readonly group: string | null; readonly label: string }): string {
  return group === null ? label : `${group}/${label}`;
}

function jsonOf({ card, score, band }: Found) {
  return { path: card.path, score, band };
}

async function print(
  found: readonly Found[],
  output: Output,
  pictures: PictureWriter | undefined,
  { isListed: isListOnly, isFiltered }: { readonly isListed: boolean; readonly isFiltered: boolean },
): Promise<void> {
  if (found.length === 0)
    output.result(`There are no images ${isFiltered ? 'with these tags' : 'to search'}.\n`);
  else if (!isListOnly && found[0]!.band === 'weak') output.result('No good match. Closest:\n');
  const row = isListOnly ? pathRow : scoreRow;
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

function pathRow({ card }: Found): Cell[] {
  return [{ text: card.path }];
}

function scoreRow({ card, score, band }: Found): Cell[] {
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
