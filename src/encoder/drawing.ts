/** The text of an SVG or SVGZ file, made harmless before it is drawn. librsvg itself loads nothing that bytes point to. */
import { gunzipSync } from 'node:zlib';
import { firstElement, forewordOf, rootElement } from './drawingText.ts';
import { FileProblem } from './fileProblem.ts';
import { svgByteLimit } from './limits.ts';
import { utf8Of } from './utf16.ts';

/** Unpacked, within the limit, without entities that could grow or reach for other files, and without comments before the drawing. */
export function drawingOf(bytes: Buffer): Buffer {
  const text = utf8Of(isPacked(bytes) ? unpacked(bytes) : bytes);
  if (text.length > svgByteLimit) throw tooLarge();
  refuseEntities(text);
  refusePrefix(text);
  // libvips looks for the drawing's name in the first bytes alone.
  return forewordOf(text).comments.reduceRight((rest, [from, to]) => Buffer.concat([rest.subarray(0, from), rest.subarray(to)]), text); // prettier-ignore
}

function refusePrefix(text: Buffer): void {
  const [, prefix = 'svg'] = rootElement.exec(firstElement(text)) ?? [];
  if (prefix.toLowerCase() !== 'svg')
    throw new FileProblem(
      'unsupported',
      `Its elements have the prefix ${prefix}, which is not read. Save it again as plain SVG.`,
    );
}

export function isPacked(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function unpacked(bytes: Buffer): Buffer {
  let text: Buffer;
  try {
    text = gunzipSync(bytes, { maxOutputLength: svgByteLimit });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    if (code === 'Z_BUF_ERROR')
      throw new FileProblem('truncated', 'The file ends early. Save it again, or exclude it.');
    throw new FileProblem('corrupt', 'It cannot be unpacked. Save it again, or exclude it.');
  }
  if (rootElement.test(firstElement(text))) return text;
  throw new FileProblem(
    'not-an-image',
    'It is packed, but no drawing. Give it its right name, or exclude it.',
  );
}

/**
 * Drawing programs declare entities for the names of namespaces, which is harmless. One that holds another one can
 * grow without bounds, and one that stands for a file reaches out of the drawing.
 */
function refuseEntities(text: Buffer): void {
  const entities = text
    .toString('utf8')
    .matchAll(/<!ENTITY\s+(?:%\s+)?[^\s>]+\s+(SYSTEM|PUBLIC|"[^"]*"|'[^']*')/gi);
  for (const [, value] of entities) {
    if (/^(?:SYSTEM|PUBLIC)$/i.test(value!) || /[&%](?!#)/.test(value!)) {
      throw new FileProblem(
        'unsupported',
        'Its entities stand for other files or for one another, which is not read. Save it again without them.',
      );
    }
  }
}

function tooLarge(): FileProblem {
  return new FileProblem(
    'too-large',
    `It has more than ${Math.round(svgByteLimit / 1e6)} MB of drawing. Make it simpler, or exclude it.`,
  );
}
