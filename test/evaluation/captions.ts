/** Flickr8k (Hodosh et al. 2013): is the photograph found by a sentence that someone wrote about it? */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readFilesFrom, readTextFrom } from './bareGit.ts';
import { rankOf } from './measures.ts';
import { cosines, type Model } from './model.ts';
import { type Bench, listOf } from './places.ts';
import { type Measurement, notMeasured } from './rows.ts';

const name = 'Flickr8k validation, text to image';
/** The two repositories and where in them, as models/training/sources.py reads them. */
const pictureCopy = 'RlNZLER+Image-Text-Matching';
const pictureCommit = '56a15d913c3f';
const captionCopy = 'quantumnaan+sic_translator';
const captionFile = 'HEAD:data/ignore_captions.txt';

export function captions({ places, scratch }: Bench): Promise<Measurement> {
  const wanted = listOf(places, 'flickr8k-validation.txt');
  if (typeof wanted === 'string') return Promise.resolve(notMeasured(name, wanted));
  const pictures = copyOf(places.flickr, pictureCopy);
  const sentences = copyOf(places.flickr, captionCopy);
  if (pictures === null || sentences === null) {
    const why = `the copies ${pictureCopy} and ${captionCopy} are missing (--flickr)`;
    return Promise.resolve(notMeasured(name, why));
  }
  const said = captionsIn(readTextFrom(sentences, captionFile));
  const folder = path.join(scratch, 'flickr');
  mkdirSync(folder);
  const contents = readFilesFrom(
    pictures,
    pictureCommit,
    wanted.map(file => `data/images/${file}`),
  );
  const files = wanted.flatMap((file, i) => {
    const content = contents[i];
    if (!content) return [];
    const target = path.join(folder, file);
    writeFileSync(target, content);
    return [{ path: target, captions: said.get(file) ?? [] }];
  });
  const asked = files.flatMap(({ captions: texts }, picture) => texts.map(text => ({ text, picture })));
  return Promise.resolve(async (model: Model) => {
    const images = await model.images(files.map(file => file.path));
    const texts = await model.texts(asked.map(({ text }) => text));
    const ranks = asked.map(({ picture }, row) => rankOf(cosines(texts, row, images), picture));
    return [1, 5, 10].map(k => ({
      kind: 'share' as const,
      name: `${name} R@${k} in ${files.length}`,
      // The captions of one picture stand or fall together: they are one cluster.
      sample: [
        files.map((_, picture) =>
          ranks.filter((_, i) => asked[i]!.picture === picture).map(rank => Number(rank < k)),
        ),
      ],
    }));
  });
}

/** A copy lies in a folder of its name, or in `repo` below that. */
function copyOf(folder: string | null, copy: string): string | null {
  if (folder === null) return null;
  return [path.join(folder, copy, 'repo'), path.join(folder, copy)].find(existsSync) ?? null;
}

/** File name → its captions, without the full stop that only some have. */
function captionsIn(table: string): Map<string, string[]> {
  const captionsOf = new Map<string, string[]>();
  for (const line of table.split('\n').slice(1)) {
    const comma = line.indexOf(',');
    if (comma < 0) continue;
    const caption = unquoted(line.slice(comma + 1).trim())
      .trim()
      .replace(/[ .]+$/, '');
    const file = line.slice(0, comma);
    captionsOf.set(file, [...(captionsOf.get(file) ?? []), caption]);
  }
  return captionsOf;
}

/** A field of a CSV file: in quotes where it holds commas, its own quotes doubled. */
function unquoted(field: string): string {
  return /^".*"$/.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field;
}
