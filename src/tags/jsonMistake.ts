/** Where a text stops being JSON, and what is wrong there, for the people who wrote it. */

/** What `JSON.parse` said of a text that it refused, with the line and the column: "line 2, column 10: …". */
export function jsonMistake(text: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const position = Number(/ at position (\d+)/.exec(said)?.[1] ?? unexpectedAt(text));
  const before = text.slice(0, position).split(/\r\n|\r|\n/);
  const what = /^Unexpected end/.test(said)
    ? 'the text ends too early'
    : said
        .replace(/(,| in JSON| after JSON)? at position .*$/s, '')
        .replace(/, ("|\.\.\.).*is not valid JSON$/s, '')
        .replace(/^[A-Z]/, letter => letter.toLowerCase());
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: ${what}`;
}

/**
 * Of a word that it does not know V8 tells the first letter and not the place: it ends the shortest
 * beginning of the text that is refused for the same reason. Where there is none, the text ends too early.
 */
function unexpectedAt(text: string): number {
  let [accepted, refused] = [0, text.length + 1];
  while (refused - accepted > 1) {
    const length = (accepted + refused) >> 1;
    if (length <= text.length && isUnexpected(text.slice(0, length))) refused = length;
    else accepted = length;
    if (accepted >= text.length) return text.length;
  }
  return refused - 1;
}

function isUnexpected(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith('Unexpected token');
  }
}
