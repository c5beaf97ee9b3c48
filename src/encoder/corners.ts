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
  const { places, weights } = weighed(grey);
  const kept = localMaxima(places, weights, grey);
  const cell = Math.max(8, Math.sqrt((grey.width * grey.height) / Math.max(1, most / 2)));
  const columns = Math.ceil(grey.width / cell);
  const cells = new Map<number, number[]>();
  for (const at of kept) {
    const place = places[at]!;
    const x = place % grey.width;
    const y = (place - x) / grey.width;
    const key = Math.floor(y / cell) * columns + Math.floor(x / cell);
    const members = cells.get(key);
    if (members) members.push(at);
    else cells.set(key, [at]);
  }
  const queues = [...cells.values()].map(members =>
    members.sort((a, b) => weights[b]! - weights[a]! || a - b),
  );
  const chosen: number[] = [];
  for (let turn = 0; chosen.length < most; turn++) {
    const round = queues.flatMap(members => (turn < members.length ? [members[turn]!] : []));
    if (round.length === 0) break;
    round.sort((a, b) => weights[b]! - weights[a]! || a - b);
    chosen.push(...round.slice(0, most - chosen.length));
  }
  return Int32Array.from(chosen, at => places[at]!);
}

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
    for (let at = x - harrisRadius; at <= x + harrisRadius; at++) {
      xx += this.#xx[at]!;
      yy += this.#yy[at]!;
      xy += this.#xy[at]!;
    }
    return xx * yy - xy * xy - harrisFactor * (xx + yy) * (xx + yy);
  }
}

/** The strongest of each 3 × 3 pixels; edges, whose measure is below nothing, are none. */
function localMaxima(places: Int32Array, weights: Float32Array, { width, height }: Grey): number[] {
  const strength = new Float32Array(width * height);
  places.forEach((place, at) => (strength[place] = Math.max(0, weights[at]!)));
  const kept: number[] = [];
  places.forEach((place, at) => {
    const own = strength[place]!;
    if (own <= 0) return;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const other = strength[place + dy * width + dx]!;
        // Of two equal ones the first stays.
        if (other > own || (other === own && dy * width + dx < 0)) return;
      }
    }
    kept.push(at);
  });
  return kept;
}
