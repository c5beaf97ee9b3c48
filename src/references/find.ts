/** What a text says of images: every mention, before anybody knows which images there are. */
import type { AssetPath } from '../protocol/asset.ts';
import type { ReferenceForm } from '../protocol/reference.ts';
import { decodePath, decodersOf } from './decode.ts';
import { fromSiteTop, globOf, isTelling } from './dynamic.ts';
import { formAt, setRanges } from './forms.ts';
import { type Ranges, inertRanges, isInside } from './inert.ts';
import { type Language, hasBareValues, isProse, languageOf } from './language.ts';
import { type Mention, type NameReading, type Reading, isName } from './mention.ts';
import { findNames } from './names.ts';
import { type Span, pathSpans } from './spans.ts';

/** A file and its text, as all that follows needs them. */
interface Source {
  readonly path: AssetPath;
  readonly text: string;
  readonly language: Language;
  /** Where a block of values at the top ends, as of Markdown; 0 where there is none. */
  readonly valuesEnd: number;
  readonly sets: Ranges;
}

/** What a file beside another says of that other one: Unity's own id of it, Godot's places of it. */
const ownLine = /(?:^|\n)(?:guid:[ \t]*|(?:source_file|dest_files|path[\w.]*)=[^\n]*)$/;

/** The mentions of a text, in its order. `path` is that of its file and tells the language. */
export function findMentions(path: AssetPath, text: string): readonly Mention[] {
  const language = languageOf(path);
  const isSidecar = /\.(?:meta|import)$/i.test(path);
  const isOther = (start: number) => !isSidecar || !ownLine.test(text.slice(Math.max(0, start - 500), start));
  const spans = pathSpans(text).filter(([first]) => isOther(first!.start));
  const names = findNames(path, text, language).filter(({ start }) => isOther(start));
  if (spans.length === 0 && names.length === 0) return [];
  const valuesEnd = language === 'markdown' ? (/^---\r?\n[\s\S]*?\n---/.exec(text)?.[0].length ?? 0) : 0;
  const sets = setRanges(text, language);
  const source: Source = { path, text, language, valuesEnd, sets };
  const ranges = inertRanges(text, language, path);
  const mentions: Mention[] = spans.flatMap(alternatives => mentionOf(source, alternatives, ranges));
  const paths = [...mentions];
  for (const name of names) {
    // Unity writes the id of an image into the query of its path, too.
    const around = isName(name)
      ? paths.findIndex(({ readings: [path] }) => path!.start <= name.start && name.end <= path!.end)
      : -1;
    const { readings, inert } = mentions[around] ?? { readings: [], inert: isInside(ranges, name.start) };
    const mention: Mention = { readings: [...readings, name], inert };
    if (around < 0) mentions.push(mention);
    else mentions[around] = mention;
  }
  return mentions.sort((a, b) => a.readings[0]!.start - b.readings[0]!.start);
}

function mentionOf(source: Source, spans: readonly Span[], ranges: Ranges): Mention[] {
  const whole = spans.flatMap(span => [
    ...listedWithComma(source, span),
    ...readingOf(source, span),
    ...joinedWith(source, span),
  ]);
  // What follows a dynamic part is no path of its own.
  const isCut = (start: number) => /[}>]/.test(source.text[start - 1] ?? '');
  const isDynamic = whole[0] !== undefined && !isName(whole[0]) && whole[0].glob !== null;
  const readings = [
    ...bareValue(source, spans),
    ...whole.filter(({ start }, index) => index === 0 || !isDynamic || !isCut(start)),
  ];
  const [first] = readings;
  if (!first) return [];
  const isWord = first.form === 'text' && isProse(source.language);
  return [
    {
      readings: [...readings, ...idBeside(source, first)],
      inert: isWord || (isInside(ranges, first.start) && !isEmbedding(source, first.start)),
    },
  ];
}

/** Godot writes the id of a resource beside its path, and believes the id where the path is out of date. */
function idBeside({ text }: Source, { target, start, end }: Reading): NameReading[] {
  if (!target.startsWith('res://')) return [];
  const from = Math.max(0, start - 120);
  const beside =
    /\buid="(uid:\/\/\w{2,})"[^"\n]*\bpath="$/.exec(text.slice(from, start)) ??
    /(?<=^"[^\]\n]*?\suid=")(uid:\/\/\w{2,})"/.exec(text.slice(end, end + 120));
  if (!beside) return [];
  const [whole, name = ''] = beside;
  const idStart = (whole.endsWith('path="') ? from : end) + beside.index + whole.indexOf(name);
  return [{ form: 'godot-uid', name, start: idStart, end: idStart + name.length }];
}

/** Characters before the last comma of an address in a `srcset`. */
const longestEntry = 200;

/** An address of a `srcset` ends at a blank, so that a comma within is part of it; lists without blanks exist, too. */
function listedWithComma(source: Source, span: Span): Reading[] {
  const { text, sets } = source;
  if (span.surrounding !== 'bare' || text[span.start - 1] !== ',' || !isInside(sets, span.start)) return [];
  let start = span.start - 1;
  while (start > span.start - longestEntry && /[^\s"'`=]/.test(text[start - 1] ?? ' ')) start--;
  return start === span.start - 1 ? [] : readingOf(source, { ...span, start });
}

/** Go embeds files by a comment. */
function isEmbedding({ text, path }: Source, start: number): boolean {
  return path.endsWith('.go') && /\/\/go:embed [^\n]*$/.test(text.slice(Math.max(0, start - 200), start));
}

function readingOf(source: Source, { start, end, pathEnd, surrounding }: Span): Reading[] {
  const isValue = start < source.valuesEnd;
  const form = formAt(source.text, start, surrounding, { ...source, isValue });
  const isCode = source.language === 'script' || source.language === 'c-like' || source.language === 'style';
  const raw = source.text.slice(start, pathEnd);
  // In code, a word with a dot is a property.
  if (
    isCode &&
    surrounding === 'bare' &&
    form === 'text' &&
    !raw.includes('/') &&
    !isEmbedding(source, start)
  )
    return [];
  return reading(source, form, start, end, raw);
}

const escapedStar = /(?<!\\)\\\*/g;
/** Stands for a star that is no pattern while the rest is decoded; no path holds it. */
const literalStar = '\u0001';
/** Forms of paths that no percent sign is undone in, as a rule. */
const plainForms: ReadonlySet<string> = new Set(['string', 'template', 'data', 'text', 'import', 'require']);

function reading(source: Source, form: ReferenceForm, start: number, end: number, raw: string): Reading[] {
  const hasEntities = /^(?:html|css)-/.test(form) || ['html', 'xml', 'markdown'].includes(source.language);
  const isStyle = form.startsWith('css-') || source.language === 'style';
  const bare = withoutLoader(fromSiteTop(raw), form);
  const found: Reading[] = [];
  decodersOf(bare, { hasEntities, isStyle, isAddress: !plainForms.has(form) }).forEach(
    ({ decode, isSecond }) => {
      const target = decode(bare).trim();
      if (/^\.\w+$/.test(target) || target === '' || found.some(other => other.target === target)) return;
      // A star that is escaped stands for itself, so that it alone makes no pattern.
      const isEscape = bare.includes('\\*') && decode('\\*') === '*';
      const starless = isEscape ? bare.replace(escapedStar, literalStar) : bare;
      const glob = globOf(starless, decode)?.replaceAll(literalStar, '*') ?? null;
      found.push({
        start,
        end,
        pathEnd: start + raw.length,
        form,
        target,
        glob: glob !== null && isTelling(glob) ? glob : null,
        ...(isSecond && { isSecond }),
      });
    },
  );
  return found;
}

/** Bundlers take a path with the name of what loads it before. */
function withoutLoader(raw: string, form: ReferenceForm): string {
  if (form !== 'import' && form !== 'require' && form !== 'url') return raw;
  return raw.replace(/^.*!/, '').replace(/^(?:url|data-url|bundle-text|raw):(?!\/\/)/, '');
}

const valueLine = /^(?:[\s>]*-\s+|[^\n"']*?(?::{1,2}|=)[ \t]+|[^\n"'=]*=[ \t]*)(?=\S)/;

/** A value with spaces and without quotes, which goes on to the end of its line. */
function bareValue(source: Source, spans: readonly Span[]): Reading[] {
  const { text, language, valuesEnd } = source;
  const span = spans.at(-1)!;
  const isBare = hasBareValues(language) && (language !== 'markdown' || span.start < valuesEnd);
  if (!isBare || span.surrounding !== 'bare' || !/^[ \t]*(?:#.*)?$/m.test(lineRest(text, span.end)))
    return [];
  const lineStart = lineStartOf(text, span.start);
  const line = text.slice(lineStart, span.pathEnd);
  const before = valueLine.exec(line)?.[0];
  if (before === undefined || lineStart + before.length >= span.start) return [];
  const start = lineStart + before.length;
  const form = language === 'markup' ? 'markup' : 'data';
  return reading(source, form, start, span.end, text.slice(start, span.pathEnd));
}

/** The start of the line of an offset, or a place close before it: lines may be as long as files. */
function lineStartOf(text: string, offset: number): number {
  const from = Math.max(0, offset - 300);
  return from + text.slice(from, offset).lastIndexOf('\n') + 1;
}

function lineRest(text: string, from: number): string {
  return /^[^\r\n]*/.exec(text.slice(from, from + 300))![0];
}

/** What is put before with an operator, or comes before among the parts that a function joins. */
const added =
  /(["'`])([^"'`\n]*)\1\s*(?:\+|\.{1,2}|&)\s*(?![\s+.&"'`])[^"'`\n;]{1,80}?\s*(?:\+|\.{1,2}|&)\s*["'`]$/;
const joinedParts = /((?:(["'`])[^"'`\n]*\2\s*(?:,|\)?\s*\/)\s*)+)["'`]$/;

/** A path of several texts, of which the one at `span` is the last. */
function joinedWith(source: Source, span: Span): Reading[] {
  if (span.surrounding !== 'quotes' && span.surrounding !== 'backticks') return [];
  const { text } = source;
  const before = text.slice(lineStartOf(text, span.start), span.start);
  const last = text.slice(span.start, span.pathEnd);
  const end = span.end + 1;
  const concatenated = added.exec(before);
  if (concatenated) {
    const glob = globOf(`${concatenated[2] ?? ''}\${x}${last}`, part => decodePath(part, false));
    const start = span.start - concatenated[0].length;
    if (glob === null || !isTelling(glob)) return [];
    return [{ start, end, pathEnd: end, form: 'concatenation', target: glob, glob }];
  }
  const joined = joinedParts.exec(before);
  if (!joined) return [];
  const parts = [...joined[1]!.matchAll(/(["'`])([^"'`\n]*)\1/g)].map(match => match[2] ?? '');
  // A list of paths is not a path of parts.
  if (parts.some(part => /\.\w{2,5}$/.test(part))) return [];
  const target = [...parts, decodePath(last, false)].filter(part => part !== '').join('/');
  return [{ start: span.start - joined[0].length, end, pathEnd: end, form: 'join', target, glob: null }];
}
