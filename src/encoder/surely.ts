/** Decoding beside other files, and once more alone where that failed. */
import { FileProblem } from './fileProblem.ts';
import type { Gate } from './gate.ts';

/** What fails beside others is tried again alone: see `gate.ts`. What took too long (`patience.ts`) is not. */
export async function surely<Result>(gate: Gate, decode: () => Promise<Result>): Promise<Result> {
  try {
    return await gate.beside(decode);
  } catch (error) {
    if (error instanceof FileProblem) throw error;
    return gate.alone(decode);
  }
}
