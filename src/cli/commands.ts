/** Runs a command: opens the engine, asks, prints, and turns what went wrong into a sentence and an exit status. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LensError } from '../protocol/errors.ts';
import { type LensClient, defaultStore, folderAt, resolveModelFolder, startLens } from '../lens/client.ts';
import { type Command, UsageError, parseCommand } from './arguments.ts';
import { embedInputs } from './embed.ts';
import { findDuplicates } from './findDuplicates.ts';
import { helpText } from './help.ts';
import { indexFolder } from './indexFolder.ts';
import { Output } from './output.ts';
import { searchFolder } from './searchFolder.ts';
import { tagFolder } from './tagFolder.ts';

/** Exit statuses, the same for every command; 3 is for gates that found something. */
export const exitStatus = { fine: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Bundles lie beside this file once built. */
const dist = path.dirname(fileURLToPath(import.meta.url));

/** Errors that tell of wrong usage rather than of a failure. */
const usageCodes: ReadonlySet<string> = new Set(['not-found', 'labels-invalid', 'invalid-argument']);

/** Runs the words of a command line; resolves with the exit status and never throws. */
export async function run(words: readonly string[]): Promise<number> {
  const output = new Output();
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
        return await withLens(command, output);
    }
  } catch (error) {
    return explain(error, output);
  }
}

type EngineCommand = Exclude<Command, { name: 'help' | 'version' }>;

async function withLens(command: EngineCommand, output: Output): Promise<number> {
  const folder = 'folder' in command ? folderAt(command.folder) : undefined;
  const lens = startLens(
    {
      folders: folder ? [folder] : [],
      store: path.resolve(command.store ?? defaultStore()),
      modelFolder: resolveModelFolder(command.model, path.join(dist, '..', 'models')),
      provider: 'auto',
      threads: 0,
      exclude: [],
      trusted: true,
    },
    { worker: path.join(dist, 'worker.js'), encoder: path.join(dist, 'encoder.js') },
  );
  const interrupt = interruption(output);
  try {
    await dispatch(command, lens, output, interrupt.signal);
    return exitStatus.fine;
  } catch (error) {
    if (LensError.is(error, 'aborted')) return exitStatus.interrupted;
    throw error;
  } finally {
    interrupt.dispose();
    await lens.dispose();
  }
}

async function dispatch(
  command: EngineCommand,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  switch (command.name) {
    case 'index':
      return indexFolder(command, lens, output, signal);
    case 'search':
      return searchFolder(command, lens, output, signal);
    case 'tag':
      return tagFolder(command, lens, output, signal);
    case 'duplicates':
      return findDuplicates(command, lens, output, signal);
    case 'embed':
      return embedInputs(command, lens, output, signal);
  }
}

/** The first Ctrl-C asks to stop, and what was encoded is kept; the second does not wait. */
function interruption(output: Output): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    output.note('Stopping. What was encoded is kept.');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function explain(error: unknown, output: Output): number {
  if (error instanceof UsageError) {
    output.note(`asset-lens: ${error.message}\n${error.hint}`);
    return exitStatus.usage;
  }
  if (LensError.is(error)) {
    output.note(`asset-lens: ${error.message}`);
    if (error.code === 'bug' && process.env['ASSET_LENS_DEBUG']) output.note(error.stack ?? '');
    return usageCodes.has(error.code) ? exitStatus.usage : exitStatus.failed;
  }
  output.note(`asset-lens: ${error instanceof Error ? error.message : String(error)}`);
  return exitStatus.failed;
}

async function version(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(path.join(dist, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : '?';
}
