/** Where a folder's listing looks, and whether what it finds is what the index says. */
import type { Folder } from '../protocol/asset.ts';
import type { LensSettings } from '../protocol/lens.ts';
import type { Patterns } from '../catalog/ignore.ts';
import { literalGlob } from '../catalog/literalGlob.ts';
import { placeInside } from '../catalog/place.ts';
import { planIndex } from '../catalog/plan.ts';
import { scanFolder } from '../catalog/scan.ts';
import type { Lens } from './lens.ts';

/** The patterns of one folder. What is in another open folder belongs to that one: no image is there twice. */
export function patternsOf(settings: LensSettings, folder: Folder): Patterns {
  const inner = settings.folders.flatMap(({ path }) => placeInside(folder.path, path) || []);
  return {
    exclude: [
      ...settings.exclude,
      ...(settings.folderExclude[folder.id] ?? []),
      ...inner.map(place => `${literalGlob(place)}/**`),
    ],
    include: settings.include,
  };
}

/** True for a path below its folder, as `AssetPath` promises; such paths come from outside, too. */
export function isPlace(path: string): boolean {
  return path.split('/').every(name => name !== '' && name !== '.' && name !== '..');
}

/** True where a folder that has an index holds other files than it says. */
export async function isOutdated(lens: Lens, signal: AbortSignal): Promise<boolean> {
  lens.follow();
  for (const folder of lens.settings.folders) {
    const catalog = lens.catalog(folder.id);
    const rows = catalog.files();
    // Nobody has indexed it, and nobody shall unasked.
    if (rows.length === 0 && !catalog.complete) continue;
    if (!catalog.complete) return true;
    const listing = await scanFolder(folder.path, patternsOf(lens.settings, folder), signal);
    // What could not be read is no news: only a run can tell whether it heals.
    const { read, forget } = planIndex(listing, rows, () => false);
    if (read.length > 0 || forget.length > 0) return true;
    const known = new Set(rows.map(row => row.path));
    if (listing.problems.some(problem => !known.has(problem.path))) return true;
  }
  return false;
}
