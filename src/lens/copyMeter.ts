/** How far a search for duplicates is, how fast it goes and how long its step will take yet. */
import type { DuplicateProgress } from '../protocol/duplicate.ts';

export type CopyProgress = Omit<DuplicateProgress, 'perSecond' | 'remainingSeconds'>;

/** Progress is told so often at most. */
const toldMilliseconds = 200;

/** The rate is that of the last seconds. */
const windowMilliseconds = 10_000;

/** A rate of less time than this is chance. */
const leastMilliseconds = 1000;

export class CopyMeter {
  readonly #tell: (progress: DuplicateProgress) => void;
  readonly #now: () => number;
  #step: CopyProgress['step'] | undefined;
  #toldAt = -Infinity;
  #recent: { readonly at: number; readonly done: number }[] = [];
  #last: CopyProgress | undefined;

  constructor(tell: (progress: DuplicateProgress) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  /** Tells it, a few times a second, and whenever a step begins or the first copy is there. */
  show(progress: CopyProgress): void {
    const at = this.#now();
    const isNew = progress.step !== this.#step;
    const isFirst = progress.copies > 0 && (this.#last?.copies ?? 0) === 0;
    if (!isNew && !isFirst && at - this.#toldAt < toldMilliseconds) return;
    if (isNew) this.#recent = [];
    this.#step = progress.step;
    this.#toldAt = at;
    this.#last = progress;
    this.#recent = [
      ...this.#recent.filter(then => at - then.at < windowMilliseconds),
      { at, done: progress.done },
    ];
    const [first] = this.#recent;
    const milliseconds = at - first!.at;
    const perSecond =
      milliseconds < leastMilliseconds ? 0 : (1000 * (progress.done - first!.done)) / milliseconds;
    const remainingSeconds = perSecond > 0 ? (progress.total - progress.done) / perSecond : null;
    this.#tell({ ...progress, perSecond, remainingSeconds });
  }

  /** Others go first: the rate begins anew afterwards. */
  wait(): void {
    if (this.#step === 'waiting') return;
    this.#step = 'waiting';
    this.#tell({ ...(this.#last ?? nothing), step: 'waiting', perSecond: 0, remainingSeconds: null });
  }
}

const nothing: Omit<CopyProgress, 'step'> = { done: 0, total: 0, copies: 0, compared: 0, outlined: 0 };
