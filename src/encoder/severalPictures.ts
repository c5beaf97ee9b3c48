/**
 * Which files hold several pictures, told by their bytes alone: the library that reads one of them does not always say that
 * there are others.
 */
import type { ImageFormat } from '../protocol/asset.ts';
import { fileKind } from './fileKind.ts';
import { heifPictures } from './heifItems.ts';
import { isoBoxes } from './isoBoxes.ts';
import { jxlHeader } from './jxlHeader.ts';
import { tiffPages } from './tiffPages.ts';

/**
 * True for an animation, a sequence, a document of several pages, an icon in several sizes, views of one scene, the faces of a
 * cube: of two such files one picture may be the same, and the others not. False for layers that are shown as one picture, for
 * smaller copies, masks and maps of one, and for a file that ends before it says so.
 */
export function holdsSeveralPictures(bytes: Buffer): boolean {
  const test = tests[fileKind(bytes)?.format ?? 'unknown'];
  try {
    return test?.(bytes) ?? false;
  } catch (error) {
    // What a buffer throws where nothing is.
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
}

const tests: Partial<Record<ImageFormat, (bytes: Buffer) => boolean>> = {
  png: isMovingPng,
  gif: isMovingGif,
  webp: isMovingWebp,
  jpeg: hasOtherViews,
  tiff: bytes => tiffPages(bytes).pictures.length > 1,
  // The size of its directory.
  ico: bytes => bytes.readUInt16LE(4) > 1,
  avif: isSequenceOrCollection,
  heic: isSequenceOrCollection,
  jxl: bytes => jxlHeader(bytes)?.isAnimated ?? false,
  // Several parts, in the flags beside the version.
  exr: bytes => (bytes.readUInt32LE(4) & 0x1000) !== 0,
  dds: hasFacesOrSlices,
};

/** APNG: chunks before the picture say how many frames there are, and whether that picture is the first of them (PNG, third edition, section 11.3.4). */
function isMovingPng(bytes: Buffer): boolean {
  let frames = 0;
  let isFirstFrame = false;
  for (let at = 8; at + 8 <= bytes.length;) {
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (kind === 'acTL') frames = bytes.readUInt32BE(at + 8);
    if (kind === 'fcTL') isFirstFrame = true;
    if (kind === 'IDAT') break;
    at += 12 + bytes.readUInt32BE(at);
  }
  return frames > 1 || (frames === 1 && !isFirstFrame);
}

/** GIF89a, sections 18 to 23: extensions begin with 0x21, pictures with 0x2c, and both end in blocks that tell their length. */
function isMovingGif(bytes: Buffer): boolean {
  const tableBytes = (flags: number) => (flags & 0x80 ? 6 << (flags & 7) : 0);
  let pictures = 0;
  for (let at = 13 + tableBytes(bytes[10] ?? 0); bytes[at] === 0x21 || bytes[at] === 0x2c;) {
    const isPicture = bytes[at] === 0x2c;
    if (isPicture && ++pictures > 1) return true;
    at += isPicture ? 11 + tableBytes(bytes[at + 9] ?? 0) : 2;
    for (let length = bytes[at] ?? 0; length > 0; length = bytes[at] ?? 0) at += 1 + length;
    at++;
  }
  return false;
}

/** Each frame of an animation is a chunk. */
function isMovingWebp(bytes: Buffer): boolean {
  let frames = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    if (bytes.toString('latin1', at, at + 4) === 'ANMF' && ++frames > 1) return true;
    const length = bytes.readUInt32LE(at + 4);
    at += 8 + length + (length & 1);
  }
  return false;
}

/** Two eyes' views, views from several sides and parts of a panorama; larger previews and maps of light are none (CIPA DC-007, section 5.2.3.3). */
function hasOtherViews(bytes: Buffer): boolean {
  for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== 0xda;) {
    const length = bytes.readUInt16BE(at + 2);
    if (bytes[at + 1] === 0xe2 && bytes.toString('latin1', at + 4, at + 8) === 'MPF\0')
      return listsOtherViews(bytes.subarray(at + 8, at + 2 + length));
    at += 2 + length;
  }
  return false;
}

function listsOtherViews(list: Buffer): boolean {
  const isLittle = list[0] === 0x49;
  const short = (at: number) => (isLittle ? list.readUInt16LE(at) : list.readUInt16BE(at));
  const long = (at: number) => (isLittle ? list.readUInt32LE(at) : list.readUInt32BE(at));
  const first = long(4);
  for (let entry = first + 2; entry < first + 2 + 12 * short(first); entry += 12) {
    // The list of pictures: of each sixteen bytes, which begin with its sort.
    if (short(entry) !== 0xb002) continue;
    const from = long(entry + 8);
    for (let at = from; at < from + long(entry + 4); at += 16) if ((long(at) & 0xff0000) === 0x020000) return true;
  }
  return false;
} // prettier-ignore

/** A sequence is a film, which has a box of its own beside that of the picture. */
function isSequenceOrCollection(bytes: Buffer): boolean {
  for (const { kind, from, end } of isoBoxes(bytes)) {
    if (kind === 'moov') return true;
    if (kind === 'meta' && heifPictures(bytes, from, end) > 1) return true;
  }
  return false;
}

/** Faces of a cube, slices of a volume, or an array; smaller copies are none (DDS_HEADER and DDS_HEADER_DXT10). */
function hasFacesOrSlices(bytes: Buffer): boolean {
  if ((bytes.readUInt32LE(112) & 0x200200) !== 0) return true;
  if (bytes.toString('latin1', 84, 88) !== 'DX10') return false;
  return (bytes.readUInt32LE(136) & 4) !== 0 || bytes.readUInt32LE(140) > 1;
}
