/** The two streams: results on standard output, everything else on standard error. */

/** Colours are for people at a terminal who did not ask for none (no-color.org). */
export class Output {
  readonly #colours = process.stdout.isTTY && !process.env['NO_COLOR'];

  constructor() {
    // `asset-lens … | head` closes the pipe early: that is no failure.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }

  get isTerminal(): boolean {
    return process.stdout.isTTY;
  }

  get width(): number {
    return process.stdout.columns || 100;
  }

  result(text: string): void {
    process.stdout.write(text);
  }

  json(value: unknown): void {
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  dim(text: string): string {
    return this.#colours ? `\u001b[2m${text}\u001b[22m` : text;
  }

  bold(text: string): string {
    return this.#colours ? `\u001b[1m${text}\u001b[22m` : text;
  }
}

/** A path as people can read it on one line: control characters are written out. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, character => JSON.stringify(character).slice(1, -1));
}
