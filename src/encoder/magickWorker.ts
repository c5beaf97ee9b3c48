/**
 * The far side of `magick.ts`: a thread that holds ImageMagick as WebAssembly and decodes one file after another.
 * Whatever a file does to it, it does inside the memory of this module.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import {
  ColorSpace,
  CompressionMethod,
  type IMagickImage,
  MagickError,
  type MagickFormat,
  MagickImage,
  MagickImageCollection,
  MagickReadSettings,
  ResourceLimits,
  initializeImageMagick,
} from '@imagemagick/magick-wasm';
import { longestSide, pixelLimit } from './limits.ts';
import type { MagickAnswer, MagickQuestion } from './magick.ts';

/** What all pictures in hand may take: the largest one as RGBA, twice. */
const memoryBytes = 2 * pixelLimit * 4;

const port = parentPort!;
const ready = initializeImageMagick(readFileSync(wasmFile())).then(() => {
  ResourceLimits.width = BigInt(longestSide);
  ResourceLimits.height = BigInt(longestSide);
  ResourceLimits.area = BigInt(pixelLimit);
  ResourceLimits.memory = BigInt(memoryBytes);
  // There is no disk to fall back to, and none is wanted.
  ResourceLimits.disk = 0n;
});

port.on('message', (question: MagickQuestion) => {
  void ready
    .then(() => decode(question))
    .then(
      answer => port.postMessage(answer),
      // What ImageMagick says of a file leaves it whole; anything else comes from inside, and nothing is sure after it.
      (error: unknown) =>
        port.postMessage({
          failed: error instanceof Error ? error.message : String(error),
          isBroken: !(error instanceof MagickError),
        }),
    );
});

function decode({ coder, bytes, sizeOnly }: MagickQuestion): MagickAnswer {
  // The names of coders in `fileKind.ts` are ImageMagick's own.
  const format = coder as MagickFormat;
  if (sizeOnly) return sizeOf(coder, bytes, format);
  if (coder === 'ICO' || coder === 'CUR') return largestOf(bytes, format);
  const image = MagickImage.create();
  try {
    // The first picture: of a Photoshop file that is all layers together, of an animation its first frame.
    image.read(bytes, new MagickReadSettings({ format, frameIndex: 0, frameCount: 1 }));
    const answer = pixelsOf(image);
    // OpenEXR holds light as it is, and so does what ImageMagick makes of it, though it calls that sRGB.
    if (coder === 'EXR' && 'rgba' in answer) brightenLinear(answer.rgba);
    return answer;
  } finally {
    image.dispose();
  }
}

function sizeOf(coder: string, bytes: Uint8Array, format: MagickFormat): MagickAnswer {
  const images = MagickImageCollection.create();
  try {
    const frames = coder === 'ICO' || coder === 'CUR' ? {} : { frameIndex: 0, frameCount: 1 };
    images.ping(bytes, new MagickReadSettings({ format, ...frames }));
    const [first, ...others] = images;
    if (!first) return { failed: 'no pictures', isBroken: false };
    const { width, height } = others.reduce<IMagickImage>((a, b) => (area(b) > area(a) ? b : a), first);
    return { width, height };
  } finally {
    images.dispose();
  }
}

function area({ width, height }: IMagickImage): number {
  return width * height;
}

/** An icon holds the same picture in several sizes. */
function largestOf(bytes: Uint8Array, format: MagickFormat): MagickAnswer {
  const images = MagickImageCollection.create();
  try {
    images.read(bytes, new MagickReadSettings({ format }));
    const largest = [...images].sort((a, b) => area(b) - area(a) || b.depth - a.depth)[0];
    return largest ? pixelsOf(largest) : { failed: 'no pictures', isBroken: false };
  } finally {
    images.dispose();
  }
}

/** Upright, 8 bits a channel. */
function pixelsOf(image: IMagickImage): MagickAnswer {
  image.autoOrient();
  image.depth = 8;
  // Copies: what is handed out is a view of the module's memory.
  if (image.getColorProfile() !== null || image.colorSpace === ColorSpace.CMYK) {
    image.settings.compression = CompressionMethod.NoCompression;
    return image.write('TIFF', data => ({ tiff: Uint8Array.from(data) }));
  }
  if (image.colorSpace !== ColorSpace.sRGB) image.colorSpace = ColorSpace.sRGB;
  const { width, height, hasAlpha } = image;
  return image.write('RGBA', data => ({ width, height, hasAlpha, rgba: Uint8Array.from(data) }));
}

/** From linear light to sRGB (IEC 61966-2-1), without alpha. What is brighter than white was cut off when it was read. */
function brightenLinear(rgba: Uint8Array): void {
  const table = Uint8Array.from({ length: 256 }, (_, value) => {
    const light = value / 255;
    return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  });
  for (let i = 0; i < rgba.length; i++) if (i % 4 !== 3) rgba[i] = table[rgba[i]!]!;
}

/** A build has it beside the bundle; sources find the package. */
function wasmFile(): string {
  const beside = path.join(import.meta.dirname, 'magick.wasm');
  return existsSync(beside)
    ? beside
    : createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm');
}
