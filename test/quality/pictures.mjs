// Pictures and texts as the product's own encoder sees them, for measurements: vectors, and the kind of each picture.
import path from 'node:path';
import { startEncoder } from '../../src/encoder/client.ts';
import { promptsByKind } from '../../src/tags/prompts.ts';
import { meanUnitVector } from '../../src/tags/score.ts';
import { assetKinds } from '../../src/protocol/asset.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const [picturesAtOnce, textsAtOnce] = [32, 64];

/** Opens the starter; `temperature` is its own. */
export async function openStarter() {
  const encoder = startEncoder({
    // From the sources, not from `dist`: another build may come in between.
    entry: path.join(root, 'src', 'encoder', 'main.ts'),
    settings: { modelFolder: path.join(root, 'models', 'starter'), provider: 'cpu', threads: 1 },
  });
  const { dimensions, temperature } = await encoder.hello();
  return {
    dimensions,
    temperature,
    /** The vector and the kind of each picture. Throws where one cannot be read. */
    async pictures(files) {
      const found = [];
      for (let first = 0; first < files.length; first += picturesAtOnce) {
        const batch = files.slice(first, first + picturesAtOnce);
        const { images, vectors, problems } = await encoder.encodeImages(batch, null);
        for (const { index, kind, detail } of problems)
          throw new Error(`${batch[index]}: ${kind}. ${detail}`);
        images.forEach(({ facts }, row) =>
          found.push({ vector: vectors.slice(row * dimensions, (row + 1) * dimensions), kind: facts.kind }),
        );
      }
      return found;
    },
    /** Each name's vectors, one for each kind of picture in the order of `promptsByKind`; `group` null for the short form. */
    async labels(names, group) {
      const sentences = names.map(name =>
        promptsByKind({ name, prompts: [], not: [], aliases: [] }, { name: group }),
      );
      return this.ensembles(sentences);
    },
    /** Vectors of names, each for some kinds by some sentences: `names × kinds`. */
    async ensembles(sentences) {
      const all = [...new Set(sentences.flat(2))];
      const byText = new Map();
      for (let first = 0; first < all.length; first += textsAtOnce) {
        const batch = all.slice(first, first + textsAtOnce);
        const vectors = await encoder.encodeTexts(batch);
        batch.forEach((text, row) =>
          byText.set(text, vectors.slice(row * dimensions, (row + 1) * dimensions)),
        );
      }
      return sentences.map(byKind =>
        byKind.map(own => {
          const rows = new Float32Array(own.length * dimensions);
          own.forEach((text, row) => rows.set(byText.get(text), row * dimensions));
          return meanUnitVector(rows, 0, own.length, dimensions);
        }),
      );
    },
    dispose: () => encoder.dispose(),
  };
}

/** The place of a kind in what `labels` gives: 0 is for pictures of an unknown kind. */
export const kindPlace = kind => 1 + assetKinds.indexOf(kind);

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
