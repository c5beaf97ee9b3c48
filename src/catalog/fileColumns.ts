/**
 * All files of a folder that have a content, as columns of text.
 * A large folder opens with them: nothing is made of a file before somebody wants it, and SQLite hands over four values,
 * not five a file, which for 100,000 takes half the time.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { AssetPath, ContentHash } from '../protocol/asset.ts';

/** A file that has a content. */
export interface ContentFile {
  readonly path: AssetPath;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly hash: ContentHash;
  /** Width over height. */
  readonly aspect: number;
}

const hashDigits = 64;

/** Columns of text: a whole number of up to 16 digits, and a float with the 17 digits that tell it from all others. */
const wholeWidth = 16;
const floatWidth = 24;
const numbersWidth = wholeWidth + 2 * floatWidth;
const numbersFormat = `'%${wholeWidth}d%!${floatWidth}.16e%!${floatWidth}.16e'`;

/** No path has an empty name in it. */
const betweenPaths = '//';

export class FileColumns {
  readonly paths: readonly AssetPath[];
  /** Eight 32-bit numbers a file: its hash, the first digits first. */
  readonly hashes: Uint32Array;
  readonly #digits: string;
  readonly #numbers: string;

  constructor(paths: readonly AssetPath[], digits: string, numbers: string) {
    this.paths = paths;
    this.#digits = digits;
    this.#numbers = numbers;
    // Digits are read from the left, and the machine has the last byte first.
    const bytes = Buffer.from(digits, 'hex').swap32();
    this.hashes = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  }

  file(place: number): ContentFile {
    const first = place * numbersWidth;
    const numberAt = (from: number, to: number) => Number(this.#numbers.slice(first + from, first + to));
    return {
      path: this.paths[place]!,
      bytes: numberAt(0, wholeWidth),
      modified: numberAt(wholeWidth, wholeWidth + floatWidth),
      // Only `apply` writes hashes.
      hash: this.#digits.slice(place * hashDigits, (place + 1) * hashDigits) as ContentHash,
      aspect: numberAt(wholeWidth + floatWidth, numbersWidth),
    };
  }
}

/** The files whose shape is known, all but those that an older version wrote; null where their paths cannot be told apart. */
export function readFileColumns(connection: DatabaseSync): FileColumns | null {
  const select = connection.prepare(
    `select group_concat(path, '${betweenPaths}'), lower(group_concat(hex(hash), '')),
       group_concat(format(${numbersFormat}, bytes, modified, aspect), ''), count(*)
     from file where hash is not null and aspect is not null`,
  );
  select.setReturnArrays(true);
  // With that setting a row is an array; no row makes nulls of the texts.
  const row = select.get() as unknown as [string | null, string | null, string | null, number];
  const [paths, digits, numbers, count] = row;
  if (paths === null || digits === null || numbers === null) return new FileColumns([], '', '');
  const places = paths.split(betweenPaths) as AssetPath[]; // only `apply` writes paths
  const isEven = digits.length === count * hashDigits && numbers.length === count * numbersWidth;
  return isEven && places.length === count ? new FileColumns(places, digits, numbers) : null;
}
