/** Decoding beside other files, and once more alone where that failed. */
import { FileProblem } from './fileProblem.ts';
import type { Gate } from './gate.ts';
import { decodeSeconds } from './limits.ts';

/** What fails beside others is tried again alone: see `gate.ts`. What took too long is not. */
export async function surely<Result>(gate: Gate, decode: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  try {
    return await gate.beside(decode);
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    if (performance.now() - began > decodeSeconds * 1000) {
      throw new FileProblem('timed-out', 'Decoding took too long. Save it again in a simpler form.');
    }
    return gate.alone(decode);
  }
}
