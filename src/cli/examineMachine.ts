/** `doctor`: what the model can run on here, and why not. */
import type { DoctorReport } from '../protocol/device.ts';
import type { LensClient } from '../lens/client.ts';
import { doctorText } from '../lens/client.ts';
import type { Command } from './command.ts';
import type { Output } from './output.ts';

export async function examineMachine(
  command: Extract<Command, { name: 'doctor' }>,
  lens: LensClient,
  version: string,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  if (!command.json) output.note('Trying every device; this may take a minute or two.');
  const report = await lens.channel.ask('doctor', { probe: 'all' }, signal);
  if (command.json) output.json(forPrograms(report, version));
  else output.result(doctorText(report, version));
}

/** The same facts, with figures as people write them. */
function forPrograms({ providers, ...rest }: DoctorReport, version: string) {
  return {
    providers: providers.map(({ imagesPerSecond, cosine, residentBytes, ...verdict }) => ({
      ...verdict,
      imagesPerSecond: imagesPerSecond === null ? null : rounded(imagesPerSecond),
      cosine: cosine === null ? null : Math.min(1, Number(cosine.toFixed(6))),
      residentMegabytes: residentBytes === null ? null : Math.round(residentBytes / 1e6),
    })),
    ...rest,
    assetLens: version,
  };
}

/** Three digits say all that a short race can. */
function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
