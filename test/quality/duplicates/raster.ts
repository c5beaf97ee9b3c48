/** A picture in hand: 8-bit RGBA, and how it is read and written. */
import sharp, { type Sharp } from 'sharp';

export interface Raster {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A file made of a raster: its bytes and its extension. */
export interface Made {
  readonly bytes: Buffer;
  readonly extension: string;
}

/** The upright picture of a file or of an SVG text, at most `side` pixels a side; a drawing is drawn that large. */
export async function rasterOf(source: string | Buffer, side = 640): Promise<Raster> {
  const isDrawing = Buffer.isBuffer(source) || source.endsWith('.svg');
  const { width = 1, height = 1 } = await sharp(source).metadata();
  const density = isDrawing ? Math.min(2400, Math.max(1, (72 * side) / Math.max(width, height))) : 72;
  return fromSharp(
    sharp(source, { density })
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: !isDrawing }),
  );
}

export async function fromSharp(image: Sharp): Promise<Raster> {
  const { data, info } = await image
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

export function toSharp({ data, width, height }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

export function hasAlpha({ data }: Raster): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i]! < 255) return true;
  return false;
}

/** JPEG of a good quality where opaque, PNG where not: what a project keeps. */
export async function written(raster: Raster, quality = 90): Promise<Made> {
  if (hasAlpha(raster)) return { bytes: await toSharp(raster).png().toBuffer(), extension: 'png' };
  return { bytes: await toSharp(raster).removeAlpha().jpeg({ quality }).toBuffer(), extension: 'jpg' };
}

export async function asPng(raster: Raster): Promise<Made> {
  return { bytes: await toSharp(raster).png().toBuffer(), extension: 'png' };
}
