/** Where in a picture its content is: a copy with another margin has the same content. */
import { type Sketch, tinySide } from '../protocol/encoder.ts';
import { lumaOn } from './warp.ts';

/** In pixels of a sketch; `right` and `bottom` lie outside. */
export interface ContentBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Luma and alpha of a margin differ by so much from its outermost line: what JPEG leaves. */
const evenness = 8;

/** A smaller share of a side is no content but a speck; then the whole picture counts. */
const leastContent = 0.15;

/** Without the lines along each edge that are all of one colour, or transparent. */
export function contentBoxOf(sketch: Sketch): ContentBox {
  const { width, height } = sketch;
  const column = (x: number, first: number) => isEven(sketch, { from: x, step: width, count: height }, first);
  const row = (y: number, first: number) => isEven(sketch, { from: y * width, step: 1, count: width }, first);
  const corner = width * (height - 1) + width - 1;
  let [left, right, top, bottom] = [0, width, 0, height];
  while (top < height && row(top, 0)) top++;
  while (bottom > top && row(bottom - 1, corner)) bottom--;
  while (left < width && column(left, 0)) left++;
  while (right > left && column(right - 1, corner)) right--;
  const isSpeck = right - left < leastContent * width || bottom - top < leastContent * height;
  return isSpeck ? { left: 0, top: 0, right: width, bottom: height } : { left, top, right, bottom };
}

interface Line {
  readonly from: number;
  readonly step: number;
  readonly count: number;
}

/** True where all of a line looks like the pixel `first`. */
function isEven({ luma, alpha }: Sketch, { from, step, count }: Line, first: number): boolean {
  const [grey, opacity] = [luma[first]!, alpha?.[first] ?? 255];
  for (let at = from, seen = 0; seen < count; at += step, seen++) {
    if (Math.abs(luma[at]! - grey) > evenness) return false;
    if (alpha && Math.abs(alpha[at]! - opacity) > evenness) return false;
  }
  return true;
}

/** 16 × 16 mean lumas of the content on white. */
export function tinyOf(sketch: Sketch, box: ContentBox): Uint8Array {
  const { data, width } = lumaOn(sketch, 255);
  const [across, down] = [(box.right - box.left) / tinySide, (box.bottom - box.top) / tinySide];
  const cells = new Uint8Array(tinySide * tinySide);
  for (let y = 0, at = 0; y < tinySide; y++) {
    const top = box.top + Math.floor(y * down);
    const bottom = Math.max(top + 1, box.top + Math.floor((y + 1) * down));
    for (let x = 0; x < tinySide; x++, at++) {
      const left = box.left + Math.floor(x * across);
      const right = Math.max(left + 1, box.left + Math.floor((x + 1) * across));
      let sum = 0;
      for (let v = top; v < bottom; v++) for (let u = left; u < right; u++) sum += data[v * width + u]!;
      cells[at] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return cells;
}
