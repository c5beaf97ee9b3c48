/** The files of one question, a few at a time: each is read, something is made of it, and what fails is told by its place. */
import type { EncodingProblem } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import { problemOf } from './fileProblem.ts';
import type { ImageReader } from './readImage.ts';

/** Pictures that are decoded at once, for each question. */
const decodesAtOnce = 4;

/** What reads files, and is told of each that is done with, well or not. */
export interface FileCompany {
  readonly reader: ImageReader;
  readonly alive: (file: string) => void;
}

/**
 * What `use` makes of the bytes of each file, by its place, null where it could not be made; and why, by place. The bytes are
 * held until `use` is done. Throws `aborted`.
 */
export async function eachFile<Result>(
  { reader, alive }: FileCompany,
  paths: readonly string[],
  signal: AbortSignal,
  use: (bytes: Buffer, index: number) => Promise<Result>,
): Promise<{ readonly found: (Result | null)[]; readonly problems: EncodingProblem[] }> {
  const found = Array<Result | null>(paths.length).fill(null);
  const problems: EncodingProblem[] = [];
  let next = 0;
  const lane = async () => {
    while (next < paths.length) {
      const index = next++;
      const file = paths[index]!;
      throwIfAborted(signal);
      let contents: Buffer | null = null;
      try {
        found[index] = await reader.read(file, bytes => {
          contents = bytes;
          return use(bytes, index);
        });
      } catch (error) {
        problems.push({ index, ...problemOf(error, contents) });
      }
      alive(file);
    }
  };
  await Promise.all(Array.from({ length: Math.min(decodesAtOnce, paths.length) }, lane));
  return { found, problems: inOrder(problems) };
}

/** By the places of the files in the question: they end in any order. */
export function inOrder<Answer extends { readonly index: number }>(answers: readonly Answer[]): Answer[] {
  return answers.toSorted((a, b) => a.index - b.index);
}
