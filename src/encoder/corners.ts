/**
 * Corners of a grey picture: FAST-9 names them, Harris weighs them, and a grid spreads them, so that a text over the
 * picture cannot collect them all. Sources: E. Rosten and T. Drummond, "Machine learning for high-speed corner detection",
 * 2006; C. Harris and M. Stephens, "A combined corner and edge detector", 1988; the constants are those of OpenCV's ORB,
 * the lower threshold is ORB-SLAM's for cells without contrast.
 */

/** A grey picture, 0..255, row by row. */
export interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** OpenCV's `edgeThreshold` is 31, the patch; a patch that is turned reaches half of it around its corner. */
export const cornerMargin = 16;

const fastThreshold = 7;
const harrisFactor = 0.04;
const harrisRadius = 3;

/** The circle of 16 pixels at a distance of 3. */
const circle: readonly (readonly [x: number, y: number])[] = [
  [0, -3], [1, -3], [2, -2], [3, -1], [3, 0], [3, 1], [2, 2], [1, 3],
  [0, 3], [-1, 3], [-2, 2], [-3, 1], [-3, 0], [-3, -1], [-2, -2], [-1, -3],
]; // prettier-ignore

/** Corners as `y * width + x`, strongest first in each cell of the grid, cell by cell in turns: the first `most` of them. */
export function spreadCorners(grey: Grey, most: number): Int32Array {
  const { width, height } = grey;
  const { places, weights } = weighed(grey);
  const strongest = byWeight(localMaxima(places, weights, grey), weights);
  const cell = Math.max(8, Math.sqrt((width * height) / Math.max(1, most / 2)));
  const columns = Math.ceil(width / cell);
  const taken = new Uint16Array(columns * Math.ceil(height / cell));
  /** Those that are the first in their cells, the second, and so on. */
  const turns: number[][] = [];
  for (const at of strongest) {
    const place = places[at]!;
    const y = Math.floor(place / width);
    const turn = taken[Math.floor(y / cell) * columns + Math.floor((place - y * width) / cell)]!++;
    if (turn < turns.length) turns[turn]!.push(place);
    else turns.push([place]);
  }
  return Int32Array.from(turns.flat().slice(0, most));
}

/**
 * The strongest first, of equals the first. As numbers they are sorted many times as fast as by a function: above are the bits
 * of the weight, which are in order as weights above 0 are, below the place in the lists.
 */
function byWeight(kept: Int32Array, weights: Float32Array): Int32Array {
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  const keys = new Float64Array(kept.length);
  for (let at = 0; at < kept.length; at++)
    keys[at] = bits[kept[at]!]! * placesOfKey + (placesOfKey - 1 - kept[at]!);
  keys.sort();
  const sorted = new Int32Array(kept.length);
  for (let at = 0; at < kept.length; at++)
    sorted[kept.length - 1 - at] = placesOfKey - 1 - (keys[at]! % placesOfKey);
  return sorted;
}

/** A float64 has room for 53 bits, of which a weight takes 32; no picture that is looked at has so many pixels. */
const placesOfKey = 2 ** 21;

/** FAST corners and their Harris measure, which must be above nothing. */
function weighed(grey: Grey): { places: Int32Array; weights: Float32Array } {
  const { data, width, height } = grey;
  const offsets = Int32Array.from(circle, ([x, y]) => y * width + x);
  const sums = new WindowSums(grey);
  let places = new Int32Array(1024);
  let weights = new Float32Array(1024);
  let count = 0;
  for (let y = cornerMargin; y < height - cornerMargin; y++) {
    const first = count;
    for (let x = cornerMargin, place = y * width + x; x < width - cornerMargin; x++, place++) {
      if (!isCorner(data, place, offsets)) continue;
      if (count === places.length) {
        places = longer(places, new Int32Array(2 * count));
        weights = longer(weights, new Float32Array(2 * count));
      }
      places[count++] = place;
    }
    if (count === first) continue;
    sums.moveTo(y);
    for (let at = first; at < count; at++) weights[at] = sums.harris(places[at]! - y * width);
  }
  return { places: places.subarray(0, count), weights: weights.subarray(0, count) };
}

function longer<List extends Int32Array | Float32Array>(list: List, empty: List): List {
  empty.set(list);
  return empty;
}

/** True where 9 neighbours in a row on the circle are all brighter or all darker than the middle. */
function isCorner(data: Uint8Array, place: number, offsets: Int32Array): boolean {
  const high = data[place]! + fastThreshold;
  const low = data[place]! - fastThreshold;
  // Nine in a row cover one of each two opposite ones.
  const north = data[place + offsets[0]!]!;
  const south = data[place + offsets[8]!]!;
  const mayBeBright = north > high || south > high;
  const mayBeDark = north < low || south < low;
  if (!mayBeBright && !mayBeDark) return false;
  const east = data[place + offsets[4]!]!;
  const west = data[place + offsets[12]!]!;
  if (!(mayBeBright && (east > high || west > high)) && !(mayBeDark && (east < low || west < low)))
    return false;
  let bright = 0;
  let dark = 0;
  for (let step = 0; step < 16; step++) {
    const value = data[place + offsets[step]!]!;
    // The sign of the difference: a branch would be guessed wrong half of the time.
    bright |= ((high - value) >>> 31) << step;
    dark |= ((value - low) >>> 31) << step;
  }
  return nineInRow[bright] === 1 || nineInRow[dark] === 1;
}

/** Of each set of places on the circle, whether nine in a row are in it. */
const nineInRow = Uint8Array.from({ length: 1 << 16 }, (_, set) => {
  let row = set | (set << 16);
  for (let more = 0; more < 8; more++) row &= row >>> 1;
  return (row & 0xffff) === 0 ? 0 : 1;
});

/**
 * Sums of the gradients' products over the windows around the pixels of a line: columns are summed down once, and moved
 * down with the line, since corners are many in pictures with grain.
 */
class WindowSums {
  readonly #grey: Grey;
  readonly #xx: Int32Array;
  readonly #yy: Int32Array;
  readonly #xy: Int32Array;
  /** The last line of the windows that are summed; none before the first. */
  #last = -1;

  constructor(grey: Grey) {
    this.#grey = grey;
    [this.#xx, this.#yy, this.#xy] = [0, 1, 2].map(() => new Int32Array(grey.width)) as [
      Int32Array,
      Int32Array,
      Int32Array,
    ];
  }

  /** To the line `y`, which lies below the one before. */
  moveTo(y: number): void {
    const last = y + harrisRadius;
    const from = Math.max(this.#last + 1, y - harrisRadius);
    if (from > this.#last + 1 || this.#last < 0) {
      for (const sums of [this.#xx, this.#yy, this.#xy]) sums.fill(0);
    } else {
      for (let line = this.#last - 2 * harrisRadius; line < y - harrisRadius; line++) this.#add(line, -1);
    }
    for (let line = from; line <= last; line++) this.#add(line, 1);
    this.#last = last;
  }

  #add(y: number, sign: 1 | -1): void {
    const { data, width } = this.#grey;
    const [sumXx, sumYy, sumXy] = [this.#xx, this.#yy, this.#xy];
    for (let x = cornerMargin - harrisRadius; x < width - cornerMargin + harrisRadius; x++) {
      const at = y * width + x;
      const up = at - width;
      const down = at + width;
      const falling = data[down + 1]! - data[up - 1]!;
      const rising = data[up + 1]! - data[down - 1]!;
      const gx = 2 * (data[at + 1]! - data[at - 1]!) + rising + falling;
      const gy = 2 * (data[down]! - data[up]!) - rising + falling;
      sumXx[x]! += sign * gx * gx;
      sumYy[x]! += sign * gy * gy;
      sumXy[x]! += sign * gx * gy;
    }
  }

  /** The Harris measure around the pixel at `x` of the line. */
  harris(x: number): number {
    let xx = 0;
    let yy = 0;
    let xy = 0;
    const [sumXx, sumYy, sumXy] = [this.#xx, this.#yy, this.#xy];
    for (let at = x - harrisRadius; at <= x + harrisRadius; at++) {
      xx += sumXx[at]!;
      yy += sumYy[at]!;
      xy += sumXy[at]!;
    }
    return xx * yy - xy * xy - harrisFactor * (xx + yy) * (xx + yy);
  }
}

/** The strongest of each 3 × 3 pixels, as places in the lists; edges, whose measure is below nothing, are none. */
function localMaxima(places: Int32Array, weights: Float32Array, { width, height }: Grey): Int32Array {
  const strength = new Float32Array(width * height);
  for (let at = 0; at < places.length; at++) if (weights[at]! > 0) strength[places[at]!] = weights[at]!;
  const kept = new Int32Array(places.length);
  let count = 0;
  for (let at = 0; at < places.length; at++) {
    const own = weights[at]!;
    const [place, above, below] = [places[at]!, places[at]! - width, places[at]! + width];
    if (
      own > 0 &&
      // Of two equal ones the first stays.
      own > strength[above - 1]! &&
      own > strength[above]! &&
      own > strength[above + 1]! &&
      own > strength[place - 1]! &&
      own >= strength[below - 1]! &&
      own >= strength[below]! &&
      own >= strength[below + 1]! &&
      own >= strength[place + 1]!
    )
      kept[count++] = at;
  }
  return kept.subarray(0, count);
}
