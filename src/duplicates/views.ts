/** A picture's corners as they would be found in its mirror image and in its negative, without another look at it. */
import type { LocalFeatures } from '../protocol/encoder.ts';

/** How one of two pictures is looked at before it is laid onto the other. */
export interface View {
  readonly mirrored: boolean;
  readonly negative: boolean;
}

export const views: readonly View[] = [
  { mirrored: false, negative: false },
  { mirrored: true, negative: false },
  { mirrored: false, negative: true },
  { mirrored: true, negative: true },
];

/** The features of the picture mirrored left to right, of the negative, or of both; `width` is that of its sketch. */
export function seenAs(features: LocalFeatures, width: number, { mirrored, negative }: View): LocalFeatures {
  if (!mirrored && !negative) return features;
  const { count } = features;
  const places = features.places.slice();
  const angles = features.angles.slice();
  const bits = features.bits.slice();
  for (let at = 0; at < count; at++) {
    let angle = features.angles[at]!;
    if (mirrored) {
      places[2 * at] = 64 * width - features.places[2 * at]!;
      angle = 128 - angle;
    }
    // The centroid of a negative lies on the other side.
    if (negative) angle += 128;
    angles[at] = angle & 255;
  }
  for (let at = 0; at < bits.length; at++) {
    let word = bits[at]!;
    if (mirrored) word = ((word & 0x55555555) << 1) | ((word >>> 1) & 0x55555555);
    if (negative) word = ~(((word & 0x33333333) << 2) | ((word >>> 2) & 0x33333333));
    bits[at] = word;
  }
  return { ...features, places, angles, bits };
}
