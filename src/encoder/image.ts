/** From the bytes of a file to the network's input, the facts and the thumbnail: one decode for all of them. */
import type sharpFunction from 'sharp';
import type { ImageFacts, ImageFormat } from '../protocol/asset.ts';
import type { Preview, PreviewForm } from '../protocol/encoder.ts';
import type { Preprocessing } from '../models/modelCard.ts';
import { assetKindOf } from './assetKind.ts';
import { contrastBackground, flatten, isTransparent } from './alpha.ts';
import { differenceHash } from './fingerprint.ts';
import { FileProblem } from './fileProblem.ts';
import { resample } from './resample.ts';

export type Sharp = typeof sharpFunction;
type SharpImage = ReturnType<Sharp>;

/** One picture, ready: `tensor` is planar RGB, 3 × height × width of the network's input. */
export interface PreparedImage {
  readonly tensor: Float32Array;
  readonly facts: Omit<ImageFacts, 'thumbnail'>;
  readonly thumbnail: Thumbnail;
}

export interface Thumbnail {
  readonly extension: 'jpg' | 'webp';
  readonly encode: () => Promise<Buffer>;
}

/** 16,384 × 16,384: libvips's own default limit, 1 GB of RGBA. */
const pixelLimit = 0x3fff * 0x3fff;

/** Nobody waits longer for one picture; a decoder that takes this long is stuck. */
const decodeSeconds = 30;

/** Pictures with more pixels are first made smaller, to `workingFactor` times what is needed. */
const workingPixels = 1_200_000;
const workingFactor = 3;

/** A line of one pixel by 8,000 would become 224 by 1,792,000, to be cut to 224: of strips longer than this only the middle is resized. */
const longestStrip = 16;

/** Longest side that a vector graphic is drawn at: enough for the network and the thumbnail. */
const vectorPixels = 512;
const vectorDensity = 72;

const thumbnailPixels = 256;

interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** Decodes and prepares. Throws FileProblem or sharp's own error. */
export async function prepareImage(sharp: Sharp, bytes: Buffer, how: Preprocessing): Promise<PreparedImage> {
  const { pixels, format, width, height } = await decode(sharp, bytes, how);
  const transparent = pixels.channels === 4 && isTransparent(pixels.data);
  const opaque = pixels.channels === 4 ? opaquePixels(pixels, how) : pixels;
  // From the picture's own proportions: those of the working size are rounded. A drawing has only the size it was drawn at.
  const shape = format === 'svg' ? pixels : { width, height };
  const whole = resizedSize(shape.width, shape.height, how.resize);
  const middle = how.crop && whole.width * whole.height > longestStrip * how.crop.width * how.crop.height;
  const resized = middle
    ? await resizeMiddle(sharp, opaque, how)
    : await resize(sharp, opaque, whole, how.filter);
  return {
    tensor: toTensor(crop(resized, how.crop), how),
    facts: {
      width,
      height,
      format,
      hasAlpha: transparent,
      kind: assetKindOf(pixels, { format, width, height }),
      fingerprint: differenceHash(middle ? opaque : resized),
    },
    thumbnail: thumbnailOf(sharp, transparent ? pixels : opaque, transparent),
  };
}

/** The upright picture as 8-bit sRGB pixels with alpha, for comparing pixel by pixel. */
export async function allPixels(sharp: Sharp, bytes: Buffer): Promise<Pixels> {
  const { data, info } = await open(sharp, bytes)
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 };
}

/** A small upright picture for faces that cannot show the file itself. */
export async function renderPreview(
  sharp: Sharp,
  bytes: Buffer,
  pixels: number,
  form: PreviewForm,
): Promise<Preview> {
  const meta = await open(sharp, bytes).metadata();
  const scale = meta.format === 'svg' ? pixels / Math.max(meta.width, meta.height) : 1;
  const small = open(sharp, bytes, meta.format === 'svg' ? vectorDensity * scale : undefined)
    .autoOrient()
    .toColourspace('srgb')
    .resize(pixels, pixels, { fit: 'inside', withoutEnlargement: true })
    .ensureAlpha();
  const encoded = form === 'png' ? small.png({ compressionLevel: 3 }) : small.raw({ depth: 'uchar' });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, bytes: Uint8Array.from(data) };
}

function open(sharp: Sharp, bytes: Buffer, density?: number): SharpImage {
  return sharp(bytes, {
    failOn: 'error',
    limitInputPixels: pixelLimit,
    sequentialRead: true,
    ...(density === undefined ? {} : { density }),
  }).timeout({ seconds: decodeSeconds });
}

async function decode(
  sharp: Sharp,
  bytes: Buffer,
  how: Preprocessing,
): Promise<{ pixels: Pixels; format: ImageFormat; width: number; height: number }> {
  const meta = await open(sharp, bytes).metadata();
  const { width, height } = meta.autoOrient;
  if (!(width > 0 && height > 0))
    throw new FileProblem('corrupt', 'It has no pixels. Save it again, or exclude it.');
  const isVector = meta.format === 'svg';
  const scale = isVector ? vectorPixels / Math.max(width, height) : 1;
  const density = isVector ? Math.min(Math.max(vectorDensity * scale, 1), 100_000) : undefined;
  let image = open(sharp, bytes, density).autoOrient();
  const working = isVector ? null : workingSize(width, height, how);
  if (working) image = image.resize(working.width, working.height, { fit: 'fill', kernel: 'cubic' });
  image = image.toColourspace('srgb');
  image = meta.hasAlpha ? image.ensureAlpha() : image.removeAlpha();
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return {
    // ensureAlpha makes 4 channels of sRGB and removeAlpha 3.
    pixels: { data, width: info.width, height: info.height, channels: info.channels as 3 | 4 },
    format: formatOf(meta.format),
    width,
    height,
  };
}

/** A size that still holds `workingFactor` pixels for each of the network's, and a thumbnail; null keeps all. */
function workingSize(
  width: number,
  height: number,
  how: Preprocessing,
): { width: number; height: number } | null {
  if (width * height <= workingPixels) return null;
  const target =
    how.resize.kind === 'shortest' ? how.resize.edge : Math.max(how.resize.width, how.resize.height);
  const scale = Math.max(target * workingFactor, thumbnailPixels) / Math.min(width, height);
  if (scale >= 1) return null;
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function opaquePixels(pixels: Pixels, how: Preprocessing): Pixels {
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

async function resizeMiddle(sharp: Sharp, pixels: Pixels, how: Preprocessing): Promise<Pixels> {
  const longest = Math.min(pixels.width, pixels.height) * longestStrip;
  // As much on either side, so that the middle stays where it was.
  const left = Math.max(0, Math.floor((pixels.width - longest) / 2));
  const top = Math.max(0, Math.floor((pixels.height - longest) / 2));
  const size = { width: pixels.width - 2 * left, height: pixels.height - 2 * top };
  const middle = cut(pixels, left, top, size);
  return resize(sharp, middle, resizedSize(size.width, size.height, how.resize), how.filter);
}

/** The long side is rounded down, as transformers and torchvision do. */
export function resizedSize(
  width: number,
  height: number,
  how: Preprocessing['resize'],
): { width: number; height: number } {
  if (how.kind === 'squash') return { width: how.width, height: how.height };
  const { edge } = how;
  return width <= height
    ? { width: edge, height: Math.max(edge, Math.floor((edge * height) / width)) }
    : { width: Math.max(edge, Math.floor((edge * width) / height)), height: edge };
}

function crop(pixels: Pixels, size: Preprocessing['crop']): Pixels {
  if (!size || (size.width === pixels.width && size.height === pixels.height)) return pixels;
  // torchvision and transformers both round the offset down.
  const left = Math.floor((pixels.width - size.width) / 2);
  const top = Math.floor((pixels.height - size.height) / 2);
  return cut(pixels, left, top, size);
}

/** A part; where it reaches beyond the picture, it stays black. */
function cut(pixels: Pixels, left: number, top: number, size: { width: number; height: number }): Pixels {
  const data = Buffer.alloc(size.width * size.height * 3);
  for (let y = Math.max(0, -top); y < size.height && y + top < pixels.height; y++) {
    const from = Math.max(0, left);
    const to = Math.min(pixels.width, left + size.width);
    const source = ((y + top) * pixels.width + from) * 3;
    pixels.data.copy(data, (y * size.width + from - left) * 3, source, source + (to - from) * 3);
  }
  return { data, ...size, channels: 3 };
}

function toTensor(pixels: Pixels, how: Preprocessing): Float32Array {
  const plane = pixels.width * pixels.height;
  const tensor = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    const table = Float32Array.from(
      { length: 256 },
      (_, value) => (value * how.rescale - how.mean[channel]!) / how.deviation[channel]!,
    );
    for (let i = 0; i < plane; i++) tensor[channel * plane + i] = table[pixels.data[i * 3 + channel]!]!;
  }
  return tensor;
}

/** JPEG where opaque: WebP costs more to write than the decode itself. */
function thumbnailOf(sharp: Sharp, pixels: Pixels, transparent: boolean): Thumbnail {
  const small = fromRaw(sharp, pixels).resize(thumbnailPixels, thumbnailPixels, {
    fit: 'inside',
    withoutEnlargement: true,
  });
  return transparent
    ? { extension: 'webp', encode: () => small.webp({ quality: 80, effort: 2 }).toBuffer() }
    : { extension: 'jpg', encode: () => small.jpeg({ quality: 82 }).toBuffer() };
}

function fromRaw(sharp: Sharp, { data, width, height, channels }: Pixels): SharpImage {
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: pixelLimit });
}

function formatOf(format: string | undefined): ImageFormat {
  switch (format) {
    case 'jpeg':
    case 'png':
    case 'webp':
    case 'gif':
    case 'svg':
    case 'tiff':
      return format;
    case 'heif':
      return 'avif';
    default:
      return 'unknown';
  }
}
