/**
 * The decisions file as text: one fact a line, sorted, readable without us; docs/decisions/decisions-file.md has the
 * format. Lines that are no facts of ours, comments and the facts of later versions, stay as they are.
 */
import { type AssetPath, type ContentHash } from '../protocol/asset.ts';
import {
  type DecisionsMistake,
  type Fact,
  type PairFact,
  pairVerdicts,
  verdicts,
} from '../protocol/decision.ts';
import { LensError } from '../protocol/errors.ts';

/** The text of one decisions file, taken apart. */
export interface DecisionsText {
  readonly facts: readonly Fact[];
  readonly pairs: readonly PairFact[];
  readonly mistakes: readonly DecisionsMistake[];
  /** The first line of a merge that was left unfinished, null where there is none. */
  readonly unmerged: number | null;
  readonly layout: Layout;
}

/** What stands where; for those who write the text again. */
interface Layout {
  readonly lineEnd: '\n' | '\r\n';
  readonly mark: '' | '\uFEFF';
  readonly top: readonly string[];
  readonly entries: readonly Entry[];
  readonly bottom: readonly string[];
}

/** A fact, ours or a later version's, with the lines that stand above it and go where it goes. */
interface Entry {
  readonly above: readonly string[];
  readonly line: string;
}

/** Lines that leave the file and lines that come into it, as one change. */
export interface LineChange {
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** The head of a new file, which explains it to those who have no Asset Lens. */
export const decisionsHead: readonly string[] = [
  '# What people decided about the images of this folder, kept by Asset Lens.',
  '# One fact a line: "path" accepted, rejected or by-hand "group" "label" sha256:digest of the file.',
  '# Texts are JSON strings, lines are sorted by their bytes; lines may be added, removed and merged by hand.',
  '# Where two lines contradict each other, the tag is shown as disputed until somebody decides again.',
];

const string = '"(?:[^"\\\\]|\\\\.)*"';
/** Any fact: what it is of, and the word that says its kind. Later versions may know more words than we do. */
const anyFact = new RegExp(`^\\s*${string}\\s+([a-z][a-z0-9-]*)(?:\\s|$)`);
const ownFact = new RegExp(
  `^\\s*(${string})\\s+(${verdicts.join('|')})\\s+(${string})\\s+(${string})\\s+sha256:([0-9a-f]{64})\\s*$`,
);
const pairFact = new RegExp(
  `^\\s*(${string})\\s+(${pairVerdicts.join('|')})\\s+(${string})\\s+sha256:([0-9a-f]{64})\\s+sha256:([0-9a-f]{64})\\s*$`,
);
const mergeMark = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/** Takes a decisions file apart; whatever it holds, nothing is lost when it is written again. */
export function parseDecisions(text: string): DecisionsText {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lineEnd = /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n';
  const lines = text.slice(mark.length).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const facts = new Map<string, Fact>();
  const pairs = new Map<string, PairFact>();
  const mistakes: DecisionsMistake[] = [];
  const entries: Entry[] = [];
  let above: string[] = [];
  let unmerged: number | null = null;
  let isBase = false;
  for (const [place, line] of lines.entries()) {
    const sign = mergeMark.exec(line)?.[1]?.[0];
    const isMark = sign === '<' || (sign !== undefined && unmerged !== null);
    if (isMark) {
      unmerged ??= place + 1;
      // What both sides of a merge began with holds no more.
      isBase = sign === '|';
    }
    const read = isBase || isMark ? null : readLine(line);
    if (read === null || read === 'mistake') {
      if (read === 'mistake') mistakes.push({ line: place + 1, what: mistakeIn(line) });
      above.push(line);
      continue;
    }
    if (read.fact) facts.set(read.line, read.fact);
    if (read.pair) pairs.set(read.line, read.pair);
    entries.push({ above, line: read.line });
    above = [];
  }
  const [first, ...rest] = entries;
  const layout = first
    ? { ...headOf(first), bottom: above }
    : { top: above, entries: [] as Entry[], bottom: [] };
  return {
    facts: [...facts.values()],
    pairs: [...pairs.values()],
    mistakes,
    unmerged,
    layout: { lineEnd, mark, ...layout, entries: [...layout.entries, ...rest] },
  };
}

/** The lines above the first fact are the head, up to the last empty one; what follows that belongs to the fact. */
function headOf({ above, line }: Entry): { readonly top: readonly string[]; readonly entries: Entry[] } {
  const empty = above.findLastIndex(text => text.trim() === '');
  const length = empty < 0 ? above.length : empty + 1;
  return { top: above.slice(0, length), entries: [{ above: above.slice(length), line }] };
}

/** Null is a comment or an empty line. A fact that is not ours has no `fact`, and its line is not touched. */
function readLine(line: string): ReadLine | 'mistake' | null {
  if (/^\s*(#|$)/.test(line)) return null;
  const kind = anyFact.exec(line)?.[1];
  if (kind === undefined) return 'mistake';
  if (pairVerdicts.some(verdict => verdict === kind)) return readPair(line);
  const isOurs = verdicts.some(verdict => verdict === kind);
  if (!isOurs) return { line };
  const [, path, verdict, group, label, hash] = ownFact.exec(line) ?? [];
  try {
    const fact: Fact = {
      // The file says so; a path or a hash that no asset has concerns none.
      path: JSON.parse(path!) as AssetPath,
      hash: hash! as ContentHash,
      verdict: verdicts.find(known => known === verdict)!,
      group: JSON.parse(group!) as string,
      label: JSON.parse(label!) as string,
    };
    return { line: lineOf(fact), fact };
  } catch {
    // A part is missing, or a text is no JSON.
    return 'mistake';
  }
}

interface ReadLine {
  readonly line: string;
  readonly fact?: Fact;
  readonly pair?: PairFact;
}

function readPair(line: string): ReadLine | 'mistake' {
  const [, first, verdict, second, firstHash, secondHash] = pairFact.exec(line) ?? [];
  try {
    // As with facts of one asset, the file says so.
    const pair = pairFactOf(
      pairVerdicts.find(known => known === verdict)!,
      { path: JSON.parse(first!) as AssetPath, hash: firstHash! as ContentHash },
      { path: JSON.parse(second!) as AssetPath, hash: secondHash! as ContentHash },
    );
    return { line: pairLineOf(pair), pair };
  } catch {
    return 'mistake';
  }
}

interface Seen {
  readonly path: AssetPath;
  readonly hash: ContentHash;
}

/** The same fact in whatever order the two are given. */
export function pairFactOf(verdict: PairFact['verdict'], a: Seen, b: Seen): PairFact {
  const [first, second] = compareBytes(a.path, b.path) <= 0 ? [a, b] : [b, a];
  return { verdict, paths: [first.path, second.path], hashes: [first.hash, second.hash] };
}

/** The one way to write a fact of two. */
export function pairLineOf({ verdict, paths, hashes }: PairFact): string {
  return `${quoted(paths[0])} ${verdict} ${quoted(paths[1])} sha256:${hashes[0]} sha256:${hashes[1]}`;
}

/** All facts of a file as its lines. */
export function linesOf({ facts, pairs }: DecisionsText): string[] {
  return [...facts.map(lineOf), ...pairs.map(pairLineOf)];
}

function mistakeIn(line: string): string {
  const shown = line.trim().length > 60 ? `${line.trim().slice(0, 60)}…` : line.trim();
  return `This is no fact: ${shown} Expected "path" accepted "group" "label" sha256:digest. The line is kept and has no effect.`;
}

/** The one way to write a fact. */
export function lineOf({ path, verdict, group, label, hash }: Fact): string {
  return `${quoted(path)} ${verdict} ${quoted(group)} ${quoted(label)} sha256:${hash}`;
}

/** JSON, with all escaped that an editor could take for the end of a line or that hides what is written. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007F-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The text after a change: sorted, every fact once, all else where it stood. Throws `decisions-failed` while a merge
 * is unfinished: its marks say what belongs to whom by their places.
 */
export function changedText({ layout, unmerged }: DecisionsText, change: LineChange): string {
  if (unmerged !== null) {
    throw new LensError(
      'decisions-failed',
      `The decisions file holds an unfinished merge at line ${unmerged}. Finish it, keeping the lines of both sides, then decide again.`,
      { line: unmerged },
    );
  }
  const isHead = new Set(decisionsHead);
  const isNew = layout.entries.length === 0 && layout.top.every(line => line.trim() === '');
  const removed = new Set(change.removed);
  const kept = new Map<string, string[]>();
  // A merge of two new files may repeat the head further down.
  let loose: string[] = [];
  for (const { above, line } of layout.entries) {
    loose.push(...above.filter(text => !isHead.has(text)));
    if (removed.has(line)) continue;
    kept.set(line, [...(kept.get(line) ?? []), ...loose]);
    loose = [];
  }
  for (const line of change.added) if (!kept.has(line)) kept.set(line, []);
  const lines = [
    ...(isNew ? [...decisionsHead, ''] : layout.top),
    ...[...kept].sort(([a], [b]) => compareBytes(a, b)).flatMap(([line, above]) => [...above, line]),
    ...loose,
    ...layout.bottom,
  ];
  return layout.mark + lines.map(line => line + layout.lineEnd).join('');
}

/** The order of UTF-8's bytes, as `LC_ALL=C sort` has it; JavaScript's own order puts emoji before some letters. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left !== right) return weight(left) - weight(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function weight(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}
