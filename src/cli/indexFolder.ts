/** `index`: bring a folder's index up to date and say what was done. Every other command begins with the same step. */
import type { IndexProgress, IndexReport } from '../protocol/lens.ts';
import type { LensClient } from '../lens/client.ts';
import type { Command } from './arguments.ts';
import { type Output, printable } from './output.ts';
import { progressBar } from './progress.ts';

export async function indexFolder(
  command: Extract<Command, { name: 'index' }>,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const report = await bringUpToDate(lens, signal);
  if (command.json) {
    output.json(jsonOf(report));
    return;
  }
  const { assets, encoded, reused, removed, problems, provider, model, excluded } = report;
  output.result(
    `${count(assets, 'image')} in the index: ${encoded} encoded, ${reused} reused, ${removed} removed.\n`,
  );
  if (encoded > 0)
    output.result(`${report.imagesPerSecond.toFixed(1)} images/s with ${model} on ${provider}.\n`);
  if (assets === 0 && problems.length === 0) {
    output.result(
      `No images were found${excluded > 0 ? `; ${excluded} were left out by ignore rules` : ''}.\n`,
    );
  }
  for (const problem of problems) {
    output.result(`${problem.kind.padEnd(13)} ${printable(problem.path)}  ${output.dim(problem.detail)}\n`);
  }
}

/** Indexes what is missing, with a bar on standard error where a person is watching. */
export async function bringUpToDate(lens: LensClient, signal: AbortSignal): Promise<IndexReport> {
  const bar = progressBar();
  const stopListening = lens.channel.on('progress', (progress: IndexProgress) => bar.show(progress));
  try {
    return await lens.channel.ask('index', { folder: null }, signal);
  } finally {
    stopListening();
    bar.end();
  }
}

function jsonOf({
  assets,
  encoded,
  reused,
  removed,
  problems,
  imagesPerSecond,
  provider,
  model,
}: IndexReport) {
  return {
    assets,
    encoded,
    reused,
    removed,
    problems: problems.map(({ path, kind, detail }) => ({ path, kind, detail })),
    imagesPerSecond: Math.round(imagesPerSecond * 10) / 10,
    provider,
    model,
  };
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
