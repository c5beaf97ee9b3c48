/** `references` and `unused`: where texts use images. Neither needs the model or the index. */
import path from 'node:path';
import { folderAt, placeInside, realPlace } from '../lens/client.ts';
import type { AssetPath } from '../protocol/asset.ts';
import type { ReadingTexts } from '../protocol/lens.ts';
import type { Reference, ReferenceScope } from '../protocol/reference.ts';
import { type Command, UsageError } from './command.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count, printable } from './output.ts';
import { type SarifRule, sarifLog } from './sarif.ts';

type ReferencesCommand = Extract<Command, { name: 'references' }>;
type UnusedCommand = Extract<Command, { name: 'unused' }>;

const rules = {
  reference: {
    id: 'image-reference',
    description: 'A place that uses an image.',
    level: 'note',
  },
  unused: {
    id: 'unused-image',
    description: 'An image that no text refers to.',
    level: 'warning',
  },
  maybe: {
    id: 'maybe-unused-image',
    description: 'An image that only a dynamic path, a comment or a mention may mean.',
    level: 'note',
  },
} as const satisfies Record<string, SarifRule>;

export async function listReferences(
  command: ReferencesCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
  version: () => Promise<string>,
): Promise<void> {
  const folder = folderAt(command.folder);
  const image =
    command.image === undefined ? null : { folder: folder.id, path: placeOf(command.image, folder.path) };
  const request = { image, folder: null, first: 0, count: null };
  const { references, scope } = await withProgress(lens, output, () =>
    lens.channel.ask('references', request, signal),
  );
  tellSkipped(scope, output);
  if (command.sarif) {
    const findings = references.map(({ image: used, file, line, column, text, form, certainty }) => ({
      rule: rules.reference.id,
      message: `Uses ${used} (${form}, ${certainty}).`,
      place: { path: file, region: { line, column, length: text.length } },
      related: [{ path: used }],
      properties: { form, certainty },
    }));
    output.json(sarifLog(await version(), [rules.reference], findings));
  } else if (command.json) {
    output.json(references.map(reference => jsonOf(reference, image !== null)));
  } else print(references, image?.path, output);
}

function jsonOf(reference: Reference, isOfOne: boolean) {
  const { image, file, line, column, text, form, certainty, pattern } = reference;
  const place = { file, line, column, text, form, certainty, ...(pattern === null ? {} : { pattern }) };
  return isOfOne ? place : { image, ...place };
}

function print(references: readonly Reference[], image: string | undefined, output: Output): void {
  if (references.length === 0) {
    output.result(
      image === undefined ? 'No text uses an image.\n' : `No text refers to ${printable(image)}.\n`,
    );
    return;
  }
  for (const [used, places] of Map.groupBy(references, reference => reference.image)) {
    if (image === undefined) output.result(`${output.bold(printable(used))}\n`);
    output.table(
      places.map(({ file, line, column, text, form, certainty }) => [
        { text: `${image === undefined ? '  ' : ''}${file}:${line}:${column}` },
        { text: certainty, style: certainty === 'maybe' ? 'dim' : 'bold' },
        { text: form, style: 'dim' },
        { text },
      ]),
    );
  }
}

export async function listUnused(
  command: UnusedCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
  version: () => Promise<string>,
): Promise<'fine' | 'found'> {
  const request = { folder: null, states: ['used', 'maybe', 'unused'] as const, first: 0, count: null };
  const { images, counts, scope } = await withProgress(lens, output, () =>
    lens.channel.ask('unused', request, signal),
  );
  tellSkipped(scope, output);
  const open = images.filter(({ state }) => state !== 'used');
  if (command.sarif) {
    const findings = open.map(({ path: image, state, evidence, patterns }) => ({
      rule: state === 'unused' ? rules.unused.id : rules.maybe.id,
      message: `${image}: ${evidence}`,
      place: { path: image },
      ...(patterns.length > 0 ? { properties: { patterns } } : {}),
    }));
    output.json(sarifLog(await version(), [rules.unused, rules.maybe], findings));
  } else if (command.json) {
    output.json(images.map(({ path: image, state, evidence }) => ({ path: image, state, evidence })));
  } else {
    output.table(
      [...open]
        .sort((a, b) => (a.state === b.state ? 0 : a.state === 'unused' ? -1 : 1))
        .map(({ path: image, state, evidence }) => [
          { text: state, style: state === 'unused' ? 'bold' : 'dim' },
          { text: image },
          { text: evidence, style: 'dim' },
        ]),
    );
    output.result(
      `${count(images.length, 'image')}: ${counts.used} used, ${counts.maybe} maybe, ${counts.unused} unused; ${count(scope.files, 'text file')} read.\n`,
    );
  }
  if (!command.fail || counts.unused === 0) return 'fine';
  output.note(`${count(counts.unused, 'image')} ${counts.unused === 1 ? 'is' : 'are'} unused.`);
  return 'found';
}

/** The image below the folder: as seen from the working folder, or from the folder itself. Throws UsageError. */
function placeOf(image: string, folder: string): AssetPath {
  for (const file of [path.resolve(image), path.resolve(folder, image)]) {
    const place = placeInside(folder, realPlace(file));
    // A place inside the folder, joined by `/`; whether an image is there the engine says.
    if (place) return place as AssetPath;
  }
  throw new UsageError(`${image} does not lie in ${folder}.`, 'references');
}

/** What was not read may use an image. */
function tellSkipped({ skipped }: ReferenceScope, output: Output): void {
  for (const { path: file, reason } of skipped.slice(0, 5))
    output.note(`${printable(file)} was not read: ${reason}`);
  if (skipped.length > 5) output.note(`${count(skipped.length - 5, 'more file')} were not read.`);
}

/** A line on standard error that is rewritten, where a person is watching. */
async function withProgress<Result>(
  lens: CommandLens,
  output: Output,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work();
  const stop = lens.channel.on('readingTexts', ({ done, total }: ReadingTexts) =>
    output.status(`Reading ${done}/${total} text files`),
  );
  try {
    return await work();
  } finally {
    stop();
    output.status('');
  }
}
