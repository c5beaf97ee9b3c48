// Chance by a seed: the same seed draws the same pictures.

/** mulberry32, a small seeded generator, with the few questions that drawings ask. */
export function seeded(seed) {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const int = (low, high) => low + Math.floor(next() * (high - low + 1));
  const pick = list => list[Math.floor(next() * list.length)];
  const shuffle = list => {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = int(0, i);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  };
  return {
    next,
    int,
    pick,
    shuffle,
    /** A number between two others. */
    between: (low, high) => low + next() * (high - low),
    chance: share => next() < share,
    some: (list, count) => shuffle(list).slice(0, count),
    /** A list made by calling a function some times. */
    times: (count, make) => Array.from({ length: count }, (_, i) => make(i)),
    /** About normal: the sum of three uniform numbers. */
    bell: () => (next() + next() + next() - 1.5) / 0.5,
  };
}
