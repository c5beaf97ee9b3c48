/**
 * The parts of a text that prove no use: comments, examples in Markdown, outputs in notebooks.
 * Told by rules of thumb, not by a parser: a mistake makes a reference `maybe` that was `certain`, or the reverse.
 */
import type { Language } from './language.ts';

/** Sorted ranges of offsets, end exclusive. */
export type Ranges = readonly (readonly [start: number, end: number])[];

export function inertRanges(text: string, language: Language): Ranges {
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
      return matches(text, /"outputs"\s*:[\s\S]*?(?="(?:source|cell_type)"\s*:|(?![\s\S]))/g);
    case 'markup':
      return matches(text, /^(?:\/\/(?!\/).*|\.\. (?![|\w-]+(?:\|[^\n]*)?::).*|\.\. \[)/gm);
    case 'data':
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
  return [...text.matchAll(/<(script|style)\b[^>]*>([\s\S]*?)<\/\1>|<\?php([\s\S]*?)\?>/gi)].flatMap(
    match => {
      const inner = match[2] ?? match[3] ?? '';
      const shift = match.index + match[0].indexOf(inner);
      return slashComments(inner, true).map(([start, end]) => [start + shift, end + shift] as const);
    },
  );
}

/** `//` and `/* *\/`, past strings that end on their line; a `//` of an address is none. */
function slashComments(text: string, hasBackticks: boolean): Ranges {
  const token = hasBackticks
    ? /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?<![:("'\\/])\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/g
    : /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![:("'\\/])\/\/.*|\/\*[\s\S]*?(?:\*\/|(?![\s\S]))/g;
  return matches(text, token).filter(([start]) => text[start] === '/');
}
