/** `labels lint`: what is odd about the labels on the images of a folder. */
import type { LabelFinding } from '../protocol/tag.ts';
import type { Command } from './command.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, shortest } from './output.ts';
import { givenLabels } from './tagFolder.ts';

type LintCommand = Extract<Command, { name: 'labels' }>;

/** Resolves to `found` where `--fail-on` has found something. */
export async function lintLabels(
  command: LintCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<'fine' | 'found'> {
  const labels = await givenLabels(command);
  await indexFirst(command, lens, output, signal);
  const findings = await lens.channel.ask('lintLabels', { labels, folder: null }, signal);
  if (command.json)
    output.json(findings.map(finding => ({ ...finding, value: shortest(Math.fround(finding.value)) })));
  else if (findings.length === 0) output.result('Nothing is odd about these labels.\n');
  else for (const finding of findings) output.result(`${sentenceOf(finding)}\n`);
  return findings.some(({ kind }) => command.failOn.includes(kind)) ? 'found' : 'fine';
}

function sentenceOf({ kind, label, other, value }: LabelFinding): string {
  switch (kind) {
    case 'alike':
      return `"${label}" and "${other}" are nearly the same to the model on these images (correlation ${value.toFixed(2)}). Describe them in prompts of their own, or keep one.`;
    case 'most':
      return `"${label}" is suggested for ${(100 * value).toFixed(0)} % of the images. Describe it more closely, or raise its threshold.`;
    case 'never':
      return `"${label}" is suggested for no image. Describe it in other words, or lower its threshold.`;
    case 'long':
      return `A sentence of "${label}" has ${value} tokens, more than the model reads: "${other}". Shorten it.`;
  }
}
