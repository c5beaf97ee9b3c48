/** The files of one question, a few at a time: each is read, something is made of it, and what fails is told by its place. */
import type { EncodingProblem, ListedFile } from '../protocol/encoder.ts';
import { throwIfAborted } from '../protocol/errors.ts';
import { FileProblem, problemOf } from './fileProblem.ts';
import type { Patience } from './patience.ts';
import type { ImageReader } from './readImage.ts';
import { hashOf } from './writePicture.ts';

/** Pictures that are decoded at once, for each question. */
const decodesAtOnce = 4;

/** What reads files, and is told of each that is done with, well or not. */
export interface FileCompany {
  readonly reader: ImageReader;
  readonly alive: (file: string) => void;
  readonly patience: Pick<Patience, 'isSpent'>;
}

/**
 * What `use` makes of the bytes of each file, by its place, null where it could not be made; and why, by place. The bytes are
 * held until `use` is done. Where a decoder did not come back, no further file is begun: then `found` is as long as the
 * number of files that were, and the others are to be asked of another process. Throws `aborted`.
 */
export async function eachFile<Result>(
  { reader, alive, patience }: FileCompany,
  paths: readonly string[],
  signal: AbortSignal,
  use: (bytes: Buffer, index: number) => Promise<Result>,
): Promise<{ readonly found: (Result | null)[]; readonly problems: EncodingProblem[] }> {
  const found = Array<Result | null>(paths.length).fill(null);
  const problems: EncodingProblem[] = [];
  let next = 0;
  const lane = async () => {
    while (next < paths.length && !patience.isSpent) {
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
  return { found: found.slice(0, next), problems: inOrder(problems) };
}

/**
 * The same of files whose contents are known, for what is kept by these: the bytes that `use` gets are those of the content,
 * and a file that has others by now is a problem like one that vanished.
 */
export function eachListedFile<Result>(
  company: FileCompany,
  files: readonly ListedFile[],
  signal: AbortSignal,
  use: (bytes: Buffer, index: number) => Promise<Result>,
): ReturnType<typeof eachFile<Result>> {
  const paths = files.map(({ path }) => path);
  return eachFile(company, paths, signal, async (bytes, index) => {
    if (hashOf(bytes) !== files[index]!.hash)
      throw new FileProblem('vanished', 'It has changed since it was indexed. Index again.');
    return use(bytes, index);
  });
}

/** By the places of the files in the question: they end in any order. */
export function inOrder<Answer extends { readonly index: number }>(answers: readonly Answer[]): Answer[] {
  return answers.toSorted((a, b) => a.index - b.index);
}
