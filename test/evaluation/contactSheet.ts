/** Pictures of what was found: one row a query, a green frame for a right picture, a red one for a wrong one. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';

export interface Answer {
  readonly query: string;
  /** How many pictures are right. */
  readonly count: number;
  readonly hits: readonly { readonly file: string; readonly score: number; readonly isRight: boolean }[];
}

const rowsOnSheet = 10;
const cell = 150;
const frame = 4;
const caption = 18;
const margin = 210;

/** Writes `sheet-1.png`, `sheet-2.png` and so on to the folder, ten queries each. */
export async function drawSheets(answers: readonly Answer[], folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let first = 0; first < answers.length; first += rowsOnSheet) {
    const some = answers.slice(first, first + rowsOnSheet);
    await drawSheet(some, path.join(folder, `sheet-${first / rowsOnSheet + 1}.png`));
  }
}

async function drawSheet(answers: readonly Answer[], target: string): Promise<void> {
  const columns = Math.max(...answers.map(({ hits }) => hits.length));
  const width = margin + columns * cell;
  const height = answers.length * (cell + caption);
  const parts: OverlayOptions[] = [{ input: Buffer.from(words(answers, width, height)), left: 0, top: 0 }];
  for (const [row, { hits }] of answers.entries()) {
    for (const [column, { file }] of hits.entries()) {
      const inside = cell - 4 * frame;
      const input = await sharp(file)
        .resize(inside, inside, { fit: 'contain', background: ground })
        .flatten({ background: ground })
        .png()
        .toBuffer();
      parts.push({
        input,
        left: margin + column * cell + 2 * frame,
        top: row * (cell + caption) + 2 * frame,
      });
    }
  }
  await sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(parts)
    .png({ compressionLevel: 9 })
    .toFile(target);
}

/** Black and white icons are both seen on it. */
const ground = '#b9c0c9';
const [right, wrong] = ['#1a7f37', '#cf222e'];

function words(answers: readonly Answer[], width: number, height: number): string {
  const parts = answers.flatMap(({ query, count, hits }, row) => {
    const top = row * (cell + caption);
    const lines = wrapped(query).map(
      (line, i) => `<text x="8" y="${top + 40 + 20 * i}" font-size="16">${escaped(line)}</text>`,
    );
    const frames = hits.flatMap(({ file, score, isRight }, column) => {
      const left = margin + column * cell;
      const colour = isRight ? right : wrong;
      const name = `${isRight ? '✓' : '✗'} ${score.toFixed(2)} ${path.parse(file).name.slice(0, 15)}`;
      return [
        `<rect x="${left + frame}" y="${top + frame}" width="${cell - 2 * frame}" height="${cell - 2 * frame}" fill="none" stroke="${colour}" stroke-width="${frame}"/>`,
        `<text x="${left + frame}" y="${top + cell + 9}" font-size="11" fill="${colour}">${escaped(name)}</text>`,
      ];
    });
    return [
      ...lines,
      `<text x="8" y="${top + 110}" font-size="12" fill="#59636e">${count} right in all</text>`,
      ...frames,
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif">${parts.join('')}</svg>`;
}

function wrapped(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && `${last} ${word}`.length > 23) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
