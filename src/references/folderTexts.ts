/** Texts that begin with a folder and to which a program adds what only it knows: `'icons/' + name`, `icons/${name}`. */
import { dynamicEnd, hole } from './dynamic.ts';
import type { Reading } from './mention.ts';

/** What a path may be before it is known whether it says enough. */
export interface Candidate {
  readonly form: Reading['form'];
  /** With `hole` or a dynamic part in the syntax of its language. */
  readonly raw: string;
  readonly start: number;
  readonly end: number;
  /** Also where it ends in the file extension of an image, which no anchor reads here. */
  readonly withExtension: boolean;
}

/** After a slash: the end of a text to which something is added, or a dynamic part, after some letters or none. */
const openEnd =
  /\/(?:["'`](?:\s*(?:\+(?![+=])|\.(?=\s*\$)|\.\.(?=\s*\w)|\.concat\()|\s+[.&]\s+(?=\w))|[\w.@~-]*(?:\$\{|[#@]\{|\{\{|\{%|<\?|<%|\\\(|\{[^{}/\\\s,]{0,40}\}|%(?:\(\w+\))?0?\d?[dsiux](?![0-9a-fA-F])|\$[A-Za-z_]))/g;

/** So far back a text may begin, in UTF-16 code units. */
export const longestText = 200;

export function afterSlashes(text: string): Candidate[] {
  const found: Candidate[] = [];
  let reached = 0;
  for (const { index, 0: match } of text.matchAll(openEnd)) {
    // Another part of the same path.
    if (index < reached) continue;
    const isAdded = /["'`]/.test(match[1]!);
    const candidate = isAdded ? concatenated(text, index + 1, match) : template(text, index);
    if (!candidate) continue;
    found.push(candidate);
    reached = candidate.end;
  }
  return found;
}

/** `'folder/' + name`, the closing quote of the first text at `quote`. */
function concatenated(text: string, quote: number, match: string): Candidate | undefined {
  const opener = text.lastIndexOf(text[quote]!, quote - 1);
  if (opener < 0 || quote - opener > longestText) return undefined;
  const whole = text.slice(opener + 1, quote);
  if (whole.includes('\n')) return undefined;
  // A tag or a style within the text: `'<img src="icons/' + name + '">'`.
  const first = /(?:["'`]|\burl\()([^"'`]*)$/.exec(whole)?.[1] ?? whole;
  const isCall = match.endsWith('(');
  const rest = sumAt(text, quote + match.length - 1, isCall);
  const added = rest?.raw ?? hole;
  const raw = first + (first === whole ? added : added.replace(/[\s<>)][\s\S]*$/, ''));
  return {
    form: 'concatenation',
    raw,
    start: first === whole ? opener : quote - first.length,
    end: rest?.end ?? quote + 1,
    withExtension: isCall,
  };
}

export const literalAt = /(["'`])([^"'`\n]*)\1/y;
const startAt = /["'`]([^"'`\n]{0,80})/y;
const codeAt =
  /(?:->|::|\?\.|\((?:[^()\n]|\([^()\n]{0,80}\)){0,120}\)|\[[^[\]\n]{0,80}\]|[^"'`\n;,(){}[\]:<>=|?]){1,120}/y;
const operatorAt = /\s*(?:\+|\.{1,2}|&)\s*/y;
/** So many texts and variables of one sum are looked at. */
const mostTerms = 8;

/** What is added from an offset on, variables as holes; undefined where nothing is. */
function sumAt(text: string, from: number, isCall: boolean): { raw: string; end: number } | undefined {
  let raw = '';
  let end = from;
  for (let terms = 0, at = from; terms < mostTerms; terms++) {
    const literal = stickyMatch(literalAt, text, at);
    const code = literal ? undefined : stickyMatch(codeAt, text, at)?.[0];
    if (!literal && !code?.trim()) {
      // A text with other quotes in it: the path ends there at the latest.
      raw += stickyMatch(startAt, text, at)?.[1] ?? '';
      break;
    }
    raw += literal ? literal[2]! : hole;
    at += literal ? literal[0].length : code!.length;
    end = literal ? at : at - /[\s+.&]*$/.exec(code!)![0].length;
    // A variable takes the operators with it that join it to others.
    if (code !== undefined && /[+.&]\s*$/.test(code)) continue;
    const operator = isCall ? stickyMatch(/\s*,\s*/y, text, at)?.[0] : stickyMatch(operatorAt, text, at)?.[0];
    if (operator === undefined) break;
    at += operator.length;
  }
  return raw === '' ? undefined : { raw, end };
}

export function stickyMatch(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** A text with dynamic parts, of which one follows the slash at `slash`. */
function template(text: string, slash: number): Candidate | undefined {
  const from = Math.max(0, slash - longestText);
  const before = text.slice(from, slash + 1);
  const quote = Math.max(before.lastIndexOf('"'), before.lastIndexOf("'"), before.lastIndexOf('`'));
  const url = before.lastIndexOf('url(');
  const opener = Math.max(quote, url);
  if (opener < 0 || before.includes('\n', opener)) return undefined;
  const closer = url > quote ? ')' : before[quote]!;
  const start = from + (url > quote ? url + 'url('.length : quote + 1);
  // A part of its own, since a dynamic part is looked for up to the end of a line.
  const part = text.slice(start, start + 2 * longestText);
  for (let at = 0; at < part.length;) {
    const sign = part[at];
    if (sign === '\n') return undefined;
    if (sign === closer) {
      // A notebook has its quotes escaped.
      const raw = part.slice(0, at).replace(/\\$/, '');
      return { form: 'template', raw, start, end: start + raw.length, withExtension: false };
    }
    at = dynamicEnd(part, at) ?? at + 1;
  }
  return undefined;
}
