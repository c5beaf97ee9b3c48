/** A few areas of one colour each, as a figure on a ground, a flag or a palette: in other colours, or stretched, it is another one and no copy. */
import type { Sketch } from '../protocol/encoder.ts';
import { lumaOn } from './warp.ts';

/** Lumas that count as one: what JPEG makes of a colour. */
const tolerance = 8;

/** So many colours make a figure and its ground, and the stripes of a flag or of a palette. */
export const fills = { figure: 2, stripes: 6 };

/** The share of all pixels that these have together; the rest is the soft edge between them. */
const least = 0.95;

/** Figures of one colour with more corners than this, as a page of text, are told by these; more areas, where corners agree at all. */
export const mostCorners = 40;

/** True where so many lumas, each with a little around it, are nearly all that there is. */
export function hasFills(sketch: Sketch, most: number): boolean {
  const { data } = lumaOn(sketch, 255);
  const counts = new Uint32Array(256);
  for (const luma of data) counts[Math.round(luma)]!++;
  let taken = 0;
  for (let fill = 0; fill < most; fill++) taken += takeFullest(counts);
  return taken >= least * data.length;
}

/** How many pixels lie around the commonest luma; they are taken out. */
function takeFullest(counts: Uint32Array): number {
  const around = (luma: number) =>
    counts
      .subarray(Math.max(0, luma - tolerance), luma + tolerance + 1)
      .reduce((sum, count) => sum + count, 0);
  let best = 0;
  for (let luma = 1; luma < counts.length; luma++) if (counts[luma]! > counts[best]!) best = luma;
  const taken = around(best);
  counts.fill(0, Math.max(0, best - tolerance), best + tolerance + 1);
  return taken;
}
