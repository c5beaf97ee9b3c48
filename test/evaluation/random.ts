/** The seed of everything that is drawn by chance here: the day on which the training's first recipe was fixed. */
export const seed = 20261124;

/** mulberry32 by Tommy Ettinger (public domain): small, seeded, the same on every machine. Gives numbers in 0..1. */
export function randomNumbers(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
