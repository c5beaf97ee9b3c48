/** The review of suggested tags, as the panel keeps it: begun, gone on with, and what is said of each step. */
import type { FolderId } from '../protocol/asset.ts';
import type { Format } from './format.ts';
import type { ReviewAnswer, ReviewPorts, ReviewRun, ReviewView } from './reviewRun.ts';
import { reviewSpeech } from './speech.ts';
import type { Translate } from './words.ts';

/** What is reviewed: a folder or all of them, a label with its group or all labels. */
export interface ReviewedTags {
  readonly folder: FolderId | null;
  readonly scope: { readonly group: string | null; readonly label: string } | null;
}

type Suggestions = ReviewPorts['suggestions'];

export interface TagReviewPorts extends Omit<ReviewPorts, 'suggestions' | 'changed'> {
  suggestions(of: ReviewedTags, ...asked: Parameters<Suggestions>): ReturnType<Suggestions>;
  words(): { readonly t: Translate; readonly format: Format };
  /** Something is shown otherwise; `spoken` is what the live region says of it. */
  changed(spoken?: string): void;
  failed(error: unknown): void;
}

export class TagReview {
  readonly #ports: TagReviewPorts;
  #run: ReviewRun | undefined;
  /** Reviews that were begun. */
  #begun = 0;

  constructor(ports: TagReviewPorts) {
    this.#ports = ports;
  }

  get view(): ReviewView | null {
    return this.#run?.view ?? null;
  }

  async start(of: ReviewedTags): Promise<void> {
    this.#run?.dispose();
    this.#run = undefined;
    // Of two that begin meanwhile, the later one stays.
    const number = ++this.#begun;
    // Most who open the panel review nothing.
    const { ReviewRun: Run } = await import('./reviewRun.ts');
    if (number !== this.#begun) return;
    const { suggestions, cards, decide, undo } = this.#ports;
    const run: ReviewRun = new Run({
      suggestions: (count, signal) => suggestions(of, count, signal),
      cards, decide, undo,
      changed: () => {
        if (this.#run === run) this.#ports.changed();
      },
    }); // prettier-ignore
    this.#run = run;
    await run.start();
  }

  /** Answers what is asked; says what comes next. */
  answer(answer: ReviewAnswer): void {
    this.#step(run => run.answer(answer));
  }

  /** Goes one step back. */
  undo(): void {
    this.#step(run => run.undo());
  }

  /** Asks again about what was skipped. */
  again(): void {
    this.#run?.again();
  }

  #step(step: (run: ReviewRun) => Promise<void>): void {
    const run = this.#run;
    if (!run) return;
    step(run).then(
      () => {
        const { t, format } = this.#ports.words();
        if (this.#run === run) this.#ports.changed(reviewSpeech(run.view, t, format));
      },
      (error: unknown) => this.#ports.failed(error),
    );
  }
}
