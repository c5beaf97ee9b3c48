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

export function smallPicture({ data, width, height, channels }: Pixels): SmallPicture {
  const scale = Math.min(mostEnlarged, longerSide / Math.max(width, height));
  const [across, down] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const columns = placesOf(width, across, channels);
  const rows = placesOf(height, down, width * channels);
  const luma = new Uint8Array(across * down);
  const alpha = channels === 4 ? new Uint8Array(across * down) : null;
  if (alpha) fillSeeThrough(data, rows, columns, luma, alpha);
  else fillOpaque(data, rows, columns, luma);
  return { width: across, height: down, luma, alpha: alpha?.some(value => value < 255) ? alpha : null };
}

/** Two pixels of each cell of a side are looked at, as offsets one after the other; the same one twice where it has no other. */
function placesOf(pixels: number, cells: number, step: number): Int32Array {
  const places = new Int32Array(2 * cells);
  for (let cell = 0; cell < cells; cell++) {
    const first = Math.min(pixels - 1, Math.floor((cell * pixels) / cells));
    const count = Math.max(1, Math.floor(((cell + 1) * pixels) / cells) - first);
    places[2 * cell] = step * (first + Math.floor(count / 4));
    places[2 * cell + 1] = step * (first + Math.floor((3 * count) / 4));
  }
  return places;
}

function fillOpaque(data: Uint8Array, rows: Int32Array, columns: Int32Array, luma: Uint8Array): void {
  let to = 0;
  for (let y = 0; y < rows.length; y += 2) {
    const [top, bottom] = [rows[y]!, rows[y + 1]!];
    for (let x = 0; x < columns.length; x += 2) {
      const [left, right] = [columns[x]!, columns[x + 1]!];
      const [a, b, c, d] = [top + left, top + right, bottom + left, bottom + right];
      luma[to++] =
        (77 * (data[a]! + data[b]! + data[c]! + data[d]!) +
          150 * (data[a + 1]! + data[b + 1]! + data[c + 1]! + data[d + 1]!) +
          29 * (data[a + 2]! + data[b + 2]! + data[c + 2]! + data[d + 2]!) +
          512) >>
        10;
    }
  }
}

function fillSeeThrough(
  data: Uint8Array,
  rows: Int32Array,
  columns: Int32Array,
  luma: Uint8Array,
  alpha: Uint8Array,
): void {
  const shown = (at: number) => (77 * data[at]! + 150 * data[at + 1]! + 29 * data[at + 2]!) * data[at + 3]!;
  let to = 0;
  for (let y = 0; y < rows.length; y += 2) {
    const [top, bottom] = [rows[y]!, rows[y + 1]!];
    for (let x = 0; x < columns.length; x += 2, to++) {
      const [left, right] = [columns[x]!, columns[x + 1]!];
      const [a, b, c, d] = [top + left, top + right, bottom + left, bottom + right];
      luma[to] = (shown(a) + shown(b) + shown(c) + shown(d)) / (1024 * 255) + 0.5;
      alpha[to] = (data[a + 3]! + data[b + 3]! + data[c + 3]! + data[d + 3]! + 2) >> 2;
    }
  }
}
