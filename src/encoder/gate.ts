/**
 * Lets work through side by side, or one piece of it alone.
 * libvips keeps one text of errors for the whole process: of files that fail at the same time, one may get what was
 * said of another, or nothing. So a file that failed is decoded again, alone, and only what is said then counts.
 */
export class Gate {
  #inside = 0;
  #closed: Promise<undefined> | undefined;
  #onEmpty: (() => void) | undefined;

  async beside<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#closed) await this.#closed;
    this.#inside++;
    try {
      return await work();
    } finally {
      this.#inside--;
      if (this.#inside === 0) this.#onEmpty?.();
    }
  }

  /** Waits until everything else is through, and keeps the rest waiting. Never to be called from inside. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#closed) await this.#closed;
    const opened = Promise.withResolvers<undefined>();
    this.#closed = opened.promise;
    if (this.#inside > 0) await new Promise<void>(resolve => (this.#onEmpty = resolve));
    this.#onEmpty = undefined;
    try {
      return await work();
    } finally {
      this.#closed = undefined;
      opened.resolve(undefined);
    }
  }
}
