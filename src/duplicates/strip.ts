/** A caption over a picture: a strip along the upper or lower edge of what two pictures have in common, in which all is new. */
import type { Agreement } from './agreement.ts';

/** Rows of blocks, from `first` up to and without `last`. */
export interface Rows {
  readonly first: number;
  readonly last: number;
}

/** Share of the common rows that a caption may take. */
const mostRows = 0.3;
/** So much of each row of it differs, and so much of all: its ground is new as well as its words. */
const rowShare = 0.5;
const stripShare = 0.7;

/** The rows outside a caption; all rows where there is none. */
export function rowsOutsideStrip({ states, columns, rows }: Agreement): Rows {
  const seen = new Uint16Array(rows);
  const other = new Uint16Array(rows);
  for (const [at, state] of states.entries()) {
    if (state === null) continue;
    const row = Math.floor(at / columns);
    seen[row]!++;
    if (state === 'differs' || state === 'covered') other[row]!++;
  }
  let [first, last] = [0, rows];
  while (first < last && seen[first] === 0) first++;
  while (last > first && seen[last - 1] === 0) last--;
  const most = Math.floor(mostRows * (last - first));
  const strip = (row: (at: number) => number) => {
    let [height, covered, all] = [0, 0, 0];
    for (let at = 0; at < most && other[row(at)]! >= rowShare * seen[row(at)]!; at++) {
      covered += other[row(at)]!;
      all += seen[row(at)]!;
      if (covered >= stripShare * all) height = at + 1;
    }
    return height;
  };
  const above = strip(at => first + at);
  const below = strip(at => last - 1 - at);
  // The edge of the strip hits half a row more.
  if (above > below) return { first: first + above + 1, last };
  return below > 0 ? { first, last: last - below - 1 } : { first, last };
}
