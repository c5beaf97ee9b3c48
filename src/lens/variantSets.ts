/** Sets of images that are meant to be alike, by the names of the files of each folder. */
import { Variants } from '../duplicates/variants.ts';
import type { LensQuestions } from '../protocol/lens.ts';
import type { Lens } from './lens.ts';

export function variantSets(
  lens: Lens,
  { folder }: LensQuestions['variants'][0],
): LensQuestions['variants'][1] {
  const variants = new Variants(lens.settings.variantRules);
  return lens.folders(folder).flatMap(({ id }) =>
    variants.sets(lens.assets.pathsIn(id)).map(({ rules, paths, missing }) => ({
      kind: 'variants' as const,
      folder: id,
      rules,
      assets: paths.flatMap(path => lens.assets.at(id, path)?.id ?? []),
      missing,
    })),
  );
}
