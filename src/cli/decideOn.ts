/** `decide`: what a person states about images, kept as text in the folder. */
import path from 'node:path';
import type { AssetId } from '../protocol/asset.ts';
import type { Decision } from '../protocol/decision.ts';
import {
  decisionsFileOf,
  decisionsInGit,
  folderAt,
  hasLabels,
  labelsByName,
  labelsFileOf,
  nearestOf,
  parseLabels,
  realPlace,
} from '../lens/client.ts';
import { type Command, UsageError } from './command.ts';
import { readGiven } from './givenFile.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count } from './output.ts';

type DecideCommand = Extract<Command, { name: 'decide' }>;

export async function decideOn(
  command: DecideCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const folder = folderAt(command.folder);
  const file = decisionsFileOf(folder.path);
  if (command.undo) {
    const { changed } = await lens.channel.ask('undoDecision', { folder: folder.id }, signal);
    if (command.json) output.json({ changed, file, images: [] });
    else
      output.result(
        changed === 0 ? 'There is nothing to undo.\n' : `Undone: ${count(changed, 'decision')}.\n`,
      );
    return;
  }
  const decisions = await inGroups(command);
  await indexFirst(command, lens, output, signal);
  const ids = await idsOf(command, lens, signal);
  if (command.pairs !== undefined) {
    const { changed } = await lens.channel.ask('decidePairs', { ids, verdict: command.pairs }, signal);
    if (command.json) output.json({ changed, file, images: [] });
    else
      output.result(`${changed === 0 ? 'That stands there already' : `Noted: ${count(changed, 'pair')}`}.\n`);
    await tellGit(folder.path, output);
    return;
  }
  const { changed } = await lens.channel.ask('decide', { ids, decisions }, signal);
  const cards = await lens.channel.ask('cards', { ids }, signal);
  const { assets } = await lens.channel.ask('decisions', { ids }, signal);
  const pathOf = new Map(cards.map(card => [card.id, card.path]));
  const images = assets.flatMap(({ id, tags }) => {
    const image = pathOf.get(id);
    const told = tags.map(({ group, label, state }) => ({ group, label, state }));
    return image === undefined ? [] : [{ path: image, tags: told }];
  });
  if (command.json) output.json({ changed, file, images });
  else {
    output.table(
      images.flatMap(image =>
        image.tags.map(({ group, label, state }) => [
          { text: state, style: 'dim' } as const,
          { text: group === '' ? label : `${group}/${label}` },
          { text: image.path },
        ]),
      ),
    );
  }
  await tellGit(folder.path, output);
}

/**
 * The decisions with the names and groups of the folder's labels file, where there is one: a label that stands there
 * needs no group before it, since no name is there twice, and may be called by an alias. Throws UsageError for one that
 * does not, and `labels-invalid`.
 */
async function inGroups({ decisions, folder }: DecideCommand): Promise<readonly Decision[]> {
  if (!(await hasLabels(folder))) return decisions;
  const file = labelsFileOf(folder);
  const { groups } = parseLabels(await readGiven(file, 'labels file', 'decide'), file);
  const labelOf = labelsByName(groups);
  return decisions.map(decision => {
    const { group, label } = decision;
    const own = labelOf(label);
    const ownGroup = own?.group.name ?? '';
    if (own && (group === '' || group === ownGroup))
      return { ...decision, group: ownGroup, label: own.label.name };
    const where = group === '' ? '' : ` in a group "${group}"`;
    const names = groups.flatMap(({ labels }) => labels.map(({ name }) => name));
    const near = nearestOf(label, names);
    const hint = own
      ? `; it is in ${ownGroup === '' ? 'none' : `"${ownGroup}"`}`
      : near === undefined
        ? ''
        : `; did you mean "${near}"?`;
    throw new UsageError(
      `There is no label "${label}"${where} in ${file}${hint}${hint.endsWith('?') ? '' : '.'}`,
      'decide',
    );
  });
}

/** The images that were named, by paths from here or below the folder. */
async function idsOf(
  { images, folder }: DecideCommand,
  lens: CommandLens,
  signal: AbortSignal,
): Promise<readonly AssetId[]> {
  const ids: AssetId[] = [];
  for (const image of images) {
    const below = realPlace(path.resolve(folder, image));
    const fromHere = realPlace(path.resolve(image));
    const id =
      (await lens.channel.ask('locate', { file: fromHere }, signal)) ??
      (await lens.channel.ask('locate', { file: below }, signal));
    if (id === null) throw new UsageError(`${image} is no image of ${folder} that could be read.`, 'decide');
    ids.push(id);
  }
  return ids;
}

/** Says what keeps the decisions file from being kept or merged. */
export async function tellGit(folder: string, output: Output): Promise<void> {
  const { isIgnored, exception, union } = await decisionsInGit(folder);
  if (isIgnored) {
    const remedy = exception
      ? `To keep it, add to ${exception.file}: ${exception.lines.join('  ')}`
      : 'The folder itself is ignored.';
    output.note(`Git ignores the decisions file ${decisionsFileOf(folder)}. ${remedy}`);
  } else if (union) {
    output.note(
      `So that merges keep the decisions of both sides, add to ${union.file}: ${union.lines.join('  ')}`,
    );
  }
}
