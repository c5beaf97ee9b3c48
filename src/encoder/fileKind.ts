/** What a file is, told by its bytes alone: a name may say anything. */
import type { ImageFormat } from '../protocol/asset.ts';
import { firstElement, rootElement } from './drawingText.ts';
import { magickThread } from './magickThread.ts';

export interface FileKind {
  /** For people. */
  readonly name: string;
  readonly format: ImageFormat;
  /** Who decodes it: sharp, ImageMagick under the name of its coder, or nobody. */
  readonly reader: 'sharp' | { readonly coder: string } | null;
}

type Signature = readonly [name: string, format: ImageFormat, reader: FileKind['reader'], starts: RegExp];

/** Names of ImageMagick's coders: it is always told which one, so that no file chooses a reader that nobody thought of. */
const by = (coder: string) => (magickThread === null ? null : { coder });

/** Of the first 64 bytes as Latin-1 text; the first match counts. */
const signatures: readonly Signature[] = [
  ['JPEG', 'jpeg', 'sharp', /^\xff\xd8\xff/],
  ['PNG', 'png', 'sharp', /^\x89PNG/],
  ['GIF', 'gif', 'sharp', /^GIF8/],
  ['WebP', 'webp', 'sharp', /^RIFF[^]{4}WEBP/],
  ['JPEG XR', 'unknown', null, /^II\xbc/],
  ['TIFF', 'tiff', 'sharp', /^(?:II[*+]\0|MM\0[*+])/],
  // A general HEIF file may name its coding only among the brands that it is compatible with.
  ['AVIF', 'avif', 'sharp', /^[^]{4}ftyp(?:avi[fs]|mi[fa]1(?=[^]*avif)|msf1(?=[^]*avis))/],
  ['HEIC', 'heic', by('HEIC'), /^[^]{4}ftyp(?:he[im][cs]|heix|hev[cx]|mif[12]|msf1)/],
  ['Canon raw', 'unknown', null, /^[^]{4}ftypcrx /],
  ['HEIC', 'heic', by('HEIC'), /^[^]{4}ftyp/],
  ['Bitmap', 'bmp', by('BMP'), /^BM/],
  ['Windows icon', 'ico', by('ICO'), /^\0\0\x01\0/],
  ['Photoshop', 'psd', by('PSD'), /^8BPS\0\x01/],
  ['Photoshop', 'psd', by('PSB'), /^8BPS/],
  ['DDS', 'dds', by('DDS'), /^DDS /],
  ['OpenEXR', 'exr', by('EXR'), /^v\/1\x01/],
  ['QOI', 'qoi', by('QOI'), /^qoif/],
  ['JPEG 2000', 'jp2', by('JP2'), /^\0\0\0\x0cjP {2}/],
  ['JPEG 2000', 'jp2', by('J2K'), /^\xff\x4f\xff\x51/],
  ['JPEG XL', 'jxl', by('JXL'), /^(?:\xff\x0a|\0\0\0\x0cJXL )/],
  ['Radiance', 'hdr', by('HDR'), /^#\?(?:RADIANCE|RGBE)/],
  ['PAM', 'pnm', by('PAM'), /^P7\n/],
  ['PNM', 'pnm', by('PNM'), /^P[1-6][\s#]/],
  ['PFM', 'pnm', by('PFM'), /^P[Ff]\s/],
  ['PCX', 'pcx', by('PCX'), /^\n[\0\x02-\x05][\0\x01][\x01\x02\x04\x08]/],
  ['SGI', 'sgi', by('SGI'), /^\x01\xda[\0\x01][\x01\x02]/],
  ['X bitmap', 'xbm', by('XBM'), /^(?:\/\*[^*]*\*\/)?\s*#define\s+\w*width\s/],
  ['X pixmap', 'unknown', null, /^\/\* XPM \*\//],
  ['GIMP', 'unknown', null, /^gimp xcf/],
  ['Aseprite', 'unknown', null, /^[^]{4}\xe0\xa5/],
  ['KTX', 'unknown', null, /^\xabKTX /],
  ['Basis texture', 'unknown', null, /^sB\x13\0/],
  ['ASTC texture', 'unknown', null, /^\x13\xab\xa1\x5c/],
  ['PVR texture', 'unknown', null, /^PVR\x03/],
  ['Apple icon', 'unknown', null, /^icns/],
  ['PDF', 'unknown', null, /^%PDF/],
  ['PostScript', 'unknown', null, /^%!PS/],
];

const svg: FileKind = { name: 'SVG', format: 'svg', reader: 'sharp' };

/** Undefined for what is no image of a kind that is known. */
export function fileKind(bytes: Buffer): FileKind | undefined {
  const start = bytes.toString('latin1', 0, 64);
  const found = signatures.find(signature => signature[3].test(start));
  if (found) return { name: found[0], format: found[1], reader: found[2] };
  // A page may hold a drawing of its own.
  const text = firstElement(bytes);
  if (/^<(?:!doctype html|html)/i.test(text)) return undefined;
  // gzip: among images, only SVG comes so.
  if (start.startsWith('\x1f\x8b') || rootElement.test(text)) return svg;
  if (isTarga(bytes)) return { name: 'TGA', format: 'tga', reader: by('TGA') };
  if (start.startsWith('\0\0\x02\0')) return { name: 'Windows cursor', format: 'ico', reader: by('CUR') };
  return undefined;
}

/**
 * A TGA file has no mark at its start, so every field of its header must make sense; in particular, a Windows cursor
 * begins as one of true colour does, and says then how many pictures follow, where the TGA file has zeros.
 */
function isTarga(bytes: Buffer): boolean {
  if (bytes.length < 18) return false;
  const [mapped, kind] = [bytes[1]!, bytes[2]!];
  const [mapLength, mapBits] = [bytes.readUInt16LE(5), bytes[7]!];
  const [width, height, bits, descriptor] = [bytes.readUInt16LE(12), bytes.readUInt16LE(14), bytes[16]!, bytes[17]!];
  const hasMap = kind === 1 || kind === 9;
  const fitsKind = hasMap || kind === 3 || kind === 11 ? bits === 8 || bits === 16 : [15, 16, 24, 32].includes(bits);
  return (
    [1, 2, 3, 9, 10, 11].includes(kind) &&
    fitsKind &&
    (mapped === 1 ? mapLength > 0 && [15, 16, 24, 32].includes(mapBits) : mapped === 0 && !hasMap && mapLength === 0) &&
    width > 0 &&
    height > 0 &&
    descriptor < 0x40
  );
} // prettier-ignore
