/** Which pages of a TIFF file are pictures of their own: told from its directories, of which no library says what they are for. */

/** The tag NewSubfileType, and its bits for a smaller copy of another page and for a mask (TIFF 6.0, section 8). */
const subfileType = 254;
const reducedCopy = 1;
const mask = 4;

/** libtiff counts directories in 16 bits; a longer chain is a mistake or a trap. */
const mostPages = 0xffff;

export interface TiffPages {
  /** Places in the chain of directories: the first one always, later ones without smaller copies and masks. */
  readonly pictures: readonly number[];
  /** True where a directory lies beyond the end of the file; those before it are told. */
  readonly endEarly: boolean;
}

/** Looks at the directories alone. */
export function tiffPages(bytes: Buffer): TiffPages {
  const pictures: number[] = [];
  try {
    let place = 0;
    for (const kind of subfileTypes(bytes)) {
      if (place === 0 || (kind & (reducedCopy | mask)) === 0) pictures.push(place);
      if (++place === mostPages) break;
    }
    return { pictures, endEarly: false };
  } catch (error) {
    // What a buffer throws where nothing is.
    if (!(error instanceof RangeError)) throw error;
    return { pictures, endEarly: true };
  }
}

/** What each directory is for, in the order of the chain; BigTIFF has wider fields. */
function* subfileTypes(bytes: Buffer): Generator<number> {
  const isLittle = bytes[0] === 0x49;
  const short = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const longLong = (at: number) => Number(isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  const isBig = short(2) === 43;
  const [offset, count, countBytes, entryBytes] = isBig
    ? ([longLong, longLong, 8, 20] as const)
    : ([long, short, 2, 12] as const);
  const seen = new Set<number>();
  for (let at = offset(isBig ? 8 : 4); at !== 0 && !seen.has(at);) {
    seen.add(at);
    const first = at + countBytes;
    const next = first + count(at) * entryBytes;
    let kind = 0;
    for (let entry = first; entry < next && short(entry) <= subfileType; entry += entryBytes) {
      // One LONG, which stands in the last bytes of its entry; some programs write a SHORT.
      const value = entry + entryBytes - (isBig ? 8 : 4);
      if (short(entry) === subfileType) kind = short(entry + 2) === 3 ? short(value) : long(value);
    }
    yield kind;
    at = offset(next);
  }
}
