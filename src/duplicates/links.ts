/** Which of many things hang together (B. Galler and M. Fischer, "An improved equivalence algorithm", 1964). */
export class Links {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, at) => at);
  }

  areJoined(a: number, b: number): boolean {
    return this.#root(a) === this.#root(b);
  }

  /** The lower root stays, so that the order of joins does not matter. */
  join(a: number, b: number): void {
    const [p, q] = [this.#root(a), this.#root(b)];
    this.#parents[Math.max(p, q)] = Math.min(p, q);
  }

  /** The lowest of all that hang together with it. */
  rootOf(at: number): number {
    return this.#root(at);
  }

  #root(at: number): number {
    let root = at;
    while (this.#parents[root] !== root) root = this.#parents[root]!;
    for (let next = at; next !== root;) {
      const parent = this.#parents[next]!;
      this.#parents[next] = root;
      next = parent;
    }
    return root;
  }
}
