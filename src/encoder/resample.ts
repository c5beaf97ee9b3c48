/**
 * Resampling as Pillow does it, to the last bit: what CLIP models were trained with.
 * libvips reduces just as well and much faster, but what it enlarges lies half a pixel off, and it guesses the
 * neighbours beyond the edge; on icons, which are all edge, that is seen. Small pictures cost little here.
 */

interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

interface Filter {
  readonly support: number;
  readonly weight: (distance: number) => number;
}

export type FilterName = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos';

/** Weights as in Pillow's `Resample.c`. */
const filters: Readonly<Record<Exclude<FilterName, 'nearest'>, Filter>> = {
  bilinear: { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { support: 2, weight: x => keys(Math.abs(x)) },
  lanczos: { support: 3, weight: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** Weights are whole numbers of this many bits after the point: 32 without 8 for a pixel and 2 for sign and overshoot. */
const precisionBits = 22;

/** For each pixel of the result: where its sources begin, and their weights. */
interface Taps {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** `width` of them for each pixel of the result. */
  readonly weights: Int32Array;
  readonly width: number;
}

/** An RGB picture in another size, rounded to bytes between the two directions. Across first, unless down reduces more. */
export function resample(picture: Picture, width: number, height: number, filter: FilterName): Buffer {
  const downFirst = height < picture.height && height / picture.height < width / picture.width;
  const across = (from: Picture) =>
    from.width === width ? from : { ...from, width, data: resampleRows(from, width, filter) };
  const down = (from: Picture) =>
    from.height === height ? from : { ...from, height, data: resampleColumns(from, height, filter) };
  return Buffer.from((downFirst ? across(down(picture)) : down(across(picture))).data);
}

function resampleRows({ data, width, height }: Picture, target: number, filter: FilterName): Buffer {
  const taps = tapsFor(width, target, filter);
  const result = Buffer.allocUnsafe(target * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < target; x++) {
      const from = (y * width + taps.firsts[x]!) * 3;
      writePixel(result, (y * target + x) * 3, data, from, 3, taps, x);
    }
  }
  return result;
}

function resampleColumns({ data, width, height }: Picture, target: number, filter: FilterName): Buffer {
  const taps = tapsFor(height, target, filter);
  const result = Buffer.allocUnsafe(width * target * 3);
  for (let y = 0; y < target; y++) {
    for (let x = 0; x < width; x++) {
      const from = (taps.firsts[y]! * width + x) * 3;
      writePixel(result, (y * width + x) * 3, data, from, width * 3, taps, y);
    }
  }
  return result;
}

/** The weighted sum of sources that lie `step` bytes apart. */
function writePixel(
  result: Buffer,
  to: number,
  data: Uint8Array,
  from: number,
  step: number,
  taps: Taps,
  place: number,
): void {
  const half = 1 << (precisionBits - 1);
  let [red, green, blue] = [half, half, half];
  const first = place * taps.width;
  for (let tap = 0, at = from; tap < taps.counts[place]!; tap++, at += step) {
    const weight = taps.weights[first + tap]!;
    red += data[at]! * weight;
    green += data[at + 1]! * weight;
    blue += data[at + 2]! * weight;
  }
  result[to] = clipped(red >> precisionBits);
  result[to + 1] = clipped(green >> precisionBits);
  result[to + 2] = clipped(blue >> precisionBits);
}

function tapsFor(source: number, target: number, name: FilterName): Taps {
  const scale = source / target;
  const one = 1 << precisionBits;
  if (name === 'nearest') {
    const firsts = Int32Array.from({ length: target }, (_, place) => Math.floor((place + 0.5) * scale));
    const ones = (value: number) => new Int32Array(target).fill(value);
    return { firsts, counts: ones(1), weights: ones(one), width: 1 };
  }
  const filter = filters[name];
  // A filter that reduces is stretched over all the pixels that become one.
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const width = Math.ceil(support) * 2 + 1;
  const [firsts, counts] = [new Int32Array(target), new Int32Array(target)];
  const weights = new Int32Array(target * width);
  for (let place = 0; place < target; place++) {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(source, Math.trunc(centre + support + 0.5)) - first;
    const raw = Array.from({ length: count }, (_, tap) =>
      filter.weight((tap + first - centre + 0.5) / stretch),
    );
    // Beyond the edge is nothing, not the last pixel again: what is there weighs the more.
    const sum = raw.reduce((total, weight) => total + weight, 0);
    raw.forEach((weight, tap) => {
      const exact = (weight / sum) * one;
      weights[place * width + tap] = Math.trunc(exact + (exact < 0 ? -0.5 : 0.5));
    });
    firsts[place] = first;
    counts[place] = count;
  }
  return { firsts, counts, weights, width };
}

/** Keys's cubic with a = -0.5 (R. Keys, "Cubic Convolution Interpolation", 1981). */
function keys(x: number): number {
  const a = -0.5;
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

function clipped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
