/**
 * How long a picture may keep its decoder. Native code cannot be called back: a thread that draws for hours is left to
 * itself, the file has its problem, and whoever owns the process is told that it should be asked nothing more.
 */
import { awakeTimer } from './awakeTimer.ts';
import { FileProblem } from './fileProblem.ts';
import { decodeSeconds } from './limits.ts';

/** Runs one step of a decode. Throws FileProblem where all steps of the picture together take too long, or what the step throws. */
export type Within = <Result>(step: () => Promise<Result>) => Promise<Result>;

/** sharp ends a decoder that listens to it after `decodeSeconds`, and its thread is free again: it has so much longer for that. */
const grace = 13 / 12;

export class Patience {
  readonly #milliseconds: number;
  readonly #gaveUp: () => void;
  #isSpent = false;

  /** `gaveUp` is called at each decoder that did not come back after about so many seconds. */
  constructor(gaveUp: () => void = () => undefined, seconds = decodeSeconds) {
    this.#milliseconds = seconds * grace * 1000;
    this.#gaveUp = gaveUp;
  }

  /** True once a decoder did not come back: its thread may be busy for ever. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** For the steps of one picture. What it waits for between them (memory, its turn) takes nothing from its time. */
  forPicture(): Within {
    let counted = 0;
    return async step => {
      if (counted >= 1) throw tooSlow();
      const late = Promise.withResolvers<never>();
      const timer = awakeTimer(
        this.#milliseconds,
        () => {
          this.#isSpent = true;
          this.#gaveUp();
          late.reject(tooSlow());
        },
        counted,
      );
      try {
        return await Promise.race([step(), late.promise]);
      } catch (error) {
        // What fails so late was ended for it. What it says is no sign: libvips has one text of errors for all pictures.
        throw timer.share >= 0.9 && !(error instanceof FileProblem) ? tooSlow() : error;
      } finally {
        counted = Math.max(counted, timer.share);
        timer.stop();
      }
    };
  }
}

/** Of a file whose decoder was given up, or ended for its time. */
export function tooSlow(): FileProblem {
  return new FileProblem(
    'too-slow',
    'Decoding took too long. Save it again in a simpler form, or exclude it.',
  );
}
