/** Bits of descriptors that tables are made of, drawn once and for all: the same on every machine. */

/** So many draws of `count` different places below `of`, by xorshift. */
export function drawnBits(draws: number, count: number, of: number): readonly Uint8Array[] {
  let state = 0x9e3779b9;
  const below = (limit: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
  return Array.from({ length: draws }, () => {
    const chosen = new Set<number>();
    while (chosen.size < count) chosen.add(below(of));
    return Uint8Array.from(chosen);
  });
}
