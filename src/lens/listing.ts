/** Where a folder's listing looks, and whether what it finds is what the index says. */
import type { AssetPath, FolderId } from '../protocol/asset.ts';
import type { ChangedPlace } from '../protocol/lens.ts';
import { planIndex } from '../catalog/plan.ts';
import { type FolderScan, scanFolder, scanPlaces, unlistedFolder } from '../catalog/scan.ts';
import type { Lens } from './lens.ts';
import { patternsOf } from './patterns.ts';

/**
 * The places by their folder. Null, which means everything, for null and where one of them is none: paths come from
 * outside, too, and what is the folder itself or lies elsewhere is no place in it.
 */
export function placesByFolder(
  changed: readonly ChangedPlace[] | null,
): ReadonlyMap<FolderId, readonly AssetPath[]> | null {
  if (!changed?.every(({ path }) => isPlace(path))) return null;
  const places = new Map<FolderId, AssetPath[]>();
  for (const { folder, path } of changed) {
    const inFolder = places.get(folder) ?? [];
    inFolder.push(path);
    places.set(folder, inFolder);
  }
  return places;
}

function isPlace(path: string): boolean {
  return path.split('/').every(name => name !== '' && name !== '.' && name !== '..');
}

/**
 * True where a folder that has an index holds other files than it says, at these places or, with null, anywhere; and
 * where one of several folders can be listed no more, or again.
 */
export async function isOutdated(
  lens: Lens,
  changed: readonly ChangedPlace[] | null,
  signal: AbortSignal,
): Promise<boolean> {
  lens.follow();
  const { drives } = lens;
  const byFolder = placesByFolder(changed);
  // All that the catalogs say is read before the first wait: a Lens may be closed meanwhile.
  const looks = lens.settings.folders.flatMap(folder => {
    const places = byFolder ? byFolder.get(folder.id) : null;
    const catalog = lens.catalog(folder.id);
    if (places === undefined) return [];
    const { complete } = catalog;
    return [{ folder, places, complete, rows: lens.rows(folder.id, complete ? places : null) }];
  });
  for (const { folder, places, complete, rows } of looks) {
    if (!complete) {
      // Where nobody has begun to index, nobody shall unasked.
      if (rows.length > 0) return true;
      continue;
    }
    const patterns = patternsOf(lens.settings, folder);
    const wasUnlisted = lens.unlisted.has(folder.id);
    let listing: FolderScan;
    try {
      listing = places
        ? await scanPlaces(folder.path, patterns, places, signal, { drives })
        : await scanFolder(folder.path, patterns, signal, { drives });
    } catch (error) {
      // One of several is a problem that a run tells once; the others are looked at whatever it is.
      if (lens.settings.folders.length === 1 || !unlistedFolder(folder.path, error)) throw error;
      if (!wasUnlisted) return true;
      continue;
    }
    if (wasUnlisted) return true;
    // What could not be read is no news: only a run can tell whether it heals.
    const { read, forget } = planIndex(listing, rows, () => false);
    if (read.length > 0 || forget.length > 0) return true;
    const known = new Set(rows.map(row => row.path));
    if (listing.problems.some(problem => !known.has(problem.path))) return true;
  }
  return false;
}
