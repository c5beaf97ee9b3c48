/**
 * Oriented BRIEF: 256 comparisons of two places around a corner, turned with the corner.
 * Sources: M. Calonder et al., "BRIEF: Binary robust independent elementary features", 2010 (pairs drawn from an isotropic
 * Gaussian with a variance of 1/25 of the patch's squared side, over a picture that was smoothed); E. Rublee et al., "ORB:
 * An efficient alternative to SIFT or SURF", 2011 (the angle is that of the intensity centroid).
 *
 * The comparisons come in fours: a pair, its mirror image across the axis of the corner, the pair turned by half a turn,
 * and the mirror image of that. So the descriptor of the mirrored picture, and that of the negative, is a permutation of
 * these bits (`duplicates/matching.ts`), and one look at a picture is enough for all of its views.
 */
import type { Grey } from './corners.ts';

const patchRadius = 15;
const wordsPerCorner = 8;
const fours = 64;
const angleSteps = 64;

/** mulberry32, as in the tests: the pattern is fixed by its seed. */
function pattern(): Float32Array {
  let state = 20101124;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const deviation = (2 * patchRadius + 1) / 5;
  const gaussian = () =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) * deviation;
  const within = () => {
    for (;;) {
      const [x, y] = [gaussian(), gaussian()];
      if (Math.hypot(x, y) < patchRadius - 1) return [x, y] as const;
    }
  };
  const pairs: number[] = [];
  while (pairs.length < fours * 4) {
    const [x1, y1] = within();
    const [x2, y2] = within();
    // Two places side by side say little, and a pair that is its own mirror image nothing new.
    if (Math.hypot(x1 - x2, y1 - y2) >= 4 && Math.abs(y1) + Math.abs(y2) >= 2) pairs.push(x1, y1, x2, y2);
  }
  return Float32Array.from(pairs);
}

/** Row starts of the disc over which the centroid is taken. */
const discWidths = Int32Array.from({ length: patchRadius + 1 }, (_, y) =>
  Math.floor(Math.sqrt(patchRadius ** 2 - y ** 2)),
);

/** Per angle: the offsets of both places of all 256 comparisons, as dx and dy. */
function turnedPattern(): Int8Array {
  const pairs = pattern();
  const turned = new Int8Array(angleSteps * 256 * 4);
  let to = 0;
  for (let step = 0; step < angleSteps; step++) {
    const [cosine, sine] = [
      Math.cos((step * 2 * Math.PI) / angleSteps),
      Math.sin((step * 2 * Math.PI) / angleSteps),
    ];
    for (let four = 0; four < fours; four++) {
      for (let view = 0; view < 4; view++) {
        for (let end = 0; end < 2; end++) {
          const sign = view >= 2 ? -1 : 1;
          const x = sign * pairs[four * 4 + 2 * end]!;
          const y = sign * (view % 2 === 1 ? -1 : 1) * pairs[four * 4 + 2 * end + 1]!;
          turned[to++] = Math.round(x * cosine - y * sine);
          turned[to++] = Math.round(x * sine + y * cosine);
        }
      }
    }
  }
  return turned;
}

const offsets = turnedPattern();

/** The direction of the intensity centroid of a disc of 31 pixels, in radians. */
export function angleAt({ data, width }: Grey, place: number): number {
  let x = 0;
  let y = 0;
  for (let dy = -patchRadius; dy <= patchRadius; dy++) {
    const half = discWidths[Math.abs(dy)]!;
    let row = 0;
    for (let dx = -half, at = place + dy * width - half; dx <= half; dx++, at++) {
      x += dx * data[at]!;
      row += data[at]!;
    }
    y += dy * row;
  }
  return Math.atan2(y, x);
}

/** Writes the 256 bits of the corner at `place` of the smoothed picture, 8 words from `to` on. */
export function describe(
  { data, width }: Grey,
  place: number,
  angle: number,
  words: Uint32Array,
  to: number,
): void {
  const step = ((Math.round((angle * angleSteps) / (2 * Math.PI)) % angleSteps) + angleSteps) % angleSteps;
  let from = step * 1024;
  for (let word = 0; word < wordsPerCorner; word++) {
    let bits = 0;
    for (let bit = 0; bit < 32; bit++, from += 4) {
      const first = data[place + offsets[from + 1]! * width + offsets[from]!]!;
      const second = data[place + offsets[from + 3]! * width + offsets[from + 2]!]!;
      // Of equals the turned comparison is true, so that a negative has the complement of all bits.
      if (first < second || (first === second && (bit & 2) !== 0)) bits |= 1 << bit;
    }
    words[to + word] = bits;
  }
}

/** Smoothed by a binomial filter of 5 taps each way, whose deviation is one pixel: BRIEF compares places, not pixels. */
export function smoothed({ data, width, height }: Grey): Grey {
  const across = new Uint16Array(width * height);
  const result = new Uint8Array(width * height);
  const atEdge = (row: number, x: number) => {
    const [left, farLeft] = [row + Math.max(0, x - 1), row + Math.max(0, x - 2)];
    const [right, farRight] = [row + Math.min(width - 1, x + 1), row + Math.min(width - 1, x + 2)];
    across[row + x] =
      data[farLeft]! + 4 * data[left]! + 6 * data[row + x]! + 4 * data[right]! + data[farRight]!;
  };
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < Math.min(2, width); x++) atEdge(row, x);
    for (let at = row + 2; at < row + width - 2; at++)
      across[at] = data[at - 2]! + 4 * (data[at - 1]! + data[at + 1]!) + 6 * data[at]! + data[at + 2]!;
    for (let x = Math.max(2, width - 2); x < width; x++) atEdge(row, x);
  }
  for (let y = 0; y < height; y++) {
    const [a, b] = [Math.max(0, y - 2) * width, Math.max(0, y - 1) * width];
    const [d, e] = [Math.min(height - 1, y + 1) * width, Math.min(height - 1, y + 2) * width];
    const c = y * width;
    for (let x = 0; x < width; x++) {
      result[c + x] =
        (across[a + x]! +
          4 * across[b + x]! +
          6 * across[c + x]! +
          4 * across[d + x]! +
          across[e + x]! +
          128) >>
        8;
    }
  }
  return { data: result, width, height };
}
