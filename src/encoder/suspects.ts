/** Finds the file that ended the encoder process: what was in hand is asked again in halves, down to the one. */
import { LensError } from '../protocol/errors.ts';

export interface Examination<Answer, File = string> {
  /** Rejects with `closed` when the process ends over it. */
  readonly ask: (files: readonly File[]) => Promise<Answer>;
  /** The answer for the one file that ended the process although it was alone with it. */
  readonly blame: (death: LensError) => Answer;
  /** `offset`: how many files the first answer is about. */
  readonly join: (first: Answer, second: Answer, offset: number) => Answer;
}

/**
 * A file alone must end the process so often before it is to blame: who ends it from outside may do so twice in a row,
 * and a file that is blamed is not read again before it changes.
 */
const triesAlone = 2;

/**
 * `files` were in hand when a process died; others may have been, too, and somebody from outside may have ended it.
 * So even a single file is asked again before it is to blame.
 */
export async function examine<Answer, File>(
  files: readonly File[],
  examination: Examination<Answer, File>,
): Promise<Answer> {
  const { join } = examination;
  const half = files.length >> 1;
  if (half === 0) return tryAlone(files, examination);
  const first = await tryAlone(files.slice(0, half), examination);
  return join(first, await tryAlone(files.slice(half), examination), half);
}

async function tryAlone<Answer, File>(
  files: readonly File[],
  examination: Examination<Answer, File>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await examination.ask(files);
    } catch (error) {
      if (!LensError.is(error, 'closed')) throw error;
      if (files.length > 1) return examine(files, examination);
      // Nobody from outside makes a process stand still, and to wait for it once more takes minutes.
      if (attempt === triesAlone || isStuck(error)) return examination.blame(error);
    }
  }
}

/** Whether the process did nothing any more for the question that it was ended over. */
export function isStuck(death: LensError): boolean {
  return death.details['stuck'] === 'yes' || death.details['stuck'] === 'alone';
}
