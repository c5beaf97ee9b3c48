/** The evaluation as a Markdown table and as JSON. */
import { difference, estimate, type Sample } from './interval.ts';
import type { Row } from './rows.ts';

/** One line of the table, ready to be printed; percent and points where it is a share. */
export interface Line {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
  readonly interval: readonly [number, number] | null;
  readonly count: number | null;
  readonly notMeasured: string | null;
  readonly note: string | null;
  /** Where there is a float form: its value, and how much it has more. */
  readonly float: {
    readonly value: number;
    readonly lost: number;
    readonly interval: readonly [number, number] | null;
  } | null;
  readonly digits: number;
}

/** Lines of one model; `floatRows` are those of its float form, where there is one. */
export function linesOf(rows: readonly Row[], floatRows: readonly Row[]): Line[] {
  const others = new Map(floatRows.map(row => [row.name, row]));
  return rows.map(row => lineOf(row, others.get(row.name)));
}

function lineOf(row: Row, other: Row | undefined): Line {
  const empty = {
    value: null,
    unit: '',
    interval: null,
    count: null,
    notMeasured: null,
    note: null,
    float: null,
  };
  switch (row.kind) {
    case 'not measured':
      return { ...empty, name: row.name, notMeasured: row.why, digits: 1 };
    case 'figure':
      return {
        ...empty,
        name: row.name,
        value: row.value,
        unit: row.unit,
        note: row.note ?? null,
        digits: row.digits,
      };
    case 'share': {
      const own = percent(row.sample);
      return {
        ...empty,
        name: row.name,
        value: own.mean,
        unit: '%',
        interval: own.interval,
        count: own.count,
        note: row.note ?? null,
        float: other?.kind === 'share' ? comparison(row.sample, other.sample) : null,
        digits: 1,
      };
    }
  }
}

function comparison(sample: Sample, float: Sample): Line['float'] {
  const lost = percent(difference(float, sample));
  return { value: percent(float).mean, lost: lost.mean, interval: lost.interval };
}

function percent(sample: Sample) {
  const { mean, interval, count } = estimate(sample);
  return {
    mean: 100 * mean,
    interval: interval === null ? null : ([100 * interval[0], 100 * interval[1]] as const),
    count,
  };
}

export function markdown(lines: readonly Line[]): string {
  const compared = lines.some(line => line.float !== null);
  const head = [
    'measure',
    'value',
    '95 % interval',
    'n',
    ...(compared ? ['float form', 'lost, points'] : []),
  ];
  const cells = lines.map(line => [
    line.name,
    line.notMeasured === null
      ? `${line.value!.toFixed(line.digits)} ${line.unit}`.trim()
      : `**not measured: ${line.notMeasured}**`,
    line.interval === null ? '' : range(line.interval),
    line.count === null ? '' : String(line.count),
    ...(compared ? comparedCells(line) : []),
  ]);
  const table = [head, head.map(() => '---'), ...cells].map(row => `| ${row.join(' | ')} |`);
  const notes = lines.filter(line => line.note !== null).map(line => `- ${line.name}: ${line.note}.`);
  return [...table, '', ...notes].join('\n');
}

function comparedCells({ float }: Line): string[] {
  if (float === null) return ['', ''];
  const interval = float.interval === null ? '' : ` (${range(float.interval)})`;
  return [float.value.toFixed(1), `${float.lost.toFixed(1)}${interval}`];
}

const range = ([low, high]: readonly [number, number]) => `${low.toFixed(1)} – ${high.toFixed(1)}`;
