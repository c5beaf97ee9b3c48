// How long a typed query takes while an index run is under way and when all is quiet, and how long the loop of the
// host, which is this process, is held up meanwhile.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { openEngine, query, wholeIndex } from './engine.mjs';
import { percentile, seeded } from './numbers.mjs';
import { crowd } from './pictures.mjs';

/** As a person who types and looks. */
const betweenQueries = 200;

/** Milliseconds between two looks at the loop; what is measured is what comes on top. */
const loopResolution = 5;

/** Words that the random model of ViT-B/32 has tokens for, too: its queries are as long as CLIP's. */
const words = 'a photo of the two boats in harbour at night world hello red circle dog cat'.split(' ');

export async function typing({ models, threads, queries, crowdSize, scratch, seed, tell }) {
  const results = [];
  for (const { name, modelFolder, files } of models) {
    tell(`typing: ${name}, ${crowdSize} files, ${queries} queries`);
    const here = mkdtempSync(path.join(scratch, 'typing-'));
    const folder = path.join(here, 'pictures');
    crowd(files, folder, crowdSize);
    const lens = await openEngine({
      folder,
      store: path.join(here, 'store'),
      modelFolder,
      threads,
      picture: files[0],
    });
    try {
      const texts = sentences(seeded(seed), 2 * queries);
      // The first search loads what it needs.
      await lens.channel.ask('search', query('hello'));
      const stop = new AbortController();
      let isIndexing = true;
      const progress = new Promise(resolve => lens.channel.on('progress', resolve));
      const index = lens.channel.ask('index', wholeIndex, stop.signal).then(
        () => (isIndexing = false),
        error => {
          isIndexing = false;
          if (!stop.signal.aborted) throw error;
        },
      );
      await Promise.race([progress, index]);
      const busy = await ask(lens, texts.slice(0, queries), () => isIndexing);
      stop.abort();
      await index;
      // What is in the encoder's hands is done first: it is no part of a quiet time.
      await lens.channel.ask('search', query('a world at night'));
      const quiet = await ask(lens, texts.slice(queries), () => true);
      results.push({ model: name, files: crowdSize, threads, whileIndexing: busy, quiet });
    } finally {
      await lens.dispose();
      rmSync(here, { recursive: true, force: true });
    }
  }
  return results;
}

async function ask(lens, texts, isTrue) {
  const loop = monitorEventLoopDelay({ resolution: loopResolution });
  loop.enable();
  const milliseconds = [];
  for (const text of texts) {
    if (!isTrue()) break;
    const started = performance.now();
    await lens.channel.ask('search', query(text));
    // One that began while there was work and ended after it is none of these.
    if (isTrue()) milliseconds.push(performance.now() - started);
    await pause(betweenQueries);
  }
  loop.disable();
  const delay = percent => Math.max(0, loop.percentile(percent) / 1e6 - loopResolution);
  return {
    queries: milliseconds.length,
    p50: milliseconds.length > 0 ? percentile(milliseconds, 50) : null,
    p95: milliseconds.length > 0 ? percentile(milliseconds, 95) : null,
    most: milliseconds.length > 0 ? Math.max(...milliseconds) : null,
    loopDelayP50: delay(50),
    loopDelayP99: delay(99),
    loopDelayMost: Math.max(0, loop.max / 1e6 - loopResolution),
  };
}

/** Different ones, of two to seven words: no answer is there from before. */
function sentences(random, count) {
  const made = new Set();
  while (made.size < count) {
    const length = 2 + Math.floor(random() * 6);
    made.add(Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' '));
  }
  return [...made];
}
