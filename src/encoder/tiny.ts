/** A picture of a few bytes, kept from the decode of indexing: by it and the vector, the search for duplicates chooses what it looks at. */
import { tinySide } from '../protocol/encoder.ts';
import type { Pixels } from './decode.ts';

/** Pixels that are looked at across a cell, and as many down: enough for its mean. */
const samples = 10;

/** Mean lumas (BT.601) of `tinySide × tinySide` cells, row by row, on white. */
export function tinyOf({ data, width, height, channels }: Pixels): Uint8Array {
  const columns = placesOf(width);
  const rows = placesOf(height);
  const cells = new Uint8Array(tinySide * tinySide);
  for (let row = 0; row < tinySide; row++) {
    for (let column = 0; column < tinySide; column++) {
      let sum = 0;
      for (const y of rows[row]!) {
        for (const x of columns[column]!) {
          const at = (y * width + x) * channels;
          const luma = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
          const share = channels === 4 ? data[at + 3]! / 255 : 1;
          sum += luma * share + 255 * (1 - share);
        }
      }
      cells[row * tinySide + column] = Math.round(sum / (rows[row]!.length * columns[column]!.length));
    }
  }
  return cells;
}

/** Which pixels of a side belong to each cell: all of a small picture, spread ones of a large. None is empty. */
function placesOf(pixels: number): readonly (readonly number[])[] {
  return Array.from({ length: tinySide }, (_, cell) => {
    const first = Math.min(pixels - 1, Math.floor((cell * pixels) / tinySide));
    const count = Math.max(1, Math.floor(((cell + 1) * pixels) / tinySide) - first);
    const step = Math.max(1, count / samples);
    const taken = Math.max(1, Math.floor(count / step));
    return Array.from({ length: taken }, (_, at) => first + Math.floor((at + 0.5) * step));
  });
}
