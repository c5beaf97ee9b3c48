// Images per second of a network of the shape of ViT-B/32, as it is downloaded and in the int8 form that is prepared of
// it: the whole product, transformers.js, and the networks alone, taking turns.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { prepareModel } from '../../src/encoder/int8/prepareModel.ts';
import { Magick } from '../../src/encoder/magick.ts';
import { loadRuntime, loadSharp } from '../../src/encoder/nativeModules.ts';
import { inTurns, startWay } from './contenders.mjs';
import { summary } from './numbers.mjs';
import { indexOnce } from './pipeline.mjs';

export async function int8({ models, threads, rounds, scratch, tell }) {
  const vit = models.find(({ id }) => id === 'vit');
  if (!vit) throw new Error('The part int8 needs the model vit.');
  const { name, modelFolder, folder, files } = vit;
  const prepared = path.join(scratch, 'prepared', path.basename(modelFolder));
  cpSync(modelFolder, prepared, { recursive: true });
  tell('int8: prepares the model');
  const started = performance.now();
  const { towers } = await prepareModel(
    { modelFolder: prepared, images: files, threads, again: true },
    { runtime: loadRuntime(), decoders: { sharp: loadSharp(), magick: new Magick() }, tell: () => undefined, leastGain: 0 },
    new AbortController().signal,
  ); // prettier-ignore
  const prepareSeconds = (performance.now() - started) / 1000;
  tell(`int8: ${name}, ${files.length} images`);
  const others = [];
  try {
    others.push(await startWay('transformers', modelFolder, threads, files));
    others.push(await startWay('bare', modelFolder, threads, files));
    others.push(await startWay('bare int8', prepared, threads, files));
    const ours = (way, from) => ({
      name: way,
      run: () => indexOnce({ folder, modelFolder: from, threads, scratch, files }),
    });
    const ways = [ours('ours', modelFolder), ours('ours int8', prepared), ...others];
    const rates = await inTurns(ways, files.length, rounds);
    return {
      model: name,
      images: files.length,
      threads,
      prepareSeconds,
      cosine: { vision: towers.vision.cosine, text: towers.text.cosine },
      imagesPerSecond: Object.fromEntries([...rates].map(([way, values]) => [way, summary(values)])),
    };
  } finally {
    for (const way of others) way.dispose();
  }
}
