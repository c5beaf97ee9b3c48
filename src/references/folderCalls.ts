/** Calls that get a folder, by the names of functions in many languages: `join('icons', name)`, `readdir('icons')`. */
import { globOf, hole } from './dynamic.ts';
import { type Candidate, literalAt, longestText, stickyMatch } from './folderTexts.ts';
import type { Language } from './language.ts';

/** The parenthesis of a call that joins, lists or globs; the names of many languages. */
const callOpening =
  /\((?<=\b(join|Join|Combine|joinpath|resolve|readdir|readdirSync|opendir|opendirSync|read_dir|ReadDir|listdir|scandir|walk|Walk|walkdir|WalkDir|GetFiles|EnumerateFiles|globSync|[irR]?glob|Glob|iterdir)\()/g;
const joins: ReadonlySet<string> = new Set(['join', 'Join', 'Combine', 'joinpath', 'resolve']);
const globs: ReadonlySet<string> = new Set(['glob', 'iglob', 'rglob', 'Rglob', 'Iglob', 'Glob', 'globSync']);
const walks: ReadonlySet<string> = new Set(['walk', 'Walk', 'walkdir', 'WalkDir']);

/** Those of a text in a language, in no order. */
export function calls(text: string, language: Language): Candidate[] {
  const found: Candidate[] = [];
  for (const { index, 1: name = '' } of text.matchAll(callOpening)) {
    const from = index + 1;
    if (joins.has(name)) found.push(...joined(text, from));
    else if (name === 'iterdir' || (/glob$/i.test(name) && text[index - name.length - 1] === '.'))
      found.push(...(ofPath(text, index - name.length - 1, name, from) ?? globbed(text, from)));
    else if (globs.has(name)) found.push(...globbed(text, from));
    else found.push(...listed(text, from, walks.has(name)));
  }
  if (language === 'hash') found.push(...divided(text));
  return found;
}

/** The arguments of a call are looked for in so many UTF-16 code units. */
const longestCall = 400;

interface Argument {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The arguments from behind the parenthesis to the one that closes it; undefined where that is far. */
function argumentsAt(text: string, from: number): readonly Argument[] | undefined {
  const all: Argument[] = [];
  const limit = Math.min(text.length, from + longestCall);
  let depth = 0;
  let quote = '';
  let start = from;
  const take = (end: number) => {
    const part = text.slice(start, end);
    const lead = part.length - part.trimStart().length;
    if (part.trim() !== '')
      all.push({ text: part.trim(), start: start + lead, end: start + part.trimEnd().length });
    start = end + 1;
  };
  for (let at = from; at < limit; at++) {
    const sign = text[at]!;
    if (quote !== '') {
      if (sign === '\\') at++;
      else if (sign === quote) quote = '';
      continue;
    }
    if (sign === '"' || sign === "'" || sign === '`') quote = sign;
    else if (sign === '(' || sign === '[' || sign === '{') depth++;
    else if (sign === ',' && depth === 0) take(at);
    else if ((sign === ')' || sign === ']' || sign === '}') && depth-- === 0) {
      take(at);
      return all;
    }
  }
  return undefined;
}

/** Texts and variables that are added, a letter before a text being part of it; a hole for all that calls something. */
function valueOf({ text }: Argument): string {
  if (/[()[\]]/.test(text.replace(/(["'`])[^"'`]*\1/g, ''))) return hole;
  const terms = text.match(/[frbFRB$@]{0,2}(["'`])[^"'`\n]*\1|(?:(?![frbFRB$@]{0,2}["'`])[^"'`])+/g) ?? [];
  return terms
    .map(term =>
      /["'`]$/.test(term) ? term.replace(/^[^"'`]*./, '').slice(0, -1) : /^[\s+.&]*$/.test(term) ? '' : hole,
    )
    .join('');
}

/** `join('folder', name)` and its kin, what is before the first text left out. */
function joined(text: string, from: number): Candidate[] {
  const all = argumentsAt(text, from);
  if (!all || all.length < 2) return [];
  const path = pathOf(all);
  return path && hasHole(path.raw) ? [{ ...path, form: 'join', withExtension: true }] : [];
}

function pathOf(all: readonly Argument[]): Pick<Candidate, 'raw' | 'start' | 'end'> | undefined {
  const values = all.map(valueOf);
  const first = values.findIndex(value => value !== hole && value !== '');
  if (first < 0) return undefined;
  const raw = values
    .slice(first)
    .map((value, index) => (index === 0 ? value.replace(/\/$/, '') : value.replace(/^\/|\/$/g, '')))
    .join('/');
  // What only the program knows and comes first is where the rest begins.
  return { raw: raw.replace(new RegExp(`^${hole}/?`), ''), start: all[first]!.start, end: all.at(-1)!.end };
}

function hasHole(raw: string): boolean {
  return globOf(raw.replaceAll(hole, '${x}'), part => part) !== null;
}

/** The patterns in the first argument of `glob('folder/*')`, those with an extension aside. */
function globbed(text: string, from: number): Candidate[] {
  const [first] = argumentsAt(text, from) ?? [];
  if (!first) return [];
  return [...first.text.matchAll(/(["'`])([^"'`\n!][^"'`\n]*)\1/g)].flatMap((match): Candidate[] => {
    const start = first.start + match.index + 1;
    const raw = match[2]!;
    return /\*$/.test(raw)
      ? [{ form: 'glob', raw, start, end: start + raw.length, withExtension: false }]
      : [];
  });
}

const pathBefore = /((?:(["'])[^"'\n]*\2\s*[)/]\s*)+)$/;

/** `Path('folder').glob('*')`; undefined where no text stands before the dot. */
function ofPath(text: string, dot: number, name: string, from: number): Candidate[] | undefined {
  const before = text.slice(Math.max(0, dot - longestText), dot);
  const parts = pathBefore.exec(before)?.[1];
  if (parts === undefined) return undefined;
  const folder = [...parts.matchAll(/(["'])([^"'\n]*)\1/g)].map(match => match[2]!).join('/');
  const pattern = literalAtStart(text, from) ?? '*';
  const raw = `${folder}/${/^r/i.test(name) ? '**/' : ''}${pattern}`;
  return [{ form: 'glob', raw, start: dot - parts.length, end: dot, withExtension: true }];
}

function literalAtStart(text: string, from: number): string | undefined {
  return stickyMatch(literalAt, text, from)?.[2];
}

/** `readdir('folder')`, whose first argument is a text, a sum or a join. */
function listed(text: string, from: number, isWalk: boolean): Candidate[] {
  const all = argumentsAt(text, from);
  const first = all?.[0];
  if (!first) return [];
  const label = /^(?:atPath|path|at):\s*/.exec(first.text)?.[0].length ?? 0;
  const argument = { ...first, text: first.text.slice(label), start: first.start + label };
  const call = /^(?:[\w.]+\.)?(?:join|Join|Combine|resolve|Path|path)\(/.exec(argument.text)?.[0];
  const inner = call === undefined ? [argument] : argumentsAt(text, argument.start + call.length);
  const path = inner && pathOf(inner);
  if (!path) return [];
  const folder = path.raw.replace(/\/$/, '');
  const isDeep = isWalk || /\brecursive\s*[:=]\s*true/i.test(all.map(one => one.text).join(' '));
  if (folder.includes(hole)) return [];
  const { start, end } = path;
  return [{ form: 'folder', raw: `${folder}/${isDeep ? '**' : '*'}`, start, end, withExtension: false }];
}

/** `BASE / 'folder' / name` of Python's pathlib. */
const divisions =
  /((?:(["'])[^"'\n]*\2\s*(?:\)\s*)?\/\s*)+)(?:[A-Za-z_][\w.]*(?!["'\w(])|\([^()\n]*\)|[frFR]{1,2}(["'])([^"'\n]*)\3)/g;

function divided(text: string): Candidate[] {
  return [...text.matchAll(divisions)].map(match => {
    const folder = [...match[1]!.matchAll(/(["'])([^"'\n]*)\1/g)].map(part => part[2]!).join('/');
    const { index: start } = match;
    const end = start + match[0].length;
    return { form: 'join', raw: `${folder}/${match[4] ?? hole}`, start, end, withExtension: true };
  });
}
