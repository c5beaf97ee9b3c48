/** Runs a command: opens the engine, asks, prints, and turns what went wrong into a sentence and an exit status. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LensError } from '../protocol/errors.ts';
import { parseCommand } from './arguments.ts';
import { type Command, type CommandName, UsageError } from './command.ts';
import { decideOn } from './decideOn.ts';
import { examineMachine } from './examineMachine.ts';
import { embedInputs } from './embed.ts';
import { evaluateFolder } from './evaluateFolder.ts';
import { exportTags } from './exportTags.ts';
import { findDuplicates } from './findDuplicates.ts';
import { changeGpuRuntime } from './gpuRuntime.ts';
import { helpText } from './help.ts';
import { importTags } from './importTags.ts';
import { indexFolder } from './indexFolder.ts';
import { interruption } from './interruption.ts';
import { Output, printable } from './output.ts';
import { prepareModel } from './prepareModel.ts';
import { listReferences, listUnused } from './references.ts';
import { searchFolder } from './searchFolder.ts';
import { lintLabels } from './lintLabels.ts';
import { runModels } from './models.ts';
import { type CommandLens, openLens, storeOf } from './openLens.ts';
import { tagFolder } from './tagFolder.ts';
import { versionBeside } from './version.ts';

/** Exit statuses, the same for every command; `found` is for gates that found something. */
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
      case 'gpu':
      case 'models':
        about = command.name;
        return await withoutLens(command, output);
      default:
        about = command.name;
        return await withLens(command, output);
    }
  } catch (error) {
    return explain(error, about, output);
  }
}

/** No engine is needed to look after models and the GPU runtime. */
async function withoutLens(
  command: Extract<Command, { name: 'gpu' | 'models' }>,
  output: Output,
): Promise<number> {
  const interrupt = interruption();
  try {
    const places = { store: storeOf(command), shipped: path.join(dist, '..', 'models') };
    if (command.name === 'gpu') await changeGpuRuntime(command, dist, output, interrupt.signal);
    else await runModels(command, places, output, interrupt.signal);
    return exitStatus.fine;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    output.note('Stopped. What has arrived is kept, and the next time goes on from there.');
    return interrupt.status();
  } finally {
    interrupt.dispose();
  }
}

type EngineCommand = Exclude<Command, { name: 'help' | 'version' | 'gpu' | 'models' }>;

async function withLens(command: EngineCommand, output: Output): Promise<number> {
  const lens = openLens(command, dist);
  const interrupt = interruption();
  const told = new Set<string>();
  lens.channel.on('status', ({ deviceFailure }) => {
    if (deviceFailure === null || told.has(deviceFailure)) return;
    told.add(deviceFailure);
    output.note(printable(deviceFailure));
  });
  if (lens.settingsMistake !== null) output.note(printable(lens.settingsMistake));
  try {
    const outcome = await dispatch(command, lens, output, interrupt.signal);
    return outcome === 'found' ? exitStatus.found : exitStatus.fine;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    output.note(encodesNothing.has(command.name) ? 'Stopped.' : 'Stopped. What was encoded is kept.');
    return interrupt.status();
  } finally {
    await lens.dispose();
    interrupt.dispose();
  }
}

const encodesNothing: ReadonlySet<CommandName> = new Set([
  'embed',
  'doctor',
  'prepare',
  'references',
  'unused',
]);

/** Resolves to `found` where a gate found something, to anything else where all is fine. */
async function dispatch(
  command: EngineCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<unknown> {
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
    case 'eval':
      return evaluateFolder(command, lens, output, signal);
    case 'export':
      return exportTags(command, lens, output, signal);
    case 'import':
      return importTags(command, lens, output, signal);
    case 'duplicates':
      return findDuplicates(command, lens, output, signal, version);
    case 'references':
      return listReferences(command, lens, output, signal, version);
    case 'unused':
      return listUnused(command, lens, output, signal, version);
    case 'prepare':
      return prepareModel(command, lens, output, signal);
    case 'embed':
      return embedInputs(command, lens, output, signal);
    case 'doctor':
      return examineMachine(command, lens, await version(), output, signal);
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

function version(): Promise<string> {
  return versionBeside(dist);
}
