/**
 * Where the paths of a text begin and end. Every file extension of an image is an anchor; from there the sign that
 * follows says which sign must stand before: the same in all languages, so that an unknown one is read as well.
 */
import { isDocument, readableExtensions, unsupportedExtensions, type AssetPath } from '../protocol/asset.ts';

/** What stands around a path. */
export type Surrounding = 'quotes' | 'backticks' | 'parentheses' | 'angles' | 'element' | 'bare';

export interface Span {
  readonly start: number;
  /** After a query or fragment. */
  readonly end: number;
  /** After the file extension. */
  readonly pathEnd: number;
  readonly surrounding: Surrounding;
}

const documents = (extension: string): boolean => isDocument(`x.${extension}` as AssetPath); // Built as one.

/** What is looked for: everything that is listed as an image, but no document. */
export const imageExtensions: readonly string[] = [...readableExtensions, ...unsupportedExtensions].filter(
  extension => !documents(extension),
);

const imageExtension = imageExtensions.join('|');
const anchors = new RegExp(
  `\\.(?:${imageExtension})(?![\\w])(?!\\.\\w)|\\.\\{[\\w,]*(?:${imageExtension})[\\w,]*\\}`,
  'gi',
);

/** A path longer than this is none. */
const longestPath = 500;

/** The paths of a text, in its order; for each what it may be, the longest reading first. */
export function pathSpans(text: string): readonly (readonly Span[])[] {
  const found: (readonly Span[])[] = [];
  for (const match of text.matchAll(anchors)) {
    const pathEnd = match.index + match[0].length;
    const spans = spansAt(text, match.index, pathEnd);
    if (spans.length > 0) found.push(spans);
  }
  return found;
}

const query = /[?#][^\s"'`)<>,|\\]*/y;

function spansAt(text: string, dot: number, pathEnd: number): Span[] {
  query.lastIndex = pathEnd;
  const end = pathEnd + (query.exec(text)?.[0].length ?? 0);
  const window = Math.max(0, dot - longestPath);
  const lineStart = window + text.slice(window, dot).lastIndexOf('\n') + 1;
  const span = (start: number, surrounding: Surrounding): Span => ({ start, end, pathEnd, surrounding });
  const enclosed = enclosedAt(text, lineStart, dot, end);
  const bareStart = bareFrom(text, enclosed?.start ?? lineStart, dot);
  const spans: Span[] = [];
  // Only the file extension in quotes is the end of a path that is put together.
  if (enclosed && enclosed.start <= dot) spans.push(span(enclosed.start, enclosed.surrounding));
  // A list such as a srcset, or a sentence: the last word of it may be the path.
  if (bareStart < dot && bareStart !== enclosed?.start) spans.push(span(bareStart, 'bare'));
  return spans;
}

interface Enclosed {
  readonly start: number;
  readonly surrounding: Surrounding;
}

const entityQuote = /&(?:quot|apos|#0?39|#x27|#34);/y;

/** What is between two signs that belong together, the second of which follows the path; undefined where none does. */
function enclosedAt(text: string, lineStart: number, dot: number, end: number): Enclosed | undefined {
  const isEscaped = text[end] === '\\';
  const closer = isEscaped ? text[end + 1] : text[end];
  entityQuote.lastIndex = end;
  const entity = closer === '&' ? entityQuote.exec(text)?.[0] : undefined;
  if (entity) {
    const opener = text.slice(lineStart, dot).lastIndexOf(entity);
    return opener < 0 ? undefined : { start: lineStart + opener + entity.length, surrounding: 'quotes' };
  }
  switch (closer) {
    case '"':
    case "'":
    case '`': {
      const opener = openingQuote(text, closer, isEscaped, lineStart, dot);
      const surrounding = closer === '`' ? 'backticks' : 'quotes';
      return opener === undefined ? undefined : { start: opener + 1, surrounding };
    }
    case ')': {
      const opener = openingParenthesis(text, lineStart, dot);
      return opener === undefined
        ? undefined
        : { start: skipSpace(text, opener + 1), surrounding: 'parentheses' };
    }
    case '>':
    case '<': {
      const opener = lineStart + text.slice(lineStart, dot).lastIndexOf(closer === '>' ? '<' : '>');
      if (opener < lineStart) return undefined;
      if (closer === '<') return { start: skipSpace(text, opener + 1), surrounding: 'element' };
      // Spaces belong to where Markdown leads; elsewhere it is the last attribute of a tag, without quotes.
      const isDestination = /\($|\]:\s*$/.test(text.slice(Math.max(0, opener - 40), opener));
      return isDestination || /^\S*$/.test(text.slice(opener + 1, dot))
        ? { start: opener + 1, surrounding: 'angles' }
        : undefined;
    }
    default:
      return undefined;
  }
}

function openingQuote(
  text: string,
  quote: string,
  isEscaped: boolean,
  lineStart: number,
  dot: number,
): number | undefined {
  for (let at = dot - 1; at >= lineStart; at--) {
    if (text[at] !== quote) continue;
    const hasBackslash = text[at - 1] === '\\' && text[at - 2] !== '\\';
    if (hasBackslash === isEscaped) return at;
  }
  return undefined;
}

/** Past pairs of parentheses within the path. */
function openingParenthesis(text: string, lineStart: number, dot: number): number | undefined {
  let depth = 0;
  for (let at = dot - 1; at >= lineStart; at--) {
    const sign = text[at];
    if ((sign !== '(' && sign !== ')') || text[at - 1] === '\\') continue;
    if (sign === ')') depth++;
    else if (depth-- === 0) return at;
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

const stops: ReadonlySet<string | undefined> = new Set(' \t\r\n"\'`(<>=,;|[]{}');

/** The start of the word that ends in the path; pairs of parentheses belong to it, and escaped signs do. */
function bareFrom(text: string, from: number, dot: number): number {
  let at = dot;
  let depth = 0;
  while (at > from) {
    const sign = text[at - 1];
    const isEscaped = text[at - 2] === '\\' && at - 2 >= from && sign !== '"' && sign !== "'";
    if (sign === ')') depth++;
    else if (sign === '(' && depth > 0) depth--;
    else if (stops.has(sign) && !isEscaped) break;
    at--;
  }
  return at + (directive.exec(text.slice(at, dot))?.[0].length ?? 0);
}

/** AsciiDoc has the path right behind it. */
const directive = /^(?:image|figure)::?/;
