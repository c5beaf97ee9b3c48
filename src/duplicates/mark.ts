/**
 * Whether all that differs between two flat graphics is a mark through which the picture shows: ink of one colour, laid over
 * it with one opacity. Inside it, the luma of one follows from that of the other by one straight line, whatever lies there:
 * it is only a bit nearer to the ink. Nothing else that was drawn does that: words that are other ones hide what was there.
 */
import type { Plane } from './warp.ts';

/** Luma that is another one, above what JPEG and soft edges make. */
const otherLuma = 12;

/** The share of the overlap that a mark may take. */
const [least, most] = [0.001, 0.3];

/** What shows through, as a share of the contrast that was there: less is opaque, more is no mark. */
const [dimmest, clearest] = [0.15, 0.85];

/** Luma that ink can have, with some room for errors of the line. */
const [blackest, whitest] = [-25, 280];

/** What lies under a mark must have so much contrast, a deviation in grey levels, or nobody knows whether it shows through. */
const contrast = 15;

/** Lumas from the line that count as on it, the share of what differs that is, and the share that is on it or between it and no mark at all, as a soft edge is. */
const onLine = 12;
const [mostly, nearlyAll] = [0.4, 0.96];

const rounds = 2;

/** Lumas in steps, how many of the commonest pairs of them are tried, and how far apart two must be to tell a line. */
const [step, commonest, apart] = [8, 16, 24];

/** Pixels around a mark that are no witnesses either: its edge is soft. What lies farther from it is looked at like the rest. */
const fringe = 3;

interface Brightness {
  readonly gain: number;
  readonly offset: number;
}

/**
 * Places that such a mark covers; null where there is none. `seen` is the other picture in the pixels of `frame`; `gain` and
 * `offset` take its brightness from the frame's, what lies over it left out. Either of the two may have the mark.
 */
export function markedPlaces(
  frame: Plane,
  seen: Plane,
  { gain, offset }: Brightness,
): readonly number[] | null {
  if (gain <= 0) return null;
  const marked: number[] = [];
  let overlap = 0;
  for (let at = 0; at < frame.data.length; at++) {
    if (seen.data[at]! < 0) continue;
    overlap++;
    if (Math.abs(seen.data[at]! - gain * frame.data[at]! - offset) > otherLuma) marked.push(at);
  }
  if (marked.length < least * overlap || marked.length > most * overlap) return null;
  return (
    onMark(frame, seen, marked, { gain, offset }) ??
    onMark(seen, frame, marked, { gain: 1 / gain, offset: -offset / gain })
  );
}

/** What is seen, −1 at these places and in a fringe around them. */
export function withoutPlaces({ data, width, height }: Plane, places: readonly number[]): Plane {
  const rest = data.slice();
  for (const at of places) {
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let v = Math.max(0, y - fringe); v <= Math.min(height - 1, y + fringe); v++)
      rest.fill(-1, v * width + Math.max(0, x - fringe), v * width + Math.min(width, x + fringe + 1));
  }
  return { data: rest, width, height };
}

/** Of the places where the two differ those that lie under a mark of `seen`. */
function onMark(
  frame: Plane,
  seen: Plane,
  places: readonly number[],
  { gain, offset }: Brightness,
): readonly number[] | null {
  const line = lineThrough(frame, seen, places);
  if (!line || line.deviation < contrast) return null;
  const through = line.slope / gain;
  const ink = (line.start - through * offset) / (1 - through);
  if (!(through >= dimmest && through <= clearest && ink >= blackest && ink <= whitest)) return null;
  let between = 0;
  const under = places.filter(at => {
    const [x, y] = [frame.data[at]!, seen.data[at]!];
    const [full, none] = [line.slope * x + line.start, gain * x + offset];
    if (Math.abs(y - full) <= onLine) return true;
    if (y >= Math.min(full, none) && y <= Math.max(full, none)) between++;
    return false;
  });
  const isMark =
    under.length >= mostly * places.length && under.length + between >= nearlyAll * places.length;
  return isMark ? under : null;
}

interface Line {
  readonly slope: number;
  readonly start: number;
}

/** The line on which most of these places lie, and the deviation of the frame's luma among those on it; null where there is none. */
function lineThrough(
  frame: Plane,
  seen: Plane,
  places: readonly number[],
): (Line & { readonly deviation: number }) | null {
  let line: (Line & { readonly deviation: number }) | null = null;
  let start: Line | null = bestLine(frame, seen, places);
  for (let round = 0; start && round < rounds; round++) {
    let [n, sumA, sumB, squareA, product] = [0, 0, 0, 0, 0];
    for (const at of places) {
      const [x, y] = [frame.data[at]!, seen.data[at]!];
      if (Math.abs(y - start.slope * x - start.start) > onLine) continue;
      n++;
      sumA += x;
      sumB += y;
      squareA += x * x;
      product += x * y;
    }
    const variance = squareA / Math.max(1, n) - (sumA / Math.max(1, n)) ** 2;
    if (variance < 1) return null;
    const slope = (product / n - (sumA * sumB) / n / n) / variance;
    line = { slope, start: (sumB - slope * sumA) / n, deviation: Math.sqrt(variance) };
    start = line;
  }
  return line;
}

/** Of the lines through two common pairs of lumas the one that most pairs lie on. */
function bestLine(frame: Plane, seen: Plane, places: readonly number[]): Line | null {
  const cells = Array.from({ length: (256 / step) ** 2 }, () => ({ count: 0, x: 0, y: 0 }));
  for (const at of places) {
    const [x, y] = [frame.data[at]!, seen.data[at]!];
    const cell = cells[Math.floor(x / step) * (256 / step) + Math.floor(y / step)]!;
    cell.count++;
    cell.x += x;
    cell.y += y;
  }
  const full = cells
    .filter(({ count }) => count > 0)
    .map(({ count, x, y }) => ({ count, x: x / count, y: y / count }))
    .sort((p, q) => q.count - p.count);
  const common = full.slice(0, commonest);
  let best: Line | null = null;
  let most = 0;
  for (const [at, p] of common.entries()) {
    for (const q of common.slice(at + 1)) {
      if (Math.abs(p.x - q.x) < apart) continue;
      const slope = (p.y - q.y) / (p.x - q.x);
      const start = p.y - slope * p.x;
      let on = 0;
      for (const { count, x, y } of full) if (Math.abs(y - slope * x - start) <= onLine) on += count;
      if (on <= most) continue;
      most = on;
      best = { slope, start };
    }
  }
  return best;
}
