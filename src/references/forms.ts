/** How a path is written, told by what stands before it. */
import type { ReferenceForm } from '../protocol/reference.ts';
import { type Ranges, isInside } from './inert.ts';
import type { Language } from './language.ts';
import type { Surrounding } from './spans.ts';

/** So much of the text before a path tells its form. */
const lookBehind = 300;

const opening = `(?:\\\\?["'\`]|&quot;|&apos;|&#0?39;)?`;
const newUrl = new RegExp(`\\bnew URL\\(\\s*${opening}$`);
const cssUrl = new RegExp(`\\burl\\(\\s*~?${opening}$`, 'i');
const imageSet = /image-set\([^;{}]*$/i;
const imported = new RegExp(`\\b(?:from|import)\\s*\\(?\\s*${opening}$`);
const required = new RegExp(`\\brequire(?:\\.\\w+)?\\s*\\(\\s*${opening}$`);
const globbed = new RegExp(`\\bglob\\w*\\s*\\(\\s*\\[?\\s*${opening}$`, 'i');
const markdownImage = /!\[(?:[^\]\\]|\\.)*\]\(\s*<?$/;
const markdownLink = /\]\(\s*<?$/;
const markdownDefinition = /^ {0,3}\[[^\]]+\]:\s*<?$/m;
/** An attribute of a tag that is open, its value a string or an expression that begins with one. */
const attribute = /<[A-Za-z][\w.:-]*\s(?:[^<>]|=>)*?([\w:@.-]+)\s*=\s*(?:[{(\\]*["'`]?){0,3}[^"'`=<>]*$/;
const directive = /(?:image|figure)::?\s*$|(?:image|figure)::\s+\S.*$|\\includegraphics\s*(?:\[[^\]]*\])?\{$/;
const values = /\.(?:ya?ml|toml|cfg|conf|properties|env)$/i;

/**
 * The form of a path that begins at `start`; `isValue` where it stands in a block of values, such as front matter, and
 * `sets` as `setRanges` tells them.
 */
export function formAt(
  text: string,
  start: number,
  surrounding: Surrounding,
  {
    path,
    language,
    isValue,
    sets,
  }: {
    readonly path: string;
    readonly language: Language;
    readonly isValue: boolean;
    readonly sets: Ranges;
  },
): ReferenceForm {
  const before = text.slice(Math.max(0, start - lookBehind), start);
  if (newUrl.test(before)) return 'url';
  if (cssUrl.test(before)) return 'css-url';
  if (imageSet.test(before)) return 'css-image-set';
  if (imported.test(before)) return 'import';
  if (required.test(before)) return 'require';
  if (globbed.test(before)) return 'glob';
  if (language === 'markdown' || language === 'notebook') {
    if (markdownImage.test(before)) return 'markdown-image';
    if (markdownLink.test(before)) return 'markdown-link';
    if (markdownDefinition.test(before)) return 'markdown-definition';
  }
  if (hasTags(language)) {
    const name = attribute.exec(before)?.[1];
    if (name) return /srcset$/i.test(name) ? 'html-srcset' : 'html-attribute';
    if (surrounding === 'bare' && isInside(sets, start)) return 'html-srcset';
  }
  if (directive.test(before)) return 'markup';
  if (isValue || language === 'data' || language === 'xml' || language === 'ini' || values.test(path))
    return 'data';
  if (surrounding === 'backticks' && language !== 'markdown') return 'template';
  if (surrounding === 'quotes' && language !== 'markdown' && language !== 'text') return 'string';
  return surrounding === 'parentheses' && language === 'style' ? 'css-url' : 'text';
}

/** The values of all `srcset` of a text. They may be longer than what tells forms: one entry for each width. */
export function setRanges(text: string, language: Language): Ranges {
  if (!hasTags(language) || !/srcset/i.test(text)) return [];
  return [...text.matchAll(/srcset\s*=\s*[{(\\]*(["'`])/gi)].map(
    ({ index, 0: { length }, 1: quote = '' }) => {
      const end = text.indexOf(quote, index + length);
      return [index + length, end < 0 ? text.length : end];
    },
  );
}

function hasTags(language: Language): boolean {
  return ['html', 'xml', 'script', 'markdown', 'notebook', 'data', 'c-like', 'hash'].includes(language);
}
