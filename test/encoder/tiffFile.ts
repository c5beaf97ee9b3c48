/** A TIFF file of plain pages, written by hand: the encoder's own library is not asked to make what it must read. */
import type { Colour } from './plainPng.ts';

export interface Page {
  readonly colour: Colour;
  readonly width?: number;
  readonly height?: number;
  /** NewSubfileType: 1 for a smaller copy of another page, 4 for a mask; not written without it. */
  readonly kind?: number;
  /** The name of a way to pack, as a number; anything but 1 is a lie. */
  readonly compression?: number;
}

const [short, long, longLong] = [3, 4, 16];
const bytesOf: Readonly<Record<number, number>> = { [short]: 2, [long]: 4, [longLong]: 8 };

/** Uncompressed RGB, one strip a page; little-endian, or with `order` big-endian; with `isBig` a BigTIFF. */
export function tiffFile(
  pages: readonly Page[],
  { order = 'II', isBig = false }: { readonly order?: 'II' | 'MM'; readonly isBig?: boolean } = {},
): Buffer {
  const number = (value: number, bytes: number) => {
    const little = Buffer.alloc(bytes);
    little.writeUIntLE(value, 0, Math.min(bytes, 6));
    return order === 'II' ? little : little.reverse();
  };
  const word = isBig ? 8 : 4;
  const parts = [
    Buffer.from(order),
    number(isBig ? 43 : 42, 2),
    ...(isBig ? [number(8, 2), number(0, 2)] : []),
  ];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  const entry = (tag: number, type: number, value: number, count = 1) =>
    Buffer.concat([
      number(tag, 2),
      number(type, 2),
      number(count, word),
      Buffer.concat([number(value, count > 1 ? word : bytesOf[type]!), Buffer.alloc(word)]).subarray(0, word),
    ]);
  for (const [place, { colour, width = 20, height = 20, kind, compression = 1 }] of pages.entries()) {
    const pixels = Buffer.concat(Array<Buffer>(width * height).fill(Buffer.from(colour.map(Number))));
    const bits = Buffer.concat([number(8, 2), number(8, 2), number(8, 2), Buffer.alloc(2)]);
    // What follows the word that names it: the samples' bits, the pixels, then the directory.
    const bitsAt = length() + word;
    const pixelsAt = bitsAt + bits.length;
    const entries = [
      ...(kind === undefined ? [] : [entry(254, long, kind)]),
      entry(256, long, width),
      entry(257, long, height),
      // In a BigTIFF, three of two bytes stand in the entry itself.
      isBig
        ? Buffer.concat([number(258, 2), number(short, 2), number(3, 8), bits])
        : entry(258, short, bitsAt, 3),
      entry(259, short, compression),
      entry(262, short, 2),
      entry(273, isBig ? longLong : long, pixelsAt),
      entry(277, short, 3),
      entry(278, long, height),
      entry(279, isBig ? longLong : long, pixels.length),
    ];
    parts.push(number(pixelsAt + pixels.length, word), bits, pixels, number(entries.length, isBig ? 8 : 2), ...entries);
    if (place === pages.length - 1) parts.push(number(0, word));
  }
  return Buffer.concat(parts);
} // prettier-ignore
