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
function weighed({ data, width, height }: Grey): { places: Int32Array; weights: Float32Array } {
  const offsets = Int32Array.from(circle, ([x, y]) => y * width + x);
  let places = new Int32Array(4096);
  let count = 0;
  for (let y = cornerMargin; y < height - cornerMargin; y++) {
    for (let x = cornerMargin, place = y * width + x; x < width - cornerMargin; x++, place++) {
      if (!isCorner(data, place, offsets)) continue;
      if (count === places.length) {
        const longer = new Int32Array(2 * count);
        longer.set(places);
        places = longer;
      }
      places[count++] = place;
    }
  }
  places = places.subarray(0, count);
  const weights = new Float32Array(count);
  for (let at = 0; at < count; at++) weights[at] = harris(data, width, places[at]!);
  return { places, weights };
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
  for (let step = 0; step < 24; step++) {
    const value = data[place + offsets[step & 15]!]!;
    bright = value > high ? bright + 1 : 0;
    dark = value < low ? dark + 1 : 0;
    if (bright === 9 || dark === 9) return true;
  }
  return false;
}

function harris(data: Uint8Array, width: number, place: number): number {
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let dy = -harrisRadius; dy <= harrisRadius; dy++) {
    for (let dx = -harrisRadius, at = place + dy * width - harrisRadius; dx <= harrisRadius; dx++, at++) {
      const up = at - width;
      const down = at + width;
      const gx =
        2 * (data[at + 1]! - data[at - 1]!) +
        data[up + 1]! -
        data[up - 1]! +
        data[down + 1]! -
        data[down - 1]!;
      const gy =
        2 * (data[down]! - data[up]!) + data[down - 1]! - data[up - 1]! + data[down + 1]! - data[up + 1]!;
      xx += gx * gx;
      yy += gy * gy;
      xy += gx * gy;
    }
  }
  return xx * yy - xy * xy - harrisFactor * (xx + yy) * (xx + yy);
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
