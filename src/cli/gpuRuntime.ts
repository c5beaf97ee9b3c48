/** `gpu install` and `gpu remove`: what CUDA needs, fetched or taken away. Starts no engine. */
import path from 'node:path';
import { defaultStore, installGpuRuntime, realPlace, removeGpuRuntime } from '../lens/client.ts';
import type { Command } from './command.ts';
import type { Output } from './output.ts';

const megabyte = 1_000_000;

export async function changeGpuRuntime(
  command: Extract<Command, { name: 'gpu' }>,
  dist: string,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const store = realPlace(path.resolve(command.store ?? defaultStore()));
  if (command.action === 'remove') {
    const bytes = await removeGpuRuntime(store);
    if (command.json) output.json({ removedBytes: bytes });
    else
      output.result(bytes === 0 ? 'There was no GPU runtime.\n' : `Removed: ${megabytes(bytes)} are free.\n`);
    return;
  }
  let last = -1;
  const progress = (done: number, total: number) => {
    const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
    if (command.json || percent === last) return;
    last = percent;
    if (percent % 5 === 0) output.note(`${percent} % of ${megabytes(total)}`);
  };
  const folder = await installGpuRuntime(
    { store, dist, withNvidia: command.withNvidia, offline: command.offline, env: process.env },
    { signal, progress },
  );
  if (command.json) output.json({ installed: folder });
  else output.result(`Installed in ${folder}. "asset-lens doctor" tells whether CUDA runs.\n`);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / megabyte)} MB`;
}
