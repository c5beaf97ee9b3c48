/** From the bytes of a file to the network's input, the facts and the thumbnail: one decode for all of them. */
import type { ImageFacts } from '../protocol/asset.ts';
import type { Glimpse, Preview, PreviewForm } from '../protocol/encoder.ts';
import type { Preprocessing } from '../models/preprocessing.ts';
import { contrastBackground, flatten, isTransparent } from './alpha.ts';
import {
  type Decoders,
  type DeepPixels,
  type OpenedImage,
  readHeader,
  type Pixels,
  type Sharp,
  type SharpImage,
} from './decode.ts';
import { differenceHash } from './fingerprint.ts';
import { glimpseOf, glimpseOfSeveral } from './glimpse.ts';
import { pixelLimit } from './limits.ts';
import { type LookAt, lookAt } from './look.ts';
import { resample } from './resample.ts';
import { holdsSeveralPictures } from './severalPictures.ts';

/** One picture, ready. */
export interface PreparedImage {
  /**
   * What the network is shown of it, RGB row by row in the size of the network's input; its vector is the mean of theirs.
   * One for most pictures.
   */
  readonly views: readonly Uint8Array[];
  readonly facts: Omit<ImageFacts, 'thumbnail'>;
  readonly glimpse: Glimpse;
  readonly thumbnail: Thumbnail;
}

export interface Thumbnail {
  readonly extension: 'jpg' | 'webp';
  /** Writes it to a file that is not there yet. */
  readonly write: (file: string) => Promise<void>;
}

/** Pictures with more pixels are first made smaller, to `workingFactor` times what is needed. */
const workingPixels = 1_200_000;
const workingFactor = 3;

/**
 * A picture so many times as long as it is high is shown as squares of itself, at both ends and in between:
 * squeezed or cut to its middle, it is not recognised (docs/decisions/strips.md).
 */
const stripAspect = 2.5;
const stripSquares = 3;

/** The middle frame of an animation and the later pages of a document are shown, too, unless decoding so far costs more than this. */
const laterPixels = 100_000_000;

/** Longest side that a vector graphic is drawn at: enough for the network and the thumbnail. */
const vectorPixels = 512;

const thumbnailPixels = 256;

/** Decodes and prepares. Throws FileProblem or sharp's own error. */
export async function prepareImage(
  decoders: Decoders,
  bytes: Buffer,
  how: Preprocessing,
  look: LookAt = lookAt,
): Promise<PreparedImage> {
  const prepared = await withImage(decoders, bytes, image => prepare(decoders.sharp, image, how, look));
  return holdsSeveralPictures(bytes) ? { ...prepared, glimpse: glimpseOfSeveral } : prepared;
}

async function prepare(
  sharp: Sharp,
  image: OpenedImage,
  how: Preprocessing,
  look: LookAt,
): Promise<PreparedImage> {
  const { format, width, height } = image;
  const pixels = await decode(image, how);
  const transparent = pixels.channels === 4 && isTransparent(pixels.data);
  const opaque = opaquePixels(pixels, how);
  // From the picture's own proportions: those of the working size are rounded. A drawing has only the size it was drawn at.
  const shape = format === 'svg' ? pixels : { width, height };
  const isStrip = Math.max(shape.width, shape.height) >= stripAspect * Math.min(shape.width, shape.height);
  const fit = (part: Pixels) =>
    resize(sharp, part, resizedSize(part.width, part.height, how.resize), how.filter);
  const whole = isStrip
    ? null
    : await resize(sharp, opaque, resizedSize(shape.width, shape.height, how.resize), how.filter);
  const views = whole ? [whole] : await Promise.all(squaresOf(opaque).map(fit));
  const later = await middleFrame(image, how);
  if (later) views.push(await fit(opaquePixels(later, how)));
  for (const page of pagesToShow(image)) {
    const shown = await decode(page, how).catch(() => null);
    if (shown) views.push(await fit(opaquePixels(shown, how)));
  }
  const { kind, glimpse } = await look(pixels, { format, width, height });
  return {
    views: views.map(view => crop(view, how).data),
    facts: {
      width,
      height,
      format,
      hasAlpha: transparent,
      kind,
      fingerprint: differenceHash(whole ?? opaque),
    },
    glimpse,
    thumbnail: thumbnailOf(sharp, transparent ? pixels : opaque, transparent),
  };
}

/** Opens a picture and has the memory of its pixels, four bytes each if nothing else is said: some decoders need all of them, and it cannot be told which. */
async function withImage<Result>(
  decoders: Decoders,
  bytes: Buffer,
  work: (image: OpenedImage) => Promise<Result>,
  bytesEach: (image: OpenedImage) => number = () => 4,
): Promise<Result> {
  const header = await readHeader(decoders, bytes);
  const open = async () => work('image' in header ? header.image : await header.open());
  if (!decoders.memory) return open();
  const needed = 'image' in header ? bytesEach(header.image) * pixelsOf(header.image) : 4 * header.pixels;
  return decoders.memory.hold(needed, open);
}

/** The most of them that are decoded at a time: one page after another is. */
function pixelsOf(image: OpenedImage): number {
  if (image.format === 'svg') return vectorPixels * vectorPixels;
  return Math.max(...[image, ...pagesToShow(image)].map(({ width, height }) => width * height));
}

/** The later pages of a document, as far as they cost no more than they may. */
function pagesToShow({ laterPages }: OpenedImage): readonly OpenedImage[] {
  let left = laterPixels;
  return laterPages.filter(({ width, height }) => (left -= width * height) >= 0);
}

/** Squares as high as a strip, at even distances from one end to the other. */
function squaresOf(strip: Pixels): Pixels[] {
  const edge = Math.min(strip.width, strip.height);
  return Array.from({ length: stripSquares }, (_, place) => {
    const share = place / (stripSquares - 1);
    const [left, top] = [Math.round((strip.width - edge) * share), Math.round((strip.height - edge) * share)];
    return cut(strip, left, top, { width: edge, height: edge });
  });
}

/** Of an animation. Null where there is none, and where it cannot be read although the first one can. */
async function middleFrame(image: OpenedImage, how: Preprocessing): Promise<Pixels | null> {
  const frame = image.frames >> 1;
  if (frame === 0 || image.width * image.height * frame > laterPixels) return null;
  return decode(image, how, frame).catch(() => null);
}

/**
 * The upright picture pixel by pixel, with alpha: as 8-bit sRGB, or with its samples of 16 bits where 8 do not hold them.
 * Null where only bytes can be compared: for several pictures, of which one may be the same and the others not, and for finer
 * samples than can be had.
 */
export async function allPixels<Result>(
  decoders: Decoders,
  bytes: Buffer,
  use: (pixels: Pixels | DeepPixels) => Result,
): Promise<Result | null> {
  if (holdsSeveralPictures(bytes)) return null;
  const work = async (image: OpenedImage) => {
    if (image.bits === null) return null;
    if (image.bits === 16) {
      const deep = await image.deepPixels(image.pipeline());
      return use(upperBytes(deep) ?? deep);
    }
    const { data, width, height, channels } = await image.pixels(image.pipeline());
    return use({ data: channels === 4 ? data : withAlpha(data), width, height, channels: 4 });
  };
  return withImage(decoders, bytes, work, ({ bits }) => (bits === 16 ? 8 : 4));
}

/** The same in 8 bits, where they hold it: both bytes of every sample are the same. */
function upperBytes({ data, width, height }: DeepPixels): Pixels | null {
  if (data.some(sample => sample >> 8 !== (sample & 0xff))) return null;
  return { data: Buffer.from(Uint8Array.from(data, sample => sample >> 8)), width, height, channels: 4 };
}

interface SizedPixels {
  readonly pixels: Pixels;
  /** So many of them are one of the file, each way; 1 where the file has more. */
  readonly enlarged: number;
}

/** The upright picture in the size in which copies are compared: its longer side has `side` pixels, also where it has fewer itself. */
export async function sketchPixels(decoders: Decoders, bytes: Buffer, side: number): Promise<SizedPixels> {
  return withImage(decoders, bytes, image => sizedPixels(image, side));
}

/** The same with no more pixels than the picture has itself. */
export async function closePixels(decoders: Decoders, bytes: Buffer, side: number): Promise<SizedPixels> {
  return withImage(decoders, bytes, image =>
    sizedPixels(image, Math.min(side, Math.max(image.width, image.height))),
  );
}

async function sizedPixels(image: OpenedImage, side: number): Promise<SizedPixels> {
  const longer = Math.max(image.width, image.height);
  const scale = image.format === 'svg' ? side / longer : 1;
  const width = Math.max(1, Math.round((image.width * side) / longer));
  const height = Math.max(1, Math.round((image.height * side) / longer));
  const whole = image.pipeline({ scale }).resize(width, height, { fit: 'fill', kernel: 'cubic' });
  const enlarged = image.format === 'svg' ? 1 : Math.max(1, side / longer);
  return { pixels: await image.pixels(whole), enlarged };
}

/** What `prepareImage` keeps of a picture for the search for duplicates, by itself. */
export async function glimpseImage(decoders: Decoders, bytes: Buffer, how: Preprocessing): Promise<Glimpse> {
  if (holdsSeveralPictures(bytes)) return glimpseOfSeveral;
  return withImage(decoders, bytes, async image => glimpseOf(await decode(image, how)));
}

/** A small upright picture for faces that cannot show the file itself. */
export async function renderPreview(
  decoders: Decoders,
  bytes: Buffer,
  size: number,
  form: PreviewForm,
): Promise<Preview> {
  const { data, width, height, channels } = await renderPixels(decoders, bytes, size);
  const rgba = channels === 4 ? data : withAlpha(data);
  if (form === 'rgba') return { width, height, bytes: Uint8Array.from(rgba) };
  const png = fromRaw(decoders.sharp, { data: rgba, width, height, channels: 4 }).png({
    compressionLevel: 3,
  });
  return { width, height, bytes: Uint8Array.from(await png.toBuffer()) };
}

/** The small picture that `prepareImage` makes, by itself. */
export async function renderThumbnail(
  decoders: Decoders,
  bytes: Buffer,
  how: Preprocessing,
): Promise<Thumbnail> {
  return withImage(decoders, bytes, async image => {
    const pixels = await decode(image, how);
    const transparent = pixels.channels === 4 && isTransparent(pixels.data);
    return thumbnailOf(decoders.sharp, transparent ? pixels : opaquePixels(pixels, how), transparent);
  });
}

/** A larger one as a file of its own, in a format that browsers show. */
export async function renderPicture(decoders: Decoders, bytes: Buffer, size: number): Promise<Thumbnail> {
  const pixels = await renderPixels(decoders, bytes, size);
  return encoded(fromRaw(decoders.sharp, pixels), pixels.channels === 4 && isTransparent(pixels.data));
}

async function renderPixels(decoders: Decoders, bytes: Buffer, size: number): Promise<Pixels> {
  return withImage(decoders, bytes, image => {
    const scale = image.format === 'svg' ? size / Math.max(image.width, image.height) : 1;
    return image.pixels(
      image.pipeline({ scale }).resize(size, size, { fit: 'inside', withoutEnlargement: true }),
    );
  });
}

async function decode(image: OpenedImage, how: Preprocessing, frame?: number): Promise<Pixels> {
  const { format, width, height } = image;
  const isDrawing = format === 'svg';
  const whole = image.pipeline({
    ...(isDrawing ? { scale: vectorPixels / Math.max(width, height) } : {}),
    ...(frame === undefined ? {} : { frame }),
  });
  const working = isDrawing ? null : workingSize(width, height, how);
  return image.pixels(
    working ? whole.resize(working.width, working.height, { fit: 'fill', kernel: 'cubic' }) : whole,
  );
}

/** Opaque pixels with the channel that says so. */
function withAlpha(rgb: Buffer): Buffer {
  const rgba = Buffer.alloc((rgb.length / 3) * 4, 0xff);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) rgb.copy(rgba, to, from, from + 3);
  return rgba;
}

/** A size that still holds `workingFactor` pixels for each of the network's, and a thumbnail; null keeps all. */
function workingSize(
  width: number,
  height: number,
  how: Preprocessing,
): { width: number; height: number } | null {
  if (width * height <= workingPixels) return null;
  const target =
    how.resize.kind === 'squash' ? Math.max(how.resize.width, how.resize.height) : how.resize.edge;
  const scale = Math.max(target * workingFactor, thumbnailPixels) / Math.min(width, height);
  if (scale >= 1) return null;
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function opaquePixels(pixels: Pixels, how: Preprocessing): Pixels {
  if (pixels.channels === 3) return pixels;
  const background =
    how.alphaBackground === 'contrast' ? contrastBackground(pixels.data) : how.alphaBackground;
  return { ...pixels, data: flatten(pixels.data, background), channels: 3 };
}

const kernels = { nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic', lanczos: 'lanczos3' } as const;

/** Explicit geometry, no cropping by the library: it decides the vector ten times more than the filter does. */
async function resize(
  sharp: Sharp,
  pixels: Pixels,
  { width, height }: { readonly width: number; readonly height: number },
  filter: Preprocessing['filter'],
): Promise<Pixels> {
  if (width > pixels.width || height > pixels.height)
    return { data: resample(pixels, width, height, filter), width, height, channels: 3 };
  const { data, info } = await fromRaw(sharp, pixels)
    .resize(width, height, { fit: 'fill', kernel: kernels[filter], fastShrinkOnLoad: false })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  // A raw picture of 3 channels stays one of 3.
  return { data, width: info.width, height: info.height, channels: info.channels as 3 };
}

/** The long side is rounded down, as transformers and torchvision do; within a square the short one is rounded, as open_clip does. */
export function resizedSize(
  width: number,
  height: number,
  how: Preprocessing['resize'],
): { width: number; height: number } {
  if (how.kind === 'squash') return { width: how.width, height: how.height };
  const { edge } = how;
  if (how.kind === 'longest') {
    const scale = edge / Math.max(width, height);
    return {
      width: Math.max(1, Math.round(width * scale)),
      height: Math.max(1, Math.round(height * scale)),
    };
  }
  return width <= height
    ? { width: edge, height: Math.max(edge, Math.floor((edge * height) / width)) }
    : { width: Math.max(edge, Math.floor((edge * width) / height)), height: edge };
}

function crop(pixels: Pixels, { crop: size, fill = [0, 0, 0] }: Preprocessing): Pixels {
  if (!size || (size.width === pixels.width && size.height === pixels.height)) return pixels;
  // torchvision and transformers both round the offset down, and so does open_clip the width of what it adds.
  const offset = (whole: number, part: number) => Math.trunc((whole - part) / 2);
  return cut(pixels, offset(pixels.width, size.width), offset(pixels.height, size.height), size, fill);
}

/** A part; where it reaches beyond the picture, it has the colour of `fill`. */
function cut(
  pixels: Pixels,
  left: number,
  top: number,
  size: { width: number; height: number },
  fill: readonly [number, number, number] = [0, 0, 0],
): Pixels {
  const data = Buffer.alloc(size.width * size.height * 3, Uint8Array.from(fill));
  for (let y = Math.max(0, -top); y < size.height && y + top < pixels.height; y++) {
    const [from, to] = [Math.max(0, left), Math.min(pixels.width, left + size.width)];
    const source = ((y + top) * pixels.width + from) * 3;
    pixels.data.copy(data, (y * size.width + from - left) * 3, source, source + (to - from) * 3);
  }
  return { data, ...size, channels: 3 };
}

function thumbnailOf(sharp: Sharp, pixels: Pixels, transparent: boolean): Thumbnail {
  const small = fromRaw(sharp, pixels).resize(thumbnailPixels, thumbnailPixels, {
    fit: 'inside',
    withoutEnlargement: true,
  });
  return encoded(small, transparent);
}

/**
 * JPEG where opaque: WebP costs more to write than the decode itself. Huffman tables of its own would save a picture 4 % of
 * its bytes for a fifth of the time (docs/decisions/threads.md).
 */
function encoded(image: SharpImage, transparent: boolean): Thumbnail {
  const form = transparent
    ? image.webp({ quality: 80, effort: 2 })
    : image.jpeg({ quality: 82, optimiseCoding: false });
  return {
    extension: transparent ? 'webp' : 'jpg',
    write: async file => void (await form.toFile(file)),
  };
}

function fromRaw(sharp: Sharp, { data, width, height, channels }: Pixels): SharpImage {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: pixelLimit });
}
