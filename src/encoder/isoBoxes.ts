/** The boxes that HEIF, AVIF and JPEG XL files are made of (ISO/IEC 14496-12, section 4.2). */

export interface IsoBox {
  /** Four characters of Latin-1. */
  readonly kind: string;
  /** Where its content begins and ends, in bytes of the file. */
  readonly from: number;
  readonly end: number;
}

/** Those that lie beside each other in a part of a file. They end where one does not fit into it: what follows is damage. */
export function* isoBoxes(bytes: Buffer, from = 0, end = bytes.length): Generator<IsoBox> {
  for (let at = from; at + 8 <= end;) {
    const short = bytes.readUInt32BE(at);
    const isLong = short === 1;
    if (isLong && at + 16 > end) return;
    const length = short === 0 ? end - at : isLong ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    const start = at + (isLong ? 16 : 8);
    if (at + length > end || at + length < start) return;
    yield { kind: bytes.toString('latin1', at + 4, at + 8), from: start, end: at + length };
    at += length;
  }
}
