/** Whether two flat graphics that lie on each other have other words in a place, rather than a patch over them in one of the two. */
import type { Plane } from './warp.ts';

/** An upright rectangle in pixels of the frame; right and bottom lie outside. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Ink is a deviation of luma of so many grey levels, and so much of the other picture's: a patch leaves none of what it
 * covers, and has none of its own. The same words correlate to so much, in other colours to as much below zero.
 */
const ink = { least: 5, ofOther: 0.5, same: 0.75 };

/** What is left out of a place at its sides, as a share of its width, and at most of its height: round corners of a patch. */
const corner = { ofWidth: 1 / 16, ofHeight: 0.15 };

/** Looked at in bands of about so many pixels: two rows, one selected in each picture, would hide each other's words. */
const bandHeight = 12;

/** `seen` is the other picture in the pixels of `frame`, −1 where it does not reach. */
export function hasOtherInk(frame: Plane, seen: Plane, { left, top, right, bottom }: Place): boolean {
  const aside = Math.max(1, Math.round(corner.ofWidth * (right - left)));
  const above = Math.max(1, Math.min(aside, Math.round(corner.ofHeight * (bottom - top))));
  const height = bottom - top - 2 * above;
  const bands = Math.max(1, Math.round(height / bandHeight));
  const edgeOf = (band: number) => top + above + Math.round((band * height) / bands);
  return Array.from({ length: bands }, (_, band) => ({
    left: left + aside,
    right: right - aside,
    top: edgeOf(band),
    bottom: edgeOf(band + 1),
  })).some(band => isOtherInk(frame, seen, band));
}

function isOtherInk(frame: Plane, seen: Plane, { left, top, right, bottom }: Place): boolean {
  let [n, sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left, at = y * frame.width + x; x < right; x++, at++) {
      const [own, there] = [frame.data[at]!, seen.data[at]!];
      if (there < 0) continue;
      n++;
      sumA += own;
      sumB += there;
      squaresA += own * own;
      squaresB += there * there;
      products += own * there;
    }
  }
  if (n === 0) return false;
  const deviationA = Math.sqrt(Math.max(0, squaresA / n - (sumA / n) ** 2));
  const deviationB = Math.sqrt(Math.max(0, squaresB / n - (sumB / n) ** 2));
  const [less, more] = [Math.min(deviationA, deviationB), Math.max(deviationA, deviationB)];
  if (less < ink.least || less < ink.ofOther * more) return false;
  const covariance = products / n - (sumA / n) * (sumB / n);
  return Math.abs(covariance) < ink.same * deviationA * deviationB;
}
