/** What an index run has to do: told from two lists, without a look at any file. */
import type { AssetPath } from '../protocol/asset.ts';

interface Stamped {
  readonly path: AssetPath;
  readonly bytes: number;
}

export interface IndexPlan<Listed, Row> {
  /** Rows whose file has the same size and time as before. */
  readonly unchanged: readonly Row[];
  /** Files that are new or have another size or time. */
  readonly changed: readonly Listed[];
}

/** Compares a listing with the catalog: size and time first, contents are compared later and only for the changed. */
export function planIndex<
  Listed extends Stamped & { readonly modifiedMs: number },
  Row extends Stamped & { readonly modified: number },
>(listing: readonly Listed[], rows: readonly Row[]): IndexPlan<Listed, Row> {
  const known = new Map(rows.map(row => [row.path, row]));
  const unchanged: Row[] = [];
  const changed: Listed[] = [];
  for (const file of listing) {
    const row = known.get(file.path);
    if (row && row.bytes === file.bytes && row.modified === file.modifiedMs) unchanged.push(row);
    else changed.push(file);
  }
  return { unchanged, changed };
}
