/** `prepare`: the int8 form of a model, made, checked and measured. */
import type { PreparedReport, PreparedTower, PrepareProgress } from '../protocol/encoder.ts';
import type { LensClient } from '../lens/client.ts';
import type { Command } from './command.ts';
import { type Output, count, printable } from './output.ts';

export async function prepareModel(
  command: Extract<Command, { name: 'prepare' }>,
  lens: LensClient,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  if (command.remove) {
    const { removed } = await lens.channel.ask('removePrepared', null, signal);
    if (command.json) output.json({ removed });
    else output.result(removed ? 'The int8 form was removed.\n' : 'There is no int8 form of this model.\n');
    return;
  }
  let line = '';
  const stopListening = lens.channel.on('preparing', (progress: PrepareProgress) => {
    const next = lineOf(progress);
    // People at a terminal see the numbers, a log one line for each step.
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${next} ${progress.done}/${progress.total}`);
    else if (next !== line) output.note(next);
    line = next;
  });
  let report: PreparedReport;
  try {
    report = await lens.channel.ask('prepareModel', { again: command.again }, signal);
  } finally {
    stopListening();
    if (process.stderr.isTTY && line !== '') process.stderr.write('\r\u001b[2K');
  }
  if (command.json) output.json(report);
  else print(report, output);
}

const steps: Readonly<Record<PrepareProgress['step'], string>> = {
  reading: 'Reading pictures',
  calibrating: 'Calibrating',
  checking: 'Checking',
  searching: 'Finding the layers that stay float',
  timing: 'Measuring the speed',
};

function lineOf({ tower, step }: PrepareProgress): string {
  return step === 'reading' ? steps.reading : `${steps[step]} (${tower === 'vision' ? 'pictures' : 'texts'})`;
}

function print(
  { towers, ranks, calibratedWith, checkedWith, folder, bytes }: PreparedReport,
  output: Output,
) {
  output.table([...(['vision', 'text'] as const).map(tower => rowOf(tower, towers[tower]))]);
  const of = count(checkedWith, 'picture');
  output.result(
    ranks
      ? `Of the first ten pictures of ${ranks.queries} texts, ${ranks.inCommon.toFixed(2)} are the same, among ${of}.\n`
      : `Ranks were not compared: ${of} are too few for that, 100 would do.\n`,
  );
  output.result(`Calibrated with ${count(calibratedWith, 'other picture')}.\n`);
  output.result(`${(bytes / 1e6).toFixed(1)} MB in ${printable(folder)}\n`);
}

function rowOf(tower: string, { precision, reason, layers, inFloat, cosine }: PreparedTower) {
  const likeness = cosine ? `cosine ${cosine.mean.toFixed(4)}, least ${cosine.least.toFixed(4)}` : '';
  const floats = cosine ? `${inFloat.length} of ${layers} layers in float` : '';
  return [
    { text: tower === 'vision' ? 'pictures' : 'texts' },
    { text: precision, style: 'bold' as const },
    { text: likeness },
    { text: floats },
    { text: reason, style: 'dim' as const },
  ];
}
