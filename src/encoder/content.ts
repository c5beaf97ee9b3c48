/** Where in a picture its content is: a copy with another margin has the same content. One rule for glimpses and for outlines. */
import { type ContentBox, tinySide } from '../protocol/encoder.ts';
import type { SmallPicture } from './smallPicture.ts';

/**
 * Luma in a line of a margin differs by so much from the margin's at most, and by so much on average. What JPEG leaves beside
 * the edge of a border is faint and all along it: a bound for each pixel alone that holds on the plain part of a border does
 * not hold there, and one that holds there takes a smooth sky for a margin.
 */
const [ringing, evenness] = [24, 4];

/** Alpha differs by so much at most. */
const opacityEvenness = 8;

/** A smaller share of a side is no content but a speck; then the whole picture counts. */
const leastContent = 0.15;

/** Without the lines along each edge that are all of one colour, or transparent. */
export function contentBoxOf(picture: SmallPicture): ContentBox {
  const { width, height } = picture;
  const column = (x: number, first: number) =>
    isEven(picture, { from: x, step: width, count: height }, first);
  const row = (y: number, first: number) =>
    isEven(picture, { from: y * width, step: 1, count: width }, first);
  const corner = width * height - 1;
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
function isEven({ luma, alpha }: SmallPicture, { from, step, count }: Line, first: number): boolean {
  const [grey, opacity] = [luma[first]!, alpha?.[first] ?? 255];
  let sum = 0;
  for (let at = from, seen = 0; seen < count; at += step, seen++) {
    const difference = Math.abs(luma[at]! - grey);
    if (difference > ringing) return false;
    if (alpha && Math.abs(alpha[at]! - opacity) > opacityEvenness) return false;
    sum += difference;
  }
  return sum <= evenness * count;
}

/** 16 × 16 mean lumas of the content on white, row by row. */
export function tinyOf({ luma, alpha, width }: SmallPicture, box: ContentBox): Uint8Array {
  const [across, down] = [(box.right - box.left) / tinySide, (box.bottom - box.top) / tinySide];
  const cells = new Uint8Array(tinySide * tinySide);
  for (let row = 0, to = 0; row < tinySide; row++) {
    const first = box.top + Math.floor(row * down);
    const last = Math.max(first + 1, box.top + Math.floor((row + 1) * down));
    for (let column = 0; column < tinySide; column++, to++) {
      const from = box.left + Math.floor(column * across);
      const end = Math.max(from + 1, box.left + Math.floor((column + 1) * across));
      let sum = 0;
      for (let y = first; y < last; y++)
        for (let at = y * width + from; at < y * width + end; at++)
          sum += luma[at]! + (alpha ? 255 - alpha[at]! : 0);
      cells[to] = Math.min(255, Math.round(sum / ((last - first) * (end - from))));
    }
  }
  return cells;
}
