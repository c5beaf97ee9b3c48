/**
 * What is in one of two flat graphics that lie on each other and not in the other one. Whatever filter a copy went through,
 * what had one colour before has one colour after it: each colour is given the one that it mostly has in the other picture,
 * and where another one is found in more than a line's width, something was added, moved or taken away.
 */
import type { Sketch } from '../protocol/encoder.ts';
import type { Affine } from './alignment.ts';
import { hasOtherInk } from './otherInk.ts';
import { pixelAreas } from './pixelAreas.ts';
import type { Plane } from './warp.ts';

export interface Structure {
  /** Pixels of such areas, as a share of the overlap. */
  readonly other: number;
  /** Those that are no specks beside the others, taken together; null where there is none. */
  readonly main: Area | null;
}

export interface Area {
  /** Of the overlap. */
  readonly share: number;
  /** Of the upright rectangle around them: 1 is a patch. */
  readonly filled: number;
  /** That rectangle in pixels of the frame; right and bottom lie outside. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Both pictures have something there, and not the same: other words, whatever lies behind them (`otherInk.ts`). */
  readonly hasOtherInk: boolean;
}

/** One rectangle over a flat graphic: the share that it takes, how much of its bounds it fills, and how much of all that is new it is. */
const rectangle = { least: 0.02, most: 0.2, filled: 0.8, ofAll: 0.9 };

/** True where all that is new is one rectangle without words of its own in the place of others: a patch. */
export function isRectangle({ main, other }: Structure): boolean {
  if (!main || main.share < rectangle.least || main.share > rectangle.most) return false;
  if (main.filled < rectangle.filled || main.share < rectangle.ofAll * other) return false;
  // A row that is selected, or of another colour, and has other words is no patch over them.
  return !main.hasOtherInk;
}

/** Chroma has a cell for so many pixels each way. */
const cell = 4;

/** Luma that is plainly another one, in deviations of the picture, and its bounds. */
const otherShare = 0.4;
const [leastOther, mostOther] = [12, 30];

/** Luma in 16 steps and both chromas in 8. */
const colours = 16 * 8 * 8;

/**
 * `map` takes pixels of A's sketch to B's; `frame` is A's luma and `seen` B's in A's pixels, both as soft as the coarser one.
 * Only `rows` of pixels are looked at.
 */
export function structureOf(
  a: Sketch,
  b: Sketch,
  map: Affine,
  frame: Plane,
  seen: Plane,
  rows: readonly [number, number],
): Structure {
  const { width, height } = frame;
  const own = new Uint16Array(width * height);
  const other = new Uint16Array(width * height);
  const [cellsA, cellsB] = [cellsOf(a), cellsOf(b)];
  let [n, sum, squares] = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const there = seen.data[at]!;
      if (there < 0) continue;
      n++;
      sum += there;
      squares += there * there;
      const u = Math.max(
        0,
        Math.min(b.width - 1, Math.floor(map[0] * (x + 0.5) + map[1] * (y + 0.5) + map[2])),
      );
      const v = Math.max(
        0,
        Math.min(b.height - 1, Math.floor(map[3] * (x + 0.5) + map[4] * (y + 0.5) + map[5])),
      );
      own[at] = colourAt(cellsA, x, y, frame.data[at]!);
      other[at] = colourAt(cellsB, u, v, there);
    }
  }
  if (n === 0) return { other: 0, main: null };
  const deviation = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
  const limitB = Math.max(leastOther, Math.min(mostOther, otherShare * deviation));
  const limitA = Math.max(leastOther, Math.min(mostOther, otherShare * deviationOf(frame, seen)));
  const isOther = new Uint8Array(width * height);
  mark(isOther, own, seen, seen, limitB);
  mark(isOther, other, frame, seen, limitA);
  isOther.fill(0, 0, Math.max(0, rows[0]) * width);
  isOther.fill(0, Math.min(height, rows[1]) * width);
  return measured(eroded(isOther, width, height), frame, seen, n);
}

function cellsOf({ chroma, width, height }: Sketch) {
  return {
    chroma,
    columns: Math.ceil(width / cell),
    count: Math.ceil(width / cell) * Math.ceil(height / cell),
  };
}

function colourAt(
  { chroma, columns, count }: ReturnType<typeof cellsOf>,
  x: number,
  y: number,
  luma: number,
): number {
  const at = Math.floor(y / cell) * columns + Math.floor(x / cell);
  return (Math.min(15, luma >> 4) << 6) | ((chroma[at]! >> 5) << 3) | (chroma[count + at]! >> 5);
}

function deviationOf({ data }: Plane, seen: Plane): number {
  let [n, sum, squares] = [0, 0, 0];
  for (let at = 0; at < data.length; at++) {
    if (seen.data[at]! < 0) continue;
    n++;
    sum += data[at]!;
    squares += data[at]! ** 2;
  }
  return Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
}

/** Steps of luma in which the usual one of a colour is sought. */
const step = 8;

/** Marks what has not the luma that its colour in the other picture mostly has. */
function mark(isOther: Uint8Array, colour: Uint16Array, luma: Plane, seen: Plane, limit: number): void {
  const counts = new Uint32Array(colours * (256 / step));
  const places = 256 / step;
  for (let at = 0; at < colour.length; at++)
    if (seen.data[at]! >= 0)
      counts[colour[at]! * places + Math.min(places - 1, Math.floor(luma.data[at]! / step))]!++;
  const usual = new Float32Array(colours);
  for (let of = 0; of < colours; of++) {
    let most = 0;
    for (let at = 0; at < places; at++) {
      const here = of * places + at;
      const near =
        2 * counts[here]! + (at > 0 ? counts[here - 1]! : 0) + (at < places - 1 ? counts[here + 1]! : 0);
      if (near > most) {
        most = near;
        usual[of] = (at + 0.5) * step;
      }
    }
  }
  for (let at = 0; at < colour.length; at++)
    if (seen.data[at]! >= 0 && Math.abs(luma.data[at]! - usual[colour[at]!]!) > limit) isOther[at] = 1;
}

/** Without the outermost two pixels of each area: edges are never laid exactly onto each other. */
function eroded(mask: Uint8Array, width: number, height: number): Uint8Array {
  let now = mask;
  for (let pass = 0; pass < 2; pass++) {
    const next = new Uint8Array(now.length);
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
        if (now[at]! & now[at - 1]! & now[at + 1]! & now[at - width]! & now[at + width]!) next[at] = 1;
      }
    }
    now = next;
  }
  return now;
}

/** An area that is a smaller share of all is a speck. */
const leastOfAll = 0.1;

/** In areas of such a share of the largest one, words are looked for: in a smaller one beside a patch they say little. */
const leastWithWords = 0.5;

function measured(mask: Uint8Array, frame: Plane, seen: Plane, n: number): Structure {
  const areas = pixelAreas(mask, frame.width, value => value !== 0, 'apart');
  const all = areas.reduce((sum, { size }) => sum + size, 0);
  const main = areas.filter(({ size }) => size >= leastOfAll * all);
  if (main.length === 0) return { other: all / n, main: null };
  const left = Math.min(...main.map(area => area.left));
  const top = Math.min(...main.map(area => area.top));
  const right = Math.max(...main.map(area => area.right));
  const bottom = Math.max(...main.map(area => area.bottom));
  const size = main.reduce((sum, area) => sum + area.size, 0);
  const filled = size / ((right - left) * (bottom - top));
  const largest = Math.max(...main.map(area => area.size));
  const withWords = main.filter(area => area.size >= leastWithWords * largest);
  return {
    other: all / n,
    main: {
      share: size / n,
      filled,
      left,
      top,
      right,
      bottom,
      hasOtherInk: withWords.some(area => hasOtherInk(frame, seen, area)),
    },
  };
}
