/** Sets of images that are meant to be alike, by the names of the files of each folder. */
import { Variants } from '../duplicates/variants.ts';
import type { FolderId } from '../protocol/asset.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { Lens } from './lens.ts';

export function variantSets(
  lens: Lens,
  { folder }: LensQuestions['variants'][0],
): LensQuestions['variants'][1] {
  return lens.folders(folder).flatMap(({ id }) =>
    variantsIn(lens, id)
      .sets()
      .map(({ rules, paths, missing }) => ({
        kind: 'variants' as const,
        folder: id,
        rules,
        assets: paths.flatMap(path => lens.assets.at(id, path)?.id ?? []),
        missing,
      })),
  );
}

/** What the names of a folder's images say, as they are now. */
export function variantsIn(lens: Lens, folder: FolderId): Variants {
  const files = () => lens.assets.pathsIn(folder).flatMap(path => lens.assets.at(folder, path) ?? []);
  return new Variants(files, lens.settings.variantRules);
}
