/** Corners of a sketch at several sizes, with their descriptors: what a copy and its original have in common. */
import { type LocalFeatures, type Sketch, levelScale } from '../protocol/encoder.ts';
import { type Grey, cornerMargin, spreadCorners } from './corners.ts';
import { angleAt, describe, smoothed } from './descriptors.ts';

/** 250 were enough for a recall of .99 with OpenCV; a crop to two fifths of a side leaves a sixth of them. */
const mostFeatures = 300;

/** Down to a third of the sketch: as much as a crop to two fifths of a side differs from the whole. */
const levels = 5;

/** Pictures lighter than this where they are opaque are drawn on black, others on white: else they would vanish. */
const lightLuma = 170;

export function localFeatures(sketch: Sketch): LocalFeatures {
  return cornersOf(visible(sketch), mostFeatures, levels);
}

/** So many corners at most, on so many levels of which each is `levelScale` times smaller; places are those of the first. */
export function cornersOf(first: Grey, most: number, levels: number): LocalFeatures {
  const places: number[] = [];
  const angles: number[] = [];
  const levelsOf: number[] = [];
  const bits = new Uint32Array(most * 8);
  let grey = first;
  for (let level = 0; level < levels; level++) {
    if (Math.min(grey.width, grey.height) < 2 * cornerMargin + 8) break;
    const scale = levelScale ** level;
    const even = smoothed(grey);
    for (const place of spreadCorners(grey, shareOf(level, most, levels))) {
      const x = place % grey.width;
      const y = (place - x) / grey.width;
      const angle = angleAt(even, place);
      describe(even, place, angle, bits, angles.length * 8);
      places.push(Math.round(64 * ((x + 0.5) * scale)), Math.round(64 * ((y + 0.5) * scale)));
      angles.push(Math.round((angle * 256) / (2 * Math.PI)) & 255);
      levelsOf.push(level);
    }
    if (level + 1 < levels) grey = reduced(even);
  }
  const count = angles.length;
  return {
    count,
    places: Uint16Array.from(places),
    angles: Uint8Array.from(angles),
    levels: Uint8Array.from(levelsOf),
    bits: bits.slice(0, count * 8),
  };
}

/** Each level has as many as its area allows, as in ORB, but never so few that a small copy finds none. */
function shareOf(level: number, most: number, levels: number): number {
  const areas = Array.from({ length: levels }, (_, at) => levelScale ** -at);
  return Math.floor((most * areas[level]!) / areas.reduce((sum, area) => sum + area, 0));
}

/** The luma that people see on the ground that suits the picture. */
export function visible({
  luma,
  alpha,
  width,
  height,
}: Pick<Sketch, 'luma' | 'alpha' | 'width' | 'height'>): Grey {
  if (!alpha) return { data: luma, width, height };
  let light = 0;
  let weight = 0;
  for (let at = 0; at < luma.length; at++) {
    light += luma[at]!;
    weight += alpha[at]!;
  }
  if (weight > 0 && (255 * light) / weight > lightLuma) return { data: luma, width, height };
  return { data: luma.map((value, at) => value + 255 - alpha[at]!), width, height };
}

/** The next level, by bilinear interpolation of what was smoothed, as ORB does it. */
function reduced({ data, width, height }: Grey): Grey {
  const smallWidth = Math.round(width / levelScale);
  const smallHeight = Math.round(height / levelScale);
  const small = new Uint8Array(smallWidth * smallHeight);
  const lefts = new Int32Array(smallWidth);
  const rights = new Float64Array(smallWidth);
  for (let x = 0; x < smallWidth; x++) {
    const fromX = Math.min(width - 1.001, Math.max(0, (x + 0.5) * (width / smallWidth) - 0.5));
    lefts[x] = Math.floor(fromX);
    rights[x] = fromX - lefts[x]!;
  }
  for (let y = 0; y < smallHeight; y++) {
    const fromY = Math.min(height - 1.001, Math.max(0, (y + 0.5) * (height / smallHeight) - 0.5));
    const top = Math.floor(fromY);
    const down = fromY - top;
    for (let x = 0; x < smallWidth; x++) {
      const right = rights[x]!;
      const at = top * width + lefts[x]!;
      small[y * smallWidth + x] =
        (data[at]! * (1 - right) + data[at + 1]! * right) * (1 - down) +
        (data[at + width]! * (1 - right) + data[at + width + 1]! * right) * down +
        0.5;
    }
  }
  return { data: small, width: smallWidth, height: smallHeight };
}
