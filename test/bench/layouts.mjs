// Where to decode and where to infer: one thread, several or a process of its own, one batch after the other or side by side.
import { inTurns, startWay } from './contenders.mjs';
import { summary } from './numbers.mjs';

export const layoutNames = [
  'network in threads of its own, several batches at once',
  'network in threads of its own, one batch after the other',
  'network in one thread of its own',
  'network in a process of its own',
];

export async function layouts({ models, threads, rounds, tell }) {
  const results = [];
  for (const { name, modelFolder, files } of models) {
    tell(`layouts: ${name}, ${files.length} images`);
    const ways = [];
    try {
      for (const layout of layoutNames) ways.push(await startWay(layout, modelFolder, threads, files));
      const rates = await inTurns(ways, files.length, rounds);
      results.push({
        model: name,
        images: files.length,
        threads,
        imagesPerSecond: Object.fromEntries([...rates].map(([way, values]) => [way, summary(values)])),
      });
    } finally {
      for (const way of ways) way.dispose();
    }
  }
  return results;
}
