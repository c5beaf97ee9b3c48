/** How far a download of several files is, how fast it goes and how long it will take yet. */
import type { ModelProgress } from '../protocol/model.ts';
import type { RepoFile } from './hub.ts';

/** Told at most so often. */
const tellMilliseconds = 200;
/** The rate is that of the last so many seconds. */
const rateSeconds = 5;

/** Bytes of all files, their rate, and how long the rest will take. */
export class GetMeter {
  readonly #tell: ((progress: ModelProgress) => void) | undefined;
  readonly #arrived = new Map<RepoFile, number>();
  #total: number;
  #file = '';
  #toldAt = -Infinity;
  readonly #marks: { readonly at: number; readonly done: number }[] = [];

  constructor(files: readonly RepoFile[], tell: ((progress: ModelProgress) => void) | undefined) {
    this.#total = sumOf(files);
    this.#tell = tell;
  }

  add(files: readonly RepoFile[]): void {
    this.#total += sumOf(files);
  }

  arrived(file: RepoFile, bytes: number): void {
    this.#arrived.set(file, bytes);
    this.#file = file.path;
    const now = performance.now();
    if (now - this.#toldAt >= tellMilliseconds) this.#say(now);
  }

  finished(file: RepoFile): void {
    this.#arrived.set(file, file.bytes);
    this.#file = file.path;
    this.#say(performance.now());
  }

  #say(now: number): void {
    this.#toldAt = now;
    const done = [...this.#arrived.values()].reduce((sum, bytes) => sum + bytes, 0);
    this.#marks.push({ at: now, done });
    while (this.#marks.length > 2 && now - this.#marks[0]!.at > rateSeconds * 1000) this.#marks.shift();
    const [first] = this.#marks;
    const seconds = (now - first!.at) / 1000;
    const bytesPerSecond = seconds > 0 ? Math.max(0, (done - first!.done) / seconds) : 0;
    const remainingSeconds = bytesPerSecond > 0 ? (this.#total - done) / bytesPerSecond : null;
    this.#tell?.({ done, total: this.#total, bytesPerSecond, remainingSeconds, file: this.#file });
  }
}

function sumOf(files: readonly RepoFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
