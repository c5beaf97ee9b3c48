/** Words for many things: "bird", "vehicle". Are the first ten of the 250 photographs of that kind? */
import { precisionOfFirst } from './measures.ts';
import { cosines, type Model, type Vectors } from './model.ts';
import { type Bench, photosOf, withoutPackages } from './places.ts';
import { type Measurement, notMeasured, type Row, share } from './rows.ts';
import { lineage, readWordNet, synsetOf, type WordNet } from './wordnet.ts';

const shown = 10;
const fewestMembers = 15;

/** What says nothing of a picture, being true of nearly all: the list of models/training/wordnet.py. */
const emptyWords = new Set([
  ...['entity', 'physical entity', 'object', 'whole', 'matter', 'abstraction', 'artifact', 'living thing'],
  ...['organism', 'instrumentality', 'causal agent', 'psychological feature', 'unit', 'physical object'],
]);

/** Written down before the first run; none is the name of a class. */
export const relatedWords = [
  ...['animal', 'vehicle', 'furniture', 'musical instrument', 'food', 'fruit'],
  ...['tool', 'clothing', 'building', 'bird', 'dog', 'insect'],
];

interface Kind {
  readonly word: string;
  readonly members: ReadonlySet<number>;
}

export function kindsOfThings({ places }: Bench): Promise<Measurement> {
  const photos = photosOf(places);
  if (typeof photos === 'string') return Promise.resolve(notMeasured('hypernyms', photos));
  const wordNet = readWordNet(places.packages);
  if (wordNet === null) return Promise.resolve(notMeasured('hypernyms', withoutPackages));
  const ancestors = photos.map(photo => lineage(wordNet, synsetOf(wordNet, photo)));
  const parents = parentWords(wordNet, ancestors);
  const related = relatedWords.map(word => ({ word, members: membersByAnyName(wordNet, ancestors, word) }));
  return Promise.resolve(async (model: Model) => {
    const images = await model.images(photos.map(photo => photo.path));
    const words = parents.map(({ word }) => word);
    const what = `first ${shown} of ${photos.length}`;
    return [
      precision(`hypernyms by bare word, ${what}`, parents, await model.texts(words), images),
      precision(`hypernyms by templates, ${what}`, parents, await model.names(words), images),
      precision(`related words by bare word, ${what}`, related, await model.texts(relatedWords), images),
      precision(`related words by templates, ${what}`, related, await model.names(relatedWords), images),
    ];
  });
}

/** Every parent, near or far, that has enough members among the photographs, by its first name. */
function parentWords(wordNet: WordNet, ancestors: readonly ReadonlySet<number>[]): readonly Kind[] {
  const members = new Map<string, Set<number>>();
  for (const [photo, line] of ancestors.entries()) {
    for (const offset of line) {
      const word = wordNet.get(offset)!.names[0]!;
      members.set(word, (members.get(word) ?? new Set()).add(photo));
    }
  }
  return [...members]
    .map(([word, photos]) => ({ word, members: photos }))
    .filter(kind => kind.members.size >= fewestMembers && !emptyWords.has(kind.word.toLowerCase()));
}

/** The photographs one of whose ancestors has this word among its names. */
export function membersByAnyName(
  wordNet: WordNet,
  ancestors: readonly ReadonlySet<number>[],
  word: string,
): ReadonlySet<number> {
  const bears = (offset: number) => wordNet.get(offset)!.names.some(name => name.toLowerCase() === word);
  return new Set(ancestors.flatMap((line, photo) => ([...line].some(bears) ? [photo] : [])));
}

function precision(name: string, kinds: readonly Kind[], texts: Vectors, images: Vectors): Row {
  const values = kinds.map(({ members }, row) =>
    precisionOfFirst(cosines(texts, row, images), members, shown),
  );
  const note = kinds
    .map(({ word, members }, i) => {
      const count = Math.min(shown, members.size);
      return `${word} ${Math.round(values[i]! * count)}/${count}`;
    })
    .join(', ');
  return share(`${name}, ${kinds.length} words`, values, note);
}
