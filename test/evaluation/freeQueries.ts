/** Forty queries as people type them, over photographs and assets; what is right was written down before the first run. */
import path from 'node:path';
import { type Answer, drawSheets } from './contactSheet.ts';
import { firstOf, rankOfFirstRight } from './measures.ts';
import { cosines, type Model } from './model.ts';
import { assetsOf, type Bench, photosOf, readJson } from './places.ts';
import { type Measurement, notMeasured, share } from './rows.ts';

interface FreeQuery {
  readonly query: string;
  /** What it asks about: a kind of picture, a colour, a style, a hypernym or a scene. */
  readonly about: string;
  /** Paths below the workspace. */
  readonly right: readonly string[];
}

const shown = 8;

/** `sheets`, where given, is the folder that contact sheets of the first eight are written to. */
export function freeQueries({ places }: Bench, sheets: string | null): Promise<Measurement> {
  const photos = photosOf(places);
  const assets = assetsOf(places);
  if (typeof photos === 'string' || typeof assets === 'string' || places.shared === null)
    return Promise.resolve(notMeasured('free queries', typeof photos === 'string' ? photos : ''));
  // Ours; `test/pure/evaluation.test.ts` holds its form.
  const queries = readJson(path.join(import.meta.dirname, 'queries.json')) as readonly FreeQuery[];
  const workspace = path.join(places.shared, 'workspace');
  const files = [...photos, ...assets].map(({ path: file }) => file);
  const placeOf = new Map(
    files.map((file, place) => [path.relative(workspace, file).split(path.sep).join('/'), place]),
  );
  const rightOf = queries.map(
    ({ query, right }) =>
      new Set(
        right.map(file => {
          const place = placeOf.get(file);
          if (place === undefined) throw new Error(`"${query}" names ${file}, which is not there.`);
          return place;
        }),
      ),
  );
  return Promise.resolve(async (model: Model) => {
    const images = await model.images(files);
    const texts = await model.texts(queries.map(({ query }) => query));
    const answers = queries.map(({ query }, row): Answer & { readonly rank: number } => {
      const scores = cosines(texts, row, images);
      const right = rightOf[row]!;
      return {
        query,
        count: right.size,
        rank: rankOfFirstRight(scores, right),
        hits: firstOf(scores, right, shown).map(place => ({
          file: files[place]!,
          score: scores[place]!,
          isRight: right.has(place),
        })),
      };
    });
    if (sheets !== null) await drawSheets(answers, path.join(sheets, path.basename(model.folder)));
    const missed = answers.filter(({ rank }) => rank >= shown).map(({ query }) => query);
    const wrongFirst = answers.filter(({ rank }) => rank >= 1 && rank < shown).map(({ query }) => query);
    return [
      share(
        `free queries, right one first of ${files.length}`,
        answers.map(({ rank }) => rank < 1),
        `another one first: ${wrongFirst.join('; ')}`,
      ),
      share(
        `free queries, right one among the first ${shown}`,
        answers.map(({ rank }) => rank < shown),
        `not found: ${missed.join('; ')}`,
      ),
      share(
        `free queries, share of right ones among the first ${shown}`,
        answers.map(({ hits, count }) => hits.filter(hit => hit.isRight).length / Math.min(shown, count)),
      ),
    ];
  });
}
