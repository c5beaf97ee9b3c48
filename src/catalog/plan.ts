/** What an index run has to do: told from lists, without a look at any file. Sizes and times first, contents second. */
import type { AssetPath, ContentHash } from '../protocol/asset.ts';

interface Stamped {
  readonly path: AssetPath;
  readonly bytes: number;
}

/** What is there, or was found at the places that were listed. */
export interface Listing<Listed> {
  readonly files: readonly Listed[];
  /** What could not be looked at, files or directories; neither they nor what lies below them have gone. */
  readonly problems: readonly { readonly path: AssetPath }[];
}

export interface IndexPlan<Listed, Row> {
  /** Rows whose file has the same size and time as before: nothing is read. */
  readonly reuse: readonly Row[];
  /** Rows of that kind whose file is read all the same: no vector in this space, or a problem that may have healed. */
  readonly again: readonly Row[];
  /** Files whose content must be told, in the order of the listing: new ones, those of another size or time, those of `again`. */
  readonly read: readonly Listed[];
  /** Paths with a row and no file, where it could be told. */
  readonly forget: readonly AssetPath[];
}

/** Compares a listing with the rows of the same places. `isDue` is true for a row whose file must be read although it has not changed. */
export function planIndex<
  Listed extends Stamped & { readonly modifiedMs: number },
  Row extends Stamped & { readonly modified: number },
>(listing: Listing<Listed>, rows: readonly Row[], isDue: (row: Row) => boolean): IndexPlan<Listed, Row> {
  const known = new Map(rows.map(row => [row.path, row]));
  const there = new Set(listing.problems.map(problem => problem.path));
  const reuse: Row[] = [];
  const again: Row[] = [];
  const read: Listed[] = [];
  for (const file of listing.files) {
    there.add(file.path);
    const row = known.get(file.path);
    const isSame = row && row.bytes === file.bytes && row.modified === file.modifiedMs;
    if (isSame && !isDue(row)) {
      reuse.push(row);
      continue;
    }
    if (isSame) again.push(row);
    read.push(file);
  }
  const isUnseen = isBelowOneOf(new Set(listing.problems.map(problem => problem.path)));
  const forget = rows.filter(row => !there.has(row.path) && !isUnseen(row.path)).map(row => row.path);
  return { reuse, again, read, forget };
}

/** Of places, whether they lie below one of some others. */
function isBelowOneOf(others: ReadonlySet<string>): (place: string) => boolean {
  return place => {
    if (others.size === 0) return false;
    for (let end = place.lastIndexOf('/'); end > 0; end = place.lastIndexOf('/', end - 1))
      if (others.has(place.slice(0, end))) return true;
    return false;
  };
}

export interface ContentPlan<Read> {
  /** Files whose content has a vector already, whatever it was called when it got one. */
  readonly reuse: readonly Read[];
  /** Files by the content that must be encoded: one of each is, the others share its vector. */
  readonly encode: ReadonlyMap<ContentHash, readonly Read[]>;
}

/** Compares the contents of the files that were read with those that have a vector. */
export function planContents<Read extends { readonly hash: ContentHash }>(
  read: readonly Read[],
  known: ReadonlySet<ContentHash>,
): ContentPlan<Read> {
  return {
    reuse: read.filter(({ hash }) => known.has(hash)),
    encode: Map.groupBy(
      read.filter(({ hash }) => !known.has(hash)),
      ({ hash }) => hash,
    ),
  };
}
