/** How far an index run is, how fast it goes and how long it will take. */
import type { IndexProgress } from '../protocol/lens.ts';

/** People cannot read faster than this, and every report crosses a wire. */
const reportEveryMilliseconds = 100;

/** An estimate that has run out while nothing was done is taken back, where it is of so many seconds: one file may take a minute. */
const leastWait = 5;
const longestWait = 600;

/** The rate is that of the last seconds, so that a slow start does not spoil the estimate for minutes. */
const windowMilliseconds = 10_000;

export class IndexMeter {
  readonly #report: (progress: IndexProgress) => void;
  readonly #now: () => number;
  #total = 0;
  #done = 0;
  #encoded = 0;
  #firstBatch: number | undefined;
  #lastBatch: number | undefined;
  #lastReport = -Infinity;
  /** What there was before the folder that is being done. */
  #before = { total: 0, done: 0 };
  #leftAt: number | undefined;
  #resumedAt = -Infinity;
  /** Takes back the last estimate. */
  #runOut: NodeJS.Timeout | undefined;
  #recent: { readonly at: number; readonly encoded: number }[] = [];

  constructor(report: (progress: IndexProgress) => void, now: () => number = () => performance.now()) {
    this.#report = report;
    this.#now = now;
  }

  /** One more folder: so many files, of which so many need nothing. */
  begin(total: number, alreadyDone: number): void {
    const at = this.#now();
    if (this.#leftAt !== undefined) {
      // Time in which nothing was to be done says nothing about the speed.
      const away = at - this.#leftAt;
      if (this.#firstBatch !== undefined) this.#firstBatch += away;
      if (this.#lastBatch !== undefined) this.#lastBatch += away;
      this.#leftAt = undefined;
      this.#resumedAt = at;
    }
    this.#before = { total: this.#total, done: this.#done };
    this.#total += total;
    this.#done += alreadyDone;
    this.#firstBatch ??= at;
    this.#tell(true);
  }

  /** The folder is left in the middle, to be begun again later. */
  leave(): void {
    this.end();
    this.#total = this.#before.total;
    this.#done = this.#before.done;
    this.#leftAt ??= this.#now();
    this.#recent = [];
  }

  /** Nothing is told any more, unless it begins again. */
  end(): void {
    clearTimeout(this.#runOut);
  }

  /** All folders are begun again: what was done is to be done once more. */
  restart(): void {
    this.leave();
    this.#total = 0;
    this.#done = 0;
    this.#encoded = 0;
    this.#firstBatch = undefined;
    this.#lastBatch = undefined;
  }

  /** Another process does a folder of so many files: how far it is. */
  watch(total: number, done: number): void {
    this.end();
    const report = { done: this.#done + done, total: this.#total + total };
    this.#report({ ...report, imagesPerSecond: 0, remainingSeconds: null });
  }

  /** `done` files are settled, of which `encoded` went through the model. */
  add(done: number, encoded: number): void {
    const at = this.#now();
    this.#done += done;
    this.#encoded += encoded;
    if (encoded > 0) {
      this.#lastBatch = at;
      this.#recent.push({ at, encoded });
      this.#recent = this.#recent.filter(batch => at - batch.at <= windowMilliseconds);
    }
    this.#tell(this.#done >= this.#total);
  }

  /** Encoded images for each second from the first file to the last batch; 0 when none was encoded. */
  imagesPerSecond(): number {
    if (this.#encoded === 0 || this.#firstBatch === undefined || this.#lastBatch === undefined) return 0;
    return this.#encoded / Math.max(0.001, (this.#lastBatch - this.#firstBatch) / 1000);
  }

  #tell(now: boolean): void {
    const at = this.#now();
    const rate = this.#recentRate(at);
    const remainingSeconds = rate > 0 ? (this.#total - this.#done) / rate : null;
    this.#takeBack(remainingSeconds);
    if (!now && at - this.#lastReport < reportEveryMilliseconds) return;
    this.#lastReport = at;
    this.#report({
      done: this.#done,
      total: this.#total,
      imagesPerSecond: rate,
      remainingSeconds,
    });
  }

  #takeBack(remainingSeconds: number | null): void {
    this.end();
    // An estimate of an hour is not wrong because one file takes a minute.
    if (remainingSeconds === null || remainingSeconds === 0 || remainingSeconds > longestWait) return;
    this.#runOut = setTimeout(
      () =>
        this.#report({ done: this.#done, total: this.#total, imagesPerSecond: 0, remainingSeconds: null }),
      1000 * Math.max(leastWait, remainingSeconds),
    ).unref();
  }

  #recentRate(at: number): number {
    const [oldest] = this.#recent;
    if (!oldest || this.#firstBatch === undefined) return 0;
    const began = Math.max(this.#firstBatch, this.#resumedAt, at - windowMilliseconds);
    const encoded = this.#recent.reduce((sum, batch) => sum + batch.encoded, 0);
    return encoded / Math.max(0.001, (at - began) / 1000);
  }
}
