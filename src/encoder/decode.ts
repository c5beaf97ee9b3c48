/** From the bytes of a file to pixels: which library opens it, and how its colours become 8-bit sRGB. */
import type sharpFunction from 'sharp';
import type { ImageFormat } from '../protocol/asset.ts';
import type { Budget } from './budget.ts';
import { drawingOf } from './drawing.ts';
import { fileKind } from './fileKind.ts';
import { FileProblem, unreadable } from './fileProblem.ts';
import { isDeep } from './deepSamples.ts';
import { decodeSeconds, pixelLimit } from './limits.ts';
import type { Magick } from './magick.ts';
import type { Patience, Within } from './patience.ts';
import { refuseMisread } from './refusals.ts';
import { tiffPages } from './tiffPages.ts';

export type Sharp = typeof sharpFunction;
export type SharpImage = ReturnType<Sharp>;

/** The libraries that decode. */
export interface Decoders {
  readonly sharp: Sharp;
  readonly magick: Magick;
  /** What the pixels of all pictures in hand may take; without it nobody waits. */
  readonly memory?: Budget;
  /** What sharp may take for a picture; without it, as long as it likes. ImageMagick has a limit of its own. */
  readonly patience?: Patience;
}

export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** A picture whose header was read. Width and height are those of the upright picture. */
export interface OpenedImage {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
  /** Bits of the file's samples: 8 or fewer, 16 that can be had as they are, or null for samples that 8 bits do not hold and that come only so. */
  readonly bits: 8 | 16 | null;
  /** Frames of an animation; 1 for anything else, pages of a document included. */
  readonly frames: number;
  /** Of a document with several pages, the middle one and the last one; those whose header cannot be read are missing. */
  readonly laterPages: readonly OpenedImage[];
  /** Upright, still in its own colours. A drawing is drawn so many times as large as it says. */
  readonly pipeline: (options?: { readonly scale?: number; readonly frame?: number }) => SharpImage;
  /** The last steps of a pipeline: 8-bit sRGB, with alpha where `hasAlpha`. */
  readonly pixels: (pipeline: SharpImage) => Promise<Pixels>;
  /** The same where `bits` is 16: its samples as they are, with alpha. */
  readonly deepPixels: (pipeline: SharpImage) => Promise<DeepPixels>;
}

/** RGBA of 16 bits each. */
export interface DeepPixels {
  readonly data: Uint16Array;
  readonly width: number;
  readonly height: number;
}

const vectorDensity = 72;

/** Opens a file of any format that is read. Throws FileProblem or the library's own error. */
export async function openImage(decoders: Decoders, bytes: Buffer): Promise<OpenedImage> {
  const header = await readHeader(decoders, bytes);
  return 'image' in header ? header.image : header.open();
}

/** A picture whose pixels are read later, or, where `open` is there, with it, all at once. */
export type Header =
  { readonly image: OpenedImage } | { readonly pixels: number; readonly open: () => Promise<OpenedImage> };

/** The first half of `openImage`, which takes no memory to speak of. Throws the same. */
export async function readHeader({ sharp, magick, patience }: Decoders, bytes: Buffer): Promise<Header> {
  const kind = fileKind(bytes);
  if (!kind?.reader) {
    const { kind: problem, detail } = unreadable(kind, bytes);
    throw new FileProblem(problem, detail);
  }
  const tools = { sharp, magick, within: patience?.forPicture() ?? (step => step()) };
  if (kind.reader !== 'sharp') return headerByMagick(tools, bytes, kind.reader.coder, kind.format);
  try {
    if (kind.format === 'tiff') return { image: await openDocument(tools, bytes) };
    return { image: await openWithSharp(tools, kind.format === 'svg' ? drawingOf(bytes) : bytes, kind.format) };
  } catch (error) {
    // Planes of a tiled TIFF apart, Lab of 8 bits, old-style JPEG inside: both read TIFF with libtiff, ImageMagick more of it.
    if (kind.format !== 'tiff' || !/not supported|not configured|bad labq format/i.test(String(error))) throw error;
    return headerByMagick(tools, bytes, 'TIFF', 'tiff');
  }
} // prettier-ignore

/** What opens one picture, and has the time for it. */
interface Tools extends Pick<Decoders, 'sharp' | 'magick'> {
  readonly within: Within;
}

/** A TIFF file. Its pages may differ in everything, also in their size. */
async function openDocument(tools: Tools, bytes: Buffer): Promise<OpenedImage> {
  const first = await openWithSharp(tools, bytes, 'tiff');
  const pages = tiffPages(bytes).pictures;
  const later = new Set([pages[pages.length >> 1] ?? 0, pages.at(-1) ?? 0].filter(page => page > 0));
  const opened = [...later].map(page => openWithSharp(tools, bytes, 'tiff', page).catch(() => null));
  return { ...first, laterPages: (await Promise.all(opened)).filter(page => page !== null) };
}

async function openWithSharp(
  { sharp, within }: Omit<Tools, 'magick'>,
  bytes: Buffer,
  format: ImageFormat,
  page?: number,
): Promise<OpenedImage> {
  const open = (options: { readonly density?: number; readonly page?: number }) =>
    sharp(bytes, {
      failOn: 'error',
      // A drawing is drawn as large as is asked for, whatever it says of itself.
      limitInputPixels: format === 'svg' && options.density === undefined ? false : pixelLimit,
      sequentialRead: true,
      ...(page === undefined ? {} : { page }),
      ...options,
    }).timeout({ seconds: decodeSeconds });
  const meta = await within(() => open({}).metadata());
  const { width, height } = meta.autoOrient;
  if (!(width > 0 && height > 0)) throw noPixels();
  // What sharp cannot decode it says when the pixels are asked for: a TIFF file is asked now, for one of them. Where a
  // later page fails, nothing else is tried.
  if (format === 'tiff' && page === undefined)
    await within(() => open({}).extract({ left: 0, top: 0, width: 1, height: 1 }).raw().toBuffer());
  // sharp works on 16-bit colour with a profile in Display P3, and would hand those numbers out as if they were sRGB's.
  const isDeepWithProfile = meta.space === 'rgb16' && meta.icc !== undefined;
  const isAnimated = format === 'gif' || format === 'webp';
  return {
    format,
    width,
    height,
    hasAlpha: meta.hasAlpha,
    bits: meta.depth === 'uchar' ? 8 : areWhole(meta, format) ? 16 : null,
    frames: isAnimated ? (meta.pages ?? 1) : 1,
    laterPages: [],
    pipeline: ({ scale, frame } = {}) =>
      open({
        ...(scale === undefined || format !== 'svg'
          ? {}
          : { density: Math.min(Math.max(vectorDensity * scale, 1), 100_000) }),
        ...(frame === undefined ? {} : { page: frame }),
      }).autoOrient(),
    pixels: pipeline =>
      within(() => pixelsOf(isDeepWithProfile ? pipeline.withIccProfile('srgb') : pipeline, meta.hasAlpha)),
    deepPixels: pipeline => within(() => deepPixelsOf(pipeline)),
  };
}

/** Samples of 16 bits that come out as they are: with a profile they would be converted, and what AVIF has of 10 or 12 bits is not what is in the file. */
function areWhole({ depth, space, icc }: Awaited<ReturnType<SharpImage['metadata']>>, format: ImageFormat): boolean {
  return (
    (format === 'png' || format === 'tiff') &&
    depth === 'ushort' &&
    (space === 'rgb16' || space === 'grey16') &&
    icc === undefined
  );
} // prettier-ignore

async function headerByMagick(
  tools: Tools,
  bytes: Buffer,
  coder: string,
  format: ImageFormat,
): Promise<Header> {
  refuseMisread(coder, bytes);
  const size = await tools.magick.size({ coder, bytes }).catch((error: unknown) => {
    if (error instanceof FileProblem) throw error;
    // What is wrong is told by the decoder, which does not come to the pixels either.
    return { width: 0, height: 0 };
  });
  return {
    pixels: size.width * size.height,
    open: () => openWithMagick(tools, bytes, coder, format),
  };
}

async function openWithMagick(
  { sharp, magick, within }: Tools,
  bytes: Buffer,
  coder: string,
  format: ImageFormat,
): Promise<OpenedImage> {
  const decoded = await magick.decode({ coder, bytes });
  const bits = isDeep(format, bytes) ? null : 8;
  // Its colours are converted by the same library, and to the same profile, as everybody's.
  if ('tiff' in decoded)
    return { ...(await openWithSharp({ sharp, within }, Buffer.from(decoded.tiff), 'tiff')), format, bits };
  const { rgba, width, height, hasAlpha } = decoded;
  if (!(width > 0 && height > 0)) throw noPixels();
  return {
    format,
    width,
    height,
    hasAlpha,
    bits,
    frames: 1,
    laterPages: [],
    pipeline: () => sharp(rgba, { raw: { width, height, channels: 4 }, limitInputPixels: pixelLimit }),
    pixels: pipeline => pixelsOf(pipeline, hasAlpha),
    deepPixels: deepPixelsOf,
  };
}

function noPixels(): FileProblem {
  return new FileProblem('corrupt', 'It has no pixels. Save it again, or exclude it.');
}

async function deepPixelsOf(pipeline: SharpImage): Promise<DeepPixels> {
  const { data, info } = await pipeline
    .toColourspace('rgb16')
    .ensureAlpha()
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const whole = data.byteOffset % 2 === 0 ? data : Buffer.from(Uint8Array.from(data).buffer);
  const samples = new Uint16Array(whole.buffer, whole.byteOffset, whole.length / 2);
  return { data: samples, width: info.width, height: info.height };
}

async function pixelsOf(pipeline: SharpImage, hasAlpha: boolean): Promise<Pixels> {
  const plain = pipeline.toColourspace('srgb');
  const { data, info } = await (hasAlpha ? plain.ensureAlpha() : plain.removeAlpha())
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  // ensureAlpha makes 4 channels of sRGB and removeAlpha 3.
  return { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 };
}
