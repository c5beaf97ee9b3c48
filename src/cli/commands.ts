/** Runs a command: opens the engine, asks, prints, and turns what went wrong into a sentence and an exit status. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LensError } from '../protocol/errors.ts';
import { type Command, type CommandName, UsageError, parseCommand } from './arguments.ts';
import { decideOn } from './decideOn.ts';
import { embedInputs } from './embed.ts';
import { findDuplicates } from './findDuplicates.ts';
import { helpText } from './help.ts';
import { indexFolder } from './indexFolder.ts';
import { interruption } from './interruption.ts';
import { Output, printable } from './output.ts';
import { searchFolder } from './searchFolder.ts';
import { lintLabels } from './lintLabels.ts';
import { type CommandLens, openLens } from './openLens.ts';
import { tagFolder } from './tagFolder.ts';

/** Exit statuses, the same for every command; 3 is for gates that found something. */
const exitStatus = { fine: 0, failed: 1, usage: 2, found: 3 } as const;

/** The folder of the bundles: this file is in one of them once built. */
const dist = path.dirname(fileURLToPath(import.meta.url));

/** Errors that tell of wrong usage rather than of a failure. */
const usageCodes: ReadonlySet<string> = new Set(['not-found', 'labels-invalid', 'invalid-argument']);

/** Runs the words of a command line; resolves with the exit status and never throws. */
export async function run(words: readonly string[]): Promise<number> {
  const output = new Output();
  let about: CommandName | undefined;
  try {
    const command = parseCommand(words);
    switch (command.name) {
      case 'help':
        output.result(helpText(command.about));
        return exitStatus.fine;
      case 'version':
        output.result(`${await version()}\n`);
        return exitStatus.fine;
      default:
        about = command.name;
        return await withLens(command, output);
    }
  } catch (error) {
    return explain(error, about, output);
  }
}

type EngineCommand = Exclude<Command, { name: 'help' | 'version' }>;

async function withLens(command: EngineCommand, output: Output): Promise<number> {
  const lens = openLens(command, dist);
  const interrupt = interruption();
  try {
    const found = await dispatch(command, lens, output, interrupt.signal);
    return found === true ? exitStatus.found : exitStatus.fine;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    output.note(command.name === 'embed' ? 'Stopped.' : 'Stopped. What was encoded is kept.');
    return interrupt.status();
  } finally {
    await lens.dispose();
    interrupt.dispose();
  }
}

/** True where the command is a gate, and has found something. */
async function dispatch(
  command: EngineCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<boolean | void> {
  switch (command.name) {
    case 'index':
      return indexFolder(command, lens, output, signal);
    case 'search':
      return searchFolder(command, lens, output, signal);
    case 'tag':
      return tagFolder(command, lens, output, signal);
    case 'labels':
      return lintLabels(command, lens, output, signal);
    case 'decide':
      return decideOn(command, lens, output, signal);
    case 'duplicates':
      return findDuplicates(command, lens, output, signal);
    case 'embed':
      return embedInputs(command, lens, output, signal);
  }
}

function explain(error: unknown, about: CommandName | undefined, output: Output): number {
  const wrongUsage =
    error instanceof UsageError
      ? error
      : LensError.is(error) && usageCodes.has(error.code)
        ? new UsageError(error.message, about)
        : undefined;
  if (wrongUsage) {
    output.note(`asset-lens: ${printable(wrongUsage.message)}\n${wrongUsage.hint}`);
    return exitStatus.usage;
  }
  const isBug = !LensError.is(error) || error.code === 'bug';
  const message = printable(error instanceof Error ? error.message : String(error));
  output.note(`asset-lens: ${isBug ? 'something went wrong that should not: ' : ''}${message}`);
  if (isBug) {
    if (process.env['ASSET_LENS_DEBUG'] && error instanceof Error) output.note(error.stack ?? '');
    else output.note('Set ASSET_LENS_DEBUG=1 to see where, and report it.');
  }
  return exitStatus.failed;
}

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(dist, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '?';
}
