// The two networks that everything is measured with: the starter that ships, and one of the shape of ViT-B/32 in
// single precision, whose weights are random: what it says is nothing, what it costs is the same.
import path from 'node:path';
import { vitPair, writePair } from '../encoder/paper/paperPairs.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

export const modelNames = { starter: 'starter (int8)', vit: 'ViT-B/32 (float32, random weights)' };

/** `cleanUps` takes what removes the folders again. */
export function modelFolders(chosen, cleanUps) {
  const folders = {
    starter: () => path.join(root, 'models', 'starter'),
    vit: () => writePair({ after: cleanUp => cleanUps.push(cleanUp) }, vitPair()),
  };
  return chosen.map(id => {
    if (!Object.hasOwn(folders, id))
      throw new Error(`There is no model ${id} here; there are starter and vit.`);
    return { name: modelNames[id], id, modelFolder: folders[id]() };
  });
}
