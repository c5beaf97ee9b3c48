/**
 * Tags as comma-separated values (RFC 4180): one row a tag, and one with an empty label for an image without tags.
 * Lines end with \n, which every reader takes and Git shows better.
 *
 * Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula (OWASP, "CSV Injection"). A path gets
 * `./` before it then, which means the same file everywhere; a name gets an apostrophe, which is taken away again when
 * the file is read here.
 */
import { LensError } from '../protocol/errors.ts';
import type { ExchangedTag, TagRecord } from '../protocol/exchange.ts';
import { tagStates } from '../protocol/tag.ts';

const columns = ['path', 'group', 'label', 'state', 'probability', 'sha256'] as const;
type Column = (typeof columns)[number];

/** What else heads a column in the files of others. */
const otherNames: Readonly<Record<string, Column>> = {
  file: 'path',
  filename: 'path',
  file_name: 'path',
  filepath: 'path',
  image: 'path',
  labels: 'label',
  tag: 'label',
  tags: 'label',
  keyword: 'label',
  keywords: 'label',
  classes: 'label',
  class: 'label',
  category: 'label',
  confidence: 'probability',
  hash: 'sha256',
};

const formulaStart = /^'*[=+\-@\t\r\n＝＋－＠]/u;

export function printCsv(records: readonly TagRecord[]): string {
  const rows = records.flatMap(({ path, sha256, tags }) => {
    const image = cell(formulaStart.test(path) ? `./${path}` : path);
    const none: ExchangedTag = { label: '', group: null, state: null, probability: null };
    return (tags.length > 0 ? tags : [none]).map(({ group, label, state, probability }) =>
      [
        image,
        cell(guarded(group ?? '')),
        cell(guarded(label)),
        state ?? '',
        probability ?? '',
        sha256 ?? '',
      ].join(','),
    );
  });
  return [columns.join(','), ...rows].map(row => `${row}\n`).join('');
}

/**
 * Reads what `printCsv` writes, and any table with a header that names a column for the image and one for the label;
 * in a column that is headed in the plural, `;` and `|` part several labels. Commas, semicolons and tabs part cells, whichever the header has.
 * Throws `invalid-argument`, with the line; `where` names the file.
 */
export function parseCsv(text: string, where: string): readonly TagRecord[] {
  const body = text.replace(/^\uFEFF/, '');
  const head = /^[^\r\n]*/.exec(body)?.[0] ?? '';
  const separator = [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0]!;
  const [header, ...rows] = cellsOf(body, separator, where);
  const places = placesOf(header?.cells ?? [], where);
  const isPlural = /^(labels|tags|keywords|classes)$/i.test(header!.cells[places.get('label')!]!.trim());
  const records = new Map<string, { path: string; sha256: string | null; tags: ExchangedTag[] }>();
  for (const { cells, line } of rows) {
    if (cells.length === 1 && cells[0]!.trim() === '') continue;
    const value = (column: Column) => {
      const place = places.get(column);
      return place === undefined ? null : (cells[place] ?? '');
    };
    const path = value('path')!;
    if (path.trim() === '') throw mistake(where, line, 'no path', 'the path of an image');
    const sha256 = value('sha256')?.trim().toLowerCase() || null;
    const record = records.get(path) ?? { path, sha256, tags: [] };
    records.set(path, record);
    const group = value('group');
    const state = stateOf(value('state'), where, line);
    const probability = numberOf(value('probability'), where, line);
    for (const label of namesIn(value('label')!, isPlural)) {
      record.tags.push({ label, group: group === null ? null : unguarded(group).trim(), state, probability });
    }
  }
  return [...records.values()];
}

function placesOf(header: readonly string[], where: string): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  header.forEach((text, place) => {
    const name = text.trim().toLowerCase();
    const column = columns.find(known => known === name) ?? otherNames[name];
    if (column !== undefined && !places.has(column)) places.set(column, place);
  });
  for (const column of ['path', 'label'] as const) {
    if (!places.has(column))
      throw mistake(where, 1, `no column "${column}"`, `a header such as ${columns.slice(0, 3).join(',')}`);
  }
  return places;
}

function namesIn(text: string, isPlural: boolean): readonly string[] {
  return (isPlural ? text.split(/[;|]/) : [text])
    .map(name => unguarded(name.trim()))
    .filter(name => name !== '');
}

function stateOf(text: string | null, where: string, line: number): ExchangedTag['state'] {
  const name = text?.trim() ?? '';
  const state = tagStates.find(known => known === name);
  if (state || name === '') return state ?? null;
  throw mistake(where, line, `the state "${name}"`, tagStates.join(', '));
}

function numberOf(text: string | null, where: string, line: number): number | null {
  if (text === null || text.trim() === '') return null;
  const number = Number(text);
  if (number >= 0 && number <= 1) return number;
  throw mistake(where, line, `the probability "${text}"`, 'a number from 0 to 1');
}

/** Cells of each row, and the line that it begins at. */
function cellsOf(
  text: string,
  separator: string,
  where: string,
): readonly { readonly cells: readonly string[]; readonly line: number }[] {
  const rows: { cells: string[]; line: number }[] = [];
  const plain = new RegExp(`[^${separator}\\r\\n]*`, 'y');
  let [line, place] = [1, 0];
  while (place < text.length) {
    const row = { cells: [] as string[], line };
    rows.push(row);
    for (;;) {
      let cell = '';
      if (text[place] === '"') {
        const begin = line;
        for (place++; ; place++) {
          if (place >= text.length)
            throw mistake(where, begin, 'a quote that is not closed', 'a quote at its end');
          if (text[place] === '\n') line++;
          if (text[place] !== '"') cell += text[place];
          else if (text[place + 1] === '"') cell += text[place++];
          else break;
        }
        place++;
      }
      plain.lastIndex = place;
      const rest = plain.exec(text)?.[0] ?? '';
      row.cells.push(cell + rest);
      place += rest.length;
      if (text[place] !== separator) break;
      place++;
    }
    if (text[place] === '\r') place++;
    if (text[place] === '\n') place++;
    line++;
  }
  return rows;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function guarded(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

function unguarded(text: string): string {
  return formulaStart.test(text) && text.startsWith("'") ? text.slice(1) : text;
}

function mistake(where: string, line: number, found: string, expected: string): LensError {
  return new LensError(
    'invalid-argument',
    `The table ${where} cannot be read: line ${line}: found ${found}, expected ${expected}.`,
    { file: where, line },
  );
}
