/** `index`: bring a folder's index up to date and say what was done. Every other command begins with the same step. */
import { isDocument } from '../protocol/asset.ts';
import { LensError } from '../protocol/errors.ts';
import type { IndexProgress, IndexReport } from '../protocol/lens.ts';
import type { LensClient } from '../lens/client.ts';
import type { Command, Limits } from './command.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count, printable } from './output.ts';
import { progressBar } from './progress.ts';

export async function indexFolder(
  command: Extract<Command, { name: 'index' }>,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  if (command.model !== undefined) await hintAtPreparing(command.model, lens, output, signal);
  const report = await bringUpToDate(lens, signal);
  await tellNotices(lens, output, signal);
  if (command.json) output.json(jsonOf(report));
  else print(report, command, output);
}

/** The command line makes no form of a model unasked: the same words give the same vectors, whatever ran before. */
async function hintAtPreparing(
  model: string,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { isWorthwhile, images } = await lens.channel.ask('preparation', null, signal);
  if (!isWorthwhile) return;
  output.note(
    `${count(images, 'image')} are looked at with the model as it was downloaded. "asset-lens prepare <folder> --model ${printable(model)}" makes a faster form of it once, in minutes; it pays before the first index.`,
  );
}

/** What the other commands begin with: the index brought up to date, and a word about what could not be read. */
export async function indexFirst(
  limits: Limits,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  let report: IndexReport;
  try {
    report = await bringUpToDate(lens, signal);
  } catch (error) {
    if (!LensError.is(error, 'store-failed')) throw error;
    if (!(await holdsImages(lens, signal))) throw error;
    output.note(`${printable(error.message)}\nWhat it holds is used as it is; what is newer is missing.`);
    return;
  }
  await tellNotices(lens, output, signal);
  const problems = report.problems.filter(({ path }) => !isDocument(path));
  if (report.assets === 0 && report.excluded > 0) output.note(leftOut(report.excluded, limits));
  if (problems.length === 0) return;
  output.note(`${count(problems.length, 'file')} could not be read; "asset-lens index" says why.`);
}

/** True where the index, which cannot be written, can be read and is not empty. */
async function holdsImages(lens: CommandLens, signal: AbortSignal): Promise<boolean> {
  try {
    const { folders } = await lens.reopenReadOnly(signal);
    return folders.some(folder => folder.assets > 0);
  } catch (error) {
    // Then what kept it from being written is the better sentence.
    if (LensError.is(error, 'store-failed')) return false;
    throw error;
  }
}

/** What people should hear of the index: a damaged file that is made again, a second set of vectors. */
async function tellNotices(lens: LensClient, output: Output, signal: AbortSignal): Promise<void> {
  const { notices } = await lens.channel.ask('status', null, signal);
  for (const notice of notices) output.note(printable(notice));
}

/** Indexes what is missing, with a bar on standard error where a person is watching. */
async function bringUpToDate(lens: LensClient, signal: AbortSignal): Promise<IndexReport> {
  const bar = progressBar();
  const stopListening = lens.channel.on('progress', (progress: IndexProgress) => bar.show(progress));
  try {
    return await lens.channel.ask('index', { folder: null }, signal);
  } finally {
    stopListening();
    bar.end();
  }
}

/** What may be the reason that images are missing. */
function leftOut(excluded: number, { include, exclude }: Limits): string {
  const given = (name: string, patterns: readonly string[]) =>
    patterns.length > 0 ? [`${name} ${patterns.map(printable).join(' ')}`] : [];
  const reasons = [
    '.gitignore',
    '.assetlensignore',
    ...given('--include', include),
    ...given('--exclude', exclude),
  ];
  return `${count(excluded, 'image')} left out by ${reasons.join(', ')} or a hidden name.`;
}

function print(report: IndexReport, limits: Limits, output: Output): void {
  const { assets, encoded, reused, removed, problems, excluded } = report;
  const details = [`${encoded} encoded`, `${reused} reused`, `${removed} removed`];
  if (excluded > 0 && assets > 0) details.push(`${excluded} left out by ignore rules`);
  output.result(`${count(assets, 'image')} in the index: ${details.join(', ')}.\n`);
  if (excluded > 0 && assets === 0) output.result(`${leftOut(excluded, limits)}\n`);
  if (encoded > 0) {
    output.result(
      `${report.imagesPerSecond.toFixed(1)} images/s with the model ${report.model} on ${report.provider}.\n`,
    );
  }
  if (problems.length === 0) return;
  output.result(`${count(problems.length, 'file')} could not be read:\n`);
  output.table(
    problems.map(({ kind, path, detail }) => [
      { text: kind },
      { text: path },
      { text: detail, style: 'dim' },
    ]),
  );
}

function jsonOf(report: IndexReport) {
  const { assets, encoded, reused, removed, problems, imagesPerSecond, provider, model } = report;
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
