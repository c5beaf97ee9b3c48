/** The progress bar of an index run, on standard error, for people at a terminal only. */
import { Presets, SingleBar } from 'cli-progress';
import type { DuplicateProgress } from '../protocol/duplicate.ts';
import type { IndexProgress } from '../protocol/lens.ts';

export interface ProgressBar {
  show(progress: IndexProgress): void;
  end(): void;
}

const silent: ProgressBar = { show: () => undefined, end: () => undefined };

export function progressBar(): ProgressBar {
  if (!process.stderr.isTTY) return silent;
  let bar: SingleBar | undefined;
  return {
    show({ done, total, imagesPerSecond, remainingSeconds }) {
      // Nothing to do, nothing to show.
      if (!bar && done >= total) return;
      const payload = { rate: rateText(imagesPerSecond), remaining: remainingText(remainingSeconds) };
      if (!bar) {
        bar = new SingleBar(
          {
            stream: process.stderr,
            clearOnComplete: true,
            hideCursor: true,
            // Ctrl-C is handled where the command is.
            gracefulExit: false,
            barsize: barWidth(process.stderr.columns),
            format: 'Indexing {bar} {value}/{total}  {rate}  {remaining}',
          },
          Presets.shades_classic,
        );
        bar.start(total, done, payload);
      }
      bar.setTotal(total);
      bar.update(done, payload);
    },
    end: () => bar?.stop(),
  };
}

/** What stands beside the bar, at most: "Indexing  123456/123456  100 images/s  120 min left". */
const wordsWidth = 52;

const stepTexts = {
  waiting: 'Waiting  ',
  choosing: 'Choosing ',
  looking: 'Looking  ',
  comparing: 'Comparing',
} as const;

/** The bar of a search for duplicates. */
export function duplicatesBar(): { show(progress: DuplicateProgress): void; end(): void } {
  if (!process.stderr.isTTY) return { show: () => undefined, end: () => undefined };
  let bar: SingleBar | undefined;
  return {
    show({ step, done, total, copies, remainingSeconds }) {
      const payload = { step: stepTexts[step], copies, remaining: remainingText(remainingSeconds) };
      if (!bar) {
        const format = '{step} {bar} {value}/{total}  {copies} copies verified  {remaining}';
        const barsize = barWidth(process.stderr.columns);
        bar = new SingleBar(
          {
            stream: process.stderr,
            clearOnComplete: true,
            hideCursor: true,
            gracefulExit: false,
            barsize,
            format,
          },
          Presets.shades_classic,
        );
        bar.start(total, done, payload);
      }
      bar.setTotal(total);
      bar.update(done, payload);
    },
    end: () => bar?.stop(),
  };
}

/** The bar takes what the words leave of the line, within bounds. */
export function barWidth(columns: number | undefined): number {
  return Math.max(10, Math.min(40, (columns || 80) - wordsWidth));
}

/** "0.4 images/s", "31 images/s"; nothing before the first images are done. */
export function rateText(imagesPerSecond: number): string {
  if (imagesPerSecond === 0) return '';
  return `${imagesPerSecond.toFixed(imagesPerSecond < 10 ? 1 : 0)} images/s`;
}

/** "12 s", "3 min": how long it will take yet. */
export function remainingText(seconds: number | null): string {
  if (seconds === null) return '';
  return seconds < 90 ? `${Math.ceil(seconds)} s left` : `${Math.ceil(seconds / 60)} min left`;
}
