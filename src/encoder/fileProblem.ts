/** Why a file gave no picture, told by its first bytes and by what the decoder or the system said. */
import type { ProblemKind } from '../protocol/asset.ts';
import { firstElement } from './drawingText.ts';
import { type FileKind, fileKind } from './fileKind.ts';
import { isOutOfMemory } from './halving.ts';
import { tiffPages } from './tiffPages.ts';
import { utf8Of } from './utf16.ts';

/** Thrown inside the encoder for one file; becomes a row of the reply. */
export class FileProblem extends Error {
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, detail: string) {
    super(detail);
    this.name = 'FileProblem';
    this.kind = kind;
  }
}

interface Told {
  readonly kind: ProblemKind;
  readonly detail: string;
}

const saveAgain = 'Save it again in another program, or exclude it.';

/** In the words of libvips and its libraries, and in those of ImageMagick's coders. */
const saysThatItEnds =
  /premature|truncat|ends? early|end of (file|data|input|stream|image)|unexpected end|bad seek|not enough data|short read|EOF|Insufficient(Image)?Data|UnexpectedEndOfFile|NotEnoughPixelData|UnableToReadImageData|inconsistent with stream length/i;

/** Anything thrown while a file was read or decoded, as a problem. `bytes` is what was read of it, if anything. */
export function problemOf(error: unknown, bytes: Buffer | null): Told {
  if (error instanceof FileProblem) return { kind: error.kind, detail: error.message };
  if (isOutOfMemory(error)) return noMemory();
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return { kind: 'vanished', detail: 'It is no longer there. Bring it back, or index again.' };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return { kind: 'denied', detail: 'It may not be read. Check its permissions.' };
  }
  if (code === 'ETIMEDOUT' || code === 'EHOSTDOWN') {
    return { kind: 'timed-out', detail: 'Its drive does not answer. Check the connection, and index again.' };
  }
  if (code !== '')
    return { kind: 'denied', detail: `It could not be read (${code}). Try again, or exclude it.` };
  // It quotes names from the file, which may be any words, and what it could not find the end of may be there.
  if (message.includes('XML parse error')) {
    if (/: Premature end of data in tag /.test(message) || (bytes && endsEarly(bytes))) return endedEarly();
    return /: Unsupported encoding: /.test(message) ? rareVariant(message) : notDecodable(message);
  }
  if (/timeout/i.test(message)) {
    return {
      kind: 'too-slow',
      detail: 'Decoding took too long. Save it again in a simpler form, or exclude it.',
    };
  }
  if (
    /exceeds? ?(pixel ?)?limit|size ?limit ?exceeded|too large|dimensions exceed|CacheResourcesExhausted/i.test(
      message,
    )
  ) {
    return {
      kind: 'too-large',
      detail: 'It has more pixels than can be decoded safely. Make it smaller, or exclude it.',
    };
  }
  // What libvips says of a drawing of less than half a pixel, as sheets of symbols are that pages only refer to.
  if (/svgload\w*: bad dimensions/.test(message)) {
    return {
      kind: 'unsupported',
      detail:
        'By the size that it gives itself, nothing would be drawn. Give it a width and height, or exclude it.',
    };
  }
  const told = bytes && contentProblem(bytes);
  if (told) return told;
  if (saysThatItEnds.test(message) || (bytes && endsEarly(bytes))) return endedEarly();
  // "Contains unsupported image format" is what sharp says when no library takes the file, whatever is wrong with it.
  if (/not ?supported|not configured|unsupported(?! image format)/i.test(message))
    return rareVariant(message);
  return notDecodable(message);
}

function endedEarly(): Told {
  return { kind: 'truncated', detail: 'The file ends early. Save it again, or exclude it.' };
}

function rareVariant(message: string): Told {
  return {
    kind: 'unsupported',
    detail: `It is of a rare variant that is not read${reasonIn(message)}. Convert it to PNG, or exclude it.`,
  };
}

function notDecodable(message: string): Told {
  return { kind: 'corrupt', detail: `It cannot be decoded${reasonIn(message)}. ${saveAgain}` };
}

/** It was tried alone, and memory did not do. */
export function noMemory(): Told {
  return {
    kind: 'too-large',
    detail:
      'It needs more memory than is free. Close other programs and retry, make it smaller, or exclude it.',
  };
}

/** What the first bytes alone tell: not an image at all, or one of a kind that is not read. */
export function contentProblem(bytes: Buffer): Told | undefined {
  if (bytes.length === 0)
    return { kind: 'empty', detail: 'The file has no bytes. Fetch it again, or delete it.' };
  if (bytes.toString('latin1', 0, 42).startsWith('version https://git-lfs.github.com/spec/')) {
    return { kind: 'lfs-pointer', detail: 'It is a Git LFS pointer. Run "git lfs pull" to get the picture.' };
  }
  const kind = fileKind(bytes);
  return kind?.reader ? undefined : unreadable(kind, bytes);
}

/** Of a file of no known kind, or of one that nobody decodes. */
export function unreadable(kind: FileKind | undefined, bytes: Buffer): Told {
  if (kind) {
    return {
      kind: 'unsupported',
      detail: `${kind.name} files are not read yet. Convert it to PNG, or exclude it.`,
    };
  }
  const start = bytes.toString('utf8', 0, 512).trimStart().toLowerCase();
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) {
    return {
      kind: 'not-an-image',
      detail: 'It is a web page under the name of an image. Fetch the picture again, or exclude it.',
    };
  }
  const what = looksLikeText(bytes)
    ? 'It is text under the name of an image.'
    : 'Its content is that of no known image format.';
  return { kind: 'not-an-image', detail: `${what} Give it its right name, or exclude it.` };
}

function looksLikeText(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 1024);
  return !start.includes(0) && !start.toString('utf8').slice(0, -4).includes('\uFFFD');
}

/** A file of a format with an end mark that does not have it. */
function endsEarly(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG')) return !bytes.includes('IEND', Math.max(0, bytes.length - 64), 'latin1');
  if (start.startsWith('\xff\xd8')) return !bytes.includes('\xff\xd9', 2, 'latin1');
  if (start.startsWith('GIF8')) return bytes.at(-1) !== 0x3b;
  if (start.startsWith('RIFF')) return bytes.length < bytes.readUInt32LE(4);
  if (start.startsWith('BM') && bytes.length > 6) return bytes.length < bytes.readUInt32LE(2);
  if (/^(II[*+]\0|MM\0[*+])/.test(start)) return tiffPages(bytes).endEarly;
  const text = utf8Of(bytes);
  const [root] = /<(?:svg:)?svg(?=[\s/>])(?:"[^"]*"|'[^']*'|[^"'>])*>?/i.exec(firstElement(bytes)) ?? [];
  // A drawing of nothing may end where it begins.
  return root !== undefined && !root.endsWith('/>') && !text.includes('</svg');
}

/** What the decoder said, in brackets and without the names of its functions and libraries; '' where it said nothing. */
function reasonIn(message: string): string {
  let reason = message
    .split('\n')[0]!
    .replace(/^Input (buffer|file) has corrupt header:/, '')
    .replace(/: Error domain \d+ code \d+ /, ' ')
    .replace(/: error code=\d+ \(\d+\) in \(null\):(\d+):(\d+):/, ' on line $1 column $2:')
    .trim();
  // ImageMagick's messages are a word in capitals, what it is about, and a place in its sources.
  reason = reason.replace(/ *`[^`]*@ .*$/, '').trim();
  if (/^([A-Z][a-z]+)+$/.test(reason))
    reason = reason.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
  while (/^\w*(vips|load|webp|png|jpeg|tiff|gif|heif|svg|glib)\w*: /i.test(reason)) {
    reason = reason.slice(reason.indexOf(': ') + 2);
  }
  // "libpng read error" tells only which library it was, and "Unknown error" nothing.
  if (
    reason === '' ||
    /^((lib\w+ )?(read|unknown) error|instance is disposed|Input buffer contains unsupported image format)$/i.test(
      reason,
    )
  )
    return '';
  return ` (${reason.slice(0, 200).replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())})`;
}
