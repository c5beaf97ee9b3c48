/** The 250 photographs, one of each of 250 classes: named by prompts, and found by bare class name. */
import { defaultTemplates } from '../../src/tags/prompts.ts';
import { rankOf } from './measures.ts';
import { cosines, type Model, type Vectors } from './model.ts';
import { type Bench, photosOf } from './places.ts';
import { type Measurement, notMeasured, share } from './rows.ts';

export function photographs({ places }: Bench): Promise<Measurement> {
  const photos = photosOf(places);
  if (typeof photos === 'string') return Promise.resolve(notMeasured('photographs', photos));
  const names = photos.map(photo => photo.name);
  const count = photos.length;
  return Promise.resolve(async (model: Model) => {
    const images = await model.images(photos.map(photo => photo.path));
    const ranks = ranksOfOwn(images, await model.names(names));
    const tagged = ranksOfOwn(images, await model.names(names, defaultTemplates));
    const found = ranksOfOwn(await model.texts(names), images);
    return [
      share(
        `photographs, ${count} classes, top-1`,
        ranks.map(rank => rank < 1),
      ),
      share(
        `photographs, ${count} classes, top-5`,
        ranks.map(rank => rank < 5),
      ),
      share(
        `photographs, ${count} classes, top-1 by the templates of tagging`,
        tagged.map(rank => rank < 1),
      ),
      share(
        `photographs by bare name, R@1 of ${count}`,
        found.map(rank => rank < 1),
      ),
      share(
        `photographs by bare name, R@10 of ${count}`,
        found.map(rank => rank < 10),
      ),
    ];
  });
}

/** For each row of `queries`: how many of the other rows of `answers` come before the one at the same place. */
export function ranksOfOwn(queries: Vectors, answers: Vectors): number[] {
  return Array.from({ length: queries.rows }, (_, row) => rankOf(cosines(queries, row, answers), row));
}
