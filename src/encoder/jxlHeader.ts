/** What the first bits of a JPEG XL file say of it (ISO/IEC 18181-1, sections A.3 and D.2 to D.3.5). */
import { isoBoxes } from './isoBoxes.ts';

export interface JxlHeader {
  /** It has a clock: its frames follow one another. */
  readonly isAnimated: boolean;
  /** Bits of a sample, 1 to 64; null for an animation, of which they are not read, and for numbers with a point. */
  readonly bits: number | null;
}

/** Null where the file does not begin as one does. */
export function jxlHeader(bytes: Buffer): JxlHeader | null {
  const code = codestreamOf(bytes);
  if (code?.[0] !== 0xff || code[1] !== 0x0a) return null;
  const take = bitReader(code.subarray(2));
  skipSize(take);
  const isDefault = take(1) === 1;
  if (isDefault) return { isAnimated: false, bits: 8 };
  if (take(1) === 1) {
    // Orientation, the size that it is meant to be shown in, a preview.
    take(3);
    if (take(1) === 1) skipSize(take);
    if (take(1) === 1) skipPreview(take);
    if (take(1) === 1) return { isAnimated: true, bits: null };
  }
  const isFloat = take(1) === 1;
  if (isFloat) return { isAnimated: false, bits: null };
  return { isAnimated: false, bits: [8, 10, 12][take(2)] ?? 1 + take(6) };
}

/** The codestream, or as much of it as its first part holds. */
function codestreamOf(bytes: Buffer): Buffer | null {
  if (bytes[0] === 0xff) return bytes;
  for (const { kind, from, end } of isoBoxes(bytes)) {
    if (kind === 'jxlc') return bytes.subarray(from, end);
    // Parts begin with their number.
    if (kind === 'jxlp') return bytes.subarray(from + 4, end);
  }
  return null;
}

/** Gives so many bits, at most 30, the lowest first; zeros behind the end. */
type Take = (count: number) => number;

function bitReader(bytes: Buffer): Take {
  let at = 0;
  return count => {
    let value = 0;
    for (let bit = 0; bit < count; bit++, at++) value |= (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) << bit;
    return value;
  };
}

function skipSize(take: Take): void {
  const isInEights = take(1) === 1;
  const skipSide = () => void (isInEights ? take(5) : take([9, 13, 18, 30][take(2)]!));
  skipSide();
  // Otherwise a ratio tells the width.
  if (take(3) === 0) skipSide();
}

function skipPreview(take: Take): void {
  const isInEights = take(1) === 1;
  const skipSide = () => void take((isInEights ? [0, 0, 5, 9] : [6, 8, 10, 12])[take(2)]!);
  skipSide();
  if (take(3) === 0) skipSide();
}
