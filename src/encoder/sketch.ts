/** From decoded pixels to the sketch by which copies are told. */
import type { Sketch } from '../protocol/encoder.ts';
import type { Pixels } from './decode.ts';

/** Chroma has a cell for so many pixels each way: colour is compared by areas. */
const cell = 4;

/** Luma and chroma of BT.601, premultiplied. */
export function sketchOf({ data, width, height, channels }: Pixels, enlarged: number): Sketch {
  const luma = new Uint8Array(width * height);
  const alpha = channels === 4 ? new Uint8Array(width * height) : null;
  const columns = Math.ceil(width / cell);
  const rows = Math.ceil(height / cell);
  const blue = new Float32Array(columns * rows);
  const red = new Float32Array(columns * rows);
  const counts = new Uint8Array(columns * rows);
  let isOpaque = true;
  for (let y = 0, place = 0; y < height; y++) {
    for (let x = 0; x < width; x++, place++) {
      const from = place * channels;
      const share = channels === 4 ? data[from + 3]! / 255 : 1;
      const [r, g, b] = [data[from]! * share, data[from + 1]! * share, data[from + 2]! * share];
      const grey = 0.299 * r + 0.587 * g + 0.114 * b;
      luma[place] = Math.round(grey);
      if (alpha) {
        alpha[place] = data[from + 3]!;
        if (data[from + 3]! < 255) isOpaque = false;
      }
      const to = Math.floor(y / cell) * columns + Math.floor(x / cell);
      blue[to]! += 0.564 * (b - grey);
      red[to]! += 0.713 * (r - grey);
      counts[to]!++;
    }
  }
  const chroma = new Uint8Array(2 * columns * rows);
  for (let at = 0; at < counts.length; at++) {
    chroma[at] = Math.round(128 + blue[at]! / counts[at]!);
    chroma[counts.length + at] = Math.round(128 + red[at]! / counts[at]!);
  }
  return { width, height, luma, chroma, alpha: isOpaque ? null : alpha, enlarged };
}
