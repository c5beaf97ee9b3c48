/** Why a file gave no picture, told by its first bytes and by what the decoder or the system said. */
import type { ProblemKind } from '../protocol/asset.ts';

/** Thrown inside the encoder for one file; becomes a row of the reply. */
export class FileProblem extends Error {
  readonly kind: ProblemKind;

  constructor(kind: ProblemKind, detail: string) {
    super(detail);
    this.name = 'FileProblem';
    this.kind = kind;
  }
}

/** Files above this are not read into memory: no picture of a repository is so large. */
export const byteLimit = 512 * 1024 * 1024;

/** An SVG above this would take minutes to draw. */
export const svgByteLimit = 16 * 1024 * 1024;

const saveAgain = 'Save it again in another program, or exclude it.';

/** Anything thrown while a file was read or decoded, as a problem. `bytes` is what was read of it, if anything. */
export function problemOf(error: unknown, bytes: Buffer | null): { kind: ProblemKind; detail: string } {
  if (error instanceof FileProblem) return { kind: error.kind, detail: error.message };
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'vanished', detail: 'It is no longer there.' };
  if (code === 'EACCES' || code === 'EPERM') {
    return { kind: 'denied', detail: 'It may not be read. Check its permissions.' };
  }
  if (code !== '')
    return { kind: 'denied', detail: `It could not be read (${code}). Try again, or exclude it.` };
  if (/timeout/i.test(message)) {
    return { kind: 'timed-out', detail: 'Decoding took too long. Save it again in a simpler form.' };
  }
  if (/exceeds pixel limit|too large|dimensions exceed/i.test(message)) {
    return {
      kind: 'too-large',
      detail: 'It has more pixels than can be decoded safely. Make it smaller, or exclude it.',
    };
  }
  const told = bytes && contentProblem(bytes);
  if (told) return told;
  if (/premature|truncat|ends? (early|of)|unexpected end|not enough data|short read|EOF/i.test(message)) {
    return { kind: 'truncated', detail: 'The file ends early. Save it again, or exclude it.' };
  }
  if (bytes && endsEarly(bytes)) {
    return { kind: 'truncated', detail: 'The file ends early. Save it again, or exclude it.' };
  }
  return { kind: 'corrupt', detail: `It cannot be decoded${reasonIn(message)}. ${saveAgain}` };
}

/** What the first bytes alone tell: not an image at all, or one of a kind that is not read. */
export function contentProblem(bytes: Buffer): { kind: ProblemKind; detail: string } | undefined {
  if (bytes.length === 0)
    return { kind: 'empty', detail: 'The file has no bytes. Fetch it again, or delete it.' };
  if (bytes.toString('latin1', 0, 42).startsWith('version https://git-lfs.github.com/spec/')) {
    return { kind: 'lfs-pointer', detail: 'It is a Git LFS pointer. Run "git lfs pull" to get the picture.' };
  }
  const foreign = foreignFormat(bytes);
  if (foreign)
    return {
      kind: 'unsupported',
      detail: `${foreign} files are not read yet. Convert it to PNG, or exclude it.`,
    };
  if (isKnownImage(bytes)) return undefined;
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

const foreignFormats: readonly (readonly [name: string, offset: number, magic: string])[] = [
  ['BMP', 0, 'BM'],
  ['Windows icon', 0, '\0\0\x01\0'],
  ['Windows cursor', 0, '\0\0\x02\0'],
  ['Photoshop', 0, '8BPS'],
  ['DDS', 0, 'DDS '],
  ['OpenEXR', 0, 'v/1\x01'],
  ['QOI', 0, 'qoif'],
  ['JPEG 2000', 0, '\0\0\0\x0cjP  '],
  ['JPEG XL', 0, '\xff\x0a'],
  ['JPEG XL', 0, '\0\0\0\x0cJXL '],
  ['HEIC', 4, 'ftypheic'],
  ['HEIC', 4, 'ftypheix'],
  ['HEIC', 4, 'ftypmif1'],
  ['Radiance', 0, '#?RADIANCE'],
  ['PDF', 0, '%PDF'],
];

function foreignFormat(bytes: Buffer): string | undefined {
  const found = foreignFormats.find(
    ([, offset, magic]) => bytes.toString('latin1', offset, offset + magic.length) === magic,
  );
  // An AVIF may call itself a general HEIF file and name AVIF among its compatible brands.
  if (found?.[2] === 'ftypmif1' && bytes.toString('latin1', 8, 64).includes('avif')) return undefined;
  return found?.[0];
}

function isKnownImage(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 16);
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG') ||
    start.startsWith('GIF8') ||
    (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') ||
    start.startsWith('II*\0') ||
    start.startsWith('MM\0*') ||
    start.startsWith('II+\0') ||
    start.startsWith('MM\0+') ||
    start.slice(4, 8) === 'ftyp' ||
    start.startsWith('\x1f\x8b') ||
    /<svg[\s>]/i.test(bytes.toString('utf8', 0, 4096))
  );
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
  return /<svg[\s>]/i.test(bytes.toString('utf8', 0, 4096)) && !bytes.includes('</svg');
}

/** What the decoder said, in brackets and without the names of its functions and libraries; '' where it said nothing. */
function reasonIn(message: string): string {
  let reason = message
    .split('\n')[0]!
    .replace(/^Input (buffer|file) has corrupt header:/, '')
    .replace(/: Error domain \d+ code \d+ /, ' ')
    .trim();
  while (/^\w*(vips|load|webp|png|jpeg|tiff|gif|heif|svg|glib)\w*: /i.test(reason)) {
    reason = reason.slice(reason.indexOf(': ') + 2);
  }
  // "libpng read error" tells only which library it was, and "Unknown error" nothing.
  if (reason === '' || /^(lib\w+ )?(read|unknown) error$/i.test(reason)) return '';
  return ` (${reason.slice(0, 200).replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase())})`;
}
