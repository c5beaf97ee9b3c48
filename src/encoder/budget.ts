/** Memory that pictures may take together: who needs more than is left waits for the others, in turn. */
export class Budget {
  readonly #limit: number;
  readonly #waiting: { readonly amount: number; readonly enter: () => void }[] = [];
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Has so much of it while `work` runs. What is larger than the whole has it alone. */
  async hold<Result>(amount: number, work: () => Promise<Result>): Promise<Result> {
    // Nobody overtakes: a large picture would wait for ever beside many small ones.
    if (this.#waiting.length > 0 || !this.#fits(amount)) {
      await new Promise<void>(enter => this.#waiting.push({ amount, enter }));
    } else {
      this.#taken += amount;
    }
    try {
      return await work();
    } finally {
      this.#taken -= amount;
      this.#letIn();
    }
  }

  #fits(amount: number): boolean {
    return this.#taken === 0 || this.#taken + amount <= this.#limit;
  }

  #letIn(): void {
    for (let first = this.#waiting[0]; first && this.#fits(first.amount); first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#taken += first.amount;
      first.enter();
    }
  }
}
