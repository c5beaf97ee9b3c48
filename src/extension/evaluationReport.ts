/** How well labels fit, as a text to read in an editor. Pure: words and numbers come from outside. */
import type { AssetId } from '../protocol/asset.ts';
import type { EvaluationReply, LabelQuality, Share } from '../protocol/evaluation.ts';
import { imagesOf } from './exchangeText.ts';

export interface ReportWords {
  /** As `vscode.l10n.t`. */
  readonly t: (sentence: string, ...values: (string | number)[]) => string;
  readonly count: (value: number) => string;
}

/** A path in the text that leads to an image. */
export interface ReportLink {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly id: AssetId;
}

export interface Report {
  readonly text: string;
  readonly links: readonly ReportLink[];
}

/** `pathOf` knows the images that the reply names; one that is gone is left out. */
export function evaluationReport(
  reply: EvaluationReply,
  folder: string,
  pathOf: (id: AssetId) => string | undefined,
  words: ReportWords,
): Report {
  const { t, count } = words;
  const lines: string[] = [`# ${t('How well the labels of {0} fit', folder)}`, ''];
  const links: ReportLink[] = [];
  const known = reply.labels.filter(({ f1 }) => f1 !== null);
  const { average, unused } = reply;
  lines.push(
    t('Known: {0}; in brackets, where the share lies with 95 % certainty.', imagesOf(reply.images, words)),
    '',
  );
  lines.push(
    ...table([
      [t('Label'), t('Images'), t('Precision'), t('Recall'), 'F1'],
      ...known.map(label => [
        nameOf(label),
        count(label.hits + label.missed),
        ...[label.precision, label.recall, label.f1].map(shareText),
      ]),
      [t('Average'), '', ...[average.precision, average.recall, average.f1].map(valueText)],
    ]),
  );
  const silent = reply.labels.filter(({ f1 }) => f1 === null).map(nameOf);
  if (silent.length > 0) lines.push('', t('Nothing is known of {0}.', silent.join(', ')));
  if (reply.confusions.length > 0) lines.push('', `## ${t('Taken for something else')}`);
  const none = t('none of these');
  for (const { truth, suggested, count: images, ids } of reply.confusions) {
    lines.push('', `${count(images)} × ${truth ?? none} → ${suggested ?? none}`);
    for (const id of ids) {
      const path = pathOf(id);
      if (path === undefined) continue;
      links.push({ line: lines.length, from: 2, to: 2 + path.length, id });
      lines.push(`  ${path}`);
    }
  }
  const better = known.filter(({ threshold }) => threshold.suggested !== null);
  if (better.length > 0) {
    lines.push('', `## ${t('Better thresholds')}`, '');
    lines.push(t('Chosen on one half of the images; F1 is that on the other half, before and after.'), '');
    lines.push(
      ...table([
        [t('Label'), t('Threshold'), 'F1', t('Images')],
        ...better.map(label => {
          const { present, suggested, before, after, of } = label.threshold;
          return [
            nameOf(label),
            `${present} → ${suggested}`,
            `${valueText(before)} → ${valueText(after)}`,
            count(of),
          ];
        }),
      ]),
    );
  }
  const passed = [
    ...unused.labels.map(({ name, images }) =>
      t('{0} is no label: {1}', JSON.stringify(name), imagesOf(images, words)),
    ),
    ...unused.images.map(path => t('{0} is no image of this folder', path)),
    ...(unused.disputed > 0
      ? [t('Two things are said that cannot both be: {0}', imagesOf(unused.disputed, words))]
      : []),
  ];
  if (passed.length > 0) lines.push('', `## ${t('Passed over')}`, '', ...passed.map(line => `- ${line}`));
  return { text: `${lines.join('\n')}\n`, links };
}

/** A Markdown table whose columns are as wide as what they hold: it is read as it stands. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const safe = rows.map(row => row.map(text => text.replaceAll('|', '\\|')));
  const widths = safe[0]!.map((_, column) => Math.max(...safe.map(row => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |`;
  const [header, ...body] = safe;
  return [line(header!), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)];
}

function nameOf({ group, label }: LabelQuality): string {
  return group === null ? label : `${group}/${label}`;
}

function shareText(share: Share | null): string {
  return share ? `${valueText(share.value)} (${valueText(share.low)}–${valueText(share.high)})` : '–';
}

function valueText(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}
