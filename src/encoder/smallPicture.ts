/** A small grey picture from the pixels that the index has decoded anyway. */
import type { Pixels } from './decode.ts';

/** Row by row. */
export interface SmallPicture {
  readonly width: number;
  readonly height: number;
  /** BT.601, on black where it is transparent. */
  readonly luma: Uint8Array;
  /** Null where every pixel is opaque. */
  readonly alpha: Uint8Array | null;
}

/** Its longer side, but for pictures that would have to be enlarged to more than `mostEnlarged` times their size. */
const longerSide = 160;
const mostEnlarged = 5;

/** Pixels that are looked at across a pixel of the small picture, and as many down. */
const samples = 2;

export function smallPicture({ data, width, height, channels }: Pixels): SmallPicture {
  const scale = Math.min(mostEnlarged, longerSide / Math.max(width, height));
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const columns = placesOf(width, across, channels);
  const rows = placesOf(height, down, width * channels);
  const luma = new Uint8Array(across * down);
  const alpha = channels === 4 ? new Uint8Array(across * down) : null;
  let isOpaque = true;
  for (let y = 0, to = 0; y < down; y++) {
    const [top, bottom] = [rows.starts[y]!, rows.starts[y + 1]!];
    for (let x = 0; x < across; x++, to++) {
      const [left, right] = [columns.starts[x]!, columns.starts[x + 1]!];
      const count = (bottom - top) * (right - left);
      let grey = 0;
      let opacity = 0;
      for (let v = top; v < bottom; v++) {
        const row = rows.offsets[v]!;
        for (let u = left; u < right; u++) {
          const at = row + columns.offsets[u]!;
          const own = 77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]!;
          if (alpha) {
            grey += (own * data[at + 3]!) / 255;
            opacity += data[at + 3]!;
          } else grey += own;
        }
      }
      luma[to] = grey / (256 * count) + 0.5;
      if (alpha) {
        alpha[to] = opacity / count + 0.5;
        if (alpha[to]! < 255) isOpaque = false;
      }
    }
  }
  return { width: across, height: down, luma, alpha: isOpaque ? null : alpha };
}

/** Which pixels of a side belong to each cell: offsets of all of them, one cell after the other, and where each cell begins. None is empty. */
function placesOf(pixels: number, cells: number, step: number): { offsets: Int32Array; starts: Int32Array } {
  const offsets: number[] = [];
  const starts = new Int32Array(cells + 1);
  for (let cell = 0; cell < cells; cell++) {
    const first = Math.min(pixels - 1, Math.floor((cell * pixels) / cells));
    const count = Math.max(1, Math.floor(((cell + 1) * pixels) / cells) - first);
    const taken = Math.min(samples, count);
    for (let at = 0; at < taken; at++)
      offsets.push(step * (first + Math.floor(((at + 0.5) * count) / taken)));
    starts[cell + 1] = offsets.length;
  }
  return { offsets: Int32Array.from(offsets), starts };
}
