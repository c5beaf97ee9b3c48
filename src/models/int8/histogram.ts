/** Which values a tensor takes, over many runs: as counts between limits that grow with what is seen. */

const bins = 2048;

export class Histogram {
  #counts = new Float64Array(bins);
  /** The middle of the counts is zero: they go from −limit to limit. */
  #limit = 0;
  #least = Infinity;
  #most = -Infinity;

  /** The least and the most of all values. */
  get limits(): readonly [number, number] {
    return this.#least <= this.#most ? [this.#least, this.#most] : [0, 0];
  }

  add(values: Float32Array): void {
    let [least, most] = [this.#least, this.#most];
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    [this.#least, this.#most] = [least, most];
    this.#grow(Math.max(-least, most));
    if (this.#limit === 0) return;
    const [counts, limit, scale] = [this.#counts, this.#limit, bins / (2 * this.#limit)];
    for (let i = 0; i < values.length; i++) {
      // What is no number falls into no bin.
      const bin = Math.min(bins - 1, Math.floor((values[i]! + limit) * scale));
      if (bin >= 0) counts[bin]!++;
    }
  }

  /**
   * The limits between which rounding to 256 steps and cutting off the rest cost least, as a mean square.
   * (Migacz 2017 searches like this for the least divergence; squares need no guess of how errors matter.)
   */
  bestLimits(): readonly [number, number] {
    const [least, most] = this.limits;
    if (this.#limit === 0) return [least, most];
    let [best, cost] = [[least, most] as const, this.#cost(least, most)];
    for (let share = 0.98; share >= 0.2; share -= 0.02) {
      const limits = [least * share, most * share] as const;
      const found = this.#cost(...limits);
      if (found < cost) [best, cost] = [limits, found];
    }
    // One end after the other: a network's values are seldom even.
    for (const end of [0, 1] as const) {
      for (let share = 0.95; share >= 0.3; share -= 0.05) {
        const limits =
          end === 0 ? ([best[0] * share, best[1]] as const) : ([best[0], best[1] * share] as const);
        const found = this.#cost(...limits);
        if (found >= cost) break;
        [best, cost] = [limits, found];
      }
    }
    return best;
  }

  /** The limits that leave out so much of all values at each end. */
  limitsWithout(share: number): readonly [number, number] {
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    const [least, most] = this.limits;
    if (total === 0) return [least, most];
    const at = (bin: number) => (bin / bins) * 2 * this.#limit - this.#limit;
    let [low, high] = [0, bins];
    for (let sum = 0; low < high && sum + this.#counts[low]! <= share * total; low++)
      sum += this.#counts[low]!;
    for (let sum = 0; high > low && sum + this.#counts[high - 1]! <= share * total; high--) sum += this.#counts[high - 1]!; // prettier-ignore
    return [Math.max(least, at(low)), Math.min(most, at(high))];
  }

  #cost(least: number, most: number): number {
    const [from, to] = [Math.min(0, least), Math.max(0, most)];
    const step = (to - from) / 255;
    const width = (2 * this.#limit) / bins;
    let cost = 0;
    for (let bin = 0; bin < bins; bin++) {
      const count = this.#counts[bin]!;
      if (count === 0) continue;
      const value = (bin + 0.5) * width - this.#limit;
      const off = value < from ? from - value : value > to ? value - to : 0;
      cost += count * (off > 0 ? off * off : (step * step) / 12);
    }
    return cost;
  }

  /** Doubles the limits until they hold: two bins become one. */
  #grow(needed: number): void {
    if (!(needed > 0) || !Number.isFinite(needed)) return;
    if (this.#limit === 0) {
      this.#limit = needed;
      return;
    }
    while (this.#limit < needed) {
      const wider = new Float64Array(bins);
      for (let bin = 0; bin < bins; bin++) wider[bins / 4 + (bin >> 1)]! += this.#counts[bin]!;
      this.#counts = wider;
      this.#limit *= 2;
    }
  }
}
