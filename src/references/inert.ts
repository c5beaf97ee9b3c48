/**
 * The parts of a text that prove no use: comments, examples in Markdown, outputs in notebooks.
 * Told by rules of thumb, not by a parser: a mistake makes a reference `maybe` that was `certain`, or the reverse.
 */
import type { Language } from './language.ts';

/** Sorted ranges of offsets, end exclusive. */
export type Ranges = readonly (readonly [start: number, end: number])[];

/** `path` is that of the file; '' where its language says enough. */
export function inertRanges(text: string, language: Language, path = ''): Ranges {
  switch (language) {
    case 'script':
    case 'c-like':
    case 'style':
      return slashComments(text, language !== 'style');
    case 'html':
      return sorted([...matches(text, markupComments), ...embedded(text)]);
    case 'xml':
      return matches(text, markupComments);
    case 'markdown':
      return sorted([...matches(text, markupComments), ...matches(text, codeInMarkdown)]);
    case 'hash':
      return matches(text, hashComments).filter(([start]) => text[start] === '#');
    case 'tex':
      return matches(text, /(?<!\\)%.*/g);
    case 'ini':
      return matches(text, /^[ \t]*[;#].*/gm);
    case 'notebook':
      // The keys of a cell stand in the order of the alphabet.
      return sorted([
        ...matches(text, /"outputs"\s*:[\s\S]*?(?="(?:source|cell_type)"\s*:|(?![\s\S]))/g),
        ...commentsInCells(text),
      ]);
    case 'markup':
      return matches(text, /^(?:\/\/(?!\/).*|\.\. (?![|\w-]+(?:\|[^\n]*)?::).*|\.\. \[)/gm);
    case 'data':
      // Strings of JSON end on their line, so that what stands behind a value is seen.
      if (/\.(?:json[c5]?|code-workspace)$/i.test(path))
        return anySlashComment.test(text) ? slashComments(text, false) : [];
      return matches(text, /^[ \t]*(?:\/\/|;).*/gm);
    case 'text':
      return [];
  }
}

export function isInside(ranges: Ranges, offset: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [start, end] = ranges[middle]!;
    if (offset < start) high = middle - 1;
    else if (offset >= end) low = middle + 1;
    else return true;
  }
  return false;
}

const markupComments =
  /<!--[\s\S]*?-->|\{#(?![a-z]+\s)[\s\S]*?#\}|<%--[\s\S]*?--%>|<%#[\s\S]*?%>|\{\{!--[\s\S]*?--\}\}|@\*[\s\S]*?\*@|\{\/\*[\s\S]*?\*\/\}/g;
/** Fences, and code between backticks on one line. */
const codeInMarkdown =
  /^([ \t>]*)(`{3,}|~{3,})[\s\S]*?(?:^[ \t>]*\2[`~]*[ \t]*$|(?![\s\S]))|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\3(?!`)/gm;
/** A hash that begins a word, past strings that end on their line. */
const hashComments = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<=^|\s)#(?!\{).*/gm;

/** What must be there where a text has a comment with slashes; an address has a colon before them. */
const anySlashComment = /(?<![:("'\\/])\/\/|\/\*/;

function matches(text: string, pattern: RegExp): (readonly [number, number])[] {
  return [...text.matchAll(pattern)].map(match => [match.index, match.index + match[0].length]);
}

function sorted(ranges: (readonly [number, number])[]): Ranges {
  ranges.sort(([a], [b]) => a - b);
  // A binary search needs ranges that do not lie in one another.
  const flat: [number, number][] = [];
  for (const [start, end] of ranges) {
    const last = flat.at(-1);
    if (last && start < last[1]) last[1] = Math.max(last[1], end);
    else flat.push([start, end]);
  }
  return flat;
}

/** Comments of scripts and styles in a page, shifted to where they stand. */
function embedded(text: string): (readonly [number, number])[] {
  const parts = /<(script|style)\b[^>]*>([\s\S]*?)<\/\1>|<\?php(?!\w)([\s\S]*?)(?:\?>|(?![\s\S]))/gi;
  return [...text.matchAll(parts)].flatMap(match => {
    const inner = match[2] ?? match[3] ?? '';
    const shift = match.index + match[0].indexOf(inner);
    // A file of nothing but PHP has no sign of its end; its comments may begin with a hash, too.
    const found = match[3] === undefined ? slashComments(inner, true) : commentsOfPhp(inner);
    return found.map(([start, end]) => [start + shift, end + shift] as const);
  });
}

/** As of scripts, and from a hash on that begins no attribute. */
function commentsOfPhp(text: string): Ranges {
  const token =
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![:("'\\/])\/\/.*|(?<!\S)#(?!\[).*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/g;
  return matches(text, token).filter(([start]) => text[start] === '/' || text[start] === '#');
}

/** From a hash on that begins a word, in the cells of a notebook that hold code: one string of JSON for each line. */
function commentsInCells(text: string): (readonly [number, number])[] {
  const cells = /"cell_type"\s*:\s*"code"[\s\S]*?(?="cell_type"\s*:|(?![\s\S]))/g;
  const strings = /"(?:[^"\\]|\\[\s\S])*"/g;
  // Strings of the code within have their quotes escaped; a line of it ends with `\n`.
  const token = /\\"(?:(?!\\"|\\n).)*\\"|'(?:[^'\\]|\\(?!n).)*'|(?<=^"|\s|\\[nt])#.*?(?=\\n|"$)/g;
  return [...text.matchAll(cells)].flatMap(cell =>
    [...cell[0].matchAll(strings)]
      .filter(([string]) => string.includes('#'))
      .flatMap(string =>
        [...string[0].matchAll(token)]
          .filter(([found]) => found.startsWith('#'))
          .map(({ index, 0: found }) => {
            const start = cell.index + string.index + index;
            return [start, start + found.length] as const;
          }),
      ),
  );
}

/** `//` and `/* *\/`, past strings that end on their line; a `//` of an address is none. */
function slashComments(text: string, hasBackticks: boolean): Ranges {
  const token = hasBackticks
    ? /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?<![:("'\\/])\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/g
    : /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![:("'\\/])\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/g;
  return matches(text, token).filter(([start]) => text[start] === '/');
}
