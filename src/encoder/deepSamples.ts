/** Which of the files that ImageMagick reads have finer samples than the 8 bits that come of them: told by their bytes. */
import type { ImageFormat } from '../protocol/asset.ts';
import { isoBoxes } from './isoBoxes.ts';
import { jxlHeader } from './jxlHeader.ts';

/** Says also yes where the bytes do not tell. Never throws. */
export function isDeep(format: ImageFormat, bytes: Buffer): boolean {
  try {
    return tests[format]?.(bytes) ?? false;
  } catch (error) {
    // What a buffer throws where nothing is.
    if (!(error instanceof RangeError)) throw error;
    return true;
  }
}

const tests: Partial<Record<ImageFormat, (bytes: Buffer) => boolean>> = {
  exr: () => true,
  hdr: () => true,
  // Those that sharp does not read; there are few.
  tiff: () => true,
  psd: bytes => bytes.readUInt16BE(22) > 8,
  // Bytes of a sample.
  sgi: bytes => bytes.readUInt8(3) > 1,
  pnm: isDeepNetpbm,
  jp2: isDeepJpeg2000,
  jxl: bytes => (jxlHeader(bytes)?.bits ?? Infinity) > 8,
  heic: bytes => isDeepHeif(bytes, 0, bytes.length),
};

/** The largest value that a sample may have stands in the header; floats begin with PF or Pf, and bitmaps have no such value. */
function isDeepNetpbm(bytes: Buffer): boolean {
  const text = bytes.toString('latin1', 0, 4096).replaceAll(/#[^\n]*\n/g, ' ');
  const most = text.startsWith('P7')
    ? /\sMAXVAL\s+(\d+)/.exec(text)?.[1]
    : /^P[14]/.test(text)
      ? '1'
      : /^P[2356]\s+\d+\s+\d+\s+(\d+)/.exec(text)?.[1];
  return most === undefined || Number(most) > 255;
}

/** The marker SIZ tells the bits of each component, less one (ISO/IEC 15444-1, annex A.5.1). */
function isDeepJpeg2000(bytes: Buffer): boolean {
  const start = bytes.indexOf('\xff\x4f\xff\x51', 0, 'latin1');
  if (start < 0) return true;
  const components = bytes.readUInt16BE(start + 40);
  for (let component = 0; component < components; component++)
    if ((bytes.readUInt8(start + 42 + 3 * component) & 0x7f) > 7) return true;
  return false;
}

/** Boxes that hold those in which a decoder finds its settings, with the bytes before their boxes. */
const holders: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/** HEVC's settings tell the bits of brightness above 8 (ISO/IEC 14496-15, section 8.3.3.1). */
function isDeepHeif(bytes: Buffer, from: number, end: number): boolean {
  for (const box of isoBoxes(bytes, from, end)) {
    if (box.kind === 'hvcC' && (bytes.readUInt8(box.from + 17) & 7) > 0) return true;
    const before = holders[box.kind];
    if (before !== undefined && isDeepHeif(bytes, box.from + before, box.end)) return true;
  }
  return false;
}
