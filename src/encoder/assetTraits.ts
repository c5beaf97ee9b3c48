/** What a look at some rows of a picture tells: whether it was drawn or photographed leaves traces in its neighbours. */

export interface PictureTraits {
  /** Share of the pixels that cannot be seen. */
  readonly clear: number;
  /** Share of neighbours in a row, both seen, that are equal. */
  readonly flat: number;
  /** Share of neighbours that differ by so much that there is an edge between them. */
  readonly edges: number;
  /** How many of 4,096 colours make up nine tenths of what is seen. */
  readonly colours: number;
  /** Share of the commonest of them. */
  readonly commonest: number;
  /** Share of the pixels without a colour. */
  readonly grey: number;
  /** Step from the last column to the first and from the last row to the first, over a usual step: about 1 where it tiles. */
  readonly seam: number;
}

/** So many rows are looked at: more change no share by more than its second digit, and cost time. */
const rowsSeen = 64;

/** Below this much of 255 nobody sees a pixel. */
const leastAlpha = 8;

/** Sum of the differences of red, green and blue that makes an edge. */
const edgeStep = 120;

/** Difference of the largest and the smallest of red, green and blue of a colour that looks grey. */
const greySpread = 12;

/** `data` has 3 or 4 bytes a pixel. One look at each pixel, with its left neighbour in hand: this runs for every picture. */
export function traitsOf(data: Uint8Array, width: number, height: number, channels: 3 | 4): PictureTraits {
  const counts = new Uint32Array(4096);
  let seen = 0;
  let grey = 0;
  let pairs = 0;
  let flat = 0;
  let edges = 0;
  let steps = 0;
  const rowStep = Math.max(1, Math.floor(height / rowsSeen));
  let rows = 0;
  for (let y = rowStep >> 1; y < height; y += rowStep) {
    rows++;
    let hasLeft = false;
    let [leftRed, leftGreen, leftBlue] = [0, 0, 0];
    const end = (y + 1) * width * channels;
    for (let at = y * width * channels; at < end; at += channels) {
      if (channels === 4 && data[at + 3]! < leastAlpha) {
        hasLeft = false;
        continue;
      }
      seen++;
      const red = data[at]!;
      const green = data[at + 1]!;
      const blue = data[at + 2]!;
      counts[((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4)]!++;
      grey +=
        isWithin(greySpread, red - green) &
        isWithin(greySpread, green - blue) &
        isWithin(greySpread, blue - red);
      if (hasLeft) {
        const difference = Math.abs(leftRed - red) + Math.abs(leftGreen - green) + Math.abs(leftBlue - blue);
        pairs++;
        steps += difference;
        flat += isWithin(0, difference);
        edges += 1 - isWithin(edgeStep - 1, difference);
      }
      hasLeft = true;
      leftRed = red;
      leftGreen = green;
      leftBlue = blue;
    }
  }
  const common = descending(counts);
  let colours = 0;
  for (let covered = 0; colours < common.length && covered < 0.9 * seen; colours++)
    covered += common[colours]!;
  const clear = rows * width - seen;
  return {
    clear: clear / Math.max(1, clear + seen),
    flat: flat / Math.max(1, pairs),
    edges: edges / Math.max(1, pairs),
    colours,
    commonest: (common[0] ?? 0) / Math.max(1, seen),
    grey: grey / Math.max(1, seen),
    seam: seamOf(data, width, height, channels) / Math.max(1, steps / Math.max(1, pairs)),
  };
}

/** 1 where a difference is no larger, else 0; without a branch, which would be guessed wrong half of the time. */
function isWithin(most: number, difference: number): number {
  return (Math.abs(difference) - most - 1) >>> 31;
}

/** The mean step across the borders, as if the picture lay beside itself. */
function seamOf(data: Uint8Array, width: number, height: number, channels: number): number {
  const at = (x: number, y: number) => (y * width + x) * channels;
  const step = (a: number, b: number) =>
    Math.abs(data[a]! - data[b]!) +
    Math.abs(data[a + 1]! - data[b + 1]!) +
    Math.abs(data[a + 2]! - data[b + 2]!);
  let sum = 0;
  for (let y = 0; y < height; y++) sum += step(at(width - 1, y), at(0, y));
  for (let x = 0; x < width; x++) sum += step(at(x, height - 1), at(x, 0));
  return sum / (width + height);
}

/** Those that are not 0, the largest first. */
function descending(counts: Uint32Array): Uint32Array {
  let kept = 0;
  for (const count of counts) if (count > 0) counts[kept++] = count;
  return counts.subarray(0, kept).sort().reverse();
}
