/**
 * Labels in groups, on the 250 photographs: who is named, who is rightly none of these, and what a probability is worth.
 * The eight labels and their members are fixed by WordNet; the groups of class names by the seed.
 */
import type { Label, LabelGroup } from '../../src/protocol/tag.ts';
import { assetKinds } from '../../src/protocol/asset.ts';
import { type Background, backgroundOf, boundedBackground } from '../../src/tags/background.ts';
import { nothingInParticular, promptsByKind } from '../../src/tags/prompts.ts';
import { Suggester, columnsOf } from '../../src/tags/suggest.ts';
import { membersByAnyName, relatedWords } from './kindsOfThings.ts';
import { type Model, type Vectors, cosines } from './model.ts';
import { type Bench, photosOf, withoutPackages } from './places.ts';
import { randomNumbers, seed } from './random.ts';
import { type Measurement, type Row, notMeasured, share } from './rows.ts';
import { lineage, readWordNet, synsetOf } from './wordnet.ts';

/** Written down before the first run, of those that `kindsOfThings.ts` has: no image is two of them. */
const eight = ['bird', 'dog', 'insect', 'fruit', 'vehicle', 'musical instrument', 'furniture', 'clothing'];

const photograph = 1 + assetKinds.indexOf('photograph');
const drawnGroups = 20;

/** Labels with the photographs that they fit; one that is in none is none of these. */
interface Naming {
  readonly names: readonly string[];
  readonly members: readonly ReadonlySet<number>[];
}

export function labels({ places }: Bench): Promise<Measurement> {
  const photos = photosOf(places);
  if (typeof photos === 'string') return Promise.resolve(notMeasured('labels', photos));
  const wordNet = readWordNet(places.packages);
  if (wordNet === null) return Promise.resolve(notMeasured('labels', withoutPackages));
  const ancestors = photos.map(photo => lineage(wordNet, synsetOf(wordNet, photo)));
  const related = (names: readonly string[]): Naming => ({
    names,
    members: names.map(name => membersByAnyName(wordNet, ancestors, name)),
  });
  const next = randomNumbers(seed);
  const drawn = [3, 8, 25].map(size => ({
    size,
    namings: Array.from({ length: drawnGroups }, (): Naming => {
      const chosen = new Set<number>();
      while (chosen.size < size) chosen.add(Math.floor(next() * photos.length));
      return {
        names: [...chosen].map(place => photos[place]!.name),
        members: [...chosen].map(place => new Set([place])),
      };
    }),
  }));
  return Promise.resolve(async (model: Model) => {
    const images = await model.images(photos.map(photo => photo.path));
    const oneOf = async (title: string, namings: readonly Naming[]): Promise<readonly Row[]> => {
      const tagged = await Promise.all(namings.map(naming => suggestedOf(model, images, naming, 'one-of')));
      const judged = tagged.flatMap((rows, n) =>
        rows.map((row, photo) => judge(row.suggested, namings[n]!, photo)),
      );
      return [
        share(
          `one-of, ${title}: members named rightly`,
          judged.filter(one => one.isMember).map(one => one.isRight),
        ),
        share(
          `one-of, ${title}: others are none of these`,
          judged.filter(one => !one.isMember).map(one => one.isRight),
        ),
      ];
    };
    const rows: Row[] = [...(await oneOf('8 kinds of things', [related(eight)]))];
    for (const { size, namings } of drawn)
      rows.push(...(await oneOf(`${size} classes, ${drawnGroups} draws`, namings)));
    const words = related(relatedWords);
    const anyOf = await suggestedOf(model, images, words, 'any-of');
    const judged = anyOf.flatMap(({ suggested, probabilities }, photo) =>
      words.names.map((name, label) => ({
        isSuggested: suggested.includes(name),
        isRight: words.members[label]!.has(photo),
        probability: probabilities[label]!,
      })),
    );
    const suggested = judged.filter(one => one.isSuggested);
    const right = judged.filter(one => one.isRight);
    rows.push(
      share(
        `any-of, ${words.names.length} words: precision`,
        suggested.map(one => one.isRight),
      ),
      share(
        `any-of, ${words.names.length} words: recall`,
        right.map(one => one.isSuggested),
      ),
    );
    for (let from = 0; from < 1; from += 0.25) {
      const inBin = judged.filter(({ probability }) => probability >= from && probability < from + 0.25);
      const said = inBin.reduce((sum, { probability }) => sum + probability, 0) / inBin.length;
      rows.push(
        share(
          `any-of: right where ${(100 * said).toFixed(0)} % is said`,
          inBin.map(one => one.isRight),
        ),
      );
    }
    return rows;
  });
}

interface Suggested {
  readonly suggested: readonly (string | null)[];
  readonly probabilities: Float32Array;
}

/** The tags of all photographs by the product's own rule, the photographs being the crowd. */
async function suggestedOf(
  model: Model,
  images: Vectors,
  { names }: Naming,
  kind: LabelGroup['kind'],
): Promise<readonly Suggested[]> {
  const group: LabelGroup = { name: 'group', kind, labels: names.map(plainLabel) };
  const vectors = await model.ensembles([
    ...group.labels.map(label => promptsByKind(label, group)[photograph]!),
    nothingInParticular,
  ]);
  const { temperature } = model.identity;
  const rows = Array.from({ length: images.rows }, (_, row) => cosines(images, row, vectors));
  const [usual, ...backgrounds] = [names.length, ...names.keys()].map((column): Background =>
    backgroundOf(
      Float32Array.from(rows, row => row[column]!),
      temperature,
    ),
  );
  const bounded = backgrounds.map(own => boundedBackground(own, usual!, temperature));
  const columns = columnsOf([group]);
  return rows.map(own => {
    const row = {
      scores: new Float32Array(columns.length),
      probabilities: new Float32Array(columns.length),
      states: new Uint8Array(columns.length),
    };
    new Suggester([group], temperature, bounded).fill(own, 0, null, null, row, 0);
    // State 0 is none.
    return {
      suggested: columns.filter((_, i) => row.states[i] !== 0).map(({ label }) => label),
      probabilities: row.probabilities,
    };
  });
}

function judge(suggested: readonly (string | null)[], { names, members }: Naming, photo: number) {
  const own = names.filter((_, label) => members[label]!.has(photo));
  const isMember = own.length > 0;
  const isRight = isMember ? own.some(name => suggested.includes(name)) : suggested.includes(null);
  return { isMember, isRight };
}

function plainLabel(name: string): Label {
  return { name, prompts: [], not: [], aliases: [], parent: null, threshold: null, color: null };
}
