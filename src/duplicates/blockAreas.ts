/** Blocks that hang together, and what such areas tell of two pictures that lie on each other. */
import type { Agreement } from './agreement.ts';

export interface BlockArea {
  /** In blocks. */
  readonly size: number;
  /** Columns from its leftmost block to its rightmost one. */
  readonly width: number;
}

/** The areas of blocks that `isIn` is true of; blocks that touch at a corner hang together. */
export function areasOfBlocks(columns: number, rows: number, isIn: (at: number) => boolean): BlockArea[] {
  const seen = new Uint8Array(columns * rows);
  const areas: BlockArea[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || !isIn(start)) continue;
    const queue = [start];
    seen[start] = 1;
    let [left, right] = [columns, 0];
    for (let next = 0; next < queue.length; next++) {
      const [x, y] = [queue[next]! % columns, Math.floor(queue[next]! / columns)];
      left = Math.min(left, x);
      right = Math.max(right, x);
      for (let v = Math.max(0, y - 1); v <= Math.min(rows - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(columns - 1, x + 1); u++) {
          const at = v * columns + u;
          if (seen[at] || !isIn(at)) continue;
          seen[at] = 1;
          queue.push(at);
        }
      }
    }
    areas.push({ size: queue.length, width: right - left + 1 });
  }
  return areas;
}

/** A block that has lost so many times as much of its correlation as the median block, and so much at least, is no worse copy but something else. */
const [worse, leastLoss] = [8, 0.2];

/** Where more blocks have lost so much, it is a filter that meets one colour harder than another. */
const mostOther = 0.15;

/**
 * How many blocks of a flat graphic hang together that are much less alike than the median block, of those that `counts` is
 * true of. Whatever a filter or an encoder does to a copy, it does everywhere: words that are other ones do not lose a
 * little all over, but much in one place.
 */
export function otherWords(
  { states, correlations, columns, rows }: Agreement,
  counts: (at: number) => boolean,
): number {
  const isTextured = (at: number) => counts(at) && (states[at] === 'agrees' || states[at] === 'differs');
  const all = correlations.filter((_, at) => isTextured(at)).sort();
  const usual = 1 - (all[all.length >> 1] ?? 1);
  const least = 1 - Math.max(leastLoss, worse * usual);
  const areas = areasOfBlocks(columns, rows, at => isTextured(at) && correlations[at]! < least);
  const other = areas.reduce((sum, { size }) => sum + size, 0);
  return other > mostOther * all.length ? 0 : Math.max(0, ...areas.map(({ size }) => size));
}

/** Deviation in grey levels from which there is something in a block, and the correlation below which it is something else. */
const [something, somethingElse] = [5, 0.7];

/**
 * In how many blocks both pictures have something, and not the same; and how many of these hang together at most. What was
 * laid over a copy leaves little in one of the two, or lets the other through.
 */
export function replacedBlocks({ states, correlations, contrasts, columns, rows }: Agreement): {
  readonly all: number;
  readonly largest: number;
} {
  const isTextured = (at: number) => states[at] === 'agrees' || states[at] === 'differs';
  const isReplaced = (at: number) =>
    isTextured(at) && correlations[at]! < somethingElse && contrasts[at]! >= something;
  const sizes = areasOfBlocks(columns, rows, isReplaced).map(({ size }) => size);
  return { all: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(0, ...sizes) };
}
