/** What the settings say of one open folder. */
import type { Folder } from '../protocol/asset.ts';
import type { LensSettings } from '../protocol/lens.ts';
import type { Patterns } from '../catalog/ignore.ts';
import { literalGlob } from '../catalog/literalGlob.ts';
import { placeInside } from '../catalog/place.ts';

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
