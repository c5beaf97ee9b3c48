// Images per second: the whole product, transformers.js doing the same, the network alone in three ways, and decoding alone.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inTurns, startWay } from './contenders.mjs';
import { openEngine, wholeIndex } from './engine.mjs';
import { summary } from './numbers.mjs';

export async function pipeline({ models, threads, rounds, scratch, tell }) {
  const results = [];
  for (const { name, modelFolder, folder, files } of models) {
    tell(`pipeline: ${name}, ${files.length} images`);
    const others = [];
    try {
      for (const way of ['transformers', 'bare', 'bare configured', 'network', 'sharp']) {
        others.push(await startWay(way, modelFolder, threads, files));
      }
      const ours = { name: 'ours', run: () => indexOnce({ folder, modelFolder, threads, scratch, files }) };
      const rates = await inTurns([ours, ...others], files.length, rounds);
      results.push({
        model: name,
        images: files.length,
        threads,
        imagesPerSecond: Object.fromEntries([...rates].map(([way, values]) => [way, summary(values)])),
      });
    } finally {
      for (const way of others) way.dispose();
    }
  }
  return results;
}

/** Seconds from asking for an index of an empty store to its report: listed, hashed, decoded, encoded, written, with thumbnails. */
export async function indexOnce({ folder, modelFolder, threads, scratch, files }) {
  const store = mkdtempSync(path.join(scratch, 'store-'));
  const lens = await openEngine({ folder, store, modelFolder, threads, picture: files[0] });
  try {
    const started = performance.now();
    const { encoded, problems } = await lens.channel.ask('index', wholeIndex);
    const seconds = (performance.now() - started) / 1000;
    if (encoded !== files.length || problems.length > 0)
      throw new Error(
        `${encoded} of ${files.length} images were encoded; problems: ${JSON.stringify(problems)}`,
      );
    return seconds;
  } finally {
    await lens.dispose();
    rmSync(store, { recursive: true, force: true });
  }
}
