/** What is kept of every picture from its decode for the index: by it and the vector, the search for duplicates chooses what it looks at. */
import { type Glimpse, cornerBytes, glimpsedCorners, tinySide } from '../protocol/encoder.ts';
import type { Pixels } from './decode.ts';
import { cornersOf, visible } from './localFeatures.ts';
import { type SmallPicture, smallPicture } from './smallPicture.ts';

/** Down to two fifths of the small picture. */
const levels = 4;

export function glimpseOf(pixels: Pixels): Glimpse {
  const small = smallPicture(pixels);
  return { tiny: tinyOf(small), corners: cornerSample(small) };
}

/** A handful of its corners, as the protocol says. */
function cornerSample(small: SmallPicture): Uint8Array {
  const {
    count,
    places,
    angles,
    levels: levelsOf,
    bits,
  } = cornersOf(visible(small), glimpsedCorners, levels);
  const longer = Math.max(small.width, small.height);
  const bytes = new Uint8Array(count * cornerBytes);
  const view = new DataView(bytes.buffer);
  for (let corner = 0, to = 0; corner < count; corner++, to += cornerBytes) {
    for (const axis of [0, 1])
      bytes[to + axis] = Math.round((255 / 64 / longer) * places[2 * corner + axis]!);
    bytes[to + 2] = angles[corner]!;
    bytes[to + 3] = levelsOf[corner]!;
    for (let word = 0; word < 8; word++) view.setUint32(to + 4 + 4 * word, bits[8 * corner + word]!, true);
  }
  return bytes;
}

/** Luma and alpha of a margin differ by so much from its outermost line, and a smaller share of a side is no content: as in `duplicates/content.ts`, which looks at sketches. */
const evenness = 8;
const leastContent = 0.15;

/** Mean lumas on white of cells of the picture without the lines along its edges that are all of one colour: a copy with a border has the same. */
export function tinyOf(small: SmallPicture): Uint8Array {
  const { luma, alpha, width } = small;
  const { left, top, right, bottom } = contentOf(small);
  const [across, down] = [(right - left) / tinySide, (bottom - top) / tinySide];
  const cells = new Uint8Array(tinySide * tinySide);
  for (let row = 0; row < tinySide; row++) {
    const first = top + Math.floor(row * down);
    const last = Math.max(first + 1, top + Math.floor((row + 1) * down));
    for (let column = 0; column < tinySide; column++) {
      const from = left + Math.floor(column * across);
      const to = Math.max(from + 1, left + Math.floor((column + 1) * across));
      let sum = 0;
      for (let y = first; y < last; y++)
        for (let at = y * width + from; at < y * width + to; at++)
          sum += luma[at]! + (alpha ? 255 - alpha[at]! : 0);
      cells[row * tinySide + column] = Math.min(255, Math.round(sum / ((last - first) * (to - from))));
    }
  }
  return cells;
}

/** `right` and `bottom` lie outside. */
function contentOf({ width, height, luma, alpha }: SmallPicture) {
  const isEven = (from: number, step: number, count: number, first: number) => {
    const [grey, opacity] = [luma[first]!, alpha?.[first] ?? 255];
    for (let at = from, seen = 0; seen < count; at += step, seen++) {
      if (Math.abs(luma[at]! - grey) > evenness) return false;
      if (alpha && Math.abs(alpha[at]! - opacity) > evenness) return false;
    }
    return true;
  };
  const corner = width * height - 1;
  let [left, right, top, bottom] = [0, width, 0, height];
  while (top < height && isEven(top * width, 1, width, 0)) top++;
  while (bottom > top && isEven((bottom - 1) * width, 1, width, corner)) bottom--;
  while (left < width && isEven(left, width, height, 0)) left++;
  while (right > left && isEven(right - 1, width, height, corner)) right--;
  const isSpeck = right - left < leastContent * width || bottom - top < leastContent * height;
  return isSpeck ? { left: 0, top: 0, right: width, bottom: height } : { left, top, right, bottom };
}
