/** Photographs that were edited or drawn: is the original the nearest, and are they still named rightly? */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chanceOf, edits } from './edits.ts';
import type { Model } from './model.ts';
import { ranksOfOwn } from './photographs.ts';
import { type Bench, type Photo, photosOf } from './places.ts';
import { type Measurement, notMeasured, type Row, share } from './rows.ts';
import { styles } from './styles.ts';

/** For each edit, the share of photographs whose original is the first of all originals. */
export async function nearDuplicates({ places, scratch }: Bench): Promise<Measurement> {
  const photos = photosOf(places);
  if (typeof photos === 'string') return notMeasured('near-duplicates', photos);
  const made = await makeAll(photos, edits, path.join(scratch, 'edits'), 'jpg');
  return async (model: Model) => {
    const originals = await model.images(photos.map(photo => photo.path));
    const rows: Row[] = [];
    for (const [edit, files] of made) {
      const ranks = ranksOfOwn(await model.images(files), originals);
      rows.push(
        share(
          `near-duplicates, ${edit}, original first of ${photos.length}`,
          ranks.map(rank => rank < 1),
        ),
      );
    }
    return rows;
  };
}

/** For each style, top-1 of the drawn photographs among their classes. */
export async function drawnStyles({ places, scratch }: Bench): Promise<Measurement> {
  const photos = photosOf(places);
  if (typeof photos === 'string') return notMeasured('photographs in drawn styles', photos);
  const made = await makeAll(photos, styles, path.join(scratch, 'styles'), 'png');
  return async (model: Model) => {
    const classes = await model.names(photos.map(photo => photo.name));
    const hits: { style: string; hits: boolean[] }[] = [];
    for (const [style, files] of made) {
      const ranks = ranksOfOwn(await model.images(files), classes);
      hits.push({ style, hits: ranks.map(rank => rank < 1) });
    }
    const mean = photos.map((_, i) => hits.filter(one => one.hits[i]).length / hits.length);
    return [
      ...hits.map(one => share(`photographs as ${one.style}, ${photos.length} classes, top-1`, one.hits)),
      share(`photographs in ${hits.length} drawn styles, mean`, mean),
    ];
  };
}

/** Makes every change of every photograph, and tells the files by change. */
async function makeAll(
  photos: readonly Photo[],
  changes: Readonly<Record<string, (file: string, chance: number) => Promise<Buffer>>>,
  folder: string,
  extension: string,
): Promise<(readonly [change: string, files: readonly string[]])[]> {
  mkdirSync(folder);
  const made: (readonly [string, readonly string[]])[] = [];
  for (const [number, [change, make]] of Object.entries(changes).entries()) {
    const files: string[] = [];
    for (const [place, photo] of photos.entries()) {
      const file = path.join(folder, `${number}-${path.parse(photo.path).name}.${extension}`);
      await writeFile(file, await make(photo.path, chanceOf(place)));
      files.push(file);
    }
    made.push([change, files]);
  }
  return made;
}
