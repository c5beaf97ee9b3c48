/** `eval`: how well the labels fit, by what is known of some images; a gate where a minimum is given. */
import type { EvaluationReply, LabelQuality, Share, TruthSource } from '../protocol/evaluation.ts';
import type { Command, Minimum } from './command.ts';
import { cardsOf } from './cards.ts';
import { readGiven } from './givenFile.ts';
import { indexFirst } from './indexFolder.ts';
import type { CommandLens } from './openLens.ts';
import { type Output, count } from './output.ts';
import { givenLabels } from './tagFolder.ts';

type EvalCommand = Extract<Command, { name: 'eval' }>;

/** A person sees so many pairs, and so many images of each; `--json` has all pairs. */
const pairsShown = 10;
const imagesShown = 3;

/** Resolves to false where a minimum was missed. */
export async function evaluateFolder(
  command: EvalCommand,
  lens: CommandLens,
  output: Output,
  signal: AbortSignal,
): Promise<'fine' | 'found'> {
  const labels = await givenLabels(command);
  const truth = await givenTruth(command);
  await indexFirst(command, lens, output, signal);
  const reply = await lens.channel.ask('evaluate', { labels, folder: null, truth }, signal);
  const confusions = await namedConfusions(reply, lens, signal);
  const misses = missesOf(reply, command);
  if (command.json) output.json({ ...reply, confusions });
  else print(reply, confusions, output);
  tellUnused(reply, output);
  for (const miss of misses) output.note(miss);
  return misses.length === 0 ? 'fine' : 'found';
}

async function givenTruth({ truth }: EvalCommand): Promise<TruthSource> {
  if (truth === 'decisions' || truth === 'folders') return { kind: truth };
  return { kind: 'table', text: await readGiven(truth, 'truth', 'eval'), where: truth };
}

type NamedConfusion = Omit<EvaluationReply['confusions'][number], 'ids'> & {
  readonly paths: readonly string[];
};

async function namedConfusions(
  { confusions }: EvaluationReply,
  lens: CommandLens,
  signal: AbortSignal,
): Promise<readonly NamedConfusion[]> {
  const ids = [...new Set(confusions.flatMap(pair => pair.ids))];
  const cards = await cardsOf(lens, Uint32Array.from(ids), signal);
  const paths = new Map(ids.map((id, place) => [id, cards[place]?.path]));
  return confusions.map(({ ids: own, ...pair }) => ({
    ...pair,
    paths: own.flatMap(id => paths.get(id) ?? []),
  }));
}

const measures = ['precision', 'recall', 'f1'] as const;
const measureNames = { precision: 'precision', recall: 'recall', f1: 'F1' } as const;

function missesOf({ average, labels }: EvaluationReply, { minimum, each }: EvalCommand): readonly string[] {
  return measures.flatMap(measure => {
    const least = minimum[measure as keyof Minimum];
    if (least === undefined) return [];
    if (!each) {
      const value = average[measure];
      // An average of nothing reaches no minimum.
      if (value !== null && value >= least) return [];
      return [`The average ${measureNames[measure]} is ${value === null ? 'not known' : short(value)}, less than ${least}.`]; // prettier-ignore
    }
    return labels.flatMap(label => {
      const value = label[measure]?.value ?? (label.recall && measure === 'precision' ? 0 : null);
      if (value === null || value >= least) return [];
      return [`"${label.label}" has ${measureNames[measure]} ${short(value)}, less than ${least}.`];
    });
  });
}

function print(reply: EvaluationReply, confusions: readonly NamedConfusion[], output: Output): void {
  const { images, average } = reply;
  const known = reply.labels.filter(({ f1 }) => f1 !== null);
  output.result(`${count(images, 'image')} of which something is known.\n\n`);
  const right = (text: string) => ({ text, align: 'right' }) as const;
  output.table([
    ['label', 'images', 'precision', '', 'recall', '', 'F1', ''].map(
      text => ({ text, style: 'bold' }) as const,
    ),
    ...known.map(label => [
      { text: nameOf(label) },
      right(String(label.hits + label.missed)),
      ...measures.flatMap(measure => shareCells(label[measure])),
    ]),
    [
      { text: `average of ${average.labels}`, style: 'dim' as const },
      { text: '' },
      ...measures.flatMap(measure => {
        const value = average[measure];
        return [right(value === null ? '–' : short(value)), { text: '' }];
      }),
    ],
  ]);
  const silent = reply.labels.filter(({ f1 }) => f1 === null).map(nameOf);
  if (silent.length > 0) output.result(`\nNothing is known of ${silent.join(', ')}.\n`);
  printConfusions(confusions, output);
  printThresholds(known, output);
}

function shareCells(share: Share | null) {
  return [
    { text: share ? short(share.value) : '–', align: 'right' } as const,
    { text: share ? `${short(share.low)}–${short(share.high)}` : '', style: 'dim' } as const,
  ];
}

function printConfusions(confusions: readonly NamedConfusion[], output: Output): void {
  if (confusions.length === 0) return;
  output.result('\nTaken for something else\n');
  output.table(
    confusions.slice(0, pairsShown).map(({ truth, suggested, count: images, paths }) => [
      { text: String(images), align: 'right' as const },
      { text: truth ?? '(none)' },
      { text: `→ ${suggested ?? '(none)'}` },
      {
        text: paths.slice(0, imagesShown).join(', ') + (images > imagesShown ? ', …' : ''),
        style: 'dim' as const,
      },
    ]),
  );
  const more = confusions.length - pairsShown;
  if (more > 0) output.result(`and ${count(more, 'more pair')}; --json has all.\n`);
}

function printThresholds(labels: readonly LabelQuality[], output: Output): void {
  const better = labels.filter(({ threshold }) => threshold.suggested !== null);
  if (better.length === 0) return;
  output.result('\nBetter thresholds, chosen on one half of the images; F1 on the other half\n');
  output.table(
    better.map(label => {
      const { present, suggested, before, after, of } = label.threshold;
      return [
        { text: nameOf(label) },
        { text: `${present} → ${suggested}` },
        { text: `F1 ${short(before ?? 0)} → ${short(after ?? 0)}` },
        { text: `on ${count(of, 'image')}`, style: 'dim' as const },
      ];
    }),
  );
}

function tellUnused(
  { unused: { labels, images, imageCount, disputed } }: EvaluationReply,
  output: Output,
): void {
  if (labels.length > 0) {
    const names = labels.slice(0, 5).map(({ name, images: having }) => `"${name}" (${count(having, 'image')})`); // prettier-ignore
    const more = labels.length > names.length ? ` and ${labels.length - names.length} more` : '';
    output.note(`No label, and passed over: ${names.join(', ')}${more}.`);
  }
  if (imageCount > 0)
    output.note(
      `Not among the images of this folder, and passed over: ${images.slice(0, 5).join(', ')}${imageCount > 5 ? ` and ${imageCount - 5} more` : ''}.`,
    );
  if (disputed > 0) output.note(`Of ${count(disputed, 'image')} two things are said that cannot both be; passed over.`); // prettier-ignore
}

function nameOf({ group, label }: LabelQuality): string {
  return group === null ? label : `${group}/${label}`;
}

function short(share: number): string {
  return share.toFixed(2);
}
