/** Paths of images in the text of any file; pure. */
import { readableExtensions } from '../protocol/asset.ts';

/** What may stand in a path that is written in code, Markdown or a style sheet; blanks are written as `%20`. */
const path = new RegExp(
  `[^\\s"'\`()<>{}\\[\\]|*?,;=]+\\.(?:${readableExtensions.join('|')})(?![\\w-])`,
  'gi',
);

export interface PathInLine {
  readonly from: number;
  readonly to: number;
  /** With `/`, without what escapes, a leading `./` and a query. */
  readonly path: string;
}

/** The path of an image that the character at `at` is part of; undefined for none, and for an address of the web. */
export function imagePathAt(line: string, at: number): PathInLine | undefined {
  for (const match of line.matchAll(path)) {
    const from = match.index;
    const to = from + match[0].length;
    if (at < from || at > to) continue;
    if (/^(?:[a-z][a-z0-9+.-]+:)?\/\//i.test(match[0]) || match[0].startsWith('data:')) return undefined;
    return {
      from,
      to,
      path: unescaped(match[0])
        .replaceAll('\\', '/')
        .replace(/^(?:\.\/)+/, ''),
    };
  }
  return undefined;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that escapes nothing is one.
    return text;
  }
}
