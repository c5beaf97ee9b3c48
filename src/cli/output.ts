/** The two streams: results on standard output, everything else on standard error. */
import stringWidth from 'string-width';

/** A cell of a table: what is seen, and the sequences that colour it. */
export interface Cell {
  readonly text: string;
  readonly style?: 'bold' | 'dim';
  readonly align?: 'right';
}

const styles = { bold: ['\u001b[1m', '\u001b[22m'], dim: ['\u001b[2m', '\u001b[22m'] } as const;

export class Output {
  /** Colours are for people at a terminal who did not ask for none (no-color.org). */
  readonly #colours = process.stdout.isTTY === true && !process.env['NO_COLOR'];

  constructor() {
    // `asset-lens … | head` closes the pipe early: that is no failure.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      this.note(`asset-lens: the result could not be written: ${error.message}`);
      process.exit(1);
    });
    // Nobody is left to tell that notes cannot be written.
    process.stderr.on('error', () => undefined);
  }

  /** Writes results for people. */
  result(text: string): void {
    process.stdout.write(text);
  }

  /** Writes the one value of `--json`. */
  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Writes what is no result. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Writes over the last line of standard error, for what is under way; '' clears it. */
  status(text: string): void {
    process.stderr.write(`\r\u001b[K${text}`);
  }

  bold(text: string): string {
    return this.#styled(text, 'bold');
  }

  /** Columns side by side; the last one is not filled up. Control characters in cells are written out. */
  table(rows: readonly (readonly Cell[])[]): void {
    const widths: number[] = [];
    const seen = rows.map(row => row.map(cell => printable(cell.text)));
    for (const row of seen) {
      row.forEach((text, column) => (widths[column] = Math.max(widths[column] ?? 0, stringWidth(text))));
    }
    this.result(
      rows
        .map((row, line) =>
          row
            .map(({ style, align }, column) => {
              const text = seen[line]![column]!;
              const filling = ' '.repeat(widths[column]! - stringWidth(text));
              const styled = style ? this.#styled(text, style) : text;
              if (align === 'right') return filling + styled;
              return column === row.length - 1 ? styled : styled + filling;
            })
            .join('  ')
            .concat('\n'),
        )
        .join(''),
    );
  }

  #styled(text: string, style: keyof typeof styles): string {
    const [on, off] = styles[style];
    return this.#colours && text !== '' ? on + text + off : text;
  }
}

/** Text as people can read it on one line: control characters, which could drive the terminal, are written out. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The shortest decimal number that is this 32-bit float, so that JSON holds no digits of the conversion. */
export function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(9));
}

/** A cosine in −1..1: rounding may carry that of two equal unit vectors a hair beyond. */
export function cosine(float: number): number {
  return Math.min(1, Math.max(-1, shortest(float)));
}

/** "1 image", "1,200 images". */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
