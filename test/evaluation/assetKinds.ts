/** Sprites, textures, icons and screenshots: told apart by prompts, and found by what they are. */
import { precisionOfFirst, rankOf, rankOfFirstRight } from './measures.ts';
import { cosines, type Model } from './model.ts';
import { type Asset, assetsOf, type Bench } from './places.ts';
import { type Measurement, notMeasured, type Row, share } from './rows.ts';

/** Written down before the first run. The first sentence of each kind is also asked as a search. */
const prompts: Readonly<Record<string, readonly string[]>> = {
  sprites: ['a game sprite', 'a video game character', 'a cartoon object of a game', '2D game art'],
  textures: ['a texture', 'a seamless texture', 'a pixel art tile', 'a block texture of a game'],
  icons: ['an icon', 'a black and white icon', 'a glyph', 'a simple symbol'],
  screenshots: [
    'a screenshot',
    'a screenshot of a user interface',
    'a window of an app',
    'a screenshot of code',
  ],
};

const shown = 20;

export function assetKinds({ places }: Bench): Promise<Measurement> {
  const assets = assetsOf(places);
  if (typeof assets === 'string') return Promise.resolve(notMeasured('kinds of assets', assets));
  const kinds = Object.keys(prompts);
  const placesOf = (right: (asset: Asset) => boolean) =>
    new Set(assets.flatMap((asset, place) => (right(asset) ? [place] : [])));
  return Promise.resolve(async (model: Model) => {
    const images = await model.images(assets.map(asset => asset.path));
    const sentences = await model.ensembles(Object.values(prompts));
    const hits = kinds.map((kind, number) =>
      [...placesOf(asset => asset.kind === kind)].map(place =>
        Number(rankOf(cosines(images, place, sentences), number) < 1),
      ),
    );
    const asked = Object.values(prompts).map(([first]) => first!);
    const questions = await model.texts(asked);
    const found = kinds.map((kind, row) =>
      precisionOfFirst(
        cosines(questions, row, images),
        placesOf(asset => asset.kind === kind),
        shown,
      ),
    );
    const names = await model.texts(assets.map(asset => asset.nameSays));
    const named = assets.map(({ nameSays }, row) =>
      rankOfFirstRight(
        cosines(names, row, images),
        placesOf(asset => asset.nameSays === nameSays),
      ),
    );
    const rows: Row[] = kinds.map((kind, i) => share(`${kind} told from the other three kinds`, hits[i]!));
    return [
      ...rows,
      {
        kind: 'share',
        name: 'the four kinds told apart, mean of kinds',
        sample: hits.map(values => values.map(value => [value])),
      },
      share(
        `assets by kind, first ${shown} of ${assets.length}`,
        found,
        asked.map((question, i) => `${question} ${Math.round(found[i]! * shown)}/${shown}`).join(', '),
      ),
      share(
        `assets by file name (unchecked labels), R@10 in ${assets.length}`,
        named.map(rank => rank < 10),
      ),
    ];
  });
}
