/** Takes edits of single lines back out of a text that may have changed since. */

export interface RestoredText {
  readonly text: string;
  /** Lines, from 1 in the text before, whose edit could not be found again. */
  readonly lost: readonly number[];
}

/**
 * `before` became `after` by edits within lines, and is `now`. Each edited line that still stands as it was made, and is
 * the nearest such one to where it stood, becomes what it was; everything else stays. A line that is again what it was
 * is no loss.
 */
export function restoredText(before: string, after: string, now: string): RestoredText {
  if (now === after) return { text: before, lost: [] };
  const [old, made, present] = [before, after, now].map(text => text.split('\n')) as [
    string[],
    string[],
    string[],
  ];
  const lost: number[] = [];
  const taken = new Set<number>();
  const unchanged = new Set<number>();
  for (const [line, text] of made.entries()) {
    if (old[line] === undefined || old[line] === text) continue;
    const at = nearest(present, text, line, taken);
    if (at !== undefined) {
      present[at] = old[line];
      taken.add(at);
      continue;
    }
    const same = nearest(present, old[line], line, unchanged);
    if (same === undefined) lost.push(line + 1);
    else unchanged.add(same);
  }
  return { text: present.join('\n'), lost };
}

function nearest(
  lines: readonly string[],
  text: string,
  line: number,
  taken: ReadonlySet<number>,
): number | undefined {
  for (let distance = 0; distance < lines.length + line; distance++) {
    for (const at of [line - distance, line + distance])
      if (at >= 0 && lines[at] === text && !taken.has(at)) return at;
  }
  return undefined;
}

/** Edits within lines of a text, from 1 in UTF-16 code units, made from the back. Throws where a text does not stand there. */
export function editedText(
  text: string,
  edits: readonly {
    readonly line: number;
    readonly column: number;
    readonly text: string;
    readonly replacement: string;
  }[],
): string {
  const lines = text.split('\n');
  for (const edit of edits.toSorted((a, b) => b.line - a.line || b.column - a.column)) {
    const line = lines[edit.line - 1] ?? '';
    const start = edit.column - 1;
    if (!line.startsWith(edit.text, start))
      throw new RangeError(`"${edit.text}" does not stand in line ${edit.line}.`);
    lines[edit.line - 1] = line.slice(0, start) + edit.replacement + line.slice(start + edit.text.length);
  }
  return lines.join('\n');
}
